"""A month's report: counted, issued, objected to; each act is in the caller's transaction or one of its own."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.people import Principal
from tickets.service.appraisal.issued import Appraised, UnitShown, is_same, kept, shown
from tickets.service.appraisal.month import Month, events_of_month, events_of_ticket, lines_of, month_of
from tickets.service.appraisal.scheme import CODE, SHIPPED, Scheme, SchemeBook, Tally, scored
from tickets.service.lifecycle.case import GONE
from tickets.service.models import AppraisalRow, AssignmentRow, ObjectionRow, ServiceTicketRow

GRANTED, DENIED = "granted", "denied"
SOME = 500


@dataclass(frozen=True)
class Revision:
    """A report as it was issued: which of them, by whom and when."""

    number: int
    issued_by: uuid.UUID | None
    issued_at: datetime


@dataclass(frozen=True)
class Report:
    """A month of all units, by a scheme: as ``revision`` was issued, or counted now while there is none.

    ``revisions``: all of them, the newest first. ``differs``: counted now the month is another one than the newest of
    them, because objections were granted. ``now``: every unit as it is counted now.
    """

    month: Month
    scheme_number: int
    scheme: Scheme
    units: Sequence[UnitShown]
    revision: Revision | None
    revisions: Sequence[Revision]
    differs: bool
    now: Sequence[Appraised]


@dataclass(frozen=True)
class TicketCounted:
    """What a ticket counts for a unit; ``left_out``: an objection was granted, so that it counts nothing."""

    unit: str
    service_id: str
    tally: Tally
    left_out: bool


class Appraisals:
    """Reports of months."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.schemes = SchemeBook(clock)

    async def report(self, name: str, revision: int | None = None) -> Report:
        """Return a month's report as it was issued, by default the newest one; counted now while there is none.

        Raises:
            NotFound: there is no such revision.
        """
        month = month_of(name)
        async with self.database.read() as session:
            rows = await self._issued(session, name)
            row = _chosen(rows, revision)
            number, scheme = await self._scheme(session, row)
            now = await self._counted(session, month, scheme)
        counted = kept(now)
        return Report(
            month,
            number,
            scheme,
            shown(counted if row is None else row.lines, now, scheme),
            None if row is None else _revision(row),
            [_revision(one) for one in rows],
            bool(rows) and not is_same(rows[0].lines, counted),
            now,
        )

    async def tickets(
        self, name: str, units: Collection[str] | None = None, revision: int | None = None
    ) -> list[TicketCounted]:
        """Return what each ticket counts for its unit, by unit and number, as it did in a revision.

        What an objection that was granted later leaves out still counts there. ``units``: of these alone.

        Raises:
            NotFound: there is no such revision.
        """
        month = month_of(name)
        async with self.database.read() as session:
            row = _chosen(await self._issued(session, name), revision)
            upheld = await self._upheld(session, name, None if row is None else row.issued_at)
            events = await events_of_month(session, month)
        tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
        for event in events:
            if units is None or event.unit in units:
                tallies[event.unit, event.ticket] += event.tally
        return [TicketCounted(*key, tallies[key], key in upheld) for key in sorted(tallies)]

    async def with_units(self, session: AsyncSession, numbers: Sequence[str], units: Collection[str]) -> set[str]:
        """Return those of some tickets that one of these units still has."""
        found: set[str] = set()
        for first in range(0, len(numbers), SOME):
            query = (
                select(ServiceTicketRow.service_id)
                .join(AssignmentRow, AssignmentRow.ticket == ServiceTicketRow.id)
                .where(
                    ServiceTicketRow.service_id.in_(numbers[first : first + SOME]),
                    AssignmentRow.unit.in_(units),
                    AssignmentRow.state.not_in(tuple(GONE)),
                )
            )
            found |= set(await session.scalars(query))
        return found

    async def issue(self, principal: Principal, name: str) -> None:
        """Keep a month's report as it stands; after granted objections it is a revision.

        The shipped scheme becomes a version with the first month that is issued by it: later it may be another one.

        Raises:
            BadInput: the month is not over. Conflict: it was issued, and nothing changed since; or the scheme changed
                while it was counted.
        """
        month = month_of(name)
        now = self.clock.now()
        if month.until > now:
            raise BadInput("a month is issued once it is over", field="month")
        async with self.database.read() as session:  # counting takes a while: nobody who writes waits for it
            before = _chosen(await self._issued(session, name))
            number, scheme = await self._scheme(session, before)
            lines = kept(await self._counted(session, month, scheme, now))
        counted = before.revision if before is not None else 0
        async with self.database.write() as session:
            before = _chosen(await self._issued(session, name))
            if (before.revision if before is not None else 0) != counted:
                raise Conflict("somebody issued this month meanwhile", reason="issued_already")
            if before is not None and is_same(before.lines, lines):
                raise Conflict("this month was issued, and nothing changed since", reason="issued_already")
            if before is None and number == 0:
                content = SHIPPED.model_dump(mode="json")
                given: dict[str, Any] = {"version": 0, "by": "system", "reason": "as shipped"}
                number = (await self.schemes.documents.replace(session, CODE, content, **given)).version
            revision = counted + 1
            session.add(
                AppraisalRow(
                    month=name,
                    revision=revision,
                    scheme=number,
                    lines=lines,
                    issued_by=principal.account_id,
                    issued_at=now,
                )
            )
            what = f"{name}:{revision}"
            await audit.record(session, principal, "appraisal.issue", "appraisal", what, now=now)

    async def object_to(self, principal: Principal, name: str, unit: str, service_id: str, reason: str) -> None:
        """File a unit's objection to what a ticket counts for it.

        Raises:
            BadInput: the ticket counts nothing for the unit in this month. Conflict: it was objected to before.
        """
        month, now = month_of(name), self.clock.now()
        async with self.database.write() as session:
            events = await events_of_ticket(session, month, service_id)
            if not any(event.unit == unit for event in events):
                raise BadInput("this ticket counts nothing for the unit in this month", field="service_id")
            there = select(ObjectionRow.id).where(
                ObjectionRow.month == name, ObjectionRow.unit == unit, ObjectionRow.service_id == service_id
            )
            if await session.scalar(there) is not None:
                raise Conflict("the unit has objected to this ticket already", reason="objected_already")
            row = ObjectionRow(id=new_id(), month=name, unit=unit, service_id=service_id, reason=reason, filed_at=now)
            row.filed_by, row.decision, row.decision_note = principal.account_id, "", ""
            session.add(row)
            await audit.record(session, principal, "appraisal.object", "ticket", service_id, now=now, note=name)

    async def decide(self, principal: Principal, objection: uuid.UUID, *, granted: bool, note: str) -> None:
        """Decide an objection, once.

        Raises:
            NotFound: there is none. Conflict: it is decided.
        """
        now = self.clock.now()
        async with self.database.write() as session:
            row = await session.get(ObjectionRow, objection, with_for_update=True, populate_existing=True)
            if row is None:
                raise NotFound("there is no such objection")
            if row.decision:
                raise Conflict("this objection is decided", reason="decided_already")
            row.decision = GRANTED if granted else DENIED
            row.decision_note, row.decided_by, row.decided_at = note, principal.account_id, now
            await audit.record(
                session, principal, "appraisal.decide", "ticket", row.service_id, now=now, note=row.decision
            )

    async def objections(self, session: AsyncSession, name: str) -> list[ObjectionRow]:
        """Return the objections of a month, the newest last."""
        query = select(ObjectionRow).where(ObjectionRow.month == name).order_by(ObjectionRow.filed_at)
        return list(await session.scalars(query))

    async def _issued(self, session: AsyncSession, name: str) -> list[AppraisalRow]:
        """Return the reports of a month, the newest first."""
        query = select(AppraisalRow).where(AppraisalRow.month == name).order_by(AppraisalRow.revision.desc())
        return list(await session.scalars(query))

    async def _scheme(self, session: AsyncSession, issued: AppraisalRow | None) -> tuple[int, Scheme]:
        """Return the scheme that a report was issued by, or that in force."""
        if issued is None:
            return await self.schemes.in_force(session)
        return issued.scheme, await self.schemes.of(session, issued.scheme)

    async def _upheld(self, session: AsyncSession, name: str, until: datetime | None) -> set[tuple[str, str]]:
        """Return unit and ticket of the objections that were granted, up to a moment."""
        query = select(ObjectionRow.unit, ObjectionRow.service_id).where(
            ObjectionRow.month == name, ObjectionRow.decision == GRANTED
        )
        if until is not None:
            query = query.where(ObjectionRow.decided_at <= until)
        return {(row.unit, row.service_id) for row in await session.execute(query)}

    async def _counted(
        self, session: AsyncSession, month: Month, scheme: Scheme, until: datetime | None = None
    ) -> list[Appraised]:
        upheld = await self._upheld(session, month.name, until)
        lines = lines_of(await events_of_month(session, month), upheld)
        found = [Appraised(line, *scored(scheme, line.tally)) for line in lines]
        return sorted(found, key=lambda one: (-(one.score if one.score is not None else -1.0), one.line.unit))


def _chosen(rows: Sequence[AppraisalRow], revision: int | None = None) -> AppraisalRow | None:
    """Return a revision of a month, by default the newest, ``None`` while there is none.

    Raises:
        NotFound: it has no such revision.
    """
    if revision is None:
        return next(iter(rows), None)
    for row in rows:
        if row.revision == revision:
            return row
    raise NotFound("this month has no such revision")


def _revision(row: AppraisalRow) -> Revision:
    return Revision(row.revision, row.issued_by, row.issued_at)
