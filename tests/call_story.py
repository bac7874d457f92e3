"""Events of one call, short to write: each helper is a moment of Asterisk's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from telephony.ami import messages as m
from telephony.calls.state import CallState, evolve
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind

START = 1795400000
LINKEDID = f"node1-{START}.1"
CHANNEL = "PJSIP/trunk-00000001"
GENERAL = "hotline_general"


def at(seconds: float) -> datetime:
    """Return the moment so many seconds into the call."""
    return datetime.fromtimestamp(START, UTC) + timedelta(seconds=seconds)


def base(seconds: float) -> dict[str, Any]:
    """Return what every event of the caller's channel has."""
    return {"at": at(seconds), "channel": CHANNEL, "uniqueid": LINKEDID, "linkedid": LINKEDID}


def leg_id(number: int) -> str:
    """Return the unique id of an agent's channel."""
    return f"node1-{START + 1}.{number}"


def leg_base(seconds: float, leg: int) -> dict[str, Any]:
    """Return what every event of an agent's channel has."""
    return base(seconds) | {"channel": f"PJSIP/1001p-{leg:08x}", "uniqueid": leg_id(leg)}


def enters(t: float = 0, **more: Any) -> m.SwitchEvent:
    """The call comes in over the trunk."""
    given = {"context": "from_trunk", "dnis": "12345", "ani": "19900000001", "account": ""} | more
    return m.ChannelCreated(**(base(t) | given))


def menu(t: float = 1) -> m.SwitchEvent:
    """The channel waits for commands."""
    return m.AgiStarted(**base(t), env={"agi_request": "async"})


def joins(t: float, queue: str = GENERAL) -> m.SwitchEvent:
    """The caller enters a queue."""
    return m.CallerJoined(**base(t), queue=queue, position=1)


def returns(t: float, status: str, queue: str = GENERAL) -> m.SwitchEvent:
    """``Queue()`` is over."""
    return m.QueueReturned(**base(t), queue=queue, status=status)


def rates(t: float, level: int) -> m.SwitchEvent:
    """The caller answers the survey."""
    return m.SurveyAnswered(**base(t), level=level)


def rings(t: float, leg: int, agent: str = "1001", queue: str = GENERAL) -> m.SwitchEvent:
    """A phone rings."""
    return m.AgentCalled(**base(t), queue=queue, agent=agent, leg=leg_id(leg), leg_channel=f"PJSIP/{agent}p-{leg:08x}")


def rings_out(t: float, leg: int, agent: str = "1001", queue: str = GENERAL) -> m.SwitchEvent:
    """It rang in vain."""
    return m.AgentDidNotAnswer(**base(t), queue=queue, agent=agent, leg=leg_id(leg))


def connects(t: float, leg: int, agent: str = "1001", queue: str = GENERAL) -> m.SwitchEvent:
    """The agent answers."""
    return m.AgentConnected(
        **base(t), queue=queue, agent=agent, leg=leg_id(leg), leg_channel=f"PJSIP/{agent}p-{leg:08x}"
    )


def completes(t: float, leg: int, reason: str, agent: str = "1001", queue: str = GENERAL) -> m.SwitchEvent:
    """The talk is over."""
    return m.AgentCompleted(**base(t), queue=queue, agent=agent, leg=leg_id(leg), reason=reason)


def bridged(t: float) -> m.SwitchEvent:
    """The caller enters a bridge."""
    return m.BridgeJoined(**base(t), bridge="b")


def unbridged(t: float) -> m.SwitchEvent:
    """The caller leaves it."""
    return m.BridgeLeft(**base(t), bridge="b")


def holds(t: float, leg: int = 2) -> m.SwitchEvent:
    """The agent's phone holds."""
    return m.Held(**leg_base(t, leg), on=True)


def resumes(t: float, leg: int = 2) -> m.SwitchEvent:
    """It takes the caller back."""
    return m.Held(**leg_base(t, leg), on=False)


def parted(t: float) -> m.SwitchEvent:
    """The switch holds: the caller is out of the bridge and hears music."""
    return m.Parted(**base(t))


def led_away(t: float, reason: str = "transfer") -> m.SwitchEvent:
    """The caller's own dialplan goes on, away from his agent."""
    return m.TalkOver(**base(t), reason=reason)


