"""Notices sessions that ended or whose rights changed, for all open sockets in one look."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from agent_desktop.access import Gate
from foundation.logs import logger
from foundation.people import sessions
from foundation.people.sessions import Standing

log = logger(__name__)

TOGETHER = 500
"""Sessions asked for in one query."""
AT_ONCE = 4
"""Sockets that ask for their rights at the same time: requests find a connection when everybody comes back at once."""


@dataclass(eq=False)
class _Watched:
    session_id: uuid.UUID
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    seen: Standing | None = None
    looked: bool = False


class SessionWatch:
    """Looks every ``check_seconds`` for as long as a socket is open; without a store nobody is told anything."""

    def __init__(self, check_seconds: float) -> None:
        self._check_seconds = check_seconds
        self.turns = asyncio.Semaphore(AT_ONCE)
        self._watched: set[_Watched] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def of(self, session_id: uuid.UUID, gate: Gate) -> Iterator[asyncio.Event]:
        """Give an event that is set when the session is over, may be something else, or was never looked at."""
        watched = _Watched(session_id)
        self._watched.add(watched)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(gate), name="session watch")
        try:
            yield watched.changed
        finally:
            self._watched.discard(watched)

    async def _look(self, gate: Gate) -> None:
        while self._watched:
            await asyncio.sleep(self._check_seconds)
            asked = list(self._watched)
            for first in range(0, len(asked), TOGETHER):
                try:
                    await self._compare(gate, asked[first : first + TOGETHER])
                except (SQLAlchemyError, OSError) as error:  # a store that is away locks nobody out
                    log.warning("sessions_not_looked_at", error=type(error).__name__)
                except Exception:
                    log.exception("sessions_not_looked_at")

    async def _compare(self, gate: Gate, asked: list[_Watched]) -> None:
        async with gate.database.read() as session:
            ids = {one.session_id for one in asked}
            found = await sessions.standing(session, ids, gate.limits, gate.clock.now())
        for one in asked:
            now = found.get(one.session_id)
            if now is None or not one.looked or now != one.seen:
                one.changed.set()
            one.seen, one.looked = now, True
