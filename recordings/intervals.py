"""Which moments of a call are in its files: MixMonitor with option ``b`` writes only while bridged (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Interval = tuple[datetime, datetime]


def bridged(marks: Iterable[tuple[str, datetime]], end: datetime) -> list[Interval]:
    """Return the bridged intervals from ``(bridge_entered | bridge_left, moment)`` marks in order; an open one ends
    with the call."""
    intervals: list[Interval] = []
    since: datetime | None = None
    for kind, at in marks:
        if kind == "bridge_entered" and since is None:
            since = at
        elif kind == "bridge_left" and since is not None:
            intervals.append((since, max(since, at)))
            since = None
    if since is not None:
        intervals.append((since, max(since, end)))
    return intervals


def seconds(intervals: Iterable[Interval]) -> float:
    """Return the sum of the intervals in seconds."""
    return sum((to - since).total_seconds() for since, to in intervals)


UNWRITTEN_SECONDS = 32768 / 16000
"""Sound that a switch which dies may not have written: Asterisk keeps up to 32 KB of a file to itself."""


def agrees(file_seconds: float, expected_seconds: float, *, cut_off: bool = False) -> bool:
    """Tell whether a file is as long as the bridged time, within 1.5 s and 5 %; shorter when its writer died."""
    within = max(1.5, 0.05 * expected_seconds)
    missing = expected_seconds - file_seconds
    return -within <= missing <= within + (UNWRITTEN_SECONDS if cut_off else 0.0)
