"""A store of its own for a test: SQLite always, PostgreSQL where `HOTLINE_TEST_POSTGRES_URL` names one."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from foundation.database import Base, Database

POSTGRES = os.environ.get("HOTLINE_TEST_POSTGRES_URL")
KINDS = ("sqlite", "postgresql")


def fresh_database() -> tuple[str, Callable[[], None]]:
    """Make an empty PostgreSQL database; return its address and what drops it."""
    if not POSTGRES:
        pytest.skip("HOTLINE_TEST_POSTGRES_URL is not set: make test starts a PostgreSQL and sets it")
    name, plain = f"house_{uuid.uuid4().hex}", POSTGRES.replace("+psycopg", "")

    def do(statement: str) -> None:
        with psycopg.connect(plain, autocommit=True) as postgres:
            postgres.execute(statement.encode())

    do(f"CREATE DATABASE {name}")
    return f"{POSTGRES.rpartition('/')[0]}/{name}", lambda: do(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def fresh_store(kind: str, folder: Path, *prefixes: str) -> AsyncIterator[Database]:
    """Give a database with the tables whose names begin so; what stands there is dropped at the end."""
    if kind == "sqlite":
        made, plain, schema = Database(f"sqlite+aiosqlite:///{folder / 'hotline.sqlite3'}"), None, ""
    elif POSTGRES:
        schema = f"t_{uuid.uuid4().hex}"
        plain = Database(POSTGRES)
        async with plain.engine.begin() as connection:
            await connection.execute(text(f"CREATE SCHEMA {schema}"))
        made = Database(f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{schema}")
    else:
        pytest.skip("HOTLINE_TEST_POSTGRES_URL is not set: make test starts a PostgreSQL and sets it")
    tables = [table for table in Base.metadata.sorted_tables if table.name.startswith(prefixes)]
    async with made.engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables))
    try:
        yield made
    finally:
        await made.close()
        if plain is not None:
            async with plain.engine.begin() as connection:
                await connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            await plain.close()
