"""Menus and calendars published while the hotline runs: what a caller hears then, with the owner alive or dead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from house import HotlineHouse, running_house
from stories import ENTERED, story
from switch_rig import Switch, until

from foundation.work_calendar import ZONE
from ivr.flow import default_flow

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


ALWAYS: dict[str, list[str]] = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def by_hours() -> dict[str, Any]:
    """Return the shipped menu behind hours; at other times two sentences, then the end."""
    content = default_flow().model_dump(mode="json", exclude={"version"})
    content["start"] = "office_hours"
    content["nodes"] |= {
        "office_hours": {
            "type": "hours",
            "calendar": "office",
            "open": "welcome",
            "closed": "sorry",
            "holiday": "sorry",
        },
        "sorry": {"type": "play", "prompt": ["hotline/busy_sorry"], "next": "goodbye"},
        "goodbye": {"type": "hangup", "prompt": ["hotline/thanks"]},
    }
    return content


async def publish(house: HotlineHouse, content: dict[str, Any]) -> None:
    """Publish a menu that begins without a question, as an administrator does; the switch then knows of it."""
    draft = house.api("POST", "/api/v1/flows/default/versions", {"content": content, "reason": "a test"})
    house.api("POST", f"/api/v1/flows/default/versions/{draft['version']}/publish")

    async def shown() -> str:
        ami = await house.switch.ami()
        try:
            return await ami.get_global("MENU_FIRST")
        finally:
            await ami.close()

    await until(shown, f"default:{draft['version']}|0|", "the switch is shown what is in force")


async def be_open(house: HotlineHouse, yes: bool) -> None:
    """Be open at any hour, or have a holiday from yesterday to tomorrow; the owner then knows of it."""
    version = house.api("GET", "/api/v1/calendars/office")["version"]
    today = datetime.now(ZONE).date()
    near = [(today + timedelta(days=days)).isoformat() for days in (-1, 0, 1)]
    days = {} if yes else {day: {"kind": "holiday"} for day in near}
    body = {"weekly": ALWAYS, "days": days, "announced": [2026], "version": version, "reason": "a test"}
    made = house.api("PUT", "/api/v1/calendars/office", body)["version"]

    def known() -> bool:
        metrics = httpx.get(f"http://127.0.0.1:{house.settings.controller_port}/metrics", timeout=10).text
        return f'hotline_calendar_version{{code="office"}} {float(made)}' in metrics.splitlines()

    await until(known, True, "the owner knows the new hours")


async def test_a_line_tells_that_nobody_is_there_and_the_next_morning_asks_again(house: HotlineHouse) -> None:
    await be_open(house, False)
    await publish(house, by_hours())
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 40, "the hotline hangs up")
    assert (call["menu_ended"], call["outcome"], call["end_reason"]) == ("told", "menu_exit", "hang_up")
    assert story(house, call) == [*ENTERED, "menu_entered", "menu_completed:told", "call_ended:hang_up"]

    await be_open(house, True)
    ani = house.number()
    async with house.agent("1001"), house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "welcome:")
        await house.caller_is_in("Read")
        await citizen.press("2")
        call = await house.call_of(ani, lambda c: c["agent"] is not None, 40, "a person")
        assert (call["menu_ended"], call["menu_path"], call["language"]) == ("choice", "2", "yue")
        await citizen.hang_up()


async def test_a_draft_is_heard_by_who_dials_its_line_and_by_nobody_else(house: HotlineHouse) -> None:
    content = default_flow().model_dump(mode="json", exclude={"version"})
    content["nodes"]["welcome"]["choices"] = {"1": "goodbye", "2": "cantonese", "3": "english", "0": "mandarin"}
    content["nodes"]["goodbye"] = {"type": "hangup", "prompt": ["hotline/thanks"]}
    draft = house.api("POST", "/api/v1/flows/default/versions", {"content": content, "reason": "a test"})["version"]
    line = house.api("POST", f"/api/v1/flows/default/versions/{draft}/trial")["line"]

    async def shown() -> str:
        ami = await house.switch.ami()
        try:
            return (await ami.get_global(f"MENU_FIRST_{line}")).partition("|")[0]
        finally:
            await ami.close()

    await until(shown, f"default:{draft}", "the switch is shown the draft")
    for dialled, ended, purpose in ((line, "told", "test"), ("12345", "choice", "hotline")):
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial(dialled, ani, keys=[(1.0, "1")])
            call = await house.call_of(ani, lambda c: c["menu_ended"] is not None, 40, "the menu's end")
            if ended == "choice":
                await citizen.hang_up()
        assert call["menu_ended"] == ended
        key = call["call_id"].replace("-", "")
        assert house.rows("SELECT purpose FROM telephony_call WHERE call_id=?", key) == [(purpose,)]
    found = house.api("GET", f"/api/v1/flows/default/versions/{draft}/figures")
    assert (found["visits"], found["hung_up"]) == (0, None), "calls that try a menu are in no figure"


async def test_owners_killed_at_each_sentence_are_followed_by_one_that_says_it(house: HotlineHouse) -> None:
    await be_open(house, False)
    await publish(house, by_hours())
    house.start("standby")
    await house.standing_by()
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.caller_has("PIPELINE", "sorry:")
        house.kill("controller")
        epoch = "SELECT epoch FROM telephony_lease"
        await until(lambda: house.rows(epoch), [(2,)], "the next one owns the line")
        house.start("controller")
        await house.standing_by()
        await house.caller_has("PIPELINE", "goodbye:", 60)
        house.kill("standby")
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 60, "the hotline hangs up")
    assert (call["menu_ended"], call["outcome"]) == ("told", "menu_exit")
    told = [kind for kind in story(house, call) if kind.startswith(("menu_", "call_ended"))]
    assert told == ["menu_entered", "menu_completed:told", "call_ended:hang_up"]
