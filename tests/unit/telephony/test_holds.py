"""Hold by the switch over a played Asterisk: what is sent, what is refused, where both legs go when one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fake_switch import CALLER, LINKEDID, SUCCESS, Answer, World, headers

from foundation.errors import BadInput, Conflict, HotlineError, Unavailable
from telephony.ami.actions import Action
from telephony.ami.client import AmiError, AmiGone
from telephony.events import call_id_of
from telephony.holds import AFTER, BACK, HeldByPhone, Holds, NotInCall, NotOnHold, led_to
from telephony.snapshot import ChannelNow, Snapshot

GENERAL = "hotline_general"
CALL = str(call_id_of("node1", LINKEDID))
LEG, LEG_ID = "PJSIP/1001p-00000002", "node1-1795400001.2"
VARIABLES = {"LINE": "12345"}


def success_for_all(_: Action) -> Answer:
    """Answer every action as done, and do nothing."""
    return SUCCESS


class Switch:
    """A call in talk with agent 1001; `said` are actions that Asterisk answers in another way, or never carries out."""

    def __init__(self) -> None:
        self.world = World()
        self.holds = self.new_holds()
        self.world.ami.answer = self.take
        self.said: dict[str, Answer] = {}
        self.world.call_enters()
        self.world.of_caller("QueueCallerJoin", Queue=GENERAL, Position="1")
        self.world.of_caller("AgentConnect", Queue=GENERAL, MemberName="1001", DestUniqueid=LEG_ID, DestChannel=LEG)
        self.of_leg("BridgeEnter", BridgeUniqueid="b1")
        self.world.of_caller("BridgeEnter", BridgeUniqueid="b1")

    def new_holds(self) -> Holds:
        """Make the listener of the next owner."""
        holds = Holds(self.world.owner, self.world.clock, spawn=self.world.spawn, confirm_seconds=0.3)
        self.world.owner.listeners = [holds]
        return holds

    def of_leg(self, name: str, **more: str) -> None:
        """Let Asterisk report an event of the agent's leg."""
        self.world.hear(name, Channel=LEG, Uniqueid=LEG_ID, Linkedid=LINKEDID, **more)

    def take(self, action: Action) -> Answer:
        """Answer an action and carry it out."""
        if action.name in self.said:
            return self.said[action.name]
        what = headers(action)
        loop = asyncio.get_running_loop()
        if action.name == "Redirect" and what.get("ExtraContext") == "hotline_hold":
            loop.call_soon(self.part)
        elif action.name == "Redirect" and what["Context"] == "hotline_resume":
            loop.call_soon(self.join)
        elif action.name == "Hangup" and what["Channel"] == LEG:
            loop.call_soon(lambda: self.of_leg("Hangup", Cause=what["Cause"]))
        return SUCCESS

    def part(self) -> None:
        """Both legs leave the bridge."""
        self.of_leg("BridgeLeave", BridgeUniqueid="b1")
        self.world.of_caller("BridgeLeave", BridgeUniqueid="b1")
        self.world.of_caller("UserEvent", UserEvent="HotlineHold")
        self.of_leg("BridgeEnter", BridgeUniqueid="hold")

    def join(self) -> None:
        """Both legs are in one bridge again."""
        self.of_leg("BridgeEnter", BridgeUniqueid="b2")
        self.of_leg("BridgeLeave", BridgeUniqueid="hold")
        self.world.of_caller("BridgeEnter", BridgeUniqueid="b2")

    def redirects(self) -> list[tuple[str, str, str]]:
        """Return channel, context and exten of all single redirects."""
        sent = [s for s in self.world.ami.named("Redirect") if "ExtraChannel" not in s]
        return [(s["Channel"], s["Context"], s["Exten"]) for s in sent]

    def hangups(self) -> list[str]:
        """Return the channels that were hung up."""
        return [sent["Channel"] for sent in self.world.ami.named("Hangup")]

    @property
    def apart(self) -> bool:
        """Whether the talk is on hold by the switch."""
        talk = self.world.owner.calls[LINKEDID].talk
        return talk is not None and talk.apart

    def kinds(self) -> list[str]:
        """Return the kinds of all facts."""
        return [str(fact.kind) for fact in self.world.writer.facts]

    def snapshot(self, *channels: ChannelNow) -> None:
        """Give the listener a snapshot."""
        self.holds.on_snapshot(Snapshot(datetime.now(UTC), channels, (), ()))


