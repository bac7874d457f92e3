"""The working calendar: what holds at a moment, when that changes, whether the shipped days are the announced ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from foundation.work_calendar import ZONE, Reading, WorkCalendar, next_change, read_at, shipped_calendar

OFFICE = shipped_calendar()


def at(text: str) -> datetime:
    """Return a moment of China's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "reading"),
    [
        ("2026-11-26 08:29", Reading("closed")),
        ("2026-11-26 08:30", Reading("open")),
        ("2026-11-26 12:00", Reading("closed")),
        ("2026-11-26 17:29", Reading("open")),
        ("2026-11-28 10:00", Reading("closed")),
        ("2026-10-01 10:00", Reading("holiday", "国庆节")),
        ("2026-10-10 10:00", Reading("open", "国庆节调休")),
        ("2026-10-10 13:00", Reading("closed", "国庆节调休")),
        ("2027-02-06 10:00", Reading("holiday", "春节", provisional=True)),
        ("2028-01-03 10:00", Reading("open", provisional=True)),
    ],
)
def test_what_holds_at_a_moment(moment: str, reading: Reading) -> None:
    assert read_at(OFFICE, at(moment)) == reading


@pytest.mark.parametrize(
    ("moment", "change"),
    [
        ("2026-11-26 08:00", "2026-11-26 08:30"),
        ("2026-11-26 08:30", "2026-11-26 12:00"),
        ("2026-11-27 17:30", "2026-11-30 08:30"),
        ("2026-09-30 20:00", "2026-10-01 00:00"),
        ("2026-10-07 10:00", "2026-10-08 00:00"),
    ],
)
def test_when_it_changes(moment: str, change: str) -> None:
    assert next_change(OFFICE, at(moment)) == at(change)


def test_hours_round_the_clock_never_change() -> None:
    always = WorkCalendar(
        code="always", weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))
    )
    assert read_at(always, at("2026-11-26 23:59")).state == "open"
    assert next_change(always, at("2026-11-26 10:00")) is None


@given(st.integers(0, 2 * 365 * 24 * 12))
def test_nothing_changes_before_the_next_change(steps: int) -> None:
    now = at("2026-01-01 00:00") + timedelta(minutes=5 * steps)
    change = next_change(OFFICE, now)
    assert change is not None
    assert change > now
    state = read_at(OFFICE, now).state
    assert read_at(OFFICE, change).state != state
    assert read_at(OFFICE, now + (change - now) * 0.999).state == state


def test_the_shipped_days_of_an_announced_year_are_those_that_were_announced() -> None:
    for year in OFFICE.announced:
        day = date(year, 1, 1)
        while day.year == year:
            noon = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
            assert (read_at(OFFICE, noon).state == "open") == chinese_calendar.is_workday(day), day
            day += timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        {"weekly": {}},
        {"weekly": {"mon": [], "tue": []}},
        {"weekly": {"mon": ["08:30-08:30"]}},
        {"weekly": {"mon": ["14:00-17:00", "08:00-12:00"]}},
        {"weekly": {"mon": ["08:00-12:00", "12:00-13:00"]}},
        {"weekly": {"mon": ["8:00-12:00"]}},
        {"weekly": {"mon": ["08:00-24:30"]}},
        {"weekly": {"monday": ["08:00-12:00"]}},
        {"days": {"2026-02-30": {"kind": "holiday"}}},
        {"days": {"2026-02-20": {"kind": "feast"}}},
        {"announced": [1999]},
        {"zone": "UTC"},
    ],
)
def test_what_is_no_calendar_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WorkCalendar.model_validate(OFFICE.model_dump(mode="json") | change)
