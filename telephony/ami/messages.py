"""Typed events. AMI's own spellings end in this module.

Every event carries ``at`` (Asterisk's own time, from ``timestampevents``) and, where it is about a channel, ``channel``
(its name), ``uniqueid`` and ``linkedid``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

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
class TalkOver(SwitchEvent):
    """The caller is led away from the agent he talked to; ``reason`` is agent or transfer."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class HandedOver(SwitchEvent):
    """The caller is about to be bridged with another leg; ``how`` is transfer or take_over, no ``agent``: outside."""

    how: str
    agent: str
    leg: str
    leg_channel: str


@dataclass(frozen=True, kw_only=True)
class ColleagueRings(SwitchEvent):
    """The leg of this event is dialled for a call: ``kind`` agent or outside, ``code`` that of agent or entry."""

    kind: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ColleagueAnswered(SwitchEvent):
    """The leg of this event was answered."""


@dataclass(frozen=True, kw_only=True)
class ConsultOver(SwitchEvent):
    """The agent's leg, that of this event, rings or talks to no colleague any more; ``status`` is DIALSTATUS."""

    status: str


@dataclass(frozen=True, kw_only=True)
class Conferred(SwitchEvent):
    """The caller enters a conference with his agent and a colleague."""


@dataclass(frozen=True, kw_only=True)
class SupervisorListens(SwitchEvent):
    """A supervisor's leg, that of this event, has answered and is put on an agent's."""


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(SwitchEvent):
    """A caller said by key how satisfied he is: ``level`` 5 (very) to 1 (not at all), 0 when it cannot be read."""

    level: int


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
    penalty: int = 0


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


def moment(message: Mapping[str, str], now: datetime) -> datetime:
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


def member(message: Mapping[str, str], at: datetime) -> MemberChanged:
    """Read a member from QueueMember (list) and from the events that tell of one."""
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
        penalty=number(message.get("penalty")),
    )


def _agi_env(text: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in text.replace("\r", "").split("\n"))
    return {name: value for name, _, value in pairs if name}


Headers = dict[str, str]
Reader = Callable[[Headers, datetime], SwitchEvent]


def _of(h: Headers, at: datetime) -> dict[str, Any]:
    """Return what every event of a channel says."""
    return {
        "at": at,
        "channel": h.get("channel", ""),
        "uniqueid": h.get("uniqueid", ""),
        "linkedid": h.get("linkedid", ""),
    }


def _plain(kind: Callable[..., SwitchEvent], /, **fields: str) -> Reader:
    """Return the reader of an event whose further fields are headers as they are: field = name of the header."""
    named = tuple(fields.items())

    def reader(h: Headers, at: datetime) -> SwitchEvent:
        return kind(**_of(h, at), **{field: h.get(header, "") for field, header in named})

    return reader


def _agi_started(h: Headers, at: datetime) -> SwitchEvent:
    return AgiStarted(**_of(h, at), env=_agi_env(h.get("env", "")))


def _joined(h: Headers, at: datetime) -> SwitchEvent:
    return CallerJoined(**_of(h, at), queue=h.get("queue", ""), position=number(h.get("position")))


def _hung_up(h: Headers, at: datetime) -> SwitchEvent:
    return HungUp(**_of(h, at), cause=number(h.get("cause")))


def _phone(h: Headers, at: datetime) -> SwitchEvent:
    return PhoneChanged(at=at, interface=h.get("peer", ""), reachable=h.get("peerstatus") != "Unreachable")


def _removed(h: Headers, at: datetime) -> SwitchEvent:
    return MemberRemoved(
        at=at, queue=h.get("queue", ""), agent=h.get("membername", ""), interface=h.get("interface", "")
    )


def _booted(h: Headers, at: datetime) -> SwitchEvent:
    uptime = number(h.get("uptime"), -1)
    return FullyBooted(at=at, since=at - timedelta(seconds=uptime) if uptime >= 0 else None)


def _talk_over(h: Headers, at: datetime) -> SwitchEvent:
    return _plain(partial(TalkOver, reason=h.get("reason") or "agent"))(h, at)


def _survey(h: dict[str, str], at: datetime) -> SwitchEvent:
    return _plain(partial(SurveyAnswered, level=number(h.get("level"), 0)))(h, at)


CREATED = {"dnis": "exten", "context": "context", "ani": "calleridnum", "account": "accountcode"}
QUEUE = {"queue": "queue"}
LEG = {**QUEUE, "agent": "membername", "leg": "destuniqueid"}

READERS: dict[str, Reader] = {
    "Newchannel": _plain(ChannelCreated, **CREATED),
    "AsyncAGIStart": _agi_started,
    "AsyncAGIExec": _plain(AgiExecuted, command_id="commandid", result="result"),
    "AsyncAGIEnd": _plain(AgiEnded),
    "QueueCallerJoin": _joined,
    "QueueCallerLeave": _plain(CallerLeft, **QUEUE),
    "AgentCalled": _plain(AgentCalled, **LEG, leg_channel="destchannel"),
    "AgentConnect": _plain(AgentConnected, **LEG, leg_channel="destchannel"),
    "AgentRingNoAnswer": _plain(AgentDidNotAnswer, **LEG),
    "AgentComplete": _plain(AgentCompleted, **LEG, reason="reason"),
    "BridgeEnter": _plain(BridgeJoined, bridge="bridgeuniqueid"),
    "BridgeLeave": _plain(BridgeLeft, bridge="bridgeuniqueid"),
    "Hold": _plain(partial(Held, on=True)),
    "Unhold": _plain(partial(Held, on=False)),
    "HangupRequest": _plain(HangUpAsked),
    "Hangup": _hung_up,
    "QueueMemberAdded": member,
    "QueueMemberStatus": member,
    "QueueMemberPause": member,
    "QueueMemberPenalty": member,
    "QueueMemberRemoved": _removed,
    "PeerStatus": _phone,
    "FullyBooted": _booted,
}
"""Name of an event -> its reader."""

OWN_READERS: dict[str, Reader] = {
    "HotlineEntered": _plain(ChannelCreated, **{**CREATED, "dnis": "line"}),
    "HotlineQueueEnd": _plain(QueueReturned, **QUEUE, status="status"),
    "HotlineHold": _plain(Parted),
    "HotlineTalkOver": _talk_over,
    "HotlineHandover": _plain(HandedOver, how="how", agent="agent", leg="leg", leg_channel="legchannel"),
    "HotlineColleagueRings": _plain(ColleagueRings, kind="kind", code="code"),
    "HotlineColleagueAnswers": _plain(ColleagueAnswered),
    "HotlineConsultEnd": _plain(ConsultOver, status="status"),
    "HotlineConference": _plain(Conferred),
    "HotlineSupervise": _plain(SupervisorListens),
    "HotlineSurvey": _survey,
}
"""Name of a ``UserEvent`` of our dialplan -> its reader."""

WANTED = frozenset({*READERS, "UserEvent"})
"""Events that mean something to us."""


def read(m: AmiMessage, now: datetime) -> SwitchEvent | None:
    """Return the typed event of a message, ``None`` for what we have no use of."""
    reader = READERS.get(m.name)
    if reader is None:
        if m.name != "UserEvent":
            return None
        reader = OWN_READERS.get(m.get("userevent", ""))
        if reader is None:
            return None
    headers = m.headers
    return reader(headers, moment(headers, now))
