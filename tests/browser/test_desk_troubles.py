"""What goes wrong beside a desktop: no ticket service, a session that ends, a page that crashes, a phone that goes."""

from __future__ import annotations

import asyncio
import re
import signal
from datetime import UTC, datetime, timedelta

import pytest
from conftest import OpenPerson, start_tickets
from house import HotlineHouse
from phone_pages import agent, counted, frozen_later, grows, ringing, state
from playwright.async_api import Browser, Route, expect
from seat import SOON, calling, seat, soft_seat

pytestmark = pytest.mark.timeout(240)
NUMBER = re.compile(r"^工单 \d{6} \d{6} \d{6} \d$")


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


async def test_ticket_service_away_is_told_and_the_number_comes_by_itself(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with seat(people, house, "1001") as at:
        house.kill("ticket-service")
        try:
            async with calling(house, at, speaks=False) as citizen:
                await at.page.get_by_text("求助", exact=True).click()
                await at.field("summary").fill("工单系统不在时提交")
                await at.page.keyboard.press("Control+Enter")
                await expect(at.page.get_by_text("等待工单系统编号")).to_be_visible(timeout=SOON)
                await expect(at.page.get_by_text(re.compile(r"^\d{19}$"))).to_have_count(0)
                alarm = at.page.get_by_label("状态栏").get_by_text("工单系统没有响应")
                await expect(alarm).to_be_visible(timeout=40_000)
                await citizen.hang_up()
                await at.call_state("通话已结束")
            await at.page.locator("body").press("Alt+e")
            await expect(at.page.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)
            async with calling(house, at, speaks=False) as citizen:
                await expect(at.field("summary")).to_be_editable()
                await citizen.hang_up()
                await at.call_state("通话已结束")
            await at.page.locator("body").press("Alt+n")
            await at.page.keyboard.press("8")
            await expect(at.page.get_by_text("未建工单")).to_be_visible(timeout=SOON)
            await at.page.locator("body").press("Alt+d")
            await at.page.get_by_role("row").filter(has_text="工单已提交").click()
            ticket = at.page.get_by_role("region", name="通话详情").get_by_role("heading", name=re.compile("^工单"))
            await expect(ticket).to_contain_text("等待工单系统编号", timeout=SOON)
        finally:
            start_tickets(house)
        await expect(ticket).to_have_text(NUMBER, timeout=60_000)
        await expect(alarm).to_be_hidden(timeout=40_000)


async def test_choices_that_could_not_be_read_come_all_the_same(people: OpenPerson, house: HotlineHouse) -> None:
    failing = ["timedout", "", "connectionreset"]

    async def fail(route: Route) -> None:
        if not failing:
            await route.continue_()
        elif reason := failing.pop(0):
            await route.abort(reason)
        else:
            await route.fulfill(status=503, content_type="application/json", body='{"code": "unavailable"}')

    async with seat(people, house, "1001") as at:
        await at.person.context.route("**/desk/catalogue", fail)
        await at.page.reload()
        async with calling(house, at, speaks=False) as citizen:
            await at.page.get_by_text("求助", exact=True).click()
            assert failing == []
            await expect(at.page.get_by_role("radio", name="求助")).to_be_checked()
            await citizen.hang_up()


async def test_session_that_ran_out_locks_the_desktop_while_the_talk_goes_on(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with soft_seat(people, house, "1002") as at, house.citizen() as citizen:
        await citizen.dial("12345", house.number(), keys=[(0.5, "1")])
        await at.call_state("来电振铃")
        await at.press("F2")
        await at.call_state("通话中")
        place = at.page.locator('[data-field="place"] input')
        await expect(place).to_be_editable(timeout=SOON)
        await place.fill("闲置过期时写的地点")
        await expect(at.page.locator(".save")).to_contain_text("已保存", timeout=SOON)
        house.freeze("web")  # it ends the page's socket within 5 s, and the lock would take what is typed then
        try:
            await _last_act_long_ago(house, "1002")
            await place.press_sequentially("，还在写")
        finally:
            house.signal("web", signal.SIGCONT)
        lock = at.page.locator("dialog[open]")
        await expect(lock).to_be_visible(timeout=30_000)
        await expect(lock.get_by_role("heading", name="页面已锁定")).to_be_visible()

        await state(at.phone, "talking")
        await grows(lambda: counted(at.phone, "received"), "audio arrives while the desktop is locked")
        await expect(at.phone.get_by_text("登录已过期")).to_be_visible(timeout=30_000)

        await lock.locator("input[type=password]").fill("demo-1002")
        await at.page.keyboard.press("Enter")
        await expect(lock).to_have_count(0, timeout=SOON)
        await at.call_state("通话中")
        await expect(place).to_have_value("闲置过期时写的地点，还在写")
        await expect(at.page.locator(".save")).to_contain_text("已保存", timeout=SOON)
        [draft] = await at.person.ask("GET", "desk/drafts")
        assert draft["fields"]["place"]["value"] == "闲置过期时写的地点，还在写"
        await citizen.hang_up()
        await at.call_state("通话已结束")


async def _last_act_long_ago(house: HotlineHouse, name: str) -> None:
    """Move the last act of a person's sessions back behind the limit of idleness."""
    idle = timedelta(seconds=house.settings.session_idle_seconds + 60)
    moment = (datetime.now(UTC) - idle).strftime("%Y-%m-%d %H:%M:%S.%f")
    await asyncio.to_thread(
        house.change,
        "UPDATE foundation_session SET last_act_at=? WHERE ended_at IS NULL AND account_id ="
        " (SELECT account_id FROM foundation_account WHERE name=?)",
        moment,
        name,
    )


async def test_what_was_typed_survives_a_crash_of_the_page(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1003") as at, calling(house, at, speaks=False) as citizen:
        await expect(at.field("place")).to_be_editable()
        await at.page.route("**/api/v1/desk/drafts/*", _never_saved)
        session = await at.person.context.new_cdp_session(at.page)
        crashed = asyncio.Event()
        at.page.on("crash", lambda _: crashed.set())
        await at.field("place").fill("崩溃前写的地点")
        dying = asyncio.ensure_future(session.send("Page.crash"))  # the page does not live to answer
        await asyncio.wait_for(crashed.wait(), 10)
        dying.cancel()
        assert "place" not in (await at.draft())["fields"], "the page died before it was saved"

        at.page = await at.person.open("/desk")
        await at.call_state("通话中")
        await expect(at.field("place")).to_have_value("崩溃前写的地点")
        await expect(at.saved).to_contain_text("已保存", timeout=SOON)
        assert (await at.draft())["fields"]["place"]["value"] == "崩溃前写的地点"
        await citizen.hang_up()
        await at.call_state("通话已结束")


async def _never_saved(route: Route) -> None:
    """Let nothing that is to be saved reach the server."""
    if route.request.method != "PATCH":
        await route.continue_()


async def test_vanished_phone_is_told_in_another_browser_and_one_click_brings_it_back(
    people: OpenPerson, house: HotlineHouse, browser: Browser
) -> None:
    async with (
        frozen_later(browser) as (own, freeze, thaw),
        agent(people, house, "1004", browser=own) as (_, phone),
    ):
        desk = await (await people("1004", microphone=False)).open("/desk")
        await expect(desk.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)
        banner = desk.get_by_role("alert").filter(has_text="话机失去联系")
        await expect(banner).to_have_count(0)
        await freeze()
        await expect(banner).to_be_visible(timeout=30_000)
        back = banner.get_by_role("button", name="恢复接听")
        await expect(back).to_be_disabled()

        thaw()
        await expect(back).to_be_enabled(timeout=30_000)
        await back.click()
        await expect(banner).to_have_count(0, timeout=SOON)
        await house.shown("1004", "ready")
        await expect(phone.get_by_role("button", name="恢复接听")).to_be_hidden()
        async with house.citizen() as citizen:
            await citizen.dial("12345", house.number(), keys=[(0.5, "1")])
            await ringing(phone)
            await citizen.hang_up()
