"""Limits of log-ins: a burst, then a steady rate; a name locks after ten failures for a quarter of an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.people import limits
from foundation.people.limits import Guard, Rate

START = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
RATE = Rate(5, timedelta(seconds=10))


@given(st.lists(st.floats(0, 60), max_size=200))
def test_no_more_tries_than_burst_and_rate_allow(pauses: list[float]) -> None:
    guard, now, taken = Guard(START), START, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if not limits.wait_for(guard, RATE, now):
            guard, taken = limits.tried(guard, RATE, now), taken + 1
    assert taken <= RATE.burst + (now - START) / RATE.per


@given(st.integers(1, 50))
def test_waiting_as_long_as_told_is_enough(tries: int) -> None:
    guard, now = Guard(START), START
    for _ in range(tries):
        now += limits.wait_for(guard, RATE, now)
        assert limits.wait_for(guard, RATE, now) == timedelta()
        guard = limits.tried(guard, RATE, now)


def test_five_at_once_and_the_sixth_waits_ten_seconds() -> None:
    guard = Guard(START)
    for _ in range(5):
        assert not limits.wait_for(guard, RATE, START)
        guard = limits.tried(guard, RATE, START)
    assert limits.wait_for(guard, RATE, START) == timedelta(seconds=10)


@given(st.integers(1, 5))
def test_tries_that_ended_well_cost_nothing(tries: int) -> None:
    guard = Guard(START)
    for _ in range(tries):
        guard = limits.tried(guard, RATE, START)
    guard = limits.returned(guard, RATE, tries)
    assert guard.next_at == START


def test_the_tenth_failure_locks_for_a_while() -> None:
    guard = Guard(START)
    for _ in range(limits.LOCK_AFTER - 1):
        guard = limits.failed(guard, START)
        assert not limits.locked_for(guard, START)
    guard = limits.failed(guard, START)
    assert limits.locked_for(guard, START) == limits.LOCK_TIME
    assert not limits.locked_for(guard, START + limits.LOCK_TIME)
    assert guard.failures == 0
