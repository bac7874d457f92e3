"""The page of figures: each says how it is made and leads to its tickets, by pointer and keys; all is in the file."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from clerks import PICTURES, clerk, handled, replied, spaced, take_in
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import Page, expect
from seat import SOON, overflow

from foundation.work_calendar import ZONE

pytestmark = pytest.mark.timeout(300)
WATER = ("con_municipal_16", "自来水供应")


async def look(page: Page, name: str) -> None:
    """Find a page accessible and within its window; with HOTLINE_SCREENSHOTS leave a picture."""
    if PICTURES:
        await page.screenshot(path=PICTURES / f"tickets-{name}.png", animations="disabled")
    assert [name, await violations(page), await overflow(page)] == [name, [], []]


async def test_figures_say_how_they_are_made_and_lead_to_their_tickets(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    many = [take_in(house, f"整条街停水，第 {place} 户来电", leaf=WATER, district="南沙区") for place in range(1, 6)]
    sour = take_in(house, "路灯修好又坏")
    dispatcher, urban, agent = [await clerk(people, name) for name in ("dispatcher", "urban", "1019")]
    await handled(dispatcher, urban, sour)
    await replied(dispatcher, urban, sour)
    await agent.open(sour)
    await agent.detail.get_by_role("button", name="领取回访").click()
    said = {
        "是否联系上诉求人": "是",
        "问题是否解决": "未解决",
        "承办单位是否联系": "承办单位联系过",
        "满意度": "不满意",
        "不满意的原因": "办理时间太长",
    }
    await agent.act("回访", **said, 内容="市民称又坏了")
    page = await (await people("supervisor")).open("/supervise/figures")
    await expect(page.get_by_role("button", name="办得更实：解决率的计算方法")).to_be_visible(timeout=SOON)
    # In words also where no page of tickets was open before.
    await expect(page.get_by_role("region", name="各项时限").get_by_role("rowheader").first).to_have_text("派单")
    await look(page, "figures")

    await page.get_by_role("button", name="办得更实：解决率的计算方法").press("Enter")
    told = page.get_by_role("tooltip").filter(has_text="市民反馈已解决 ÷ 市民反馈了是否解决")
    await expect(told).to_be_visible()
    await expect(told).to_contain_text("算式由本系统定义")
    await look(page, "figure-told")
    await told.get_by_role("link", name=re.compile("^其余：")).click()
    row = page.get_by_role("row").filter(has_text=spaced(sour.number))
    await expect(row).to_be_visible(timeout=SOON)
    await expect(page.get_by_role("group", name="筛选")).to_contain_text("按指标筛选")
    await look(page, "behind-a-figure")

    await page.go_back()
    chart = page.get_by_role("group", name=re.compile("^分时受理量：方向键"))
    await chart.focus()
    await page.keyboard.press("Home")
    now = datetime.now(ZONE)
    for _ in range(now.hour):
        await page.keyboard.press("ArrowRight")
    await expect(chart.locator("[aria-live]")).to_have_text(re.compile(rf"^{now.hour} \d+$"))
    await look(page, "figures-by-keys")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name="筛选")).to_contain_text(f"{now.hour} 时受理")
    await expect(page.get_by_role("row").filter(has_text=spaced(many[-1].number))).to_be_visible(timeout=SOON)

    await page.go_back()
    await page.get_by_role("link", name="南沙区 · 自来水供应").click()
    for one in many:
        await expect(page.get_by_role("row").filter(has_text=spaced(one.number))).to_be_visible(timeout=SOON)
    await page.go_back()
    await page.get_by_role("link", name="办理时间太长").click()
    await expect(row).to_be_visible(timeout=SOON)
    await page.go_back()
    clocks = page.get_by_role("region", name="各项时限")
    await expect(clocks.get_by_role("rowheader")).to_have_text(
        ["派单", "签收", "办理", "险情反馈", "退单裁定", "审核", "回访", "挂起", "差评退回重办", "督办反馈"],
        timeout=SOON,
    )
    await clocks.scroll_into_view_if_needed()
    await look(page, "figures-clocks")
    await page.get_by_role("button", name=re.compile("在办的计算方法")).first.click()
    await page.get_by_role("link", name="查看这些工单").click()
    await expect(page.get_by_role("row").filter(has_text=spaced(many[0].number))).to_be_visible(timeout=SOON)

    await page.go_back()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Excel").click()
    file = tmp_path / "figures.xlsx"
    await (await download.value).save_as(file)
    book = openpyxl.load_workbook(file, read_only=True)
    assert {"units", "kinds", "categories", "districts", "days", "hours", "hot", "bursts", "clocks"} < set(
        book.sheetnames
    )
    bursts = [row[:3] for row in book["bursts"].iter_rows(values_only=True)]
    assert ("con_municipal_16", "自来水供应", "南沙区") in bursts
