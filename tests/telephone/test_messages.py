"""Messages left in a menu: kept whatever dies meanwhile, in the list, and never asked for twice."""

import array
import asyncio
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import HotlineHouse, running_house
from switch_rig import Switch, until
from test_scripted_calls import publish
from test_steps_followed import owner_dies, shown

from hotline.demo.call import APPEALS

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]

SAID = APPEALS / "bus_route.wav"
FLOW: dict[str, Any] = {
    "start": "message",
    "nodes": {
        "message": {
            "type": "voicemail",
            "prompt": ["hotline/hold_please"],
            "seconds": 30,
            "left": "goodbye",
            "silent": "person",
            "error": "person",
        },
        "goodbye": {"type": "hangup", "prompt": ["hotline/thanks"]},
        "person": {"type": "enqueue", "queue": "hotline_general", "language": "zh"},
    },
}


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


async def opened(house: HotlineHouse) -> None:
    """Have every call begin at the message."""
    publish(house, "default", FLOW)
    await until(lambda: shown(house), "default:2|", "the switch is shown it", 20)


async def is_written(house: HotlineHouse, least: int = 48_000) -> None:
    """Wait until the switch has written so many bytes of a message (3 s)."""
    folder = house.var / "recordings" / "incoming"

    def size() -> int:
        return max((file.stat().st_size for file in folder.glob("*-message.wav")), default=-1)

    await until(lambda: size() >= least, True, "his words are being written", 30)


def listed(house: HotlineHouse) -> list[dict[str, Any]]:
    """Return what waits for an agent."""
    found: list[dict[str, Any]] = house.api("GET", "/api/v1/messages")["messages"]
    return found


async def heard(house: HotlineHouse, call: dict[str, Any], leg: str = "message") -> float:
    """Return the seconds of a message once it was checked, and that a voice is in it."""
    key = call["call_id"]
    await until(lambda: state(house, key) not in (None, "expected", "to_verify"), True, "it was checked", 60)
    entry = house.api("GET", f"/api/v1/calls/{key}")["recording"]["legs"][leg]
    with wave.open(str(house.var / "recordings" / entry["file"]), "rb") as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    assert max(samples) > 3000, "his voice is in it"
    return float(entry["seconds"])


def state(house: HotlineHouse, key: str) -> str | None:
    """Return the state of a call's recording."""
    recording = house.api("GET", f"/api/v1/calls/{key}")["recording"]
    return recording["state"] if recording else None


def seconds_of(file: Path) -> float:
    """Return the length of a file."""
    with wave.open(str(file), "rb") as opened:
        return opened.getnframes() / opened.getframerate()


async def test_who_says_his_matter_hears_that_it_was_taken(house: HotlineHouse) -> None:
    await opened(house)
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "message:")
        await is_written(house, 0)
        await citizen.say(SAID)
        call = await house.call_of(ani, lambda one: one["ended_at"] is not None, 60, "the hotline hangs up")
    assert (call["menu_ended"], call["outcome"], call["agent"]) == ("message", "menu_exit", None)
    said = await heard(house, call)
    assert seconds_of(SAID) - 2 <= said <= seconds_of(SAID) + 6
    [line] = listed(house)
    assert (line["call_id"], line["seconds"], line["agent"]) == (call["call_id"], said, None)


async def test_who_hangs_up_while_he_speaks_has_left_it(house: HotlineHouse) -> None:
    await opened(house)
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "message:")
        await is_written(house, 0)
        await citizen.say(SAID)
        await citizen.hang_up()
    call = await house.call_of(ani, lambda one: one["ended_at"] is not None)
    assert call["menu_ended"] == "message"
    assert await heard(house, call) >= seconds_of(SAID) - 2
    assert [line["call_id"] for line in listed(house)] == [call["call_id"]]


async def test_who_says_nothing_goes_to_a_person(house: HotlineHouse) -> None:
    await opened(house)
    ani = house.number()
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", ani)
        call = await house.call_of(ani, lambda one: one["agent"] is not None, 60, "a person")
        await citizen.hang_up()
        await house.submitted(call)
    call = await house.settled(ani)
    assert set(call["recording"]["legs"]) >= {"mixed"}
    assert "message" not in call["recording"]["legs"]
    assert listed(house) == []


async def test_who_spoke_while_his_owner_died_is_not_asked_again(house: HotlineHouse) -> None:
    await opened(house)
    house.start("standby")
    await house.standing_by()
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "message:")
        await is_written(house, 0)
        saying = asyncio.create_task(citizen.say(SAID))
        await is_written(house)
        await owner_dies(house, 1)
        await saying
        call = await house.call_of(ani, lambda one: one["ended_at"] is not None, 90, "the hotline hangs up")
    assert call["menu_ended"] == "message"
    assert await heard(house, call) >= seconds_of(SAID) - 2
    assert [line["call_id"] for line in listed(house)] == [call["call_id"]]


async def test_what_was_said_with_all_of_us_dead_is_kept_and_a_person_answers(house: HotlineHouse) -> None:
    """The watchdog takes the caller to an agent; what he had said is a leg of the recording."""
    await opened(house)
    ani = house.number()
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "message:")
        await is_written(house, 0)
        saying = asyncio.create_task(citizen.say(SAID))
        await is_written(house)
        house.kill("controller")
        await saying
        await until(lambda: talks(house), True, "a person answers", 60)
        house.start("controller")
        call = await house.call_of(ani, lambda one: one["agent"] is not None, 60, "the books know him")
        await citizen.hang_up()
        await house.submitted(call)
    call = await house.settled(ani)
    assert call["recording"]["state"] == "verified"
    assert await heard(house, call) >= 3
    assert listed(house) == [], "his agent has the matter"


async def talks(house: HotlineHouse) -> bool:
    """Tell whether the caller is in a bridge."""
    ami = await house.switch.ami()
    try:
        rows = await ami.list("Status", "StatusComplete")
    finally:
        await ami.close()
    return any(row["Channel"].startswith("PJSIP/trunk") and row.get("BridgeID") for row in rows)
