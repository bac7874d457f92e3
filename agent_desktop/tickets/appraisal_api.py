"""``/api/v1/appraisal``: a month of every unit as it was issued, what is behind each score, what units object to."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Forbidden, Principal, Scope, allow
from agent_desktop.spreadsheets import MEDIA, file_of
from agent_desktop.tickets.access import reached_units
from agent_desktop.tickets.appraisal_scheme_api import Manager, Reason, SchemeShown, create_scheme, scheme_shown
from agent_desktop.tickets.appraisal_sheets import sheets_of
from agent_desktop.tickets.shapes import Number, UnitCode, UnitNamed
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.people import repository as people
from foundation.work_calendar import ZONE
from tickets.service.acts import TicketActs
from tickets.service.appraisal.issued import UnitShown
from tickets.service.appraisal.service import Appraisals
from tickets.service.organisation import Organisation

Reader = Annotated[Principal, Depends(allow("appraisal.read"))]
Month = Annotated[str, InPath(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Unit = Annotated[str, InPath(pattern=r"^[a-z0-9_]{1,32}$")]
Revision = Annotated[int | None, Query(ge=1, le=1_000_000)]


class PointShown(BaseModel):
    """What an indicator gave: its rate, the points, out of how many; without a rate it counts nothing."""

    rate: str
    value: float | None
    points: float
    weight: float


class Recounted(BaseModel):
    """What is counted for a unit now."""

    tally: dict[str, int]
    score: float | None


class AppraisedUnit(BaseModel):
    """A unit in a month: counts, score out of 100 and its parts; ``recount``: counted now it is something else."""

    unit: UnitNamed
    tally: dict[str, int]
    score: float | None
    points: list[PointShown]
    recount: Recounted | None


class CountedTicket(BaseModel):
    """A ticket behind a unit's counts: what it counts; ``left_out``: nothing of it, since an objection was granted.

    ``opens``: whoever asks sees the ticket; one that the unit sent back or lost is no longer shown to it.
    """

    service_id: str
    counts: dict[str, int]
    left_out: bool
    opens: bool


class ObjectionShown(BaseModel):
    """An objection; ``decision``: empty, ``granted`` or ``denied``; ``opens``: whoever asks sees its ticket."""

    id: uuid.UUID
    unit: UnitNamed
    service_id: str
    reason: str
    filed_by: str
    filed_at: datetime
    decision: Literal["", "granted", "denied"]
    decision_note: str
    decided_at: datetime | None
    opens: bool


class RevisionShown(BaseModel):
    """A report as it was issued: which of them, by whom (a log-in name) and when."""

    revision: int
    issued_by: str
    issued_at: datetime


class AppraisalView(BaseModel):
    """A month's report: as it was issued, or counted now while ``revision`` is 0.

    ``revisions``: all of them, the newest first. ``differs``: counted now it is another one than the newest of them.
    """

    month: str
    scheme: SchemeShown
    units: list[AppraisedUnit]
    objections: list[ObjectionShown]
    revision: int
    issued_at: datetime | None
    revisions: list[RevisionShown]
    differs: bool


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewObjection(_Body):
    """What a unit objects to, and why."""

    unit: UnitCode
    service_id: Number
    reason: Reason


class ObjectionDecided(_Body):
    """Whether an objection is granted, and why."""

    granted: bool
    note: Reason


@dataclass(frozen=True)
class AppraisalDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    acts: TicketActs
    appraisals: Appraisals


def create_appraisal(deps: AppraisalDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/appraisal", tags=["appraisal"])
    database, appraisals = deps.database, deps.appraisals
    router.include_router(create_scheme(database, deps.clock, appraisals.schemes))

    async def reached(principal: Principal, city: Organisation) -> frozenset[str] | None:
        if principal.may("appraisal.read", Scope.ALL):
            return None
        return city.and_below(principal.unit) if principal.unit else frozenset()

    async def opening(
        session: AsyncSession, principal: Principal, city: Organisation, numbers: Sequence[str]
    ) -> set[str]:
        """Return those of some tickets that whoever asks sees."""
        if not principal.may("tickets.read"):
            return set()
        units = reached_units(principal, city, deps.clock.now().astimezone(ZONE).date())
        return set(numbers) if units is None else await appraisals.with_units(session, numbers, units)

    async def view(principal: Principal, month: str, revision: int | None = None) -> AppraisalView:
        report = await appraisals.report(month, revision)
        async with database.read() as session:
            city = await deps.acts.organisations.in_force(session)
            units = await reached(principal, city)
            every = await appraisals.objections(session, month)
            objections = [one for one in every if units is None or one.unit in units]
            opens = await opening(session, principal, city, [one.service_id for one in objections])
            by = [*(one.filed_by for one in objections), *(one.issued_by for one in report.revisions)]
            names = await people.names_of(session, {who for who in by if who is not None})
            scheme = await scheme_shown(session, appraisals.schemes, report.scheme_number, report.scheme)
        return AppraisalView(
            month=month,
            scheme=scheme,
            units=[_unit(one, city) for one in report.units if units is None or one.unit in units],
            objections=[
                ObjectionShown(
                    id=one.id,
                    unit=UnitNamed(code=one.unit, name=city.name_of(one.unit)),
                    service_id=one.service_id,
                    reason=one.reason,
                    filed_by=names.get(one.filed_by, "") if one.filed_by is not None else "",
                    filed_at=one.filed_at,
                    decision=one.decision,
                    decision_note=one.decision_note,
                    decided_at=one.decided_at,
                    opens=one.service_id in opens,
                )
                for one in objections
            ],
            revision=report.revision.number if report.revision is not None else 0,
            issued_at=report.revision.issued_at if report.revision is not None else None,
            revisions=[
                RevisionShown(
                    revision=one.number,
                    issued_by=names.get(one.issued_by, "") if one.issued_by is not None else "",
                    issued_at=one.issued_at,
                )
                for one in report.revisions
            ],
            differs=report.differs,
        )

    @router.get("/{month}")
    async def read(month: Month, principal: Reader, revision: Revision = None) -> AppraisalView:
        """Return a month's report, of every unit, or of one's own and those below it.

        It is the newest revision that was issued, or the one asked for; while none was, what is counted now.
        """
        return await view(principal, month, revision)

    @router.get("/{month}/units/{unit}/tickets")
    async def tickets(month: Month, unit: Unit, principal: Reader, revision: Revision = None) -> list[CountedTicket]:
        """Return the tickets behind a unit's counts, as they counted in a revision."""
        async with database.read() as session:
            city = await deps.acts.organisations.in_force(session)
        units = await reached(principal, city)
        if units is not None and unit not in units:
            raise NotFound("there is no such unit in this month")
        found = await appraisals.tickets(month, {unit}, revision)
        async with database.read() as session:
            opens = await opening(session, principal, city, [one.service_id for one in found])
        return [
            CountedTicket(
                service_id=one.service_id,
                counts={name: count for name, count in asdict(one.tally).items() if count},
                left_out=one.left_out,
                opens=one.service_id in opens,
            )
            for one in found
        ]

    @router.get("/{month}/file", response_class=Response, responses={200: {"content": {MEDIA["xlsx"]: {}}}})
    async def file(month: Month, principal: Reader, revision: Revision = None) -> Response:
        """Return a month's report with the tickets behind it as a spreadsheet; taking it is in the audit."""
        report = await appraisals.report(month, revision)
        async with database.read() as session:
            city = await deps.acts.organisations.in_force(session)
            scheme = await scheme_shown(session, appraisals.schemes, report.scheme_number, report.scheme)
        number = report.revision.number if report.revision is not None else 0
        units = await reached(principal, city)
        behind = await appraisals.tickets(month, units, number or None)
        async with database.write() as session:
            what = f"appraisal:{month}:{number}"
            await audit.record(session, principal, "reports.export", "report", what, now=deps.clock.now())
        lines = [one for one in report.units if units is None or one.unit in units]
        sheets = await asyncio.to_thread(sheets_of, scheme, lines, behind, city.name_of)
        return await file_of(f"appraisal-{month}-{number}", "xlsx", sheets)

    @router.post("/{month}/issue")
    async def issue(month: Month, principal: Manager) -> AppraisalView:
        """Issue a month that is over; after granted objections it is a revision."""
        await appraisals.issue(principal, month)
        return await view(principal, month)

    @router.post("/{month}/objections", status_code=201)
    async def object_to(month: Month, body: NewObjection, principal: Reader) -> AppraisalView:
        """Object to what a ticket counts for one's unit."""
        async with database.read() as session:
            city = await deps.acts.organisations.in_force(session)
        units = city.and_below(principal.unit) if principal.unit else frozenset()
        if not principal.may("tickets.handle") or body.unit not in units:
            raise Forbidden("only the unit itself objects", act="tickets.handle")
        await appraisals.object_to(principal, month, body.unit, body.service_id, body.reason)
        return await view(principal, month)

    @router.post("/{month}/objections/{objection_id}/decision")
    async def decide(
        month: Month, objection_id: uuid.UUID, body: ObjectionDecided, principal: Manager
    ) -> AppraisalView:
        """Decide an objection; one that is granted leaves the ticket out of the unit's month."""
        await appraisals.decide(principal, objection_id, granted=body.granted, note=body.note)
        return await view(principal, month)

    return router


def _unit(one: UnitShown, city: Organisation) -> AppraisedUnit:
    again = one.recount
    return AppraisedUnit(
        unit=UnitNamed(code=one.unit, name=city.name_of(one.unit)),
        tally=dict(one.tally),
        score=one.score,
        points=[PointShown(**asdict(point)) for point in one.points],
        recount=None
        if again is None
        else Recounted(tally=asdict(again.line.tally), score=None if again.score is None else round(again.score, 3)),
    )
