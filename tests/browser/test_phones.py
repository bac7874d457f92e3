"""Phones in browsers, at both ends, with a real Asterisk between them."""

from __future__ import annotations

import asyncio
import re

import pytest
from conftest import OpenPerson, Person, violations
from house import HotlineHouse
from phone_pages import (
    agent,
    agent_of,
    counted,
    dialling,
    frozen_later,
    grows,
    heard,
    phone_window,
    quiet,
    ringing,
    state,
)
from playwright.async_api import Browser, Page, WebSocketRoute, expect
from switch_rig import until


class Wire:
    """The way of SIP between a phone and the switch, in the hands of a test: `cut` it, `mend` it."""

    def __init__(self) -> None:
        self.whole = True
        self.tried = 0
        self._lines: list[WebSocketRoute] = []

    def carry(self, line: WebSocketRoute) -> None:
        """Connect a phone that asks for it, or do not."""
        self.tried += 1
        if not self.whole:
            asyncio.get_running_loop().create_task(line.close())
            return
        line.connect_to_server()
        self._lines.append(line)

    async def cut(self) -> None:
        """End what is open; nothing connects until `mend`."""
        self.whole = False
        for line in self._lines:
            await line.close()
        self._lines.clear()

    def mend(self) -> None:
        """Let connections through again."""
        self.whole = True


async def tell_phone(person: Person, agent: str, act: str) -> None:
    """Say what an agent's desktop says, from another page of the same browser, which stays for what is said next."""
    there = [page for page in person.context.pages if page.url.endswith("/citizen")]
    page = there[0] if there else await person.open("/citizen")
    said = {"from": "desk", "agent": agent, "act": act}
    await page.evaluate("said => (window.told ??= new BroadcastChannel('hotline-phone')).postMessage(said)", said)


@pytest.mark.long  # beside the newcomer's walk, which is such a call
async def test_call_from_browser_to_browser(people: OpenPerson, house: HotlineHouse) -> None:
    ami = await house.switch.ami()
    async with agent(people, house, "1001") as (_, phone):
        citizen = await dialling(people, microphone=False)
        await ringing(phone)
        await expect(phone.locator(".big")).to_have_text("12345")
        assert await violations(phone) == []
        await phone.keyboard.press("Enter")
        await state(phone, "talking")
        await citizen.locator("[data-appeal=gas_smell]").click()
        await heard(phone, "line")
        await heard(citizen, "heard")
        await heard(phone, "microphone")
        await grows(lambda: counted(phone, "received"), "audio arrives")
        await grows(lambda: counted(phone, "sent"), "audio is sent")
        await expect(phone.locator("[data-quality]")).to_have_attribute("data-quality", "good")
        assert await violations(phone) == []
        assert await violations(citizen) == []

        await phone.keyboard.press("m")
        await quiet(citizen, "heard")
        await phone.keyboard.press("m")
        await heard(citizen, "heard")

        await phone.keyboard.press("h")
        await state(phone, "on_hold")
        await ami.wait_event("Hold")
        await heard(citizen, "heard")  # music
        await phone.get_by_role("button", name="恢复").click()
        await state(phone, "talking")
        await ami.wait_event("Unhold")
        await heard(phone, "line")

        await phone.keyboard.press("x")
        await state(phone, "registered")
        await state(citizen, "idle")
    await ami.close()
    number = await citizen.locator(".from").inner_text()
    call = await house.call_of(re.findall(r"199\d{8}", number)[0])
    assert call["menu_path"] == "1", "the citizen's key arrived"


async def test_call_goes_on_while_its_signalling_is_away(people: OpenPerson, house: HotlineHouse) -> None:
    wire = Wire()
    person = await people("1002", viewport={"width": 360, "height": 600})
    await person.context.route_web_socket(re.compile(r":\d+/ws$"), wire.carry)
    async with agent_of(person, house, "1002") as phone:
        await phone.get_by_label("来电自动接听").check()
        citizen = await dialling(people)
        await state(phone, "talking", 40)
        await wire.cut()
        await expect(phone.get_by_text("信令连接已断开")).to_be_visible()
        await until(lambda: wire.tried >= 2, True, "it tries again", 30)
        await state(phone, "talking")
        await heard(citizen, "heard")
        await citizen.get_by_label("用麦克风说话").check()
        await heard(phone, "line")
        wire.mend()
        await expect(phone.get_by_text("信令连接已断开")).to_be_hidden(timeout=20_000)
        await heard(phone, "line")
        await citizen.get_by_role("button", name="挂断").click()
        await state(phone, "registered", 20)
        await house.shown("1002", "ready")
        # The switch knows the new way: the next call comes, and this end can end it.
        await citizen.get_by_role("button", name="拨打").click()
        await state(phone, "talking", 40)
        await tell_phone(person, "1002", "hang_up")
        await state(citizen, "idle", 20)


