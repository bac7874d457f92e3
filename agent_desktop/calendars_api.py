"""``/api/v1/calendars``: working calendars, read, tried at any moment, put in force by those who answer for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import Version
from foundation.errors import BadInput, NotFound
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from foundation.work_calendar import ZONE, Calendars, State, WorkCalendar, next_change, read_at
from foundation.work_calendar.model import Days, Weekly, Years

_MANAGES = allow("flows.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]
Code = Annotated[str, InPath(pattern=r"^[a-z0-9_]{1,32}$")]
Moment = Annotated[datetime | None, Query()]


class CalendarContent(BaseModel):
    """Weekly hours by weekday, as ``08:30-12:00``; the days that differ; the years whose arrangement is announced."""

    model_config = ConfigDict(extra="forbid")

    weekly: Weekly
    days: Days = {}
    announced: Years = ()


class CalendarView(CalendarContent):
    """The calendar in force: its version, since when, and whose; ``system`` for what was shipped."""

    code: str
    version: int
    reason: str
    published_by: str
    published_at: datetime | None


class NewCalendar(CalendarContent):
    """A calendar to put in force, in place of the version that was read, and why."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


class CalendarMoment(BaseModel):
    """What holds at a moment, until when (null: for two months at least), and the name of its special day.

    ``provisional``: the arrangement of that year is not announced.
    """

    at: datetime
    state: State
    name: str
    provisional: bool
    until: datetime | None


def create_calendars(database: Database, clock: Clock, wake: Wake, calendars: Calendars) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/calendars", tags=["calendars"], dependencies=[Depends(_MANAGES)])

    async def in_force(session: AsyncSession, code: str) -> Version:
        version = await calendars.documents.in_force(session, code)
        if version is None:
            raise NotFound("there is no such calendar")
        return version

    @router.get("/{code}")
    async def read(code: Code) -> CalendarView:
        """Return the calendar in force."""
        async with database.read() as session:
            version = await in_force(session, code)
            return await _view(session, version, calendars.documents.content_of(version.content))

    @router.get("/{code}/at")
    async def at(code: Code, moment: Moment = None) -> CalendarMoment:
        """Return what holds at a moment, now when it is not given; a moment without a zone is China's."""
        async with database.read() as session:
            calendar = calendars.documents.content_of((await in_force(session, code)).content)
        when = moment_of(moment) if moment is not None else clock.now()
        found = read_at(calendar, when)
        return CalendarMoment(
            at=when,
            state=found.state,
            name=found.name,
            provisional=found.provisional,
            until=next_change(calendar, when),
        )

    @router.put("/{code}")
    async def publish(code: Code, body: NewCalendar, principal: Manager) -> CalendarView:
        """Put a calendar in force: whoever calls from now on is led by it."""
        content: dict[str, Any] = body.model_dump(mode="json", exclude={"version", "reason"})
        async with database.write() as session:
            by = str(principal.account_id or "")
            made = await calendars.documents.replace(
                session, code, content | {"code": code}, version=body.version, by=by, reason=body.reason
            )
            what = f"{code}:{made.version}"
            await audit.record(session, principal, "calendars.publish", "calendar", what, now=clock.now())
        await wake.signal(DOMAIN)
        async with database.read() as session:
            return await _view(session, made, calendars.documents.content_of(made.content))

    return router


def moment_of(given: datetime) -> datetime:
    """Return a moment with a zone, China's where it has none.

    Raises:
        BadInput: it is not of this century.
    """
    if not 2000 <= given.year <= 2100:
        raise BadInput("a moment is between the years 2000 and 2100")
    return given if given.tzinfo else given.replace(tzinfo=ZONE)


async def _view(session: AsyncSession, version: Version, calendar: WorkCalendar) -> CalendarView:
    names = await people.names_of_stored(session, {version.published_by})
    return CalendarView(
        code=version.code,
        version=version.version,
        reason=version.reason,
        published_by=names.get(version.published_by, version.published_by),
        published_at=version.published_at,
        weekly=calendar.weekly,
        days=calendar.days,
        announced=calendar.announced,
    )
