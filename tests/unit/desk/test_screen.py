"""Which call the desktop shows."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent_desktop.desk.screen import ENDED_HOURS, Ring, Talk, on_screen

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


def before(seconds: float) -> datetime:
    """Return a moment so many seconds ago."""
    return NOW - timedelta(seconds=seconds)


RINGING = Ring(TWO, before(3), None, call_ended=False)
TALKING = Talk(ONE, before(60), None, call_ended=False, on_hold=False, concluded=False)
ENDED = replace(TALKING, ended_at=before(20), call_ended=True)


def shown(ring: Ring | None, talk: Talk | None, activity: str = "idle") -> tuple[uuid.UUID, str] | None:
    """Return call and state."""
    found = on_screen(ring, talk, activity, NOW)
    return (found.call_id, found.state) if found else None


def test_nothing_without_a_call() -> None:
    assert shown(None, None) is None


def test_a_talk_is_shown_and_its_hold() -> None:
    assert shown(None, TALKING, "talking") == (ONE, "talking")
    assert shown(None, replace(TALKING, on_hold=True), "on_hold") == (ONE, "on_hold")


def test_a_phone_that_rings_pops_up_and_goes_again_when_it_stops() -> None:
    assert shown(RINGING, None, "ringing") == (TWO, "ringing")
    assert shown(replace(RINGING, ended_at=before(1)), None) is None
    assert shown(replace(RINGING, call_ended=True), None) is None


def test_a_talk_goes_before_a_ring() -> None:
    assert shown(RINGING, TALKING) == (ONE, "talking")


@pytest.mark.parametrize("activity", ["idle", "wrap_up", "talking"])
def test_an_ended_call_stays_while_its_draft_is_open(activity: str) -> None:
    assert shown(None, ENDED, activity) == (ONE, "ended")


def test_a_concluded_call_stays_until_wrap_up_is_over() -> None:
    concluded = replace(ENDED, concluded=True)
    assert shown(None, concluded, "wrap_up") == (ONE, "ended")
    assert shown(None, concluded, "talking") == (ONE, "ended")  # the fact of the wrap-up is not here yet
    assert shown(None, concluded, "idle") is None


def test_the_next_call_that_rings_takes_its_place_and_leaves_an_empty_screen() -> None:
    assert shown(RINGING, ENDED) == (TWO, "ringing")
    assert shown(replace(RINGING, ended_at=before(1)), ENDED) is None


def test_the_ring_of_the_call_itself_does_not() -> None:
    own = Ring(ONE, before(70), before(60), call_ended=True)
    assert shown(own, ENDED, "wrap_up") == (ONE, "ended")


def test_an_ended_call_does_not_stay_for_ever() -> None:
    old = NOW - ENDED_HOURS - timedelta(seconds=1)
    assert shown(None, replace(ENDED, started_at=old, ended_at=old)) is None
