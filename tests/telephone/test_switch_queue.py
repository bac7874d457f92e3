"""The queue of a real switch, with every process of ours dead: whom it rings, whom not, and who comes first."""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest
from plain_ami import PlainAmi
from switch_rig import Switch, running_switch, until
from talks import GENERAL, put_on_hold, queue_rows, queued, resume, talking

from asterisk_conf.render import SOUNDS
from hotline.demo.phone import Call, Citizen

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("switch_queue")]

WORDS = SOUNDS / "zh" / "hotline" / "thanks.wav"
SKILL = "water"


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    """Yield a switch that has one more queue, set as the general one is."""
    with running_switch() as running:
        file = running.plan.base / "etc" / "queues.conf"
        text = file.read_text()
        file.write_text(f"{text}\n[{SKILL}]\n{text.partition(f'[{GENERAL}]')[2]}")
        asyncio.run(_reload(running))
        yield running


def _count(linkedid: str) -> int:
    """Return the number that the switch counts its channels with."""
    return int(linkedid.rpartition(".")[2])


async def _reload(switch: Switch) -> None:
    ami = await switch.ami()
    await ami.send("QueueReload", Parameters="yes")
    assert await queue_rows(ami, "QueueParams", SKILL)
    await ami.close()


async def test_a_caller_back_from_hold_stands_before_those_who_wait(switch: Switch) -> None:
    ami = await switch.ami()
    async with (
        switch.member("1001") as phone,
        switch.citizen() as back,
        switch.citizen() as one,
        switch.citizen() as two,
    ):
        held = await queued(ami, back)
        await phone.wait_answered()
        agent = await talking(ami, held)
        await ami.send("QueuePause", Interface="PJSIP/1001p", Paused="true", Reason="lunch")
        waiting = [await queued(ami, citizen) for citizen in (one, two)]
        start = len(ami.events)
        await put_on_hold(ami, held, agent)
        await ami.send("Hangup", Channel=agent)
        await ami.wait_event("Hangup", start=start, Channel=agent)
        await resume(ami, held, agent)
        join = await ami.wait_event("QueueCallerJoin", start=start, Channel=held)
        assert join["Position"] == "1"
        rows = await queue_rows(ami, "QueueEntry")
        assert [(row["Position"], row["Channel"]) for row in rows] == list(zip("123", [held, *waiting], strict=True))
        await ami.send("QueuePause", Interface="PJSIP/1001p", Paused="false")
        await phone.wait_answered()
        assert (await ami.wait_event("AgentConnect", start=start))["Channel"] == held
    await ami.close()


async def test_who_waited_too_long_for_a_skill_goes_to_everyone(switch: Switch) -> None:
    ami = await switch.ami()
    async with (
        switch.member("1002", queue=SKILL, answer_after=None) as skilled,
        switch.member("1003") as other,
        switch.citizen() as citizen,
    ):
        channel = await queued(ami, citizen, NEXT_QUEUE=SKILL, NEXT_TIMEOUT="3")
        ringing = await skilled.wait_ringing()
        assert other.calls == []
        end = await ami.wait_event("UserEvent", UserEvent="HotlineQueueEnd", Channel=channel)
        assert (end["Queue"], end["Status"]) == (SKILL, "TIMEOUT")
        await ringing.wait_ended()
        await other.wait_answered()
        assert (await ami.wait_event("AgentConnect", Channel=channel))["Queue"] == GENERAL
    await ami.close()


async def test_a_member_beyond_the_limit_of_penalty_rings_for_everyone_only(switch: Switch) -> None:
    ami = await switch.ami()
    async with (
        switch.phone("1004") as phone,
        _added(ami, "1004", SKILL, penalty=1),
        _added(ami, "1004", GENERAL, penalty=1),
        switch.citizen() as citizen,
    ):
        await ami.send("Setvar", Variable=f"QUEUE_PLAN_{SKILL}", Value="open|0|0|4|")
        channel = await queued(ami, citizen, NEXT_QUEUE=SKILL)
        end = await ami.wait_event("UserEvent", UserEvent="HotlineQueueEnd", Channel=channel)
        assert (end["Queue"], end["Status"]) == (SKILL, "TIMEOUT")
        await phone.wait_answered()
        called = [event["Queue"] for event in ami.events if event["Event"] == "AgentCalled"]
        assert called == [GENERAL], "there the limit is gone, and the phone was there all the time"
        await ami.send("Setvar", Variable=f"QUEUE_PLAN_{SKILL}", Value="")
    await ami.close()


