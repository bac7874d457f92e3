"""A database of its own for each test: SQLite always, PostgreSQL where one is given."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the whole web application

from stores import KINDS, fresh_store
from tickets_world import World

from foundation.database import Database


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a database with the tables of foundation and tickets."""
    async with fresh_store(request.param, tmp_path, "foundation_", "tickets_") as made:
        yield made


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    """Yield a hotline and a ticket service on that database."""
    made = World(database)
    yield made
    await made.close()
