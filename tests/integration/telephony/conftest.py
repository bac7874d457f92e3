"""A database of its own for each test: SQLite always, PostgreSQL where one is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from stores import KINDS, fresh_store

import foundation.streams.models  # noqa: F401 -- its tables
import telephony.models  # noqa: F401 -- its tables
from foundation.database import Database


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a database with the tables of foundation and telephony."""
    async with fresh_store(request.param, tmp_path, "foundation_", "telephony_") as made:
        yield made
