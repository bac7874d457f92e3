"""The switch by itself: what a citizen gets while every process of ours is dead (SWITCH section 4)."""

import asyncio
import contextlib
import re
import signal
import sqlite3
import time
import uuid
import wave
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from ami_rights import ACTION_CLASSES, EVENT_CLASSES
from plain_ami import AmiRefused, PlainAmi
from switch_rig import CARRIER, Switch, free_port, until
from talks import ANI, LINE, consult, hand_over, put_on_hold, redirect_both, resume, talk

import hotline.demo
from hotline.demo.phone import AgentPhone, CallRefused

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(180), pytest.mark.xdist_group("switch_alone")]

SOUNDS = Path(__file__).resolve().parents[2] / "asterisk_conf" / "sounds"


@pytest.fixture(autouse=True)
def _quiet(switch: Switch) -> Iterator[None]:
    """No test of this file makes the switch complain, or write a caller's number into a log."""
    before = len(switch.complaints())
    yield
    assert switch.complaints()[before:] == []
    for file in [path for path in (switch.plan.base / "log").rglob("*") if path.is_file()] + [switch.output]:
        text = file.read_text(errors="replace")
        assert ANI not in text, file.name
        assert "sip:139" not in text, file.name
        assert "does not exist in any format" not in text, file.name


async def _in_menu(ami: PlainAmi, start: int) -> str:
    """Return the channel of the next call that stands in the menu."""
    return (await ami.wait_event("AsyncAGIStart", start=start))["Channel"]


async def test_new_call_reaches_a_phone_without_us(switch: Switch) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.member("1001") as phone, switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        call = await phone.wait_answered()
        assert ANI not in call.shown_caller
        assert LINE in call.shown_caller
        await citizen.say(SOUNDS / "zh" / "hotline" / "thanks.wav")
        assert max(packet.peak for packet in phone.rtp.arrivals) > 3000, "the agent hears the citizen"
        await phone.press("5")
        await until(lambda: [key for _, key in citizen.rtp.keys_heard], ["5"], "a key crosses the bridge")
        await phone.hang_up()
        end = await ami.wait_event("UserEvent", UserEvent="HotlineQueueEnd")
        assert (end["Queue"], end["Status"]) == ("hotline_general", "CONTINUE")
        await citizen.wait_ended()
        assert citizen.call.ended_by == "remote", "thanks, then the switch hangs up"
        name = end["Uniqueid"]
        await until(
            lambda: {f"{name}.wav", f"{name}-caller.wav", f"{name}-to_caller.wav"} <= switch.recordings(),
            True,
            "three recordings",
        )
        log = switch.plan.base / "log"
        await until(
            lambda: f"{name}|hotline_general|NONE|ENTERQUEUE||{LINE}|1" in (log / "queue_log").read_text(),
            True,
            "queue_log",
        )
        cel = log / "cel-custom" / "hotline.csv"
        await until(lambda: '"BRIDGE_ENTER"' in cel.read_text() and name in cel.read_text(), True, "CEL")
        assert citizen.problems == []
        assert phone.problems == []
    await ami.close()


async def test_caller_who_hangs_up_in_the_queue_leaves_it(switch: Switch) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.member("1002", answer_after=None) as phone, switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        ringing = await phone.wait_ringing()
        await citizen.hang_up()
        await ringing.wait_ended()
        await ami.wait_event("QueueCallerAbandon")
        assert phone.problems == []
    await ami.close()


async def test_no_phone_of_a_paused_member_rings(switch: Switch) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.member("1016") as one, switch.member("1017") as other, switch.citizen() as citizen:
        for code in ("1016", "1017"):
            await ami.send("QueuePause", Interface=f"PJSIP/{code}p", Paused="true", Reason="lunch")
        await citizen.dial(LINE, ANI)
        await ami.wait_event("QueueCallerJoin")
        await asyncio.sleep(4)
        assert (one.calls, other.calls) == ([], [])
        assert await _callers(ami) == 1
        await ami.send("QueuePause", Interface="PJSIP/1016p", Paused="false")
        await one.wait_answered()
        assert other.calls == []
    await ami.close()


