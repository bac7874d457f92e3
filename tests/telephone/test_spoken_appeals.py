"""Invented appeals are spoken through real calls, heard by a real recogniser, and fill the form."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import APPEALS, HotlineHouse, running_house
from spoken import FIELDS, SPOKEN, Heard, appeals, converse, settled
from switch_rig import running_switch, until

from foundation.settings import Settings

pytestmark = [pytest.mark.telephone, pytest.mark.alone]

AGENTS = ("1001", "1002", "1003", "1004")
TOGETHER = ("property_service", "library_hours", "dye_works", "taxi_driver_praise")
CONDITIONS = {"clean": None, "20 dB": 20.0, "10 dB": 10.0}
GOAL = 0.65
ROUGH = 0.5
"""Of four appeals beside each other, chosen for nothing but their voices."""


@pytest.fixture(scope="module")
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline with Whisper and four agents."""
    more = {"HOTLINE_SPEECH_ENGINE": "whisper", "HOTLINE_SPEECH_MODEL": str(Settings().model_folder)}
    more |= {"HOTLINE_AGENTS": ",".join(AGENTS), "HOTLINE_WRAP_UP_SECONDS": "1", "HOTLINE_TAP_LIMIT": "10"}
    with running_switch() as switch, running_house(switch, **more) as opened:
        yield opened


async def four_at_once(
    house: HotlineHouse, names: tuple[str, ...], folder: Path, decibels: float | None
) -> list[Heard]:
    """Let four citizens speak at the same time."""
    found: list[Heard] = []
    async with AsyncExitStack() as stack:
        phones = {code: await stack.enter_async_context(house.agent(code)) for code in AGENTS}
        for at in range(0, len(names), len(AGENTS)):
            wave = [appeals()[name] for name in names[at : at + len(AGENTS)]]
            found += await asyncio.gather(*(converse(house, phones, one, folder, decibels) for one in wave))
    return found


def share(heard: list[Heard], when: Callable[[Heard], dict[str, Any]] = lambda one: one.fields) -> float:
    """Return the share of all fields that are right."""
    marks = [mark for one in heard for mark in one.right(when(one)).values()]
    return round(sum(marks) / len(marks), 3)


@pytest.mark.timeout(240)
async def test_four_calls_at_once_fill_their_own_forms(house: HotlineHouse, tmp_path: Path) -> None:
    heard = await four_at_once(house, TOGETHER, tmp_path, None)
    assert len({one.call["call_id"] for one in heard}) == len(TOGETHER)
    for one in heard:
        key = one.call["call_id"].replace("-", "")
        spoken = house.rows("SELECT DISTINCT speaker FROM speech_utterance WHERE call_id=? AND source='live'", key)
        assert {speaker for (speaker,) in spoken} == {"caller", "agent"}, one.appeal.name
        # The draft sees no other's call: its sources are utterances of its own.
        sources = {entry["utterance_id"] for entry in one.fields.values()} - {None}
        own = {row[0] for row in house.rows("SELECT utterance_id FROM speech_utterance WHERE call_id=?", key)}
        assert {source.replace("-", "") for source in sources} <= own, one.appeal.name
        assert one.at_end.get("summary"), f"{one.appeal.name}: nothing was filled in while it was spoken"
    told = {one.appeal.name: [name for name, is_right in one.right().items() if not is_right] for one in heard}
    assert share(heard) >= ROUGH, told
    for one in heard:
        number = house.rows(
            "SELECT end_reason FROM telephony_talk WHERE call_id=?", one.call["call_id"].replace("-", "")
        )
        assert number == [("caller",)], "no call was harmed"


@pytest.mark.timeout(240)
async def test_danger_told_while_waiting_raises_the_caller_and_begins_his_ticket(house: HotlineHouse) -> None:
    patient, urgent = house.number(), house.number()
    ami = await house.switch.ami()
    async with house.citizen() as one, house.citizen() as other:
        await one.dial("12345", patient, keys=[(2.0, "1")])
        await house.call_of(patient, lambda call: call["queue"] is not None, 60, "the first waits")
        start = len(ami.events)
        await other.dial("12345", urgent, keys=[(2.0, "1")])
        waiting = await house.call_of(urgent, lambda call: call["queue"] is not None, 60, "the second waits")
        key = waiting["call_id"].replace("-", "")
        live = "SELECT state FROM speech_tap WHERE call_id=?"
        await until(lambda: house.rows(live, key), [("live",)], "somebody writes down what he says", 30)
        spoken = "Local/s@hotline_announce_listen"

        def invited() -> bool:
            spying = (event for event in ami.events[start:] if event.get("Event") == "ChanSpyStart")
            return any(event["SpyerChannel"].startswith(spoken) for event in spying)

        await until(invited, True, "he is invited to speak", 30)
        await other.say(APPEALS / "gas_smell.wav")
        await house.call_of(urgent, lambda call: call["danger"] == "fire", 60, "his danger stands with his call")
        fields = json.loads(house.rows("SELECT fields FROM tickets_draft WHERE call_id=?", key)[0][0])
        assert fields["urgency"]["value"] == "emergency", "the ticket has begun before anybody answers"
        async with house.agent("1001"):
            answered = await house.call_of(urgent, lambda call: call["agent"] == "1001", 60, "he is answered first")
            assert (await house.call_of(patient))["agent"] is None
            assert answered["wait_seconds"] > 5
            await other.hang_up()
            await house.call_of(patient, lambda call: call["agent"] == "1001", 60, "then whoever came before him")
    await ami.close()