async def test_newest_window_is_the_phone(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1003") as (_, first):
        second = await phone_window(await people("1003", viewport={"width": 360, "height": 600}))
        await state(first, "moved")
        await expect(first.get_by_text("Chrome, Linux")).to_be_visible()
        assert await violations(first) == []
        async with house.citizen() as citizen:
            await citizen.dial("12345", house.number(), keys=[(1.0, "1")])
            await ringing(second)
            await state(first, "moved")
            await first.get_by_role("button", name="移回本窗口").click()
            await state(first, "registered")
            await state(second, "ringing")  # what rings there is not torn away
            await second.get_by_role("button", name="接听").click()
            await state(second, "talking")
            asked = asyncio.get_running_loop().time()
            await until(lambda: citizen.rtp.loud_after(asked) is not None, True, "the citizen hears the agent")
            await second.keyboard.press("7")
            await until(lambda: [key for _, key in citizen.rtp.keys_heard], ["7"], "a key crosses the bridge")
            await citizen.hang_up()
            await state(second, "moved")


async def test_phone_moved_back_at_once_stays_registered(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1003") as (_, first):
        await phone_window(await people("1003", viewport={"width": 360, "height": 600}))
        await state(first, "moved")
        await first.get_by_role("button", name="移回本窗口").click()
        await state(first, "registered")
        # What the connection that was given up still says, up to 5 s later, is not about the new one.
        for _ in range(12):
            await asyncio.sleep(0.5)
            await state(first, "registered", 0.1)
        async with house.citizen() as citizen:
            await citizen.dial("12345", house.number(), keys=[(1.0, "1")])
            await ringing(first)
            await citizen.hang_up()
            await state(first, "registered")


async def test_reloaded_or_moved_phone_leaves_the_agent_ready(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1009") as (_, phone):
        await phone.reload()
        await state(phone, "registered")
        await house.shown("1009", "ready")
        other = await phone_window(await people("1009", viewport={"width": 360, "height": 600}))
        await state(phone, "moved")
        await expect(other.get_by_role("button", name="恢复接听")).to_be_hidden()
        await house.shown("1009", "ready")


async def test_window_closed_while_it_rings_passes_the_call_on(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1004") as (_, closing):
        citizen = await dialling(people)
        await ringing(closing)
        async with agent(people, house, "1005") as (person, other):
            await closing.close()
            await ringing(other)
            await tell_phone(person, "1005", "answer")
            await state(other, "talking")
            await heard(citizen, "heard")
            await citizen.get_by_role("button", name="挂断").click()
            await state(other, "registered")


async def test_frozen_browser_makes_the_agent_unreachable_until_he_returns(
    people: OpenPerson, house: HotlineHouse, browser: Browser
) -> None:
    async with (
        frozen_later(browser) as (own, freeze, thaw),
        agent(people, house, "1006", browser=own) as (_, phone),
    ):
        await freeze()
        await house.shown("1006", "unreachable", 20)
        thaw()
        await phone.get_by_role("button", name="恢复接听").click()
        await house.shown("1006", "ready")
        await expect(phone.get_by_role("button", name="恢复接听")).to_be_hidden()


async def test_phone_comes_back_from_an_expired_session(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1010") as (person, phone):
        await end_session(person)
        await expect(phone.get_by_text("登录已过期")).to_be_visible(timeout=10_000)
        await state(phone, "registered")
        await house.shown("1010", "ready")
        await person.log_in("1010")
        await expect(phone.get_by_text("登录已过期")).to_be_hidden(timeout=30_000)
        other = await phone_window(await people("1010", viewport={"width": 360, "height": 600}))
        await state(phone, "moved")
        await expect(phone.get_by_text("Chrome, Linux")).to_be_visible()
        await phone.get_by_role("button", name="移回本窗口").click()
        await state(phone, "registered")
        await state(other, "moved")


async def test_phone_without_a_session_leaves_the_agent_to_the_newer_one(
    people: OpenPerson, house: HotlineHouse
) -> None:
    async with agent(people, house, "1011") as (person, old):
        await end_session(person)
        await expect(old.get_by_text("登录已过期")).to_be_visible(timeout=10_000)
        new = await phone_window(await people("1011", viewport={"width": 360, "height": 600}))
        await state(old, "moved", 20)
        await expect(old.get_by_role("button", name="移回本窗口")).to_be_hidden()
        assert await violations(old) == []
        await house.shown("1011", "ready")
        async with house.citizen() as citizen:
            await citizen.dial("12345", house.number(), keys=[(1.0, "1")])
            await ringing(new)
            await new.get_by_role("button", name="接听").click()
            await state(new, "talking")
            await citizen.hang_up()
            await state(new, "registered")


async def test_phone_gives_up_when_somebody_else_logs_in(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1012") as (person, phone):
        await end_session(person)
        await expect(phone.get_by_text("登录已过期")).to_be_visible(timeout=10_000)
        await person.log_in("1013")
        await tell_phone(person, "1013", "hello")
        await expect(phone.get_by_text("请先登录工作台")).to_be_visible()
        await house.shown("1012", "unreachable", 30)


async def test_desktop_acts_on_no_other_agents_phone(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1014") as (person, phone), house.citizen() as citizen:
        await tell_phone(person, "1014", "focus")  # its page is open when the ring begins
        await citizen.dial("12345", house.number(), keys=[(1.0, "1")])
        await ringing(phone)
        await tell_phone(person, "1015", "answer")
        await tell_phone(person, "1015", "log_out")
        await tell_phone(person, "1014", "focus")  # heard after the others
        await state(phone, "ringing")
        await tell_phone(person, "1014", "answer")
        await state(phone, "talking")
        await citizen.hang_up()
        await state(phone, "registered")


async def test_logging_out_leaves_the_queue_and_closes_the_phone(people: OpenPerson, house: HotlineHouse) -> None:
    async with agent(people, house, "1016") as (person, phone):
        desk = await person.open("/desk")
        await desk.set_viewport_size({"width": 1366, "height": 768})
        await expect(desk.get_by_text("等待来电", exact=True)).to_be_visible(timeout=20_000)
        question = desk.get_by_role("dialog", name="退出登录")
        async with house.citizen() as citizen:
            await citizen.dial("12345", house.number(), keys=[(1.0, "1")])
            await ringing(phone)
            await phone.keyboard.press("Enter")
            await state(phone, "talking")
            await house.shown("1016", "talking")
            await ask_to_log_out(desk)
            await expect(question).to_contain_text("请先结束通话")
            await question.get_by_role("button", name="关闭").last.click()
            await expect(question).to_be_hidden()
            await citizen.hang_up()
        await state(phone, "registered")
        await until(lambda: "wrap_up" in house.states("1016"), True, "the talk is over for the owner too")
        await ask_to_log_out(desk)
        await expect(question).to_contain_text("签出队列")
        assert await violations(desk) == []
        await question.get_by_role("button", name="签出并退出").click()
        await expect(desk.get_by_role("button", name="登录", exact=True)).to_be_visible(timeout=20_000)
        await house.shown("1016", "logged_off")
        await expect(phone.get_by_text("请先登录工作台")).to_be_visible()


async def ask_to_log_out(page: Page) -> None:
    """Choose it in the menu of the account."""
    await page.get_by_role("button", name="我的账号").click()
    await page.get_by_role("menuitem", name="退出登录").click()


async def end_session(person: Person) -> None:
    """End the session of a browser behind the back of its pages."""
    csrf = (await person.ask("GET", "session"))["csrf"]
    await person.ask("DELETE", "session", csrf=csrf)


async def test_without_a_microphone_the_phone_says_what_to_do(people: OpenPerson, house: HotlineHouse) -> None:
    person = await people("1007", microphone=False, viewport={"width": 360, "height": 600})
    phone = await phone_window(person)
    await expect(phone.get_by_role("alert").filter(has_text="没有麦克风权限")).to_be_visible()
    await person.context.grant_permissions(["microphone"], origin=person.base)
    await phone.get_by_role("button", name="重试").click()
    await expect(phone.get_by_role("alert").filter(has_text="没有麦克风权限")).to_be_hidden()
    await phone.get_by_role("button", name="设备与设置").click()
    await heard(phone, "meter")
    assert await violations(phone) == []
    await phone.get_by_role("button", name=re.compile("录音")).click()
    await expect(phone.get_by_role("button", name="正在回放")).to_be_visible(timeout=10_000)
    await expect(phone.get_by_role("button", name=re.compile("录音"))).to_be_enabled(timeout=10_000)


async def test_visitor_reaches_lines_and_nothing_else(people: OpenPerson, house: HotlineHouse) -> None:
    person = await people(viewport={"width": 900, "height": 760})
    citizen = await person.open("/citizen")
    await expect(citizen.locator(".line")).to_have_text("12345")
    assert await violations(citizen) == []
    for _ in range(5):
        await citizen.keyboard.press("Backspace")
    await citizen.keyboard.type("*43")
    await citizen.keyboard.press("Enter")
    await expect(citizen.get_by_text("没有这个号码")).to_be_visible()
    await state(citizen, "idle")


async def test_whoever_is_not_logged_in_gets_no_phone(people: OpenPerson, house: HotlineHouse) -> None:
    person = await people()
    page = await person.open("/phone")
    await expect(page.get_by_text("请先登录工作台")).to_be_visible()
    await person.log_in("1008")
    await page.get_by_role("button", name="重试").click()
    await state(page, "registered")
