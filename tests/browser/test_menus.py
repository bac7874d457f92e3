"""An administrator changes the menu, tries it, publishes it and takes it back; callers hear it."""

from __future__ import annotations

import asyncio
import os
import re
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import Locator, Page, expect
from seat import SOON
from switch_rig import until

pytestmark = pytest.mark.timeout(240)
ENDED = "SELECT count(*) FROM telephony_call WHERE ended_at IS NULL AND line='99000'"


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def choose(page: Page, label: str, option: str, inside: Locator | None = None) -> None:
    """Choose in a list of the form, once the list before is closed."""
    await expect(page.locator(".el-select-dropdown:visible")).to_have_count(0)
    await (
        (inside or page).locator(".el-select").filter(has=page.get_by_role("combobox", name=label, exact=True)).click()
    )
    await page.locator(".el-select-dropdown:visible .el-select-dropdown__item").filter(has_text=option).first.click()


async def shown_to_switch(house: HotlineHouse, version: int) -> None:
    """Wait until the owner has shown a version to the switch."""

    async def ask() -> str:
        return (await house.begins_with()).partition("|")[0]

    await until(ask, f"default:{version}", f"version {version} is shown to the switch")


async def call_language(house: HotlineHouse, key: str) -> tuple[str, str]:
    """Call, press a key, and return path and language in the books."""
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.4, key)])
        call = await house.call_of(ani, lambda c: c["queue"] is not None, 30, "the queue")
        await citizen.hang_up()
    await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
    return call["menu_path"], call["language"]


async def test_a_menu_is_changed_tried_published_and_taken_back(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("admin")).open("/administer/flows")
    picture = page.locator("section.picture")
    await expect(picture.locator("button.node")).to_have_count(5, timeout=SOON)
    await expect(page.locator("nav.versions button.chosen")).to_contain_text("第 1 版")
    trial = page.locator("section.try")
    await trial.get_by_role("button", name="3", exact=True).click()
    await expect(trial.locator(".end")).to_have_text("按键选定，进入综合队列（英语）")

    # Key 4 is to lead where key 3 leads; a step that is not whole yet is named at once.
    await page.get_by_role("button", name="添加步骤").click()
    await page.get_by_role("menuitem", name="播放录音").click()
    faults = page.locator("ul.faults[role=status]")
    await expect(faults).to_contain_text("“play_1”的“播放的录音”填写不正确", timeout=SOON)
    await choose(page, "播放的录音", "感谢您的来电")
    await page.keyboard.press("Escape")
    await expect(faults).to_have_text("没有任何一步转到“play_1”", timeout=SOON)
    await expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="撤销").click()
    await page.get_by_role("button", name="撤销").click()
    await expect(picture.locator("button.node")).to_have_count(5)
    await picture.locator("button.node").filter(has_text="按键选择").click()
    await choose(page, "添加按键", "按 4")
    await choose(page, "按 4时转到", "英语")
    await expect(page.locator(".tag.caution").filter(has_text="有未保存的改动")).to_be_visible()
    await expect(faults).to_have_count(0, timeout=SOON)
    await trial.get_by_role("button", name="重新拨打").click()
    await trial.get_by_role("button", name="4", exact=True).click()
    await expect(trial.locator(".end")).to_have_text("按键选定，进入综合队列（英语）", timeout=SOON)
    before = await call_language(house, "4")
    assert before == ("", "zh"), "callers do not hear a draft"

    await page.get_by_role("button", name="存为新版本").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("说明").fill("按 4 也可转英语坐席")
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.locator("nav.versions button.chosen")).to_contain_text("按 4 也可转英语坐席", timeout=SOON)
    await expect(page.locator("nav.versions button.chosen")).to_contain_text("草稿")
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.locator("nav.versions button.chosen")).to_contain_text("正在使用", timeout=SOON)
    await shown_to_switch(house, 2)
    assert await call_language(house, "4") == ("4", "en")
    await page.locator(".el-checkbox").filter(has_text="显示近 7 天数据").click()
    await expect(page.locator(".sums [role=status]")).to_contain_text("来电 1 · 菜单用时", timeout=SOON)
    await expect(picture.locator("button.node").filter(has_text="英语")).to_contain_text("1")

    await page.get_by_role("button", name="退回上一版").click()
    await dialog.get_by_label("说明").fill("先按原来的办")
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.locator("nav.versions button.chosen")).to_contain_text("第 1 版", timeout=SOON)
    await expect(page.locator("nav.versions li").first).to_contain_text("已退回")
    await shown_to_switch(house, 1)
    assert await call_language(house, "4") == ("", "zh")


