"""A store for tests that is away when a test says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database


class Unreliable:
    """A database that can be away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.away = False
        self.writes_until_away: int | None = None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction, or an error as of a server that does not answer."""
        if self.writes_until_away is not None:
            self.away = self.writes_until_away <= 0
            self.writes_until_away -= 1
        if self.away:
            raise OperationalError("BEGIN", {}, ConnectionError("the store is away"))
        async with self._database.write() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries."""
        if self.away:
            raise OperationalError("BEGIN", {}, ConnectionError("the store is away"))
        async with self._database.read() as session:
            yield session
