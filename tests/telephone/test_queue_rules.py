"""Queue rules as published, on a real switch: who is rung when, where callers go, what they hear."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from rules_rig import Publishing, owner_of, publishing
from scripted import SubCentre, ports
from switch_rig import CARRIER, Switch, running_switch, until
from talks import GENERAL, queued, redirect

from queueing.rules.model import QueueRules

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("queue_rules")]

OUTSIDE = "02087654321"


CARRIER_PORT = ports()[0]
EMPTY = ("Unable to join queue",)
"""What app_queue says of a queue in which nobody is there and whose callers leave."""


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    """Yield a switch of its own: rules are published to it."""
    with running_switch(carriers=(f"{CARRIER}:{CARRIER_PORT}",), transfer_seconds=3, expected=EMPTY) as running:
        yield running


@pytest.fixture
async def at(switch: Switch, tmp_path: Any) -> AsyncIterator[Publishing]:
    """Yield a store and a publisher for it."""
    async with publishing(switch, tmp_path) as found:
        yield found


async def _publish(at: Publishing, **content: Any) -> None:
    queues = {GENERAL: {"ring_seconds": 2}, **content.pop("queues", {})}
    rules = QueueRules.model_validate({"queues": queues, **content})
    documents, node = at.publisher.documents, at.switch.plan.node
    async with at.database.write() as session:
        draft = await documents.draft(
            session, node, rules.model_dump(mode="json"), author="admin", reason="as the city needs it"
        )
        await documents.validate(session, node, draft.version)
    await at.publisher.publish(draft.version, by="admin")


ENGLISH = {"english": {"name": "英语", "kind": "language"}}


@contextlib.asynccontextmanager
async def _working(at: Publishing, *agents: str) -> AsyncIterator[Any]:
    """An owner with the rules in force told to the switch, and these agents logged in."""
    async with owner_of(at) as desk:
        ami = await at.switch.ami()
        await until(lambda: len(desk.rules.queues) > 1, True, "the desk has the rules")
        version = len(desk.rules.queues)
        assert version
        for agent in agents:
            await desk.login(agent)
        yield desk, ami
        for agent in agents:
            await desk.logoff(agent)
        await ami.close()


async def _plan(ami: Any, queue: str) -> str:
    return str((await ami.send("Getvar", Variable=f"QUEUE_PLAN_{queue}")).get("Value", ""))


async def test_levels_are_penalties_and_a_step_widens_within_the_ring_time_that_is_promised(at: Publishing) -> None:
    steps = [{"act": "widen", "after_seconds": 3, "level": 5}]
    english = {"requires": ["english"], "start_level": 1, "ring_seconds": 2, "steps": steps}
    skills = {"1001": {"english": 1}, "1002": {"english": 4}}
    await _publish(at, skills=ENGLISH, queues={"english": english}, agents=skills)
    async with (
        at.switch.phone("1001", None) as best,
        at.switch.phone("1002") as other,
        _working(at, "1001", "1002") as (_, ami),
        at.switch.citizen() as citizen,
    ):
        await until(lambda: _plan(ami, "english"), "open|0|4|0|", "the switch has the plan")
        rows = await ami.list("QueueStatus", "QueueStatusComplete", Queue="english")
        assert sorted((r["Name"], r["Penalty"]) for r in rows if r["Event"] == "QueueMember") == [
            ("1001", "0"),
            ("1002", "3"),
        ]
        start = len(ami.events)
        await queued(ami, citizen, NEXT_QUEUE="english")
        joined = float((await ami.wait_event("QueueCallerJoin", start=start))["Timestamp"])
        await best.wait_ringing()
        await other.wait_answered()
        first, *_, last = [e for e in ami.events[start:] if e["Event"] == "AgentCalled"]
        assert (first["MemberName"], last["MemberName"]) == ("1001", "1002")
        # At the latest N + ring time + 1 s (SWITCH section 5); another ring of the first phone would be 3 s more.
        assert 3 <= float(last["Timestamp"]) - joined <= 3 + 2 + 1 + 2.5


async def test_a_step_narrows_nobody_who_comes_first(at: Publishing) -> None:
    steps = [{"act": "widen", "after_seconds": 2, "level": 2}, {"act": "widen", "after_seconds": 60, "level": 5}]
    english = {"requires": ["english"], "start_level": 1, "ring_seconds": 2, "steps": steps}
    await _publish(at, skills=ENGLISH, queues={"english": english}, agents={"1002": {"english": 4}})
    async with at.switch.phone("1002") as phone, _working(at) as (desk, ami), at.switch.citizen() as citizen:
        await until(lambda: _plan(ami, "english"), "open|0|4|0|", "the switch has the plan")
        channel = await queued(ami, citizen, NEXT_QUEUE="english", NEXT_PRIORITY="1")
        await asyncio.sleep(4)
        assert await _variable(ami, channel, "QUEUE_MAX_PENALTY") == "4", "he is offered to as many as before"
        await desk.login("1002")
        await phone.wait_answered()


async def test_other_rules_move_who_is_logged_in(at: Publishing) -> None:
    english = {"queues": {"english": {"requires": ["english"]}}}
    await _publish(at, skills=ENGLISH, agents={"1001": {"english": 4}}, **english)
    async with at.switch.phone("1001"), _working(at, "1001") as (desk, ami):

        async def places() -> list[tuple[str, str]]:
            rows = await ami.list("QueueStatus", "QueueStatusComplete")
            return sorted((r["Queue"], r["Penalty"]) for r in rows if r["Event"] == "QueueMember")

        assert await places() == [("english", "3"), (GENERAL, "0")]
        english = {"queues": {"english": {"requires": ["english"]}}}
        await _publish(at, skills=ENGLISH, agents={"1001": {"english": 2}}, **english)
        await until(places, [("english", "1"), (GENERAL, "0")], "the level is another", seconds=15)
        known = {("english", "PJSIP/1001p"): 1, (GENERAL, "PJSIP/1001p"): 0}
        await until(lambda: desk._members["1001"], known, "the desk has heard of it")
        await desk.move("1001", "english", "", by="supervisor")
        assert await places() == [(GENERAL, "0")]


async def test_a_supervisor_takes_a_caller_out_with_a_sentence(at: Publishing) -> None:
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"]}})
    async with _working(at) as (_, ami), at.switch.citizen() as one, at.switch.citizen() as two:
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the switch has the plan")
        start = len(ami.events)
        moved = await queued(ami, one, NEXT_QUEUE="english")
        gone = await queued(ami, two, NEXT_QUEUE="english")
        for channel, info in ((moved, f"hotline/transfer_to_agent|{GENERAL}"), (gone, "hotline/busy_sorry|bye")):
            await ami.send("QueueWithdrawCaller", Queue="english", Caller=channel, WithdrawInfo=info)
        await ami.wait_event("QueueCallerJoin", start=start, Channel=moved, Queue=GENERAL)
        ends = [e for e in ami.events[start:] if e.get("UserEvent") == "HotlineQueueEnd"]
        assert {(e["Channel"], e["Status"]) for e in ends} == {(moved, "WITHDRAW"), (gone, "WITHDRAW")}
        await two.wait_ended(20)
        assert not one.call.ended.is_set()


async def test_nobody_is_turned_away_for_having_been_led_round(at: Publishing) -> None:
    steps = [{"act": "overflow", "after_seconds": 1, "target": {"to": "queue", "queue": "english"}}]
    english = {"requires": ["english"], "when_empty": "overflow"}
    await _publish(at, skills=ENGLISH, queues={GENERAL: {"ring_seconds": 2, "steps": steps}, "english": english})
    async with _working(at) as (desk, ami), at.switch.phone("1001") as phone, at.switch.citizen() as citizen:
        await until(lambda: _plan(ami, GENERAL), "open|1000|1000|1|queue:english", "the switch has the plan")
        channel = await queued(ami, citizen)
        await until(lambda: _turns(ami, channel), True, "he was led round six times", seconds=40)
        start = len(ami.events)
        await ami.wait_event("QueueCallerJoin", start=start - 40 if start > 40 else 0, Channel=channel, Queue=GENERAL)
        with pytest.raises(TimeoutError):  # he stays now
            await ami.wait_event("UserEvent", start=start, seconds=8, UserEvent="HotlineQueueEnd", Channel=channel)
        await desk.login("1001")
        await phone.wait_answered()
        await desk.logoff("1001")


async def _turns(ami: Any, channel: str) -> bool:
    turns = await _variable(ami, channel, "QUEUE_TURNS")
    return int(turns or 0) >= 6 and await _variable(ami, channel, "QUEUE_NOW") == GENERAL


async def test_who_overflows_stands_before_those_who_have_just_called(at: Publishing) -> None:
    steps = [{"act": "overflow", "after_seconds": 2, "target": {"to": "queue", "queue": GENERAL}}]
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"], "steps": steps}})
    async with _working(at) as (_, ami), at.switch.citizen() as one, at.switch.citizen() as two:
        await until(lambda: _plan(ami, "english"), f"open|1000|1000|2|queue:{GENERAL}", "the switch has the plan")
        fresh = await queued(ami, two)
        start = len(ami.events)
        skilled = await queued(ami, one, NEXT_QUEUE="english")
        await ami.wait_event("QueueCallerJoin", start=start, Channel=skilled, Queue=GENERAL)
        rows = await ami.list("QueueStatus", "QueueStatusComplete", Queue=GENERAL)
        waiting = [(r["Position"], r["Channel"]) for r in rows if r["Event"] == "QueueEntry"]
        assert sorted(waiting) == [("1", skilled), ("2", fresh)]


async def _close_english(at: Publishing) -> None:
    """Publish rules by which nobody serves English today, and its callers go to a number outside."""
    never = {"code": "never", "weekly": {"mon": ["08:00-08:01"]}}
    calendars = at.publisher.book.calendars.documents
    async with at.database.write() as session:
        await calendars.replace(session, "never", never, version=0, by="admin", reason="a test")
    closed = {
        "requires": ["english"],
        "staffed": {"calendar": "never", "states": ["holiday"]},
        "closed_to": {"to": "outside", "number": OUTSIDE, "name": "another city"},
    }
    await _publish(at, skills=ENGLISH, queues={"english": closed})


async def _sent_to(ami: Any, citizen: Any, queue: str) -> str:
    """Dial, and be sent to a queue; returns the caller's channel."""
    start = len(ami.events)
    await citizen.dial("12345", "19900000001")
    channel = str((await ami.wait_event("Newchannel", start=start, CallerIDNum="19900000001"))["Channel"])
    await until(lambda: _variable(ami, channel, "NEXT_QUEUE"), GENERAL, "the way to the queue")
    for name, value in {"NOTICE_PLAYED": "1", "NEXT_QUEUE": queue}.items():
        await ami.send("Setvar", Channel=channel, Variable=name, Value=value)
    await redirect(ami, channel, "hotline_queue")
    return channel