@pytest.mark.parametrize("target", ["10086", "*43", "PJSIP%2F10086%40trunk", "Local%2F%2A43%40from_agent"])
async def test_a_phone_that_sends_its_caller_elsewhere_is_passed_over(switch: Switch, target: str) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.member("1018", answer_after=None) as away, switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        ringing = await away.wait_ringing()
        start = len(ami.events)
        ringing.refuse(302, "Moved Temporarily", contact=f"<sip:{target}@{CARRIER}>")
        async with switch.member("1019") as other:
            await other.wait_answered()
            made = {event["Channel"] for event in ami.events[start:] if event["Event"] == "Newchannel"}
            assert {name.rpartition("-")[0] for name in made} <= {"PJSIP/1018p", "PJSIP/1019p"}
            assert not citizen.call.ended.is_set()
    await ami.close()


async def test_each_side_is_recorded_in_a_file_of_its_own(switch: Switch) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    words = SOUNDS / "zh" / "hotline" / "thanks.wav"
    async with switch.member("1020") as phone, switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        await phone.wait_answered()
        connect = await ami.wait_event("AgentConnect")
        await ami.wait_event("BridgeEnter", Channel=connect["DestChannel"])
        await citizen.say(words)
        await phone.call.say(words)
        await phone.hang_up()
        name = (await ami.wait_event("UserEvent", UserEvent="HotlineQueueEnd"))["Uniqueid"]
        await ami.wait_event("Hangup", Uniqueid=name)
    first, then = {}, {}
    for leg in ("", "-caller", "-to_caller"):
        with wave.open(str(switch.plan.recordings / f"{name}{leg}.wav")) as file:
            samples = np.abs(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float))
        middle = len(samples) // 2
        first[leg], then[leg] = samples[:middle].mean(), samples[middle:].mean()
    assert first["-caller"] > 10 * then["-caller"], "only the citizen, who spoke first"
    assert then["-to_caller"] > 10 * first["-to_caller"], "only the agent, who spoke then"
    assert min(first[""], then[""]) > max(first["-caller"], then["-to_caller"]) / 4, "both"
    await ami.close()


async def test_tap_sends_the_callers_words(switch: Switch) -> None:
    heard = bytearray()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(4096):
            heard.extend(chunk)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(take, "127.0.0.1", port)
    tap = str(uuid.uuid4())
    async with talk(switch, "1007") as (ami, channel, _):
        variables = {"TAP_CHANNEL": channel, "TAP_ID": tap, "TAP_TARGET": f"127.0.0.1:{port}", "TAP_SECONDS": "60"}
        await ami.send(
            "Originate",
            *(("Variable", f"{name}={value}") for name, value in variables.items()),
            Channel="Local/s@hotline_tap_listen/n",
            Context="hotline_tap_send",
            Exten="s",
            Priority="1",
            Account="tap",
            Async="true",
        )
        await until(lambda: len(heard) > 16000, True, "half a second of audio over the tap")
    assert bytes(heard[3:19]) == uuid.UUID(tap).bytes
    await until(lambda: _channels(switch), 2, "the tap ends with the call, the watchdog stays")
    server.close()


async def test_hold_and_resume_again_and_again(switch: Switch) -> None:
    async with talk(switch, "1008") as (ami, channel, agent):
        for _ in range(3):
            start = len(ami.events)
            await put_on_hold(ami, channel, agent)
            await resume(ami, channel, agent)
            for leg in (channel, agent):
                await ami.wait_event("BridgeEnter", start=start, Channel=leg, BridgeType="basic")
        assert [event for event in ami.events if event["Event"] == "AgentComplete"] == [], "the queue knows its member"
        await ami.send("Hangup", Channel=agent)
        complete = await ami.wait_event("AgentComplete")
        assert (complete["MemberName"], complete["Reason"]) == ("1008", "agent")
        hangup = await ami.wait_event("Hangup", start=start, Channel=channel)
        assert hangup["Context"] == "hotline_after"


