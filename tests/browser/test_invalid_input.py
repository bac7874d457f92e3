"""What nobody should type, in every form: told in plain words, kept as typed, and nothing else happens."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import Locator, Page, expect
from seat import SOON, Seat, calling, seat
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
MOMENTS = (
    "很久以前",
    "25:00",
    "2026-13-01",
    "11-31",
    "昨天 22:61",
    "22:00 至 20:00",
    "<script>",
    "😀",
    "长" * 100,
    "\u202e22:30",
)
NUMBERS = ("1", "abc", "4401002611230000000", "<script>", "😀" * 5, "١٢٣٤", "-1", "0" * 41, "4401 0026", "\u202e44")
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


async def test_fields_of_a_ticket(people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str]) -> None:
    async with seat(people, house, "1016") as at, calling(house, at, speaks=False):
        await expect(at.field("summary")).to_be_editable()
        for text in TEXTS:
            await _typed(at, catalogue, {"summary": text, "place": text, "description": text})
        for text in MOMENTS:
            await _typed(at, catalogue, {"happened_at": text})
        for text in TEXTS:
            await at.field("district").fill(text)
            await at.field("district").press("Enter")
            await expect(at.saved).to_have_text(re.compile("已保存|请修改标红"), timeout=SOON)
            await _message(at, catalogue, "district", text)
        for field in ("category", "category_level2"):
            for text in filter(str.strip, TEXTS):
                await at.field(field).fill(text)
                await expect(at.page.get_by_text("没有匹配项").locator("visible=true")).to_be_visible()
            await at.page.keyboard.press("Escape")
            assert (await at.draft())["fields"].get(field, {}).get("value") is None
        assert await violations(at.page) == []

        valid = {"summary": "路灯不亮", "place": "体育西路", "description": "晚上看不清路", "happened_at": "昨天 22:30"}
        for field, text in valid.items():
            await at.field(field).fill(text)
        await at.field("district").fill("天河区")
        await at.field("district").press("Enter")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        fields = (await at.draft())["fields"]
        assert {name: fields[name]["value"] for name in ("summary", "place", "description", "district")} == {
            "summary": "路灯不亮",
            "place": "体育西路",
            "description": "晚上看不清路",
            "district": "天河区",
        }

        await at.page.keyboard.press("Alt+l")
        dialog = at.page.get_by_role("dialog", name="关联到已有工单")
        number = dialog.get_by_label("工单编号")
        for text in NUMBERS:
            await number.fill(text)
            await number.press("Enter")
            await told(dialog.get_by_role("alert"), catalogue, f"link to {text[:20]!r}")
            await expect(number).to_have_value(text)
        await at.page.keyboard.press("Escape")
        assert (await at.draft())["state"] == "open"


async def _typed(at: Seat, catalogue: re.Pattern[str], texts: dict[str, str]) -> None:
    """Fill fields: each is refused with a sentence and kept, or stored as text."""
    shown = {}
    for field, text in texts.items():
        await at.field(field).fill(text)
        shown[field] = await at.field(field).input_value()
    await expect(at.saved).to_have_text(re.compile("已保存|请修改标红"), timeout=SOON)
    for field, text in shown.items():

        async def judged(field: str = field, text: str = text) -> bool:
            if await _fault(at, field).count():
                return True
            value = (await at.draft())["fields"].get(field, {}).get("value")
            return bool(value == (_as_stored(text) or None))

        await until(judged, True, f"{field} is refused or stored: {text[:20]!r}", 10)
        await _message(at, catalogue, field, text)
        if await at.field(field).input_value() != text:  # out of the cursor's way it stands as it is stored
            await expect(at.field(field)).to_have_value(_as_stored(text))


def _as_stored(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _fault(at: Seat, field: str) -> Locator:
    return at.page.locator(f'[data-field="{field}"] .fault')


async def _message(at: Seat, catalogue: re.Pattern[str], field: str, text: str) -> None:
    if await _fault(at, field).count():
        await told(_fault(at, field), catalogue, f"{field} {text[:20]!r}")


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
    fields = [dialog.get_by_label(label, exact=True) for label in ("用户名", "姓名", "坐席工号")]
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
    for field, text in zip(fields, ("valid.name", "王小明", ""), strict=True):
        await field.fill(text)
    await fields[0].press("Enter")
    await expect(page.get_by_role("dialog", name="valid.name 的一次性密码")).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name="我已记下").click()
    await expect(page.get_by_role("row").filter(has_text="valid.name")).to_contain_text("王小明")


async def test_filters_and_purpose(
    people: OpenPerson, house: HotlineHouse, catalogue: re.Pattern[str], settled_call: dict[str, Any]
) -> None:
    page = await (await people("supervisor")).open("/supervise/calls")
    rows = page.get_by_role("region", name="通话列表").locator("tbody tr")
    await expect(rows).not_to_have_count(0)
    agent = page.get_by_label("坐席工号")
    for text in TEXTS:
        await agent.fill(text)
        shown = await agent.input_value()
        await agent.press("Enter")
        if shown.strip():
            await told(page.get_by_role("search").get_by_role("alert"), catalogue, f"agent {text[:20]!r}")
        await expect(agent).to_have_value(re.compile(f"^{re.escape(shown.strip())}$"))
        await expect(rows).not_to_have_count(0)
    await agent.fill("1011")
    await agent.press("Enter")
    await expect(page).to_have_url(re.compile("agent=1011"))
    await expect(rows.filter(has_text="1011").first).to_be_visible()

    await rows.filter(has_text="1011").first.click()
    detail = page.get_by_role("complementary", name="通话详情")
    for text in TEXTS:
        await detail.get_by_role("button", name="显示号码").click()
        dialog = page.get_by_role("dialog", name="请说明用途")
        await expect(dialog).to_be_visible(timeout=SOON)
        await dialog.get_by_text("其他", exact=True).click()
        note = dialog.get_by_role("textbox")
        await note.fill(text)
        shown = await note.input_value()
        give = dialog.get_by_role("button", name="确定")
        if await give.is_disabled():
            await expect(note).to_have_value(shown)
            await page.keyboard.press("Escape")
            continue
        await give.click()
        hide, alert = detail.get_by_role("button", name="隐藏"), page.get_by_role("alert").locator("visible=true")
        await expect(hide.or_(alert).first).to_be_visible(timeout=SOON)
        if await hide.count():
            await hide.click()
        else:
            await told(alert.first, catalogue, f"note {text[:20]!r}")
            if await dialog.count():
                await page.keyboard.press("Escape")

    audit = await (await people("auditor")).open("/administer/audit")
    entries = audit.get_by_role("region", name="审计记录")
    await expect(entries.get_by_role("row")).not_to_have_count(0)
    for field in (audit.get_by_label(re.compile("^操作人")), audit.get_by_label("对象编号")):
        for text in TEXTS:
            await field.fill(text)
            shown = await field.input_value()
            await field.press("Enter")
            await expect(entries).to_have_attribute("aria-busy", "false")
            alert = audit.get_by_role("main").get_by_role("alert")
            if await alert.count():
                await told(alert.locator("p").or_(alert).last, catalogue, f"audit {text[:20]!r}")
            elif not await entries.get_by_role("row").count():
                await expect(entries).to_contain_text("没有符合条件的记录")
            await expect(field).to_have_value(shown)
        await field.fill("")
    await audit.get_by_label("对象编号").fill(settled_call["call_id"])
    await audit.keyboard.press("Enter")
    await expect(entries.get_by_role("row").nth(1)).to_contain_text(settled_call["call_id"])


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