async def _variable(ami: Any, channel: str, name: str) -> str:
    return str((await ami.send("Getvar", Channel=channel, Variable=name)).get("Value", ""))


async def test_nobody_waits_in_a_closed_queue_and_no_answer_outside_leads_to_a_person(at: Publishing) -> None:
    await _close_english(at)
    async with at.switch.phone("1001") as phone, _working(at, "1001") as (_, ami), at.switch.citizen() as citizen:
        await until(lambda: _plan(ami, "english"), f"closed|0|0|0|outside:{OUTSIDE}", "the switch has the plan")
        start = len(ami.events)
        channel = await _sent_to(ami, citizen, "english")
        await ami.wait_event("QueueCallerJoin", start=start, Channel=channel, Queue=GENERAL)
        await phone.wait_answered()
        joins = [e["Queue"] for e in ami.events[start:] if e["Event"] == "QueueCallerJoin"]
        assert joins == [GENERAL]
        assert await _variable(ami, channel, "OUTSIDE_TRIED") == "1"


async def test_who_waits_where_nobody_is_left_when_it_closes_is_led_on(at: Publishing) -> None:
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"]}})
    async with _working(at) as (_, ami), at.switch.citizen() as citizen:
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the switch has the plan")
        channel = await queued(ami, citizen, NEXT_QUEUE="english")
        start = len(ami.events)
        never = {"code": "never", "weekly": {"mon": ["08:00-08:01"]}}
        async with at.database.write() as session:
            calendars = at.publisher.book.calendars.documents
            await calendars.replace(session, "never", never, version=0, by="admin", reason="a test")
        closed = {
            "staffed": {"calendar": "never", "states": ["holiday"]},
            "closed_to": {"to": "queue", "queue": GENERAL},
        }
        await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"], **closed}})
        await ami.wait_event("QueueCallerJoin", start=start, Channel=channel, Queue=GENERAL)


