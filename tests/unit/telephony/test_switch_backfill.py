"""Asterisk's own files to the events that nobody heard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from call_story import (
    LINKEDID,
    START,
    at,
    bridged,
    check,
    completes,
    connects,
    enters,
    hangs_up,
    joins,
    kinds,
    leg_hangs_up,
    leg_id,
    menu,
    play,
    returns,
    rings,
    rings_out,
    unbridged,
)

from telephony.ami import messages as m
from telephony.backfill import LoggedVisit, cel_events, visits_by_caller

AGENTS = {"PJSIP/1001p": "1001"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
EXTRA = '{""hangupcause"":16,""hangupsource"":""PJSIP/trunk-00000001"",""dialstatus"":""""}'


def row(
    kind: str,
    t: float,
    uniqueid: str = LINKEDID,
    channel: str = "PJSIP/trunk-00000001",
    context: str = "hotline_queue",
    application: str = "Queue",
    extra: str = "",
    linkedid: str = LINKEDID,
) -> str:
    values = (kind, f"{START + t:.6f}", uniqueid, linkedid, channel, context, application, "", extra)
    return ",".join(f'"{value}"' for value in values) + "\n"


def leg(kind: str, t: float, **more: str) -> str:
    return row(kind, t, leg_id(2), "PJSIP/1001p-00000002", "from_agent", "AppQueue", **more)


ANSWERED = [
    row("CHAN_START", 0.2, context="from_trunk", application=""),
    row("ANSWER", 0.3, context="hotline_entry", application="Answer"),
    row("APP_START", 1, context="hotline_menu", application="AGI"),
    row("APP_END", 5, context="hotline_menu", application="AGI"),
    row("APP_START", 6),
    leg("CHAN_START", 6.1),
    leg("ANSWER", 8),
    leg("BRIDGE_ENTER", 8.1),
    row("BRIDGE_ENTER", 8.2),
    row("BRIDGE_EXIT", 40),
    leg("BRIDGE_EXIT", 40.1),
    leg("HANGUP", 40.2, extra=EXTRA),
    row("APP_END", 40.3),
    row("HANGUP", 44, application="", extra=EXTRA),
    row("CHAN_END", 44, application=""),
    row("LINKEDID_END", 44, application=""),
]
LOG = [
    f"{START}|NONE|NONE|NONE|QUEUESTART|\n",
    f"{START + 6}|{LINKEDID}|hotline_general|NONE|ENTERQUEUE||12345|1\n",
    f"{START + 8}|{LINKEDID}|hotline_general|1001|CONNECT|2|{leg_id(2)}|1\n",
    f"{START + 40}|{LINKEDID}|hotline_general|1001|COMPLETEAGENT|2|32|1\n",
]


def events(
    rows: list[str], log: list[str] | None = None, since: datetime = LONG_AGO
) -> list[tuple[str, m.SwitchEvent]]:
    return list(cel_events(rows, since, visits_by_caller(log or LOG), AGENTS))


def test_a_whole_answered_call_from_the_files() -> None:
    found = events(ANSWERED)
    assert {linkedid for linkedid, _ in found} == {LINKEDID}
    _, facts = play([event for _, event in found])
    assert kinds(facts) == [
        "call_entered",
        "menu_entered",
        "menu_completed:rescued",
        "call_offered",
        "agent_ringing",
        "ring_ended:answered",
        "call_answered",
        "bridge_entered",
        "bridge_left",
        "talk_ended:agent",
        "queue_left:answered",
        "call_ended:hang_up",
    ]
    check(facts)
    assert facts[-1].payload["cause"] == 16


def test_a_hold_and_its_end_from_the_files() -> None:
    hold = [
        row("BRIDGE_EXIT", 20, context="hotline_hold"),
        row("APP_END", 20.1, context="hotline_hold"),
        row("APP_START", 20.2, context="hotline_hold", application="MusicOnHold"),
        leg("BRIDGE_EXIT", 20),
        leg("BRIDGE_ENTER", 20.2),
        row("APP_END", 30, context="hotline_resume", application="MusicOnHold"),
        leg("BRIDGE_EXIT", 30),
        leg("BRIDGE_ENTER", 30),
        row("BRIDGE_ENTER", 30.1, context="hotline_resume", application="Bridge"),
    ]
    place = ANSWERED.index(row("BRIDGE_EXIT", 40))
    rest = [line for line in ANSWERED[place:] if line != row("APP_END", 40.3)]
    _, facts = play([event for _, event in events([*ANSWERED[:place], *hold, *rest])])
    assert kinds(facts)[6:] == [
        "call_answered",
        "bridge_entered",
        "bridge_left",
        "hold_started:agent",
        "bridge_entered",
        "hold_ended",
        "bridge_left",
        "talk_ended:agent",
        "queue_left:answered",
        "call_ended:hang_up",
    ]
    check(facts)


