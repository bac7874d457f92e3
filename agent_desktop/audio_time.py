"""Where a moment of a call is in its files; pure.

The files of a talk hold the bridged intervals one after the other, without the time between them. The leg ``waiting``
ends where the first of them begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]

SLACK = timedelta(seconds=1.5)
"""An utterance that began so little before a bridge is heard at the beginning of what was recorded."""


def second_in_talk(intervals: Sequence[Interval], at: datetime) -> float | None:
    """Return the second of the mixed file at a moment, ``None`` when it was not recorded."""
    before = 0.0
    for since, to in intervals:
        if since - SLACK <= at <= to:
            return round(before + max(0.0, (at - since).total_seconds()), 3)
        before += max(0.0, (to - since).total_seconds())
    return None


def second_in_waiting(ends_at: datetime, seconds: float, at: datetime) -> float | None:
    """Return the second of the ``waiting`` file, which is ``seconds`` long, ``None`` when it was not recorded."""
    second = seconds - (ends_at - at).total_seconds()
    return round(max(0.0, second), 3) if -SLACK.total_seconds() <= second <= seconds else None
