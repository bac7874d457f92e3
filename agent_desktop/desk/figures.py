"""Figures of an agent's day; pure (NAMES section 3, docs/metrics.md).

``talk`` is time with the caller without holds. ``handle`` is talk + hold: wrap-up belongs to it, but no row keeps how
long a wrap-up was, so it is left out. A talk that goes on counts as answered and in no sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent_desktop.desk.shapes import Figures

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class TalkTime:
    """One talk and the seconds of it that were on hold."""

    started_at: datetime
    ended_at: datetime | None
    hold_seconds: float


def day_of(now: datetime) -> date:
    """Return the calendar day in Asia/Shanghai."""
    return now.astimezone(ZONE).date()


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Asia/Shanghai and that of the next, in UTC."""
    since = datetime.combine(day, time(), ZONE)
    return since.astimezone(UTC), (since + timedelta(days=1)).astimezone(UTC)


def figures(talks: Iterable[TalkTime], tickets: int, no_answer: int) -> Figures:
    """Return the figures of a day's talks; the average of none is ``None``."""
    answered = finished = 0
    talk_seconds = handle_seconds = 0.0
    for talk in talks:
        answered += 1
        if talk.ended_at is None:
            continue
        finished += 1
        handled = max(0.0, (talk.ended_at - talk.started_at).total_seconds())
        handle_seconds += handled
        talk_seconds += handled - min(handled, talk.hold_seconds)
    return Figures(
        answered=answered,
        tickets=tickets,
        talk_seconds=round(talk_seconds, 3),
        handle_seconds=round(handle_seconds, 3),
        average_handle_seconds=round(handle_seconds / finished, 3) if finished else None,
        no_answer=no_answer,
    )
