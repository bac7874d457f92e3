"""Every figure of tickets with its formula of counts (pure); an empty denominator gives nothing, never 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

BEIJING = "北京接诉即办“三率”的口径"
POLICY = "粤办函〔2021〕216号：接得更快、分得更准、办得更实"


@dataclass(frozen=True)
class Counts:
    """Counts of a period; those of the first group by when a ticket was received, the others by when it happened.

    ``received`` tickets taken in; ``dispatched`` of them went to a unit, ``straight`` of these were neither sent back
    nor passed on; ``direct`` of those received were answered at once, ``refused`` not accepted. ``closed`` were
    answered in the period, ``asked`` of them by follow-up or rating, ``confirmed`` of these said that it is resolved,
    ``scored`` gave a satisfaction, ``satisfied`` of these 3 or more; mediation and law enforcement are in neither of
    the last two. ``handled`` clocks of handling ended in the period, ``in_time`` of these before their end;
    ``acknowledged`` and ``promptly`` the same of acknowledging. ``sent_back``, ``reworked``: acts in the period.
    """

    received: int = 0
    dispatched: int = 0
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


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


METRICS: tuple[Metric, ...] = (
    Metric("first_dispatch_rate", "straight / dispatched", POLICY, lambda c: _share(c.straight, c.dispatched)),
    Metric("confirmed_rate", "confirmed / asked", POLICY, lambda c: _share(c.confirmed, c.asked)),
    Metric("response_rate", "promptly / acknowledged", BEIJING, lambda c: _share(c.promptly, c.acknowledged)),
    Metric("resolution_rate", "confirmed / closed", BEIJING, lambda c: _share(c.confirmed, c.closed)),
    Metric("satisfaction_rate", "satisfied / scored", BEIJING, lambda c: _share(c.satisfied, c.scored)),
    Metric("in_time_rate", "in_time / handled", "GB/T 33357-2016 按时办结率", lambda c: _share(c.in_time, c.handled)),
    Metric("direct_rate", "direct / received", "直办率", lambda c: _share(c.direct, c.received)),
    Metric("rework_rate", "reworked / closed", "重办率", lambda c: _share(c.reworked, c.closed)),
)


def computed(counts: Counts) -> dict[str, float | None]:
    """Return every figure of counts."""
    return {one.name: one.of(counts) for one in METRICS}
