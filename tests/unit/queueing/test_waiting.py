"""What waiting callers are told, and when rules over time raise them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asterisk_conf.render import SOUNDS
from queueing.rules.model import Announce, QueueSettings
from queueing.waiting.estimate import (
    LONG,
    MINUTES,
    estimated_wait_seconds,
    is_better,
    position_sentence,
    spoken_minutes,
    wait_sentence,
)
from queueing.waiting.turns import Waiter, is_invitation_due, is_sentence_due, priority_due, say


def test_the_wait_is_so_many_ends_of_calls() -> None:
    # Two agents end a call each every 100 s, so one ends every 50 s: the third caller waits for three ends.
    assert estimated_wait_seconds(3, 2, [90, 110]) == pytest.approx(150)
    assert estimated_wait_seconds(1, 1, [5]) == 30, "a call that was hardly one promises too much"


@pytest.mark.parametrize(("position", "agents", "handled"), [(1, 0, [100]), (0, 2, [100]), (1, 2, [])])
def test_nobody_can_tell(position: int, agents: int, handled: list[float]) -> None:
    assert estimated_wait_seconds(position, agents, handled) is None


@given(st.floats(0, 1e5))
def test_what_is_said_is_rounded_up(seconds: float) -> None:
    minutes = spoken_minutes(seconds)
    if minutes == LONG:
        assert seconds > MINUTES[-1] * 60
    else:
        assert minutes * 60 >= seconds
        assert minutes == MINUTES[0] or seconds > MINUTES[MINUTES.index(minutes) - 1] * 60


@pytest.mark.parametrize("language", ["zh", "en", "yue"])
def test_everything_that_can_be_said_was_recorded(language: str) -> None:
    names = {position_sentence(n) for n in range(1, 30)} | {wait_sentence(n) for n in (*MINUTES, LONG)}
    assert {name for name in names if not (SOUNDS / language / f"{name}.wav").is_file()} == set()


told = st.lists(st.tuples(st.integers(1, 30), st.floats(0, 4000)), min_size=1, max_size=12)


@given(told)
def test_what_a_caller_hears_only_improves(heard: list[tuple[int, float]]) -> None:
    announce, waiter, waited = Announce(position=True, wait=True), Waiter("english"), 20.0
    positions: list[int] = []
    minutes: list[float] = []
    for position, seconds in heard:
        before = waiter
        waiter, files = say(waiter, announce, waited, position, seconds)
        waited += 45
        if any(file.startswith("hotline/position") for file in files):
            positions.append(position)
        if any(file.startswith("hotline/wait") for file in files):
            minutes.append(waiter.told_minutes or math.inf)
            assert is_better(waiter.told_minutes or LONG, before.told_minutes)
    assert positions == sorted(positions, reverse=True)
    assert minutes == sorted(minutes, reverse=True)
    assert len(set(minutes)) == len(minutes)


def test_comfort_comes_in_turn_and_silence_where_nothing_is_better() -> None:
    announce = Announce(position=True, comfort=("hotline/comfort", "own/more"))
    first, one = say(Waiter("q"), announce, 20, 2, None)
    second, two = say(first, announce, 65, 3, None)
    assert one == ("hotline/position_1", "hotline/comfort")
    assert two == ("own/more",), "he moved back, which nobody tells him"
    assert say(second, Announce(position=True), 110, 3, None)[1] == ()


def test_sentences_come_when_they_are_due() -> None:
    announce = Announce(position=True, first_after_seconds=20, every_seconds=45)
    waiter = Waiter("q")
    assert not is_sentence_due(waiter, announce, 19.9)
    assert is_sentence_due(waiter, announce, 20)
    waiter, _ = say(waiter, announce, 21, 1, None)
    assert not is_sentence_due(waiter, announce, 65)
    assert is_sentence_due(waiter, announce, 66)
    assert not is_sentence_due(Waiter("q"), Announce(), 1000)


def test_a_caller_is_invited_to_speak_once() -> None:
    announce = Announce(invite_after_seconds=5)
    assert not is_invitation_due(Waiter("q"), announce, 4.9)
    assert is_invitation_due(Waiter("q"), announce, 5)
    assert not is_invitation_due(Waiter("q", invited=True), announce, 60)
    assert not is_invitation_due(Waiter("q"), Announce(invite_after_seconds=0), 60), "0: never"


def _steps(*steps: dict[str, Any]) -> QueueSettings:
    return QueueSettings.model_validate({"steps": steps})


def test_a_priority_is_due_at_its_second_and_once() -> None:
    settings = _steps(
        {"act": "raise", "after_seconds": 10, "priority": 2}, {"act": "raise", "after_seconds": 30, "priority": 7}
    )
    assert priority_due(Waiter("q"), settings, 9.9) is None
    assert priority_due(Waiter("q"), settings, 10) == 2
    assert priority_due(Waiter("q", raised_to=2), settings, 20) is None
    assert priority_due(Waiter("q", raised_to=2), settings, 31) == 7
    assert priority_due(Waiter("q", raised_to=100), settings, 31) is None, "whoever told of danger stands before"
