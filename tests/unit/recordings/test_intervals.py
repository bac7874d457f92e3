"""Which moments of a call are in its files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.intervals import agrees, bridged, seconds

START = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def test_holds_are_left_out() -> None:
    marks = [("bridge_entered", at(10)), ("bridge_left", at(40)), ("bridge_entered", at(55)), ("bridge_left", at(60))]
    assert bridged(marks, at(70)) == [(at(10), at(40)), (at(55), at(60))]
    assert seconds(bridged(marks, at(70))) == 35


def test_an_open_interval_ends_with_the_call() -> None:
    assert bridged([("bridge_entered", at(10))], at(70)) == [(at(10), at(70))]
    assert bridged([], at(70)) == []


def test_marks_that_come_twice_or_alone_change_nothing() -> None:
    marks = [("bridge_left", at(1)), ("bridge_entered", at(10)), ("bridge_entered", at(20)), ("bridge_left", at(30))]
    assert bridged([*marks, ("bridge_left", at(40))], at(70)) == [(at(10), at(30))]


marks = st.lists(st.tuples(st.sampled_from(["bridge_entered", "bridge_left"]), st.integers(-5, 100).map(at)))


@given(marks, st.integers(0, 120).map(at))
def test_no_interval_runs_backwards(given_marks: list[tuple[str, datetime]], end: datetime) -> None:
    intervals = bridged(given_marks, end)
    assert all(since <= to for since, to in intervals)
    assert seconds(intervals) >= 0
    assert len(intervals) <= sum(kind == "bridge_entered" for kind, _ in given_marks)


@pytest.mark.parametrize(
    ("file", "expected", "fits"),
    [(0, 0, True), (1.4, 0, True), (1.6, 0, False), (60, 58.6, True), (95.1, 100, True), (94.9, 100, False)],
)
def test_agreement(file: float, expected: float, fits: bool) -> None:
    assert agrees(file, expected) is fits


@pytest.mark.parametrize(("file", "fits"), [(10, True), (11.6, False), (6.5, True), (6.4, False)])
def test_a_file_whose_writer_died_may_lack_what_was_not_yet_written(file: float, fits: bool) -> None:
    assert agrees(file, 10, cut_off=True) is fits
