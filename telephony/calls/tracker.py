"""Events of a call to facts: pure, ``(state, event) -> facts``.

Every rule tolerates events that come twice, late or never: what contradicts the state becomes nothing, or the missing
step is made up for from the later one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from telephony.ami import messages as m
from telephony.calls.outcome import visit_outcome
from telephony.calls.state import CallState, evolve
from telephony.events import TRIAL_LINE, Fact, Kind, call_id_of, contact_id_of, id_of

FALLBACK_QUEUE = "hotline_general"
ENTRY_CONTEXT = "from_trunk"
DEMONSTRATION_CONTEXT = "from_demonstration"  # visitors' browsers
TRIAL_CONTEXT = "from_trial"  # an administrator's page
TOLD_AGAIN_CONTEXT = "hotline_entry"  # by the dialplan
PAGES_CONTEXTS = frozenset({DEMONSTRATION_CONTEXT, TRIAL_CONTEXT})
ENTRY_CONTEXTS = frozenset({ENTRY_CONTEXT, *PAGES_CONTEXTS, TOLD_AGAIN_CONTEXT})
OWN_ACCOUNTS = frozenset({"tap", "watchdog", "forget", "announce", "supervise"})
NOT_ANSWERED = frozenset({17, 18, 19, 20, 21})  # Q.850: busy, no reply, no answer, absent, refused

SURVEY_LEVELS = range(1, 6)

Draft = tuple[Kind, tuple[str, ...], dict[str, Any]]
Rule = Callable[[CallState, Any], Iterator[Draft]]


def decide(state: CallState, event: m.SwitchEvent, caller_id: uuid.UUID | None = None) -> tuple[CallState, list[Fact]]:
    """Return the state after an event and the facts it stands for.

    Args:
        state: of the call with the event's linked id.
        event: what Asterisk reported.
        caller_id: key of the caller's row, for ``ChannelCreated`` only.
    """
    if state.ended or not (state.entered or isinstance(event, m.ChannelCreated)):
        return state, []
    if isinstance(event, m.HangUpAsked) and event.uniqueid not in state.left:
        return replace(state, left=(*state.left, event.uniqueid)), []
    rule = RULES.get(type(event))
    if rule is None:
        return state, []
    facts = []
    for kind, key, payload in rule(state, event):
        if kind is Kind.call_entered and caller_id is not None:
            payload["caller_id"] = str(caller_id)
        fact = fact_of(state, kind, key, event.at, payload)
        facts.append(fact)
        state = evolve(state, fact)
    return state, facts


def fact_of(state: CallState, kind: Kind, key: tuple[str, ...], at: Any, payload: dict[str, Any]) -> Fact:
    """Return a fact of this call with the ids that every fact of a call carries."""
    call_id = call_id_of(state.node, state.linkedid)
    return Fact(
        fact_id=id_of(state.node, state.linkedid, kind, *key),
        kind=kind,
        node=state.node,
        linkedid=state.linkedid,
        happened_at=at,
        call_id=call_id,
        payload={"call_id": str(call_id), "contact_id": str(contact_id_of(state.node, state.linkedid)), **payload},
    )


def _created(state: CallState, event: m.ChannelCreated) -> Iterator[Draft]:
    if state.entered or event.uniqueid != event.linkedid or event.context not in ENTRY_CONTEXTS:
        return
    if event.account in OWN_ACCOUNTS:
        return
    yield (
        Kind.call_entered,
        (),
        {
            "line": event.dnis,
            "uniqueid": event.uniqueid,
            "channel": event.channel,
            "direction": "inbound",
            "purpose": _purpose(event.dnis),
        },
    )


def _purpose(line: str) -> str:
    return "test" if line == TRIAL_LINE else "hotline"


def _agi_started(state: CallState, event: m.AgiStarted) -> Iterator[Draft]:
    late = _before(event.at, state.menu_moved_at) or any(event.at < visit.offered_at for visit in state.visits)
    if event.uniqueid == state.uniqueid and not state.menu_open and state.visit is None and not late:
        yield Kind.menu_entered, (str(state.menus),), {"menu_visit_id": str(_menu_id(state, state.menus))}


def _menu_id(state: CallState, number: int) -> uuid.UUID:
    return id_of(state.node, state.linkedid, "menu_visit", str(number))


def menu_end(state: CallState, ended: str, **more: Any) -> Draft:
    """Return the draft of ``menu_completed`` for the menu that is open.

    ``ended`` is choice, no_input, no_match, error, hang_up, rescued, told, passed, transferred, incident or message.
    """
    number = state.menus - 1
    return (
        Kind.menu_completed,
        (str(number),),
        {"menu_visit_id": str(_menu_id(state, number)), "ended": ended, **more},
    )


def _menu_left(state: CallState, event: m.MenuLeft) -> Iterator[Draft]:
    if event.uniqueid == state.uniqueid and state.menu_open and event.ended:
        yield menu_end(
            state,
            event.ended,
            flow=event.flow,
            version=event.version,
            path=event.path,
            language=event.language,
            queue=event.queue,
        )


def _joined(state: CallState, event: m.CallerJoined) -> Iterator[Draft]:
    if event.uniqueid != state.uniqueid:
        return
    if state.visit is not None:
        if state.visit.queue == event.queue or event.at < state.visit.offered_at:
            return
        # Nobody is in two queues: the end of the earlier visit was missed.
        yield from _finish_talk(state, "unknown")
        yield from _visit_end(state, event.at, None, hung_up=False)
    elif state.visits and _before(event.at, state.visits[-1].closed_at):
        return  # a late copy
    yield from _offer(state, event.queue, event.position)


def _before(at: datetime, moment: datetime | None) -> bool:
    return moment is not None and at < moment


def _next_visit_id(state: CallState) -> uuid.UUID:
    return id_of(state.node, state.linkedid, "queue_visit", str(len(state.visits)))


def _offer(state: CallState, queue: str, position: int) -> Iterator[Draft]:
    if state.menu_open:
        yield menu_end(state, "rescued")
    yield (
        Kind.call_offered,
        (str(len(state.visits)),),
        {
            "queue_visit_id": str(_next_visit_id(state)),
            "queue": queue,
            "line": state.line,
            "language": state.language,
            "purpose": _purpose(state.line),
            "position": position,
            "channel": state.channel,
        },
    )


def _called(state: CallState, event: m.AgentCalled) -> Iterator[Draft]:
    if state.visit is not None and event.leg not in state.rung and state.talk is None:
        yield (
            Kind.agent_ringing,
            (event.leg,),
            {
                "ring_id": str(id_of(state.node, state.linkedid, "ring", event.leg)),
                "queue_visit_id": str(state.visit.visit_id),
                "agent": event.agent,
                "leg": event.leg,
                "leg_channel": event.leg_channel,
            },
        )


def _ring_end(state: CallState, leg: str, result: str) -> Draft:
    return (
        Kind.ring_ended,
        (leg,),
        {
            "ring_id": str(id_of(state.node, state.linkedid, "ring", leg)),
            "agent": state.rings.get(leg, ""),
            "leg": leg,
            "result": result,
        },
    )


def _not_answered(state: CallState, event: m.AgentDidNotAnswer) -> Iterator[Draft]:
    if event.leg in state.rings:
        yield _ring_end(state, event.leg, "no_answer")


def _connected(state: CallState, event: m.AgentConnected) -> Iterator[Draft]:
    """No ``queue``: a leg that was found with the caller, outside of any queue."""
    if event.uniqueid != state.uniqueid or event.leg in state.talked:
        return
    yield from _finish_talk(state, "unknown")  # its end was missed: the caller has one agent at a time
    if state.consult is not None:
        yield _consult_end(state, "took_on" if state.consult.leg == event.leg else "ended")
    visit = state.visit
    if visit is None and state.visits and not event.queue:
        visit = state.visits[-1]
    visit_id = visit.visit_id if visit is not None else _next_visit_id(state)
    if visit is None:
        yield from _offer(state, event.queue or FALLBACK_QUEUE, 0)
    for leg in state.rings:
        yield _ring_end(state, leg, "answered" if leg == event.leg else "cancelled")
    # One answer a visit; whoever comes after him took the caller on in a way that was missed.
    began_by = "transfer" if visit is not None and visit.answered else "queue"
    queue = event.queue or (visit.queue if visit is not None else FALLBACK_QUEUE)
    yield _answer(state, visit_id, queue, began_by, event.agent, event.leg, event.leg_channel)


def _answer(
    state: CallState, visit_id: uuid.UUID, queue: str, began_by: str, agent: str, leg: str, leg_channel: str
) -> Draft:
    """Return the draft of ``call_answered``; ``began_by`` is queue, transfer, take_over or conference."""
    return (
        Kind.call_answered,
        (leg,),
        {
            "talk_id": str(id_of(state.node, state.linkedid, "talk", leg)),
            "ring_id": str(id_of(state.node, state.linkedid, "ring", leg)),
            "queue_visit_id": str(visit_id),
            "queue": queue,
            "uniqueid": state.uniqueid,
            "channel": state.channel,
            "agent": agent,
            "leg": leg,
            "leg_channel": leg_channel,
            "began_by": began_by,
        },
    )


def _taken_on(state: CallState, began_by: str, agent: str, leg: str, leg_channel: str) -> Iterator[Draft]:
    """Another agent has the caller, without a queue between them."""
    if agent and state.visits and leg not in state.talked and state.talk is None:
        visit = state.visits[-1]
        yield _answer(state, visit.visit_id, visit.queue, began_by, agent, leg, leg_channel)


def _talk_end(state: CallState, reason: str) -> Draft:
    talk = state.talk
    if talk is None:
        raise AssertionError("only called with a talk going on")
    return Kind.talk_ended, (talk.leg,), {"talk_id": str(talk.talk_id), "agent": talk.agent, "reason": reason}


def _hold_start(state: CallState, talk_id: uuid.UUID, whose: str, by: str) -> Draft:
    """Return the draft of ``hold_started``; ``by`` is phone (its own key) or switch (both legs out of the bridge)."""
    number = state.holds
    hold_id = id_of(state.node, state.linkedid, "hold", str(number))
    return (
        Kind.hold_started,
        (str(number),),
        {"hold_id": str(hold_id), "talk_id": str(talk_id), "whose": whose, "by": by},
    )


def _hold_end(state: CallState, talk_id: uuid.UUID) -> Draft:
    number = state.holds - 1
    hold_id = id_of(state.node, state.linkedid, "hold", str(number))
    return Kind.hold_ended, (str(number),), {"hold_id": str(hold_id), "talk_id": str(talk_id)}


def _finish_talk(state: CallState, reason: str) -> Iterator[Draft]:
    if state.talk is not None:
        if state.talk.hold_by:
            yield _hold_end(state, state.talk.talk_id)
        if state.help_id is not None:  # who called for help does not talk to him any more
            help_id = str(state.help_id)
            yield Kind.help_ended, (help_id,), {"help_id": help_id, "agent": state.talk.agent}
        yield _talk_end(state, reason)


def _leg_over(state: CallState, at: datetime, reason: str) -> Iterator[Draft]:
    """The agent's leg is gone; outside ``Queue()`` nothing else will report the end of the visit."""
    yield from _finish_talk(state, reason)
    if state.talk is not None and state.talk.out_of_queue:
        yield from _visit_end(state, at, "CONTINUE", hung_up=False)
    consult = state.consult
    if consult is None:
        return
    caller_left = reason == "caller" or state.uniqueid in state.left
    if not consult.joined and not caller_left:
        yield _consult_end(state, "ended" if consult.answered else "no_answer")
    elif consult.agent and not caller_left:
        # He leaves the conference; the colleague goes on with the caller.
        yield _consult_end(state, "took_on")
        after = replace(state, talk=None)
        yield from _taken_on(after, "conference", consult.agent, consult.leg, consult.leg_channel)


