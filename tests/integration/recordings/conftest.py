"""A store and a folder of recordings for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from recordings_world import Recordings
from stores import KINDS, fresh_store


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Recordings]:
    """Yield recordings on a store of their own."""
    async with fresh_store(request.param, tmp_path, "foundation_", "recordings_") as database:
        yield Recordings(database, tmp_path / "recordings")
