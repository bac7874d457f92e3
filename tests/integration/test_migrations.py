"""The migrations give exactly the tables that the models declare, on both databases, and again is nothing.

Each step is tried on a store that every step before it has filled: nothing that was there is lost or changed.
"""

import os
import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, ForeignKey, MetaData, Table, insert, select, text
from sqlalchemy.engine import Connection

from foundation.audit.models import GUARDS
from foundation.database import Base, Database
from hotline import tables
from hotline.migrate import configuration, is_current, migrate, newest
from tickets.service.models import GUARDS as HISTORY_GUARDS
from tickets.service.models import STATISTICS

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


async def test_migrated_store_has_the_triggers_and_statistics_of_the_models(empty: Database) -> None:
    await migrate(empty)
    declared = [*GUARDS[empty.engine.dialect.name], *HISTORY_GUARDS[empty.engine.dialect.name]]
    names = re.findall(r"CREATE TRIGGER (\w+)", " ".join(declared))
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not empty.is_sqlite:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    async with empty.engine.connect() as connection:
        assert set(await connection.scalars(text(query))) == set(names)
        if not empty.is_sqlite:
            declared = re.findall(r"CREATE STATISTICS (\w+)", " ".join(STATISTICS["postgresql"]))
            assert list(await connection.scalars(text("SELECT stxname FROM pg_statistic_ext"))) == declared


STEPS = [step.revision for step in reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions()))]
ROWS = 3
MOMENT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)

Kept = dict[str, list[dict[str, Any]]]


def _value(column: Column[Any], number: int) -> Any:
    """Return a value that fits a column, another for each row."""
    if isinstance(column.type, JSON):
        return {"number": number}
    kind = column.type.python_type
    length = getattr(column.type, "length", None)
    values: dict[type, Any] = {
        bool: False,
        int: number,
        float: float(number),
        bytes: b"sealed%d" % number,
        datetime: MOMENT if getattr(column.type, "timezone", False) else MOMENT.replace(tzinfo=None),
        date: MOMENT.date(),
        uuid.UUID: uuid.UUID(int=number),
    }
    if kind is str:
        return uuid.UUID(int=number).hex if length == 32 else f"{number}{column.name}"[: length or 40]
    return values[kind]


def _row(table: Table, number: int) -> dict[str, Any]:
    row = {column.name: _value(column, number) for column in table.columns}
    for key in (key for column in table.columns for key in column.foreign_keys):
        row[key.parent.name] = _value(_root(key), number)
    return row


def _root(key: ForeignKey) -> Column[Any]:
    """Return the column that a chain of foreign keys ends at."""
    column = key.column
    while column.foreign_keys:
        column = next(iter(column.foreign_keys)).column
    return column


def _fill(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        here = len(connection.execute(select(table)).all())
        if table.name != "alembic_version" and here < ROWS:
            connection.execute(insert(table), [_row(table, number) for number in range(here + 1, ROWS + 1)])


def _content(connection: Connection) -> Kept:
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=str)
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


def _upgrade(connection: Connection, step: str) -> None:
    command.upgrade(configuration(connection), step)


@pytest.mark.parametrize("step", STEPS[:-1])
async def test_a_store_of_a_former_step_keeps_every_row(empty: Database, step: str) -> None:
    async with empty.engine.begin() as connection:
        await connection.run_sync(_upgrade, step)
        await connection.run_sync(_fill)
    async with empty.engine.connect() as connection:
        before = await connection.run_sync(_content)
    assert all(len(rows) >= ROWS for rows in before.values())
    assert await migrate(empty) == (step, newest())
    async with empty.engine.connect() as connection:
        after = await connection.run_sync(_content)
        assert await connection.run_sync(_differences) == []
    for table, rows in before.items():
        columns = rows[0].keys() & after[table][0].keys()
        assert columns
        kept = [{name: row[name] for name in columns} for row in after[table]]
        assert all({name: row[name] for name in columns} in kept for row in rows), table
