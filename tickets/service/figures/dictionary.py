"""Every figure of tickets with its formula of counts (pure); an empty denominator gives nothing, never 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

OURS = "算式由本系统定义"
POLICY = "目标：粤办函〔2021〕216号“分得更准、办得更实”"
BEIJING = "名称：北京接诉即办“三率”"
STANDARD = "名称：GB/T 33357-2016 按时办结率"
COMMON = "名称：各地热线通用"
LAW = "执法、调解类不计：粤办函〔2021〕216号“不片面追求满意率”"
SATISFIED = 3
"""This satisfaction and more."""


@dataclass(frozen=True)
class Counts:
    """Counts of a period; those of the first group by when a ticket was received, the others by when it happened.

    ``received`` tickets taken in; ``dispatched`` of them went to a unit, ``settled`` of these were acknowledged, sent
    back or passed on with the first one, ``straight`` of these acknowledged and, until an answer was approved, neither
    sent back by it nor passed on from it; ``direct`` of those received were answered at once, ``refused`` not
    accepted. ``closed`` were answered in the period, ``asked`` of them by citizens who said whether it is resolved, in
    the follow-up or with their rating, ``confirmed`` of these said that it is; ``scored`` gave a satisfaction,
    ``satisfied`` of these 3 or more; mediation and law enforcement are in neither of the last two. ``handled`` clocks
    of handling ended in the period, ``in_time`` of these before their end; ``acknowledged`` and ``promptly`` the same
    of acknowledging. ``sent_back``, ``reworked``: acts in the period.
    """

    received: int = 0
    dispatched: int = 0
    settled: int = 0
    straight: int = 0
    direct: int = 0
    refused: int = 0
    closed: int = 0
    asked: int = 0
    confirmed: int = 0
    scored: int = 0
    satisfied: int = 0
    handled: int = 0
    in_time: int = 0
    acknowledged: int = 0
    promptly: int = 0
    sent_back: int = 0
    reworked: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Metric:
    """One figure: its formula of counts and where it comes from."""

    name: str
    formula: str
    source: str
    of: Callable[[Counts], float | None]


def _metric(name: str, part: str, whole: str, *sources: str) -> Metric:
    def of(counts: Counts) -> float | None:
        number: int = getattr(counts, whole)
        return getattr(counts, part) / number if number else None

    return Metric(name, f"{part} / {whole}", "；".join((*sources, OURS)), of)


METRICS: tuple[Metric, ...] = (
    _metric("first_dispatch_rate", "straight", "settled", POLICY),
    _metric("resolution_rate", "confirmed", "asked", POLICY, BEIJING),
    _metric("heard_rate", "asked", "closed"),
    _metric("response_rate", "promptly", "acknowledged", BEIJING),
    _metric("satisfaction_rate", "satisfied", "scored", BEIJING, LAW),
    _metric("in_time_rate", "in_time", "handled", STANDARD),
    _metric("direct_rate", "direct", "received", COMMON),
    _metric("rework_rate", "reworked", "closed", COMMON),
)
"""One formula to a name: ``resolution_rate`` is that of the appraisal too."""


def computed(counts: Counts) -> dict[str, float | None]:
    """Return every figure of counts."""
    return {one.name: one.of(counts) for one in METRICS}
