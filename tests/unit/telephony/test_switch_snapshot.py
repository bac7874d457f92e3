"""What Asterisk says is there now, and the events that bring the picture in line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from call_story import (
    CHANNEL,
    GENERAL,
    LINKEDID,
    at,
    bridged,
    colleague_answers,
    colleague_rings,
    connects,
    enters,
    handed_over,
    joins,
    kinds,
    led_away,
    leg_id,
    menu,
    parted,
    play,
    rings,
    unbridged,
)

from telephony.ami import messages as m
from telephony.calls.state import CallState
from telephony.snapshot import ChannelNow, Snapshot, Waiting, reconcile

AGENTS = {"PJSIP/1001p": "1001"}
CALLER = ChannelNow(CHANNEL, LINKEDID, LINKEDID, "", "12345", "", {"LINE": "12345", "CALLER_NUMBER": "19900000001"})
LEG = ChannelNow("PJSIP/1001p-00000002", leg_id(2), LINKEDID, "", "1001", "", {"LINE": "12345"})


def seen(*channels: ChannelNow, waiting: tuple[Waiting, ...] = (), t: float = 60) -> Snapshot:
    return Snapshot(at(t), channels, waiting, ())


def brought(state: CallState | None, snapshot: Snapshot) -> tuple[CallState, list[str]]:
    """Return the state and the facts that reconciling leads to."""
    calls = {state.linkedid: state} if state else {}
    events = [event for _, event in reconcile(calls, snapshot, AGENTS)]
    after, facts = play(events, state)
    return after, kinds(facts)


def test_an_unknown_call_in_the_menu() -> None:
    snapshot = seen(replace(CALLER, variables=CALLER.variables | {"IN_MENU": "1"}))
    state, facts = brought(None, snapshot)
    assert facts == ["call_entered", "menu_entered"]
    assert state.line == "12345"
    assert brought(state, snapshot)[1] == []


def test_an_unknown_call_that_waits_counts_its_wait() -> None:
    snapshot = seen(CALLER, waiting=(Waiting(GENERAL, LINKEDID, 3, 25),))
    state, facts = brought(None, snapshot)
    assert facts == ["call_entered", "call_offered"]
    assert state.visit is not None
    assert state.visit.offered_at == at(60) - timedelta(seconds=25)
    assert brought(state, snapshot)[1] == []


ENGLISH = {"MENU_ENDED": "choice:default:1", "MENU_PATH": "3", "NEXT_LANGUAGE": "en", "NEXT_QUEUE": GENERAL}
CHOSEN = replace(CALLER, variables=CALLER.variables | ENGLISH)


@pytest.mark.parametrize("known", [[enters(), menu()], [enters()], []], ids=["menu", "entered", "nothing"])
def test_a_choice_that_was_made_and_not_stored_is_read_from_the_channel(known: list[m.SwitchEvent]) -> None:
    state = play(known)[0] if known else None
    snapshot = seen(CHOSEN, waiting=(Waiting(GENERAL, LINKEDID, 1, 25),))
    after, facts = brought(state, snapshot)
    before = ["call_entered", "menu_entered"][len(known) :]
    assert facts == [*before, "menu_completed:choice", "call_offered"]
    assert (after.menu_path, after.language) == ("3", "en")
    assert after.menu_moved_at == at(35)
    assert brought(after, snapshot)[1] == []


def test_a_choice_whose_break_is_on_its_way() -> None:
    snapshot = seen(replace(CHOSEN, variables=CHOSEN.variables | {"IN_MENU": "1"}))
    after, facts = brought(play([enters(), menu()])[0], snapshot)
    assert facts == ["menu_completed:choice"]
    assert brought(after, snapshot)[1] == [], "no second menu begins"


def test_a_choice_that_is_known_is_not_told_again() -> None:
    state, _ = brought(play([enters(), menu()])[0], seen(CHOSEN))
    assert brought(state, seen(CHOSEN, waiting=(Waiting(GENERAL, LINKEDID, 1, 5),)))[1] == ["call_offered"]


RINGS = replace(LEG, state="Ringing")
WAITS = (Waiting(GENERAL, LINKEDID, 1, 54),)


def test_a_phone_began_to_ring_meanwhile() -> None:
    state, _ = play([enters(), joins(6)])
    after, facts = brought(state, seen(CALLER, RINGS, waiting=WAITS))
    assert facts == ["agent_ringing"]
    assert after.rings == {leg_id(2): "1001"}
    assert brought(after, seen(CALLER, RINGS, waiting=WAITS))[1] == []
    # The late copy of what was missed is the same ring.
    _, heard = play([rings(7, 2)], state)
    _, made_up = play([e for _, e in reconcile({LINKEDID: state}, seen(CALLER, RINGS, waiting=WAITS), AGENTS)], state)
    assert [fact.fact_id for fact in heard] == [fact.fact_id for fact in made_up]
    assert play([rings(7, 2)], after)[1] == []


def test_an_unknown_call_whose_phone_rings() -> None:
    state, facts = brought(None, seen(CALLER, RINGS, waiting=WAITS))
    assert facts == ["call_entered", "call_offered", "agent_ringing"]
    assert state.rings == {leg_id(2): "1001"}


def test_a_phone_that_rang_and_was_heard_of_or_rings_for_nobody_who_waits_is_no_new_ring() -> None:
    state, _ = play([enters(), joins(6), rings(7, 2)])
    assert brought(state, seen(CALLER, RINGS, waiting=WAITS))[1] == []
    talking, _ = play([enters(), joins(6), connects(8, 3), bridged(8)])
    third = replace(RINGS, uniqueid=leg_id(9))
    assert (
        brought(talking, seen(replace(CALLER, bridge="b"), replace(LEG, uniqueid=leg_id(3), bridge="b"), third))[1]
        == []
    )


def test_an_unknown_call_in_talk() -> None:
    snapshot = seen(replace(CALLER, bridge="b"), replace(LEG, bridge="b"))
    state, facts = brought(None, snapshot)
    assert facts == ["call_entered", "call_offered", "call_answered", "bridge_entered"]
    assert state.talk is not None
    assert state.talk.agent == "1001"
    assert brought(state, snapshot)[1] == []


def test_a_waiting_call_was_answered_meanwhile() -> None:
    state, _ = play([enters(), joins(6), rings(7, 2)])
    _, facts = brought(state, seen(replace(CALLER, bridge="b"), replace(LEG, bridge="b")))
    assert facts == ["ring_ended:answered", "call_answered", "bridge_entered"]


def test_the_agent_left_meanwhile() -> None:
    state, _ = play([enters(), joins(6), connects(8, 2)])
    _, facts = brought(state, seen(CALLER))
    assert facts == ["talk_ended:agent"]


HELD = replace(CALLER, context="hotline_hold")
HELD_LEG = replace(LEG, context="hotline_consult", bridge="hold")


def test_a_talk_was_put_on_hold_meanwhile_and_resumed_in_the_next_gap() -> None:
    state, _ = play([enters(), joins(6), connects(8, 2), bridged(8)])
    held, facts = brought(state, seen(HELD, HELD_LEG))
    assert facts == ["bridge_left", "hold_started:agent"]
    assert brought(held, seen(HELD, HELD_LEG))[1] == []
    talking = (replace(CALLER, bridge="b", context="hotline_resume"), replace(HELD_LEG, bridge="b"))
    assert brought(held, seen(*talking, t=70))[1] == ["bridge_entered", "hold_ended"]


def test_an_unknown_call_on_hold() -> None:
    state, facts = brought(None, seen(HELD, HELD_LEG))
    assert facts == ["call_entered", "call_offered", "call_answered", "hold_started:agent"]
    assert brought(state, seen(HELD, HELD_LEG))[1] == []


def test_the_agent_left_a_held_caller_meanwhile() -> None:
    state, _ = play([enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20)])
    state, facts = brought(state, seen(HELD))
    assert facts == ["hold_ended", "talk_ended:agent", "queue_left:answered"]
    assert brought(state, seen(HELD, HELD_LEG))[1] == [], "a leg that is about to end is no new talk"


def test_a_phone_no_longer_rings() -> None:
    state, _ = play([enters(), joins(6), rings(7, 2)])
    _, facts = brought(state, seen(CALLER, waiting=(Waiting(GENERAL, LINKEDID, 1, 54),)))
    assert facts == ["ring_ended:cancelled"]


def test_the_caller_waits_in_another_queue_now() -> None:
    state, _ = play([enters(), joins(6, "skill_water")])
    after, facts = brought(state, seen(CALLER, waiting=(Waiting(GENERAL, LINKEDID, 1, 5),)))
    assert facts == ["queue_left:overflowed", "call_offered"]
    assert after.visit is not None
    assert after.visit.queue == GENERAL


def test_a_picture_that_is_right_yields_nothing() -> None:
    state, _ = play([enters(), menu(), joins(6), rings(7, 2)])
    snapshot = seen(CALLER, LEG, waiting=(Waiting(GENERAL, LINKEDID, 1, 54),))
    assert list(reconcile({LINKEDID: state}, snapshot, AGENTS)) == []


def test_a_rescued_call_is_left_alone() -> None:
    rescued = replace(CALLER, variables=CALLER.variables | {"IN_MENU": "1", "RESCUED": "1"})
    assert not rescued.in_menu
    state, _ = play([enters()])
    assert list(reconcile({LINKEDID: state}, seen(rescued), AGENTS)) == []


def test_the_line_that_a_queued_channel_shows_is_not_the_caller() -> None:
    """From ``hotline_queue`` on CALLERID(num) is the line: a hidden number must not become 12345."""
    hidden = replace(CALLER, variables={"LINE": "12345", "CALLER_NUMBER": ""})
    [(_, event), *_] = reconcile({}, seen(hidden), AGENTS)
    assert isinstance(event, m.ChannelCreated)
    assert event.ani == ""
    early = replace(hidden, ani="19900000002")
    [(_, event), *_] = reconcile({}, seen(early), AGENTS)
    assert isinstance(event, m.ChannelCreated)
    assert event.ani == "19900000002"


def test_channels_of_ours_and_agents_legs_are_no_callers() -> None:
    tap = replace(CALLER, account="tap")
    leg = replace(LEG, variables={"LINE": "12345"})
    odd = replace(CALLER, uniqueid="odd", linkedid="odd")
    assert list(reconcile({}, seen(tap, leg, odd), AGENTS)) == []


# -- colleagues --------------------------------------------------------------------------------------------------------

TALK = [enters(), joins(6), connects(8, 2), bridged(8)]
APART = [*TALK, unbridged(20), parted(20)]
ASKED = [*APART, colleague_rings(20.5, 3)]
ANSWERED = [*ASKED, colleague_answers(24, 3)]
TAKEN = [*ANSWERED, handed_over(30, 3), bridged(30.1)]
COLLEAGUE = replace(
    LEG,
    channel="PJSIP/1002p-00000003",
    uniqueid=leg_id(3),
    variables=LEG.variables | {"COLLEAGUE_KIND": "agent", "COLLEAGUE_CODE": "1002"},
)
HELD = replace(CALLER, context="hotline_hold")
WAITING_LEG = replace(LEG, context="hotline_consult", bridge="w")
DIALS = replace(
    WAITING_LEG,
    variables=LEG.variables | {"COLLEAGUE_DIAL": "PJSIP/1002p", "COLLEAGUE_KIND": "agent", "COLLEAGUE_CODE": "1002"},
)
GIVEN = {
    "HANDOVER_HOW": "transfer",
    "HANDOVER_AGENT": "1002",
    "HANDOVER_LEG": leg_id(3),
    "HANDOVER_CHANNEL": COLLEAGUE.channel,
}
HANDED = replace(CALLER, context="hotline_handover", bridge="b", variables=CALLER.variables | GIVEN)
TO_AGENT = replace(CALLER, context="hotline_to_agent")
PICTURES: dict[str, tuple[list[m.SwitchEvent], tuple[ChannelNow, ...], tuple[Waiting, ...], list[str]]] = {
    "a talk that was taken on is known": (TAKEN, (HANDED, replace(COLLEAGUE, bridge="b")), (), []),
    "and in a hold of it": (
        [*TAKEN, unbridged(40), parted(40)],
        (HELD, replace(COLLEAGUE, context="hotline_consult", bridge="w")),
        (),
        [],
    ),
    "a colleague rings": (APART, (HELD, DIALS, COLLEAGUE), (), ["consult_began"]),
    "a colleague answered": (
        ASKED,
        (HELD, replace(DIALS, bridge="c"), replace(COLLEAGUE, bridge="c")),
        (),
        ["consult_answered"],
    ),
    "a colleague rang and answered": (
        APART,
        (HELD, replace(DIALS, bridge="c"), replace(COLLEAGUE, bridge="c")),
        (),
        ["consult_began", "consult_answered"],
    ),
    "the caller was given to the colleague": (
        ANSWERED,
        (HANDED, replace(DIALS, bridge="w"), replace(COLLEAGUE, bridge="b")),
        (),
        ["hold_ended", "talk_ended:transfer", "queue_left:answered", "handover_began", "bridge_entered",
         "consult_ended:took_on", "call_answered"],
    ),
    "he is about to be": (
        ANSWERED,
        (replace(HANDED, bridge=""), replace(DIALS, bridge="c"), replace(COLLEAGUE, bridge="c")),
        (),
        ["hold_ended", "talk_ended:transfer", "queue_left:answered", "handover_began"],
    ),
    "all three came together": (
        ANSWERED,
        tuple(
            replace(one, context="hotline_conference", bridge="m") for one in (CALLER, DIALS, COLLEAGUE)
        ),
        (),
        ["conference_began", "bridge_entered", "hold_ended"],
    ),
    "all three came together and the agent left": (
        ANSWERED,
        tuple(replace(one, context="hotline_conference", bridge="m") for one in (CALLER, COLLEAGUE)),
        (),
        ["conference_began", "hold_ended", "talk_ended:agent", "queue_left:answered", "consult_ended:took_on",
         "call_answered", "bridge_entered"],
    ),
    "he was sent on to an agent, whose phone rings": (
        APART,
        (TO_AGENT, COLLEAGUE, WAITING_LEG),
        (),
        ["hold_ended", "talk_ended:transfer", "queue_left:answered", "agent_ringing"],
    ),
    "who has answered": (
        APART,
        (replace(TO_AGENT, bridge="b"), replace(COLLEAGUE, bridge="b")),
        (),
        ["hold_ended", "talk_ended:transfer", "queue_left:answered", "agent_ringing", "ring_ended:answered",
         "call_answered", "bridge_entered"],
    ),
    "whose ring was known": (
        [*APART, led_away(20.1), colleague_rings(20.2, 3)],
        (replace(TO_AGENT, bridge="b"), replace(COLLEAGUE, bridge="b")),
        (),
        ["ring_ended:answered", "call_answered", "bridge_entered"],
    ),
    "who has answered and is not in the bridge yet": (
        [*APART, led_away(20.1), colleague_rings(20.2, 3)],
        (TO_AGENT, replace(COLLEAGUE, state="Up")),
        (),
        ["ring_ended:answered", "call_answered"],
    ),
    "a colleague answered and is not in the bridge yet": (
        ASKED,
        (HELD, DIALS, replace(COLLEAGUE, state="Up")),
        (),
        ["consult_answered"],
    ),
    "whose phone still rings": (
        [*APART, led_away(20.1), colleague_rings(20.2, 3)],
        (TO_AGENT, replace(COLLEAGUE, state="Ringing")),
        (),
        [],
    ),
    "he was sent to a queue and waits": (
        APART,
        (replace(CALLER, context="hotline_queue"), WAITING_LEG),
        (Waiting(GENERAL, LINKEDID, 1, 10),),
        ["hold_ended", "talk_ended", "queue_left:answered", "call_offered"],
    ),
    "he hears that he is led on": (
        APART,
        (replace(HELD, exten="back"), WAITING_LEG),
        (),
        ["hold_ended", "talk_ended", "queue_left:answered"],
    ),
    "he is connected outside": (
        APART,
        (replace(CALLER, context="hotline_transfer", bridge="o"), WAITING_LEG),
        (),
        ["hold_ended", "talk_ended:transfer", "queue_left:answered", "bridge_entered"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_what_was_missed_of_colleagues(name: str) -> None:
    known, channels, waiting, expected = PICTURES[name]
    snapshot = seen(*channels, waiting=waiting)
    agents = {**AGENTS, "PJSIP/1002p": "1002"}
    state, _ = play(known)
    after, facts = play([event for _, event in reconcile({LINKEDID: state}, snapshot, agents)], state)
    assert kinds(facts) == expected
    assert [event for _, event in reconcile({LINKEDID: after}, snapshot, agents)] == [], "told once it is known"