def _led_away(state: CallState, event: m.TalkOver) -> Iterator[Draft]:
    if event.uniqueid != state.uniqueid or _before(event.at, state.talk_moved_at):
        return
    if state.handover is not None:
        yield Kind.handover_failed, (str(state.handovers - 1),), {"leg": state.handover.leg}
    yield from _out_of_talk(state, event.at, event.reason)


def _out_of_talk(state: CallState, at: datetime, reason: str, to: str = "") -> Iterator[Draft]:
    """The caller's own dialplan goes on: talk and visit are over, whatever becomes of the agent's leg.

    So is a consultation, except with the colleague whose leg ``to`` he goes to.
    """
    yield from _finish_talk(state, reason)
    if state.consult is not None and state.consult.leg != to:
        yield _consult_end(state, "ended" if state.consult.answered else "no_answer")
    if state.visit is not None and (state.visit.answered or to):
        yield from _visit_end(state, at, "CONTINUE" if state.visit.answered else "WITHDRAW", hung_up=False)


def _handed_over(state: CallState, event: m.HandedOver) -> Iterator[Draft]:
    late = _before(event.at, state.talk_moved_at) or _before(event.at, state.handover_moved_at)
    begun = state.handover is not None and state.handover.leg == event.leg
    if event.uniqueid != state.uniqueid or event.leg in state.talked or late or begun:
        return
    yield from _out_of_talk(state, event.at, event.how, event.leg)
    yield (
        Kind.handover_began,
        (str(state.handovers),),
        {"how": event.how, "agent": event.agent, "leg": event.leg, "leg_channel": event.leg_channel},
    )


