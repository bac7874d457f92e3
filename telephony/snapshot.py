"""What Asterisk says is there now, and the events that bring our picture in line with it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telephony.ami import messages as m
from telephony.calls.state import CallState
from telephony.calls.tracker import ENTRY_CONTEXT, OWN_ACCOUNTS
from telephony.events import LINKEDID, started_at

VARIABLES = ("LINE", "IN_MENU", "RESCUED", "CALLER_NUMBER", "PIPELINE", "MENU_DIGITS", "MENU_DIGITS_STATUS")


HOLD_CONTEXT = "hotline_hold"  # of a caller on hold
CONSULT_CONTEXT = "hotline_consult"  # of his agent's leg meanwhile


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
    def in_menu(self) -> bool:
        """Whether the controller has to lead it on."""
        return self.variables.get("IN_MENU") == "1" and self.variables.get("RESCUED") != "1"


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
        if state is not None:
            for agent_leg in (*state.rings, *((state.talk.leg,) if state.talk else ())):
                if agent_leg not in alive:
                    yield (
                        linkedid,
                        m.HungUp(at=snapshot.at, uniqueid=agent_leg, linkedid=linkedid, cause=0),
                    )
        if caller.in_menu and (state is None or not state.menu_open):
            yield linkedid, m.AgiStarted(at=snapshot.at, env={}, **base)
        entry = waiting.get(caller.uniqueid)
        on_hold = caller.context == HOLD_CONTEXT and not caller.bridge and caller.uniqueid not in waiting
        leg = _leg(caller, channels, on_hold)
        if on_hold and leg and state is not None and state.talk is None and leg.uniqueid in state.talked:
            leg = None  # its talk is over, it is about to end
        agent = agents.get(leg.channel.rpartition("-")[0], "") if leg else ""
        visit = state.visit if state else None
        if (entry or agent) and (visit is None or (entry and entry.queue != visit.queue)):
            since = snapshot.at - timedelta(seconds=entry.wait_seconds if entry else 0)
            ends = [v.closed_at or v.offered_at for v in state.visits] if state else []
            yield (
                linkedid,
                m.CallerJoined(
                    at=max(since, *ends) if ends else since,
                    queue=entry.queue if entry else "hotline_general",
                    position=entry.position if entry else 0,
                    **base,
                ),
            )
        if leg and agent and (state is None or state.talk is None or state.talk.leg != leg.uniqueid):
            yield (
                linkedid,
                m.AgentConnected(
                    at=snapshot.at,
                    queue=visit.queue if visit else "hotline_general",
                    agent=agent,
                    leg=leg.uniqueid,
                    leg_channel=leg.channel,
                    **base,
                ),
            )
        if on_hold and agent and (state is None or state.talk is None or not state.talk.apart):
            yield linkedid, m.Parted(at=snapshot.at, **base)
        if caller.bridge and (state is None or not state.bridged or (state.talk and state.talk.apart)):
            yield linkedid, m.BridgeJoined(at=snapshot.at, bridge=caller.bridge, **base)
        elif not caller.bridge and state is not None and state.bridged:
            yield linkedid, m.BridgeLeft(at=snapshot.at, bridge="", **base)


def _leg(caller: ChannelNow, channels: list[ChannelNow], on_hold: bool) -> ChannelNow | None:
    """Return the leg that the caller talks to, or is to talk to again after the hold."""
    if on_hold:
        return next((c for c in channels if c.context == CONSULT_CONTEXT), None)
    return next((c for c in channels if caller.bridge and c.bridge == caller.bridge and c is not caller), None)
