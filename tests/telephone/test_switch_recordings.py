"""Recordings of a real switch are as long as the caller was in a bridge, whoever was there with him."""

import wave
from collections.abc import Iterator

import pytest
from plain_ami import PlainAmi
from switch_rig import Switch, running_switch
from talks import consult, hand_over, put_on_hold, queued, redirect, redirect_both, talking

from asterisk_conf.render import SOUNDS

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("switch_recordings")]

SECOND = SOUNDS / "zh" / "hotline" / "silence_1.wav"
SIGNS = {"BridgeEnter": -1, "BridgeLeave": 1}


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    """Yield a switch of its own."""
    with running_switch() as running:
        yield running


async def test_in_a_conference(switch: Switch) -> None:
    ami = await switch.ami()
    async with switch.member("1001"), switch.phone("1002") as colleague, switch.citizen() as citizen:
        channel = await queued(ami, citizen, NOTICE_PLAYED="0")
        agent = await talking(ami, channel)
        await citizen.say(SECOND)
        for leg in (channel, agent):
            await ami.send("Setvar", Channel=leg, Variable="CONFERENCE", Value="three")
        room = "hotline_conference"
        await redirect_both(ami, agent, (room, "colleague"), channel, (room, "caller"))
        await _dialled(ami, "1002", room, "colleague", "CONFERENCE=three")
        call = await colleague.wait_answered()
        await call.say(SECOND)
        await citizen.say(SECOND)
        await ami.send("Hangup", Channel=agent)
        await citizen.say(SECOND)
        await call.hang_up()
        await _recorded(switch, ami, channel, "simple_bridge", "softmix")
        await citizen.wait_ended()
    await ami.close()


async def test_after_a_consultation(switch: Switch) -> None:
    ami = await switch.ami()
    async with switch.member("1003"), switch.phone("1004") as colleague, switch.citizen() as citizen:
        channel = await queued(ami, citizen, NOTICE_PLAYED="0")
        agent = await talking(ami, channel)
        await citizen.say(SECOND)
        start = len(ami.events)
        target = await consult(ami, channel, agent, "1003", "1004")
        call = await colleague.wait_answered()
        await ami.wait_event("BridgeEnter", start=start, Channel=agent, BridgeType="basic")
        await call.say(SECOND)  # to the agent, while the caller hears music
        await hand_over(ami, channel, target)
        await ami.wait_event("BridgeEnter", start=start, Channel=channel, BridgeType="basic")
        await call.say(SECOND)
        await citizen.say(SECOND)
        await call.hang_up()
        await _recorded(switch, ami, channel, "simple_bridge", "simple_bridge")
        await citizen.wait_ended()
    await ami.close()


async def test_after_a_transfer_without_a_word_before(switch: Switch) -> None:
    ami = await switch.ami()
    async with switch.member("1005"), switch.phone("1006", 1.5) as colleague, switch.citizen() as citizen:
        channel = await queued(ami, citizen, NOTICE_PLAYED="0")
        agent = await talking(ami, channel)
        await citizen.say(SECOND)
        start = len(ami.events)
        await put_on_hold(ami, channel, agent)
        for name, value in {"DIAL": "PJSIP/1006p", "KIND": "agent", "CODE": "1006"}.items():
            await ami.send("Setvar", Channel=channel, Variable=f"COLLEAGUE_{name}", Value=value)
        await redirect(ami, channel, "hotline_to_agent")
        await ami.send("Hangup", Channel=agent)
        call = await colleague.wait_answered()
        await ami.wait_event("BridgeEnter", start=start, Channel=channel, BridgeType="basic")
        await call.say(SECOND)
        await citizen.say(SECOND)
        await call.hang_up()
        await _recorded(switch, ami, channel, "simple_bridge", "simple_bridge")
        await citizen.wait_ended()
    await ami.close()


async def _dialled(ami: PlainAmi, code: str, context: str, exten: str, variable: str) -> None:
    await ami.send(
        "Originate",
        ("Variable", variable),
        Channel=f"PJSIP/{code}p",
        Context=context,
        Exten=exten,
        Priority="1",
        CallerID="12345 <12345>",
        Async="true",
    )


async def _recorded(switch: Switch, ami: PlainAmi, channel: str, *technologies: str) -> None:
    """Assert that a call is over and its three files are as long as the caller's time in these bridges."""
    hangup = await ami.wait_event("Hangup", Channel=channel)
    assert hangup["Context"] == "hotline_after"
    moves = [event for event in ami.events if event.get("Channel") == channel and event["Event"] in SIGNS]
    assert [event["BridgeTechnology"] for event in moves if event["Event"] == "BridgeEnter"] == list(technologies)
    bridged = sum(SIGNS[event["Event"]] * float(event["Timestamp"]) for event in moves)
    for leg in ("", "-caller", "-to_caller"):
        with wave.open(str(switch.plan.recordings / f"{hangup['Uniqueid']}{leg}.wav")) as file:
            seconds = file.getnframes() / file.getframerate()
            assert abs(seconds - bridged) < 0.8, leg  # a hold that counted as talk would be a second or more
