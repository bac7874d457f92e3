"""Limits in working days, working hours and plain hours, and the moments that they lead to (pure).

A day of work is a day with working hours; what the calendar moves (调休) counts as it says. The day on which a limit
begins is not counted; a limit in working days ends with the working hours of its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import floor
from typing import Literal

from foundation.work_calendar.model import ZONE, WorkCalendar, spans_of

Unit = Literal["working_days", "working_hours", "hours", "minutes"]
MOST_DAYS = 3650
"""A calendar that gives no end within ten years gives none."""


@dataclass(frozen=True)
class Limit:
    """How long something may take."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Pause:
    """A time that does not count; ``until`` is empty while it lasts."""

    since: datetime
    until: datetime | None = None


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Tell whether anybody works on a day in China."""
    return bool(spans_of(calendar, day))


def is_provisional(calendar: WorkCalendar, since: datetime, until: datetime) -> bool:
    """Tell whether the years between two moments are not all announced."""
    years = range(since.astimezone(ZONE).year, until.astimezone(ZONE).year + 1)
    return any(year not in calendar.announced for year in years)


def working_days_between(calendar: WorkCalendar, since: date, until: date) -> int:
    """Return how many working days lie behind ``since`` up to and with ``until``."""
    days = (since + timedelta(days=ahead) for ahead in range(1, (until - since).days + 1))
    return sum(is_working_day(calendar, day) for day in days)


def working_time_between(calendar: WorkCalendar, since: datetime, until: datetime) -> timedelta:
    """Return how much working time lies between two moments."""
    total = timedelta()
    for start, end in _stretches(calendar, since):
        if start >= until:
            break
        total += min(end, until) - start
    return total


def due_at(
    calendar: WorkCalendar, since: datetime, limit: Limit, *, more: int = 0, pauses: Iterable[Pause] = (), now: datetime
) -> datetime:
    """Return when a limit that began at ``since`` ends.

    A pause that begins behind the end moves it no more: what is late stays late. In working days a pause counts by the
    whole ones in it: from 16:00 to the next morning there is none.

    Args:
        more: how much it was extended by, in the limit's own unit.
        pauses: times that do not count, in order; one that lasts counts up to ``now``.

    Raises:
        ValueError: the calendar has no working time left for it within ten years.
    """
    counted: list[Pause] = []
    for pause in pauses:
        if pause.since >= _ends(calendar, since, limit, more, counted, now):
            break
        counted.append(pause)
    return _ends(calendar, since, limit, more, counted, now)


def _ends(
    calendar: WorkCalendar, since: datetime, limit: Limit, more: int, pauses: Sequence[Pause], now: datetime
) -> datetime:
    amount = limit.amount + more
    if limit.unit in ("hours", "minutes"):
        end = since + (timedelta(hours=amount) if limit.unit == "hours" else timedelta(minutes=amount))
        for pause in pauses:
            end += (pause.until or now) - pause.since
        return end
    if limit.unit == "working_hours":
        needed = timedelta(hours=amount)
        for pause in pauses:
            needed += working_time_between(calendar, pause.since, pause.until or now)
        return _after_working_time(calendar, since, needed)
    for pause in pauses:
        amount += _whole_days(calendar, pause.since, pause.until or now)
    return _end_of_working_day(calendar, _day(since), amount)


def _whole_days(calendar: WorkCalendar, since: datetime, until: datetime) -> int:
    days = working_days_between(calendar, _day(since), _day(until))
    return max(floor(days - _left_of_day(calendar, until) + _left_of_day(calendar, since)), 0)


def _left_of_day(calendar: WorkCalendar, moment: datetime) -> Fraction:
    """Return how much of its working day is left at a moment: all before the hours, nothing behind them."""
    local, spans = moment.astimezone(ZONE), spans_of(calendar, _day(moment))
    if not spans:
        return Fraction(0)
    first, last = spans[0][0] * 60, spans[-1][1] * 60
    at = local.hour * 3600 + local.minute * 60 + local.second
    return Fraction(last - min(max(at, first), last), last - first)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def _end_of_working_day(calendar: WorkCalendar, since: date, amount: int) -> datetime:
    left = max(amount, 1)
    for ahead in range(1, MOST_DAYS):
        day = since + timedelta(days=ahead)
        spans = spans_of(calendar, day)
        left -= bool(spans)
        if left == 0:
            return datetime.combine(day, time(), ZONE) + timedelta(minutes=spans[-1][1])
    raise ValueError(f"the calendar {calendar.code} has no {amount} working days behind {since}")


def _after_working_time(calendar: WorkCalendar, since: datetime, needed: timedelta) -> datetime:
    for start, end in _stretches(calendar, since):
        if end - start >= needed:
            return start + needed
        needed -= end - start
    raise ValueError(f"the calendar {calendar.code} has too little working time behind {since}")


def _stretches(calendar: WorkCalendar, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working time behind a moment, piece by piece."""
    for ahead in range(MOST_DAYS):
        day = _day(since) + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), ZONE)
        for first, last in spans_of(calendar, day):
            start, end = midnight + timedelta(minutes=first), midnight + timedelta(minutes=last)
            if end > since:
                yield max(start, since), end
