"""Says that this process is there, from its own loop: one that hangs says nothing."""

from __future__ import annotations

import asyncio
import contextlib

from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.database import Database
from foundation.ids import new_id
from foundation.logs import logger
from foundation.presence import repository

log = logger(__name__)

BEAT_SECONDS = 2.0


class Presence:
    """The row of one process, while ``run`` runs."""

    def __init__(self, name: str, database: Database, clock: Clock) -> None:
        self.name = name
        self._id = new_id()
        self._database, self._clock = database, clock
        self._started_at = clock.now()

    async def run(self) -> None:
        """Announce until cancelled, then withdraw; a store that is away is waited for."""
        try:
            while True:
                try:
                    await self.announce()
                except (SQLAlchemyError, OSError) as error:
                    log.warning("presence_not_noted", error=type(error).__name__)
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with self._database.write() as session:
                    await repository.withdraw(session, self._id)

    async def announce(self) -> None:
        """Write the row."""
        async with self._database.write() as session:
            await repository.announce(session, self._id, self.name, self._started_at, self._clock.now())
