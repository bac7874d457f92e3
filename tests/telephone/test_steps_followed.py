"""Steps that ask, with owners killed at each of them, and a caller who is known from an earlier call."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import HotlineHouse, running_house
from switch_rig import Switch, until
from test_scripted_calls import FLOW, first_of, publish

from ivr.flow import parse

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


async def announced(house: HotlineHouse, *codes: str) -> None:
    """Announce things on the hotline's line; the switch then knows of it."""
    now = datetime.now(UTC)
    span = {"since": now.isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
    what = [{"code": code, "name": code, "prompt": "hotline/hold_please", "lines": ["12345"]} | span for code in codes]
    house.api("PUT", "/api/v1/announcements", {"version": 0, "announcements": what, "reason": "a test"})
    await until(lambda: first_of(house, "12345"), f"default:2+1:{'.'.join(codes)}|", "the switch is shown them", 20)


async def owner_dies(house: HotlineHouse, epoch: int) -> None:
    """Kill the owner; another leads on, and the dead one stands by again."""
    dying = "controller" if epoch % 2 else "standby"
    house.kill(dying)
    await until(lambda: house.rows("SELECT epoch FROM telephony_lease"), [(epoch + 1,)], "the next one owns the line")
    house.start(dying)


async def test_whoever_is_at_a_step_is_asked_again_by_the_next_owner(house: HotlineHouse) -> None:
    publish(house, "default", FLOW)
    await announced(house, "typhoon", "water")
    house.start("standby")
    await house.standing_by()
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "0")])
        await house.caller_has("PIPELINE", "incident_water:")
        await owner_dies(house, 1)
        await house.caller_has("PIPELINE", "welcome:", 60)
        await citizen.press("3")
        await house.caller_has("PIPELINE", "code:3")
        await owner_dies(house, 2)
        # The new owner asks once more; who says nothing to it goes to a person.
        call = await house.call_of(ani, lambda c: c["menu_ended"] is not None, 60, "the menu's end")
        await citizen.hang_up()
    assert (call["menu_ended"], call["menu_path"]) == ("no_input", "3")

    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "0")])
        await house.caller_has("PIPELINE", "incident_water:")
        await citizen.press("0")
        await house.caller_has("PIPELINE", "welcome:")
        await citizen.press("4")
        await house.caller_has("PIPELINE", "rating:4")
        await owner_dies(house, 3)
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 60, "the hotline hangs up")
    assert (call["menu_ended"], call["menu_path"], call["outcome"]) == ("told", "4", "menu_exit")


SPOKEN: dict[str, Any] = {
    "start": "matter",
    "nodes": {
        "matter": {
            "type": "listen",
            "prompt": ["hotline/hold_please"],
            "seconds": 10,
            "otherwise": "code",
            "error": "goodbye_to_nobody",
        },
        "goodbye_to_nobody": {"type": "enqueue", "queue": "hotline_general", "language": "en"},
        "code": {**FLOW["nodes"]["code"], "keyed": "progress"},
        "progress": {"type": "ticket_status", "otherwise": "person", "unknown": "person", "error": "person"},
        "person": {"type": "enqueue", "queue": "hotline_general", "language": "zh"},
    },
}


async def test_whoever_is_listened_to_or_looked_up_is_asked_again(house: HotlineHouse) -> None:
    publish(house, "default", SPOKEN)
    await until(lambda: shown(house), "default:2|", "the switch is shown it", 20)
    house.start("standby")
    await house.standing_by()
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "matter:")
        await owner_dies(house, 1)
        # He is listened to once more, says nothing, and is asked for his code.
        await house.caller_has("PIPELINE", "code:", 60)
        await house.caller_is_in("Read")
        for digit in "123456":
            await citizen.press(digit)
        # While his ticket is looked up the line has no owner: the next one does not know what was keyed.
        await house.caller_is_in("Playback")
        await owner_dies(house, 2)
        await house.caller_is_in("Read", 60)
        for digit in "123456":
            await citizen.press(digit)
        call = await house.call_of(ani, lambda c: c["menu_ended"] is not None, 60, "the menu's end")
        await citizen.hang_up()
    assert (call["menu_ended"], call["menu_path"], call["language"]) == ("choice", "keyed", "zh")


