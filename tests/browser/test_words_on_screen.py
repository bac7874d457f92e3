"""Words while they are said, put right by the agent; the class in three levels; a second ticket of the same matter."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON, Seat, calling, fits, seat, suggested

pytestmark = pytest.mark.timeout(240)
AGENT = "1012"


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_words_are_seen_while_they_are_said_and_are_put_right(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, AGENT) as at, calling(house, at) as citizen:
        log = at.page.get_by_role("log", name="通话文字")
        # What is being said comes and goes within a second or two: the page notes whether it was ever there.
        await at.page.evaluate(
            """() => {
              window.begun = []
              const look = () => {
                const lines = document.querySelectorAll('.line.partial .text')
                window.begun.push(...[...lines].map((line) => line.textContent.trim()))
              }
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
              look()
            }"""
        )
        await suggested(at)
        await at.page.wait_for_function("() => window.begun.length > 0", timeout=30_000)
        begun = await at.page.evaluate("() => window.begun")
        assert all(text.startswith("我") for text in begun), begun

        line = log.locator(".line.caller:not(.partial)").first
        await expect(line).to_contain_text("中山大道")
        machine = (await line.locator(".text").inner_text()).strip()
        await line.focus()
        await line.press("F2")
        box = line.get_by_role("textbox")
        await expect(box).to_be_focused()
        await box.fill("我要投诉，天河区棠下街道棠下村的路灯坏了，请尽快派人来修。")
        await box.press("Enter")
        await expect(line).to_contain_text("棠下村", timeout=SOON)
        await expect(line.get_by_role("button", name="已更正")).to_be_visible()
        await line.get_by_role("button", name="已更正").click()
        await expect(line).to_contain_text(machine)
        # What was put right fills the form.
        await expect(at.page.locator('[data-field="street"]')).to_contain_text("棠下街道", timeout=SOON)
        await fits(at.page)
        stored = house.rows(
            "SELECT text, corrected_text, corrected_by FROM speech_utterance WHERE corrected_by=?", AGENT
        )
        assert [(corrected, by) for _, corrected, by in stored] == [
            ("我要投诉，天河区棠下街道棠下村的路灯坏了，请尽快派人来修。", AGENT)
        ]
        assert stored[0][0] == machine, "the machine's words stay"

        await _choose_class(at)
        await citizen.hang_up()
        await at.call_state("通话已结束")
        await at.page.locator("body").press("Control+Enter")
        await expect(at.page.get_by_text("工单已提交")).to_be_visible(timeout=SOON)
        await expect(at.page.get_by_text(re.compile(r"^\d{19}$"))).to_be_visible(timeout=30_000)

    fields = _submitted(house)
    assert fields["category"]["value"][:2] == ["城乡建设", "城市建设和市政管理"]
    assert fields["category"]["edited"] is True
    outcomes = dict(house.rows("SELECT field, outcome FROM tickets_field_outcome WHERE agent=?", AGENT))
    assert outcomes["district"] == "kept"
    assert set(outcomes.values()) <= {"kept", "edited", "typed", "ignored", "cleared"}

    # The same matter once more: its ticket is shown.
    async with seat(people, house, AGENT) as at, calling(house, at):
        await suggested(at)
        await at.field("community").fill("棠下村")
        await expect(at.page.get_by_text(re.compile(r"30 天内有 \d 件相似工单"))).to_be_visible(timeout=SOON)


async def _choose_class(at: Seat) -> None:
    """Choose a class by a word of it, as at the keyboard."""
    field = at.field("category")
    await field.click()
    await field.fill("城市公共设施")
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value(re.compile("城市公共设施"))
    await expect(at.saved).to_contain_text("已保存", timeout=SOON)


def _submitted(house: HotlineHouse) -> dict[str, Any]:
    rows = house.rows("SELECT fields FROM tickets_ticket WHERE agent=? ORDER BY created_at DESC", AGENT)
    return dict(json.loads(rows[0][0]))
