"""What befalls the machine below: a full disk, an upgrade, a switch that restarts in the busy hour, a store away."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from house import APPEALS, HotlineHouse, running_house
from stories import WHOLE, story
from switch_rig import Switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240)]

KEY = [(0.3, "1")]
SPEECH = APPEALS / "gas_smell.wav"
HUGE_MEGABYTES = str(1 << 30)


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own in which a ring outlasts what is done meanwhile."""
    with running_house(switch_copy, HOTLINE_RING_SECONDS="60") as opened:
        yield opened


@pytest.fixture
def full_disk(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline whose disk counts as full whatever is free."""
    with running_house(switch_copy, HOTLINE_DISK_FULL_MB=HUGE_MEGABYTES) as opened:
        yield opened


async def test_with_a_full_disk_calls_are_answered_without_recording_and_everybody_is_told(
    full_disk: HotlineHouse,
) -> None:
    house = full_disk
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await until(lambda: _recording_allowed(house), "0.0", "the guard has looked")
        await until(lambda: _told_to_record(house), "off", "the switch was told")
        ani = house.number()
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await citizen.say(SPEECH)
        await house.call_of(ani, lambda c: c["transcript"]["utterances"], 30, "words are heard all the same")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
        await house.submitted(call)
        call = await house.call_of(ani, lambda c: c["ticket"] is not None, 40, "the ticket")
    assert story(house, call) == WHOLE
    await until(lambda: house.tickets_in_service(call), 1, "the ticket is in the service", 90)
    files = [path.stem for path in (house.var / "recordings").rglob("*.wav")]
    assert [name for name in files if not name.endswith("waiting")] == [], "what is said to nobody yet is speech's"
    ready = await asyncio.to_thread(house.api, "GET", "/health/ready")
    assert "disk_full" in ready["attention"]
    # Five minutes after its end the reconciliation calls that a missing recording.
    assert ("verified",) not in house.rows("SELECT state FROM recordings_recording")


def _recording_allowed(house: HotlineHouse) -> str:
    metrics = httpx.get(f"http://127.0.0.1:{house.settings.controller_port}/metrics", timeout=10).text
    lines = metrics.splitlines()
    return next((line.split()[1] for line in lines if line.startswith("hotline_recording_allowed ")), "")


async def _told_to_record(house: HotlineHouse) -> str:
    ami = await house.switch.ami()
    try:
        return await ami.get_global("RECORDING")
    finally:
        await ami.close()


async def test_an_upgrade_hands_calls_in_every_state_over_to_the_standby(house: HotlineHouse) -> None:
    """The controller is ended in order, as an upgrade ends it; the new one stands by already. Nobody notices."""
    house.start("standby")
    await house.standing_by()
    steps = ("wrap_up", "hold", "talk", "ringing", "menu", "queue")
    numbers = {step: house.number() for step in steps}
    calls: dict[str, dict[str, Any]] = {}
    async with contextlib.AsyncExitStack() as stack:
        citizens = {step: await stack.enter_async_context(house.citizen()) for step in steps}
        for code, step in (("1001", "wrap_up"), ("1002", "hold"), ("1003", "talk")):
            phone = await stack.enter_async_context(house.agent(code))
            await citizens[step].dial("12345", numbers[step], keys=KEY)
            await phone.wait_answered()
            calls[step] = await house.call_of(numbers[step], lambda c, of=code: c["agent"] == of, 20, "the answer")
            await house.shown(code, "talking")
        await house.order("pause", agent="1001", reason="lunch")  # after the call: nobody but 1004 is rung below
        ringing = await stack.enter_async_context(house.agent("1004", answer_after=None))
        status, _ = await house.order("hold", agent="1002", call_id=calls["hold"]["call_id"])
        assert status == 200
        await citizens["ringing"].dial("12345", numbers["ringing"], keys=KEY)
        await ringing.wait_ringing()
        await citizens["queue"].dial("12345", numbers["queue"], keys=KEY)
        await house.call_of(numbers["queue"], lambda c: c["queue"] is not None, 20, "the queue")
        await citizens["menu"].dial("12345", numbers["menu"])
        await house.caller_has("IN_MENU", "1")

        house.signal("controller", signal.SIGTERM)
        await until(lambda: _epochs(house), 2, "the standby owns the line", 10)
        await citizens["menu"].press("1")  # in the first prompt, which began under the old owner
        await house.led(10)
        await citizens["wrap_up"].hang_up()
        await house.shown("1001", "paused", 20)
        await ringing.answer()
        status, _ = await house.order("resume", agent="1002", call_id=calls["hold"]["call_id"])
        assert status == 200, "the new owner knows of the hold"
        await house.shown("1002", "talking")
        await house.call_of(numbers["menu"], lambda c: c["queue"] is not None, 20, "the menu goes on")
        for code in ("1005", "1006"):
            await stack.enter_async_context(house.agent(code))
        for step in steps:
            calls[step] = await house.call_of(numbers[step], lambda c: c["agent"] is not None, 30, f"answer of {step}")
        for step in steps:
            await citizens[step].hang_up()
            calls[step] = await house.call_of(numbers[step], lambda c: c["ended_at"] is not None, 20, f"{step} ends")
    told = {step: Counter(kind.partition(":")[0] for kind in story(house, calls[step])) for step in steps}
    for step, kinds in told.items():
        holds = 1 if step == "hold" else 0
        assert (kinds["hold_started"], kinds["hold_ended"]) == (holds, holds), step
        for kind in ("call_entered", "menu_completed", "call_offered", "call_answered", "talk_ended", "call_ended"):
            assert kinds[kind] == 1, (step, kinds)
    assert {step: call["menu_path"] for step, call in calls.items()} == dict.fromkeys(steps, "1")


def _epochs(house: HotlineHouse) -> int:
    return int(house.rows("SELECT epoch FROM telephony_lease")[0][0])


CALLERS, AGENTS = 24, 8


async def test_a_switch_that_restarts_in_the_busy_hour_is_full_again_and_its_books_are_whole(
    house: HotlineHouse,
) -> None:
    numbers = [house.number() for _ in range(CALLERS)]
    codes = [agent.code for agent in house.switch.plan.agents][:AGENTS]
    async with contextlib.AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(house.agent(code)) for code in codes]
        citizens = [await stack.enter_async_context(house.citizen()) for _ in numbers]
        for place, (citizen, ani) in enumerate(zip(citizens, numbers, strict=True)):
            await citizen.dial("12345", ani, keys=KEY if place % 3 else [])
        await until(lambda: _talking(house), AGENTS, "every agent talks, the others wait or are in the menu", 60)
        house.switch.stop(signal.SIGKILL)
        house.switch.start()
        ended = "SELECT count(*) FROM telephony_call WHERE ended_at IS NOT NULL"
        await until(lambda: house.rows(ended), [(CALLERS,)], "every call of before has its end", 60)
        await house.led()
        for phone in phones:
            await phone.register()
        for code in codes:
            await house.shown(code, "ready", 60)
        again = [house.number() for _ in codes]
        for ani in again:
            citizen = await stack.enter_async_context(house.citizen())
            await citizen.dial("12345", ani, keys=KEY)
        await until(lambda: _talking(house), AGENTS, "every agent talks again", 60)
    counted = house.rows("SELECT kind, count(*) FROM telephony_ledger WHERE call_id IS NOT NULL GROUP BY kind")
    kinds = dict(counted)
    assert kinds["call_entered"] == CALLERS + AGENTS
    assert kinds["call_answered"] == 2 * AGENTS
    reasons = dict(house.rows("SELECT end_reason, count(*) FROM telephony_call GROUP BY end_reason"))
    assert reasons["switch_restarted"] == CALLERS
    assert house.rows("SELECT count(*) FROM telephony_ledger WHERE kind='unexpected'") == [(0,)]


def _talking(house: HotlineHouse) -> int:
    return int(house.rows("SELECT count(*) FROM telephony_talk WHERE ended_at IS NULL")[0][0])


@pytest.mark.long
async def test_a_store_that_is_away_for_a_minute_loses_no_call_and_no_fact(house: HotlineHouse) -> None:
    numbers = [house.number() for _ in range(6)]
    async with contextlib.AsyncExitStack() as stack:
        for code in ("1001", "1002", "1003"):
            await stack.enter_async_context(house.agent(code))
        with house.held_store():
            for ani in numbers:
                citizen = await stack.enter_async_context(house.citizen())
                await citizen.dial("12345", ani, keys=KEY)
                await asyncio.sleep(10)
                await citizen.hang_up()
        for ani in numbers:
            await house.call_of(ani, lambda c: c["ended_at"] is not None, 60, "the end is stored")
        for code in ("1001", "1002", "1003"):
            await house.shown(code, "ready", 60)
    kinds = dict(house.rows("SELECT kind, count(*) FROM telephony_ledger WHERE call_id IS NOT NULL GROUP BY kind"))
    assert (kinds["call_entered"], kinds["call_ended"]) == (len(numbers), len(numbers))
    assert kinds.get("call_answered", 0) == kinds.get("talk_ended", 0)
    await until(lambda: list((house.var / "spool").glob("*.jsonl")), [], "nothing waits in the spool")