async def test_a_number_outside_that_answers_has_the_caller_and_sees_who_calls(at: Publishing, tmp_path: Any) -> None:
    await _close_english(at)
    async with (
        SubCentre(tmp_path, CARRIER_PORT) as outside,
        _working(at) as (_, ami),
        at.switch.citizen() as citizen,
    ):
        await until(lambda: _plan(ami, "english"), f"closed|0|0|0|outside:{OUTSIDE}", "the switch has the plan")
        start = len(ami.events)
        channel = await _sent_to(ami, citizen, "english")
        await ami.wait_event("BridgeEnter", start=start, Channel=channel)
        await until(lambda: len(outside.heard()), 1, "the number outside was called")
        (invite,) = outside.heard()
        assert invite["to"].startswith(f"sip:{OUTSIDE}@")
        assert "19900000001" in invite["From"]
        assert invite["X-Hotline-Line"] == "12345"
        assert not [e for e in ami.events[start:] if e["Event"] == "QueueCallerJoin"]


async def test_a_step_raises_who_waits_long_before_others(at: Publishing) -> None:
    steps = [{"act": "raise", "after_seconds": 10, "priority": 5}]
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"], "steps": steps}})
    async with (
        _working(at) as (_, ami),
        at.switch.citizen() as one,
        at.switch.citizen() as two,
        at.switch.citizen() as three,
    ):
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the switch has the plan")
        first = await queued(ami, one, NEXT_QUEUE="english")
        # Of a higher priority at first, as who calls again may be.
        second = await queued(ami, two, NEXT_QUEUE="english", NEXT_PRIORITY="3")
        danger = await queued(ami, three, NEXT_QUEUE="english", NEXT_PRIORITY="7")
        assert await _order(ami, "english") == [danger, second, first]
        await until(lambda: _order(ami, "english"), [danger, first, second], "the step has raised him", seconds=25)
        await asyncio.sleep(4)
        assert await _order(ami, "english") == [danger, first, second], "nobody is lowered"