def test_the_agents_bridge_is_the_answer_of_the_callers_call() -> None:
    """The row is about the agent's channel; an answer that names it as the caller would be nobody's."""
    answer = next(event for _, event in events(ANSWERED) if isinstance(event, m.AgentConnected))
    assert answer.uniqueid == LINKEDID
    assert (answer.agent, answer.leg, answer.leg_channel) == ("1001", leg_id(2), "PJSIP/1001p-00000002")


def test_only_what_happened_since() -> None:
    state, _ = play([enters(), joins(6)])
    late = [event for _, event in events(ANSWERED, since=at(8))]
    assert not any(isinstance(event, (m.ChannelCreated, m.CallerJoined)) for event in late)
    _, facts = play(late, state)
    assert kinds(facts)[0] == "call_answered"
    assert kinds(facts)[-2:] == ["queue_left:answered", "call_ended:hang_up"]


def test_a_last_line_that_is_cut_off_is_passed_over() -> None:
    for cut in range(1, len(ANSWERED[-3])):
        assert events([*ANSWERED[:-3], ANSWERED[-3][:-cut]]) == events(ANSWERED[:-3])


def test_rows_of_another_shape_are_passed_over() -> None:
    strange = ["\n", "a,b\n", row("HANGUP", 1).replace(f"{START + 1:.6f}", "yesterday"), '"' + "x" * 300 + '"\n']
    assert events([*strange, *ANSWERED]) == events(ANSWERED)


def test_an_extra_that_is_no_json_is_cause_0() -> None:
    [(_, event)] = events([row("HANGUP", 1, extra="x")])
    assert isinstance(event, m.HungUp)
    assert event.cause == 0


def test_an_abandoned_call() -> None:
    rows = [row("CHAN_START", 0, context="from_trunk"), row("APP_START", 6), row("APP_END", 30), row("HANGUP", 30)]
    log = [*LOG[:2], f"{START + 30}|{LINKEDID}|hotline_general|NONE|ABANDON|1|1|24\n"]
    _, facts = play([event for _, event in events(rows, log)])
    assert kinds(facts) == ["call_entered", "call_offered", "queue_left:abandoned", "call_ended:hang_up"]


IN_VAIN = [
    *ANSWERED[:6],
    row("CHAN_START", 6.1, leg_id(3), "PJSIP/1002p-00000003", "from_agent", "AppQueue"),
    row("HANGUP", 7.3, leg_id(3), "PJSIP/1002p-00000003", "from_agent", "AppQueue", extra='{""hangupcause"":0}'),
    *ANSWERED[6:],
]
RANG_OUT = [*LOG[:2], f"{START + 7}|{LINKEDID}|hotline_general|1002|RINGNOANSWER|1000\n", *LOG[2:]]


def test_a_ring_in_vain_is_one_though_its_phone_answered_before_or_later() -> None:
    """Its channel ends without a cause: queue_log tells who let it ring, and whose leg was bridged did not."""
    agents = {**AGENTS, "PJSIP/1002p": "1002"}
    found = [event for _, event in cel_events(IN_VAIN, LONG_AGO, visits_by_caller(RANG_OUT), agents)]
    _, facts = play(found)
    check(facts)
    rings_of = [(f.payload["agent"], f.payload.get("result")) for f in facts if "ring" in f.kind]
    assert rings_of == [("1001", None), ("1002", None), ("1002", "no_answer"), ("1001", "answered")]
    late = [event for event in found if isinstance(event, m.AgentDidNotAnswer)]
    assert [(event.agent, event.leg, event.at) for event in late] == [("1002", leg_id(3), at(7.3))]
    answered_last = [line.replace("1002|RINGNOANSWER", "1001|RINGNOANSWER") for line in RANG_OUT]
    answered_last[2] = answered_last[2].replace(str(START + 7), str(START + 40))
    again = [e for _, e in cel_events(ANSWERED, LONG_AGO, visits_by_caller(answered_last), agents)]
    assert not any(isinstance(event, m.AgentDidNotAnswer) for event in again), "a talk's end is no ring in vain"


def test_a_ring_that_was_heard_or_half_heard_is_the_same_ring() -> None:
    rows = [*ANSWERED[:6], row("HANGUP", 21, leg_id(2), "PJSIP/1001p-00000002", extra='{""hangupcause"":0}')]
    log = [*LOG[:2], f"{START + 21}|{LINKEDID}|hotline_general|1001|RINGNOANSWER|15000\n"]
    _, read = play([event for _, event in events(rows, log)])
    assert kinds(read)[-2:] == ["agent_ringing", "ring_ended:no_answer"]
    heard_events = [enters(0.2), menu(1.01), joins(6.02), rings(6.11, 2), rings_out(21, 2)]
    _, heard = play(heard_events)
    for end in range(1, len(heard_events) + 1):
        state, first = play(heard_events[:end])
        _, rest = play([event for _, event in events(rows, log)], state)
        assert {f.fact_id for f in (*first, *rest)} == {f.fact_id for f in heard} == {f.fact_id for f in read}, end


