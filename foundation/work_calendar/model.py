"""What a working calendar holds, and what it says of a moment (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ZONE = ZoneInfo("Asia/Shanghai")
LOOK_AHEAD_DAYS = 60

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = Annotated[
    str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]
Year = Annotated[int, Field(ge=2000, le=2100)]
State = Literal["open", "closed", "holiday"]


class SpecialDay(BaseModel):
    """A day that does not follow its weekday: a holiday, or a working day with the hours of another weekday."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["holiday", "workday"]
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    hours_of: Weekday = "mon"


Weekly = dict[Weekday, Annotated[tuple[Span, ...], Field(max_length=6)]]
Days = Annotated[dict[date, SpecialDay], Field(max_length=2000)]
Years = Annotated[tuple[Year, ...], Field(max_length=100)]


class WorkCalendar(BaseModel):
    """Weekly hours as ``08:30-12:00`` (a weekday without any is closed) and the days that differ, in China's time.

    ``announced`` are the years whose arrangement of holidays is known; what is said of any other year is provisional.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
    weekly: Weekly
    days: Days = {}
    announced: Years = ()

    @model_validator(mode="after")
    def _in_order(self) -> WorkCalendar:
        for weekday, spans in self.weekly.items():
            ends = [minutes(edge) for span in spans for edge in span.split("-")]
            if any(one >= other for one, other in pairwise(ends)):
                raise ValueError(f"the hours of {weekday} must follow each other: {', '.join(spans)}")
        if not any(self.weekly.values()):
            raise ValueError("no weekday has any hours: callers would be told at any time that nobody is there")
        return self


@dataclass(frozen=True)
class Reading:
    """What holds at a moment; ``name`` is that of the special day, ``provisional`` that its year is not announced."""

    state: State
    name: str = ""
    provisional: bool = False


def minutes(clock: str) -> int:
    """Return ``HH:MM`` as minutes since midnight."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def read_at(calendar: WorkCalendar, at: datetime) -> Reading:
    """Return what holds at an aware moment."""
    local = at.astimezone(ZONE)
    special = calendar.days.get(local.date())
    name = special.name if special is not None else ""
    provisional = local.year not in calendar.announced
    if special is not None and special.kind == "holiday":
        return Reading("holiday", name, provisional)
    now = local.hour * 60 + local.minute
    spans = spans_of(calendar, local.date())
    is_open = any(start <= now < end for start, end in spans)
    return Reading("open" if is_open else "closed", name, provisional)


def next_change(calendar: WorkCalendar, at: datetime) -> datetime | None:
    """Return when another state begins, ``None`` when none does within two months."""
    state = read_at(calendar, at).state
    first = at.astimezone(ZONE).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), ZONE)
        edges = sorted({0, *(edge for span in spans_of(calendar, day) for edge in span if edge < 24 * 60)})
        for edge in edges:
            moment = midnight + timedelta(minutes=edge)
            if moment > at and read_at(calendar, moment).state != state:
                return moment
    return None


def spans_of(calendar: WorkCalendar, day: date) -> list[tuple[int, int]]:
    """Return the working hours of a day, in order, as minutes since midnight."""
    special = calendar.days.get(day)
    if special is not None and special.kind == "holiday":
        return []
    weekday = special.hours_of if special is not None else WEEKDAYS[day.weekday()]
    edges = [tuple(minutes(edge) for edge in span.split("-")) for span in calendar.weekly.get(weekday, ())]
    return [(start, end) for start, end in edges]
