"""Reads a stream on from a cursor and hands each event to its handler, one transaction each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import AWAY, Database
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.streams import repository
from foundation.streams.repository import Stream
from foundation.streams.types import StreamEvent
from foundation.wake import Wake

log = logger(__name__)

Handler = Callable[[AsyncSession, StreamEvent], Awaitable[None]]

TRIES = 5
BATCH = 100


class Subscriber:
    """Handles every event of one stream exactly once as far as the database goes.

    A handler runs in the transaction that moves the cursor, so it may run again only when that transaction failed;
    whatever it does outside the database must be idempotent by ``event.event_id``. An event that fails ``TRIES`` times
    is put into ``foundation_stuck_event`` and the rest goes on; a store that is away is waited for without limit.
    """

    def __init__(
        self,
        name: str,
        stream: Stream,
        handlers: Mapping[str, Handler],
        database: Database,
        wake: Wake,
        *,
        poll_seconds: float = 1.0,
        retry_seconds: float = 0.2,
    ) -> None:
        self.name = name
        self.stream = stream
        self.handlers = handlers
        self.database = database
        self.wake = wake
        self.poll_seconds = poll_seconds
        self.retry_seconds = retry_seconds
        self._failures: dict[int, int] = {}

    async def run(self) -> None:
        """Handle events until cancelled."""
        pause = 0.2
        while True:
            mark = self.wake.mark(self.stream.name)
            try:
                handled = await self.step()
            except (*AWAY, HotlineError) as error:
                log.warning("subscriber_waits", subscriber=self.name, error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
                continue
            pause = 0.2
            if not handled:
                await self.wake.wait(self.stream.name, self.poll_seconds, mark)

    async def step(self) -> int:
        """Handle what is there now (at most one batch); return how many events were passed."""
        async with self.database.read() as session:
            position = await repository.cursor_position(session, self.name, self.stream.name)
            events = await self.stream.after(session, position, BATCH)
        passed = 0
        while passed < len(events):
            wanted = next((i for i in range(passed, len(events)) if events[i].kind in self.handlers), None)
            if wanted is None:
                await self._skip_to(events[-1].position)
                return len(events)
            if not await self._handle(events[wanted], position):
                return passed
            position = events[wanted].position
            passed = wanted + 1
        return passed

    async def _skip_to(self, position: int) -> None:
        async with self.database.write() as session:
            if await repository.lock_cursor(session, self.name, self.stream.name) < position:
                await repository.move_cursor(session, self.name, self.stream.name, position)

    async def _handle(self, event: StreamEvent, before: int) -> bool:
        try:
            async with self.database.write() as session:
                if await repository.lock_cursor(session, self.name, self.stream.name) > before:
                    return False  # another process of this subscriber was faster
                await self.handlers[event.kind](session, event)
                await repository.move_cursor(session, self.name, self.stream.name, event.position)
            for topic in session.info.get("wake", ()):
                await self.wake.signal(topic)
        except AWAY:
            raise
        except Exception as error:
            tries = self._failures[event.position] = self._failures.get(event.position, 0) + 1
            log.exception("handler_failed", subscriber=self.name, kind=event.kind, position=event.position, tries=tries)
            if tries < TRIES:
                await asyncio.sleep(self.retry_seconds * 2 ** (tries - 1))
                return False
            async with self.database.write() as session:
                if await repository.lock_cursor(session, self.name, self.stream.name) < event.position:
                    # Its type only: a message can hold words.
                    name = type(error).__name__
                    await repository.note_stuck(session, self.name, self.stream.name, event.position, name)
                    await repository.move_cursor(session, self.name, self.stream.name, event.position)
        self._failures.pop(event.position, None)
        return True

    async def retry(self, position: int) -> bool:
        """Handle a stuck event again and forget that it was stuck; ``False`` when none is stuck there.

        What the handler raises is noted anew and raised.
        """
        key = (self.name, self.stream.name, position)
        try:
            async with self.database.write() as session:
                if not await repository.forget_stuck(session, *key):
                    return False
                found = await self.stream.after(session, position - 1, 1)
                event = next((event for event in found if event.position == position), None)
                if event is not None and event.kind in self.handlers:
                    await self.handlers[event.kind](session, event)
        except AWAY:
            raise
        except Exception as error:
            async with self.database.write() as session:
                await repository.note_stuck(session, *key, type(error).__name__)
            raise
        for topic in session.info.get("wake", ()):
            await self.wake.signal(topic)
        return True
