"""Events of a call to facts: stories, and what holds of every story."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from call_story import (
    LINKEDID,
    asks_to_hang_up,
    at,
    base,
    bridged,
    check,
    colleague_answers,
    colleague_rings,
    completes,
    conferred,
    connects,
    consult_over,
    enters,
    fold,
    handed_over,
    hangs_up,
    holds,
    joins,
    kinds,
    led_away,
    leg_asks_to_hang_up,
    leg_hangs_up,
    menu,
    parted,
    play,
    rates,
    resumes,
    returns,
    rings,
    rings_out,
    unbridged,
)
from hypothesis import given
from hypothesis import strategies as st

from telephony.ami import messages as m
from telephony.calls.state import evolve
from telephony.calls.tracker import OWN_ACCOUNTS, decide, fact_of
from telephony.events import Kind

ANSWERED = [
    enters(),
    menu(),
    joins(6),
    rings(6.1, 2),
    connects(8, 2),
    bridged(8.1),
    completes(40, 2, "agent"),
    unbridged(40.1),
    leg_hangs_up(40.2),
    returns(40.3, "CONTINUE"),
    hangs_up(44),
]

STORIES: dict[str, tuple[list[m.SwitchEvent], list[str]]] = {
    "answered": (
        ANSWERED,
        [
            "call_entered",
            "menu_entered",
            "menu_completed:rescued",
            "call_offered",
            "agent_ringing",
            "ring_ended:answered",
            "call_answered",
            "bridge_entered",
            "talk_ended:agent",
            "bridge_left",
            "queue_left:answered",
            "call_ended:hang_up",
        ],
    ),
    "caller hangs up the talk": (
        [
            enters(),
            joins(6),
            rings(6, 2),
            connects(8, 2),
            bridged(8),
            completes(40, 2, "caller"),
            unbridged(40),
            hangs_up(40.1),
            leg_hangs_up(40.2),
        ],
        [
            "call_entered",
            "call_offered",
            "agent_ringing",
            "ring_ended:answered",
            "call_answered",
            "bridge_entered",
            "talk_ended:caller",
            "bridge_left",
            "queue_left:answered",
            "call_ended:hang_up",
        ],
    ),
    "caller hangs up the talk, told by the agent's leg first": (
        [enters(), joins(6), rings(6, 2), connects(8, 2), bridged(8), asks_to_hang_up(40), unbridged(40),
         leg_hangs_up(40.1), completes(40.1, 2, "caller"), hangs_up(40.2)],
        ["call_entered", "call_offered", "agent_ringing", "ring_ended:answered", "call_answered", "bridge_entered",
         "bridge_left", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "agent hangs up the talk, told by the caller's channel first": (
        [enters(), joins(6), rings(6, 2), connects(8, 2), bridged(8), leg_asks_to_hang_up(40), unbridged(40),
         hangs_up(40.1), leg_hangs_up(40.2)],
        ["call_entered", "call_offered", "agent_ringing", "ring_ended:answered", "call_answered", "bridge_entered",
         "bridge_left", "talk_ended:agent", "queue_left:answered", "call_ended:hang_up"],
    ),
    "abandoned": (
        [enters(), joins(6), hangs_up(20)],
        ["call_entered", "call_offered", "queue_left:abandoned", "call_ended:hang_up"],
    ),
    "short abandoned": (
        [enters(), joins(6), hangs_up(11)],
        ["call_entered", "call_offered", "queue_left:short_abandoned", "call_ended:hang_up"],
    ),
    "abandoned while it rings": (
        [enters(), joins(6), rings(10, 2), hangs_up(20), leg_hangs_up(20.1)],
        [
            "call_entered",
            "call_offered",
            "agent_ringing",
            "ring_ended:cancelled",
            "queue_left:abandoned",
            "call_ended:hang_up",
        ],
    ),
    "rings in vain, then another answers": (
        [enters(), joins(6), rings(6, 2), rings_out(21, 2), leg_hangs_up(21.1, cause=0), rings(22, 3, "1002"),
         connects(24, 3, "1002"), completes(30, 3, "agent", "1002"), returns(30.1, "CONTINUE"), hangs_up(33)],
        ["call_entered", "call_offered", "agent_ringing", "ring_ended:no_answer", "agent_ringing",
         "ring_ended:answered", "call_answered", "talk_ended:agent", "queue_left:answered", "call_ended:hang_up"],
    ),
    "a phone refuses and is gone before Asterisk says so": (
        [enters(), joins(6), rings(6, 2), leg_hangs_up(6.1, cause=21), rings_out(6.2, 2), hangs_up(30)],
        ["call_entered", "call_offered", "agent_ringing", "ring_ended:no_answer", "queue_left:abandoned",
         "call_ended:hang_up"],
    ),
    "two phones ring, one answers": (
        [enters(), joins(6), rings(6, 2), rings(6, 3, "1002"), connects(8, 3, "1002"), leg_hangs_up(8.1, cause=26),
         completes(20, 3, "caller", "1002"), hangs_up(20)],
        ["call_entered", "call_offered", "agent_ringing", "agent_ringing", "ring_ended:cancelled",
         "ring_ended:answered", "call_answered", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "hang-up in the greeting": ([enters(), hangs_up(3)], ["call_entered", "call_ended:hang_up"]),
    "hang-up in the menu": (
        [enters(), menu(), hangs_up(9)],
        ["call_entered", "menu_entered", "menu_completed:hang_up", "call_ended:hang_up"],
    ),
    "rescued by the watchdog": (
        [enters(), menu(), joins(30), hangs_up(60)],
        ["call_entered", "menu_entered", "menu_completed:rescued", "call_offered", "queue_left:abandoned",
         "call_ended:hang_up"],
    ),
    "time-out, then the queue for everyone": (
        [enters(), joins(6, "skill_water"), returns(306, "TIMEOUT", "skill_water"), joins(306.1), hangs_up(400)],
        ["call_entered", "call_offered", "queue_left:timed_out", "call_offered", "queue_left:abandoned",
         "call_ended:hang_up"],
    ),
    "hold": (
        [enters(), joins(6), connects(8, 2), holds(20), resumes(25), holds(30), completes(40, 2, "caller"),
         hangs_up(40)],
        ["call_entered", "call_offered", "call_answered", "hold_started:agent", "hold_ended", "hold_started:agent",
         "hold_ended", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "hold by the switch": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), bridged(25), unbridged(30),
         parted(30), bridged(35), completes(40, 2, "agent"), leg_hangs_up(40), unbridged(40), hangs_up(43)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "bridge_entered", "hold_ended", "bridge_left", "hold_started:agent", "bridge_entered", "hold_ended",
         "talk_ended:agent", "queue_left:answered", "bridge_left", "call_ended:hang_up"],
    ),
    "the caller hangs up on hold": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), completes(30, 2, "caller"),
         hangs_up(30), leg_hangs_up(30.1)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "hold_ended", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "the agent is gone on hold and another one answers": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), leg_hangs_up(30, cause=44),
         joins(33), connects(35, 3, "1002"), bridged(35), hangs_up(50)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "hold_ended", "talk_ended:agent", "queue_left:answered", "call_offered", "call_answered", "bridge_entered",
         "bridge_left", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "the phone's own hold inside and around that of the switch": (
        [enters(), joins(6), connects(8, 2), bridged(8), holds(15), unbridged(20), parted(20), resumes(21), holds(22),
         bridged(25), resumes(26), hangs_up(40)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "hold_started:agent", "bridge_left",
         "hold_ended", "hold_started:agent", "bridge_entered", "hold_ended", "bridge_left", "talk_ended:caller",
         "queue_left:answered", "call_ended:hang_up"],
    ),
    "music from the switch's own files, whose bridge rows lack": (
        [enters(), joins(6), connects(8, 2), bridged(8), parted(20), hangs_up(40)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "hold_ended", "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "sent on to a queue": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), led_away(20.1), leg_hangs_up(20.2),
         joins(22, "english"), connects(25, 3, "1002"), bridged(25), completes(40, 3, "agent", "1002"), unbridged(40),
         returns(40.1, "CONTINUE", "english"), hangs_up(43)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "hold_ended", "talk_ended:transfer", "queue_left:answered", "call_offered", "call_answered",
         "bridge_entered", "talk_ended:agent", "bridge_left", "queue_left:answered", "call_ended:hang_up"],
    ),
    "sent on to an agent without a word before": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), led_away(20.1),
         colleague_rings(20.2, 3), leg_hangs_up(20.3), colleague_answers(24, 3), bridged(24.1), unbridged(40),
         leg_hangs_up(40, 3), hangs_up(43)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "hold_ended", "talk_ended:transfer", "queue_left:answered", "agent_ringing", "ring_ended:answered",
         "call_answered", "bridge_entered", "bridge_left", "talk_ended:agent", "call_ended:hang_up"],
    ),
    "a colleague is asked, then has the caller": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), colleague_rings(20.5, 3),
         colleague_answers(24, 3), handed_over(30, 3), bridged(30.1), consult_over(30.2), leg_hangs_up(30.3),
         unbridged(50), leg_hangs_up(50, 3), hangs_up(53)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "consult_began", "consult_answered", "hold_ended", "talk_ended:transfer", "queue_left:answered",
         "handover_began", "bridge_entered", "consult_ended:took_on", "call_answered", "bridge_left",
         "talk_ended:agent", "call_ended:hang_up"],
    ),
    "a colleague is asked and the agent goes back": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), colleague_rings(20.5, 3),
         consult_over(24, status="NOANSWER"), bridged(25), hangs_up(40)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "consult_began", "consult_ended:no_answer", "bridge_entered", "hold_ended", "bridge_left",
         "talk_ended:caller", "queue_left:answered", "call_ended:hang_up"],
    ),
    "three together, and the agent leaves first": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), colleague_rings(20.5, 3),
         colleague_answers(24, 3), conferred(30), bridged(30.1), leg_hangs_up(40), leg_hangs_up(50, 3),
         unbridged(50), hangs_up(53)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "consult_began", "consult_answered", "conference_began", "bridge_entered", "hold_ended", "talk_ended:agent",
         "queue_left:answered", "consult_ended:took_on", "call_answered", "talk_ended:agent", "bridge_left",
         "call_ended:hang_up"],
    ),
    "the caller hangs up while a colleague rings": (
        [enters(), joins(6), connects(8, 2), bridged(8), unbridged(20), parted(20), colleague_rings(20.5, 3),
         hangs_up(22), leg_hangs_up(22.1, 3), leg_hangs_up(22.2)],
        ["call_entered", "call_offered", "call_answered", "bridge_entered", "bridge_left", "hold_started:agent",
         "consult_began", "consult_ended:caller_left", "hold_ended", "talk_ended:caller", "queue_left:answered",
         "call_ended:hang_up"],
    ),
    "the answer is heard though the joining was not": (
        [enters(), connects(8, 2), hangs_up(20)],
        ["call_entered", "call_offered", "call_answered", "talk_ended:caller", "queue_left:answered",
         "call_ended:hang_up"],
    ),
    "the end of a visit was missed": (
        [enters(), joins(6, "skill_water"), rings(7, 2), joins(310), hangs_up(400)],
        ["call_entered", "call_offered", "agent_ringing", "ring_ended:cancelled", "queue_left:overflowed",
         "call_offered", "queue_left:abandoned", "call_ended:hang_up"],
    ),
    "the end of a talk was missed": (
        [enters(), joins(6), connects(8, 2), connects(30, 3, "1002"), hangs_up(40)],
        ["call_entered", "call_offered", "call_answered", "talk_ended:unknown", "call_answered", "talk_ended:caller",
         "queue_left:answered", "call_ended:hang_up"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    events, expected = STORIES[name]
    state, facts = play(events)
    assert kinds(facts) == expected
    check(facts)
    assert state.ended
    assert fold(facts) == state


@pytest.mark.parametrize("name", STORIES)
def test_each_event_twice_is_each_event_once(name: str) -> None:
    events, _ = STORIES[name]
    once = play(events)
    assert play([event for event in events for _ in range(2)]) == once


@pytest.mark.parametrize("name", STORIES)
def test_a_replay_from_any_point_adds_nothing(name: str) -> None:
    """DESIGN 6.4: after a reconnect the same stretch is heard again."""
    events, _ = STORIES[name]
    _, facts = play(events)
    known = {fact.fact_id for fact in facts}
    for end in range(1, len(events)):
        for start in range(end):
            state, heard = play(events[:end])
            _, more = play([*events[start:end], *events[end:]], state)
            assert {fact.fact_id for fact in (*heard, *more)} == known, (start, end)


@pytest.mark.parametrize("name", STORIES)
def test_late_events_of_an_ended_call_change_nothing(name: str) -> None:
    events, _ = STORIES[name]
    state, _ = play(events)
    assert play(events, state) == (state, [])


def test_the_whole_payload_of_an_answer() -> None:
    _, facts = play(ANSWERED)
    answer = next(fact for fact in facts if fact.kind is Kind.call_answered)
    offer = next(fact for fact in facts if fact.kind is Kind.call_offered)
    ringing = next(fact for fact in facts if fact.kind is Kind.agent_ringing)
    assert answer.payload["agent"] == "1001"
    assert answer.payload["queue_visit_id"] == offer.payload["queue_visit_id"]
    assert answer.payload["ring_id"] == ringing.payload["ring_id"]
    assert facts[-1].payload["answered"] is True


@pytest.mark.parametrize("account", sorted(OWN_ACCOUNTS))
def test_channels_of_ours_are_no_calls(account: str) -> None:
    assert play([enters(account=account), joins(1), hangs_up(2)])[1] == []


def test_what_is_not_on_a_line_is_no_call() -> None:
    assert play([enters(context="from_agent")])[1] == []
    assert play([joins(1), connects(2, 2), hangs_up(3)])[1] == []
    leg = m.ChannelCreated(
        **(base(0) | {"uniqueid": "node1-1795400001.2"}), context="from_trunk", dnis="12345", ani="", account=""
    )
    assert play([leg])[1] == []


def test_an_end_that_does_not_name_the_leg_ends_the_talk_with_the_leg() -> None:
    """So Asterisk tells of a talk whose agent's channel is gone already."""
    told = [event if not isinstance(event, m.AgentCompleted) else replace(event, leg="") for event in ANSWERED]
    before, after = play(ANSWERED)[1], play(told)[1]
    assert sorted(kinds(after)) == sorted(kinds(before))
    assert kinds(after).count("talk_ended:agent") == 1


