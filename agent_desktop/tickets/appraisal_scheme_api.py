"""``/api/v1/appraisal/scheme``: the scheme of appraisal with its history, put in force and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.document_versions import DocumentVersion, shown
from agent_desktop.tickets.shapes import NO_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.people import repository as people
from tickets.service.appraisal.scheme import CODE, RATES, Indicator, Name, Scheme, SchemeBook

MANAGES = allow("appraisal.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(MANAGES)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=1000, pattern=NO_CONTROLS)]


class RateShown(BaseModel):
    """A rate with its formula: ``part`` and ``whole`` are the counts on either side of it."""

    rate: str
    formula: str
    part: str
    whole: str


class IndicatorShown(RateShown):
    """An indicator of a scheme: its weight, and the shares at which it gives nothing and all of it."""

    weight: float
    zero_at: float
    full_at: float


class SchemeShown(BaseModel):
    """A version of the scheme; 0 is the shipped one."""

    version: int
    published_by: str
    published_at: datetime | None
    reason: str
    indicators: list[IndicatorShown]


class SchemeView(SchemeShown):
    """The scheme in force, and every rate that an indicator can be made of."""

    rates: list[RateShown]


class SchemeVersion(DocumentVersion):
    """A version of the scheme in its history, with what it says."""

    indicators: list[IndicatorShown]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewScheme(_Body):
    """A scheme to put in force in place of the version that was read (0: the shipped one), and why."""

    scheme: Scheme
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Reason


class SchemeBack(_Body):
    """Why the version in force is taken back."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


def create_scheme(database: Database, clock: Clock, schemes: SchemeBook) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/scheme", dependencies=[Depends(MANAGES)])
    documents = schemes.documents

    async def view() -> SchemeView:
        async with database.read() as session:
            told = await scheme_shown(session, schemes, *await schemes.in_force(session))
        return SchemeView(**dict(told), rates=[rate_shown(name) for name in RATES])

    @router.get("")
    async def read() -> SchemeView:
        """Return the scheme in force."""
        return await view()

    @router.put("")
    async def publish(body: NewScheme, principal: Manager) -> SchemeView:
        """Put a scheme in force: months that are not issued yet are counted by it."""
        async with database.write() as session:
            by, content = str(principal.account_id or ""), body.scheme.model_dump(mode="json")
            made = await documents.replace(session, CODE, content, version=body.version, by=by, reason=body.reason)
            what = f"{CODE}:{made.version}"
            await audit.record(session, principal, "appraisal.scheme", "scheme", what, now=clock.now())
        return await view()

    @router.get("/versions")
    async def versions() -> list[SchemeVersion]:
        """Return the versions of the scheme, the newest first."""
        async with database.read() as session:
            found = await documents.history(session, CODE)
            told = await shown(session, found)
        return [
            SchemeVersion(**dict(line), indicators=indicators_shown(documents.content_of(one.content)))
            for one, line in zip(found, told, strict=True)
        ]

    @router.post("/roll-back")
    async def roll_back(body: SchemeBack, principal: Manager) -> SchemeView:
        """Take the scheme in force back: the one before it is in force again; issued months stay as they are."""
        async with database.write() as session:
            await documents.expect(session, CODE, body.version)
            await documents.roll_back(session, CODE, by=str(principal.account_id or ""), reason=body.reason)
            what = f"{CODE}:{body.version}"
            await audit.record(session, principal, "appraisal.roll_back", "scheme", what, now=clock.now())
        return await view()

    return router


async def scheme_shown(session: AsyncSession, schemes: SchemeBook, number: int, scheme: Scheme) -> SchemeShown:
    """Return a version of the scheme with who put it in force and why."""
    by: dict[str, Any] = {"published_by": "system", "published_at": None, "reason": ""}
    if number:
        version = await schemes.documents.version(session, CODE, number)
        names = await people.names_of_stored(session, {version.published_by})
        by["published_by"] = names.get(version.published_by, version.published_by)
        by["published_at"], by["reason"] = version.published_at, version.reason
    return SchemeShown(version=number, indicators=indicators_shown(scheme), **by)


def rate_shown(name: Name) -> RateShown:
    """Return a rate with the two counts of its formula."""
    formula = RATES[name][0]
    part, _, whole = formula.partition(" / ")
    return RateShown(rate=name, formula=formula, part=part, whole=whole)


def indicators_shown(scheme: Scheme) -> list[IndicatorShown]:
    """Return the indicators of a scheme."""
    return [_indicator(one) for one in scheme.indicators]


def _indicator(one: Indicator) -> IndicatorShown:
    of_rate = dict(rate_shown(one.rate))
    return IndicatorShown(**of_rate, weight=one.weight, zero_at=one.zero_at, full_at=one.full_at)