async def test_a_member_in_a_call_of_its_own_is_not_rung(switch: Switch) -> None:
    ami = await switch.ami()
    async with (
        switch.member("1005") as busy,
        switch.member("1006", answer_after=None) as free,
        switch.citizen() as citizen,
    ):
        echo = await busy.agent.call("*43", "1005p")
        await echo.wait_answered()
        await until(lambda: _status(ami, "1005"), "3", "the queue sees the member as busy")
        channel = await queued(ami, citizen)
        for _ in range(2):  # whoever takes turns with it would ring once in between
            await free.wait_ringing()
        assert busy.calls == [echo]
        await echo.hang_up()
        await until(lambda: len(busy.calls), 2, "it rings now")
        assert await talking(ami, channel)
        assert (await ami.wait_event("AgentConnect"))["MemberName"] == "1005"
    await ami.close()


async def _status(ami: PlainAmi, code: str) -> str | None:
    rows = await queue_rows(ami, "QueueMember")
    return next((row["Status"] for row in rows if row["Name"] == code), None)


@pytest.mark.parametrize("queue", [GENERAL, SKILL])
async def test_no_ring_in_the_wrap_up_time_in_whichever_queue(switch: Switch, queue: str) -> None:
    ami = await switch.ami()
    async with (
        switch.member("1007", queue=SKILL) as phone,
        _added(ami, "1007", GENERAL),
        switch.citizen() as first,
        switch.citizen() as second,
    ):
        one = await queued(ami, first)
        await talking(ami, one)
        two = await queued(ami, second, NEXT_QUEUE=queue)
        await phone.hang_up()
        ended = float((await ami.wait_event("AgentComplete", Channel=one))["Timestamp"])
        called = float((await ami.wait_event("AgentCalled", Channel=two))["Timestamp"])
        # The 3 s of queues.conf are a difference of whole seconds: a little over 2 s can do.
        assert 2 < called - ended < 7
    await ami.close()


@contextlib.asynccontextmanager
async def _added(ami: PlainAmi, code: str, queue: str, penalty: int = 0) -> AsyncIterator[None]:
    """Have an agent's phone in a queue."""
    interface = f"PJSIP/{code}p"
    await ami.send("QueueAdd", Queue=queue, Interface=interface, MemberName=code, Penalty=str(penalty))
    try:
        yield
    finally:
        await ami.send("QueueRemove", Queue=queue, Interface=interface)


@pytest.mark.parametrize("whose", ["citizen", "agent"])
async def test_no_phone_can_send_the_other_side_elsewhere(switch: Switch, whose: str) -> None:
    ami = await switch.ami()
    async with switch.member("1008") as phone, switch.citizen() as citizen:
        channel = await queued(ami, citizen)
        await talking(ami, channel)
        start = len(ami.events)
        sender, other = (citizen.call, phone.call) if whose == "citizen" else (phone.call, citizen.call)
        blind = f"<sip:*43@{switch.sip[0]}:{switch.sip[1]}>"
        attended = f"<sip:1008p@127.0.0.1?Replaces={sender.call_id}%3Bto-tag%3D1%3Bfrom-tag%3D2>"
        asked = [asyncio.create_task(_refer(sender, target)) for target in (blind, attended)]
        for speaker, listener in ((sender, other), (other, sender)):
            moment = time.monotonic()
            await speaker.say(WORDS)
            assert listener.rtp.loud_after(moment) is not None, "the talk goes on"
        assert [task.result() for task in asked if task.done() and task.result() < 400] == [], "nobody consents"
        for task in asked:
            task.cancel()
        changes = {"Newchannel", "BridgeLeave", "BlindTransfer", "AttendedTransfer", "Hangup", "AgentComplete"}
        (ours,) = {
            event["Linkedid"] for event in ami.events if event["Event"] == "Newchannel" and event["Channel"] == channel
        }
        # The end of the call before this one may come late.
        told = [event for event in ami.events[start:] if _count(event.get("Linkedid", ours)) >= _count(ours)]
        assert [event for event in told if event["Event"] in changes] == []
        await phone.hang_up()
        assert (await ami.wait_event("AgentComplete", Channel=channel))["MemberName"] == "1008"
    await ami.close()


