"""A store with the tables of speech and of calls for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from stores import KINDS, fresh_store

from foundation.database import Database


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a store of its own."""
    async with fresh_store(request.param, tmp_path, "foundation_", "speech_", "telephony_") as made:
        yield made
