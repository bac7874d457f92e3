"""What stands over single tickets, played through the pages: supervision, months, calendars, units, public."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks import PICTURES, REPLY, Taken, archived, clerk, handled, replied, spaced, take_in
from conftest import OpenPerson, violations
from docx import Document
from house import HotlineHouse
from playwright.async_api import Dialog, Page, expect
from seat import SOON, overflow, seat

from foundation.work_calendar import ZONE

pytestmark = pytest.mark.timeout(300)
STREET = ("con_municipal_02", "城管执法")
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


async def look(page: Page, name: str) -> None:
    """Find a page accessible and within its window; with HOTLINE_SCREENSHOTS leave a picture."""
    await expect(page.locator(".is-loading")).to_have_count(0)
    if PICTURES:
        await page.screenshot(path=PICTURES / f"tickets-{name}.png", animations="disabled")
    assert [name, await violations(page), await overflow(page)] == [name, [], []]


async def test_supervision_finds_and_the_joint_meeting_gets_its_dossier(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    stuck, denied = take_in(house, "古树倾斜无人认领"), take_in(house, "路灯杆生锈")
    dispatcher, urban, water = [await clerk(people, name) for name in ("dispatcher", "urban", "water")]
    await dispatcher.open(stuck)
    await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
    for unit, name, ground in (
        (urban, "市自来水公司", "不属于本单位职责"),
        (water, "市城市管理和综合执法局", "不属于本单位管辖区域"),
        (urban, "市自来水公司", "不属于本单位职责"),
    ):
        await unit.open(stuck)
        await unit.act("退单", 依据=ground, 理由="树木不在权属清单内")
        if unit is urban and name == "市自来水公司" and await _passes(house, stuck.number) == 2:
            break
        await dispatcher.open(stuck)
        await dispatcher.act("同意退单", 理由="另行核定")
        await dispatcher.act("派单", 主办单位=name)
    await handled(dispatcher, urban, denied)
    await urban.act("答复", 答复模板="已处理完毕", 答复内容=REPLY + "（锈蚀部位已除锈刷漆）")
    await dispatcher.open(denied)
    await dispatcher.act("审核通过")
    agent = await clerk(people, "1019")
    await agent.open(denied)
    await agent.detail.get_by_role("button", name="领取回访").click()
    await agent.act(
        "回访",
        **{
            "是否联系上诉求人": "是",
            "问题是否解决": "未解决",
            "承办单位是否联系": "承办单位没有联系",
            "满意度": "不满意",
            "不满意的原因": "没有人联系我",
            "内容": "市民称无人来电",
        },
    )
    told = agent.detail.get_by_role("region", name="办理过程")
    await expect(told).to_contain_text("承办单位没有联系 · 不满意 · 没有人联系我")
    today = datetime.now(ZONE).date()
    span = f"since={today - timedelta(days=1)}&until={today}"
    page = await (await people("supervisor")).open(f"/tickets/supervision?{span}")
    await page.get_by_role("link", name=re.compile("疑似虚假联系")).click()
    row = page.get_by_role("row").filter(has_text=spaced(denied.number))
    await expect(row).to_contain_text("市城市管理和综合执法局", timeout=SOON)
    await expect(row).to_contain_text("诉求人称没有联系，见第 4、7 步")
    await expect(page.locator(".how")).to_contain_text(f"截至 {today}")
    await expect(told.locator("li[value='7']")).to_contain_text("回访")
    await look(page, "false-contact")
    await page.get_by_role("link", name=re.compile("联席会议")).click()
    row = page.get_by_role("row").filter(has_text=spaced(stuck.number))
    await expect(row).to_contain_text("市自来水公司：不属于本单位管辖区域", timeout=SOON)
    await page.get_by_label(f"选择 {stuck.number}").check(force=True)
    await row.get_by_role("link", name=spaced(stuck.number)).click()
    await expect(page.locator("aside.detail")).to_be_visible(timeout=SOON)
    await page.go_back()
    await expect(page.get_by_label(f"选择 {stuck.number}")).to_be_checked(timeout=SOON)
    assert page.url.endswith(f"?part=meeting&{span}")
    await look(page, "joint-meeting")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="生成会议材料").click()
    file = tmp_path / "dossier.docx"
    await (await download.value).save_as(file)
    document = Document(str(file))
    words = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row_ in table.rows for cell in row_.cells)
    assert "古树倾斜无人认领，希望尽快处理。" in words
    assert stuck.number in cells
    assert "树木不在权属清单内" in cells
    looks = house.rows("SELECT purpose, note FROM foundation_audit WHERE subject=? AND act='words.read'", stuck.number)
    assert looks == [("dispute", "joint meeting")]
    await page.get_by_role("button", name="督办", exact=True).click()
    form = page.get_by_role("dialog", name="督办 1 件工单")
    await form.get_by_label("督办理由").fill("提请联席会议")
    await form.get_by_role("button", name="确认督办").click()
    await expect(page.locator(".page-said")).to_contain_text("已督办 1 件", timeout=SOON)


async def _passes(house: HotlineHouse, number: str) -> int:
    ((passes,),) = house.rows("SELECT passes FROM tickets_service_ticket WHERE service_id=?", number)
    return int(passes)


async def test_enforcement_leaves_satisfaction_out_of_the_month(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    tickets = [
        take_in(house, "违章搭建查处不力", kind="complaint", leaf=STREET, district="天河区"),
        take_in(house, "健身器材损坏", district="天河区"),
    ]
    dispatcher, tianhe, agent = [await clerk(people, name) for name in ("dispatcher", "tianhe", "1019")]
    for ticket, resolved, score in zip(tickets, ("未解决", "已解决"), ("很不满意", "很满意"), strict=True):
        await handled(dispatcher, tianhe, ticket, "天河区人民政府")
        await replied(dispatcher, tianhe, ticket, **({"程序是否合法": "有问题"} if resolved == "未解决" else {}))
        await agent.open(ticket)
        if resolved == "未解决":
            await expect(agent.detail).to_contain_text("执法 / 调解类：考核不计满意率")
        await agent.detail.get_by_role("button", name="领取回访").click()
        outcome = {
            "是否联系上诉求人": "是",
            "问题是否解决": resolved,
            "承办单位是否联系": "承办单位联系过",
            "满意度": score,
            "内容": "已回访",
        }
        await agent.act("回访", **outcome)
        await agent.act("归档")
        await agent.state("已归档")
    page = await (await people("supervisor")).open("/tickets/appraisal")
    month = datetime.now(ZONE).strftime("%Y-%m")
    await page.get_by_label("月份", exact=True).fill(month)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="天河区人民政府").click(timeout=SOON * 2)
    dialog = page.get_by_role("dialog")
    tally = dialog.locator(".tally")
    await expect(tally).to_contain_text("2 办结")
    await expect(tally).to_contain_text("1 表明是否解决的市民（不含执法、调解类）")
    await expect(tally).to_contain_text("1 办结的执法、调解类工单")
    await expect(tally).to_contain_text("0 程序合法")
    await expect(tally).to_contain_text("1 给出满意度的市民（不含执法、调解类）")
    await expect(tally).to_contain_text("1 基本满意及以上")
    await expect(dialog.get_by_text("2 件工单")).to_be_visible(timeout=SOON)
    await look(page, "enforcement-month")
    await dialog.get_by_label("按指标筛选").click(force=True)  # the words of the field lie over it
    await page.get_by_role("option", name="程序合法率").click()
    await dialog.get_by_text("只看失分的（1）").click()
    row = dialog.get_by_role("row").filter(has_text=spaced(tickets[0].number))
    await expect(row).to_contain_text("办结的执法、调解类工单")
    await expect(dialog.get_by_role("row")).to_have_count(2)  # its head, and the one whose procedure was at fault
    await look(page, "appraisal-what-costs-points")
    await row.get_by_role("link").click()
    await expect(page.locator("aside.detail")).to_contain_text(spaced(tickets[0].number), timeout=SOON)
    await page.go_back()
    row = page.get_by_role("row").filter(has_text="天河区人民政府")
    rates = row.get_by_role("cell")
    await expect(rates.nth(3)).to_contain_text("100%", timeout=SOON)  # resolved and satisfied: the other one alone
    await expect(rates.nth(4)).to_contain_text("100%")
    await expect(rates.nth(5)).to_contain_text(re.compile("^0%"))  # the procedure
    await page.get_by_role("button", name="满意率的计分方法").click()
    await expect(page.get_by_text("不含执法、调解类").first).to_be_visible()
    await page.keyboard.press("Escape")

    # What was issued stays, whatever is granted later; a unit objects even to what it has no longer.
    lost = take_in(house, "围挡占道", district="天河区")
    await dispatcher.open(lost)
    await dispatcher.act("派单", 主办单位="天河区人民政府")
    await tianhe.open(lost)
    await tianhe.act("退单", 依据="不属于本单位职责", 理由="属市级项目")
    await dispatcher.open(lost)
    await dispatcher.act("同意退单", 理由="另行核定")
    issued(house, month)
    unit = tianhe.page
    await unit.goto(f"{unit.url.split('/tickets')[0]}/tickets/appraisal?month={month}")
    await expect(unit.locator(".revision")).to_contain_text("已发布（第 1 版", timeout=SOON)
    await expect(unit.get_by_role("row").filter(has_text="市城市管理和综合执法局")).to_have_count(0)
    await unit.get_by_role("button", name="天河区人民政府").click()
    dialog = unit.get_by_role("dialog")
    row = dialog.get_by_role("row").filter(has_text=spaced(lost.number))
    await expect(row).to_contain_text("现不在本单位，不能打开", timeout=SOON)
    await expect(row.get_by_role("link")).to_have_count(0)
    await look(unit, "appraisal-of-a-unit")
    await unit.keyboard.press("Escape")
    for ticket, reason in ((lost, "职责清单未列"), (tickets[0], "来电人要求超出法定职权")):
        await unit.get_by_role("button", name="天河区人民政府").click()
        row = dialog.get_by_role("row").filter(has_text=spaced(ticket.number))
        await row.get_by_role("button", name=f"对 {spaced(ticket.number)} 申诉").click(timeout=SOON)
        await dialog.get_by_placeholder("申诉理由").fill(reason)
        await dialog.locator("form").get_by_role("button", name="申诉").click()
        await expect(dialog).to_be_hidden(timeout=SOON)
        await expect(unit.locator(".page-said")).to_have_text("已提交申诉")
    await page.reload()
    objections = page.get_by_role("region", name="申诉")
    one = objections.get_by_role("listitem").filter(has_text="来电人要求超出法定职权")
    await one.get_by_placeholder("裁定理由").fill("情况属实", timeout=SOON)
    await one.get_by_role("button", name="同意", exact=True).click()
    await expect(one).to_contain_text("裁定：情况属实", timeout=SOON)
    await expect(page.get_by_text("现在重算与本版不同")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="天河区人民政府")
    await expect(rates.nth(5)).to_contain_text(re.compile("^0%"))  # as issued
    await page.get_by_text("现在重算", exact=True).click()
    await expect(row.locator(".tag")).to_have_count(1)
    await look(page, "appraisal-issued-and-now")
    await row.get_by_role("button").click()
    await expect(page.get_by_role("dialog").locator(".tally")).to_contain_text("2 办结 现在 1")
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="导出 Excel").or_(page.get_by_role("button", name="导出 Excel")).click()
    file = tmp_path / "month.xlsx"
    await (await download.value).save_as(file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["units", "tickets", "scheme"]
    assert lost.number in {row[2].value for row in book["tickets"].iter_rows(min_row=2) if row[0].value == "tianhe"}


def issued(house: HotlineHouse, month: str) -> None:
    """Have a month, which is not over, issued as it is counted now."""
    view = house.api("GET", f"/api/v1/appraisal/{month}")
    lines = [
        {"unit": one["unit"]["code"], **{name: one[name] for name in ("tally", "score", "points")}}
        for one in view["units"]
    ]
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    house.change(
        "INSERT INTO tickets_service_appraisal (month, revision, scheme, lines, issued_at) VALUES (?, 1, ?, ?, ?)",
        month,
        view["scheme"]["version"],
        json.dumps(lines),
        at,
    )


async def test_the_scheme_of_appraisal_is_changed_and_taken_back(people: OpenPerson) -> None:
    page = await (await people("supervisor")).open("/tickets/appraisal")
    shown = page.get_by_role("region", name="考核办法")
    await expect(shown).to_contain_text("出厂办法", timeout=SOON)
    await expect(shown.get_by_role("row", name=re.compile("^按时办结率"))).to_contain_text(
        "期限内答复 ÷ 办理期限到期或期限内答复"
    )
    dialog = page.get_by_role("dialog", name="考核办法")
    dropped = "不当退单率"
    for version in (1, 2):
        await page.get_by_role("button", name="考核办法", exact=True).click()
        if version == 1:
            await dialog.get_by_role("button", name=f"删除{dropped}").click(timeout=SOON)
            await expect(dialog).to_contain_text("权重合计 95，须为 100")
            await dialog.get_by_label("重办率 权重").fill("15")
        else:
            await dialog.get_by_label("重办率 权重").fill("10", timeout=SOON)
            await page.keyboard.press("Tab")
            await dialog.get_by_label("添加指标").click(force=True)
            await page.get_by_role("option", name=dropped).click()
            await dialog.get_by_label(f"{dropped} 不得分").fill("0.5")
            await dialog.get_by_label(f"{dropped} 满分").fill("0")
        await page.keyboard.press("Tab")
        await expect(dialog).to_contain_text("权重合计 100")
        await dialog.get_by_label("修改理由").fill(f"第 {version} 次调整")
        await look(page, f"appraisal-scheme-{version}")
        await dialog.get_by_role("button", name="发布办法").click()
        await expect(page.locator(".page-said")).to_have_text(f"考核办法第 {version} 版已生效。", timeout=SOON)
        await expect(shown).to_contain_text(f"第 {version} 版 · supervisor", timeout=SOON)
        await expect(shown.get_by_role("row", name=re.compile(f"^{dropped}"))).to_have_count(version - 1)
    await page.get_by_role("button", name="考核办法", exact=True).click()
    await dialog.get_by_role("button", name="历史版本").click(timeout=SOON)
    await expect(dialog.get_by_role("listitem")).to_have_count(2, timeout=SOON)
    await look(page, "appraisal-scheme-history")
    await dialog.get_by_role("button", name="撤回到上一版").click()
    await dialog.get_by_label("修改理由").fill("另行研究")
    await dialog.get_by_role("button", name="撤回到上一版").click()
    await expect(shown).to_contain_text("第 1 版 · supervisor", timeout=SOON)
    await expect(shown.get_by_role("row", name=re.compile(f"^{dropped}"))).to_have_count(0)
    await look(page, "appraisal-nothing")


@contextmanager
def restored(house: HotlineHouse) -> Iterator[None]:
    """Put the calendar and the rules of tickets back as they were."""
    before = house.api("GET", "/api/v1/calendars/office")
    content = {name: before[name] for name in ("weekly", "days", "announced")}
    try:
        yield
    finally:
        version = house.api("GET", "/api/v1/calendars/office")["version"]
        if version != before["version"]:
            again = content | {"version": version, "reason": "as before"}
            house.api("PUT", "/api/v1/calendars/office", again)
        rules = house.api("GET", "/api/v1/city/rules")
        if rules["version"] > 1:
            why = {"version": rules["version"], "reason": "as before"}
            house.api("POST", "/api/v1/city/rules/roll-back", why)


def counted(start: date, days: int, holidays: set[date], moved: set[date]) -> date:
    """Return the working day that is so many behind a day, counted one by one."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= (day.weekday() < 5 and day not in holidays) or day in moved
    return day


