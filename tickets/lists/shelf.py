"""The lists in force, at hand in a process; a publish is heard of within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from foundation.database import Database
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from tickets.intake.categories import Classes, classes_of
from tickets.lists.rows import NAMES
from tickets.lists.service import OwnLists
from tickets.prefill import Lists, packaged_lists

log = logger(__name__)

LOOK_SECONDS = 5.0
PAUSE_SECONDS = 0.5

Follower = Callable[[Lists], Awaitable[None]]


class ListsShelf:
    """Until the store was read the shipped lists are used; a list that is not understood (any more) is left out alone.

    Whatever is wrong with a list or a learnt model, whoever asks has lists, and the process goes on.
    """

    def __init__(self, database: Database, own: OwnLists) -> None:
        self._database, self._own = database, own
        self._numbers: dict[str, int] = {}
        self._learned = ""
        self._lists: Lists | None = None
        self._followers: list[Follower] = []

    @property
    def current(self) -> Lists:
        """The lists in force."""
        return self._lists or packaged_lists(self._own.region)

    def classes(self) -> Classes:
        """Return the classes in force."""
        return classes_of(self.current.taxonomy)

    def follow(self, told: Follower) -> None:
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
        self._lists = await asyncio.to_thread(self._built, own)
        self._numbers, self._learned = numbers, learned
        for told in self._followers:
            try:
                await told(self.current)
            except Exception as error:
                log.error("lists_not_taken_over", error=type(error).__name__)
        return True

    def _built(self, own: Mapping[str, Mapping[str, Any]]) -> Lists:
        """Build the lists; where they do not fit each other, without those that name others first."""
        left = dict(own)
        for name in ("", *reversed(NAMES)):
            if name and left.pop(name, None) is None:
                continue
            try:
                return self._own.lists(left)
            except Exception as error:  # the rules became stricter since, or another list went back
                log.error("lists_not_understood", without=sorted(own.keys() - left.keys()), error=type(error).__name__)
        return packaged_lists(self._own.region)

    async def run(self, wake: Wake) -> None:
        """Keep up until cancelled; whatever fails is tried again."""
        while True:
            mark = wake.mark(DOMAIN)
            try:
                await self.look()
            except Exception as error:
                log.warning("lists_not_read", error=type(error).__name__)
            await wake.wait(DOMAIN, LOOK_SECONDS, mark)
            await asyncio.sleep(PAUSE_SECONDS)