async def test_a_held_caller_is_told_that_he_waits_and_then_hears_music(switch: Switch) -> None:
    async with talk(switch, "1008") as (ami, channel, agent):
        await put_on_hold(ami, channel, agent)
        heard: list[str] = []

        async def hears() -> str:
            rows = await ami.list("CoreShowChannels", "CoreShowChannelsComplete")
            row = next(row for row in rows if row.get("Channel") == channel)
            heard.append(f"{row['Application']} {row['ApplicationData'].partition(',')[0]}")
            return heard[-1]

        await until(hears, "Playback hotline/hold_please", "he is told")
        await until(hears, "MusicOnHold hotline", "and hears music again")
        assert heard[0] == "MusicOnHold hotline", "a moment of music comes first"
        await resume(ami, channel, agent)


async def test_caller_left_on_hold_goes_to_the_front_of_the_queue(switch: Switch) -> None:
    async with talk(switch, "1009") as (ami, channel, agent):
        start = len(ami.events)
        await put_on_hold(ami, channel, agent)
        await ami.send("Hangup", Channel=agent)
        await ami.wait_event("Hangup", start=start, Channel=agent)
        await resume(ami, channel, agent)
        await ami.wait_event("QueueCallerJoin", start=start, Channel=channel)
        priority = (await ami.send("Getvar", Channel=channel, Variable="QUEUE_PRIO"))["Value"]
        assert int(priority) == 10


async def test_three_in_one_conference(switch: Switch) -> None:
    async with talk(switch, "1010") as (ami, channel, agent), switch.phone("1011") as colleague:
        for leg in (channel, agent):
            await ami.send("Setvar", Channel=leg, Variable="CONFERENCE", Value="three_1010")
        room = "hotline_conference"
        await redirect_both(ami, agent, (room, "colleague"), channel, (room, "caller"))
        await ami.send(
            "Originate",
            ("Variable", "CONFERENCE=three_1010"),
            Channel="PJSIP/1011p",
            Context="hotline_conference",
            Exten="colleague",
            Priority="1",
            CallerID="12345 <12345>",
            Async="true",
        )
        await colleague.wait_answered()
        await until(lambda: _in_bridge(ami, "softmix"), 3, "three in the conference")
        await ami.send("Hangup", Channel=agent)
        await until(lambda: _in_bridge(ami, "softmix"), 2, "two go on without the agent")


async def test_consultation_with_a_colleague_then_bridge(switch: Switch) -> None:
    async with talk(switch, "1012") as (ami, channel, agent), switch.phone("1013") as colleague:
        start = len(ami.events)
        target = await consult(ami, channel, agent, "1012", "1013")
        call = await colleague.wait_answered()
        assert "1012" in call.shown_caller
        for leg in (agent, target):
            await ami.wait_event("BridgeEnter", start=start, Channel=leg, BridgeType="basic")
        await hand_over(ami, channel, target)
        await ami.wait_event("BridgeEnter", start=start, Channel=channel, BridgeType="basic")
        await ami.wait_event("BridgeEnter", start=start, Channel=agent, BridgeTechnology="holding_bridge")
        await ami.send("Hangup", Channel=agent)
        await colleague.hang_up()
        assert (await ami.wait_event("Hangup", start=start, Channel=channel))["Context"] == "hotline_after"


async def test_waiting_caller_hears_a_sentence(switch: Switch) -> None:
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        channel = (await ami.wait_event("QueueCallerJoin"))["Channel"]
        start = len(ami.events)
        await ami.send(
            "Originate",
            ("Variable", f"ANNOUNCE_CHANNEL={channel}"),
            ("Variable", "ANNOUNCE_FILES=hotline/all_busy"),
            Channel="Local/s@hotline_announce_listen/n",
            Context="hotline_announce_speak",
            Exten="s",
            Priority="1",
            Async="true",
        )
        await ami.wait_event("ChanSpyStart", start=start, SpyeeChannel=channel)
        await ami.wait_event("ChanSpyStop", start=start, seconds=30)
        assert await _callers(ami) == 1
    await ami.close()