def test_visitor_of_a_demonstration_is_a_caller() -> None:
    (entered, *_) = play([enters(context="from_demonstration"), joins(1)])[1]
    assert entered.kind is Kind.call_entered


def test_two_observers_make_the_same_facts() -> None:
    one, two = play(ANSWERED)[1], play(ANSWERED)[1]
    assert [fact.fact_id for fact in one] == [fact.fact_id for fact in two]
    assert all(fact.linkedid == LINKEDID for fact in one)


def test_what_a_caller_says_of_a_call_counts_once_and_only_after_a_talk() -> None:
    over = [enters(), joins(6), connects(8, 2), bridged(8), completes(40, 2, "agent"), returns(40.4, "CONTINUE")]
    state, facts = play([*over, rates(45, 4), rates(46, 1), hangs_up(48)])
    assert [fact.payload["level"] for fact in facts if fact.kind is Kind.survey_answered] == [4]
    assert state.satisfaction == 4
    for unfit in (rates(45, 0), rates(45, 6)):
        assert play([*over, unfit, hangs_up(48)])[0].satisfaction is None
    assert play([enters(), joins(6), rates(7, 5), hangs_up(8)])[0].satisfaction is None


@pytest.mark.parametrize(("began", "ended"), [(True, "message"), (False, "hang_up")])
def test_who_hangs_up_after_his_message_did_not_give_up(began: bool, ended: str) -> None:
    state, _ = play([enters(), menu()])
    if began:
        state = evolve(state, fact_of(state, Kind.message_began, (), at(5), {"uniqueid": state.uniqueid}))
    facts = decide(state, hangs_up(20))[1]
    assert [fact.payload["ended"] for fact in facts if fact.kind is Kind.menu_completed] == [ended]


