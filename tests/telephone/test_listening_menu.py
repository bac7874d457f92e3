"""A menu that lets callers say what it is about: category and danger from their words, a person for everything else."""

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
        yield opened


async def listened(house: HotlineHouse, said: Path | None, then: str = "") -> tuple[dict[str, Any], list[str]]:
    """Call, say something after the tone, perhaps press a key at the offer; return the call and its last place."""
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "matter:")
        if said is not None:
            await citizen.say(said)
        if then:
            await house.caller_has("PIPELINE", "fire:", 30)
            await citizen.press(then)
        call = await house.call_of(ani, lambda one: one["menu_ended"] is not None, 60, "the menu's end")
        names = await house.callers()
        place = await house.variables(names[-1], "PIPELINE", "NEXT_PRIORITY", "NEXT_TRANSFER") if names else []
        await citizen.hang_up()
    return call, place


async def test_words_choose_the_queue_and_stay_with_the_call(house: HotlineHouse) -> None:
    publish(house, "default", FLOW)
    await until(lambda: shown(house), "default:2|", "the switch is shown it", 20)
    call, place = await listened(house, APPEALS / "unpaid_wages.wav")
    assert place[1] == "3", f"{call['menu_ended']}: {place}"
    key = call["call_id"].replace("-", "")
    words = "".join(text for (text,) in house.rows("SELECT text FROM speech_utterance WHERE call_id=?", key))
    assert "工资" in words, "what he said in the menu is in the call's words"
    left = [path.name for path in (house.var / "asterisk" / "spool").glob("listen-*")]
    assert left == [], "what the switch wrote to know his end is thrown away"


async def test_danger_is_offered_the_fire_brigade(house: HotlineHouse) -> None:
    publish(house, "default", FLOW)
    call, place = await listened(house, APPEALS / "gas_smell.wav", then="1")
    assert call["menu_ended"] == "transferred", place


@pytest.mark.parametrize("said", ["silence_10s.wav", "noise_10s.wav", ""])
async def test_who_is_not_understood_goes_to_a_person(house: HotlineHouse, said: str) -> None:
    publish(house, "default", FLOW)
    call, place = await listened(house, APPEALS / said if said else None)
    assert (call["menu_ended"], place[1]) == ("passed", "")


async def test_without_a_recogniser_a_person_answers_at_once(house: HotlineHouse) -> None:
    publish(house, "default", FLOW)
    house.kill("speech")
    call, place = await listened(house, None)
    assert (call["menu_ended"], place[1]) == ("passed", "")
