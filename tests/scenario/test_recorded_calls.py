"""Calls that a real Asterisk 22 told of, replayed from its bytes: facts and outcomes, no Asterisk.

The captures were taken by ``scripts/record_ami.py`` through the controller's own account; the numbers are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from call_story import check, kinds

from telephony.ami import messages as m
from telephony.ami.framing import Framer
from telephony.calls.state import CallState, evolve
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind

CAPTURES = Path(__file__).parent / "captures"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENTERED = ["call_entered"]
MENU = [
    "call_entered",
    "menu_entered",
    "menu_completed:rescued",
    "call_offered",
]  # the driver's own note is not in the bytes
EXPECTED = {
    "hang_up_in_menu": ["call_entered", "call_ended:hang_up"],  # in the greeting, which the dialplan plays
    "hang_up_in_queue": [*MENU, "queue_left:{abandon}", "call_ended:hang_up"],
    "no_key": [*MENU, "queue_left:{abandon}", "call_ended:hang_up"],
    "answered": [
        *MENU,
        "agent_ringing",
        "ring_ended:answered",
        "call_answered",
        "bridge_entered",
        "talk_ended:caller",
        "bridge_left",
        "queue_left:answered",
        "call_ended:hang_up",
    ],
    "refused_then_answered": [
        *MENU,
        "agent_ringing",
        "ring_ended:no_answer",
        "agent_ringing",
        "ring_ended:answered",
        "call_answered",
        "bridge_entered",
        "talk_ended:caller",
        "bridge_left",
        "queue_left:answered",
        "call_ended:hang_up",
    ],
    "rang_out_then_answered": [
        *MENU,
        "agent_ringing",
        "ring_ended:no_answer",
        "agent_ringing",
        "ring_ended:no_answer",
        "agent_ringing",
        "ring_ended:answered",
        "call_answered",
        "bridge_entered",
        "talk_ended:caller",
        "bridge_left",
        "queue_left:answered",
        "call_ended:hang_up",
    ],
}


def events(name: str, chunk: int = 65536) -> Iterator[m.SwitchEvent]:
    """Yield the typed events of a capture, fed in pieces."""
    data = (CAPTURES / f"{name}.ami").read_bytes()
    framer = Framer()
    for start in range(0, len(data), chunk):
        for message in framer.feed(data[start : start + chunk]):
            event = m.read(message, NOW)
            if event is not None:
                yield event
    assert framer.encoding_errors == 0


def calls(found: Iterator[m.SwitchEvent] | list[m.SwitchEvent]) -> dict[str, tuple[CallState, list[Fact]]]:
    """Return state and facts of each call."""
    known: dict[str, tuple[CallState, list[Fact]]] = {}
    for event in found:
        state, facts = known.get(event.linkedid, (CallState("node1", event.linkedid), []))
        if event.linkedid and (state.entered or isinstance(event, m.ChannelCreated)):
            state, more = decide(state, event)
            if state.entered:
                known[event.linkedid] = state, [*facts, *more]
    return known


def waited(facts: list[Fact]) -> float:
    offered = next(f.happened_at for f in facts if f.kind is Kind.call_offered)
    return (next(f.happened_at for f in facts if f.kind is Kind.queue_left) - offered).total_seconds()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_facts_of_a_recorded_call(name: str) -> None:
    [(state, facts)] = calls(events(name)).values()
    check(facts)
    expected = list(EXPECTED[name])
    if any("{abandon}" in kind for kind in expected):
        short = "short_abandoned" if waited(facts) <= 5 else "abandoned"
        expected = [kind.replace("{abandon}", short) for kind in expected]
    assert kinds(facts) == expected
    assert state.ended
    assert state.line == "12345"


@pytest.mark.parametrize("name", EXPECTED)
def test_taps_and_agents_channels_are_no_calls(name: str) -> None:
    """Live taps have linked ids of their own; none becomes a call."""
    created = [event for event in events(name) if isinstance(event, m.ChannelCreated)]
    assert len(calls(events(name))) == 1
    assert name == "hang_up_in_menu" or len({event.linkedid for event in created}) > 1


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("chunk", [1, 7, 1460])
def test_however_the_network_cuts_it(name: str, chunk: int) -> None:
    assert list(events(name, chunk)) == list(events(name))


@pytest.mark.parametrize("name", EXPECTED)
def test_facts_alone_give_the_state(name: str) -> None:
    [(state, facts)] = calls(events(name)).values()
    folded = CallState(state.node, state.linkedid)
    for fact in facts:
        folded = evolve(folded, fact)
    assert folded == state


@pytest.mark.parametrize("name", EXPECTED)
def test_heard_again_from_any_point_it_is_the_same_call(name: str) -> None:
    """A link that is cut anywhere, and a stretch that is heard twice."""
    heard = list(events(name))
    [(_, facts)] = calls(heard).values()
    known = {fact.fact_id for fact in facts}
    for cut in range(0, len(heard), 3):
        again = [*heard[:cut], *heard[max(0, cut - 20) : cut], *heard[cut:]]
        [(_, repeated)] = calls(again).values()
        assert {fact.fact_id for fact in repeated} == known, cut


@pytest.mark.parametrize("name", EXPECTED)
def test_moments_are_asterisks_and_in_order(name: str) -> None:
    heard = [event.at for event in events(name) if not isinstance(event, m.FullyBooted)]
    assert NOW not in heard
    # Stasis hands queue and bridge events over by two ways; they differ by milliseconds at most.
    assert all((b - a).total_seconds() > -0.05 for a, b in pairwise(heard))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_number_is_the_first_one_seen(name: str) -> None:
    """From the queue on the channel shows the line."""
    first = next(e for e in events(name) if isinstance(e, m.ChannelCreated) and e.context == "from_trunk")
    assert first.ani.startswith("1990000")
    assert first.dnis == "12345"
    [(_, facts)] = calls(events(name)).values()
    assert first.ani not in "".join(str(fact.payload) for fact in facts)


def test_every_capture_is_tried() -> None:
    assert {path.stem for path in CAPTURES.glob("*.ami")} == set(EXPECTED)


def test_no_capture_holds_a_secret() -> None:
    for path in CAPTURES.glob("*.ami"):
        assert b"ecret" not in path.read_bytes()
