"""The agent's desktop in a browser, with a whole hotline and telephones behind it."""

from __future__ import annotations

import asyncio
import re
import signal
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON, Seat, calling, fits, seat, suggested
from switch_rig import until

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_reload_in_each_state_loses_nothing(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1010") as at, calling(house, at, answered=False) as citizen:
        await at.page.reload()
        await at.call_state("来电振铃")
        await expect(at.page.get_by_text("请在话机上接听")).to_be_visible()
        await at.phone.answer()
        await at.call_state("通话中")
        await suggested(at)

        await at.field("place").fill("中山大道西百货门口")
        await at.page.reload()  # before or after the 400 ms: it is there
        await at.call_state("通话中")
        await expect(at.field("place")).to_have_value("中山大道西百货门口")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)

        await at.page.locator("body").press("F4")
        await at.call_state("保持中")
        await at.page.reload()
        await at.call_state("保持中")
        await at.page.locator("body").press("F4")
        await at.call_state("通话中")

        await citizen.hang_up()
        await at.call_state("通话已结束")
        await at.page.reload()
        await at.call_state("通话已结束")
        await expect(at.page.get_by_role("timer", name="话后处理")).to_be_visible()
        await expect(at.field("place")).to_have_value("中山大道西百货门口")
        await at.page.locator("body").press("Control+Enter")
        await expect(at.page.get_by_text("工单已提交")).to_be_visible(timeout=SOON)
        await at.page.reload()
        await expect(at.page.get_by_text(re.compile(r"^\d{19}$"))).to_be_visible(timeout=30_000)


