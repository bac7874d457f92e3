"""Lines and announcements by their pages: a line is merged, a supervisor announces something, a caller hears it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON
from switch_rig import until
from test_menus import choose

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def shown(house: HotlineHouse, line: str) -> str:
    """Return what the switch was shown for a line."""
    ami = await house.switch.ami()
    try:
        return await ami.get_global(f"MENU_FIRST_{line}")
    finally:
        await ami.close()


async def test_a_line_is_merged_and_its_mode_changed(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("admin")).open("/administer/lines")
    await expect(page.get_by_role("button", name="登记线路")).to_be_enabled(timeout=SOON)
    row = page.locator("tbody tr").filter(has_text="12329")
    await page.get_by_role("button", name="登记线路").click()
    form = page.get_by_role("complementary", name="线路")
    await form.get_by_label("号码", exact=True).fill("12")
    await expect(form.get_by_role("alert")).to_contain_text("3 至 20 位数字")
    await form.get_by_label("号码", exact=True).fill("12329")
    await form.get_by_label("名称", exact=True).fill("住房公积金")
    await choose(page, "归并方式", "设分中心", form)
    await expect(form.get_by_role("alert")).to_contain_text("分中心号码")
    await form.get_by_label("分中心号码").fill("02012329")
    await choose(page, "服务时间", "办公时间", form)
    await form.get_by_label("其他写法").fill("8602012329")
    await page.keyboard.press("Tab")
    await form.locator(".check .el-checkbox").first.click()
    await expect(row).to_contain_text("转接 02012329 · 办公时间")
    await expect(row).to_contain_text("1/5")
    await page.get_by_role("button", name="保存并启用").click()
    dialog = page.get_by_role("dialog", name="保存并启用")
    await dialog.get_by_label("说明").fill("公积金热线并入")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    version = house.api("GET", "/api/v1/lines")["version"]
    await until(lambda: shown(house, "12329"), f"line_12329:{version}|0|", "the switch knows the line", 15)

    # Another mode is one act.
    await choose(page, "归并方式", "整体并入", form)
    await page.get_by_role("button", name="保存并启用").click()
    await dialog.get_by_label("说明").fill("改为整体并入")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    entry = next(one for one in house.api("GET", "/api/v1/lines")["lines"] if one["number"] == "12329")
    assert (entry["mode"], entry["also"], entry["checks"][0]["done_on"] is not None) == (
        "absorbed",
        ["8602012329"],
        True,
    )


@pytest.fixture
def quiet(house: HotlineHouse) -> Iterator[None]:
    """Take back whatever was announced: every other test's callers would hear it."""
    yield
    board = house.api("GET", "/api/v1/announcements")
    if board["announcements"]:
        body = {"version": board["version"], "announcements": [], "reason": "a test is over"}
        house.api("PUT", "/api/v1/announcements", body)


@pytest.mark.usefixtures("quiet")
async def test_a_supervisor_announces_something_and_ends_it(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("supervisor")).open("/supervise/announcements")
    await expect(page.get_by_role("button", name="发布公告")).to_be_enabled(timeout=SOON)
    await page.get_by_role("button", name="发布公告").click()
    dialog = page.get_by_role("dialog", name="发布公告")
    await dialog.get_by_label("事项").fill("台风“玉兔”")
    await choose(page, "播放的录音", "请稍等，请不要挂机。", dialog)
    await dialog.get_by_role("button", name="2 小时", exact=True).click()
    await dialog.get_by_label("说明").fill("气象台发布红色预警")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    card = page.locator("article").filter(has_text="台风“玉兔”")
    await expect(card.get_by_text("正在播放")).to_be_visible()
    await expect(card.get_by_text("全部线路")).to_be_visible()

    async def first() -> bool:
        return "hotline/hold_please" in await house.begins_with()

    await until(first, True, "the switch begins with it", 15)
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.8, "1")])
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 40, "the hotline hangs up")
    assert call["menu_ended"] == "incident"
    await expect(card.locator(".figure")).to_have_text("1", timeout=20_000)

    await card.get_by_role("button", name="结束公告").click()
    dialog = page.get_by_role("dialog", name="结束公告")
    await dialog.get_by_label("说明").fill("预警解除")
    await dialog.get_by_role("button", name="确定").click()
    await expect(card).to_have_count(0, timeout=SOON)
    await until(first, False, "callers begin with the menu again", 15)
