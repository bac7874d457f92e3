"""What is kept of a month, and when a count is another one: members that were not counted then make no difference."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from tickets.service.appraisal.issued import Appraised, is_same, kept, shown
from tickets.service.appraisal.month import MonthLine
from tickets.service.appraisal.scheme import SHIPPED, Tally, scored

WATER = Tally(acknowledged=10, promptly=9, closed=10, ended=10, in_time=10, reworked=1)


def counted(unit: str, tally: Tally) -> Appraised:
    return Appraised(MonthLine(unit, tally, ()), *scored(SHIPPED, tally))


def before_points_were_kept(unit: str, tally: Tally, without: str) -> dict[str, Any]:
    """Return a line as it was kept before its points were, and before a member was counted."""
    (line,) = kept([counted(unit, tally)])
    del line["points"]
    return line | {"tally": {name: count for name, count in line["tally"].items() if name != without}}


def test_a_month_that_was_kept_is_shown_as_it_was_counted() -> None:
    now = [counted("water_company", WATER)]
    (one,) = shown(kept(now), now, SHIPPED)
    assert one.tally == asdict(WATER)
    assert one.recount is None
    assert {point.rate: round(point.points, 6) for point in one.points if point.weight} == {
        "response_rate": 7.5,
        "in_time_rate": 30.0,
        "rework_rate": 5.0,
    }
    assert is_same(kept(now), kept(now))


def test_each_member_that_changed_is_a_difference_and_a_new_one_is_none() -> None:
    now = [counted("water_company", WATER)]
    for member in fields(Tally):
        other = WATER + Tally(**{member.name: 1})
        assert not is_same(kept([counted("water_company", other)]), kept(now)), member.name
        old = before_points_were_kept("water_company", WATER, member.name)
        assert is_same([old], kept(now)), member.name
        (one,) = shown([old], now, SHIPPED)
        assert (member.name in one.tally, one.recount) == (False, None)


def test_a_month_from_before_ends_were_counted_has_its_rate_in_time() -> None:
    now = [counted("water_company", WATER)]
    (one,) = shown([before_points_were_kept("water_company", WATER, "ended")], now, SHIPPED)
    assert {point.rate: point.value for point in one.points}["in_time_rate"] == 1.0


def test_a_member_that_is_counted_no_more_stays_in_what_was_issued() -> None:
    now = [counted("water_company", WATER)]
    (line,) = kept(now)
    issued = [line | {"tally": line["tally"] | {"earlier": 3}}]
    assert not is_same(issued, kept(now))
    (one,) = shown(issued, now, SHIPPED)
    assert one.tally["earlier"] == 3
    assert one.recount == now[0]


def test_units_that_only_one_side_has_are_shown_as_different() -> None:
    water, urban = counted("water_company", WATER), counted("urban_management", Tally(closed=1))
    assert not is_same(kept([water]), kept([urban]))
    issued, only_now = shown(kept([water]), [urban], SHIPPED)
    assert (issued.unit, issued.recount is not None and issued.recount.score) == ("water_company", None)
    assert (only_now.unit, only_now.score, only_now.tally, only_now.recount) == ("urban_management", None, {}, urban)
