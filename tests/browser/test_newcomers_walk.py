"""The newcomer's walk: both ends of a call are browsers, the recogniser is the real one.

With HOTLINE_SCREENSHOTS a folder, the pictures of the README are left there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from conftest import FLAGS, OpenPerson
from house import APPEALS, HotlineHouse, running_house
from phone_pages import dialling
from playwright.async_api import Browser, Page, async_playwright, expect
from seat import SOON, soft_seat
from switch_rig import running_switch

from foundation.settings import Settings

pytestmark = pytest.mark.timeout(240)

APPEAL = "broken_street_lamp"
PICTURES = os.environ.get("HOTLINE_SCREENSHOTS")


@pytest.fixture(scope="module")
def house(pages: None) -> Iterator[HotlineHouse]:
    """Yield a hotline as `make run` sets it up: demonstration, Whisper, wrap-up of half a minute."""
    model = str(Settings().model_folder)
    with (
        running_switch(expected=("",), demonstration_secret="visitors-secret-of-the-tests", ring_seconds=15) as switch,
        running_house(
            switch,
            HOTLINE_SPEECH_ENGINE="whisper",
            HOTLINE_SPEECH_MODEL=model,
            HOTLINE_WRAP_UP_SECONDS="30",
            HOTLINE_RING_SECONDS="15",
        ) as running,
    ):
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield a Chromium whose microphone hears nothing: the recogniser has the citizen's words to itself."""
    quiet = f"--use-file-for-fake-audio-capture={APPEALS / 'silence_10s.wav'}"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, quiet])
        yield running
        await running.close()


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")  # Playwright makes the folder


@pytest.mark.alone
async def test_newcomer_dials_speaks_answers_corrects_submits_and_listens(
    house: HotlineHouse, people: OpenPerson
) -> None:
    # The page that `make run` prints; the demonstration account fills the form.
    agent = await people()
    desk = await agent.open("/")
    await desk.get_by_role("button", name=re.compile("^1001")).click()
    await _picture(desk, "login")
    await desk.get_by_role("button", name="登录", exact=True).click()
    await expect(desk.get_by_text("尚未签入")).to_be_visible(timeout=20_000)

    # The softphone opens in a window of its own and registers; the agent signs in.
    async with agent.context.expect_page() as opening:
        await desk.get_by_role("button", name=re.compile("打开软电话")).click()
    phone = await opening.value
    await expect(phone.locator("main.phone")).to_have_attribute("data-state", "registered", timeout=20_000)
    await desk.get_by_role("button", name="签入：本机软电话").click()
    await expect(desk.get_by_text("等待来电", exact=True)).to_be_visible(timeout=20_000)

    # The citizen's page elsewhere: dial, one key, speak.
    citizen = await people(microphone=False, viewport={"width": 1000, "height": 760})
    dialler = await citizen.open("/citizen")
    await dialler.get_by_role("button", name="拨打").click()
    await expect(dialler.locator("main.page")).to_have_attribute("data-state", "talking", timeout=20_000)
    await dialler.locator("body").press("1")
    await expect(desk.get_by_role("button", name=re.compile("^接听"))).to_be_visible(timeout=30_000)
    await _picture(desk, "ringing")
    await desk.locator("body").press("F2")
    await expect(phone.locator("main.phone")).to_have_attribute("data-state", "talking", timeout=15_000)
    await dialler.locator(f"[data-appeal={APPEAL}]").click()
    await _picture(dialler, "citizen")

    # The words appear, the form fills from them.
    words = desk.get_by_role("region", name="通话文字")
    await expect(words).to_contain_text(re.compile("一个多星期|没有亮|不安全"), timeout=60_000)
    summary = desk.locator('[data-field="summary"] input, [data-field="summary"] textarea').first
    await expect(summary).not_to_have_value("", timeout=20_000)
    await _picture(desk, "talking")

    # The agent corrects kind and place; what is typed is saved as it is typed.
    await desk.get_by_role("radiogroup", name="诉求类型").get_by_text("求助", exact=True).click()
    place = desk.locator('[data-field="place"] input').first
    await place.fill("友谊三路12号门前")
    await expect(desk.get_by_text(re.compile("已保存"))).to_be_visible(timeout=15_000)

    # The citizen hangs up; wrap-up; submitted once more than needed.
    await dialler.get_by_role("button", name="挂断").click()
    await expect(desk.get_by_text(re.compile("话后")).first).to_be_visible(timeout=15_000)
    await desk.locator("body").press("Control+Enter")
    await desk.locator("body").press("Control+Enter")
    number = desk.get_by_text(re.compile(r"\d{6} ?\d{6} ?\d{6} ?\d"))
    await expect(number.first).to_be_visible(timeout=30_000)
    await _picture(desk, "submitted")

    # What is stored is what the agent saw, once.
    ((contact, fields),) = house.rows("SELECT contact_id, fields FROM tickets_ticket")
    assert "友谊三路12号门前" in fields.encode().decode("unicode_escape") or "友谊三路12号门前" in fields
    assert house.rows("SELECT count(*) FROM tickets_service_ticket WHERE contact_id=?", contact) == [(1,)]

    # His own day: the call, its words, its recording, which plays.
    await desk.get_by_role("link", name="我的一天").click()
    await desk.get_by_role("row").nth(1).click()
    play = desk.get_by_role("button", name=re.compile("播放|收听")).first
    await expect(play).to_be_enabled(timeout=40_000)
    await play.click()
    await desk.wait_for_function("() => document.querySelector('audio')?.currentTime > 1", timeout=20_000)
    await _picture(desk, "day")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def speaking() -> AsyncIterator[Browser]:
    """Yield a Chromium whose microphone hears an appeal."""
    appeal = f"--use-file-for-fake-audio-capture={APPEALS / f'{APPEAL}.wav'}"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, appeal])
        yield running
        await running.close()


@pytest.mark.long
async def test_citizen_who_speaks_into_the_microphone_is_read_on_the_desk(
    people: OpenPerson, house: HotlineHouse, speaking: Browser
) -> None:
    async with soft_seat(people, house, "1002") as at:
        citizen = await dialling(people, browser=speaking)
        await citizen.get_by_label("用麦克风说话").check()
        await at.call_state("来电振铃")
        await at.press("F2")
        await at.call_state("通话中")
        words = at.page.get_by_role("log", name="通话文字")
        await expect(words.locator("article.caller")).not_to_have_count(0, timeout=60_000)
        await expect(words).to_contain_text(re.compile("路灯|没有亮|不安全"), timeout=90_000)
        await expect(at.page.locator('[data-field="description"] textarea')).not_to_have_value("", timeout=SOON)
        await citizen.get_by_role("button", name="挂断").click()
        await at.call_state("通话已结束")
