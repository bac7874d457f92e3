"""Faults under running calls: owner stopped, store locked, Redis gone, speech hung, Asterisk killed."""

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from house import APPEALS, HotlineHouse, running_house
from stories import ANSWERED, WHOLE, story
from switch_rig import Switch, free_port, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]

KEY = [(0.3, "1")]
SPEECH = APPEALS / "broken_street_lamp.wav"


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


def recording_verified(call: dict[str, Any]) -> bool:
    """Tell whether a call's recording is found and checked."""
    return bool(call["recording"]) and call["recording"]["state"] == "verified"


@pytest.fixture
def short_lease(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline whose standby is there before the watchdog loses patience."""
    with running_house(switch_copy, HOTLINE_LEASE_SECONDS="5") as opened:
        yield opened


@pytest.mark.parametrize(
    ("fault", "standby"),
    [
        pytest.param(signal.SIGSTOP, True, id="stopped-standby"),
        pytest.param(signal.SIGKILL, False, id="killed-alone"),
        pytest.param(signal.SIGSTOP, False, id="stopped-alone", marks=pytest.mark.long),
        pytest.param(signal.SIGKILL, True, id="killed-standby", marks=pytest.mark.long),
    ],
)
async def test_owner_killed_or_stopped_doubles_nothing(
    short_lease: HotlineHouse, fault: signal.Signals, standby: bool
) -> None:
    """Three calls, in the menu, in the queue and in talk.

    Stopped without a standby the watchdog empties the menu; killed alone the next owner may start before that or not.
    """
    house = short_lease
    if standby:
        house.start("standby")
        await house.standing_by()
    numbers = {step: house.number() for step in ("talk", "queue", "menu")}
    async with contextlib.AsyncExitStack() as stack:
        citizens = {step: await stack.enter_async_context(house.citizen()) for step in numbers}
        phone = await stack.enter_async_context(house.agent("1001"))
        await citizens["talk"].dial("12345", numbers["talk"], keys=KEY)
        await phone.wait_answered()
        await house.shown("1001", "talking")
        await citizens["queue"].dial("12345", numbers["queue"], keys=KEY)
        await house.call_of(numbers["queue"], lambda c: c["queue"] is not None, 20, "the queue")

        await asyncio.to_thread(house.freeze, "controller")
        await citizens["menu"].dial("12345", numbers["menu"], keys=KEY)
        await house.caller_has("MENU_DIGITS_STATUS", "OK")
        if fault is signal.SIGKILL:
            house.kill("controller")
            if not standby:
                house.start("controller")
        elif not standby:
            await house.caller_has("RESCUED", "1", 40)
            house.signal("controller", signal.SIGCONT)
        menu = await house.call_of(numbers["menu"], lambda c: c["queue"] is not None, 40, "the menu goes on")
        if fault is signal.SIGSTOP and standby:
            house.signal("controller", signal.SIGCONT)
        await house.ready()

        rescued = await house.variables((await house.callers())[-1], "RESCUED") == ["1"]
        if standby or fault is signal.SIGSTOP:
            assert rescued is not standby
        assert menu["menu_path"] == ("" if rescued else "1")
        for code in ("1002", "1003"):
            await stack.enter_async_context(house.agent(code))
        for step in ("queue", "menu"):
            await house.call_of(numbers[step], lambda c: c["agent"] is not None, 30, f"the answer of {step}")
        calls = {}
        for step, citizen in citizens.items():
            await citizen.hang_up()
            calls[step] = await house.call_of(numbers[step], lambda c: c["ended_at"] is not None, 20, "the end")
        for code in ("1001", "1002", "1003"):
            await house.shown(code, "ready")
    expected = dict.fromkeys(calls, WHOLE)
    if rescued:
        expected["menu"] = ["menu_completed:rescued" if kind.startswith("menu_c") else kind for kind in WHOLE]
    assert {step: story(house, call) for step, call in calls.items()} == expected
    for table in ("call", "menu_visit", "queue_visit", "ring", "talk"):
        assert house.rows(f"SELECT count(*) FROM telephony_{table}") == [(3,)], table
    epochs = [row[0] for row in house.rows("SELECT epoch FROM telephony_ledger ORDER BY position")]
    assert epochs == sorted(epochs), "a fact of an older epoch came in after a newer one"
    assert len(set(epochs)) >= 2, "another owner took over"


async def test_call_that_came_and_went_without_us_is_in_the_books_afterwards(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        house.kill("controller")
        await house.switch.wait_stale()
        await citizen.dial("12345", ani)
        await phone.wait_answered(60)
        await citizen.say(SPEECH)
        await citizen.hang_up()
        house.start("controller")
        call = await house.call_of(
            ani, lambda c: c["ended_at"] is not None, 40, "the call is found in the switch's files"
        )
        assert (call["outcome"], call["agent"], call["dnis"]) == ("answered", "1001", "12345")
        assert call["time_to_answer_seconds"] > 1
        await house.submitted(call)
        call = await house.settled(ani, 60)
    assert call["recording"]["state"] == "verified"
    assert house.tickets_in_service(call) == 1
    numbers = "SELECT count(*) FROM astdb WHERE key LIKE '/hotline_caller/%'"
    with contextlib.closing(sqlite3.connect(house.switch.plan.base / "db" / "astdb.sqlite3")) as astdb:
        await until(lambda: astdb.execute(numbers).fetchall(), [(0,)], "the switch has forgotten the number")


async def test_without_redis_and_with_it_emptied_everything_happens(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        house.kill("redis")
        await citizen.dial("12345", ani, keys=KEY)
        await house.call_of(ani, what="the call enters")
        house.start("redis")
        await house.empty_redis()
        await phone.wait_answered()
        await house.empty_redis()
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        await house.shown("1001", "talking")
        await house.empty_redis()
        speaking = asyncio.create_task(citizen.say(SPEECH))
        await house.call_of(ani, lambda c: c["transcript"]["utterances"], 20, "words")
        house.restart("redis")
        await speaking
        await house.empty_redis()
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        await house.empty_redis()
        house.submit(call, "1001")
        house.restart("redis")
        await house.empty_redis()
        call = await house.settled(ani)
        await house.empty_redis()
        call = await house.call_of(ani, lambda c: c["transcript"]["source"] == "recording", 60, "the transcript")
        await house.shown("1001", "ready")
    assert story(house, call) == WHOLE
    assert call["recording"]["problem"] == ""
    assert house.tickets_in_service(call) == 1


async def test_store_locked_for_five_seconds_loses_no_fact(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        with house.held_store():
            await citizen.dial("12345", ani, keys=KEY)
            await asyncio.sleep(5)
        await phone.wait_answered(60)
        await citizen.say(SPEECH)
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 30, "the end")
        await house.submitted(call)
        call = await house.settled(ani)
    kinds = house.facts(call["call_id"])
    for kind in ("call_entered", "call_offered", "call_answered", "talk_ended", "queue_left", "call_ended"):
        assert kinds.count(kind) == 1, kinds
    assert call["outcome"] == "answered"
    await until(lambda: list((house.var / "spool").glob("*.jsonl")), [], "nothing waits in the spool")


@pytest.mark.parametrize(
    "fault",
    [pytest.param(signal.SIGSTOP, id="hung"), pytest.param(signal.SIGKILL, id="killed", marks=pytest.mark.long)],
)
async def test_speech_never_hurts_a_call_and_its_words_come_later(house: HotlineHouse, fault: signal.Signals) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        if fault is signal.SIGSTOP:
            await asyncio.to_thread(house.freeze, "speech")
        else:
            house.signal("speech", fault)
        await citizen.say(SPEECH)
        assert max(packet.peak for packet in phone.rtp.arrivals) > 3000, "the agent hears the citizen"
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        house.submit(call, "1001")
        house.kill("speech")
        house.start("speech")
        call = await house.call_of(ani, lambda c: c["transcript"]["source"] == "recording", 90, "the transcript")
        call = await house.settled(ani)
    assert call["transcript"]["utterances"]
    assert call["recording"]["problem"] == ""
    assert house.tickets_in_service(call) == 1


@pytest.fixture
def away(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline whose ticket service is elsewhere, and not there."""
    port = free_port()
    with running_house(switch_copy, HOTLINE_TICKET_SERVICE_URL=f"http://127.0.0.1:{port}/ticket-service/v1") as opened:
        yield opened


async def test_ticket_service_away_delays_the_ticket_and_nothing_else(away: HotlineHouse) -> None:
    house, ani = away, away.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        house.submit(call, "1001")
    call = await house.call_of(ani, recording_verified, 20, "the recording")
    assert call["ticket"]["service_id"] is None
    port = house.settings.ticket_service_url.rpartition(":")[2].partition("/")[0]
    house.start_command("ticket-service", "--port", port)
    call = await house.settled(ani, 60)
    assert house.tickets_in_service(call) == 1


KILLED_TALK = [
    *ANSWERED,
    "bridge_left",
    "talk_ended",
    "queue_left:answered",
    "call_ended:switch_restarted",
]


async def test_asterisk_killed_while_talking_closes_the_call_and_brings_the_members_back(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await citizen.say(SPEECH)
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        killed = datetime.now(UTC)
        house.switch.stop(signal.SIGKILL)
        away = house.var / "controller.log"
        await until(lambda: away.read_text().count("ami_down") >= 6, True, "an outage of some seconds")
        started = datetime.now(UTC)
        house.switch.start()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 40, "the call is closed")
        assert call["outcome"] == "answered"
        assert call["end_reason"] == "switch_restarted"
        call = await house.call_of(ani, recording_verified, 60, "the recording")
        assert call["recording"]["duration_seconds"] > 3
        assert (call["recording"]["truncated"], call["recording"]["problem"]) == (True, "")
        assert story(house, call) == KILLED_TALK
        key = call["call_id"].replace("-", "")
        talk_end = house.rows("SELECT end_reason FROM telephony_talk WHERE call_id=?", key)
        assert talk_end == [("switch_restarted",)]
        ended = "'bridge_left', 'talk_ended', 'call_ended'"
        ends = f"SELECT happened_at FROM telephony_ledger WHERE call_id=? AND kind IN ({ended})"
        for (moment,) in house.rows(ends, key):
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            assert abs(at - killed) < abs(started - at), "the end is that of the switch, not of the outage"
        await house.led()
        await phone.register()
        again = house.number()
        async with house.citizen() as next_citizen:
            await next_citizen.dial("12345", again, keys=KEY)
            await phone.wait_answered(60)
            await house.call_of(again, lambda c: c["agent"] == "1001", 20, "the next call is answered")
            await next_citizen.hang_up()
        house.submit(call, "1001")
        call = await house.settled(ani)
    assert house.tickets_in_service(call) == 1