async def test_yaml_that_is_none_is_refused_and_what_was_drawn_stays(people: OpenPerson) -> None:
    page = await (await people("admin")).open("/administer/flows")
    await expect(page.locator("button.node")).to_have_count(5, timeout=SOON)
    await page.get_by_role("button", name="YAML").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_role("textbox")
    await expect(field).to_have_value(re.compile("start: welcome"))
    whole = await field.input_value()
    await field.fill("nodes: [")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("不是有效的菜单 YAML")
    await field.fill(whole.replace("type: enqueue", "type: teleport"))
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("有的步骤类型不认识")
    await field.fill(whole.replace("english", "anglais"))
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.locator("button.node").filter(has_text="anglais")).to_have_count(1, timeout=SOON)
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator("button.node").filter(has_text="anglais")).to_have_count(0)


async def test_who_may_not_change_menus_does_not_find_them(people: OpenPerson) -> None:
    page = await (await people("supervisor")).open("/supervise/calls")
    await expect(page.get_by_role("navigation", name="主导航").get_by_text("菜单")).to_have_count(0)


async def test_hours_come_first_and_a_branch_knows_the_line(people: OpenPerson) -> None:
    page = await (await people("admin")).open("/administer/flows")
    nodes = page.locator("button.node")
    await expect(nodes).to_have_count(5, timeout=SOON)
    for kind in ("按时间", "按来电", "结束通话"):
        await page.get_by_role("button", name="添加步骤").click()
        await page.get_by_role("menuitem", name=kind).click()
    await choose(page, "播放的录音", "感谢您的来电")
    await page.keyboard.press("Escape")
    await nodes.filter(has_text="hours_1").click()
    await choose(page, "工作时间时转到", "branch_1")
    await choose(page, "节假日时转到", "hangup_1")
    await page.get_by_role("button", name="设为开始").click()
    await nodes.filter(has_text="branch_1").click()
    await choose(page, "其他时转到", "开头菜单")
    await choose(page, "依据", "拨打的号码")
    await page.get_by_label("拨打的号码，如 12333").fill("12333")
    await page.keyboard.press("Enter")
    await choose(page, "12333时转到", "英语")
    faults = page.locator("ul.faults[role=status]")
    await expect(faults).to_have_count(0, timeout=SOON)

    trial = page.locator("section.try")

    async def calls_at(moment: str) -> None:
        await trial.get_by_label("来电时间").fill(moment)
        await page.keyboard.press("Enter")

    await calls_at("2026-10-01 10:00")
    await expect(trial.locator(".end")).to_have_text("播完后由热线结束通话", timeout=SOON)
    await expect(trial.locator(".steps li")).to_have_text(
        ["hours_1", "hangup_1“感谢您的来电，再见。”", "播完后由热线结束通话"]
    )
    await calls_at("2026-11-26 22:00")
    await expect(trial.locator(".end")).to_have_text("无需按键，进入综合队列（普通话）", timeout=SOON)
    await calls_at("2026-11-26 10:00")
    await expect(trial.locator(".steps")).to_contain_text("等待按键 3 秒", timeout=SOON)
    await choose(page, "拨打的号码", "拨打 12333")
    await expect(trial.locator(".end")).to_have_text("无需按键，进入综合队列（英语）", timeout=SOON)

    # Whoever presses nothing must not be hung up on. The picture still moves to where the call went.
    await expect(nodes.filter(has_text="按键选择")).to_be_in_viewport(ratio=1)
    await nodes.filter(has_text="按键选择").click()
    await choose(page, "不按键时转到", "hangup_1")
    await expect(faults).to_contain_text("没有按键选择的来电人会被挂断", timeout=SOON)
    await expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    await page.reload()