async def test_browsers_reach_sip_over_websocket(switch: Switch) -> None:
    reader, writer = await asyncio.open_connection(switch.plan.bind, switch.plan.sip_ws_port)
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: sip\r\n\r\n"
    )
    answer = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 101")
    assert "Sec-WebSocket-Protocol: sip" in answer


async def test_vanished_phone_is_unavailable_within_13_seconds(switch: Switch) -> None:
    ami = await switch.ami()
    async with switch.member("1014") as phone:
        await until(lambda: _member_status(ami, "1014"), "1", "the member's phone is reachable")
        phone.vanish()
        gone = await ami.wait_event("QueueMemberStatus", MemberName="1014", Status="5", seconds=20)
        assert gone["Interface"] == "PJSIP/1014p"
    await ami.close()


async def test_wrong_password_and_dialling_out_are_refused(switch: Switch) -> None:
    async with switch.phone("1015") as phone:
        outward = await phone.agent.call("10086", "1015p")
        with pytest.raises(CallRefused) as refused:
            await outward.wait_answered()
        assert refused.value.status == 404
        assert phone.problems == []
    thief = AgentPhone(switch.sip, "1015p", "not-the-secret")
    await thief.agent.open()
    with pytest.raises(CallRefused):
        await thief.register()
    await thief.agent.close()


async def test_publish_account_reaches_configuration_and_nothing_else(switch: Switch) -> None:
    publish = await PlainAmi.connect(switch.plan.ami_port, "hotline_publish", switch.plan.ami_publish_secret)
    await publish.send("CreateConfig", Filename="queues_draft.conf")
    await publish.send(
        "UpdateConfig",
        SrcFilename="queues_draft.conf",
        DstFilename="queues_draft.conf",
        **{"Action-000000": "NewCat", "Cat-000000": "water"},
    )
    assert "water" in (await publish.send("GetConfig", Filename="queues_draft.conf")).values()
    await publish.send("QueueReload", Queue="hotline_general", Parameters="yes")
    for action, headers in {
        "Originate": {"Channel": "Local/s@hotline_watchdog", "Context": "from_agent", "Exten": "s", "Priority": "1"},
        "Hangup": {"Channel": "PJSIP/trunk-00000000"},
        "Command": {"Command": "core show version"},
    }.items():
        with pytest.raises(AmiRefused, match="Permission denied"):
            await publish.send(action, **headers)
    calls = await switch.ami()
    for action, headers in {
        "GetConfig": {"Filename": "pjsip.conf"},
        "Command": {"Command": "core show version"},
        "ModuleLoad": {"Module": "app_system", "LoadType": "load"},
    }.items():
        with pytest.raises(AmiRefused, match="Permission denied"):
            await calls.send(action, **headers)
    await calls.close()
    await publish.close()


async def test_classes_of_actions_and_events_are_as_the_contract_is_checked_against(switch: Switch) -> None:
    """`ami_rights`, against which every action and event of our sources is checked, says what this Asterisk says."""
    accounts = {"hotline_calls": switch.plan.ami_calls_secret, "hotline_publish": switch.plan.ami_publish_secret}
    told: dict[str, str] = {}
    for account, secret in accounts.items():
        ami = await PlainAmi.connect(switch.plan.ami_port, account, secret)
        told |= await ami.send("ListCommands")
        await ami.close()
    for action, classes in ACTION_CLASSES.items():
        said = re.search(r"\(Priv: ([a-z,<>]+)\)", told[action])
        assert said, action
        assert set(said[1].split(",")) - {"all", "<none>"} == classes, action
    pages = ElementTree.parse(switch.plan.base / "documentation" / "core-en_US.xml").getroot()
    documented = {
        (event.get("name"), instance.get("class", "").removeprefix("EVENT_FLAG_").lower())
        for event in pages.iter("managerEvent")
        for instance in event.iter("managerEventInstance")
    }
    assert set(EVENT_CLASSES.items()) - documented == set()


