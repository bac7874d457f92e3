"""The lists in force, at hand in a process; a publish is heard of within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from foundation.database import Database
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from tickets.intake.categories import Classes, classes_of
from tickets.lists.service import OwnLists
from tickets.prefill import Lists, packaged_lists

log = logger(__name__)

LOOK_SECONDS = 5.0
PAUSE_SECONDS = 0.5


class ListsShelf:
    """Until the store was read, and where what is published is not understood any more, the shipped lists are used."""

    def __init__(self, database: Database, own: OwnLists) -> None:
        self._database, self._own = database, own
        self._numbers: dict[str, int] = {}
        self._learned = ""
        self._lists: Lists | None = None
        self._followers: list[Callable[[Lists], None]] = []

    @property
    def current(self) -> Lists:
        """The lists in force."""
        return self._lists or packaged_lists(self._own.region)

    def classes(self) -> Classes:
        """Return the classes in force."""
        return classes_of(self.current.taxonomy)

    def follow(self, told: Callable[[Lists], None]) -> None:
        """Have a listener told of every change."""
        self._followers.append(told)

    async def look(self) -> bool:
        """Read what is in force; tell whether it is another than before."""
        async with self._database.read() as session:
            numbers = await self._own.numbers(session)
            learned = await asyncio.to_thread(self._own.learned)
            if (numbers, learned) == (self._numbers, self._learned):
                return False
            own = await self._own.own(session)
        try:
            self._lists = await asyncio.to_thread(self._own.lists, own)
        except (ValueError, KeyError, OSError) as error:  # the rules became stricter since, a model is damaged
            log.error("lists_not_understood", error=type(error).__name__)
        self._numbers, self._learned = numbers, learned
        for told in self._followers:
            told(self.current)
        return True

    async def run(self, wake: Wake) -> None:
        """Keep up until cancelled; a store that is away changes nothing."""
        while True:
            mark = wake.mark(DOMAIN)
            try:
                await self.look()
            except (SQLAlchemyError, HotlineError, OSError) as error:
                log.warning("lists_not_read", error=type(error).__name__)
            await wake.wait(DOMAIN, LOOK_SECONDS, mark)
            await asyncio.sleep(PAUSE_SECONDS)
