"""What nobody should type, in every form: told in plain words, kept as typed, and nothing else happens."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import Locator, Page, expect
from seat import SOON, add_difference
from switch_rig import until

from foundation.people.totp import code_at

pytestmark = pytest.mark.timeout(240)
SOURCES = Path(__file__).resolve().parents[2] / "agent_desktop" / "web" / "src"

TEXTS = (
    "长" * 201,
    "路" * 10_001,
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "'; DROP TABLE tickets_draft; --",
    "{{constructor.constructor('alert(1)')()}}",
    "${7*7}",
    "表情😀👨‍👩‍👧‍👦🇨🇳",
    "零宽\u200b空格",
    "换向\u202e文字",
    "隔离\u2066文字\u2069",
    "控制\u0007字符",
    "空字节\u0000在内",
    "删除\u007f字符",
    "换页\u000c符",
    "e\u0301组合",
    "全角　空格　",
    "=HYPERLINK(1)",
    "\u00a0\u00a0",
)
CODES = (
    "",
    "1",
    "12345",
    "abcdef",
    "<script>",
    "١٢٣٤٥",
    "12 34",
    "-12345",
    "1.5",
    "😀😀😀😀😀😀",
    "\u202e12345",
    "12\u200b34",
    "0x1234",
    "一二三四五六",
    "' OR 1=1",
    "1e5",
    "\u0007\u0007",
    "12345l",
    "      ",
    "½½½",
)
PASSWORDS = (
    "",
    "short",
    "长" * 9,
    "a" * 129,
    "路" * 200,
    "aaaaaaaaaaaa",
    "ababababab",
    "1234567890",
    "password123",
    "qwertyuiop",
    "abcabcabcabc",
    "typist-2026-x",
    "with\u0000zero-byte",
    "bell\u0007in-the-middle",
    "delete\u007fcharacter",
    "line\u0085break-inside",
    "          ",
    "😀😀😀",
    "1111111111",
    "123123123123",
)
LINES = (
    "0",
    "1",
    "00",
    "*",
    "#",
    "**",
    "##",
    "*43",
    "*#06#",
    "110",
    "119",
    "120",
    "1234",
    "123456",
    "99999999",
    "1001",
    "00000000000000000000",
    "*0*0*",
    "#1#2#",
    "13800138000",
)
GENERIC = re.compile(r"^内容不符合要求（|^服务器出错")


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


@pytest.fixture(scope="module")
def catalogue() -> re.Pattern[str]:
    """Return what matches the Chinese sentences of all catalogues, their parameters being anything."""
    found = [
        re.sub(r"\\{\w+\\}", ".+", re.escape(text))
        for file in SOURCES.glob("*/texts/zh-CN.ts")
        for text in re.findall(r": '((?:[^'\\]|\\.)+)'", file.read_text())
    ]
    assert len(found) > 300, len(found)
    return re.compile("|".join(found))


async def told(shown: Locator, catalogue: re.Pattern[str], what: str) -> None:
    """Wait for a message, and find it in the catalogue and not the one for everything else."""
    await expect(shown, what).not_to_be_empty()
    text = (await shown.inner_text()).strip()
    assert catalogue.fullmatch(text), f"{what}: not of the catalogue: {text!r}"
    assert not GENERIC.match(text), f"{what}: {text!r}"


async def test_log_in(people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]) -> None:
    page = await (await people()).open("/")
    name, password = page.get_by_label("用户名"), page.get_by_label("密码", exact=True)
    for text in TEXTS:
        await name.fill(text)
        shown = await name.input_value()
        await password.fill("anything-at-all")
        await password.press("Enter")
        await _refused(page, catalogue, f"name {text[:20]!r}")
        await expect(name).to_have_value(shown)
    await name.fill("1017")
    for text in ("", "<script>", "密码😀", "a" * 300):
        await password.fill(text)
        shown = await password.input_value()
        await password.press("Enter")
        await _refused(page, catalogue, f"password {text[:20]!r}")
        await expect(password).to_have_value(shown)
    await password.fill("demo-1017")
    await password.press("Enter")
    await expect(page.get_by_text("尚未签入")).to_be_visible(timeout=SOON)


async def test_second_factor_and_new_password(
    people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]
) -> None:
    made = json.loads(await house.command("account", "create", "typist", "--role", "supervisor", "--json"))
    page = await (await people()).open("/")
    await page.get_by_label("用户名").fill("typist")
    await page.get_by_label("密码", exact=True).fill(made["password"])
    await page.keyboard.press("Enter")
    code = page.get_by_label("验证码", exact=True)
    await expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible(timeout=SOON)
    await expect(page.get_by_role("img", name="身份验证器的二维码")).to_be_visible(timeout=SOON)
    for text in CODES:
        await code.fill(text)
        await code.press("Enter")
        await _refused(page, catalogue, f"code {text!r}")
    await code.fill("000000")
    await _refused(page, catalogue, "a wrong code")
    await expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    secret = (await page.locator("form.steps code").inner_text()).replace(" ", "")
    await code.fill(code_at(secret, datetime.now(UTC)))

    fresh, again = page.get_by_label("新密码", exact=True), page.get_by_label("再次输入新密码")
    await expect(fresh).to_be_visible(timeout=SOON)
    for text in PASSWORDS:
        await fresh.fill(text)
        shown = await fresh.input_value()
        await again.fill(text)
        await again.press("Enter")
        await _refused(page, catalogue, f"password {text[:20]!r}")
        await expect(fresh).to_have_value(shown)
    await again.fill("something else")
    await again.press("Enter")
    await _refused(page, catalogue, "two that differ")
    for field in (fresh, again):
        await field.fill("twenty-four-lamps-go-out")
    await again.press("Enter")
    await expect(page.get_by_role("navigation", name="主导航")).to_be_visible(timeout=SOON)


async def _refused(page: Page, catalogue: re.Pattern[str], what: str) -> None:
    await expect(page.locator("form.steps[aria-busy=true]")).to_have_count(0, timeout=SOON)
    await told(page.locator("form.steps").get_by_role("alert"), catalogue, what)


async def test_account_dialog(people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]) -> None:
    page = await (await people("security")).open("/administer/accounts")
    await page.get_by_role("button", name="新建账号").click()
    dialog = page.get_by_role("dialog", name="新建账号")
    fields = [dialog.get_by_label(label, exact=True) for label in ("用户名", "姓名", "坐席工号", "班组")]
    await dialog.get_by_text("班长", exact=True).click()
    for text in TEXTS:
        shown = []
        for field in fields:
            await field.fill(text)
            shown.append(await field.input_value())
        await fields[0].press("Enter")
        faults = dialog.locator("p.bad:not(:empty)")
        await expect(faults).not_to_have_count(0)
        for place in range(await faults.count()):
            await told(faults.nth(place), catalogue, f"account {text[:20]!r}")
        for field, value in zip(fields, shown, strict=True):
            await expect(field).to_have_value(value)
    for field, text in zip(fields, ("valid.name", "王小明", "", "早班"), strict=True):
        await field.fill(text)
    await fields[0].press("Enter")
    await expect(page.get_by_role("dialog", name="valid.name 的一次性密码")).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name="我已记下").click()
    await expect(page.get_by_role("row").filter(has_text="valid.name")).to_contain_text("早班")


async def test_filters_of_calls_and_audit(people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]) -> None:
    page = await (await people("supervisor")).open("/supervise/calls")
    agent = page.get_by_role("search").get_by_label("坐席工号")
    for text in TEXTS:
        await agent.fill(text)
        shown = await agent.input_value()
        await agent.press("Enter")
        if shown.strip():
            await told(page.get_by_role("search").get_by_role("alert"), catalogue, f"agent {text[:20]!r}")
        await expect(agent).to_have_value(shown.strip())
        await expect(page).to_have_url(re.compile("/supervise/calls$"))

    page = await (await people("auditor")).open("/administer/audit")
    form, table = page.get_by_role("search"), page.get_by_role("region", name="审计记录")
    fields = [form.get_by_label(re.compile("^操作人")), form.get_by_label("对象编号", exact=True)]
    for field in fields:
        for text in TEXTS:
            await field.fill(text)
            shown = await field.input_value()
            await field.press("Enter")
            await expect(page.locator("section[aria-busy=true]")).to_have_count(0, timeout=SOON)
            unfit = form.get_by_role("alert")
            if len(text) > 96 or re.search(r"[\x00-\x1f\x7f]", shown):
                await told(unfit, catalogue, f"audit {text[:20]!r}")
            else:
                await expect(unfit).to_have_count(0)
                none = table.get_by_text("没有符合条件的记录")
                await expect(none).to_have_count(int(text.strip() != ""), timeout=SOON)
            await expect(field).to_have_value(shown)
        await field.fill("")
        await field.press("Enter")
    await expect(table.get_by_role("row").nth(1)).to_be_visible(timeout=SOON)


async def test_notes_of_purpose_and_difference(
    people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str], settled_call: dict[str, Any]
) -> None:
    call = settled_call["call_id"]
    # A purpose serves ten minutes: that of the supervisor belongs to another test.
    page = await (await people("quality")).open(f"/supervise/calls/{call}")
    await page.get_by_role("button", name="填写查看目的").click()
    purpose = page.get_by_role("dialog", name="请说明用途")
    await purpose.get_by_text("其他", exact=True).click()
    await _notes(purpose, purpose.get_by_label("说明"), catalogue, 200)
    await purpose.get_by_label("说明").fill("<b>抽查</b>\n第二行")
    await purpose.get_by_role("button", name="确定").click()
    await expect(purpose).to_be_hidden(timeout=SOON)
    kept = "SELECT note FROM foundation_audit WHERE act='words.read' AND subject=? ORDER BY position DESC"
    await until(lambda: house.rows(kept, call)[:1], [("<b>抽查</b> 第二行",)], "what was stated is in the audit")

    add_difference(house, "1764000000.1.wav")
    page = await (await people("supervisor")).open("/supervise/differences")
    row = page.get_by_role("row").filter(has_text="1764000000.1.wav")
    await row.get_by_role("button", name="说明").click()
    explanation = page.get_by_role("dialog")
    field = explanation.get_by_role("textbox")
    await _notes(explanation, field, catalogue, 500)
    await field.fill("来电号码 138 0013 8000")
    await told(explanation.get_by_role("alert"), catalogue, "a number")
    await expect(explanation.get_by_role("button", name="确定")).to_be_disabled()
    await field.fill("<i>演练</i>\n留下的文件")
    await explanation.get_by_role("button", name="确定").click()
    await expect(explanation).to_be_hidden(timeout=SOON)
    await page.get_by_text("显示已消除和已说明的").click()
    await expect(row).to_contain_text("<i>演练</i> 留下的文件")


async def _notes(dialog: Locator, field: Locator, catalogue: re.Pattern[str], most: int) -> None:
    """Type what is unfit and what merely looks so: the one is told and cannot be sent, the other can."""
    for text in TEXTS:
        await field.fill(text)
        shown = await field.input_value()
        send = dialog.get_by_role("button", name="确定")
        if len(shown) > most or re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown):
            await told(dialog.get_by_role("alert"), catalogue, f"note {text[:20]!r}")
            await expect(send).to_be_disabled()
        elif shown.strip():
            await expect(dialog.get_by_role("alert").filter(has_text=re.compile(r"\S"))).to_have_count(0)
            await expect(send).to_be_enabled()
        else:
            await expect(send).to_be_disabled()
        await expect(field).to_have_value(shown)


async def test_dial_pad_of_the_citizen(people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]) -> None:
    page = await (await people(viewport={"width": 900, "height": 760})).open("/citizen")
    line, main = page.locator(".line"), page.locator("main.page")
    await expect(line).to_have_text("12345")
    for text in (*TEXTS, "a1b2"):
        for _ in range(20):
            await page.keyboard.press("Backspace")
        await page.keyboard.type(text[:20].replace("\0", ""))
        await expect(line).to_have_text(re.sub("[^0-9*#]", "", text[:20]), use_inner_text=True)
    for text in LINES:
        for _ in range(20):
            await page.keyboard.press("Backspace")
        await page.keyboard.type(text)
        await expect(line).to_have_text(text)
        await page.keyboard.press("Enter")
        await expect(main).to_have_attribute("data-state", "idle", timeout=SOON)
        await told(page.locator(".screen p").nth(2), catalogue, f"dialled {text}")
        await expect(line).to_have_text(text)
