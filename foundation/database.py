"""Engine, sessions and column types; the same code on SQLite (WAL) and PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import aiosqlite
from prometheus_client import Histogram
from sqlalchemy import JSON, DateTime, MetaData, Uuid, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from foundation.logs import logger

log = logger(__name__)

AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What a store raises that is away or too busy: whoever has time waits for it."""

LOCKED = Histogram(
    "hotline_store_locked_seconds",
    "How long a transaction of ours kept SQLite's write lock",
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60),
)
LONG_SECONDS = 2.0  # a lock kept longer holds up every process: the log says whose it was


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the driver stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _SqliteConnection(sqlite3.Connection):
    """Gives the write lock back when it is closed.

    SQLite keeps a closed connection alive, with its transaction, for as long as a cursor of it is: one that a
    cancelled task's traceback still holds would keep everybody from writing.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


class _Driver(aiosqlite.Connection):
    """Is stopped once: its thread ends at the first order, and whoever gave a second one would wait for ever.

    SQLAlchemy gives both when a task is cancelled again while its connection is being closed, as at the end of a
    process, which then did not end.
    """

    def stop(self) -> asyncio.Future[Any] | None:
        if not self._running:
            return None
        return super().stop()


def _driver(database: str, *, iter_chunk_size: int = 64, **options: Any) -> _Driver:
    made = _Driver(lambda: sqlite3.connect(database, **options), iter_chunk_size)
    made._thread.daemon = True  # as SQLAlchemy has it: a process that ends does not wait for it
    return made


VANISHED = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}
"""libpq: a PostgreSQL that is gone without a word is noticed after some 10 s (all seconds, the last milliseconds)."""


class Base(DeclarativeBase):
    """Base of every table; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        uuid.UUID: Uuid,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def _given_back(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    begun_at = entry.info.pop("begun_at", None)
    if begun_at is None:
        return
    seconds = time.monotonic() - begun_at
    LOCKED.observe(seconds)
    if seconds > LONG_SECONDS:
        task = asyncio.current_task()
        log.warning("store_locked_long", seconds=round(seconds, 1), task=task.get_name() if task else "")


def reason_of(error: BaseException) -> str:
    """Return the driver's name of what happened: SQLite's, or PostgreSQL's SQLSTATE; empty when it has none.

    The message of an error can hold what was to be stored: it is for no log.
    """
    of_driver = getattr(error, "orig", None)
    return str(getattr(of_driver, "sqlite_errorname", None) or getattr(of_driver, "sqlstate", None) or "")


class Database:
    """Opens transactions: ``write()`` commits at its edge, ``read()`` never does.

    Args:
        busy_seconds: how long a connection, and SQLite's write lock, is waited for.
        limit_seconds: a transaction that takes longer is given up with SQLAlchemy's ``TimeoutError``, also when the
            database's machine has vanished without a word. ``None``: none, for commands that work through everything.
    """

    def __init__(
        self, url: str, *, busy_seconds: float = 10.0, limit_seconds: float | None = 60.0, pool_size: int = 8
    ) -> None:
        self.url = make_url(url)
        self._limit = limit_seconds
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self._writer = self._engine("BEGIN IMMEDIATE", busy_seconds, 2 if self.is_sqlite else pool_size)
        self._reader = self._engine("BEGIN", busy_seconds, pool_size) if self.is_sqlite else self._writer
        self._write = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False)

    def _engine(self, begin: str, busy_seconds: float, pool_size: int) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self.url,
                hide_parameters=True,  # parameters can be a number or words, and errors end up in logs
                pool_size=pool_size,
                pool_pre_ping=True,
                pool_timeout=busy_seconds,
                connect_args={"connect_timeout": max(2, int(busy_seconds)), **VANISHED},
            )
        engine = create_async_engine(
            self.url,
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=8,
            connect_args={"timeout": busy_seconds, "factory": _SqliteConnection, "async_creator_fn": _driver},
        )

        @event.listens_for(engine.sync_engine, "connect")
        def _connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            # FULL: a committed fact is on disk, also when the machine loses power.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: Any) -> None:
            # Taking the write lock at once avoids the SQLITE_BUSY that a later upgrade of a read lock gives.
            connection.exec_driver_sql(begin)
            connection.info["begun_at"] = time.monotonic()

        if begin == "BEGIN IMMEDIATE":
            event.listen(engine.sync_engine, "checkin", _given_back)
        return engine

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises:
            sqlalchemy.exc.TimeoutError: it took longer than the limit. Whether it was committed is not known when the
                limit fell into the commit, as after any lost connection: what is written again must be idempotent.
        """
        async with self._limited(), self._write() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries only; limited as ``write`` is."""
        async with self._limited(), self._read() as session:
            yield session

    @asynccontextmanager
    async def _limited(self) -> AsyncIterator[None]:
        limit = asyncio.timeout(self._limit)
        try:
            async with limit:
                yield
        except TimeoutError as error:
            if limit.expired():
                raise PoolTimeout(f"the store took longer than {self._limit} s") from error
            raise

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and tests."""
        return self._writer

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
