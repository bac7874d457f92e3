"""What happens to tickets by itself: older ones get their clocks, a new calendar moves them, the done are archived."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database
from foundation.ids import new_id
from foundation.logs import logger
from tickets.service import cases, repository
from tickets.service.acts import HOUSE, TicketActs
from tickets.service.lifecycle import Act, Order
from tickets.service.lifecycle.clocks import Setting, set_anew
from tickets.service.lifecycle.decide import decide, refusal
from tickets.service.models import CalendarReadRow, ClockMoveRow, ClockRow, ServiceTicketRow

log = logger(__name__)

EVERY_SECONDS = 10.0
SOME = 100
ARCHIVED_AFTER = timedelta(days=1)
"""Behind the close: time in which a citizen still says something."""


class TicketSweep:
    """Looks every ten seconds; each turn can be repeated and stopped anywhere."""

    def __init__(self, database: Database, acts: TicketActs) -> None:
        self._database, self._acts = database, acts

    async def run(self) -> None:
        """Work until cancelled; what fails is tried again."""
        while True:
            try:
                await self.turn()
            except Exception as error:
                log.warning("ticket_sweep_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def turn(self) -> None:
        """Do what is to be done now."""
        while await self._begin_older():
            pass
        await self._follow_calendar()
        await self._archive()

    async def _begin_older(self) -> bool:
        """Give tickets of a release before this their clocks; tell whether there may be more."""
        async with self._database.write() as session:
            rows = await repository.without_history(session, SOME)
            for row in rows:
                await self._acts.begin(session, row, HOUSE)
        return len(rows) == SOME

    async def _follow_calendar(self) -> None:
        """Set every clock that runs by the calendar in force, and list those that moved."""
        async with self._database.read() as session:
            setting = await self._acts.setting(session)
            code = setting.rules.calendar
            version = await self._acts.calendars.documents.number_in_force(session, code) or 0
            read = await session.get(CalendarReadRow, code)
        if read is not None and read.version == version:
            return
        last = None
        while True:
            async with self._database.write() as session:
                query = (
                    select(ClockRow.ticket).where(ClockRow.stopped_at.is_(None)).distinct().order_by(ClockRow.ticket)
                )
                found = list(
                    await session.scalars((query.where(ClockRow.ticket > last) if last else query).limit(SOME))
                )
                for ticket in found:
                    await self._move(session, ticket, version, setting)
                if len(found) < SOME:
                    await session.merge(CalendarReadRow(calendar=code, version=version))
                    break
                last = found[-1]
        log.info("calendar_followed", calendar=code, version=version)

    async def _move(self, session: AsyncSession, ticket: object, version: int, setting: Setting) -> None:
        row = await session.get(ServiceTicketRow, ticket, with_for_update=True, populate_existing=True)
        if row is None:
            return
        case = await cases.load(session, row)
        after = case
        for clock in case.clocks:
            if clock.stopped_at is not None:
                continue
            moved = set_anew(clock, setting)
            if moved.due_at == clock.due_at or clock.is_paused:  # one that is paused is set when it goes on
                continue
            after = after.with_clock(moved)
            session.add(
                ClockMoveRow(
                    id=new_id(),
                    ticket=row.id,
                    clock=clock.number,
                    calendar=setting.rules.calendar,
                    version=version,
                    due_before=clock.due_at,
                    due_after=moved.due_at,
                    moved_at=setting.now,
                )
            )
        if after is not case:
            await cases.store(session, row, case, after, setting.now)

    async def _archive(self) -> None:
        """Archive what was answered a day ago and has nothing left to be done."""
        async with self._database.write() as session:
            setting = await self._acts.setting(session)
            for row in await repository.to_archive(session, setting.rules, setting.now - ARCHIVED_AFTER, SOME):
                case = await cases.load(session, row)
                order = Order(Act.ARCHIVE, HOUSE)
                if refusal(case, order, setting) is not None:
                    continue
                made = decide(case, order, setting)
                await cases.store(session, row, case, made.case, setting.now)
                cases.add_line(session, row, made.entry, f"archive-{row.acts}")
