"""What happens to tickets by itself: older ones get clocks, calendars move them, ends pass, some are archived."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database
from foundation.ids import new_id
from foundation.logs import logger
from tickets.service import cases, repository
from tickets.service.acts import HOUSE, TicketActs
from tickets.service.lifecycle import Act, Case, ClockName, Order
from tickets.service.lifecycle.clocks import Setting, set_anew
from tickets.service.lifecycle.decide import decide, refusal
from tickets.service.models import ClockMoveRow, ServiceTicketRow

log = logger(__name__)

EVERY_SECONDS = 10.0
PAUSE_SECONDS = 0.5
SOME = 100
ROUNDS = 2
TRY_AGAIN, MOST_PATIENCE = timedelta(seconds=5), timedelta(hours=1)

Work = Callable[[AsyncSession, ServiceTicketRow], Awaitable[None]]


@dataclass
class _Following:
    """How far the clocks are set by a version of a calendar: ``left`` are the tickets that failed."""

    calendar: tuple[str, int]
    next_at: datetime
    left: list[str] = field(default_factory=list)
    tries: int = 0
    rounds: int = 0


class TicketSweep:
    """Looks every ten seconds; each turn can be repeated and stopped anywhere."""

    def __init__(self, database: Database, acts: TicketActs) -> None:
        self._database, self._acts = database, acts
        self._followed: _Following | None = None

    async def run(self) -> None:
        """Work until cancelled; what fails is tried again."""
        while True:
            try:
                await self.turn()
            except Exception as error:
                log.warning("ticket_sweep_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def turn(self) -> None:
        """Do what is to be done now, ticket by ticket: none keeps the others, or whoever writes beside us, waiting."""
        await self._begin_older()
        await self._answer_joined()
        await self._follow_calendar()
        await self._resume()
        await self._note_missed()
        await self._archive()

    async def _each(
        self, numbers: Sequence[str], what: Callable[[AsyncSession, ServiceTicketRow], Awaitable[None]]
    ) -> list[str]:
        """Do something to each ticket in a transaction of its own; return those that failed, named in the log."""
        failed: list[str] = []
        for number in numbers:
            try:
                async with self._database.write() as session:
                    await what(session, await self._acts.held(session, number))
            except Exception as error:
                log.error("ticket_left_by_sweep", service_id=number, error=type(error).__name__)
                failed.append(number)
            await asyncio.sleep(0)
        return failed

    async def _begin_older(self) -> None:
        """Give tickets of a release before this their clocks."""
        before: list[str] = []
        while True:
            async with self._database.read() as session:
                numbers = await repository.without_history(session, SOME)
            await self._each(numbers, self._begin)
            if len(numbers) < SOME or numbers == before:
                return
            before = numbers
            await asyncio.sleep(PAUSE_SECONDS)

    async def _begin(self, session: AsyncSession, row: ServiceTicketRow) -> None:
        if row.acts == 0:
            await self._acts.begin(session, row, HOUSE)

    async def _answer_joined(self) -> None:
        """Answer those who were joined under a ticket that is answered: a stop between them left them waiting."""
        async with self._database.read() as session:
            mains = await repository.answered_mains(session, SOME)
        for main in mains:
            await self._acts.answer_joined(main)

    async def _follow_calendar(self) -> None:
        """Set every clock that has not stopped by the calendar in force, and list those that moved.

        All are looked at in two turns: what was taken in by the calendar before while the first one looked is there in
        the second. What failed is tried again by itself, ever more seldom.
        """
        async with self._database.read() as session:
            setting = await self._acts.setting(session)
            code, version = setting.rules.calendar, setting.calendar_version
            if await repository.follows_calendar(session, code, version):
                return
            now, at = self._followed, setting.now
            if now is None or now.calendar != (code, version):
                now = self._followed = _Following((code, version), at)
            if now.next_at > at:
                return
            numbers = now.left or await repository.with_running_clocks(session)

        async def move(session: AsyncSession, row: ServiceTicketRow) -> None:
            await self._move(session, row, setting)

        now.left = await self._each(numbers, move)
        if now.left:
            now.tries += 1
            now.next_at = at + min(TRY_AGAIN * 2**now.tries, MOST_PATIENCE)
            return
        now.rounds += 1
        if now.rounds < ROUNDS:
            return
        async with self._database.write() as session:
            await repository.note_calendar(session, code, version)
        log.info("calendar_followed", calendar=code, version=version, tickets=len(numbers))

    async def _move(self, session: AsyncSession, row: ServiceTicketRow, setting: Setting) -> None:
        case = await cases.load(session, row)
        after = case
        for clock in case.clocks:
            moved = set_anew(clock, setting)
            if clock.stopped_at is not None or moved.due_at == clock.due_at:
                continue
            after = after.with_clock(moved)
            session.add(
                ClockMoveRow(
                    id=new_id(),
                    ticket=row.id,
                    clock=clock.number,
                    calendar=setting.rules.calendar,
                    version=setting.calendar_version,
                    due_before=clock.due_at,
                    due_after=moved.due_at,
                    moved_at=setting.now,
                )
            )
        if after is not case:
            await cases.store(session, row, case, after, setting.now)

    async def _resume(self) -> None:
        """Let go on what was suspended for as long as was granted."""
        async with self._database.read() as session:
            setting = await self._acts.setting(session)
            numbers = await repository.suspended_long_enough(session, setting.now, SOME)

        async def resume(session: AsyncSession, row: ServiceTicketRow) -> None:
            case = await cases.load(session, row)
            lead = case.lead()
            granted = case.clock(ClockName.SUSPEND)
            if lead is None or (granted is not None and not granted.is_late(setting.now)):
                return
            await self._by_itself(session, row, case, Order(Act.RESUME, HOUSE, assignment=lead.number), setting)

        await self._each(numbers, resume)

    async def _note_missed(self) -> None:
        """Write into the history that a clock passed its end: it counts whatever becomes of the ticket."""
        async with self._database.read() as session:
            setting = await self._acts.setting(session)
            behind: dict[str, list[int]] = defaultdict(list)
            for number, clock in await repository.behind_their_end(session, setting.now, SOME):
                behind[number].append(clock)

        async def note(session: AsyncSession, row: ServiceTicketRow) -> None:
            for number in behind[row.service_id]:
                case = await cases.load(session, row)
                clock = next((one for one in case.clocks if one.number == number), None)
                if clock is not None:
                    order = Order(Act.MISS, HOUSE, amount=number, assignment=clock.assignment)
                    await self._by_itself(session, row, case, order, setting)
                    await session.flush()

        await self._each(list(behind), note)

    async def _archive(self) -> None:
        """Archive what was answered long enough ago and has nothing left to be done."""
        async with self._database.read() as session:
            setting = await self._acts.setting(session)
            numbers = await repository.to_archive(
                session, setting.rules, setting.now - timedelta(days=setting.rules.archive_days), SOME
            )

        async def archive(session: AsyncSession, row: ServiceTicketRow) -> None:
            case = await cases.load(session, row)
            await self._by_itself(session, row, case, Order(Act.ARCHIVE, HOUSE), setting)

        await self._each(numbers, archive)

    async def _by_itself(
        self, session: AsyncSession, row: ServiceTicketRow, case: Case, order: Order, setting: Setting
    ) -> None:
        """Do an act of the house, unless the ticket does not allow it any more."""
        if refusal(case, order, setting) is not None:
            return
        made = decide(case, order, setting)
        await cases.store(session, row, case, made.case, setting.now)
        cases.add_line(session, row, made.entry, "")
