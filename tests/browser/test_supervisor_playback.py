"""A supervisor finds another's call by its words and listens: for a purpose, from a word on, faster, in the audit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import Page, expect
from seat import SOON
from switch_rig import until

pytestmark = pytest.mark.timeout(240)
NEAR = 0.5


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_supervisor_listens_for_a_purpose_from_a_word_on(
    people: OpenPerson, house: HotlineHouse, settled_call: dict[str, Any]
) -> None:
    call = settled_call["call_id"]
    own = await (await people("1011")).ask("GET", f"calls/{call}")
    words = [one for one in own["transcript"]["utterances"] if one["audio_leg"] not in (None, "waiting")]
    page = await (await people("supervisor")).open(f"/supervise/calls/{call}")
    detail = page.get_by_role("complementary", name="通话详情")
    gate = detail.get_by_role("button", name=re.compile("填写查看目的|^查看"))
    play = detail.get_by_role("button", name=re.compile("^播放录音"))
    await expect(gate.or_(play).first).to_be_visible(timeout=SOON)
    if await gate.count():
        await gate.first.click()
        await _give_purpose(page)
    await expect(detail.locator("ol.words li")).not_to_have_count(0, timeout=SOON)

    # A purpose that was given for the words holds for the recording of the same call.
    await play.click()
    await expect(page.locator("audio")).to_be_attached(timeout=SOON)
    await until(lambda: _audio(page, "duration > 1"), True, "the recording is there")

    wanted = words[-1]
    place = [one["utterance_id"] for one in own["transcript"]["utterances"]].index(wanted["utterance_id"])
    await _note_seeks(page)
    await detail.locator("ol.words li").nth(place).get_by_role("button").click()
    await _sought(page, wanted["audio_seconds"])

    await detail.locator(".speed").click()  # the box around the combobox: its text lies over the input
    await page.get_by_role("option", name="1.5×").click()
    await until(lambda: _audio(page, "playbackRate"), 1.5, "it plays faster")

    wave = page.get_by_role("slider", name="播放位置")
    box = await wave.bounding_box()
    assert box
    await _note_seeks(page)
    await wave.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    await _sought(page, await _audio(page, "duration") / 4)

    audit = await (await people("auditor")).open("/administer/audit")
    entry = audit.get_by_role("row").filter(has_text="收听录音").filter(has_text=call)
    await expect(entry.first).to_contain_text("质量检查", timeout=SOON)
    await expect(entry.first).to_contain_text("成功")
    # What was said of the purpose stands where it was given; the entry of the recording points there.
    said = audit.get_by_role("row").filter(has_text="抽查一通电话").filter(has_text=call)
    await expect(said.first).to_be_visible()


async def test_supervisor_finds_calls_by_what_was_said(
    people: OpenPerson, house: HotlineHouse, settled_call: dict[str, Any]
) -> None:
    person = await people("supervisor")
    page = await person.open("/supervise/calls")
    found = page.get_by_role("region", name="搜索结果")
    dialog = page.get_by_role("dialog", name="请说明用途")
    await page.get_by_role("table").get_by_role("row").nth(1).wait_for()
    await page.keyboard.press("/")
    field = page.get_by_role("search").get_by_label("搜索通话内容")
    await expect(field).to_be_focused()
    await page.keyboard.type("路")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search").get_by_role("alert")).to_contain_text("至少输入 2 个字")
    await page.keyboard.type("灯")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_visible(timeout=SOON)
    await page.keyboard.press("Escape")
    await found.get_by_role("button", name="填写查看目的").click()
    await _give_purpose(page)
    await expect(found.locator("mark").first).to_have_text("路灯", timeout=SOON)
    await expect(found).to_contain_text("近 30 天")

    await field.fill("路灯坏")  # the purpose that was given serves
    await field.press("Enter")
    await expect(found.locator("mark").first).to_have_text("路灯坏", timeout=SOON)
    await expect(dialog).to_have_count(0)
    await found.get_by_role("button").filter(has=page.locator("mark")).first.click()
    await expect(page).to_have_url(re.compile("/supervise/calls/[0-9a-f-]{36}$"))
    detail = page.get_by_role("complementary", name="通话详情")
    gate = detail.get_by_role("button", name="填写查看目的")
    words = detail.locator("ol.words li")
    await expect(gate.or_(words.first)).to_be_visible(timeout=SOON)
    if await gate.count():
        await gate.click()
        await _give_purpose(page)
    await expect(detail.locator("li.sought")).to_contain_text("路灯坏", timeout=SOON)
    await expect(detail.locator("li.sought")).to_be_in_viewport()

    await field.fill("灯笼裤")
    await field.press("Enter")
    await expect(found).to_contain_text("没有通话提到“灯笼裤”", timeout=SOON)
    await found.get_by_role("button", name="返回列表").click()
    await expect(page.get_by_role("region", name="通话列表").get_by_role("row")).not_to_have_count(0)
    await expect(field).to_have_value("")


async def _give_purpose(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="请说明用途")
    await expect(dialog).to_be_visible(timeout=SOON)
    given = dialog.get_by_role("button", name="确定")
    await expect(given).to_be_disabled()
    await dialog.get_by_text("质量检查", exact=True).click()
    await dialog.get_by_label("说明").fill("抽查一通电话")
    await given.click()
    await expect(dialog).to_be_hidden()


async def _audio(page: Page, what: str) -> Any:
    return await page.evaluate(f"(() => document.querySelector('audio').{what})()")


async def _note_seeks(page: Page) -> None:
    """Keep in the page where each jump of the audio came out."""
    await page.evaluate(
        """(() => {
          window.sought = []
          const audio = document.querySelector('audio')
          audio.onseeked = () => window.sought.push(audio.currentTime)
        })()"""
    )


async def _sought(page: Page, seconds: float) -> None:
    """Wait until the audio has jumped, and find it within half a second of where it should be."""

    async def last() -> float | None:
        found: list[float] = await page.evaluate("window.sought")
        return found[-1] if found else None

    async def there() -> bool:
        at = await last()
        return at is not None and abs(at - seconds) <= NEAR

    await until(there, True, f"the audio is at {seconds} s", 10)
