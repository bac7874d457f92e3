"""``/api/v1/ticket-figures``: what comes in, how it is handled, whose it is; each figure with its formula."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.spreadsheets import MEDIA, FileKind, file_of
from agent_desktop.tickets.figures_file import sheets_of
from agent_desktop.tickets.shapes import UnitNamed
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput
from foundation.work_calendar import ZONE
from tickets.contract import Kind, Party
from tickets.service.acts import TicketActs
from tickets.service.figures import METRICS, Counts, Dashboard, Part, Span, UnitLine, computed, dashboard
from tickets.service.lifecycle import ClockName
from tickets.service.organisation import Organisation
from tickets.service.rules import TicketRules

READS = allow("reports.read", scope=Scope.ALL)
Reader = Annotated[Principal, Depends(READS)]
LONGEST = timedelta(days=3 * 366)


class TicketMetric(BaseModel):
    """One figure: its formula of counts and where it comes from."""

    name: str
    formula: str
    source: str


class Figured(BaseModel):
    """Counts and the figures made of them; a figure of nothing is null."""

    counts: dict[str, int]
    metrics: dict[str, float | None]


class Labelled(BaseModel):
    """How often something came."""

    code: str
    label: str
    count: int


class HotShown(Labelled):
    """A class with how often it came in the period before."""

    before: int


class BurstShown(Labelled):
    """Many tickets of one class and district, from the first up to, and without, ``until``."""

    district: str
    since: datetime
    until: datetime


class DayShown(BaseModel):
    """Tickets received on a day."""

    day: date
    count: int


class ClockFigures(BaseModel):
    """Clocks of a name: ended in the period, of these in time; running now, of these late."""

    name: ClockName
    ended: int
    in_time: int
    running: int
    late: int


class UnitFigures(Figured):
    """A unit's figures, and what it has now."""

    unit: UnitNamed
    open: int
    overdue: int


class TicketFigures(Figured):
    """The figures of a period, as they stood at ``at``; ``before``: those of the same time before it."""

    at: datetime
    before: Figured
    by_kind: list[Labelled]
    by_category: list[Labelled]
    by_district: list[Labelled]
    by_hour: list[int]
    by_day: list[DayShown]
    hot: list[HotShown]
    bursts: list[BurstShown]
    clocks: list[ClockFigures]
    reasons: list[Labelled] = Field(description="why citizens were not satisfied, the most first")
    units: list[UnitFigures]
    open: int
    overdue: int
    states: dict[str, int]
    districts: list[str]


class FiguresOf(BaseModel):
    """What figures are of: days of China, both included."""

    model_config = ConfigDict(extra="forbid")

    since: date
    until: date
    district: Annotated[str, Field(max_length=200)] = ""
    kind: Kind | None = None
    party: Party | None = None
    unit: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,32}$")] = ""


class FiguresFile(FiguresOf):
    """The same as a file."""

    file: FileKind = "xlsx"


@dataclass(frozen=True)
class FiguresDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    acts: TicketActs


def create_figures(deps: FiguresDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/ticket-figures", tags=["tickets"], dependencies=[Depends(READS)])
    database, clock = deps.database, deps.clock

    async def counted(of: FiguresOf, now: datetime) -> tuple[Dashboard, Organisation, TicketRules]:
        """Return the figures of a period, and what names its units and reasons."""
        async with database.read() as session:
            city, rules = await deps.acts.organisations.in_force(session), await deps.acts.rules.now(session)
        units = city.and_below(of.unit) if of.unit else None
        part = Part(of.district, of.kind or "", of.party or "", units)
        return await dashboard(database, span_of(of), part, now), city, rules

    @router.get("/metrics")
    async def dictionary() -> list[TicketMetric]:
        """Return every figure with its formula and source."""
        return [TicketMetric(name=one.name, formula=one.formula, source=one.source) for one in METRICS]

    @router.get("")
    async def read(of: Annotated[FiguresOf, Query()]) -> TicketFigures:
        """Return the figures of a period."""
        now = clock.now()
        shown, city, rules = await counted(of, now)
        found = shown.board
        labels = {one.code: one.label for one in rules.survey_reasons}
        return TicketFigures(
            at=now,
            **figured(found.counts),
            before=Figured(**figured(shown.before)),
            by_kind=[
                Labelled(code=kind, label="", count=count)
                for kind, count in sorted(found.by_kind.items(), key=lambda one: -one[1])
            ],
            by_category=[Labelled(code=c, label=label, count=n) for c, label, n in found.by_category],
            by_district=[Labelled(code=name, label=name, count=count) for name, count in found.by_district.items()],
            by_hour=[found.by_hour.get(hour, 0) for hour in range(24)],
            by_day=[DayShown(day=day, count=count) for day, count in found.by_day.items()],
            hot=[HotShown(code=one.code, label=one.label, count=one.count, before=one.before) for one in found.hot],
            bursts=[BurstShown(**asdict(one)) for one in shown.bursts],
            clocks=[ClockFigures(**asdict(one)) for one in shown.clocks],
            reasons=[
                Labelled(code=code, label=labels.get(code, code), count=count) for code, count in shown.reasons.items()
            ],
            units=[unit_figures(line, city) for line in found.units],
            open=found.open,
            overdue=found.overdue,
            states=dict(found.states),
            districts=sorted({name for duty in city.duties for name in duty.districts}),
        )

    @router.get("/file", response_class=Response, responses={200: {"content": {kind: {} for kind in MEDIA.values()}}})
    async def file(of: Annotated[FiguresFile, Query()], principal: Reader) -> Response:
        """Return the figures as a file, those of the units as its first table; taking it is in the audit."""
        now = clock.now()
        shown, city, rules = await counted(of, now)
        what = f"tickets:{of.since}:{of.until}"
        async with database.write() as session:
            await audit.record(session, principal, "reports.export", "report", what, now=now)
        name = f"tickets-{of.since:%Y%m%d}-{of.until:%Y%m%d}"
        return await file_of(name, of.file, sheets_of(shown, city, rules))

    return router


def span_of(of: FiguresOf) -> Span:
    """Return the moments of a period."""
    return span_between(of.since, of.until)


def span_between(first: date, last: date) -> Span:
    """Return the moments of some days of China, both included.

    Raises:
        BadInput: they end before they begin, or are more than three years.
    """
    if first.year < 2000 or last.year >= 2100:
        raise BadInput("a period lies between 2000 and 2100", field="until")
    since = datetime.combine(first, time(), ZONE)
    until = datetime.combine(last, time(), ZONE) + timedelta(days=1)
    if not since < until or until - since > LONGEST:
        raise BadInput("a period begins before it ends and has at most three years", field="until")
    return Span(since, until)


def figured(counts: Counts) -> dict[str, Any]:
    """Return counts and their figures as they are sent."""
    metrics = {name: None if value is None else round(value, 6) for name, value in computed(counts).items()}
    return {"counts": asdict(counts), "metrics": metrics}


def unit_figures(line: UnitLine, city: Organisation) -> UnitFigures:
    """Return a unit's line as it is sent."""
    named = UnitNamed(code=line.unit, name=city.name_of(line.unit))
    return UnitFigures(unit=named, open=line.open, overdue=line.overdue, **figured(line.counts))
