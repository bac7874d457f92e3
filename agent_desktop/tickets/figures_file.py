"""The figures of tickets as tables of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.spreadsheets import Sheet
from agent_desktop.tickets.told import CLOCKS, KINDS
from foundation.work_calendar import ZONE
from tickets.service.figures import METRICS, Counts, Dashboard, computed
from tickets.service.organisation import Organisation
from tickets.service.rules import TicketRules

RATES = tuple(one.name for one in METRICS)


def sheets_of(shown: Dashboard, city: Organisation, rules: TicketRules) -> list[Sheet]:
    """Return everything that a page of figures shows, a table each; the one of the units stands first."""
    board = shown.board
    now, before = computed(board.counts), computed(shown.before)
    metrics = [[one.name, now[one.name], before[one.name], one.formula, one.source] for one in METRICS]
    counts = [[name, many, asdict(shown.before)[name]] for name, many in asdict(board.counts).items()]
    counts += [["open", board.open, None], ["overdue", board.overdue, None]]
    labels = {one.code: one.label for one in rules.survey_reasons}
    hours = [[hour, board.by_hour.get(hour, 0)] for hour in range(24)]
    last = timedelta(microseconds=1)
    bursts = [
        [
            one.code,
            one.label,
            one.district,
            _moment(one.since),
            _moment(one.until - last),
            one.count,
        ]
        for one in shown.bursts
    ]
    return [
        _units(shown, city),
        Sheet(
            "metrics",
            ["metric", "now", "before", "formula", "source"],
            metrics,
            ("now", "before"),
            (22, 12, 12, 30, 70),
        ),
        Sheet("counts", ["count", "now", "before"], counts),
        _labelled("kinds", "kind", [[kind, KINDS.get(kind, kind), many] for kind, many in _most(board.by_kind)]),
        _labelled("categories", "category", board.by_category),
        Sheet("districts", ["district", "received"], _most(board.by_district), widths=(24,)),
        Sheet("days", ["day", "received"], [[f"{day}", many] for day, many in board.by_day.items()]),
        Sheet("hours", ["hour", "received"], hours),
        Sheet(
            "hot",
            ["category", "label", "received", "before"],
            [[one.code, one.label, one.count, one.before] for one in board.hot],
            widths=(24, 30),
        ),
        Sheet(
            "bursts",
            ["category", "label", "district", "since", "until", "received"],
            bursts,
            widths=(24, 30, 14, 20, 20),
        ),
        Sheet(
            "clocks",
            ["clock", "label", "ended", "in_time", "running", "late"],
            [[one.name, CLOCKS[one.name], one.ended, one.in_time, one.running, one.late] for one in shown.clocks],
        ),
        _labelled("reasons", "reason", [[code, labels.get(code, code), many] for code, many in shown.reasons.items()]),
    ]


def _units(shown: Dashboard, city: Organisation) -> Sheet:
    header = ["unit", "name", *asdict(Counts()), "open", "overdue", *RATES]
    rows = [
        [
            *(line.unit, city.name_of(line.unit), *asdict(line.counts).values(), line.open, line.overdue),
            *computed(line.counts).values(),
        ]
        for line in shown.board.units
    ]
    return Sheet("units", header, rows, RATES, frozen=2)


def _labelled(name: str, of: str, rows: Sequence[Sequence[Any]]) -> Sheet:
    return Sheet(name, [of, "label", "received" if of != "reason" else "times"], rows, widths=(24, 30))


def _most(counts: Any) -> list[list[Any]]:
    return [[name, many] for name, many in sorted(counts.items(), key=lambda one: -one[1])]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
