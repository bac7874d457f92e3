"""Danger that a caller tells while he waits: heard in his live words, it stands with his call, and raises him."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.database import Database
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from speech import repository as speech
from speech.models import UtteranceRow
from telephony.calls.state import CallState
from telephony.events import Kind, call_id_of
from telephony.owner import Owner
from tickets.lists import ListsShelf

log = logger(__name__)

LOOK_SECONDS = 1.0
PAUSE_SECONDS = 0.3
LOOK_BACK = timedelta(minutes=3)
"""Words that were said longer ago were read before, or nobody was there to read them in time."""


class WaitingWords:
    """Looks at the words of callers who wait; whoever has told of danger once is not looked at any more."""

    def __init__(self, owner: Owner, database: Database, clock: Clock, lists: ListsShelf) -> None:
        self._owner, self._database, self._clock, self._lists = owner, database, clock, lists
        self._read: dict[str, datetime] = {}
        self._told: set[str] = set()

    async def run(self, wake: Wake) -> None:
        """Look until cancelled; a store that is away is waited for."""
        while True:
            mark = wake.mark(DOMAIN)
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("waiting_words_not_read", error=type(error).__name__)
            except Exception:  # callers wait on as they are; the owner goes on
                log.exception("waiting_words_broken")
            await wake.wait(DOMAIN, LOOK_SECONDS, mark)
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> None:
        """Read what was heard since the last look."""
        waiting = [call for call in self._owner.calls.values() if _waits(call) and call.linkedid not in self._told]
        known = {call.linkedid for call in self._owner.calls.values() if not call.ended}
        self._told &= known
        self._read = {linkedid: at for linkedid, at in self._read.items() if linkedid in known}
        if not waiting or not self._owner.in_step:
            return
        for call, said, until in await self._heard({call_id_of(call.node, call.linkedid): call for call in waiting}):
            try:
                danger = await asyncio.to_thread(self._lists.current.wording.service_for, "。".join(said))
            except Exception as error:  # one caller's words keep nobody else's from being read
                log.error("words_not_judged", linkedid=call.linkedid, error=type(error).__name__)
                danger = ""
            self._read[call.linkedid] = until
            if danger and self._owner.note(call.linkedid, Kind.danger_heard, (danger,), {"danger": danger}) is not None:
                self._told.add(call.linkedid)
                log.warning("danger_heard", linkedid=call.linkedid, danger=danger)

    async def _heard(self, waiting: Mapping[UUID, CallState]) -> list[tuple[CallState, list[str], datetime]]:
        """Return what each caller said that was not read before, and up to which moment it was stored."""
        since = self._clock.now() - LOOK_BACK
        async with self._database.read() as session:
            rows = await speech.callers_words(session, list(waiting), since)
        found: dict[UUID, list[UtteranceRow]] = {}
        for row in rows:
            last = self._read.get(waiting[row.call_id].linkedid)
            if last is None or row.stored_at > last:
                found.setdefault(row.call_id, []).append(row)
        return [(waiting[call_id], [row.words for row in new], new[-1].stored_at) for call_id, new in found.items()]


def _waits(call: CallState) -> bool:
    return not call.ended and call.visit is not None and not call.visit.answered
