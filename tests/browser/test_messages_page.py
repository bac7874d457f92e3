"""A message is taken, heard and made a ticket at the desk; danger that a menu heard of stands before the supervisor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import APPEAL, SOON
from switch_rig import until
from test_lines_page import shown

pytestmark = pytest.mark.timeout(240)

LINE = "12388"
FLOW: dict[str, Any] = {
    "start": "message",
    "nodes": {
        "message": {
            "type": "voicemail",
            "prompt": ["hotline/hold_please"],
            "left": "goodbye",
            "silent": "person",
            "error": "person",
        },
        "goodbye": {"type": "hangup", "prompt": ["hotline/thanks"]},
        "person": {"type": "enqueue", "queue": "hotline_general"},
    },
}


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


@pytest.fixture
async def line(house: HotlineHouse) -> str:
    """Return a line whose callers are asked for a message."""
    made = house.api("POST", "/api/v1/flows/message_box/versions", {"content": FLOW, "reason": "a test"})
    house.api("POST", f"/api/v1/flows/message_box/versions/{made['version']}/publish")
    before = house.api("GET", "/api/v1/lines")
    own = {"number": LINE, "name": "留言专线", "mode": "parallel_number", "flow": "message_box"}
    lines = [*(one for one in before["lines"] if one["number"] != LINE), own]
    house.api("PUT", "/api/v1/lines", {"version": before["version"], "lines": lines, "reason": "a test"})
    await until(lambda: shown(house, LINE), f"message_box:{made['version']}|0|", "the switch knows the line", 20)
    return LINE


async def test_a_message_is_taken_heard_and_made_a_ticket(people: OpenPerson, house: HotlineHouse, line: str) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial(line, ani)
        await house.caller_has("PIPELINE", "message:")
        await citizen.say(APPEAL)
        await citizen.hang_up()

    person = await people("1014")
    page = await person.open("/desk/messages")
    row = page.locator("tbody tr").filter(has_text=f"{ani[:3]}****{ani[-4:]}")
    await expect(row).to_contain_text("待领取", timeout=SOON)
    await expect(page.get_by_role("navigation").get_by_text("留言")).to_be_visible()
    await row.get_by_role("button", name="领取").click()
    detail = page.get_by_role("complementary", name="通话详情")
    await expect(row).to_contain_text("我在处理", timeout=SOON)
    await detail.get_by_role("button", name=re.compile("^播放录音")).click(timeout=SOON)
    await page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.5", timeout=SOON)
    await expect(detail.locator("ol.words li")).not_to_have_count(0, timeout=SOON)

    await row.get_by_role("button", name="填写工单").click()
    await expect(page.get_by_label("未完成的工单")).to_contain_text("正在填写", timeout=SOON)
    summary = page.get_by_role("textbox", name="摘要")
    await expect(summary).to_have_value(re.compile("路灯"), timeout=SOON)
    other = await (await people("1015")).open("/desk/messages")
    theirs = other.locator("tbody tr").filter(has_text=f"{ani[:3]}****{ani[-4:]}")
    await expect(theirs).to_contain_text("1014 处理中", timeout=SOON)
    await expect(theirs.get_by_role("button")).to_have_count(0)

    call = await house.call_of(ani, lambda one: one["ended_at"] is not None)
    await person.ask("POST", f"desk/drafts/{call['contact_id']}/no-ticket", {"reason": "wrong_number"})
    await expect(theirs).to_have_count(0, timeout=SOON)


@pytest.fixture
def danger(house: HotlineHouse, settled_call: dict[str, Any]) -> Iterator[str]:
    """Return a call in which a menu heard of a fire."""
    key = settled_call["call_id"].replace("-", "")
    change = "UPDATE telephony_call SET danger=?, entered_at=? WHERE call_id=?"
    [(entered,)] = house.rows("SELECT entered_at FROM telephony_call WHERE call_id=?", key)
    [(now,)] = house.rows("SELECT max(happened_at) FROM telephony_ledger")
    house.change(change, "fire", now, key)
    yield settled_call["call_id"]
    house.change(change, None, entered, key)


async def test_danger_stands_before_the_supervisor_on_every_page(
    people: OpenPerson, house: HotlineHouse, danger: str
) -> None:
    page = await (await people("supervisor")).open("/supervise/agents")
    alert = page.get_by_role("alert").filter(has_text="消防 119")
    await expect(alert).to_be_visible(timeout=SOON)
    await alert.get_by_role("button", name="查看").click()
    await expect(page.get_by_role("complementary", name="通话详情")).to_contain_text("险情：消防", timeout=SOON)
    await expect(alert).to_have_count(0)
    await page.reload()
    await expect(page.locator("tbody tr").filter(has_text="险情：消防")).to_be_visible(timeout=SOON)
    await expect(alert).to_have_count(0)  # he has seen it
    assert page.url.endswith(danger)