async def test_web_process_restarted_during_a_call(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1019") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("place")).to_be_editable()
        house.kill("web")
        await expect(at.page.get_by_text(re.compile("连接断开"))).to_be_visible(timeout=SOON)
        await at.field("place").fill("服务器重启时写的地点")
        await expect(at.saved).to_contain_text("未保存")
        house.start("web")
        await expect(at.saved).to_contain_text("已保存", timeout=60_000)
        await at.call_state("通话中")
        assert (await at.draft())["fields"]["place"]["value"] == "服务器重启时写的地点"
        await citizen.hang_up()
        await at.call_state("通话已结束")


async def test_a_way_that_has_died_silently_is_said_soon(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1008") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("place")).to_be_editable()
        house.freeze("web")  # connections stay, nothing answers
        try:
            await at.field("place").fill("断开时写的地点")
            await expect(at.saved).to_contain_text("尚未保存：服务器没有回应", timeout=20_000)
            await expect(at.page.get_by_text(re.compile("连接断开"))).to_be_visible(timeout=20_000)
        finally:
            house.signal("web", signal.SIGCONT)
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        await at.call_state("通话中")
        assert (await at.draft())["fields"]["place"]["value"] == "断开时写的地点"
        await citizen.hang_up()
        await at.call_state("通话已结束")


async def test_log_out_asks_about_what_could_not_be_saved(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1007") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("description")).to_be_editable()
        await at.field("description").fill("路" * 10_001)
        await at.field("place").fill("退出前半秒写的地点")
        await citizen.hang_up()
        await at.call_state("通话已结束")
        await at.page.get_by_role("button", name="我的账号").click()
        await at.page.get_by_role("menuitem", name="退出登录").click()
        question = at.page.get_by_role("dialog", name="退出登录")
        await expect(question.get_by_role("listitem")).to_have_text(re.compile("来电的工单：描述$"))
        assert await violations(at.page) == []
        draft = await at.draft()
        assert draft["fields"]["place"]["value"] == "退出前半秒写的地点"
        await question.get_by_role("button", name="取消").click()
        await expect(question).to_be_hidden()
        await expect(at.field("description")).to_have_value("路" * 10_001)


async def test_suggestions_are_taken_by_keys(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1011") as at, calling(house, at):
        await suggested(at)
        await expect(at.page.locator('[data-field="district"] .chip')).to_be_visible()
        await at.page.locator("body").press("Alt+4")
        await expect(at.page.locator('[data-field="district"] .confirmed')).to_be_visible()
        await at.page.locator("body").press("Alt+a")
        await expect(at.page.locator('[data-field="kind"] .confirmed')).to_be_visible()
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        fields = (await at.draft())["fields"]
        assert fields["district"]["edited"]
        assert fields["district"]["source"] != "agent"
        assert not fields["description"]["edited"], "words still to come would be shut out"


async def test_two_tabs_merge_and_say_so(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1012") as at, calling(house, at, speaks=False):
        other = Seat(at.code, at.person, await at.person.open("/desk"), at.phone)
        await other.call_state("通话中")
        await expect(other.field("place")).to_be_editable()
        await at.field("place").fill("一号窗口的地点")
        await expect(other.field("place")).to_have_value("一号窗口的地点", timeout=SOON)

        # The other tab hears nothing for a while, and both change the same field.
        draft = await at.draft()
        path = f"desk/drafts/{draft['contact_id']}"
        held = asyncio.Event()

        async def later(route: Any) -> None:
            await held.wait()
            await route.continue_()

        await other.page.route(f"**/api/v1/{path}", later)
        await other.field("place").fill("二号窗口的地点")
        await other.field("summary").fill("路灯不亮")
        await at.field("place").fill("一号窗口又改了")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        await until(lambda: _place(at, path), "一号窗口又改了", "the first tab's place is stored", 10)
        held.set()
        await expect(other.page.get_by_text("另一窗口改过“地点”：一号窗口又改了")).to_be_visible(timeout=SOON)
        await expect(other.field("place")).to_have_value("二号窗口的地点")
        await expect(other.saved).to_contain_text("已保存", timeout=SOON)
        await until(lambda: _place(at, path), "二号窗口的地点", "what was typed last is stored", 10)
        await expect(at.field("summary")).to_have_value("路灯不亮", timeout=SOON)


async def _place(at: Seat, path: str) -> str:
    return str((await at.person.ask("GET", path))["fields"]["place"]["value"])


async def test_network_cut_and_back(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1013") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("place")).to_be_editable()
        await at.person.context.set_offline(True)
        await expect(at.page.get_by_text("网络已断开", exact=True)).to_be_visible()
        await at.field("place").fill("断网时写的地点")
        await expect(at.saved).to_contain_text("未保存：网络不通")
        await citizen.hang_up()
        await at.person.context.set_offline(False)
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        assert (await at.draft())["fields"]["place"]["value"] == "断网时写的地点"
        await at.call_state("通话已结束")
        kept = await at.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('unsent'))")
        assert kept == []


async def test_session_that_ends_while_typing_locks_the_page_and_loses_nothing(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with seat(people, house, "1014") as at, calling(house, at, speaks=False):
        await expect(at.field("place")).to_be_editable()
        await at.field("place").press_sequentially("登录过期前")
        house.freeze("web")  # it ends the page's socket within 5 s, and the lock would take what is typed then
        try:
            await asyncio.to_thread(_end_sessions, house, at.code)
            await at.field("place").press_sequentially("和过期后")
        finally:
            house.signal("web", signal.SIGCONT)
        lock = at.page.locator("dialog[open]")
        await expect(lock).to_be_visible(timeout=SOON)
        await lock.locator("input[type=password]").fill(f"demo-{at.code}")
        await at.page.keyboard.press("Enter")
        await expect(lock).to_have_count(0, timeout=SOON)
        await at.call_state("通话中")
        await expect(at.field("place")).to_have_value("登录过期前和过期后")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        assert (await at.draft())["fields"]["place"]["value"] == "登录过期前和过期后"


def _end_sessions(house: HotlineHouse, name: str) -> None:
    """End a person's sessions, as logging off elsewhere does."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    house.change(
        "UPDATE foundation_session SET ended_at=?, end_reason='logged_off' WHERE ended_at IS NULL AND account_id ="
        " (SELECT account_id FROM foundation_account WHERE name=?)",
        moment,
        name,
    )


async def test_submitted_twice_is_one_ticket(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1015") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("summary")).to_be_editable()
        await at.page.locator("body").press("Control+Enter")
        await expect(at.page.locator('[data-field="kind"] .fault')).to_have_text("请填写")
        await at.page.get_by_text("求助", exact=True).click()
        await at.field("summary").fill("小区门口路灯不亮")
        contact = (await at.draft())["contact_id"]
        await at.page.keyboard.press("Control+Enter")
        await at.page.keyboard.press("Control+Enter")
        await expect(at.page.get_by_text("工单已提交")).to_be_visible(timeout=SOON)
        await expect(at.page.get_by_text(re.compile(r"^\d{19}$"))).to_be_visible(timeout=30_000)
        assert house.tickets_in_service({"contact_id": contact}) == 1
        await citizen.hang_up()


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


async def test_invalid_input_is_refused_clearly_and_kept(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1016") as at, calling(house, at, speaks=False):
        await expect(at.field("summary")).to_be_editable()
        for field, texts in (("summary", TEXTS), ("happened_at", MOMENTS)):
            for text in texts:
                await _typed(at, field, text)
        assert await violations(at.page) == []
        await at.field("summary").fill("路灯不亮")
        await at.field("happened_at").fill("昨天 22:30")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)

        await at.page.keyboard.press("Alt+l")
        dialog = at.page.get_by_role("dialog", name="关联到已有工单")
        number = dialog.get_by_label("工单编号")
        for text in NUMBERS:
            await number.fill(text)
            await number.press("Enter")
            await expect(dialog.get_by_role("alert")).not_to_be_empty()
            await expect(number).to_have_value(text)
        await at.page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        assert (await at.draft())["state"] == "open"


async def _typed(at: Seat, field: str, text: str) -> None:
    """Fill a field: it is refused with a sentence and kept, or stored as text."""
    await at.field(field).fill(text)
    shown = await at.field(field).input_value()
    fault = at.page.locator(f'[data-field="{field}"] .fault')
    await expect(at.saved).to_have_text(re.compile("已保存|请修改标红"), timeout=SOON)

    async def judged() -> bool:
        if await fault.count():
            return (await fault.inner_text()).strip() != ""
        value = (await at.draft())["fields"].get(field, {}).get("value")
        return bool(value == (unicodedata.normalize("NFC", shown).strip() or None))

    await until(judged, True, f"{field} is refused or stored: {text[:20]!r}", 10)
    await expect(at.field(field)).to_have_value(shown)


async def test_keys_belong_to_the_dialog_that_is_open(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1016") as at, calling(house, at, speaks=False):
        await expect(at.field("summary")).to_be_editable()
        await at.field("summary").fill("路灯不亮")
        await at.page.keyboard.press("Alt+l")
        dialog = at.page.get_by_role("dialog", name="关联到已有工单")
        number = dialog.get_by_label("工单编号")
        await number.fill("0044")
        await number.press("Control+Enter")  # links, does not submit
        await expect(dialog.get_by_role("alert")).not_to_be_empty()
        await expect(at.page.locator('[data-field="kind"] .fault')).to_have_count(0)
        await at.page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()

        await at.page.keyboard.press("Alt+n")
        reasons = at.page.get_by_role("dialog", name="不建工单的原因")
        await expect(reasons).to_be_visible()
        for key in ("Alt+1", "Control+1", "Control+Enter", "Alt+l"):
            await at.page.keyboard.press(key)
        await expect(at.page.locator('[data-field="kind"] .fault')).to_have_count(0)
        await expect(dialog).to_be_hidden()
        await at.page.keyboard.press("Escape")
        await expect(reasons).to_be_hidden()
        assert (await at.draft())["state"] == "open"


async def test_pages_are_accessible_and_fit_the_screen(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1017") as at:
        await fits(at.page)
        async with calling(house, at, answered=False) as citizen:
            await fits(at.page)
            await at.phone.answer()
            await suggested(at)
            await fits(at.page)
            await at.page.locator("body").press("Alt+n")
            await expect(at.page.get_by_role("dialog", name="不建工单的原因")).to_be_visible()
            await fits(at.page)
            await at.page.keyboard.press("Escape")
            await citizen.hang_up()
            await at.call_state("通话已结束")
            await fits(at.page)
        await at.page.get_by_role("link", name="我的一天").click()
        await expect(at.page.get_by_role("heading", name="我的一天")).to_be_visible()
        await expect(at.page.get_by_role("row")).not_to_have_count(0)
        await fits(at.page)
