"""Disagreements between what is heard and what was known."""

from __future__ import annotations

import pytest
from call_story import LINKEDID, bridged, completes, connects, enters, hangs_up, joins, menu, play, returns, rings

from telephony.ami import messages as m
from telephony.calls.state import CallState
from telephony.calls.tracker import fact_of
from telephony.calls.unexpected import disagreement

SOUND = [enters(), menu(), joins(6), rings(7, 2), connects(8, 2), bridged(8), completes(40, 2, "agent"),
         returns(40, "CONTINUE"), hangs_up(44)]  # fmt: skip


def test_a_sound_call_contradicts_nothing_also_when_each_event_comes_twice() -> None:
    state = CallState("node1", LINKEDID)
    for event in SOUND:
        for _ in range(2):
            assert disagreement(state, event) is None, event
            state, _ = play([event], state)


@pytest.mark.parametrize(
    ("known", "event", "what"),
    [
        ([joins(6), rings(7, 2), connects(8, 2)], connects(50, 3), "talk_end_missed"),
        ([], connects(8, 2), "queue_join_missed"),
        ([joins(6)], connects(8, 2), "ring_missed"),
        ([joins(6, "skill_water")], joins(50), "queue_end_missed"),
    ],
)
def test_an_event_that_needs_another_one(known: list[m.SwitchEvent], event: m.SwitchEvent, what: str) -> None:
    state, _ = play([enters(), *known])
    found = disagreement(state, event)
    assert found is not None
    assert found[2] == {"what": what}
    first, second = (fact_of(state, found[0], found[1], event.at, found[2]) for _ in range(2))
    assert first.fact_id == second.fact_id
    assert disagreement(play([event], state)[0], event) is None, "told once"


def test_an_ended_call_and_another_channel_contradict_nothing() -> None:
    state, _ = play([enters(), hangs_up(5)])
    assert disagreement(state, connects(8, 2)) is None
    assert disagreement(CallState("node1", LINKEDID), connects(8, 2)) is None
