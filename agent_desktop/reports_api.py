"""``/api/v1/reports``: figures of calls, queues and agents by interval, shown and as files, and their dictionary."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.calendars_api import moment_of
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

    kind: Literal["csv", "xlsx"] = "xlsx"


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
        made = await asyncio.to_thread(as_csv if of.kind == "csv" else as_xlsx, rows)
        media = {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        name = f"hotline-{asked.since:%Y%m%d}-{asked.interval}.{of.kind}"
        return Response(
            made, media_type=media[of.kind], headers={"content-disposition": f'attachment; filename="{name}"'}
        )

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


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return a report as CSV that a spreadsheet opens as UTF-8; no cell can be taken for a formula."""
    header, cells = _table(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([["" if cell is None else plain(cell) for cell in row] for row in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return a report as a spreadsheet: figures, and on a second sheet their formulas and sources."""
    header, cells = _table(rows)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.00%"})
        sheet = book.add_worksheet("figures")
        sheet.write_row(0, 0, header, bold)
        shares = {one.name for one in METRICS if one.unit == "share"}
        for at, row in enumerate(cells, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write_number(at, column, cell, share if header[column] in shares else None)
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, 1, 16)
        sheet.set_column(2, len(header), 14)
        formulas = book.add_worksheet("dictionary")
        formulas.write_row(0, 0, ["metric", "unit", "formula", "source"], bold)
        for at, one in enumerate(METRICS, 1):
            formulas.write_row(at, 0, [one.name, one.unit, one.formula, one.source])
        formulas.set_column(0, 0, 26)
        formulas.set_column(2, 3, 70)
    return out.getvalue()
