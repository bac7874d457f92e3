"""One call by the keyboard alone, from the log-in to the ticket."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from phone_pages import state
from playwright.async_api import Page, TimeoutError, expect
from seat import SOON
from switch_rig import until

pytestmark = pytest.mark.timeout(240)
SOURCES = Path(__file__).resolve().parents[2] / "agent_desktop" / "web" / "src"
DESK = ("desk/bar", "desk/call", "desk/draft", "desk/words", "desk/DeskPage.vue", "shared/KeyOverview.vue")


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_one_call_by_the_keyboard_alone(people: OpenPerson, house: HotlineHouse) -> None:
    person = await people()
    page = await person.open("/")
    press, call = page.keyboard.press, page.get_by_role("region", name="来电")
    await expect(page.get_by_label("用户名")).to_be_focused()
    await page.keyboard.type("1005")
    await press("Tab")
    await page.keyboard.type("demo-1005")
    await press("Enter")
    await expect(page.get_by_text("尚未签入")).to_be_visible(timeout=SOON)

    async with person.context.expect_page() as opening:
        await press("Alt+t")
    phone = await opening.value
    await state(phone, "registered")
    await page.bring_to_front()
    await _choose(page, "签入：本机软电话")
    await expect(page.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)
    await _choose(page, "示忙 · 小休")
    await expect(page.get_by_role("button", name=re.compile("我的状态：示忙 · 小休"))).to_be_visible(timeout=SOON)
    await press("Alt+r")
    await expect(page.get_by_role("button", name=re.compile("我的状态：空闲"))).to_be_visible(timeout=SOON)

    async with house.citizen() as citizen:
        await citizen.dial("12345", house.number(), keys=[(0.5, "1")])
        await expect(call.get_by_role("heading", name="来电振铃")).to_be_visible(timeout=60_000)
        await press("F2")
        await expect(call.get_by_role("heading", name="通话中")).to_be_visible(timeout=SOON)
        await press("F4")
        await expect(call.get_by_role("heading", name="保持中")).to_be_visible(timeout=SOON)
        await press("F4")
        await expect(call.get_by_role("heading", name="通话中")).to_be_visible(timeout=SOON)

        await expect(page.locator('[data-field="summary"] input')).to_be_editable(timeout=SOON)
        await press("Alt+g")
        await press("ArrowRight")  # of a group of choices the next one
        await _to_field(page, "place")
        await page.keyboard.type("体育西路地铁站A口")
        await _to_field(page, "summary")
        await page.keyboard.type("路灯不亮")
        await _choose(page, "本次通话后示忙 · 用餐")
        await press("F9")
        await expect(call.get_by_role("heading", name="通话已结束")).to_be_visible(timeout=SOON)

    timer = page.get_by_role("timer", name="话后处理")
    await expect(timer).to_be_visible(timeout=SOON)
    before = await _seconds(page)
    await press("Alt+x")
    await expect(timer.get_by_role("button", name="延长 30 秒")).to_be_disabled()
    await until(lambda: _longer(page, before), True, "the wrap-up is longer")
    await page.evaluate("document.activeElement?.blur()")
    await _overview_lists_every_key(page)

    await press("Control+Enter")
    await expect(page.get_by_text("工单已提交")).to_be_visible(timeout=SOON)
    await expect(page.get_by_text(re.compile(r"^\d{19}$"))).to_be_visible(timeout=30_000)
    await press("Alt+e")
    await expect(page.get_by_role("button", name=re.compile("我的状态：示忙 · 用餐"))).to_be_visible(timeout=SOON)
    await _choose(page, "签出")
    await expect(page.get_by_text("尚未签入")).to_be_visible(timeout=SOON)


MOVED = "(before) => document.activeElement !== before && document.activeElement.matches('[role=menuitem]')"


async def _choose(page: Page, name: str) -> None:
    """Choose from the menu of one's own state, by arrows."""
    await page.keyboard.press("Alt+s")
    item = page.get_by_role("menuitem", name=name, exact=True)
    await expect(item).to_be_visible()
    for _ in range(20):
        before = await page.evaluate_handle("document.activeElement")
        await page.keyboard.press("ArrowDown")
        with contextlib.suppress(TimeoutError):  # a menu that is still opening takes no key
            await page.wait_for_function(MOVED, arg=before, timeout=3000)  # at once, the next press would pass by
        if await item.evaluate("(item) => item === document.activeElement"):
            break
    await expect(item).to_be_focused()
    await page.keyboard.press("Enter")


async def _to_field(page: Page, field: str) -> None:
    """Go on to a field of the ticket, by the tabulator."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate(
            "(field) => !!document.activeElement?.closest(`[data-field=${field}] .el-input`)", field
        ):
            return
    raise AssertionError(f"the tabulator does not come to {field}")


async def _seconds(page: Page) -> int:
    """Return what is left of the wrap-up."""
    minutes, seconds = (await page.locator(".wrap-up .left").inner_text()).split(":")
    return int(minutes) * 60 + int(seconds)


async def _longer(page: Page, than: int) -> bool:
    return await _seconds(page) > than + 10


async def _overview_lists_every_key(page: Page) -> None:
    """Compare what `?` shows with every key that the desktop's sources register."""
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    await expect(dialog).to_be_visible()
    shown = {text.strip() for text in await dialog.locator("kbd").all_inner_texts()}
    missing = {key for key in _registered() if key not in shown}
    assert missing == set(), f"not in the overview: {sorted(missing)}"
    for name in await dialog.locator("dd").all_inner_texts():
        assert name.strip(), "every key says what it does"
        assert "." not in name, f"a key without a text: {name}"
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


def _registered() -> set[str]:
    """Return the keys that the sources of the desktop register, as the overview spells them."""
    places = [SOURCES / place for place in DESK]
    files = [file for place in places for file in ([place] if place.is_file() else sorted(place.glob("*.vue")))]
    keys = {key for file in files for key in re.findall(r"\bkey: '([^']+)',\s+label", file.read_text())}
    assert len(keys) > 20, keys
    return {re.sub(r"\+([a-z])$", lambda found: found.group(0).upper(), key) for key in keys} | {"Alt+1", "Alt+9"}
