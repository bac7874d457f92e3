"""Brings the store's schema to the newest step, one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from foundation.database import Database

LOCK = 0x12345


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; nothing of it stands in a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    """Return the newest step."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


async def migrate(database: Database) -> tuple[str | None, str | None]:
    """Bring the schema up; return the step before and after. Waits for another process that does the same."""
    async with database.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        before = await connection.run_sync(_current)
        await connection.run_sync(_upgrade)
        after = await connection.run_sync(_current)
    return before, after


async def current_step(database: Database) -> str | None:
    """Return the step that the store has, ``None`` for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


async def is_current(database: Database) -> bool:
    """Tell whether the store has the newest step."""
    return await current_step(database) == newest()


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    command.upgrade(configuration(connection), "head")
