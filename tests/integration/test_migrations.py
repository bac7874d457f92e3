"""The migrations give exactly the tables that the models declare, on both databases, and again is nothing."""

import os
import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from foundation.audit.models import GUARDS
from foundation.database import Base, Database
from hotline import tables
from hotline.migrate import is_current, migrate, newest

POSTGRES = os.environ.get("HOTLINE_TEST_POSTGRES_URL")


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
        yield database
        await database.close()
        return
    if not POSTGRES:
        pytest.skip("HOTLINE_TEST_POSTGRES_URL is not set: make test sets it")
    name = f"m_{uuid.uuid4().hex}"
    server = Database(POSTGRES)
    async with server.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(
            text(f"CREATE DATABASE {name}")
        )
    database = Database(POSTGRES.rpartition("/")[0] + f"/{name}")
    yield database
    await database.close()
    await _outside_a_transaction(server, f"DROP DATABASE {name}")
    await server.close()


async def _outside_a_transaction(server: Database, statement: str) -> None:
    async with server.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(statement))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrated_schema_is_that_of_the_models(empty: Database) -> None:
    assert len(tables.ALL) > 20
    assert not await is_current(empty)
    assert await migrate(empty) == (None, newest())
    async with empty.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    assert await migrate(empty) == (newest(), newest())
    assert await is_current(empty)


async def test_migrated_store_has_the_triggers_of_the_models(empty: Database) -> None:
    await migrate(empty)
    names = re.findall(r"CREATE TRIGGER (\w+)", " ".join(GUARDS[empty.engine.dialect.name]))
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not empty.is_sqlite:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    async with empty.engine.connect() as connection:
        assert set(await connection.scalars(text(query))) == set(names)