def test_each_ring_in_vain_is_told_once() -> None:
    """Rings of 2 s: the caller hangs up during the next ring, within the second of the last that ran out."""
    rows = [
        *ANSWERED[:6],
        row("HANGUP", 8.1, leg_id(2), "PJSIP/1001p-00000002", extra='{""hangupcause"":0}'),
        row("CHAN_START", 9, leg_id(3), "PJSIP/1001p-00000003", "from_agent", "AppQueue"),
        row("HANGUP", 9.5, leg_id(3), "PJSIP/1001p-00000003", extra='{""hangupcause"":0}'),
        row("HANGUP", 9.5, application="", extra=EXTRA),
    ]
    log = [*LOG[:2], f"{START + 8}|{LINKEDID}|hotline_general|1001|RINGNOANSWER|2000\n"]
    for since in (LONG_AGO, at(9.2)):
        found = [event for _, event in events(rows, log, since)]
        assert [event.leg for event in found if isinstance(event, m.AgentDidNotAnswer)] == [leg_id(2)][: since < at(0)]
    _, facts = play([event for _, event in events(rows, log)])
    assert [f.payload["result"] for f in facts if f.kind == "ring_ended"] == ["no_answer", "cancelled"]


def test_a_menu_that_began_and_ended_unheard() -> None:
    rows = [*ANSWERED[:4], row("HANGUP", 5.1, application="", extra=EXTRA)]
    _, facts = play([event for _, event in events(rows)])
    assert kinds(facts) == ["call_entered", "menu_entered", "menu_completed:hang_up", "call_ended:hang_up"]


def test_a_time_out_and_the_next_queue() -> None:
    rows = [
        row("CHAN_START", 0, context="from_trunk"),
        row("APP_START", 6),
        row("APP_END", 306),
        row("APP_START", 306.1),
        row("APP_END", 400),
        row("HANGUP", 400),
    ]
    log = [
        f"{START + 6}|{LINKEDID}|skill_water|NONE|ENTERQUEUE||12345|1\n",
        f"{START + 306}|{LINKEDID}|skill_water|NONE|EXITWITHTIMEOUT|1|1|300\n",
        f"{START + 306}|{LINKEDID}|hotline_general|NONE|ENTERQUEUE||12345|1\n",
    ]
    _, facts = play([event for _, event in events(rows, log)])
    assert kinds(facts) == [
        "call_entered",
        "call_offered",
        "queue_left:timed_out",
        "call_offered",
        "queue_left:abandoned",
        "call_ended:hang_up",
    ]
    assert [f.payload["queue"] for f in facts if "queue" in f.payload][::2] == ["skill_water", "hotline_general"]
    # The second visit is known as the second when the reading begins between them.
    later = [e for _, e in events(rows, log, since=at(306.05)) if isinstance(e, m.CallerJoined)]
    assert [event.queue for event in later] == ["hotline_general"]


def test_what_queue_log_does_not_know_is_the_queue_for_everyone() -> None:
    joined = next(event for _, event in events(ANSWERED, ["\n"]) if isinstance(event, m.CallerJoined))
    assert joined.queue == "hotline_general"


def test_visits_from_queue_log() -> None:
    assert visits_by_caller(["", "x|y\n", *LOG, "1|other|q|1001|COMPLETEAGENT|\n"]) == {
        LINKEDID: [LoggedVisit("hotline_general", "CONTINUE")]
    }


@pytest.mark.parametrize(
    ("extra", "level"),
    [('{""extra"":""4""}', 4), ("", None), ("{}", None), ('{""extra"":""many""}', None), ("[]", None)],
)
def test_what_the_caller_said_of_the_call_is_read_again(extra: str, level: int | None) -> None:
    told = row("HotlineSurvey", 42, context="hotline_after", application="CELGenUserEvent", extra=extra)
    end = next(place for place, one in enumerate(ANSWERED) if '"HANGUP"' in one and LINKEDID in one.split(",")[2])
    state, _ = play([event for _, event in events([*ANSWERED[:end], told, *ANSWERED[end:]])])
    assert state.satisfaction == level


def test_both_sources_make_the_same_facts() -> None:
    """What was heard and what is read again meet in the same ids."""
    _, read = play([event for _, event in events(ANSWERED)])
    heard_events = [
        enters(0.2),
        menu(1.01),
        joins(6.02),
        rings(6.11, 2),
        connects(8.1, 2),
        bridged(8.2),
        completes(40, 2, "agent"),
        unbridged(40),
        leg_hangs_up(40.2),
        returns(40.4, "CONTINUE"),
        hangs_up(44),
    ]
    _, heard = play(heard_events)
    assert {fact.fact_id for fact in read} == {fact.fact_id for fact in heard}
    for end in range(1, len(heard_events)):
        state, first = play(heard_events[:end])
        _, rest = play([event for _, event in events(ANSWERED)], state)
        assert {f.fact_id for f in (*first, *rest)} == {f.fact_id for f in heard}, end