def special(calendar: dict[str, Any]) -> tuple[set[date], set[date]]:
    """Return the days off and the moved working days of a calendar."""
    kinds: dict[str, set[date]] = {"holiday": set(), "workday": set()}
    for name, one in calendar["days"].items():
        kinds[one["kind"]].add(date.fromisoformat(name))
    return kinds["holiday"], kinds["workday"]


async def test_extension_across_a_new_year_moves_with_its_arrangement(people: OpenPerson, house: HotlineHouse) -> None:
    with restored(house):
        await _across_new_year(people, house)


async def _across_new_year(people: OpenPerson, house: HotlineHouse) -> None:
    today = datetime.now(ZONE).date()
    year = today.year + 1
    calendar = house.api("GET", "/api/v1/calendars/office")
    days = 0
    while counted(today, days + 1, *special(calendar)) < date(year, 1, 1):
        days += 1
    days = max(days, 1)
    more = min(days, 10)
    admin = await (await people("admin")).open("/administer/city")
    await admin.get_by_text("工单规则", exact=True).click()
    rules = admin.get_by_role("region", name="办理时限")
    await rules.get_by_role("button", name="添加").click()
    rows = await rules.locator("tbody tr").count()
    for place in range(rows - 1, 1, -1):
        await rules.get_by_role("button", name=f"上移 {place}").click()
    await rules.get_by_label("类型 1").click(force=True)
    await admin.get_by_role("option", name="建议").click()
    await admin.keyboard.press("Escape")
    limit = rules.get_by_label("时限 1", exact=True)
    await limit.get_by_role("spinbutton").or_(limit).first.fill(str(days))
    await admin.keyboard.press("Tab")
    await look(admin, "rules")
    await admin.get_by_role("button", name="发布", exact=True).click()
    form = admin.get_by_role("dialog", name="发布")
    await form.get_by_label("发布理由").fill("建议类年底前答复")
    await form.get_by_role("button", name="发布").click()
    await expect(admin.locator(".page-said")).to_contain_text("已发布", timeout=SOON)

    ticket = take_in(house, "建议增设公交站", kind="suggestion")
    dispatcher, urban = await clerk(people, "dispatcher"), await clerk(people, "urban")
    await dispatcher.open(ticket)
    handling = dispatcher.detail.get_by_role("row", name=re.compile("^办理"))
    end = counted(today, days, *special(calendar))
    await expect(handling).to_contain_text(f"{end:%Y-%m-%d}")
    await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
    await urban.open(ticket)
    await urban.act("签收")
    await urban.act("申请延期", **{"延长（工作日）": str(more), "理由": "需跨年论证"})
    await dispatcher.open(ticket)
    await dispatcher.act("同意延期")
    before = counted(today, days + more, *special(calendar))
    assert before.year == year
    await expect(handling).to_contain_text(f"{before:%Y-%m-%d}")
    if year not in calendar["announced"]:
        await expect(dispatcher.detail).to_contain_text("含未公布放假安排的年份，期限为暂定")

    # The year's arrangement is announced: two more days off after New Year's Day, and a Saturday that is worked.
    off = [day for day in (date(year, 1, 1) + timedelta(days=ahead) for ahead in range(1, 8)) if day.weekday() < 5][:2]
    saturday = next(
        day for day in (date(year, 1, 1) + timedelta(days=ahead) for ahead in range(1, 9)) if day.weekday() == 5
    )
    page = await (await people("admin")).open("/administer/calendar")
    await page.get_by_role("button", name="导入").click(timeout=SOON)
    dialog = page.get_by_role("dialog", name="导入")
    lines = [f"{day},休,元旦" for day in (date(year, 1, 1), *off)] + [f"{saturday},班,元旦调休"]
    await dialog.get_by_role("textbox").fill("\n".join(lines))
    await dialog.get_by_role("button", name="确定").click()
    announced = page.get_by_role("checkbox", name="放假安排已公布")
    if not await announced.is_checked():
        await page.get_by_text("放假安排已公布").click()
    await page.get_by_role("button", name="保存并启用").click()
    dialog = page.get_by_role("dialog", name="保存并启用")
    await dialog.get_by_label("说明").fill(f"{year} 年放假安排")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    after = counted(today, days + more, *special(house.api("GET", "/api/v1/calendars/office")))
    assert after != before
    supervisor = await (await people("supervisor")).open("/tickets/supervision?part=moves")
    row = supervisor.get_by_role("row").filter(has_text=spaced(ticket.number))
    for _ in range(8):  # the sweep looks every ten seconds
        if await row.count():
            break
        await supervisor.wait_for_timeout(3000)
        await supervisor.reload()
    await expect(row).to_contain_text(f"{before:%Y-%m-%d}", timeout=SOON)
    await expect(row).to_contain_text(f"{after:%Y-%m-%d}")
    await expect(row.get_by_role("cell").nth(1)).to_have_text("办理")
    await look(supervisor, "moved-by-the-calendar")
    await dispatcher.open(ticket)
    await expect(handling).to_contain_text(f"{after:%Y-%m-%d}")
    await expect(dispatcher.detail).not_to_contain_text("期限为暂定")
    await dispatcher.look("across-new-year")
    await urban.open(ticket)
    await urban.act("答复", 答复内容="已纳入明年站点规划。")
    await dispatcher.open(ticket)
    await dispatcher.act("审核通过")
    await expect(handling).to_contain_text("按时")
    await archived(await clerk(people, "1019"), ticket)


