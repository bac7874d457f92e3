"""``/api/v1/reports``: figures of calls, queues and agents by interval, shown and as files, and their dictionary."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.calendars_api import moment_of
from agent_desktop.spreadsheets import FileKind, Sheet, file_of
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput
from foundation.work_calendar.model import Span
from queueing.figures.intervals import Interval
from queueing.figures.metrics import METRICS, Subject, Unit, computed
from queueing.figures.report import PEAK, Asked, By, Part, Row, report, together
from queueing.publish.book import RuleBook
from queueing.rules.model import QueueRules

READS = allow("reports.read", scope=Scope.ALL)
Reader = Annotated[Principal, Depends(READS)]
ZONES = ("Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Asia/Urumqi", "Asia/Hong_Kong")
Zone = Literal["Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Asia/Urumqi", "Asia/Hong_Kong"]


class MetricView(BaseModel):
    """One metric: of what, in which unit, its formula of counts, and where that comes from."""

    name: str
    subject: Subject
    unit: Unit
    formula: str
    source: str


class ReportRow(BaseModel):
    """Counts and metrics of one interval and one key (empty: everything); a metric of nothing is null."""

    start: datetime
    end: datetime
    key: str
    counts: dict[str, float]
    metrics: dict[str, float | None]


class ReportView(BaseModel):
    """A report, as it stood at ``at``; ``total`` is all of it together, ``peak`` the hours that count as such."""

    at: datetime
    rows: list[ReportRow]
    total: ReportRow
    peak: list[str]


class ReportOf(BaseModel):
    """What a report is of: a moment without a zone is China's; ``until`` is not in it."""

    model_config = ConfigDict(extra="forbid")

    since: datetime
    until: datetime
    interval: Interval = "hour"
    by: By = ""
    zone: Zone = "Asia/Shanghai"
    part: Part = "all"
    peak: Annotated[list[Span], Field(max_length=4)] = list(PEAK)


class ReportFile(ReportOf):
    """A report to take as a file, and of which kind."""

    kind: FileKind = "xlsx"


@dataclass(frozen=True)
class ReportsDeps:
    """What the routes need; ``greeting_seconds``: whoever hangs up within them is in no share of the line."""

    database: Database
    clock: Clock
    book: RuleBook
    greeting_seconds: float


def create_reports(deps: ReportsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"], dependencies=[Depends(READS)])
    database, clock = deps.database, deps.clock

    async def rows_of(asked: Asked) -> list[Row]:
        async with database.read() as session:
            held = await deps.book.held(session)
            rules = held.rules if held is not None else QueueRules()
            return await report(session, asked, rules, clock.now(), greeting_seconds=deps.greeting_seconds)

    @router.get("/metrics")
    async def dictionary() -> list[MetricView]:
        """Return every metric with its formula and source."""
        shown = ("name", "subject", "unit", "formula", "source")
        return [MetricView.model_validate({name: getattr(one, name) for name in shown}) for one in METRICS]

    @router.get("")
    async def read(of: Annotated[ReportOf, Query()]) -> ReportView:
        """Return a report."""
        asked = asked_of(of)
        rows = await rows_of(asked)
        # A call of a queue for two skills stands in the row of each, and is one call in the total.
        all_once = await rows_of(replace(asked, by="queue")) if asked.by == "skill" else rows
        whole = Row(_span(rows, asked), "", together(all_once))
        return ReportView(
            at=clock.now(), rows=[row_view(row) for row in rows], total=row_view(whole), peak=list(asked.peak)
        )

    @router.get("/file")
    async def file(of: Annotated[ReportFile, Query()], principal: Reader) -> Response:
        """Return a report as a file; taking it is in the audit."""
        asked = asked_of(of)
        rows = await rows_of(asked)
        what = f"{asked.by or 'line'}:{asked.interval}"
        async with database.write() as session:
            await audit.record(session, principal, "reports.export", "report", what, now=clock.now())
        name = f"hotline-{asked.since:%Y%m%d}-{asked.interval}"
        return await file_of(name, of.kind, await asyncio.to_thread(sheets_of, rows))

    return router


def asked_of(of: ReportOf) -> Asked:
    """Return what is asked for.

    Raises:
        BadInput: a moment that is not of this century, or peak hours that are none.
    """
    spans = [span for span in of.peak if span]
    for span in spans:
        first, _, last = span.partition("-")
        if first >= last:
            raise BadInput("peak hours end after they begin, on the same day")
    return Asked(
        since=moment_of(of.since),
        until=moment_of(of.until),
        interval=of.interval,
        by=of.by,
        zone=ZoneInfo(of.zone),
        part=of.part,
        peak=tuple(spans),
    )


def row_view(row: Row) -> ReportRow:
    """Return a row as it is sent."""
    counts = {name: round(value, 3) for name, value in asdict(row.counts).items()}
    metrics = {name: None if value is None else round(value, 6) for name, value in computed(row.counts).items()}
    return ReportRow(start=row.slot.start, end=row.slot.end, key=row.key, counts=counts, metrics=metrics)


def _span(rows: Sequence[Row], asked: Asked) -> Any:
    slot = rows[0].slot
    return type(slot)(min(slot.start, asked.since), max(rows[-1].slot.end, asked.since + timedelta(seconds=1)))


def _table(rows: Sequence[Row]) -> tuple[list[str], list[list[Any]]]:
    views = [row_view(row) for row in rows]
    header = ["start", "end", "key", *views[0].counts, *views[0].metrics]

    def cells(one: ReportRow) -> list[Any]:
        edges = [moment.strftime("%Y-%m-%d %H:%M") for moment in (one.start, one.end)]
        return [*edges, one.key, *one.counts.values(), *one.metrics.values()]

    return header, [cells(one) for one in views]


def sheets_of(rows: Sequence[Row]) -> list[Sheet]:
    """Return a report as tables: figures, and their formulas and sources."""
    header, cells = _table(rows)
    shares = {one.name for one in METRICS if one.unit == "share"}
    told = [[one.name, one.unit, one.formula, one.source] for one in METRICS]
    return [
        Sheet("figures", header, cells, shares, widths=(16, 16), frozen=3),
        Sheet("dictionary", ["metric", "unit", "formula", "source"], told, widths=(26, 14, 70, 70), frozen=0),
    ]
