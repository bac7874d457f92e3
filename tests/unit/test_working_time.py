"""Limits in working days and hours, against two calendars from outside for the years that they know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.work_calendar import ZONE, Limit, Pause, WorkCalendar, due_at, is_working_day, shipped_calendar
from foundation.work_calendar.working_time import is_provisional, working_days_between, working_time_between

OFFICE = shipped_calendar()
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
OUTSIDE = holidays.country_holidays("CN", years=range(2024, 2027), language="en_US")
DAYS = st.dates(FIRST, LAST - timedelta(days=60))


def at(text: str) -> datetime:
    """Return a moment of China's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(since: str, amount: int, unit: str, **more: object) -> str:
    end = due_at(OFFICE, at(since), Limit(amount, unit), now=at(since), **more)  # type: ignore[arg-type]
    return end.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_day_is_what_two_calendars_from_outside_say(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    ours = [day for day in days if is_working_day(OFFICE, day)]
    assert ours == [day for day in days if chinese_calendar.is_workday(day)]
    assert ours == [day for day in days if OUTSIDE.is_working_day(day)]


@given(DAYS, st.integers(1, 25))
def test_a_limit_in_days_ends_where_both_count_to(day: date, amount: int) -> None:
    since = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
    end = due_at(OFFICE, since, Limit(amount, "working_days"), now=since).astimezone(ZONE).date()
    assert len(chinese_calendar.get_workdays(day + timedelta(days=1), end)) == amount
    assert OUTSIDE.get_nth_working_day(day, amount) == end
    assert chinese_calendar.is_workday(end)


@given(DAYS, st.integers(0, 23), st.integers(1, 60))
def test_a_limit_in_hours_leaves_so_much_working_time(day: date, hour: int, amount: int) -> None:
    since = datetime(day.year, day.month, day.day, hour, 17, tzinfo=ZONE)
    end = due_at(OFFICE, since, Limit(amount, "working_hours"), now=since)
    assert working_time_between(OFFICE, since, end) == timedelta(hours=amount)


@given(DAYS, st.integers(1, 20), st.integers(0, 20), st.integers(0, 30))
def test_a_pause_moves_the_end_by_its_working_days(day: date, amount: int, after: int, length: int) -> None:
    since = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
    begun = since + timedelta(days=after)
    pause = Pause(begun, begun + timedelta(days=length))
    limit = Limit(amount, "working_days")
    end = due_at(OFFICE, since, limit, pauses=(pause,), now=since)
    plain = due_at(OFFICE, since, limit, now=since)
    moved = working_days_between(OFFICE, plain.astimezone(ZONE).date(), end.astimezone(ZONE).date())
    if begun >= plain:
        assert end == plain, "it is late already"
        return
    until = begun.date() + timedelta(days=length)
    begins_free = not is_working_day(OFFICE, begun.date()) and is_working_day(OFFICE, until)
    assert moved == working_days_between(OFFICE, begun.date(), until) - begins_free, "the last one has not ended at 10"


@pytest.mark.parametrize(
    ("since", "amount", "unit", "ends"),
    [
        ("2026-11-23 09:05", 2, "working_days", "2026-11-25 17:30"),
        ("2026-11-27 23:59", 2, "working_days", "2026-12-01 17:30"),
        ("2026-09-30 10:00", 2, "working_days", "2026-10-09 17:30"),
        ("2026-09-30 10:00", 3, "working_days", "2026-10-10 17:30"),
        ("2026-12-30 10:00", 5, "working_days", "2027-01-07 17:30"),
        ("2026-11-27 16:30", 2, "working_hours", "2026-11-30 09:30"),
        ("2026-11-28 10:00", 1, "working_hours", "2026-11-30 09:30"),
        ("2026-11-28 10:00", 2, "hours", "2026-11-28 12:00"),
        ("2026-11-28 23:50", 15, "minutes", "2026-11-29 00:05"),
    ],
)
def test_where_limits_end(since: str, amount: int, unit: str, ends: str) -> None:
    assert due(since, amount, unit) == ends


def test_extension_and_pauses_add_up() -> None:
    pause = Pause(at("2026-11-24 10:00"), at("2026-11-26 10:00"))
    assert due("2026-11-23 10:00", 2, "working_days", more=3, pauses=(pause,)) == "2026-12-02 17:30"
    hours = Pause(at("2026-11-23 11:00"), at("2026-11-23 15:00"))
    assert due("2026-11-23 10:00", 2, "hours", more=1, pauses=(hours,)) == "2026-11-23 17:00"


def test_a_pause_behind_the_end_makes_nothing_timely() -> None:
    late = Pause(at("2026-11-25 18:30"), at("2026-11-26 08:31"))
    assert due("2026-11-23 10:00", 2, "working_days", pauses=(late,)) == "2026-11-25 17:30"
    over_night = Pause(at("2026-11-25 16:00"), at("2026-11-26 08:31"))
    assert due("2026-11-23 10:00", 2, "working_days", pauses=(over_night,)) == "2026-11-25 17:30"
    a_day = Pause(at("2026-11-25 16:00"), at("2026-11-26 16:00"))
    assert due("2026-11-23 10:00", 2, "working_days", pauses=(a_day,)) == "2026-11-26 17:30"
    after = Pause(at("2026-11-23 13:00"), at("2026-11-23 15:00"))
    assert due("2026-11-23 10:00", 2, "hours", pauses=(after,)) == "2026-11-23 12:00"


def test_a_pause_that_begins_after_work_leaves_whole_days_whole() -> None:
    def moved(since: str, until: str) -> str:
        return due("2026-11-23 10:00", 2, "working_days", pauses=(Pause(at(since), at(until)),))

    assert moved("2026-11-23 17:55", "2026-11-24 17:30") == "2026-11-26 17:30", "all of Tuesday stood still"
    assert moved("2026-11-23 20:55", "2026-11-24 17:30") == "2026-11-26 17:30"
    assert moved("2026-11-23 16:00", "2026-11-24 08:31") == "2026-11-25 17:30"
    assert moved("2026-11-23 16:00", "2026-11-29 10:00") == "2026-12-01 17:30", "four whole days up to the weekend"
    assert moved("2026-11-23 08:00", "2026-11-24 07:30") == "2026-11-26 17:30", "all of Monday stood still"
    assert moved("2026-11-23 08:00", "2026-11-23 18:00") == "2026-11-26 17:30"
    weekend = Pause(at("2026-11-21 20:00"), at("2026-11-23 09:00"))
    assert due("2026-11-20 10:00", 2, "working_days", pauses=(weekend,)) == "2026-11-24 17:30", "no working day"


def test_a_pause_that_lasts_counts_up_to_now() -> None:
    end = due_at(
        OFFICE,
        at("2026-11-23 10:00"),
        Limit(2, "hours"),
        pauses=(Pause(at("2026-11-23 11:00")),),
        now=at("2026-11-23 15:00"),
    )
    assert end == at("2026-11-23 16:00")


def test_years_that_are_not_announced_are_provisional() -> None:
    assert is_provisional(OFFICE, at("2026-12-30 10:00"), at("2027-01-05 10:00"))
    assert not is_provisional(OFFICE, at("2026-11-30 10:00"), at("2026-12-05 10:00"))


def test_a_calendar_without_any_work_left_says_so() -> None:
    only = WorkCalendar.model_validate({"code": "one", "weekly": {"mon": ["09:00-10:00"]}, "days": {}})
    closed = only.model_copy(update={"weekly": {}})
    with pytest.raises(ValueError, match="no 1 working days"):
        due_at(
            closed, datetime(2026, 11, 23, tzinfo=UTC), Limit(1, "working_days"), now=datetime(2026, 11, 23, tzinfo=UTC)
        )