async def _refer(call: Call, target: str) -> int:
    """Ask the far end of a call to go elsewhere, as a phone's key for transfers does; returns the status."""
    phone = call._agent
    call._cseq += 1
    extra = (("Refer-To", target), ("Referred-By", call._local.partition(";")[0]), ("Contact", phone._contact))
    request = phone._request("REFER", call._target, call._local, call._remote, call.call_id, call._cseq, extra)
    return (await phone._transact(request)).status


async def test_calls_with_holds_leave_nothing_behind(switch: Switch) -> None:
    ami = await switch.ami()
    await until(lambda: _channels(ami), 2, "the watchdog alone, nothing of the tests before")
    before = await _task_processors(switch)
    numbers = iter(range(1000, 2000))
    for _ in range(4):
        for during in await _five_calls(switch, ami, numbers):
            assert during - before, "a talk holds some"
    await until(lambda: _channels(ami), 2, "the watchdog is left")
    await until(lambda: _task_processors(switch), before, "as many task processors as before", 15)
    await ami.close()


async def _five_calls(switch: Switch, ami: PlainAmi, numbers: Iterator[int]) -> list[Counter[str]]:
    """Five talks at once, each put on hold twice; returns the task processors that were there during each."""
    async with contextlib.AsyncExitStack() as stack:
        for code in ("1011", "1012", "1013", "1014", "1015"):
            await stack.enter_async_context(switch.member(code))
        citizens = [await stack.enter_async_context(switch.citizen()) for _ in range(5)]
        return await asyncio.gather(
            *(_held_twice(switch, ami, citizen, f"1991234{next(numbers)}") for citizen in citizens)
        )


async def _held_twice(switch: Switch, ami: PlainAmi, citizen: Citizen, ani: str) -> Counter[str]:
    channel = await queued(ami, citizen, ani)
    agent = await talking(ami, channel)
    for _ in range(2):
        start = len(ami.events)
        await put_on_hold(ami, channel, agent)
        await resume(ami, channel, agent)
        for leg in (channel, agent):
            await ami.wait_event("BridgeEnter", start=start, Channel=leg, BridgeType="basic")
    during = await _task_processors(switch)
    await ami.send("Hangup", Channel=agent)
    await ami.wait_event("AgentComplete", Channel=channel)
    return during


async def _channels(ami: PlainAmi) -> int:
    rows = await ami.list("CoreShowChannels", "CoreShowChannelsComplete")
    assert [row["Channel"] for row in rows if row["Channel"].startswith("Surrogate/")] == []
    return len(rows)


async def _task_processors(switch: Switch) -> Counter[str]:
    """Return how many task processors of each name Asterisk has: each of its subscriptions holds one.

    Those of pools come and go with the work, those of a SIP session stay for half a minute after a BYE.
    """
    command = [*switch.command, "-C", str(switch.plan.main_file), "-rx", "core show taskprocessors"]
    asked = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said = (await asked.communicate())[0].decode()
    names = [line.split()[0] for line in said.splitlines() if re.fullmatch(r"\S+(\s+\d+){7}\s*", line)]
    assert f"\n{len(names)} taskprocessors" in said
    passing = ("taskpool/", "pjsip/outsess/")
    return Counter(re.sub(r"-[0-9a-f]{8}$", "", name) for name in names if not name.startswith(passing))