async def test_who_calls_again_is_led_by_what_is_known_of_him(house: HotlineHouse) -> None:
    """In the language of his last choice, and to his ticket's state, which nobody tells without its code."""
    publish(house, "default", FLOW)
    await until(lambda: shown(house), "default:2|", "the switch is shown it", 20)
    ani = house.number()
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "2")])
        await house.caller_has("PIPELINE", "cantonese:2:yue")
        await house.caller_is_in("Read")
        await citizen.press("1")
        call = await house.call_of(ani, lambda c: c["agent"] is not None, 40, "a person")
        assert call["language"] == "yue"
        await citizen.hang_up()
        await house.submitted(call)
    call = await house.settled(ani)
    ticket: dict[str, Any] = house.api("GET", f"/api/v1/calls/{call['call_id']}")["ticket"]
    assert len(ticket["query_code"]) == 6

    async def calls_again(code: str) -> dict[str, Any]:
        body = {"ani": ani, "since": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
        async with house.citizen() as again:
            await again.dial("12345", ani, keys=[(0.5, "7")])
            await house.caller_has("PIPELINE", "code:7")  # an open ticket: the code is asked for
            for digit in code:
                await again.press(digit)

            def newest() -> dict[str, Any]:
                found = house.api("POST", "/api/v1/calls/search", body)
                return max(found, key=lambda one: str(one["entered_at"]))

            await until(lambda: newest()["menu_ended"] is not None, True, "the menu's end", 30)
            await again.hang_up()
        return newest()

    wrong = "000000" if ticket["query_code"] != "000000" else "111111"
    found = await calls_again(wrong)
    assert (found["menu_ended"], found["menu_path"]) == ("choice", "7.keyed"), "no such ticket: a person"
    found = await calls_again(ticket["query_code"])
    assert (found["menu_ended"], found["menu_path"]) == ("told", "7.keyed"), "its state is told, then the end"
    facts = str(house.rows("SELECT payload FROM telephony_ledger"))
    assert ticket["query_code"] not in facts, "the code stands in no book"


PAGE = Path(__file__).resolve().parents[2] / "docs" / "menus.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


async def test_a_caller_hears_how_his_ticket_stands_as_it_goes_on(house: HotlineHouse) -> None:
    """With the flow of the documentation and the recordings that are shipped, state by state."""
    publish(house, "default", parse(next(text for text in EXAMPLES if "offer:" in text)))
    await until(lambda: shown(house), "default:2|", "the switch is shown it", 20)
    ani = house.number()
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "1")])
        call = await house.call_of(ani, lambda c: c["agent"] is not None, 40, "a person")
        await citizen.hang_up()
        await house.submitted(call)
    call = await house.settled(ani)
    ticket: dict[str, Any] = house.api("GET", f"/api/v1/calls/{call['call_id']}")["ticket"]

    async def hears(node: str) -> None:
        async with house.citizen() as again:
            await again.dial("12345", ani)
            await house.caller_has("PIPELINE", "offer:")
            await again.press("1")
            await house.caller_has("PIPELINE", "code:1")
            for digit in ticket["query_code"]:
                await again.press(digit)
            await house.caller_has("PIPELINE", f"{node}:1.keyed")
            asked = asyncio.get_running_loop().time()
            await until(lambda: again.rtp.loud_after(asked) is not None, True, "the sentence is heard", 5)
            await again.hang_up()

    def act(act: str, **given: Any) -> None:
        number = ticket["service_id"]
        house.api("POST", f"/api/v1/tickets/{number}/acts", {"act": act, "request_id": f"r-{act}", **given})

    await hears("handled")
    act("dispatch", units=["urban_management"])
    await hears("handled")
    act("acknowledge")
    act("contact", reached=True, text="已联系")
    act("reply", text="已处理")
    act("approve")
    async with house.citizen() as last:  # what is answered is offered no more: the ordinary menu
        await last.dial("12345", ani)
        await house.caller_has("PIPELINE", "welcome:")
        await last.hang_up()
    act("rework", reason="未解决")
    await hears("handled")


async def shown(house: HotlineHouse) -> str:
    """Return what the switch was shown for every line, without its prompts."""
    ami = await house.switch.ami()
    try:
        return (await ami.get_global("MENU_FIRST")).partition("|")[0] + "|"
    finally:
        await ami.close()
