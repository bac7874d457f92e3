"""A month's report: counted, issued, objected to; each act is in the caller's transaction or one of its own."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.people import Principal
from tickets.service.appraisal.month import Month, MonthLine, events_of_month, events_of_ticket, lines_of, month_of
from tickets.service.appraisal.scheme import Point, Scheme, SchemeBook, scored
from tickets.service.models import AppraisalRow, ObjectionRow

GRANTED, DENIED = "granted", "denied"


@dataclass(frozen=True)
class Appraised:
    """A unit in a month: what counted, its score and what each indicator gave."""

    line: MonthLine
    score: float | None
    points: Sequence[Point]


@dataclass(frozen=True)
class Report:
    """A month of all units, by a scheme; ``issued_at`` empty: counted just now and issued by nobody yet."""

    month: Month
    scheme_number: int
    scheme: Scheme
    units: Sequence[Appraised]
    revision: int
    issued_at: datetime | None
    differs: bool
    """Counted now it is another one: objections were granted since it was issued."""


class Appraisals:
    """Reports of months."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.schemes = SchemeBook(clock)

    async def report(self, name: str) -> Report:
        """Return a month's report: counted from the histories, by its scheme, or by that in force."""
        month = month_of(name)
        async with self.database.read() as session:
            issued = await self._issued(session, name)
            number, scheme = await self.schemes.in_force(session)
            if issued is not None:
                number, scheme = issued.scheme, await self.schemes.of(session, issued.scheme)
            units = await self._counted(session, month, scheme)
        differs = issued is not None and _frozen(units) != issued.lines
        revision, at = (issued.revision, issued.issued_at) if issued is not None else (0, None)
        return Report(month, number, scheme, units, revision, at, differs)

    async def issue(self, principal: Principal, name: str) -> None:
        """Keep a month's report as it stands; after granted objections it is a revision.

        Raises:
            BadInput: the month is not over. Conflict: it was issued, and nothing changed since.
        """
        month = month_of(name)
        now = self.clock.now()
        if month.until > now:
            raise BadInput("a month is issued once it is over", field="month")
        async with self.database.read() as session:  # counting takes a while: nobody who writes waits for it
            before = await self._issued(session, name)
            number, scheme = await self.schemes.in_force(session)
            if before is not None:
                number, scheme = before.scheme, await self.schemes.of(session, before.scheme)
            lines = _frozen(await self._counted(session, month, scheme))
        counted = before.revision if before is not None else 0
        async with self.database.write() as session:
            before = await self._issued(session, name)
            if (before.revision if before is not None else 0) != counted:
                raise Conflict("somebody issued this month meanwhile", reason="issued_already")
            if before is not None and before.lines == lines:
                raise Conflict("this month was issued, and nothing changed since", reason="issued_already")
            revision = before.revision + 1 if before is not None else 1
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

    async def _issued(self, session: AsyncSession, name: str) -> AppraisalRow | None:
        newest = select(func.max(AppraisalRow.revision)).where(AppraisalRow.month == name).scalar_subquery()
        query = select(AppraisalRow).where(AppraisalRow.month == name, AppraisalRow.revision == newest)
        return (await session.scalars(query)).one_or_none()

    async def _counted(self, session: AsyncSession, month: Month, scheme: Scheme) -> list[Appraised]:
        granted = select(ObjectionRow.unit, ObjectionRow.service_id).where(
            ObjectionRow.month == month.name, ObjectionRow.decision == GRANTED
        )
        upheld = {(row.unit, row.service_id) for row in await session.execute(granted)}
        lines = lines_of(await events_of_month(session, month), upheld)
        found = [Appraised(line, *scored(scheme, line.tally)) for line in lines]
        return sorted(found, key=lambda one: (-(one.score if one.score is not None else -1.0), one.line.unit))


def _frozen(units: Sequence[Appraised]) -> list[dict[str, Any]]:
    """Return what is kept of a report: counts as they are, scores to a thousandth."""
    return [
        {
            "unit": one.line.unit,
            "tally": asdict(one.line.tally),
            "score": None if one.score is None else round(one.score, 3),
        }
        for one in units
    ]