async def test_a_menu_of_its_own_for_a_line_with_every_step_tried_and_compared(
    people: OpenPerson, house: HotlineHouse
) -> None:
    """Digits, a ticket's state, a rating, a number outside: drawn, tried, saved, compared, called by its trial line."""
    page = await (await people("admin")).open("/administer/flows")
    nodes = page.locator("button.node")
    await expect(nodes).to_have_count(5, timeout=SOON)
    await page.get_by_role("button", name="新建菜单").click()
    dialog = page.get_by_role("dialog", name="新建菜单")
    await dialog.get_by_label("菜单代号").fill("line_x")
    await dialog.get_by_label("说明").fill("人社专线")
    await expect(dialog.get_by_role("button", name="确定")).to_be_disabled()
    await dialog.get_by_label("菜单代号").fill("labour")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await expect(page.locator(".versions li")).to_have_count(1)

    for kind in ("收集数字", "查询工单进度", "满意度评价", "结束通话", "转接外线"):
        await page.get_by_role("button", name="添加步骤").click()
        await page.get_by_role("menuitem", name=kind).click()
    await page.get_by_label("外线号码").fill("02012333")
    await nodes.filter(has_text="hangup_1").click()
    await choose(page, "播放的录音", "感谢您的来电")
    await page.keyboard.press("Escape")
    await nodes.filter(has_text="survey_1").click()
    await choose(page, "播完时转到", "hangup_1")
    await nodes.filter(has_text="ticket_status_1").click()
    await choose(page, "其他时转到", "survey_1")
    await nodes.filter(has_text="collect_1").click()
    await choose(page, "播放的录音", "请稍等，请不要挂机")
    await page.keyboard.press("Escape")
    await choose(page, "输入完成时转到", "ticket_status_1")
    await nodes.filter(has_text="开头菜单").click()
    await choose(page, "按 1时转到", "collect_1")
    await choose(page, "按 2时转到", "transfer_1")
    faults = page.locator("ul.faults[role=status]")
    await expect(faults).to_contain_text("没有任何一步转到“cantonese”", timeout=SOON)
    await nodes.filter(has_text="粤语").click()
    await page.get_by_role("button", name="删除", exact=True).click()
    await expect(faults).to_have_count(0, timeout=SOON)

    trial = page.locator("section.try")
    await trial.get_by_role("button", name="1", exact=True).click()
    for digit in "123456":
        await trial.get_by_role("button", name=digit, exact=True).click()
    await expect(trial.locator(".digits")).to_contain_text("123456")
    await trial.get_by_role("button", name="确定").click()
    await trial.get_by_role("button", name="查到：已受理").click()
    await trial.get_by_role("button", name="5", exact=True).click()
    await expect(trial.locator(".end")).to_have_text("播完后由热线结束通话", timeout=SOON)
    await trial.get_by_role("button", name="重新拨打").click()
    await trial.get_by_role("button", name="2", exact=True).click()
    await expect(trial.locator(".end")).to_have_text("转接外线 02012333", timeout=SOON)

    await page.get_by_role("button", name="存为新版本").click()
    dialog = page.get_by_role("dialog", name="存为新版本")
    await dialog.get_by_label("说明").fill("查询进度、评价、转外线")
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.locator(".versions li")).to_have_count(2, timeout=SOON)
    await choose(page, "与其他版本比较", "对比第 1 版")
    altered = page.locator(".altered li")
    await expect(altered.filter(has_text="collect_1 新增")).to_have_count(1, timeout=SOON)
    await expect(altered.filter(has_text="开头菜单")).to_contain_text("按 1：mandarin → collect_1")
    await expect(altered.filter(has_text="粤语")).to_contain_text("删除")
    await expect(page.locator("button.node.added")).to_have_count(5)
    if folder := os.environ.get("HOTLINE_LOOK"):
        await page.set_viewport_size({"width": 1366, "height": 768})
        await page.screenshot(path=f"{folder}/menu-compared.png")

    # Before anybody hears it: by a real call from the browser.
    await page.get_by_role("button", name="真实试拨").click()
    dialog = page.get_by_role("dialog", name="真实试拨")
    await expect(dialog.get_by_text("99000")).to_be_visible(timeout=SOON)
    await dialog.get_by_role("button", name="在本页拨打").click()
    await expect(dialog.get_by_role("status")).to_have_text("通话中，可以按键", timeout=SOON)
    tried = "SELECT purpose, line, language, menu_path, caller_id FROM telephony_call ORDER BY entered_at DESC LIMIT 1"

    async def pressed() -> list[tuple[Any, ...]]:
        """Press 3, again and again: it is lost until the way of the audio is open, and in the queue it does nothing."""
        await dialog.get_by_role("button", name="3", exact=True).click()
        await asyncio.sleep(1)
        return house.rows(tried)

    await until(pressed, [("test", "99000", "en", "3", None)], "the call is in the books", 30)
    await dialog.get_by_role("button", name="挂断").click()
    await expect(dialog.get_by_role("status")).to_have_text("未通话", timeout=SOON)
    await until(lambda: house.rows(ENDED), [(0,)], "the call is over", 20)
