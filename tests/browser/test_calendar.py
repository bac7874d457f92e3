"""An administrator looks up what holds at a moment, changes hours and days, and puts them in force."""

from __future__ import annotations

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_hours_and_days_are_changed_and_put_in_force(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("admin")).open("/administer/calendar")
    year = page.locator("section.year")
    found = page.locator(".found")
    when = page.get_by_label("查询某个时刻")
    await expect(year.locator(".month")).to_have_count(12, timeout=SOON)
    await expect(found).to_be_visible(timeout=SOON)

    async def holds(moment: str, words: str) -> None:
        await when.fill(moment)
        await page.keyboard.press("Enter")
        await expect(found.get_by_text(words, exact=True)).to_be_visible(timeout=SOON)

    await holds("2026-10-01 10:00", "国庆节")
    await holds("2026-10-10 10:00", "国庆节调休")
    await holds("2026-11-28 10:00", "非工作时间")
    await holds("2027-02-06 10:00", "放假安排尚未公布，仅含法定节假日")

    # The next year's arrangement is pasted, and one line that is none is named.
    await page.get_by_role("button", name="导入").click()
    dialog = page.get_by_role("dialog", name="导入")  # the list of the moment may still be closing
    await dialog.get_by_role("textbox").fill("日期,类型,名称\n2027-02-09,休,春节\n2027-02-20,上班,春节调休")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("第 3 行")
    await dialog.get_by_role("textbox").fill("日期,类型,名称\n2027-02-09,休,春节\n2027-02-20,班,春节调休")
    await dialog.get_by_role("button", name="确定").click()
    await expect(year.get_by_role("button", name="20 2027-02-20 调休上班 春节调休")).to_be_visible()
    await page.get_by_text("放假安排已公布").click()
    await expect(year.locator(".tag.caution")).to_have_count(0)

    # One more day by hand, and hours on Saturday.
    await year.get_by_role("button", name="10 2027-02-10 工作日").click()
    await page.locator(".el-radio-button").filter(has_text="节假日").click()
    await page.get_by_label("名称").fill("春节")
    await page.get_by_role("button", name="添加周六的时段").click()
    await expect(page.locator(".tag.caution").filter(has_text="有未保存的改动")).to_be_visible()
    await page.get_by_role("button", name="保存并启用").click()
    dialog = page.get_by_role("dialog", name="保存并启用")
    await dialog.get_by_label("说明").fill("周六上午增开，补录 2027 年安排")
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.get_by_text("第 2 版 · admin")).to_be_visible(timeout=SOON)
    await holds("2026-11-28 10:00", "工作时间")
    await holds("2027-02-10 10:00", "节假日")
    stored = house.api("GET", "/api/v1/calendars/office")
    assert stored["days"]["2027-02-20"] == {"kind": "workday", "name": "春节调休", "hours_of": "mon"}
    assert (stored["weekly"]["sat"], stored["announced"]) == (["08:30-12:00"], [2024, 2025, 2026, 2027])
