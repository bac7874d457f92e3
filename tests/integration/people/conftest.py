"""People on a database of their own for each test: SQLite always, PostgreSQL where one is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from people_world import PeopleWorld
from stores import KINDS, fresh_store

from foundation.database import Database


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a database with the tables of foundation."""
    async with fresh_store(request.param, tmp_path, "foundation_") as made:
        yield made


@pytest.fixture
async def world(database: Database) -> AsyncIterator[PeopleWorld]:
    """Yield people and their routes on that database."""
    async with PeopleWorld.opened(database) as made:
        yield made
