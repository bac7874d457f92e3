"""A desk for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk_world import Desk, database_in


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield a desk on a store of its own."""
    database = await database_in(tmp_path)
    made = Desk(database)
    yield made
    await made.world.stop()
    await database.close()
