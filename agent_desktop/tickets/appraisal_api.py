"""``/api/v1/appraisal``: a month of every unit, how each score is made, what units object to, and the scheme."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Forbidden, Principal, Scope, allow
from agent_desktop.tickets.shapes import NO_CONTROLS, Number, UnitCode, UnitNamed
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.people import repository as people
from tickets.service.acts import TicketActs
from tickets.service.appraisal.scheme import CODE, RATES, Indicator, Scheme
from tickets.service.appraisal.service import Appraisals, Appraised
from tickets.service.organisation import Organisation

MANAGES = allow("appraisal.manage", scope=Scope.ALL)
Reader = Annotated[Principal, Depends(allow("appraisal.read"))]
Manager = Annotated[Principal, Depends(MANAGES)]
Month = Annotated[str, InPath(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=1000, pattern=NO_CONTROLS)]


class PointShown(BaseModel):
    """What an indicator gave: its rate, the points, out of how many; without a rate it counts nothing."""

    rate: str
    value: float | None
    points: float
    weight: float


class AppraisedUnit(BaseModel):
    """A unit in a month: counts, score out of 100 and its parts; ``tickets`` are behind the counts."""

    unit: UnitNamed
    tally: dict[str, int]
    score: float | None
    points: list[PointShown]
    tickets: list[str]


class ObjectionShown(BaseModel):
    """An objection; ``decision``: empty, ``granted`` or ``denied``."""

    id: uuid.UUID
    unit: UnitNamed
    service_id: str
    reason: str
    filed_by: str
    filed_at: datetime
    decision: Literal["", "granted", "denied"]
    decision_note: str
    decided_at: datetime | None


class IndicatorShown(BaseModel):
    """An indicator of the scheme, with the formula of its rate."""

    rate: str
    formula: str
    weight: float
    zero_at: float
    full_at: float


class SchemeView(BaseModel):
    """The scheme in force; version 0 is the shipped one."""

    version: int
    indicators: list[IndicatorShown]


class AppraisalView(BaseModel):
    """A month's report; ``issued_at`` is null until somebody issued it, ``differs``: counted now it is another one."""

    month: str
    scheme: int
    indicators: list[IndicatorShown]
    units: list[AppraisedUnit]
    objections: list[ObjectionShown]
    revision: int
    issued_at: datetime | None
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


class NewScheme(_Body):
    """A scheme to put in force in place of the version that was read (0: the shipped one), and why."""

    scheme: Scheme
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Reason


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

    async def reached(principal: Principal, city: Organisation) -> frozenset[str] | None:
        if principal.may("appraisal.read", Scope.ALL):
            return None
        return city.and_below(principal.unit) if principal.unit else frozenset()

    async def view(principal: Principal, month: str) -> AppraisalView:
        report = await appraisals.report(month)
        async with database.read() as session:
            city = await deps.acts.organisations.in_force(session)
            objections = await appraisals.objections(session, month)
            names = await people.names_of(session, {one.filed_by for one in objections if one.filed_by is not None})
        units = await reached(principal, city)
        return AppraisalView(
            month=month,
            scheme=report.scheme_number,
            indicators=[_indicator(one) for one in report.scheme.indicators],
            units=[_unit(one, city) for one in report.units if units is None or one.line.unit in units],
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
                )
                for one in objections
                if units is None or one.unit in units
            ],
            revision=report.revision,
            issued_at=report.issued_at,
            differs=report.differs,
        )

    @router.get("/scheme", dependencies=[Depends(MANAGES)])
    async def scheme() -> SchemeView:
        """Return the scheme in force."""
        async with database.read() as session:
            number, found = await appraisals.schemes.in_force(session)
        return SchemeView(version=number, indicators=[_indicator(one) for one in found.indicators])

    @router.put("/scheme")
    async def publish(body: NewScheme, principal: Manager) -> list[IndicatorShown]:
        """Put a scheme in force: months that are not issued yet are counted by it."""
        async with database.write() as session:
            by, content = str(principal.account_id or ""), body.scheme.model_dump(mode="json")
            documents = appraisals.schemes.documents
            made = await documents.replace(session, CODE, content, version=body.version, by=by, reason=body.reason)
            what = f"{CODE}:{made.version}"
            await audit.record(session, principal, "appraisal.scheme", "scheme", what, now=deps.clock.now())
        return [_indicator(one) for one in body.scheme.indicators]

    @router.get("/{month}")
    async def read(month: Month, principal: Reader) -> AppraisalView:
        """Return a month's report: of every unit, or of one's own and those below it."""
        return await view(principal, month)

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


def _indicator(one: Indicator) -> IndicatorShown:
    formula = RATES[one.rate][0]
    return IndicatorShown(rate=one.rate, formula=formula, weight=one.weight, zero_at=one.zero_at, full_at=one.full_at)


def _unit(one: Appraised, city: Organisation) -> AppraisedUnit:
    return AppraisedUnit(
        unit=UnitNamed(code=one.line.unit, name=city.name_of(one.line.unit)),
        tally=asdict(one.line.tally),
        score=None if one.score is None else round(one.score, 3),
        points=[
            PointShown(
                rate=point.rate,
                value=None if point.value is None else round(point.value, 6),
                points=round(point.points, 3),
                weight=point.weight,
            )
            for point in one.points
        ],
        tickets=list(one.line.tickets),
    )