@pytest.mark.timeout(240)
async def test_words_and_draft_travel_through_three_transfers(house: HotlineHouse) -> None:
    number, appeal = house.number(), appeals()["taxi_driver_praise"]
    lines = [SPOKEN / f"{name}.wav" for speaker, name in appeal.lines if speaker == "caller"]
    question = next(SPOKEN / f"{name}.wav" for speaker, name in appeal.lines if speaker == "agent")
    async with AsyncExitStack() as stack:
        phones = {code: await stack.enter_async_context(house.agent(code)) for code in AGENTS}
        citizen = await stack.enter_async_context(house.citizen())
        await citizen.dial("12345", number, keys=[(2.0, "1")])
        call = await house.call_of(number, lambda one: one["agent"] is not None, 60, "the call is answered")
        key, agents = call["call_id"].replace("-", ""), [str(call["agent"])]
        taps = "SELECT count(*) FROM speech_tap WHERE call_id=? AND speaker='agent' AND state IN ('live', 'ended')"
        for line in lines[:4]:
            await until(lambda: house.rows(taps, key), [(len(agents),)], "this agent too is heard", 30)
            await phones[agents[-1]].say(question)
            await citizen.say(line)
            await asyncio.sleep(1)
            if len(agents) < len(AGENTS):
                following = next(code for code in AGENTS if code not in agents)
                given = {
                    "agent": agents[-1],
                    "call_id": call["call_id"],
                    "kind": "agent",
                    "code": following,
                    "reason": "asked_for",
                }
                status, told = await house.order("transfer", **given)
                assert status == 200, told
                await house.call_of(number, lambda one, code=following: one["agent"] == code, 60, "he is handed on")
                agents.append(following)
        await citizen.hang_up()
        await house.call_of(number, lambda one: one["ended_at"] is not None, 30, "the call's end")
    fields = await settled(house, call)
    heard = house.rows("SELECT speaker, track FROM speech_utterance WHERE call_id=? AND source='live'", key)
    assert len({track for speaker, track in heard if speaker == "caller"}) == 1, "one tap of the caller, throughout"
    assert len({track for speaker, track in heard if speaker == "agent"}) == len(AGENTS)
    assert house.rows("SELECT agent FROM tickets_draft WHERE call_id=?", key) == [(agents[-1],)]
    words = {row[0] for row in house.rows("SELECT utterance_id FROM speech_utterance WHERE call_id=?", key)}
    assert fields["summary"]["utterance_id"].replace("-", "") in words


@pytest.mark.parametrize(
    ("call_seconds", "hold_seconds"),
    [
        pytest.param(30, 15, id="half_a_minute", marks=pytest.mark.timeout(240)),
        pytest.param(660, 600, id="ten_minutes_on_hold", marks=[pytest.mark.long, pytest.mark.timeout(1200)]),
        pytest.param(3600, 60, id="an_hour", marks=[pytest.mark.long, pytest.mark.timeout(4500)]),
    ],
)
async def test_a_call_is_heard_through_a_hold_to_its_end(
    house: HotlineHouse, call_seconds: float, hold_seconds: float
) -> None:
    number, appeal = house.number(), appeals()["taxi_driver_praise"]
    lines = itertools.cycle([SPOKEN / f"{name}.wav" for speaker, name in appeal.lines if speaker == "caller"])
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", number, keys=[(2.0, "1")])
        call = await house.call_of(number, lambda one: one["agent"] is not None, 60, "the call is answered")
        key, over = call["call_id"].replace("-", ""), time.monotonic() + call_seconds
        words = "SELECT count(*) FROM speech_utterance WHERE call_id=? AND source='live' AND started_at>?"

        async def say_one() -> None:
            # An utterance begins a little before its first sound.
            before = f"{datetime.now(UTC) - timedelta(seconds=1):%Y-%m-%d %H:%M:%S.%f}"
            await citizen.say(next(lines))
            after = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
            await until(lambda: house.rows(words, key, before) > [(0,)], True, "his words, at their time", 30)
            assert house.rows(words, key, after) == [(0,)], "words lie where they were spoken"

        await say_one()
        for name in ("hold", "resume"):
            status, told = await house.order(name, agent="1001", call_id=call["call_id"])
            assert status == 200, told
            await asyncio.sleep(hold_seconds if name == "hold" else 0)
        await say_one()
        while time.monotonic() < over:
            await asyncio.sleep(min(60.0, max(0.0, over - time.monotonic())))
            await say_one()
        await citizen.hang_up()
        await house.call_of(number, lambda one: one["ended_at"] is not None, 30, "the call's end")
    taps = "SELECT speaker, state, deferred FROM speech_tap WHERE call_id=? ORDER BY speaker"
    await until(lambda: house.rows(taps, key), [("agent", "ended", 0), ("caller", "ended", 0)], "one tap each", 60)
    fields = await settled(house, call)
    assert fields["summary"]["filled"]


@pytest.mark.long  # the shorter one stands above
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("condition", CONDITIONS)
async def test_twenty_appeals_fill_most_of_the_form(house: HotlineHouse, tmp_path: Path, condition: str) -> None:
    heard = await four_at_once(house, tuple(appeals()), tmp_path, CONDITIONS[condition])
    by_field = {name: round(sum(one.right()[name] for one in heard) / len(heard), 2) for name in FIELDS}
    table = {
        "condition": condition,
        "appeals": len(heard),
        "right": share(heard),
        "right_at_hang_up": share(heard, lambda one: one.at_end),
        "right_by_recording": share(heard, lambda one: one.afterwards),
        "by_field": by_field,
        "wrong": {one.appeal.name: [name for name, is_right in one.right().items() if not is_right] for one in heard},
    }
    folder = Path(os.environ.get("HOTLINE_VAR", "var")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"spoken-{condition.replace(' ', '')}.json"
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1), encoding="utf-8")
    if condition == "clean":
        assert table["right"] >= GOAL, table