async def test_organisation_is_changed_by_form_and_by_spreadsheet(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    page = await (await people("admin")).open("/administer/city")
    await page.get_by_label("查找单位").fill("自来水")
    await page.get_by_role("button", name=re.compile("^市自来水公司")).click(timeout=SOON)
    form = page.get_by_role("form", name="市自来水公司")
    roster = form.get_by_role("group", name="值班表")
    await roster.get_by_role("button", name="添加").click()
    await roster.get_by_label(re.compile("值班表 1 姓名")).fill("今日值班员")
    await roster.get_by_label(re.compile("值班表 1 电话")).fill("020-0000 0009")
    await look(page, "organisation")
    await page.get_by_role("button", name="发布", exact=True).click()
    dialog = page.get_by_role("dialog", name="发布")
    await expect(dialog).to_contain_text("修改 1 个")
    await dialog.get_by_label("发布理由").fill("排值班")
    await dialog.get_by_role("button", name="发布").click()
    await expect(page.locator(".page-said")).to_contain_text("已发布", timeout=SOON)
    dispatcher = await clerk(people, "dispatcher")
    ticket = take_in(house, "水压不足", leaf=("con_municipal_16", "自来水供应"))
    await dispatcher.open(ticket)
    await expect(dispatcher.detail.get_by_role("region", name="派单建议")).to_contain_text(
        "今日值班：今日值班员 020-0000 0009"
    )
    await dispatcher.look("on-duty")

    async with page.expect_download() as download:
        await page.get_by_role("link", name="导出 Excel").or_(page.get_by_role("button", name="导出 Excel")).click()
    file = tmp_path / "organisation.xlsx"
    await (await download.value).save_as(file)
    book = openpyxl.load_workbook(file)
    units = book["units"]
    units.append(["river_office", "河涌管护中心", "city", "city", "", "2026-01-01", ""])
    units.append(["bad_unit", "坏单位", "nowhere", "city", "", "", ""])
    book.save(file)
    await page.locator("#city-file").set_input_files(file)
    await expect(page.get_by_role("alert")).to_contain_text("工作表“units”第", timeout=SOON)
    units.delete_rows(units.max_row)
    book.save(file)
    await page.locator("#city-file").set_input_files(file)
    await expect(page.locator(".page-said")).to_contain_text("新增 1 个单位", timeout=SOON)
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_label("发布理由").fill("成立管护中心")
    await dialog.get_by_role("button", name="发布").click()
    await expect(page.locator(".page-said")).to_contain_text("已发布", timeout=SOON)
    await dispatcher.open(ticket)
    await dispatcher.act("派单", 主办单位="河涌管护中心")
    await page.get_by_role("button", name="历史版本").click()
    await page.get_by_role("button", name="撤回到上一版").click(timeout=SOON)
    back = page.get_by_role("dialog", name="撤回到上一版")
    await expect(back.locator(".leaving")).to_contain_text(re.compile(r"河涌管护中心\s*撤销\s*主办 1"), timeout=SOON)
    await look(page, "unit-leaves-again")
    await back.get_by_label("发布理由").fill("另行研究")
    await back.get_by_role("button", name="撤回到上一版").click()
    await expect(back).to_be_hidden(timeout=SOON)
    known = {one["code"] for one in house.api("GET", "/api/v1/city/organisation")["content"]["units"]}
    assert "water_company" in known
    assert "river_office" not in known
    await dispatcher.open(ticket)  # what the unit has is found and given to another one
    await dispatcher.act("转派", 单位="市自来水公司", 理由="管护中心撤销")
    await expect(dispatcher.detail).to_contain_text("市自来水公司")


async def test_what_a_unit_still_has_is_told_before_it_is_gone(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "供水管漏水")
    dispatcher = await clerk(people, "dispatcher")
    await dispatcher.open(ticket)
    await dispatcher.act("更正", 区="越秀区", 理由="地点记错")
    told = dispatcher.detail.get_by_role("region", name="办理过程").locator("li").first
    await expect(told).to_contain_text("区：天河区 → 越秀区")
    await dispatcher.act("派单", 主办单位="市自来水公司")
    await told.evaluate("(one) => one.closest('section').scrollIntoView()")
    await dispatcher.look("corrected")
    page = await (await people("admin")).open("/administer/city")
    asked: list[str] = []

    def confirm(dialog: Dialog) -> Any:
        asked.append(dialog.message)
        return dialog.accept()

    page.on("dialog", confirm)
    await page.get_by_label("查找单位").fill("自来水")
    await page.get_by_role("button", name=re.compile("^市自来水公司")).click(timeout=SOON)
    await page.get_by_role("button", name="删除该单位").click()
    assert asked[-1].startswith("删除“市自来水公司”？一并删除：职责")
    await page.get_by_role("button", name="发布", exact=True).click()
    dialog = page.get_by_role("dialog", name="发布")
    await expect(dialog.locator(".leaving")).to_contain_text(
        re.compile(r"市自来水公司\s*撤销\s*主办 [1-9]"), timeout=SOON
    )
    await look(page, "unit-leaves")
    await dialog.get_by_role("button", name="取消").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await page.get_by_role("button", name="放弃修改").click()

    await page.get_by_text("工单规则", exact=True).click()
    grounds = page.get_by_role("region", name="退单依据")
    for _ in range(2):
        await grounds.get_by_role("button", name="添加").click()
    rows = await grounds.locator(".entry").count()
    codes = [await grounds.get_by_label(f"退单依据 {rows - back} 代码").input_value() for back in (1, 0)]
    assert len(set(codes)) == 2
    await grounds.get_by_label(f"退单依据 {rows} 代码").fill(codes[0])
    await grounds.get_by_label(f"退单依据 {rows} 名称").fill("另一依据")
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_label("发布理由").fill("补充依据")
    await dialog.get_by_role("button", name="发布").click()
    alert = dialog.get_by_role("alert")
    await expect(alert).to_contain_text(f"退单依据 第 {rows - 1} 行 名称（未填写）", timeout=SOON)
    await dialog.get_by_role("button", name="取消").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await grounds.get_by_label(f"退单依据 {rows - 1} 名称").fill("一项依据")
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_label("发布理由").fill("补充依据")
    await dialog.get_by_role("button", name="发布").click()
    await expect(alert).to_contain_text(f"退单依据中代码重复：{codes[0]}", timeout=SOON)
    await look(page, "rules-twice")


@pytest.mark.parametrize("width", [390, 1440])
async def test_supervision_and_city_fit_a_phone_and_a_desk(people: OpenPerson, house: HotlineHouse, width: int) -> None:
    take_in(house, "井盖松动")
    viewport = {"width": width, "height": 800}
    page = await (await people("supervisor", viewport=viewport)).open("/tickets/supervision")
    await page.locator(".el-date-editor").click()
    await expect(page.locator(".el-date-range-picker")).to_be_visible()
    await fits(page, f"period-{width}")
    await page.keyboard.press("Escape")
    for part in ("not_acknowledged", "improper_send_back", "meeting", "moves"):
        await page.goto(page.url.split("?")[0] + f"?part={part}")
        await expect(page.locator(".how")).to_contain_text("截至", timeout=SOON)
        await fits(page, f"supervision-{part}-{width}")
    page = await (await people("admin", viewport=viewport)).open("/administer/city")
    await page.get_by_label("查找单位").fill("自来水")
    await page.get_by_role("button", name=re.compile("^市自来水公司")).click(timeout=SOON)
    await page.get_by_role("group", name="值班表").get_by_role("button", name="添加").click()
    await page.get_by_role("button", name="添加职责").click()
    await fits(page, f"organisation-{width}")
    await page.locator("form.unit").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    await fits(page, f"duties-{width}")
    await page.get_by_text("工单规则", exact=True).click()
    for name, region in (("handle", "办理时限"), ("limits", "其他时限与次数"), ("grounds", "不予受理依据")):
        await page.get_by_role("region", name=region).evaluate("(one) => one.scrollIntoView()")
        await fits(page, f"rules-{name}-{width}")


async def fits(page: Page, name: str) -> None:
    """Find a page within its window, what scrolls inside it too; leave a picture."""
    await look(page, name)
    inner = "[...document.querySelectorAll('.listing, .rules, .unit, .el-date-range-picker')]"
    wide = f"{inner}.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"
    assert [name, await page.evaluate(wide)] == [name, []]


async def test_files_go_with_a_ticket_and_only_what_they_say_they_are(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    ticket = take_in(house, "护栏破损")
    dispatcher, urban, supervisor = [await clerk(people, name) for name in ("dispatcher", "urban", "supervisor")]
    await dispatcher.open(ticket)
    await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
    await urban.open(ticket)
    files = urban.detail.get_by_role("region", name="附件")
    await files.locator("input").set_input_files(
        [
            {"name": "现场 照片.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "假照片.png", "mimeType": "image/png", "buffer": b"<script>1</script>"},
        ]
    )
    await expect(files.get_by_role("button", name="现场 照片.pdf")).to_be_visible(timeout=SOON)
    await expect(files.get_by_role("alert")).to_contain_text("假照片.png：文件内容与文件名不符")
    await urban.look("files")
    async with urban.page.expect_download() as download:
        await files.get_by_role("button", name="现场 照片.pdf").click()
    file = tmp_path / "kept.pdf"
    await (await download.value).save_as(file)
    assert file.read_bytes() == PDF
    await supervisor.open(ticket)
    await expect(supervisor.detail.get_by_role("region", name="附件")).to_contain_text("说明用途后查看")
    stored = house.rows("SELECT name, size, scan FROM tickets_service_attachment")
    assert ("现场 照片.pdf", len(PDF), "none") in stored


async def test_everybody_reads_answers_and_months_without_anybody_in_them(
    people: OpenPerson, house: HotlineHouse, tmp_path: Path
) -> None:
    ticket = take_in(house, "老年卡怎么办理", kind="inquiry")
    agent, dispatcher = await clerk(people, "1019"), await clerk(people, "dispatcher")
    await agent.open(ticket)
    await agent.act("直接答复", 答复内容="张先生您好，请携带身份证到地铁站办理。")
    await dispatcher.open(ticket)
    await dispatcher.detail.get_by_role("button", name="公开答复").click()
    form = dispatcher.page.get_by_role("dialog", name="公开答复")
    await expect(form.get_by_label("问题")).to_have_value("老年卡怎么办理", timeout=SOON)
    await form.get_by_role("button", name="公开", exact=True).click()
    await expect(form.get_by_role("alert")).to_contain_text("称呼到个人的姓名")
    await form.get_by_label("问题").fill("外地老人怎样办理老年乘车卡？")
    await form.get_by_label("答复").fill("携带居住证和身份证，到任一地铁站客服中心办理，当日领取。")
    await form.get_by_role("button", name="公开", exact=True).click()
    await expect(form).to_be_hidden(timeout=SOON)
    supervisor = await (await people("supervisor")).open("/supervise/figures")
    await supervisor.get_by_role("button", name="公开月报").click(timeout=SOON)
    month = supervisor.get_by_role("dialog", name="公开月报")
    await expect(month).to_contain_text("本月共受理诉求", timeout=SOON)
    await look(supervisor, "public-month-dialog")
    await month.get_by_role("button", name="发布月报").click()
    await expect(month).to_contain_text("第 1 版", timeout=SOON)
    public = await (await people()).open("/public")
    await public.get_by_label("输入关键词").fill("乘车卡 地铁")
    await public.get_by_role("button", name="查找").click()
    await expect(public.get_by_role("heading", name="外地老人怎样办理老年乘车卡？")).to_be_visible(timeout=SOON)
    await expect(public.get_by_text(ticket.number)).to_have_count(0)
    last = (datetime.now(ZONE).date().replace(day=1) - timedelta(days=1)).strftime("%Y 年 %-m 月")
    await public.get_by_role("button", name=last).click()
    await expect(public.get_by_role("region", name=last)).to_contain_text("本月共受理诉求", timeout=SOON)
    if PICTURES:
        await public.screenshot(path=PICTURES / "tickets-public.png", animations="disabled")
    assert await violations(public) == []
    async with public.expect_download() as download:
        await public.get_by_role("link", name="下载 Word 文档").click()
    file = tmp_path / "month.docx"
    await (await download.value).save_as(file)
    assert any("运行情况月报" in one.text for one in Document(str(file)).paragraphs)
    await dispatcher.detail.get_by_role("button", name="公开答复").click()
    await form.get_by_role("button", name="撤回公开").click(timeout=SOON)
    await expect(form).to_be_hidden(timeout=SOON)
    await public.get_by_role("button", name="查找").click()
    await expect(public.get_by_text("没有找到")).to_be_visible(timeout=SOON)


async def test_a_caller_who_rings_again_is_read_how_it_stands(people: OpenPerson, house: HotlineHouse) -> None:
    caller = house.number()
    async with seat(people, house, "1018") as at:
        async with house.citizen() as citizen:
            await citizen.dial("12345", caller, keys=[(0.5, "1")])
            await at.phone.wait_ringing(60)
            await at.phone.answer()
            await at.call_state("通话中")
            await at.page.get_by_text("求助", exact=True).click()
            await at.field("summary").fill("小区门口路灯不亮")
            await at.page.keyboard.press("Control+Enter")
            number = at.page.get_by_text(re.compile(r"^\d{19}$"))
            await expect(number).to_be_visible(timeout=30_000)
            taken = await number.inner_text()
            await citizen.hang_up()
        dispatcher = await clerk(people, "dispatcher")
        await dispatcher.open(Taken(taken, ""))
        await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
        house.api("POST", "/api/v1/agents/1018/end-wrap-up")
        async with house.citizen() as citizen:
            await citizen.dial("12345", caller, keys=[(0.5, "1")])
            await at.phone.wait_ringing(60)
            await at.phone.answer()
            await at.call_state("通话中")
            earlier = at.page.locator("section.earlier")
            await expect(earlier).to_contain_text("由市城市管理和综合执法局办理", timeout=SOON)
            await earlier.get_by_role("button", name="催办").click()
            await expect(earlier.get_by_role("status")).to_have_text("已催办", timeout=SOON)
            if PICTURES:
                await at.page.screenshot(path=PICTURES / "tickets-rings-again.png", animations="disabled")
            await citizen.hang_up()
    assert house.rows("SELECT reminders FROM tickets_service_ticket WHERE service_id=?", taken) == [(1,)]


@pytest.mark.parametrize(
    ("who", "path", "shows"),
    [
        ("supervisor", "/tickets/supervision", "Supervision"),
        ("supervisor", "/tickets/supervision?part=meeting", "Supervision"),
        ("supervisor", "/tickets/appraisal", "Appraisal"),
        ("supervisor", "/supervise/figures", "Ticket figures"),
        ("admin", "/administer/city", "Organisation and rules"),
        ("dispatcher", "/tickets", "Tickets"),
    ],
)
async def test_pages_in_english_and_in_the_dark(people: OpenPerson, who: str, path: str, shows: str) -> None:
    person = await people(who)
    english = "if (location.protocol !== 'about:') localStorage.setItem('hotline.language', 'en')"
    await person.context.add_init_script(english)
    page = await person.open(path)
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(shows, timeout=SOON)
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("html.dark")).to_have_count(1)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=SOON)
    await look(page, f"english{re.sub('[^a-z]+', '-', path)}")