def test_who_holds_is_part_of_the_facts() -> None:
    started = [enters(), joins(6), connects(8, 2), bridged(8)]
    state, facts = play([*started, unbridged(20), parted(20)])
    assert (facts[-1].payload["whose"], facts[-1].payload["by"]) == ("agent", "switch")
    assert state.talk is not None
    assert (state.talk.hold_by, state.talk.apart, state.talk.out_of_queue) == ("agent", True, True)
    state, _ = play([bridged(25)], state)
    assert state.talk is not None
    assert (state.talk.hold_by, state.talk.apart, state.talk.out_of_queue) == ("", False, True)
    _, facts = play([*started, holds(20)])
    assert (facts[-1].payload["whose"], facts[-1].payload["by"]) == ("agent", "phone")


LEGS = st.integers(2, 4)
AGENTS = st.sampled_from(["1001", "1002"])
QUEUES = st.sampled_from(["hotline_general", "skill_water"])
TIMES = st.just(0.0)
ANY = st.one_of(
    st.builds(menu, TIMES),
    st.builds(joins, TIMES, QUEUES),
    st.builds(returns, TIMES, st.sampled_from(["TIMEOUT", "CONTINUE", "LEAVEEMPTY", "WITHDRAW", "lost"]), QUEUES),
    st.builds(rings, TIMES, LEGS, AGENTS, QUEUES),
    st.builds(rings_out, TIMES, LEGS, AGENTS, QUEUES),
    st.builds(connects, TIMES, LEGS, AGENTS, QUEUES),
    st.builds(completes, TIMES, LEGS, st.sampled_from(["agent", "caller", "transfer", ""]), AGENTS, QUEUES),
    st.builds(rates, TIMES, st.integers(0, 6)),
    st.builds(bridged, TIMES),
    st.builds(unbridged, TIMES),
    st.builds(parted, TIMES),
    st.builds(holds, TIMES, LEGS),
    st.builds(resumes, TIMES, LEGS),
    st.builds(leg_hangs_up, TIMES, LEGS, st.sampled_from([0, 16, 17, 21, 26])),
    st.builds(led_away, TIMES, st.sampled_from(["transfer", ""])),
    st.builds(
        handed_over, TIMES, LEGS, st.sampled_from(["1001", "1002", ""]), st.sampled_from(["transfer", "take_over"])
    ),
    st.builds(colleague_rings, TIMES, LEGS, AGENTS, st.sampled_from(["agent", "outside"])),
    st.builds(colleague_answers, TIMES, LEGS),
    st.builds(consult_over, TIMES, LEGS, st.sampled_from(["ANSWER", "NOANSWER", "BUSY", "CANCEL"])),
    st.builds(conferred, TIMES),
)


def timed(events: list[m.SwitchEvent]) -> list[m.SwitchEvent]:
    """Give each event its time, a tenth of a second after the one before, between entering and hanging up."""
    return [enters(), *(replace(e, at=at(1 + n / 10)) for n, e in enumerate(events)), hangs_up(1 + len(events) / 10)]


@given(st.lists(ANY, max_size=25).map(timed))
def test_any_sequence_keeps_the_books(events: list[m.SwitchEvent]) -> None:
    state, facts = play(events)
    check(facts)
    assert fold(facts) == state


@given(st.lists(ANY, max_size=25).map(timed))
def test_any_sequence_with_each_event_doubled_gives_the_same(events: list[m.SwitchEvent]) -> None:
    assert play([event for event in events for _ in range(2)]) == play(events)


@given(st.sampled_from(sorted(STORIES)), st.randoms(use_true_random=False))
def test_any_order_keeps_the_books(name: str, chance: random.Random) -> None:
    """Events come late; whatever order they come in, what was opened is closed once."""
    events, _ = STORIES[name]
    between = [*events[1:-1]]
    chance.shuffle(between)
    state, facts = play([events[0], *between, events[-1]])
    check(facts)
    assert fold(facts) == state