async def test_second_watchdog_ends_itself(switch: Switch) -> None:
    ami = await switch.ami()
    first = await ami.get_global("WATCHDOG_ID")
    await ami.send(
        "Originate",
        Channel="Local/s@hotline_watchdog/n",
        Context="hotline_watchdog_far",
        Exten="s",
        Priority="1",
        Account="watchdog",
        Async="true",
    )
    await ami.wait_event("Newchannel", Context="hotline_watchdog")
    await until(lambda: _channels(switch), 2, "only one watchdog is left")
    turn = int(await ami.get_global("WATCHDOG_TURN"))
    await until(lambda: _later(ami, turn), True, "the first one goes on")
    assert await ami.get_global("WATCHDOG_ID") == first
    await ami.close()


async def test_call_starts_a_missing_watchdog(switch: Switch) -> None:
    ami = await switch.ami()
    turn = int(await ami.get_global("WATCHDOG_TURN"))
    for event in await ami.list("CoreShowChannels", "CoreShowChannelsComplete"):
        if event.get("Channel", "").endswith(";1"):
            await ami.send("Hangup", Channel=event["Channel"])
    await ami.send("Setvar", Variable="WATCHDOG_AT", Value="1")
    async with switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        await until(lambda: _later(ami, turn + 1), True, "a new watchdog turns")
    await ami.close()


async def test_call_in_the_menu_is_rescued(switch: Switch) -> None:
    watcher = await switch.ami()
    async with switch.member("1003") as phone, switch.citizen() as citizen:
        async with switch.owner() as ami:
            await citizen.dial(LINE, ANI)
            await _in_menu(ami, 0)
            died_at = time.monotonic()
        await watcher.wait_event("UserEvent", UserEvent="HotlineRescued", seconds=25)
        assert 8 < time.monotonic() - died_at < 20, "not while an owner may still come back, and soon after that"
        await phone.wait_answered()
        await citizen.hang_up()
        await phone.wait_ended()
    await watcher.close()