def handed_over(t: float, leg: int, agent: str = "1002", how: str = "transfer") -> m.SwitchEvent:
    """The caller is about to be bridged with another leg."""
    return m.HandedOver(**base(t), how=how, agent=agent, leg=leg_id(leg), leg_channel=f"PJSIP/{agent}p-{leg:08x}")


def colleague_rings(t: float, leg: int, code: str = "1002", kind: str = "agent") -> m.SwitchEvent:
    """A colleague's phone is rung."""
    return m.ColleagueRings(**leg_base(t, leg), kind=kind, code=code)


def colleague_answers(t: float, leg: int) -> m.SwitchEvent:
    """A colleague answers."""
    return m.ColleagueAnswered(**leg_base(t, leg))


def consult_over(t: float, leg: int = 2, status: str = "ANSWER") -> m.SwitchEvent:
    """The agent's leg waits again."""
    return m.ConsultOver(**leg_base(t, leg), status=status)


def conferred(t: float) -> m.SwitchEvent:
    """The caller comes into the conference."""
    return m.Conferred(**base(t))


def asks_to_hang_up(t: float) -> m.SwitchEvent:
    """The caller has hung up; his channel is still there."""
    return m.HangUpAsked(**base(t))


def leg_asks_to_hang_up(t: float, leg: int = 2) -> m.SwitchEvent:
    """An agent has hung up; the channel is still there."""
    return m.HangUpAsked(**leg_base(t, leg))


def leg_hangs_up(t: float, leg: int = 2, cause: int = 16) -> m.SwitchEvent:
    """An agent's channel is gone."""
    return m.HungUp(**leg_base(t, leg), cause=cause)


def hangs_up(t: float, cause: int = 16) -> m.SwitchEvent:
    """The caller's channel is gone."""
    return m.HungUp(**base(t), cause=cause)


def play(events: Iterable[m.SwitchEvent], state: CallState | None = None) -> tuple[CallState, list[Fact]]:
    """Return the state and the facts of these events."""
    state = state or CallState("node1", LINKEDID)
    facts: list[Fact] = []
    for event in events:
        state, more = decide(state, event)
        facts += more
    return state, facts


def kinds(facts: Sequence[Fact]) -> list[str]:
    """Return what happened, with the result where there is one."""
    said = []
    for fact in facts:
        p = fact.payload
        result = p.get("outcome") or p.get("result") or p.get("ended") or p.get("reason") or p.get("whose")
        said.append(f"{fact.kind}:{result}" if result else str(fact.kind))
    return said


def fold(facts: Iterable[Fact]) -> CallState:
    """Return the state that the facts alone give."""
    state = CallState("node1", LINKEDID)
    for fact in facts:
        state = evolve(state, fact)
    return state


PAIRS = {
    Kind.menu_entered: (Kind.menu_completed, "menu_visit_id"),
    Kind.call_offered: (Kind.queue_left, "queue_visit_id"),
    Kind.agent_ringing: (Kind.ring_ended, "ring_id"),
    Kind.call_answered: (Kind.talk_ended, "talk_id"),
    Kind.hold_started: (Kind.hold_ended, "hold_id"),
    Kind.bridge_entered: (Kind.bridge_left, "number"),
    Kind.consult_began: (Kind.consult_ended, "consult_id"),
    Kind.help_asked: (Kind.help_ended, "help_id"),
}


def check(facts: Sequence[Fact]) -> None:
    """Assert what holds of the facts of any call that has ended."""
    assert len({fact.fact_id for fact in facts}) == len(facts)
    assert [fact.kind for fact in facts].count(Kind.call_entered) == 1
    assert [fact.kind for fact in facts].count(Kind.call_ended) == 1
    assert facts[0].kind is Kind.call_entered
    assert facts[-1].kind is Kind.call_ended
    for opening, (closing, key) in PAIRS.items():
        opened = Counter(fact.payload[key] for fact in facts if fact.kind is opening)
        closed = Counter(fact.payload[key] for fact in facts if fact.kind is closing)
        assert opened == closed, (opening, opened, closed)
        assert set(opened.values()) <= {1}
    talks: set[str] = set()
    for fact in facts:
        if fact.kind is Kind.call_answered:
            assert not talks, "two agents in one call"
            talks.add(fact.payload["talk_id"])
        elif fact.kind is Kind.talk_ended:
            talks.discard(fact.payload["talk_id"])
        assert fact.payload["call_id"] == str(fact.call_id)
        assert "19900000001" not in str(fact.payload)
