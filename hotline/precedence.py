"""Who comes first in a queue, by the rules in force: callers of a line, who calls again, who told of danger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.database import Database
from foundation.logs import logger
from queueing.publish.book import Held
from telephony.calls.state import CallState
from telephony.events import started_at
from telephony.ledger import screens

log = logger(__name__)

BOOKS_SECONDS = 1.0
AT_ONCE = 4
"""So many look-ups at a time: the lease and the ledger need the store more than a priority does."""


class CallerPrecedence:
    """Fulfils ``ivr.ports.Precedence``."""

    def __init__(self, database: Database, clock: Clock, rules: Callable[[], Held | None]) -> None:
        self._database, self._clock, self._rules = database, clock, rules
        self._free = asyncio.Semaphore(AT_ONCE)

    async def priority(self, call: CallState, *, danger: bool) -> int:
        """Return a caller's priority; what the books do not tell in time counts as nothing."""
        held = self._rules()
        if held is None:
            return 0
        priorities = held.rules.priorities
        found = priorities.lines.get(call.line, 0)
        if danger:
            found = max(found, priorities.danger)
        if priorities.repeated > found and await self._calls_again(call, priorities.repeated_hours):
            found = priorities.repeated
        return found

    async def _calls_again(self, call: CallState, hours: int) -> bool:
        if call.caller_id is None or self._free.locked():
            return False
        before = started_at(call.linkedid)
        try:
            async with asyncio.timeout(BOOKS_SECONDS), self._free, self._database.read() as session:
                since = before - timedelta(hours=hours)
                return bool(await screens.earlier_calls(session, call.caller_id, since, before))
        except (TimeoutError, SQLAlchemyError, OSError) as error:
            log.warning("earlier_calls_not_read", error=type(error).__name__)
            return False