def _colleague_rings(state: CallState, event: m.ColleagueRings) -> Iterator[Draft]:
    late = _before(event.at, state.consult_moved_at)
    known = state.rung | state.talked | {state.uniqueid, state.consult.leg if state.consult is not None else ""}
    if event.uniqueid in known or late:
        return
    if state.talk is None:
        if event.kind == "agent" and state.visits:
            yield (
                Kind.agent_ringing,
                (event.uniqueid,),
                {
                    "ring_id": str(id_of(state.node, state.linkedid, "ring", event.uniqueid)),
                    "queue_visit_id": str(state.visits[-1].visit_id),
                    "agent": event.code,
                    "leg": event.uniqueid,
                    "leg_channel": event.channel,
                },
            )
    elif state.consult is None:
        number = str(state.consults)
        yield (
            Kind.consult_began,
            (number,),
            {
                "consult_id": str(id_of(state.node, state.linkedid, "consult", number)),
                "talk_id": str(state.talk.talk_id),
                "agent": state.talk.agent,
                "kind": event.kind,
                "code": event.code,
                "leg": event.uniqueid,
                "leg_channel": event.channel,
            },
        )


def _colleague_answered(state: CallState, event: m.ColleagueAnswered) -> Iterator[Draft]:
    leg = event.uniqueid
    if leg in state.rings and state.talk is None:
        agent = state.rings[leg]
        yield _ring_end(state, leg, "answered")
        yield from _taken_on(state, "transfer", agent, leg, event.channel)
    elif state.consult is not None and state.consult.leg == leg and not state.consult.answered:
        yield Kind.consult_answered, (str(state.consults - 1),), _consult_payload(state)


