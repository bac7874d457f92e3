"""Every typed event from the text that Asterisk 22 sends."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from telephony.ami import messages as m
from telephony.ami.framing import AmiMessage, Framer

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
AT = datetime.fromtimestamp(1795400000.25, UTC)
CALLER = """Channel: PJSIP/trunk-00000001
ChannelState: 6
ChannelStateDesc: Up
CallerIDNum: 19900000001
CallerIDName: <unknown>
ConnectedLineNum: <unknown>
ConnectedLineName: <unknown>
Language: zh
AccountCode:
Context: from_trunk
Exten: 12345
Priority: 1
Uniqueid: node1-1795400000.1
Linkedid: node1-1795400000.1"""
LEG = """DestChannel: PJSIP/1001p-00000002
DestChannelState: 5
DestUniqueid: node1-1795400001.2
DestLinkedid: node1-1795400000.1
Queue: hotline_general
Interface: PJSIP/1001p
MemberName: 1001"""
MEMBER = """Queue: hotline_general
MemberName: 1001
Interface: PJSIP/1001p
StateInterface: PJSIP/1001p
Membership: dynamic
Penalty: 3
CallsTaken: 2
LastCall: 1795399000
LastPause: 1795399500
LoginTime: 1795390000
InCall: 1
Status: 2
Paused: 1
PausedReason: wrap_up"""
BASE = {"at": AT, "channel": "PJSIP/trunk-00000001", "uniqueid": "node1-1795400000.1", "linkedid": "node1-1795400000.1"}
LEG_FIELDS = {"queue": "hotline_general", "agent": "1001", "leg": "node1-1795400001.2"}


def message(name: str, *blocks: str) -> AmiMessage:
    text = f"Event: {name}\nPrivilege: call,all\nTimestamp: 1795400000.250000\nSystemName: node1\n" + "\n".join(blocks)
    framer = Framer()
    framer.feed(b"Asterisk Call Manager/11.0.0\r\n")
    [read] = framer.feed(text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    return read


CASES: list[tuple[AmiMessage, m.SwitchEvent]] = [
    (
        message("Newchannel", CALLER),
        m.ChannelCreated(**BASE, context="from_trunk", dnis="12345", ani="19900000001", account=""),
    ),
    (
        message("AsyncAGIStart", CALLER, "Env: agi_request%3A%20async%0Aagi_channel%3A%20PJSIP%2Ftrunk-00000001%0A%0A"),
        m.AgiStarted(**BASE, env={"agi_request": "async", "agi_channel": "PJSIP/trunk-00000001"}),
    ),
    (
        message("AsyncAGIExec", CALLER, "CommandID: e3-17", "Result: 200%20result%3D1%20%281%29%0A"),
        m.AgiExecuted(**BASE, command_id="e3-17", result="200 result=1 (1)\n"),
    ),
    (message("AsyncAGIEnd", CALLER), m.AgiEnded(**BASE)),
    (
        message("QueueCallerJoin", CALLER, "Queue: hotline_general\nPosition: 2\nCount: 2"),
        m.CallerJoined(**BASE, queue="hotline_general", position=2),
    ),
    (
        message("QueueCallerLeave", CALLER, "Queue: hotline_general\nPosition: 1\nCount: 0"),
        m.CallerLeft(**BASE, queue="hotline_general"),
    ),
    (message("AgentCalled", CALLER, LEG), m.AgentCalled(**BASE, **LEG_FIELDS, leg_channel="PJSIP/1001p-00000002")),
    (message("AgentRingNoAnswer", CALLER, LEG, "RingTime: 15"), m.AgentDidNotAnswer(**BASE, **LEG_FIELDS)),
    (
        message("AgentConnect", CALLER, LEG, "HoldTime: 4\nRingTime: 2"),
        m.AgentConnected(**BASE, **LEG_FIELDS, leg_channel="PJSIP/1001p-00000002"),
    ),
    (
        message("AgentComplete", CALLER, LEG, "HoldTime: 4\nTalkTime: 31\nReason: agent"),
        m.AgentCompleted(**BASE, **LEG_FIELDS, reason="agent"),
    ),
    (
        message("UserEvent", CALLER, "UserEvent: HotlineQueueEnd\nQueue: hotline_general\nStatus: TIMEOUT"),
        m.QueueReturned(**BASE, queue="hotline_general", status="TIMEOUT"),
    ),
    (
        message("UserEvent", CALLER, "UserEvent: HotlineTalkOver\nReason: transfer"),
        m.TalkOver(**BASE, reason="transfer"),
    ),
    (
        message(
            "UserEvent",
            CALLER,
            "UserEvent: HotlineHandover\nHow: transfer\nAgent: 1002\nLeg: node1-7.9\nLegChannel: PJSIP/1002p-00000009",
        ),
        m.HandedOver(**BASE, how="transfer", agent="1002", leg="node1-7.9", leg_channel="PJSIP/1002p-00000009"),
    ),
    (
        message("UserEvent", CALLER, "UserEvent: HotlineColleagueRings\nKind: outside\nCode: police"),
        m.ColleagueRings(**BASE, kind="outside", code="police"),
    ),
    (message("UserEvent", CALLER, "UserEvent: HotlineColleagueAnswers"), m.ColleagueAnswered(**BASE)),
    (message("UserEvent", CALLER, "UserEvent: HotlineConsultEnd\nStatus: BUSY"), m.ConsultOver(**BASE, status="BUSY")),
    (message("UserEvent", CALLER, "UserEvent: HotlineConference"), m.Conferred(**BASE)),
    (message("UserEvent", CALLER, "UserEvent: HotlineSupervise"), m.SupervisorListens(**BASE)),
    (message("UserEvent", CALLER, "UserEvent: HotlineSurvey\nLevel: 5"), m.SurveyAnswered(**BASE, level=5)),
    (message("UserEvent", CALLER, "UserEvent: HotlineSurvey\nLevel: many"), m.SurveyAnswered(**BASE, level=0)),
    (
        message("BridgeEnter", "BridgeUniqueid: b1\nBridgeType: basic", CALLER),
        m.BridgeJoined(**BASE, bridge="b1"),
    ),
    (message("BridgeLeave", "BridgeUniqueid: b1\nBridgeType: basic", CALLER), m.BridgeLeft(**BASE, bridge="b1")),
    (message("Hold", CALLER, "MusicClass: hotline"), m.Held(**BASE, on=True)),
    (message("Unhold", CALLER), m.Held(**BASE, on=False)),
    (message("HangupRequest", CALLER), m.HangUpAsked(**BASE)),
    (message("Hangup", CALLER, "Cause: 16\nCause-txt: Normal Clearing"), m.HungUp(**BASE, cause=16)),
    *(
        (
            message(name, MEMBER),
            m.MemberChanged(
                at=AT,
                queue="hotline_general",
                agent="1001",
                interface="PJSIP/1001p",
                paused=True,
                pause_reason="wrap_up",
                device=2,
                in_call=True,
                last_pause=1795399500,
                penalty=3,
            ),
        )
        for name in ("QueueMemberAdded", "QueueMemberStatus", "QueueMemberPause", "QueueMemberPenalty")
    ),
    (
        message("QueueMemberRemoved", MEMBER),
        m.MemberRemoved(at=AT, queue="hotline_general", agent="1001", interface="PJSIP/1001p"),
    ),
    (message("UserEvent", CALLER, "UserEvent: HotlineHold"), m.Parted(**BASE)),
    *(
        (
            message("PeerStatus", f"ChannelType: PJSIP\nPeer: PJSIP/1001p\nPeerStatus: {told}"),
            m.PhoneChanged(at=AT, interface="PJSIP/1001p", reachable=there),
        )
        for told, there in (("Reachable", True), ("Unreachable", False))
    ),
    (
        message("FullyBooted", "Uptime: 686\nStatus: Fully Booted"),
        m.FullyBooted(at=AT, since=AT - timedelta(seconds=686)),
    ),
]


@pytest.mark.parametrize(("text", "event"), CASES, ids=lambda value: getattr(value, "name", ""))
def test_reading(text: AmiMessage, event: m.SwitchEvent) -> None:
    assert m.read(text, NOW) == event


def test_every_type_of_event_is_read_here() -> None:
    read = {type(event) for _, event in CASES}
    assert read == set(m.SwitchEvent.__subclasses__()) - {m.MenuLeft}  # made up from what a channel keeps


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=lambda value: value.name)
def test_a_message_that_lacks_everything_still_gives_an_event(text: AmiMessage) -> None:
    """A field that another release leaves out must not stop the line."""
    bare = {"Event": text.name}
    if "userevent" in text:
        bare["UserEvent"] = text["userevent"]
    event = m.read(AmiMessage.of(**bare), NOW)
    assert event is not None
    assert event.at == NOW
    assert {field.name for field in fields(event)} >= {"at", "channel", "uniqueid", "linkedid"}


@pytest.mark.parametrize("name", ["RTCPSent", "NewCallerid", "QueueCallerAbandon", "VarSet", "Newstate", ""])
def test_what_we_have_no_use_of(name: str) -> None:
    """SWITCH 5: an outcome never comes from QueueCallerAbandon."""
    assert m.read(message(name, CALLER), NOW) is None


def test_a_user_event_of_somebody_else() -> None:
    assert m.read(message("UserEvent", CALLER, "UserEvent: Other\nQueue: x\nStatus: y"), NOW) is None


@pytest.mark.parametrize("stamp", ["", "x", "nan", "inf", "1e300", "-1e300"])
def test_a_time_that_cannot_be_read_is_ours(stamp: str) -> None:
    assert m.moment(AmiMessage.of(Event="Hangup", Timestamp=stamp), NOW) == NOW


def test_a_number_is_taken_from_its_creation_only() -> None:
    """From the queue on a channel shows the line as its number; no event but the first carries one."""
    with_number = {type(event) for _, event in CASES if any(f.name == "ani" for f in fields(event))}
    assert with_number == {m.ChannelCreated}