@pytest.fixture
async def at() -> AsyncIterator[Switch]:
    made = Switch()
    yield made
    await made.world.stop()


def held_caller() -> ChannelNow:
    return ChannelNow(CALLER, LINKEDID, LINKEDID, "", "12345", "", VARIABLES, "hotline_hold")


def caller_on_his_way() -> ChannelNow:
    return replace(held_caller(), exten="back")


def waiting_leg() -> ChannelNow:
    return ChannelNow(LEG, LEG_ID, LINKEDID, "", "1001", "hold", VARIABLES, "hotline_consult")


async def test_hold_parts_both_legs_the_agents_first_and_resume_joins_them(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    assert at.apart
    [sent] = at.world.ami.named("Redirect")
    assert (sent["Channel"], sent["Context"]) == (LEG, "hotline_consult")
    assert (sent["ExtraChannel"], sent["ExtraContext"]) == (CALLER, "hotline_hold")
    await at.holds.resume("1001", CALL)
    assert not at.apart
    assert at.world.ami.named("Setvar") == [{"Channel": CALLER, "Variable": "HOLD_WITH", "Value": LEG}]
    assert at.redirects() == [(CALLER, "hotline_resume", "s")]
    assert at.kinds()[-5:] == ["bridge_entered", "bridge_left", "hold_started", "bridge_entered", "hold_ended"]


async def test_a_doubled_hold_is_one(at: Switch) -> None:
    await asyncio.gather(at.holds.hold("1001", CALL), at.holds.hold("1001", CALL))
    await at.holds.hold("1001", CALL)
    assert len(at.world.ami.named("Redirect")) == 1
    assert at.kinds().count("hold_started") == 1


async def test_what_does_not_fit_is_refused(at: Switch) -> None:
    for command in (at.holds.hold, at.holds.resume, at.holds.hang_up):
        with pytest.raises(NotInCall):
            await command("1002", CALL)
        with pytest.raises(NotInCall):
            await command("1001", "0198a000-0000-7000-8000-000000000000")
        with pytest.raises(BadInput):
            await command("1001", "the second one")
    with pytest.raises(NotOnHold):
        await at.holds.resume("1001", CALL)
    assert at.world.ami.sent == []
    assert issubclass(NotOnHold, Conflict)


async def test_a_call_that_the_phone_holds_is_on_hold_and_only_the_phone_resumes_it(at: Switch) -> None:
    at.of_leg("Hold")
    await at.holds.hold("1001", CALL)
    with pytest.raises(HeldByPhone):
        await at.holds.resume("1001", CALL)
    assert at.world.ami.sent == []


async def test_hold_waits_until_both_legs_are_bridged(at: Switch) -> None:
    at.of_leg("BridgeLeave", BridgeUniqueid="b1")
    held = asyncio.create_task(at.holds.hold("1001", CALL))
    await asyncio.sleep(0)
    assert at.world.ami.sent == []
    at.of_leg("BridgeEnter", BridgeUniqueid="b1")
    await held
    assert at.apart


async def turns() -> None:
    """Let everything that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


def leaves_late(at: Switch, action: Action) -> Answer:
    """Carry an action out, but let the agent's leg stay in the bridge of the talk for now."""
    if action.name == "Redirect" and headers(action).get("ExtraContext") == "hotline_hold":
        at.world.of_caller("BridgeLeave", BridgeUniqueid="b1")
        at.world.of_caller("UserEvent", UserEvent="HotlineHold")
        return SUCCESS
    return at.take(action)


@pytest.mark.parametrize("way", ["part", "hold and resume"])
async def test_no_order_goes_to_a_leg_that_is_still_on_its_way(at: Switch, way: str) -> None:
    at.world.ami.answer = lambda action: leaves_late(at, action)
    if way == "part":
        done: asyncio.Task[object] = asyncio.create_task(at.holds.part("1001", CALL))
    else:
        await at.holds.hold("1001", CALL)
        done = asyncio.create_task(at.holds.resume("1001", CALL))
    for happens in ("", "BridgeLeave", ""):
        if happens:
            at.of_leg(happens, BridgeUniqueid="b1")
        await turns()
        assert at.apart
        assert not done.done()
        assert at.redirects() == []
    at.of_leg("BridgeEnter", BridgeUniqueid="hold")
    await done
    assert at.apart == (way == "part")


async def act(at: Switch) -> None:
    """Begin to bring the caller to somebody else."""
    async with at.holds.order(LINKEDID):
        await at.holds.part("1001", CALL)


async def test_a_leg_that_ends_on_its_way_is_not_waited_for(at: Switch) -> None:
    at.world.ami.answer = lambda action: leaves_late(at, action)
    await at.holds.hold("1001", CALL)
    done = asyncio.create_task(at.holds.resume("1001", CALL))
    await turns()
    at.of_leg("BridgeLeave", BridgeUniqueid="b1")
    at.of_leg("Hangup", Cause="16")
    with pytest.raises(NotInCall):
        await done
    await at.world.settle()
    assert at.redirects() == [(CALLER, *AFTER)]


@pytest.mark.parametrize("hold_is_told", ["before", "after", "long after"])
async def test_an_agent_who_hangs_up_while_his_caller_is_sent_on_ends_nothing(at: Switch, hold_is_told: str) -> None:
    at.world.ami.answer = success_for_all
    done = asyncio.create_task(act(at))
    await turns()
    at.world.of_caller("BridgeLeave", BridgeUniqueid="b1")
    if hold_is_told == "before":
        at.world.of_caller("UserEvent", UserEvent="HotlineHold")
    at.of_leg("BridgeLeave", BridgeUniqueid="b1")
    at.of_leg("Hangup", Cause="16")
    if hold_is_told == "after":
        at.world.of_caller("UserEvent", UserEvent="HotlineHold")
    with pytest.raises(NotInCall):
        await done
    if hold_is_told == "long after":
        at.world.of_caller("UserEvent", UserEvent="HotlineHold")
    await at.world.settle()
    assert at.redirects() == [(CALLER, *BACK)]


async def test_an_agent_who_hangs_up_after_an_act_that_failed_ends_the_talk(at: Switch) -> None:
    await act(at)
    at.of_leg("Hangup", Cause="16")
    await at.world.settle()
    assert at.redirects() == [(CALLER, *AFTER)]


async def test_a_second_hold_waits_until_the_leg_is_back_with_the_caller(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.world.ami.answer = success_for_all
    resumed = asyncio.create_task(at.holds.resume("1001", CALL))
    await turns()
    at.world.of_caller("BridgeEnter", BridgeUniqueid="b2")
    await resumed
    held = asyncio.create_task(at.holds.hold("1001", CALL))
    await turns()
    assert len(at.world.ami.named("Redirect")) == 2, "the leg has not come yet"
    at.world.ami.answer = at.take
    at.of_leg("BridgeLeave", BridgeUniqueid="hold")
    at.of_leg("BridgeEnter", BridgeUniqueid="b2")
    await held
    assert at.apart


async def test_a_hold_that_asterisk_refuses_says_so_and_changes_nothing(at: Switch) -> None:
    at.said["Redirect"] = AmiError("Redirect failed, channel not up.")
    with pytest.raises(NotInCall):
        await at.holds.hold("1001", CALL)
    assert at.hangups() == []
    at.said.clear()
    await at.holds.hold("1001", CALL)
    assert at.apart


async def test_a_leg_that_was_sent_alone_ends(at: Switch) -> None:
    at.said["Redirect"] = AmiError("Secondary redirect failed")
    with pytest.raises(NotInCall):
        await at.holds.hold("1001", CALL)
    assert at.hangups() == [LEG]


@pytest.mark.parametrize("answer", [SUCCESS, AmiGone("no AMI connection")], ids=["unconfirmed", "no link"])
async def test_a_hold_that_does_not_come_true_says_so(at: Switch, answer: Answer) -> None:
    at.said["Redirect"] = answer
    with pytest.raises(HotlineError) as refused:
        await at.holds.hold("1001", CALL)
    assert refused.value.retryable
    at.world.of_caller("Hangup", Cause="16")
    await at.world.settle()
    assert at.hangups() == [], "the bridge's own end is the leg's"


async def test_a_resume_that_does_not_come_true_leaves_it_on_hold(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.said["Redirect"] = SUCCESS
    with pytest.raises(Unavailable):
        await at.holds.resume("1001", CALL)
    assert at.apart
    at.said["Redirect"] = AmiError("Channel does not exist")
    with pytest.raises(NotInCall):
        await at.holds.resume("1001", CALL)


async def test_caller_hangs_up_on_hold(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.world.of_caller("AgentComplete", Queue=GENERAL, MemberName="1001", DestUniqueid=LEG_ID, Reason="caller")
    at.world.of_caller("Hangup", Cause="16")
    await at.world.settle()
    assert at.hangups() == [LEG]
    assert at.redirects() == []


async def test_caller_hangs_up_while_being_parted(at: Switch) -> None:
    at.said["Redirect"] = SUCCESS
    held = asyncio.create_task(at.holds.hold("1001", CALL))
    await asyncio.sleep(0.01)
    at.world.of_caller("Hangup", Cause="16")
    with pytest.raises(NotInCall):
        await held
    await at.world.settle()
    assert at.hangups() == [LEG]


@pytest.mark.parametrize("told_before", [False, True])
@pytest.mark.parametrize(("cause", "place"), [("16", AFTER), ("44", BACK)])
async def test_agents_leg_ends_on_hold(at: Switch, cause: str, place: tuple[str, str], told_before: bool) -> None:
    await at.holds.hold("1001", CALL)
    if told_before:
        at.world.of_caller("AgentComplete", Queue=GENERAL, MemberName="1001", DestUniqueid=LEG_ID, Reason="agent")
    at.of_leg("Hangup", Cause=cause)
    await at.world.settle()
    assert at.redirects() == [(CALLER, *place)]
    assert at.kinds()[-3:] == ["hold_ended", "talk_ended", "queue_left"]


async def test_agents_leg_ends_in_the_talk(at: Switch) -> None:
    at.of_leg("Hangup", Cause="16")
    await at.world.settle()
    assert at.redirects() == [], "the dialplan knows"


async def test_a_line_that_breaks_in_the_talk_gives_the_caller_back(at: Switch) -> None:
    at.of_leg("Hangup", Cause="44")
    at.world.of_caller("UserEvent", UserEvent="HotlineQueueEnd", Queue=GENERAL, Status="CONTINUE")
    await at.world.settle()
    assert at.redirects() == [(CALLER, *BACK)]


async def test_a_phone_that_is_gone_gives_its_held_caller_back_once(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.world.hear("PeerStatus", Peer="PJSIP/1002p", PeerStatus="Unreachable")
    await at.world.settle()
    assert at.redirects() == []
    at.world.hear("PeerStatus", Peer="PJSIP/1001p", PeerStatus="Unreachable")
    at.world.hear("PeerStatus", Peer="PJSIP/1001p", PeerStatus="Unreachable")
    await at.world.settle()
    await asyncio.sleep(0)
    await at.world.settle()
    assert at.redirects() == [(CALLER, *BACK)]
    assert at.hangups() == [LEG]
    at.world.of_caller("QueueCallerJoin", Queue=GENERAL, Position="1")
    assert at.kinds()[-4:] == ["hold_ended", "talk_ended", "queue_left", "call_offered"]


async def test_a_phone_that_is_gone_in_the_talk_keeps_it(at: Switch) -> None:
    """SIP may be away while the audio goes on; if it does not, rtp_timeout ends the leg."""
    at.world.hear("PeerStatus", Peer="PJSIP/1001p", PeerStatus="Unreachable")
    await at.world.settle()
    assert at.world.ami.sent == []
    assert led_to(apart=False, cause=16, phone_gone=True) is None
    assert led_to(apart=False, cause=0, phone_gone=True) == BACK


async def test_hang_up_in_the_talk_and_on_hold(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    await at.holds.hang_up("1001", CALL)
    await at.world.settle()
    assert at.redirects() == [(CALLER, *AFTER)]
    assert at.hangups() == [LEG]
    with pytest.raises(NotInCall):
        await at.holds.hang_up("1001", CALL)


async def test_hang_up_in_the_talk_is_the_leg_alone(at: Switch) -> None:
    await at.holds.hang_up("1001", CALL)
    assert at.redirects() == []
    assert at.hangups() == [LEG]


async def test_the_next_owner_goes_on(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.holds = at.new_holds()
    at.snapshot(held_caller(), waiting_leg())
    await at.world.settle()
    assert len(at.world.ami.sent) == 1
    await at.holds.resume("1001", CALL)
    assert not at.apart


@pytest.mark.parametrize(("cause", "place"), [("16", AFTER), ("44", BACK), ("0", BACK)])
async def test_the_next_owner_leads_on_who_was_left_alone(at: Switch, cause: str, place: tuple[str, str]) -> None:
    await at.holds.hold("1001", CALL)
    at.holds = at.new_holds()
    at.world.owner.in_step = False
    at.of_leg("Hangup", Cause=cause)
    at.world.owner.in_step = True
    at.snapshot(held_caller())
    await at.world.settle()
    assert at.redirects() == [(CALLER, *place)]


async def test_a_caller_on_his_way_to_the_next_agent_is_left_alone_after_a_silence(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.of_leg("Hangup", Cause="16")
    await at.world.settle()
    sent = at.redirects()
    at.snapshot(caller_on_his_way())
    await at.world.settle()
    assert at.redirects() == sent


async def test_a_leg_still_in_its_talk_with_a_colleague_who_left_is_waited_for(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    colleague = {"Channel": "PJSIP/1002p-00000003", "Uniqueid": "node1-1795400002.3", "Linkedid": LINKEDID}
    at.of_leg("BridgeLeave", BridgeUniqueid="hold")
    at.world.hear("UserEvent", UserEvent="HotlineColleagueRings", Kind="agent", Code="1002", **colleague)
    at.world.hear("UserEvent", UserEvent="HotlineColleagueAnswers", **colleague)
    at.world.hear("BridgeEnter", BridgeUniqueid="b3", **colleague)
    at.of_leg("BridgeEnter", BridgeUniqueid="b3")
    at.world.hear("BridgeLeave", BridgeUniqueid="b3", **colleague)
    at.world.hear("Hangup", Cause="16", **colleague)
    assert at.world.owner.calls[LINKEDID].consult is None
    done = asyncio.create_task(at.holds.resume("1001", CALL))
    await turns()
    assert at.redirects() == [], "the leg is in no bridge that a resume may take it from"
    at.of_leg("BridgeLeave", BridgeUniqueid="b3")
    at.of_leg("BridgeEnter", BridgeUniqueid="hold2")
    await done
    assert at.redirects() == [(CALLER, "hotline_resume", "s")]


async def test_the_next_owner_ends_a_leg_whose_caller_is_gone(at: Switch) -> None:
    await at.holds.hold("1001", CALL)
    at.world.owner.in_step = False
    at.holds = at.new_holds()
    at.world.of_caller("Hangup", Cause="16")
    at.snapshot(waiting_leg())
    await at.world.settle()
    assert at.hangups() == [LEG]
