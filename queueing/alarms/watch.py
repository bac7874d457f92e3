"""Looks for alarms every few seconds, keeps when each began and ended, tells another system (a job of the worker)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.outbox import enqueue
from queueing import repository
from queueing.alarms.rules import CODES, AgentNow, QueueNow, Situation, alarms
from queueing.figures.metrics import computed
from queueing.figures.report import Asked, Row, report, together
from queueing.publish.book import RuleBook
from queueing.rules.model import QueueRules
from telephony.ledger import colleagues, screens

log = logger(__name__)

HOOK = "alarm_hook"
LOOK_SECONDS = 3.0
HALF_HOUR, DAY = timedelta(minutes=30), timedelta(hours=24)

STANDING = Gauge("hotline_alarms", "Alarms that stand", ["code"])


class AlarmWatch:
    """One look is one read and, when something changed, one transaction; ``in_step`` tells whether the line is led."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        book: RuleBook,
        *,
        in_step: Callable[[AsyncSession], Awaitable[bool]],
        greeting_seconds: float,
        hook: bool,
    ) -> None:
        self._database, self._clock, self._book = database, clock, book
        self._in_step, self._greeting_seconds, self._hook = in_step, greeting_seconds, hook

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except (HotlineError, SQLAlchemyError, OSError) as error:
                log.warning("alarms_not_looked_for", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Compare what stands with what stood."""
        now = self._clock.now()
        async with self._database.read() as session:
            held = await self._book.held(session)
            rules = held.rules if held is not None else QueueRules()
            situation = await self._situation(session, rules, now)
            known = {(row.code, row.subject) for row in await repository.standing_alarms(session)}
        standing = alarms(situation, rules.alarms)
        for code in CODES:
            STANDING.labels(code).set(sum(one == code for one, _ in standing))
        if standing != known:
            await self._note(standing, now)

    async def _note(self, standing: set[tuple[str, str]], now: datetime) -> None:
        async with self._database.write() as session:
            rows = {(row.code, row.subject): row for row in await repository.standing_alarms(session)}
            for place, row in rows.items():
                if place not in standing:
                    row.ended_at = now
                    await self._tell(session, "alarm_ended", place, row.began_at, now)
            for place in sorted(standing - rows.keys()):
                await repository.begin_alarm(session, *place, now)
                await self._tell(session, "alarm_began", place, now, None)
                log.warning("alarm", code=place[0], subject=place[1])

    async def _tell(
        self, session: AsyncSession, kind: str, place: tuple[str, str], began_at: datetime, ended_at: datetime | None
    ) -> None:
        if not self._hook:
            return
        payload = {
            "type": kind,
            "code": place[0],
            "subject": place[1],
            "began_at": began_at.isoformat(),
            "ended_at": ended_at.isoformat() if ended_at is not None else None,
        }
        await enqueue(session, HOOK, kind, None, payload, now=self._clock.now())

    async def _situation(self, session: AsyncSession, rules: QueueRules, now: datetime) -> Situation:
        waiting = await screens.waiting(session)
        states = {row.agent: row for row in await repository.states(session)}
        logged_in: dict[str, int] = {}
        for row in await repository.memberships(session):
            state = states.get(row.agent)
            if state is not None and state.shown_state != "logged_off":
                logged_in[row.queue] = logged_in.get(row.queue, 0) + 1
        queues = {}
        for code in {*rules.queues, *waiting}:
            count, first = waiting.get(code, (0, None))
            queues[code] = QueueNow(count, first, logged_in.get(code, 0))
        recent = together(await self._counts(session, rules, now, HALF_HOUR))
        day = together(await self._counts(session, rules, now, DAY))
        on_switch = await repository.rules_on_switch(session, self._book.node)
        return Situation(
            now=now,
            queues=queues,
            helps=[row.agent for row in await colleagues.all_helps(session)],
            agents=[AgentNow(row.agent, row.shown_state, row.pause_reason, row.since) for row in states.values()],
            in_time_rate=computed(recent)["answered_in_time_rate"],
            entered=recent.entered - recent.left_in_greeting,
            connect_rate=computed(day)["connect_rate"],
            entered_day=day.entered - day.left_in_greeting,
            drifted_at=on_switch.drifted_at if on_switch is not None else None,
            in_step=await self._in_step(session),
            pause_limits=rules.pause_limits,
        )

    async def _counts(self, session: AsyncSession, rules: QueueRules, now: datetime, back: timedelta) -> list[Row]:
        asked = Asked(now - back, now, "day")
        return await report(session, asked, rules, now, greeting_seconds=self._greeting_seconds)
