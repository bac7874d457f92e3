"""A menu that lets callers say what it is about: category and danger from their words, a person for everything else."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import HotlineHouse, running_house
from switch_rig import running_switch, until
from test_scripted_calls import PERSON, publish
from test_steps_followed import shown

from foundation.settings import Settings
from hotline.demo.call import APPEALS

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300), pytest.mark.alone]

FLOW: dict[str, Any] = {
    "start": "matter",
    "nodes": {
        "matter": {
            "type": "listen",
            "prompt": ["hotline/hold_please"],
            "seconds": 25,
            "cases": {"labour": "labour"},
            "danger": "which",
            "otherwise": "person",
            "error": "person",
        },
        "which": {"type": "branch", "on": "danger", "cases": {"fire": "fire"}, "otherwise": "person"},
        "fire": {
            "type": "menu",
            "prompt": ["hotline/hold_please"],
            "timeout_seconds": 2,
            "choices": {"1": "brigade"},
            **PERSON,
        },
        "brigade": {"type": "transfer", "number": "119"},
        "labour": {"type": "enqueue", "queue": "hotline_general", "language": "zh", "priority": 3},
        "person": {"type": "enqueue", "queue": "hotline_general", "language": "zh"},
    },
}


@pytest.fixture(scope="module")
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline with Whisper."""
    with (
        running_switch() as switch,
        running_house(
            switch, HOTLINE_SPEECH_ENGINE="whisper", HOTLINE_SPEECH_MODEL=str(Settings().model_folder)
        ) as opened,
    ):
        publish(opened, "default", FLOW)
        asyncio.run(until(lambda: shown(opened), "default:2|", "the switch is shown it", 20))
        yield opened


async def listened(house: HotlineHouse, said: Path | None) -> tuple[dict[str, Any], list[str]]:
    """Call, say something after the tone; return the call and its last place."""
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "matter:")
        if said is not None:
            await citizen.say(said)
        call = await house.call_of(ani, lambda one: one["menu_ended"] is not None, 60, "the menu's end")
        names = await house.callers()
        place = await house.variables(names[-1], "PIPELINE", "NEXT_PRIORITY", "NEXT_TRANSFER") if names else []
        await citizen.hang_up()
    return call, place


async def test_words_choose_the_queue_and_stay_with_the_call(house: HotlineHouse) -> None:
    call, place = await listened(house, APPEALS / "unpaid_wages.wav")
    assert place[1] == "3", f"{call['menu_ended']}: {place}"
    key = call["call_id"].replace("-", "")
    words = "".join(text for (text,) in house.rows("SELECT text FROM speech_utterance WHERE call_id=?", key))
    assert "工资" in words, "what he said in the menu is in the call's words"
    left = [path.name for path in (house.var / "asterisk" / "spool").glob("listen-*")]
    assert left == [], "what the switch wrote to know his end is thrown away"


async def test_danger_is_offered_the_fire_brigade_or_a_person(house: HotlineHouse) -> None:
    """Whisper mishears 煤气泄漏 in one call of three: he goes to a person; who is understood is offered 119."""
    for _ in range(6):
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani)
            await house.caller_has("PIPELINE", "matter:")
            await citizen.say(APPEALS / "gas_smell.wav")
            [channel] = await house.callers()

            async def place(channel: str = channel) -> bool:
                where, queue = await house.variables(channel, "PIPELINE", "NEXT_QUEUE")
                return where.startswith("fire:") or queue != ""

            await until(place, True, "he is understood, or on his way to a person", 30)
            [where] = await house.variables(channel, "PIPELINE")
            if where.startswith("fire:"):
                await citizen.press("1")
            call = await house.call_of(ani, lambda one: one["menu_ended"] is not None, 30, "the menu's end")
            await citizen.hang_up()
        if where.startswith("fire:"):
            assert (call["menu_ended"], call["danger"]) == ("transferred", "fire")
            return
        assert call["menu_ended"] == "passed"
    raise AssertionError("six times not understood")


@pytest.mark.parametrize("said", ["silence_10s.wav", "noise_10s.wav", ""])
async def test_who_is_not_understood_goes_to_a_person(house: HotlineHouse, said: str) -> None:
    call, place = await listened(house, APPEALS / said if said else None)
    assert (call["menu_ended"], place[1]) == ("passed", "")


async def test_without_a_recogniser_a_person_answers_at_once(house: HotlineHouse) -> None:
    house.kill("speech")
    call, place = await listened(house, None)
    assert (call["menu_ended"], place[1]) == ("passed", "")