def _consult_over(state: CallState, event: m.ConsultOver) -> Iterator[Draft]:
    consult = state.consult
    if consult is None or consult.joined or state.talk is None or event.uniqueid != state.talk.leg:
        return  # in a conference both have left the agent's own bridge
    if not _before(event.at, state.consult_moved_at):
        yield _consult_end(state, "ended" if consult.answered else "no_answer")


def _consult_payload(state: CallState) -> dict[str, Any]:
    consult = state.consult
    if consult is None:
        raise AssertionError("only called with a colleague asked")
    told = {"consult_id": str(consult.consult_id), "kind": consult.kind, "code": consult.code}
    return {**told, "leg": consult.leg, "leg_channel": consult.leg_channel}


def _consult_end(state: CallState, result: str) -> Draft:
    """Return the draft of ``consult_ended``: ended, no_answer, took_on (the colleague has the caller), caller_left."""
    return Kind.consult_ended, (str(state.consults - 1),), {**_consult_payload(state), "result": result}


def _conferred(state: CallState, event: m.Conferred) -> Iterator[Draft]:
    if event.uniqueid == state.uniqueid and state.consult is not None and not state.consult.joined:
        yield Kind.conference_began, (str(state.conferences),), _consult_payload(state)


def _completed(state: CallState, event: m.AgentCompleted) -> Iterator[Draft]:
    if state.talk is not None and state.talk.leg == event.leg:
        yield from _leg_over(state, event.at, event.reason or "unknown")


def _held(state: CallState, event: m.Held) -> Iterator[Draft]:
    if state.talk is None or state.talk.apart or _before(event.at, state.hold_moved_at):
        return  # what a phone does with its hold while the switch holds the caller makes no difference to him
    whose = {state.talk.leg: "agent", state.uniqueid: "caller"}.get(event.uniqueid)
    if event.on and whose and not state.talk.hold_by:
        yield _hold_start(state, state.talk.talk_id, whose, "phone")
    elif not event.on and whose == state.talk.hold_by:
        yield _hold_end(state, state.talk.talk_id)


def _parted(state: CallState, event: m.Parted) -> Iterator[Draft]:
    late = _before(event.at, state.hold_moved_at)
    if event.uniqueid != state.uniqueid or state.talk is None or state.talk.apart or late:
        return
    if state.bridged:
        yield from _bridge_out(state, event)
    if state.talk.hold_by:
        yield _hold_end(state, state.talk.talk_id)
    yield _hold_start(state, state.talk.talk_id, "agent", "switch")


def _bridge_in(state: CallState, event: m.BridgeJoined) -> Iterator[Draft]:
    if event.uniqueid != state.uniqueid:
        return
    to = state.handover
    if not state.bridged and not _before(event.at, state.bridge_moved_at):
        yield Kind.bridge_entered, (str(state.bridges),), {"number": state.bridges}
        if to is not None and state.consult is not None and state.consult.leg == to.leg:
            yield _consult_end(state, "took_on")
        if to is not None:
            yield from _taken_on(state, to.how, to.agent, to.leg, to.leg_channel)
    if state.talk is not None and state.talk.apart and not _before(event.at, state.hold_moved_at):
        yield _hold_end(state, state.talk.talk_id)


