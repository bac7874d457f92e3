"""The softphone beside a desktop that reloads."""

from __future__ import annotations

import pytest
from conftest import OpenPerson
from house import APPEALS, HotlineHouse
from phone_pages import counted, grows, state
from playwright.async_api import expect
from seat import SOON, soft_seat

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_desktop_reloaded_in_each_state_leaves_the_softphone_alone(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with soft_seat(people, house, "1006") as at, house.citizen() as citizen:

        async def reload() -> None:
            await at.page.reload()
            await expect(at.page.get_by_role("button", name="软电话")).to_be_visible(timeout=SOON)

        async def hears() -> None:
            await grows(lambda: counted(at.phone, "received"), "audio arrives after the reload")

        await citizen.dial("12345", house.number(), keys=[(0.5, "1")], audio=APPEALS / "broken_street_lamp.wav")
        await at.call_state("来电振铃")
        await reload()
        await at.call_state("来电振铃")
        await state(at.phone, "ringing")
        await at.press("F2")
        await at.call_state("通话中")
        await state(at.phone, "talking")
        await hears()
        place = at.page.locator('[data-field="place"] input')
        await expect(place).to_be_editable(timeout=SOON)
        await place.fill("重新载入前写的地点")

        await reload()
        await at.call_state("通话中")
        await hears()
        await grows(lambda: counted(at.phone, "sent"), "audio is sent after the reload")
        await at.press("F8")
        await expect(at.call.get_by_role("button", name="取消静音")).to_be_visible(timeout=SOON)
        await at.press("F8")
        await expect(at.call.get_by_role("button", name="取消静音")).to_have_count(0, timeout=SOON)

        await at.press("F4")
        await at.call_state("保持中")
        await reload()
        await at.call_state("保持中")
        await grows(lambda: counted(at.phone, "sent"), "the line stands while the call is on hold")
        await at.press("F4")
        await at.call_state("通话中")
        await hears()

        await at.press("F9")
        await at.call_state("通话已结束")
        await state(at.phone, "registered")
        await reload()
        await at.call_state("通话已结束")
        await expect(at.page.get_by_role("timer", name="话后处理")).to_be_visible()
        await expect(place).to_have_value("重新载入前写的地点")
        await state(at.phone, "registered")


async def test_f2_answers_before_the_desktop_has_heard_of_its_phone(people: OpenPerson, house: HotlineHouse) -> None:
    async with soft_seat(people, house, "1009") as at, house.citizen() as citizen:
        await at.page.add_init_script("Object.defineProperty(BroadcastChannel.prototype, 'onmessage', {set() {}})")
        await at.page.reload()
        await citizen.dial("12345", house.number(), keys=[(0.5, "1")])
        await at.call_state("来电振铃")
        await state(at.phone, "ringing")
        await expect(at.call.get_by_role("button", name="接听")).to_have_count(0)
        await at.press("F2")
        await at.call_state("通话中")
        await state(at.phone, "talking")
        await citizen.hang_up()
        await at.call_state("通话已结束")


async def test_a_phone_answers_a_desktop_that_greets_it(people: OpenPerson, house: HotlineHouse) -> None:
    """It speaks every 2 s by itself; ten greetings in a row are answered sooner than that would take."""
    async with soft_seat(people, house, "1009") as at:
        took = await at.page.evaluate(
            """async () => {
              const channel = new BroadcastChannel('hotline-phone')
              const began = performance.now()
              for (let turn = 0; turn < 10; turn += 1) {
                const answered = new Promise((ready) => {
                  channel.onmessage = ({ data }) => data.from === 'phone' && ready()
                })
                channel.postMessage({ from: 'desk', agent: '1009', act: 'hello' })
                await answered
              }
              return performance.now() - began
            }"""
        )
        assert took < 15_000
