"""Typed events. AMI's own spellings end in this module.

Every event carries ``at`` (Asterisk's own time, from ``timestampevents``) and, where it is about a channel, ``channel``
(its name), ``uniqueid`` and ``linkedid``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telephony.ami.framing import AmiMessage


@dataclass(frozen=True, kw_only=True)
class SwitchEvent:
    """Something Asterisk reported."""

    at: datetime
    channel: str = ""
    uniqueid: str = ""
    linkedid: str = ""


@dataclass(frozen=True, kw_only=True)
class ChannelCreated(SwitchEvent):
    """A channel appeared; ``ani`` and ``dnis`` are what the carrier sent.

    Told once more by the dialplan (``UserEvent`` of ours) where it took ``ani`` for no number: see ``is_genuine``.
    """

    context: str
    dnis: str
    ani: str
    account: str


@dataclass(frozen=True, kw_only=True)
class AgiStarted(SwitchEvent):
    """A channel waits for commands."""

    env: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class AgiExecuted(SwitchEvent):
    """A command was carried out."""

    command_id: str
    result: str


@dataclass(frozen=True, kw_only=True)
class AgiEnded(SwitchEvent):
    """A channel left ``AGI(agi:async)``."""


@dataclass(frozen=True, kw_only=True)
class MenuLeft(SwitchEvent):
    """A menu was completed while nobody listened; what it ended in stands in the channel's variables."""

    ended: str = ""
    flow: str = ""
    version: int = 0
    path: str = ""
    language: str = ""
    queue: str = ""


@dataclass(frozen=True, kw_only=True)
class CallerJoined(SwitchEvent):
    """A caller entered a queue."""

    queue: str
    position: int


@dataclass(frozen=True, kw_only=True)
class CallerLeft(SwitchEvent):
    """A caller is no longer waiting in a queue, for whatever reason."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class AgentCalled(SwitchEvent):
    """An agent's phone is dialled for a caller; ``leg`` is the agent's channel."""

    queue: str
    agent: str
    leg: str
    leg_channel: str


@dataclass(frozen=True, kw_only=True)
class AgentDidNotAnswer(SwitchEvent):
    """The phone rang out or was busy."""

    queue: str
    agent: str
    leg: str


@dataclass(frozen=True, kw_only=True)
class AgentConnected(SwitchEvent):
    """Caller and agent are bridged."""

    queue: str
    agent: str
    leg: str
    leg_channel: str


@dataclass(frozen=True, kw_only=True)
class AgentCompleted(SwitchEvent):
    """The talk ended; ``reason`` is caller, agent or transfer."""

    queue: str
    agent: str
    leg: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class QueueReturned(SwitchEvent):
    """The dialplan is behind ``Queue()``; ``status`` is QUEUESTATUS (``UserEvent`` of ours)."""

    queue: str
    status: str


@dataclass(frozen=True, kw_only=True)
class BridgeJoined(SwitchEvent):
    """A channel entered a bridge."""

    bridge: str


@dataclass(frozen=True, kw_only=True)
class BridgeLeft(SwitchEvent):
    """A channel left a bridge."""

    bridge: str


@dataclass(frozen=True, kw_only=True)
class Held(SwitchEvent):
    """A phone put the other side on hold (``on``) or took it back."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class Parted(SwitchEvent):
    """A caller was taken out of the talk to the music (``UserEvent`` of ours in ``hotline_hold``)."""


@dataclass(frozen=True, kw_only=True)
class HangUpAsked(SwitchEvent):
    """The far end of a channel hung up; the channel's own end follows, in any order with that of its peer."""


@dataclass(frozen=True, kw_only=True)
class HungUp(SwitchEvent):
    """A channel is gone; ``cause`` is the Q.850 number."""

    cause: int


@dataclass(frozen=True, kw_only=True)
class MemberChanged(SwitchEvent):
    """State of an agent's endpoint in a queue (added, status, pause, penalty).

    ``device`` is Asterisk's device state (5 unavailable, 6 ringing, 2 in use ...), ``None`` when the event lacks it.
    """

    queue: str
    agent: str
    interface: str
    paused: bool
    pause_reason: str
    device: int | None
    in_call: bool
    last_pause: int


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(SwitchEvent):
    """An endpoint is no longer in a queue."""

    queue: str
    agent: str
    interface: str


@dataclass(frozen=True, kw_only=True)
class PhoneChanged(SwitchEvent):
    """A phone's registration appeared or answers again (``reachable``), or is gone or answers no more.

    Unlike a member's device state it tells so during a call too.
    """

    interface: str
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class FullyBooted(SwitchEvent):
    """Asterisk is up (also sent after each log-in); ``since`` is when it started, to about a second."""

    since: datetime | None = None