async def _order(ami: Any, queue: str) -> list[str]:
    rows = await ami.list("QueueStatus", "QueueStatusComplete", Queue=queue)
    return [r["Channel"] for r in sorted((r for r in rows if r["Event"] == "QueueEntry"), key=lambda r: r["Position"])]


async def test_who_waits_hears_his_position_until_a_phone_rings(at: Publishing) -> None:
    announce = {"position": True, "comfort": ["hotline/busy_sorry"], "first_after_seconds": 5, "every_seconds": 15}
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"], "announce": announce}})
    async with (
        at.switch.phone("1001", 1.0) as phone,
        _working(at) as (desk, ami),
        at.switch.citizen() as one,
        at.switch.citizen() as two,
    ):
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the switch has the plan")
        await desk.login("1001")  # into the queue of the two only once both are spoken to
        start = len(ami.events)
        first = await queued(ami, one, NEXT_QUEUE="english")
        second = await queued(ami, two, NEXT_QUEUE="english")
        await ami.wait_event("ChanSpyStart", start=start, SpyeeChannel=first)
        said = await ami.wait_event("ChanSpyStart", start=start, SpyeeChannel=second)
        assert said["SpyerChannel"].startswith("Local/s@hotline_announce_listen")
        assert {e["SpyeeChannel"] for e in ami.events[start:] if e["Event"] == "ChanSpyStart"} == {first, second}
        await desk.move("1001", "english", "0", by="admin")
        await phone.wait_answered()
        rung = await ami.wait_event("AgentCalled", start=start, Channel=first)
        stop = await ami.wait_event("ChanSpyStop", start=start, SpyeeChannel=first)
        # The sentences last over 8 s: they were cut off, and the other caller's were not.
        assert -0.2 < float(stop["Timestamp"]) - float(rung["Timestamp"]) < 3
        other = await ami.wait_event("ChanSpyStop", start=start, SpyeeChannel=second)
        assert float(other["Timestamp"]) - float(said["Timestamp"]) > 7
        await desk.logoff("1001")


async def test_somebody_elses_change_is_found_counted_and_put_right(at: Publishing) -> None:
    await _publish(at, skills=ENGLISH, queues={"english": {"requires": ["english"]}})
    async with _working(at) as (_, ami):
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the switch has the plan")
        await ami.send("Setvar", Variable="QUEUE_PLAN_english", Value="closed|0|0|0|")
        at.file.write_text(at.file.read_text().replace("weight=0", "weight=9"))
        started = time.monotonic()
        await until(lambda: _plan(ami, "english"), "open|1000|1000|0|", "the plan is put right", seconds=15)
        assert "weight=9" not in at.file.read_text()
        assert time.monotonic() - started < 15
