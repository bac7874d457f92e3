"""What Asterisk says is there now, and the events that bring our picture in line with it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telephony.ami import messages as m
from telephony.calls.state import CallState
from telephony.calls.tracker import ENTRY_CONTEXT, OWN_ACCOUNTS
from telephony.events import LINKEDID, started_at

VARIABLES = (
    "LINE",
    "IN_MENU",
    "RESCUED",
    "CALLER_NUMBER",
    "PIPELINE",
    "MENU_DIGITS",
    "MENU_DIGITS_STATUS",
    "MENU_ENDED",
    "MENU_PATH",
    "NEXT_LANGUAGE",
    "NEXT_QUEUE",
    "COLLEAGUE_DIAL",
    "COLLEAGUE_KIND",
    "COLLEAGUE_CODE",
    "HANDOVER_HOW",
    "HANDOVER_AGENT",
    "HANDOVER_LEG",
    "HANDOVER_CHANNEL",
)
HOLD_CONTEXT = "hotline_hold"  # of a caller on hold
RINGING, ANSWERED = "Ringing", "Up"  # states of a leg that is rung
CONFERENCE_CONTEXT = "hotline_conference"
CONSULT_CONTEXT = "hotline_consult"  # of his agent's leg meanwhile
TO_AGENT_CONTEXT = "hotline_to_agent"  # of a caller who is sent on, and talks then
HANDOVER_CONTEXT = "hotline_handover"
QUEUE_CONTEXT = "hotline_queue"
SENT_ON = frozenset({TO_AGENT_CONTEXT, "hotline_to_outside", "hotline_transfer"})
"""Where a caller is who has left his agent."""


@dataclass(frozen=True)
class ChannelNow:
    """A living channel."""

    channel: str
    uniqueid: str
    linkedid: str
    account: str
    ani: str
    bridge: str
    variables: Mapping[str, str] = field(default_factory=dict)
    context: str = ""
    state: str = ""
    exten: str = ""

    @property
    def is_caller(self) -> bool:
        """Whether it is the leg of a citizen on a line of ours."""
        return self.uniqueid == self.linkedid and bool(self.variables.get("LINE")) and self.account not in OWN_ACCOUNTS

    @property
    def number(self) -> str:
        """The caller's number: what the dialplan kept of it; later the channel's own is the line dialled."""
        kept = self.variables.get("CALLER_NUMBER", "")
        return kept or (self.ani if self.ani != self.variables.get("LINE") else "")

    @property
    def is_colleague(self) -> bool:
        """Whether it was rung by an agent's leg, or by a caller who was sent on; it may be his agent's by now."""
        return bool(self.variables.get("COLLEAGUE_KIND")) and not self.variables.get("COLLEAGUE_DIAL")

    @property
    def has_answered(self) -> bool:
        """Whether a leg that was rung was picked up; it is in its bridge some milliseconds later."""
        return bool(self.bridge) or self.state == ANSWERED

    @property
    def in_menu(self) -> bool:
        """Whether the controller has to lead it on."""
        return self.variables.get("IN_MENU") == "1" and self.variables.get("RESCUED") != "1"

    def menu_left(self, at: datetime) -> m.MenuLeft | None:
        """Return how the menu ended, as its controller wrote it on the channel; ``None`` before that."""
        ended, _, flow = self.variables.get("MENU_ENDED", "").partition(":")
        code, _, version = flow.partition(":")
        if not ended:
            return None
        return m.MenuLeft(
            at=at,
            channel=self.channel,
            uniqueid=self.uniqueid,
            linkedid=self.linkedid,
            ended=ended,
            flow=code,
            version=m.number(version),
            path=self.variables.get("MENU_PATH", ""),
            language=self.variables.get("NEXT_LANGUAGE", ""),
            queue=self.variables.get("NEXT_QUEUE", ""),
        )


@dataclass(frozen=True)
class Waiting:
    """A caller waiting in a queue."""

    queue: str
    uniqueid: str
    position: int
    wait_seconds: int


@dataclass(frozen=True)
class Snapshot:
    """Channels, waiting callers and members at one moment."""

    at: datetime
    channels: tuple[ChannelNow, ...]
    waiting: tuple[Waiting, ...]
    members: tuple[m.MemberChanged, ...]


def reconcile(
    calls: Mapping[str, CallState], snapshot: Snapshot, agents: Mapping[str, str]
) -> Iterator[tuple[str, m.SwitchEvent]]:
    """Yield ``(linkedid, event)`` for everything that the snapshot shows and our states do not.

    ``agents`` maps an endpoint (``PJSIP/1001p``) to its agent. Calls that are gone are not yielded: the driver closes
    them after the back-fill, as it knows what the log files say.
    """
    by_linked: dict[str, list[ChannelNow]] = {}
    for channel in snapshot.channels:
        by_linked.setdefault(channel.linkedid, []).append(channel)
    waiting = {entry.uniqueid: entry for entry in snapshot.waiting}
    alive = {channel.uniqueid for channel in snapshot.channels}
    for linkedid, channels in by_linked.items():
        caller = next((c for c in channels if c.is_caller), None)
        if caller is None or not LINKEDID.match(linkedid):
            continue
        state = calls.get(linkedid)
        base = {"channel": caller.channel, "uniqueid": caller.uniqueid, "linkedid": linkedid}
        if state is None or not state.entered:
            yield (
                linkedid,
                m.ChannelCreated(
                    at=started_at(linkedid),
                    context=ENTRY_CONTEXT,
                    dnis=caller.variables["LINE"],
                    ani=caller.number,
                    account=caller.account,
                    **base,
                ),
            )
        entry = waiting.get(caller.uniqueid)
        joined_at = snapshot.at - timedelta(seconds=entry.wait_seconds if entry else 0)
        others = tuple(_others(caller, channels, state, snapshot.at, joined_at)) if state is not None else ()
        for event in others:
            yield linkedid, event
        if state is not None:
            asked = (state.consult.leg,) if state.consult else ()
            for agent_leg in (*state.rings, *((state.talk.leg,) if state.talk else ()), *asked):
                if agent_leg not in alive:
                    yield (
                        linkedid,
                        m.HungUp(at=snapshot.at, uniqueid=agent_leg, linkedid=linkedid, cause=0),
                    )
        left = caller.menu_left(joined_at)
        if left is not None:
            if state is None or not (state.menus or state.visits):
                yield linkedid, m.AgiStarted(at=started_at(linkedid), env={}, **base)
            yield linkedid, left
        elif caller.in_menu and (state is None or not state.menu_open):
            yield linkedid, m.AgiStarted(at=snapshot.at, env={}, **base)
        on_hold = caller.context == HOLD_CONTEXT and not caller.bridge and caller.uniqueid not in waiting
        leg = _leg(caller, channels, on_hold, state)
        if on_hold and leg and state is not None and state.talk is None and leg.uniqueid in state.talked:
            leg = None  # its talk is over, it is about to end
        agent = agents.get(leg.channel.rpartition("-")[0], "") if leg else ""
        if others or (state is not None and state.talk is not None and leg and state.talk.leg == leg.uniqueid):
            agent = ""  # that is told, or known
        visit = state.visit if state else None
        # Found with an agent though no queue has him: somebody took him on, and how was missed.
        outside = visit is None and state is not None and bool(state.visits) and caller.context != QUEUE_CONTEXT
        over = visit is None or (visit.answered and any(isinstance(event, m.TalkOver) for event in others))
        if (entry and (over or (visit is not None and entry.queue != visit.queue))) or (agent and over and not outside):
            ends = [v.closed_at or v.offered_at for v in state.visits] if state else []
            yield (
                linkedid,
                m.CallerJoined(
                    at=max([joined_at, *ends]),
                    queue=entry.queue if entry else "hotline_general",
                    position=entry.position if entry else 0,
                    **base,
                ),
            )
        for ringing in channels if entry else ():
            phone = agents.get(ringing.channel.rpartition("-")[0], "")
            new = state is None or (state.talk is None and ringing.uniqueid not in state.rung)
            if phone and new and ringing is not caller and ringing.state == RINGING:
                yield (
                    linkedid,
                    m.AgentCalled(
                        at=max(_made_at(ringing, snapshot.at), visit.offered_at if visit else joined_at),
                        queue=entry.queue if entry else "",
                        agent=phone,
                        leg=ringing.uniqueid,
                        leg_channel=ringing.channel,
                        **base,
                    ),
                )
        if leg and agent:
            yield (
                linkedid,
                m.AgentConnected(
                    at=snapshot.at,
                    queue="" if outside else visit.queue if visit else "hotline_general",
                    agent=agent,
                    leg=leg.uniqueid,
                    leg_channel=leg.channel,
                    **base,
                ),
            )
        known = leg and state is not None and state.talk is not None and state.talk.leg == leg.uniqueid
        if on_hold and (agent or known) and (state is None or state.talk is None or not state.talk.apart):
            yield linkedid, m.Parted(at=snapshot.at, **base)
        if caller.bridge and (state is None or not state.bridged or (state.talk and state.talk.apart)):
            yield linkedid, m.BridgeJoined(at=snapshot.at, bridge=caller.bridge, **base)
        elif not caller.bridge and state is not None and state.bridged:
            yield linkedid, m.BridgeLeft(at=snapshot.at, bridge="", **base)


def _others(
    caller: ChannelNow, channels: list[ChannelNow], state: CallState, at: datetime, joined_at: datetime
) -> Iterator[m.SwitchEvent]:
    """Yield what was missed of colleagues: who rings, who answered, who is with the caller, whom he has left."""
    base: dict[str, Any] = {"at": at, "linkedid": caller.linkedid}
    of_caller: dict[str, Any] = {"channel": caller.channel, "uniqueid": caller.uniqueid, **base}
    talk, consult = state.talk, state.consult
    in_queue = caller.context == QUEUE_CONTEXT and not caller.bridge
    led_away = caller.context in SENT_ON or (caller.context == HOLD_CONTEXT and caller.exten == "back") or in_queue
    with_him = {one.uniqueid for one in _with(caller, channels)}
    if talk is not None and led_away and talk.out_of_queue and talk.leg not in with_him:
        # Before he waits again.
        reason = "transfer" if caller.context in SENT_ON else ""
        yield m.TalkOver(reason=reason, **{**of_caller, "at": joined_at})
        talk = consult = None
    for one in channels if state.visits else ():
        rings = one.is_colleague and one.uniqueid not in state.rung | state.talked
        asked = consult is not None and consult.leg == one.uniqueid
        if not rings or one is caller or (consult is not None and not asked):
            continue
        if talk is None and caller.context != TO_AGENT_CONTEXT:
            continue
        of_leg: dict[str, Any] = {"channel": one.channel, "uniqueid": one.uniqueid, **base}
        kind, code = one.variables["COLLEAGUE_KIND"], one.variables.get("COLLEAGUE_CODE", "")
        if not asked:
            yield m.ColleagueRings(kind=kind, code=code, **of_leg)
        if one.has_answered and (consult is None or not consult.answered):
            yield m.ColleagueAnswered(**of_leg)
        if (
            one.uniqueid in with_him
            and caller.context == CONFERENCE_CONTEXT
            and not (consult is not None and consult.joined)
        ):
            yield m.Conferred(**of_caller)
    if talk is None and caller.context == TO_AGENT_CONTEXT:
        for one in channels:
            if one.uniqueid in state.rings and one.has_answered:  # he was sent to this one
                yield m.ColleagueAnswered(channel=one.channel, uniqueid=one.uniqueid, **base)
    yield from _handed(caller, state, of_caller)


def _handed(caller: ChannelNow, state: CallState, of_caller: dict[str, Any]) -> Iterator[m.SwitchEvent]:
    """Yield that the caller was given to another leg, unless it is known."""
    told = caller.variables
    leg, agent = told.get("HANDOVER_LEG", ""), told.get("HANDOVER_AGENT", "")
    if caller.context != HANDOVER_CONTEXT or not leg or not state.visits:
        return
    pending = state.handover is not None and state.handover.leg == leg
    done = leg in state.talked if agent else state.talk is None and state.bridged
    if pending or done:
        return
    yield m.HandedOver(
        how=told.get("HANDOVER_HOW", "transfer"),
        agent=agent,
        leg=leg,
        leg_channel=told.get("HANDOVER_CHANNEL", ""),
        **of_caller,
    )


def _with(caller: ChannelNow, channels: list[ChannelNow]) -> list[ChannelNow]:
    return [c for c in channels if caller.bridge and c.bridge == caller.bridge and c is not caller]


def _made_at(channel: ChannelNow, otherwise: datetime) -> datetime:
    try:
        return started_at(channel.uniqueid)
    except ValueError:
        return otherwise


def _leg(caller: ChannelNow, channels: list[ChannelNow], on_hold: bool, state: CallState | None) -> ChannelNow | None:
    """Return the leg that the caller talks to, or is to talk to again after the hold; in a conference his agent's."""
    if on_hold:
        return next((c for c in channels if c.context == CONSULT_CONTEXT), None)
    with_him = _with(caller, channels)
    talks = state.talk.leg if state is not None and state.talk is not None else ""
    return next((c for c in with_him if c.uniqueid == talks), with_him[0] if with_him else None)
