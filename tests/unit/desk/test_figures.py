"""An agent's day: figures, bounds of the day, earlier calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.desk.figures import TalkTime, bounds, day_of, figures
from agent_desktop.desk.history import repeat_calls

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def talk(seconds: float | None, hold: float = 0.0) -> TalkTime:
    """Return a talk of so many seconds, or one that goes on."""
    return TalkTime(NOON, None if seconds is None else NOON + timedelta(seconds=seconds), hold)


def test_an_empty_day_has_no_average() -> None:
    found = figures([], 0, 0)
    assert (found.answered, found.talk_seconds, found.average_handle_seconds) == (0, 0, None)


def test_handle_is_talk_and_hold_and_a_talk_that_goes_on_is_in_no_sum() -> None:
    found = figures([talk(100, 20), talk(50), talk(None)], tickets=2, no_answer=1)
    assert (found.answered, found.tickets, found.no_answer) == (3, 2, 1)
    assert (found.talk_seconds, found.handle_seconds, found.average_handle_seconds) == (130, 150, 75)


def test_only_a_talk_that_goes_on_has_no_average() -> None:
    assert figures([talk(None)], 0, 0).average_handle_seconds is None


@given(st.lists(st.tuples(st.floats(0, 7200), st.floats(0, 9000))))
def test_talk_is_never_more_than_handle_and_never_negative(talks: list[tuple[float, float]]) -> None:
    found = figures([talk(seconds, hold) for seconds, hold in talks], 0, 0)
    assert 0 <= found.talk_seconds <= found.handle_seconds + 0.001


def test_the_day_is_that_of_shanghai() -> None:
    assert day_of(datetime(2026, 11, 22, 16, tzinfo=UTC)) == date(2026, 11, 23)
    assert day_of(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)
    since, until = bounds(date(2026, 11, 23))
    assert (since, until) == (datetime(2026, 11, 22, 16, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))


def test_earlier_calls_are_counted_by_day_week_and_month() -> None:
    def ago(**span: float) -> datetime:
        return NOON - timedelta(**span)

    found = repeat_calls([ago(hours=1), ago(hours=13), ago(days=6), ago(days=20), ago(days=40)], NOON)
    assert (found.today, found.days7, found.days30) == (1, 3, 4)