@pytest.mark.long  # beside those two hundred who all reach a phone, in test_all_dead.py
async def test_two_hundred_calls_in_the_menu_are_rescued(switch: Switch) -> None:
    watcher = await switch.ami()
    scenario = Path(hotline.demo.__file__).parent / "scenarios" / "citizen_load.xml"
    async with switch.owner() as ami:
        load = await asyncio.create_subprocess_exec(
            "sipp",
            f"{switch.sip[0]}:{switch.sip[1]}",
            *("-sf", str(scenario), "-s", LINE, "-i", CARRIER, "-p", str(free_port())),
            *("-m", "200", "-r", "25", "-l", "200", "-recv_timeout", "90000", "-nostdin"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=switch.plan.var,
        )
        await until(lambda: _count(ami, "AsyncAGIStart"), 200, "200 calls in the menu", 60)
    try:
        await until(lambda: _count(watcher, "UserEvent", "HotlineRescued"), 200, "200 calls rescued", 30)
        await until(lambda: _count(watcher, "QueueCallerJoin"), 200, "200 calls in the queue", 30)
        assert _count(watcher, "UserEvent", "HotlineRescued") == 200, "each once"
    finally:
        load.send_signal(signal.SIGUSR1)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(load.wait(), 1)
        if load.returncode is None:
            load.kill()
            await load.wait()
        for event in [event for event in watcher.events if event["Event"] == "QueueCallerJoin"]:
            await watcher.send("Hangup", Channel=event["Channel"])
        await until(lambda: _callers(watcher), 0, "the queue is empty again")
        await watcher.close()


async def test_wrap_up_ends_when_its_owner_is_dead(switch: Switch) -> None:
    watcher = await switch.ami()
    async with switch.member("1004"), switch.member("1005"):
        async with switch.owner() as ami:
            await ami.send("QueuePause", Interface="PJSIP/1004p", Paused="true", Reason="wrap_up")
            await ami.send("QueuePause", Interface="PJSIP/1005p", Paused="true", Reason="lunch")
        event = await watcher.wait_event("QueueMemberPause", Paused="0", seconds=30)
        assert event["Interface"] == "PJSIP/1004p"
        members = await watcher.list("QueueStatus", "QueueStatusComplete", Queue="hotline_general")
        paused = {member["Name"]: member["Paused"] for member in members if member["Event"] == "QueueMember"}
        assert paused == {"1004": "0", "1005": "1"}, "only wrap_up is ours to end"
    await watcher.close()


async def test_unknown_queue_falls_to_the_general_one(switch: Switch) -> None:
    async with switch.member("1006") as phone, switch.citizen() as citizen, switch.owner() as ami:
        await citizen.dial(LINE, ANI)
        channel = await _in_menu(ami, 0)
        await ami.send("Setvar", Channel=channel, Variable="NEXT_QUEUE", Value="no_such_queue")
        await ami.send("AGI", Channel=channel, Command="ASYNCAGI BREAK", CommandID="1")
        end = await ami.wait_event("UserEvent", UserEvent="HotlineQueueEnd")
        assert (end["Queue"], end["Status"]) == ("no_such_queue", "UNKNOWN")
        await phone.wait_answered()
        await phone.hang_up()


async def test_key_in_the_first_prompt_is_kept(switch: Switch) -> None:
    async with switch.citizen() as citizen, switch.owner() as ami:
        await citizen.dial(LINE, ANI, keys=[(0.05, "2")])
        channel = await _in_menu(ami, 0)
        assert (await ami.send("Getvar", Channel=channel, Variable="MENU_DIGITS"))["Value"] == "2"
        assert (await ami.send("Getvar", Channel=channel, Variable="MENU_DIGITS_STATUS"))["Value"] == "OK"
        assert (await ami.send("Getvar", Channel=channel, Variable="MENU_FLOW"))["Value"] == "default:0"
        assert (await ami.send("Getvar", Channel=channel, Variable="CALLER_NUMBER"))["Value"] == ANI


async def test_members_survive_a_crash(switch_copy: Switch) -> None:
    ami = await switch_copy.ami()
    await ami.send("QueueAdd", Queue="hotline_general", Interface="PJSIP/1001p", MemberName="1001", Penalty="3")
    await ami.close()
    # astdb commits once a second: what is younger is lost and repaired by the owner after FullyBooted.
    await until(lambda: _stored_members(switch_copy), 1, "the member is on the disk")
    switch_copy.stop(signal.SIGKILL)
    switch_copy.start()
    async with switch_copy.phone("1001") as phone, switch_copy.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        await phone.wait_answered()
    assert switch_copy.complaints() == []


async def _in_bridge(ami: PlainAmi, technology: str) -> int:
    """Return how many channels the mixing bridge holds."""
    entered = [event for event in ami.events if event["Event"] == "BridgeEnter"]
    left = [event for event in ami.events if event["Event"] == "BridgeLeave"]
    return sum(event["BridgeTechnology"] == technology for event in entered) - sum(
        event["BridgeTechnology"] == technology for event in left
    )


def _count(ami: PlainAmi, name: str, user_event: str | None = None) -> int:
    return sum(event["Event"] == name and event.get("UserEvent") == user_event for event in ami.events)


def _stored_members(switch: Switch) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{switch.plan.base}/db/astdb.sqlite3?mode=ro", uri=True)) as astdb:
        rows = astdb.execute("select value from astdb where key like '/Queue/PersistentMembers/%'").fetchall()
    return sum(value.count("PJSIP/1001p;") > 0 for (value,) in rows)


async def _member_status(ami: PlainAmi, code: str) -> str | None:
    events = await ami.list("QueueStatus", "QueueStatusComplete", Queue="hotline_general")
    return next((event["Status"] for event in events if event.get("Name") == code), None)


async def _callers(ami: PlainAmi) -> int:
    events = await ami.list("QueueStatus", "QueueStatusComplete", Queue="hotline_general")
    return sum(event["Event"] == "QueueEntry" for event in events)


async def _channels(switch: Switch) -> int:
    ami = await switch.ami()
    try:
        events = await ami.list("CoreShowChannels", "CoreShowChannelsComplete")
        return sum(event["Event"] == "CoreShowChannel" for event in events)
    finally:
        await ami.close()


async def _later(ami: PlainAmi, turn: int) -> bool:
    return int(await ami.get_global("WATCHDOG_TURN")) > turn
