"""Intervals of reports: China's zone, and zones that put their clocks forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.figures.intervals import Interval, slots

CHINA, BERLIN, NEPAL = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")


def _count(day: datetime, interval: Interval) -> int:
    return len(list(slots(day, (day + timedelta(days=1)), interval, BERLIN)))


def test_a_day_with_the_clock_put_forward_has_23_hours_and_one_put_back_25() -> None:
    assert _count(datetime(2026, 3, 29, tzinfo=BERLIN), "hour") == 23
    assert _count(datetime(2026, 10, 25, tzinfo=BERLIN), "hour") == 25
    assert _count(datetime(2026, 10, 25, tzinfo=BERLIN), "quarter") == 100
    assert _count(datetime(2026, 10, 25, tzinfo=BERLIN), "day") == 1
    assert (
        len(list(slots(datetime(2026, 11, 1, tzinfo=CHINA), datetime(2026, 12, 1, tzinfo=CHINA), "day", CHINA))) == 30
    )


def test_months_and_days_end_at_midnight_of_the_zone() -> None:
    found = list(slots(datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=CHINA), "month", CHINA))
    assert [(one.start.isoformat(), one.end.isoformat()) for one in found] == [
        ("2026-02-01T00:00:00+08:00", "2026-03-01T00:00:00+08:00")
    ]
    year_end = next(slots(datetime(2026, 12, 31, 12, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA), "month", CHINA))
    assert year_end.end == datetime(2027, 1, 1, tzinfo=CHINA)


@pytest.mark.parametrize("zone", [CHINA, BERLIN, NEPAL])
@given(
    ahead=st.integers(0, 334 * 24 * 60),
    hours=st.integers(1, 60),
    interval=st.sampled_from(["quarter", "hour", "day", "month"]),
)
def test_intervals_follow_each_other_without_a_gap(zone: ZoneInfo, ahead: int, hours: int, interval: Interval) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=ahead)
    end = begin + timedelta(hours=hours)
    found = list(slots(begin, end, interval, zone))
    assert found[0].start <= begin < found[0].end
    assert found[-1].start < end <= found[-1].end
    for one, other in pairwise(found):
        assert one.end == other.start
        assert one.start.astimezone(UTC) < one.end.astimezone(UTC)
