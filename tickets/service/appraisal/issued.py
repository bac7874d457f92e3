"""What is kept of a month when it is issued, how it is shown, and whether a count differs from it (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from tickets.service.appraisal.month import MonthLine
from tickets.service.appraisal.scheme import Point, Scheme, Tally, scored


@dataclass(frozen=True)
class Appraised:
    """A unit in a month: what counted, its score and what each indicator gave."""

    line: MonthLine
    score: float | None
    points: Sequence[Point]


@dataclass(frozen=True)
class UnitShown:
    """A unit as it stands in a report; ``recount`` is what is counted now, where that is something else."""

    unit: str
    tally: Mapping[str, int]
    score: float | None
    points: Sequence[Point]
    recount: Appraised | None = None


Kept = Mapping[str, Any]


def kept(units: Iterable[Appraised]) -> list[dict[str, Any]]:
    """Return what is kept of a month: counts as they are, scores and points to a thousandth."""
    return [
        {
            "unit": one.line.unit,
            "tally": asdict(one.line.tally),
            "score": None if one.score is None else round(one.score, 3),
            "points": [
                {
                    "rate": point.rate,
                    "value": None if point.value is None else round(point.value, 6),
                    "points": round(point.points, 3),
                    "weight": point.weight,
                }
                for point in one.points
            ],
        }
        for one in units
    ]


def is_same(before: Sequence[Kept], now: Sequence[Kept]) -> bool:
    """Tell whether two months are the same, unit by unit."""
    counted = {line["unit"]: line for line in now}
    return counted.keys() == {line["unit"] for line in before} and not any(
        _differs(line, counted[line["unit"]]) for line in before
    )


def shown(lines: Sequence[Kept], now: Sequence[Appraised], scheme: Scheme) -> list[UnitShown]:
    """Return the units of a month as they were issued, then those that only a count of now has."""
    counted = {one.line.unit: (one, line) for one, line in zip(now, kept(now), strict=True)}
    found = []
    for line in lines:
        unit = line["unit"]
        again = counted.pop(unit, None)
        if again is None:
            recount: Appraised | None = Appraised(MonthLine(unit, Tally(), ()), None, ())
        else:
            recount = again[0] if _differs(line, again[1]) else None
        found.append(UnitShown(unit, line["tally"], line["score"], _points(line, scheme), recount))
    return [*found, *(UnitShown(unit, {}, None, (), one) for unit, (one, _) in counted.items())]


def _differs(issued: Kept, now: Kept) -> bool:
    """Tell whether a unit's count is another one; a member that was not counted then is no difference."""
    counts: Mapping[str, int] = now["tally"]
    return bool(issued["score"] != now["score"]) or any(
        counts.get(name, 0) != count for name, count in issued["tally"].items()
    )


def _points(line: Kept, scheme: Scheme) -> list[Point]:
    """Return what each indicator gave, made of the counts where it was not kept."""
    if "points" in line:
        return [Point(**point) for point in line["points"]]
    known = {one.name for one in fields(Tally)}
    counts = {name: count for name, count in line["tally"].items() if name in known}
    counts.setdefault("ended", counts.get("closed", 0))  # ends that passed without a reply were not counted then
    return scored(scheme, Tally(**counts))[1]