def moment(message: AmiMessage, now: datetime) -> datetime:
    """Return Asterisk's time of a message, ``now`` when it carries none."""
    try:
        return datetime.fromtimestamp(float(message["timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return now


def number(text: str | None, default: int = 0) -> int:
    """Read a whole number, ``default`` when it is none."""
    try:
        return int(text or "")
    except ValueError:
        return default


def member(message: AmiMessage, at: datetime) -> MemberChanged:
    """Read a member from QueueMember (list), QueueMemberStatus, QueueMemberPause, QueueMemberAdded."""
    return MemberChanged(
        at=at,
        queue=message.get("queue", ""),
        agent=message.get("membername") or message.get("name", ""),
        interface=message.get("interface") or message.get("location", ""),
        paused=message.get("paused") == "1",
        pause_reason=message.get("pausedreason", ""),
        device=number(message.get("status"), -1) if "status" in message else None,
        in_call=message.get("incall") == "1",
        last_pause=number(message.get("lastpause")),
    )


def _agi_env(text: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in text.replace("\r", "").split("\n"))
    return {name: value for name, _, value in pairs if name}


Reader = Callable[[AmiMessage, dict[str, object]], SwitchEvent]


def _agent_leg(m: AmiMessage) -> dict[str, str]:
    return {
        "queue": m.get("queue", ""),
        "agent": m.get("membername", ""),
        "leg": m.get("destuniqueid", ""),
    }


def read(m: AmiMessage, now: datetime) -> SwitchEvent | None:
    """Return the typed event of a message, ``None`` for what we have no use of."""
    at = moment(m, now)
    channel, uniqueid, linkedid = m.get("channel", ""), m.get("uniqueid", ""), m.get("linkedid", "")
    match m.name:
        case "Newchannel":
            return ChannelCreated(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                context=m.get("context", ""),
                dnis=m.get("exten", ""),
                ani=m.get("calleridnum", ""),
                account=m.get("accountcode", ""),
            )
        case "AsyncAGIStart":
            env = _agi_env(m.get("env", ""))
            return AgiStarted(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, env=env)
        case "AsyncAGIExec":
            return AgiExecuted(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                command_id=m.get("commandid", ""),
                result=m.get("result", ""),
            )
        case "AsyncAGIEnd":
            return AgiEnded(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid)
        case "QueueCallerJoin":
            return CallerJoined(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                queue=m.get("queue", ""),
                position=number(m.get("position")),
            )
        case "QueueCallerLeave":
            return CallerLeft(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, queue=m.get("queue", ""))
        case "AgentCalled" | "AgentConnect":
            kind = AgentCalled if m.name == "AgentCalled" else AgentConnected
            return kind(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                leg_channel=m.get("destchannel", ""),
                **_agent_leg(m),
            )
        case "AgentRingNoAnswer":
            return AgentDidNotAnswer(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, **_agent_leg(m))
        case "AgentComplete":
            return AgentCompleted(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                reason=m.get("reason", ""),
                **_agent_leg(m),
            )
        case "UserEvent" if m.get("userevent") == "HotlineEntered":
            return ChannelCreated(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                context=m.get("context", ""),
                dnis=m.get("line", ""),
                ani=m.get("calleridnum", ""),
                account=m.get("accountcode", ""),
            )
        case "UserEvent" if m.get("userevent") == "HotlineQueueEnd":
            return QueueReturned(
                at=at,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=linkedid,
                queue=m.get("queue", ""),
                status=m.get("status", ""),
            )
        case "UserEvent" if m.get("userevent") == "HotlineHold":
            return Parted(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid)
        case "BridgeEnter" | "BridgeLeave":
            bridge = BridgeJoined if m.name == "BridgeEnter" else BridgeLeft
            return bridge(
                at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, bridge=m.get("bridgeuniqueid", "")
            )
        case "Hold" | "Unhold":
            return Held(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, on=m.name == "Hold")
        case "HangupRequest":
            return HangUpAsked(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid)
        case "Hangup":
            return HungUp(at=at, channel=channel, uniqueid=uniqueid, linkedid=linkedid, cause=number(m.get("cause")))
        case "QueueMemberAdded" | "QueueMemberStatus" | "QueueMemberPause":
            return member(m, at)
        case "QueueMemberRemoved":
            return MemberRemoved(
                at=at,
                queue=m.get("queue", ""),
                agent=m.get("membername", ""),
                interface=m.get("interface", ""),
            )
        case "PeerStatus":
            return PhoneChanged(at=at, interface=m.get("peer", ""), reachable=m.get("peerstatus") != "Unreachable")
        case "FullyBooted":
            uptime = number(m.get("uptime"), -1)
            return FullyBooted(at=at, since=at - timedelta(seconds=uptime) if uptime >= 0 else None)
    return None
