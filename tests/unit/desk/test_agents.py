"""Agents' states of facts and rows: the fact at once, the row for what no fact tells, never back in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agent_desktop.desk.agents import AgentStates
from agent_desktop.desk.queues import queue_views
from foundation.clock import FakeClock
from queueing.models import AgentStateRow


def fact(shown: str, **more: Any) -> dict[str, Any]:
    """Return the payload of an ``agent_changed``."""
    activity = shown if shown in ("ringing", "talking", "on_hold", "wrap_up") else "idle"
    base = {"agent": "1001", "shown_state": shown, "availability": "ready", "activity": activity}
    return {**base, "pause_reason": "", "endpoint": "PJSIP/1001w", **more}


def row(shown: str, since: datetime, **more: Any) -> AgentStateRow:
    """Return a stored state."""
    values = {**fact(shown), "reachable": True, "since": since, "wrap_up_until": None, **more}
    return AgentStateRow(**values)


def test_a_fact_is_known_at_once() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    view = states.take_fact(fact("ringing"), clock.now())
    assert view is not None
    assert (view.shown_state, view.phone, view.since, view.reachable) == ("ringing", "w", clock.now(), True)
    assert states.activity("1001") == "ringing"
    assert states.activity("1002") == "idle"


def test_a_row_older_than_the_fact_changes_nothing_and_the_next_one_adds_the_end_of_the_wrap_up() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    states.take_rows([row("talking", clock.now())])
    clock.advance(60)
    states.take_fact(fact("wrap_up"), clock.now())
    assert states.take_rows([row("talking", clock.now() - timedelta(seconds=60))]) == []
    until = clock.now() + timedelta(seconds=30)
    late = clock.now() + timedelta(seconds=0.2)
    assert states.take_rows([row("wrap_up", late, wrap_up_until=until)]) == ["1001"]
    view = states.get("1001")
    assert view is not None
    assert (view.wrap_up_until, view.since) == (until, clock.now())
    assert states.take_rows([row("wrap_up", late, wrap_up_until=until)]) == []


def test_a_row_that_says_otherwise_for_long_is_right() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    states.take_fact(fact("talking"), clock.now())
    clock.advance(5)
    assert states.take_rows([row("ready", clock.now())]) == ["1001"]


def test_a_pause_asked_for_is_told_by_the_row_alone() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    states.take_fact(fact("talking"), clock.now())
    asked = row("talking", clock.now(), availability="pause_requested", pause_reason="meal")
    assert states.take_rows([asked]) == ["1001"]
    view = states.get("1001")
    assert view is not None
    assert (view.availability, view.pause_reason) == ("pause_requested", "meal")


def test_an_unreachable_phone_and_one_that_is_back() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    gone = states.take_fact(fact("unreachable", availability="paused"), clock.now())
    back = states.take_fact(fact("ready"), clock.now())
    assert gone is not None
    assert back is not None
    assert (gone.reachable, back.reachable) == (False, True)


def test_a_state_of_a_release_to_come_leaves_the_last_one() -> None:
    clock = FakeClock()
    states = AgentStates(clock)
    states.take_fact(fact("ready"), clock.now())
    assert states.take_fact(fact("day_dreaming"), clock.now()) is None
    assert states.shown() == {"1001": "ready"}


def test_logged_off_has_no_phone() -> None:
    view = AgentStates(FakeClock()).take_fact(fact("logged_off", availability="logged_off"), FakeClock().now())
    assert view is not None
    assert view.phone == ""


def test_queues_count_who_waits_and_who_works() -> None:
    since = FakeClock().now()
    shown = {"1001": "ready", "1002": "talking", "1003": "on_hold", "1004": "logged_off"}
    places = [("general", agent) for agent in (*shown, "1005")]
    general, waste = queue_views({"waste": (2, since), "general": (1, since)}, places, shown, {"general": "综合"})
    assert (general.queue, general.waiting, general.ready, general.talking, general.logged_in) == (
        "general",
        1,
        1,
        2,
        3,
    )
    assert (general.name, waste.name) == ("综合", "")
    assert (waste.waiting, waste.longest_since, waste.logged_in) == (2, since, 0)
    assert queue_views({}, [("general", "1001")], shown, {})[0].longest_since is None