def _bridge_out(state: CallState, event: m.SwitchEvent) -> Iterator[Draft]:
    late = _before(event.at, state.bridge_moved_at)
    if event.uniqueid == state.uniqueid and state.bridged and not late:
        yield Kind.bridge_left, (str(state.bridges - 1),), {"number": state.bridges - 1}


def _visit_end(state: CallState, at: Any, queue_status: str | None, hung_up: bool) -> Iterator[Draft]:
    visit = state.visit
    if visit is None:
        return
    for leg in state.rings:
        yield _ring_end(state, leg, "cancelled")
    outcome = visit_outcome(
        answered=visit.answered,
        queue_status=queue_status,
        hung_up=hung_up,
        waited_seconds=(at - visit.offered_at).total_seconds(),
    )
    yield (
        Kind.queue_left,
        (str(len(state.visits) - 1),),
        {"queue_visit_id": str(visit.visit_id), "queue": visit.queue, "outcome": str(outcome)},
    )


def _returned(state: CallState, event: m.QueueReturned) -> Iterator[Draft]:
    visit = state.visit
    if event.uniqueid != state.uniqueid or visit is None:
        return
    if event.queue in ("", visit.queue) and event.at >= visit.offered_at:
        yield from _finish_talk(state, "agent")
        yield from _visit_end(state, event.at, event.status, hung_up=False)


def _hung_up(state: CallState, event: m.HungUp) -> Iterator[Draft]:
    if event.uniqueid != state.uniqueid:
        if event.uniqueid in state.rings:
            # A phone that refuses is hung up before AgentRingNoAnswer comes.
            yield _ring_end(state, event.uniqueid, "no_answer" if event.cause in NOT_ANSWERED else "cancelled")
        elif state.talk is not None and state.talk.leg == event.uniqueid:
            yield from _leg_over(state, event.at, state.left_first or "agent")
        elif state.consult is not None and state.consult.leg == event.uniqueid:
            yield _consult_end(state, "ended" if state.consult.answered else "no_answer")
        return
    yield from close(state, event, reason="hang_up", cause=event.cause)


def _survey(state: CallState, event: m.SurveyAnswered) -> Iterator[Draft]:
    is_his = event.uniqueid == state.uniqueid and state.answered
    if is_his and state.satisfaction is None and event.level in SURVEY_LEVELS:
        yield Kind.survey_answered, (), {"level": event.level}


def close(state: CallState, event: m.SwitchEvent, *, reason: str, cause: int | None = None) -> Iterator[Draft]:
    """Yield everything that ends with the call; ``reason`` is hang_up, switch_restarted or gap."""
    if state.bridged:
        yield Kind.bridge_left, (str(state.bridges - 1),), {"number": state.bridges - 1}
    if state.consult is not None:
        yield _consult_end(state, "caller_left")
    yield from _finish_talk(state, (state.left_first or "caller") if reason == "hang_up" else reason)
    for supervision_id in sorted(map(str, state.supervisions)):
        yield Kind.supervision_ended, (supervision_id,), {"supervision_id": supervision_id}
    if state.menu_open:
        yield menu_end(state, "message" if state.message else "hang_up")
    if state.visit is None:
        for leg in state.rings:  # an agent whom he was sent to
            yield _ring_end(state, leg, "cancelled")
    yield from _visit_end(state, event.at, None, hung_up=True)
    yield (
        Kind.call_ended,
        (),
        {
            "reason": reason,
            "cause": cause,
            "answered": state.answered,
            "offered": bool(state.visits),
            "uniqueid": state.uniqueid,
            "language": state.language,
        },
    )


RULES: dict[type[m.SwitchEvent], Rule] = {
    m.ChannelCreated: _created,
    m.AgiStarted: _agi_started,
    m.MenuLeft: _menu_left,
    m.CallerJoined: _joined,
    m.AgentCalled: _called,
    m.AgentDidNotAnswer: _not_answered,
    m.AgentConnected: _connected,
    m.AgentCompleted: _completed,
    m.Held: _held,
    m.Parted: _parted,
    m.TalkOver: _led_away,
    m.HandedOver: _handed_over,
    m.ColleagueRings: _colleague_rings,
    m.ColleagueAnswered: _colleague_answered,
    m.ConsultOver: _consult_over,
    m.Conferred: _conferred,
    m.BridgeJoined: _bridge_in,
    m.BridgeLeft: _bridge_out,
    m.QueueReturned: _returned,
    m.SurveyAnswered: _survey,
    m.HungUp: _hung_up,
}
