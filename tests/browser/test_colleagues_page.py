"""Colleagues at their desktops and a supervisor at the wall: one call that goes from one to the next, seen by all."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import Page, expect
from seat import SOON, Seat, calling, overflow, seat

pytestmark = pytest.mark.timeout(240)

STATE = Path(os.environ.get("HOTLINE_VAR", "var"))
PICTURES = STATE / "test" / "screenshots" if "HOTLINE_SCREENSHOTS" in os.environ else None
STILL = """() => document.getAnimations()
  .every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
"""Nothing fades or moves; what pulses for ever may."""
SUPERVISOR = "1020"
"""The code of the demonstration's supervisor: the last that the switch knows."""


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def look(page: Page, name: str) -> None:
    """Find a page accessible and within its window as it stands; with HOTLINE_SCREENSHOTS leave a picture."""
    await page.wait_for_function(STILL, timeout=SOON)
    if PICTURES:
        await page.screenshot(path=PICTURES / f"colleagues-{name}.png", animations="disabled")
    assert [name, await violations(page), await overflow(page)] == [name, [], []]


async def ended(at: Seat) -> None:
    """Wait until an agent has nothing to do with a call any more."""
    await expect(at.page.locator("button.state")).to_contain_text(re.compile("话后处理|空闲"), timeout=SOON)


async def test_a_colleague_is_asked_sees_what_was_written_and_takes_the_caller(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with (
        seat(people, house, "1012") as at,
        calling(house, at, speaks=False) as citizen,
        seat(people, house, "1013") as other,
    ):
        await at.field("place").fill("人民路 8 号")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        await at.page.locator("body").press("F7")
        dialog = at.page.get_by_role("dialog", name="转接 / 咨询")
        choice = dialog.get_by_role("radio", name=re.compile("1013"))
        await expect(choice).to_be_enabled(timeout=SOON)
        await look(at.page, "dialog")
        await dialog.get_by_label("工号、名称或号码").fill("1013")
        await expect(choice).to_be_checked()
        await at.page.keyboard.press("Control+Enter")
        await expect(dialog).to_be_hidden(timeout=SOON)
        await expect(at.page.get_by_role("region", name="咨询")).to_contain_text("正在呼叫 1013", timeout=SOON)
        await other.phone.wait_ringing(20)
        await other.call_state("来电振铃")
        await expect(other.page.get_by_text("1012 正在向您咨询这个来电")).to_be_visible(timeout=SOON)

        await other.phone.answer()
        await expect(at.page.get_by_role("region", name="咨询")).to_contain_text("与 1013 通话", timeout=SOON)
        await other.call_state("同事咨询")
        await expect(other.field("place")).to_have_value("人民路 8 号", timeout=SOON)
        await expect(other.field("place")).not_to_be_editable()
        await look(at.page, "asking")
        await look(other.page, "asked")
        refused = await other.person.context.request.patch(
            f"{other.person.base}/api/v1/desk/drafts/{(await at.draft())['contact_id']}",
            data={"version": 1, "fields": {"place": "x"}},
            headers={
                "x-csrf-token": (await other.person.ask("GET", "session"))["csrf"],
                "origin": other.person.base,
            },
        )
        assert refused.status == 404, "who is asked reads and does not write"

        await at.page.get_by_role("button", name="完成转接").click()
        await other.call_state("通话中")
        await expect(other.page.get_by_text("此前由 1012 接听")).to_be_visible(timeout=SOON)
        await expect(other.field("place")).to_have_value("人民路 8 号", timeout=SOON)
        await other.field("description").fill("已转专席")
        await expect(other.saved).to_contain_text("已保存", timeout=SOON)
        await ended(at)
        await citizen.hang_up()
        await other.call_state("通话已结束")


async def test_sent_to_a_queue_the_next_agent_has_words_and_draft(people: OpenPerson, house: HotlineHouse) -> None:
    async with (
        seat(people, house, "1012") as at,
        calling(house, at, speaks=False) as citizen,
        seat(people, house, "1013") as other,
    ):
        await at.field("place").fill("中山路 1 号")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        await at.page.get_by_role("button", name="转接 / 咨询").click()
        dialog = at.page.get_by_role("dialog", name="转接 / 咨询")
        await dialog.get_by_text("队列", exact=True).click()
        await dialog.get_by_role("radio", name=re.compile("综合队列")).check()
        await dialog.get_by_role("button", name="直接转接").click()
        await expect(dialog).to_be_hidden(timeout=SOON)
        await other.phone.wait_ringing(20)
        await other.phone.answer()
        await other.call_state("通话中")
        await expect(other.field("place")).to_have_value("中山路 1 号", timeout=SOON)
        await citizen.hang_up()
        await other.call_state("通话已结束")


async def test_help_is_called_for_and_a_supervisor_listens_speaks_and_takes_over(
    people: OpenPerson, house: HotlineHouse
) -> None:
    wall = await (await people("supervisor")).open("/supervise/wall")
    async with (
        seat(people, house, "1014") as at,
        calling(house, at, speaks=False) as citizen,
        house.switch.phone(SUPERVISOR) as phone,
    ):
        await at.page.locator("body").press("Alt+j")
        await at.page.get_by_role("menuitem", name="来电人情绪激动").click()
        await expect(at.page.get_by_role("button", name=re.compile("已呼叫班长"))).to_be_visible(timeout=SOON)
        tile = wall.locator(".tile").filter(has_text="1014")
        await expect(tile).to_contain_text("求助", timeout=SOON)
        await expect(wall.get_by_role("region", name="告警")).to_contain_text("呼叫班长", timeout=SOON)
        await look(wall, "help")

        await tile.click()
        acts = wall.get_by_role("dialog", name="坐席 1014")
        await expect(acts).to_contain_text("来电人情绪激动")
        await acts.get_by_role("button", name="监听").click()
        await phone.wait_answered()
        await expect(at.page.get_by_text(f"班长 {SUPERVISOR} 正在监听")).to_be_visible(timeout=SOON)
        await expect(acts.get_by_text(f"{SUPERVISOR} 监听中")).to_be_visible(timeout=SOON)
        await expect(acts.get_by_text("呼叫班长：")).to_have_count(0, timeout=SOON)
        await look(wall, "acts")
        await acts.get_by_role("button", name="耳语").click()
        await expect(at.page.get_by_text(f"班长 {SUPERVISOR} 正在耳语指导")).to_be_visible(timeout=SOON)
        await look(at.page, "listened-to")
        await wall.keyboard.press("Escape")
        await expect(acts).to_be_hidden(timeout=SOON)
        own = wall.get_by_role("region", name="监听与介入")
        await expect(own).to_contain_text("您正在对 1014 耳语", timeout=SOON)
        await look(wall, "listening")

        await own.get_by_role("button", name="接管来电").click()
        take = acts.get_by_role("button", name="接管来电")
        await expect(take).to_be_disabled()
        await acts.get_by_label("原因（必填，记入审计）").fill("来电人要求与班长通话")
        await take.click()
        await expect(acts).to_be_hidden(timeout=SOON)
        await ended(at)
        await expect(own).to_be_hidden(timeout=SOON)
        assert citizen.call.ended.is_set() is False
        await citizen.hang_up()
    orders = house.rows("SELECT outcome, note FROM foundation_audit WHERE act='calls.supervise' ORDER BY position")
    assert orders[:6] == [
        ("asked", "monitor"),
        ("done", "monitor"),
        ("asked", "whisper"),
        ("done", "whisper"),
        ("asked", "来电人要求与班长通话"),
        ("done", "来电人要求与班长通话"),
    ]
