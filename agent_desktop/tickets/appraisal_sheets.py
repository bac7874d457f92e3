"""A month's report as tables: units with what each rate is made of, the tickets behind it, the scheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from agent_desktop.spreadsheets import Sheet
from agent_desktop.tickets.appraisal_scheme_api import IndicatorShown, SchemeShown
from tickets.service.appraisal.issued import UnitShown
from tickets.service.appraisal.scheme import Tally
from tickets.service.appraisal.service import TicketCounted


def sheets_of(
    scheme: SchemeShown, units: Sequence[UnitShown], tickets: Sequence[TicketCounted], name_of: Callable[[str], str]
) -> list[Sheet]:
    """Return the tables; of each rate of the scheme its part and whole, and the counts that are in none."""
    rates = scheme.indicators
    told = {name for one in rates for name in (one.part, one.whole)}
    counts = list(asdict(Tally()))
    others = [name for name in counts if name not in told]
    header = ["unit", "name", "score", *(column for one in rates for column in _columns(one)), *others]
    rows = [
        [
            one.unit,
            name_of(one.unit),
            one.score,
            *(cell for rate in rates for cell in _cells(rate, one)),
            *(one.tally.get(name) for name in others),
        ]
        for one in units
    ]
    behind = [
        [
            one.unit,
            name_of(one.unit),
            one.service_id,
            int(one.left_out),
            *(count or None for count in asdict(one.tally).values()),
        ]
        for one in tickets
    ]
    shares = {one.rate for one in rates}
    points = [[scheme.version, one.rate, one.formula, one.weight, one.zero_at, one.full_at] for one in rates]
    of_scheme = ["version", "rate", "formula", "weight", "zero_at", "full_at"]
    return [
        Sheet("units", header, rows, shares, widths=(20, 28), frozen=2),
        Sheet("tickets", ["unit", "name", "ticket", "left_out", *counts], behind, widths=(20, 28, 22), frozen=3),
        Sheet("scheme", of_scheme, points, {"zero_at", "full_at"}, widths=(10, 22, 32), frozen=0),
    ]


def _columns(one: IndicatorShown) -> list[str]:
    return [one.rate, f"{one.rate}: {one.part}", f"{one.rate}: {one.whole}", f"{one.rate}: points"]


def _cells(rate: IndicatorShown, unit: UnitShown) -> list[Any]:
    """Return share, part, whole and points; no points where the unit has nothing of the rate."""
    point = next((one for one in unit.points if one.rate == rate.rate), None)
    value = point.value if point is not None else None
    points = point.points if point is not None and value is not None else None
    return [value, unit.tally.get(rate.part), unit.tally.get(rate.whole), points]
