"""Faults under running calls: owner stopped, store locked, Redis gone, speech hung, Asterisk killed."""

import asyncio
import contextlib
import signal
import sqlite3
import time
from collections.abc import Iterator

import pytest
from house import APPEALS, HotlineHouse, running_house
from switch_rig import Switch, free_port, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]

KEY = [(0.3, "1")]
SPEECH = APPEALS / "broken_street_lamp.wav"


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


async def test_owner_stopped_and_continued_doubles_nothing(house: HotlineHouse) -> None:
    house.start("standby")
    await house.standing_by()
    async with contextlib.AsyncExitStack() as stack:
        talking = house.number()
        phone = await stack.enter_async_context(house.agent("1001"))
        first = await stack.enter_async_context(house.citizen())
        await first.dial("12345", talking, keys=KEY)
        await phone.wait_answered()
        await house.call_of(talking, lambda c: c["agent"] == "1001", 20, "the answer")
        await asyncio.to_thread(house.freeze, "controller")
        in_menu = house.number()
        second = await stack.enter_async_context(house.citizen())
        began = time.monotonic()
        await second.dial("12345", in_menu, keys=KEY)
        # the standby takes over; the caller in the menu is led on, at the latest the watchdog frees him
        call = await house.call_of(in_menu, lambda c: c["queue"] is not None, 40, "the menu goes on")
        assert time.monotonic() - began < 30
        assert call["menu_path"] in ("1", "")
        house.signal("controller", signal.SIGCONT)
        await asyncio.to_thread(house.api, "POST", "/api/v1/agents/1002/login", {"phone": "p"})
        other = await stack.enter_async_context(house.switch.phone("1002"))
        await other.wait_answered(40)
        await house.call_of(in_menu, lambda c: c["agent"] is not None, 20, "the second answer")
        await first.hang_up()
        await second.hang_up()
        for ani in (talking, in_menu):
            call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
            kinds = house.facts(call["call_id"])
            assert kinds.count("call_entered") == kinds.count("call_ended") == kinds.count("call_answered") == 1
        epochs = [row[0] for row in house.rows("SELECT epoch FROM telephony_ledger ORDER BY position")]
        assert epochs == sorted(epochs), "a fact of an older epoch came in after a newer one"
        assert max(epochs) >= 2, "the standby took over"
        await house.shown("1001", "ready")


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
        await phone.wait_answered()
        await citizen.say(SPEECH)
        await house.call_of(ani, lambda c: c["transcript"]["utterances"], 20, "words")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        house.submit(call, "1001")
        call = await house.settled(ani)
    assert house.tickets_in_service(call) == 1


async def test_store_locked_for_five_seconds_loses_no_fact(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        with contextlib.closing(sqlite3.connect(house.var / "hotline.sqlite3", isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            await citizen.dial("12345", ani, keys=KEY)
            await asyncio.sleep(5)
            store.execute("ROLLBACK")
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


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
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
    call = await house.call_of(ani, lambda c: c["recording"]["state"] == "verified", 20, "the recording")
    assert call["ticket"]["service_id"] is None
    port = house.settings.ticket_service_url.rpartition(":")[2].partition("/")[0]
    house.start_command("ticket-service", "--port", port)
    call = await house.settled(ani, 60)
    assert house.tickets_in_service(call) == 1


async def test_asterisk_killed_while_talking_closes_the_call_and_brings_the_members_back(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await citizen.say(SPEECH)
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        house.switch.stop(signal.SIGKILL)
        house.switch.start()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 40, "the call is closed")
        assert call["outcome"] == "answered"
        assert call["end_reason"] == "switch_restarted"
        call = await house.call_of(ani, lambda c: c["recording"]["state"] == "verified", 60, "the recording")
        assert call["recording"]["duration_seconds"] > 3
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
