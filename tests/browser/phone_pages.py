"""Phones in browsers, as a test sees and hears them: the agent's window and the citizen's page."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from conftest import FLAGS, OpenPerson, Person
from house import HotlineHouse
from playwright.async_api import Browser, Page, expect
from switch_rig import until

LOUD = 25  # of the meter's 100, about -45 dB: music, a voice or a beep, never silence


async def phone_window(person: Person) -> Page:
    """Open the agent's phone and wait until it is registered."""
    page = await person.open("/phone")
    await state(page, "registered")
    return page


async def state(page: Page, wanted: str, seconds: float = 15) -> None:
    """Wait until a phone says that it is in a state."""
    await expect(page.locator("main")).to_have_attribute("data-state", wanted, timeout=seconds * 1000)


async def dialling(people: OpenPerson, line: str = "12345", **options: Any) -> Page:
    """Open a citizen's phone and dial; return once the hotline has answered."""
    person = await people(viewport={"width": 900, "height": 760}, **options)
    page = await person.open("/citizen")
    await expect(page.locator(".line")).to_have_text("12345")
    if line != "12345":
        for _ in range(5):
            await page.keyboard.press("Backspace")
        await page.keyboard.type(line)
    await page.get_by_role("button", name="拨打").click()
    await state(page, "talking")
    await heard(page, "heard")
    await page.get_by_role("button", name="1", exact=True).click()  # Mandarin, and no more of the first prompt
    return page


async def ringing(page: Page) -> None:
    """Wait until an agent's phone rings: prompt and notice come before the queue."""
    await state(page, "ringing", 40)


async def level(page: Page, meter: str) -> int:
    """Return what a meter shows, 0 to 100."""
    return int(await page.locator(f".{meter} [role=meter]").get_attribute("aria-valuenow") or 0)


async def heard(page: Page, meter: str, seconds: float = 15) -> None:
    """Wait until a meter moves."""

    async def loud() -> bool:
        return await level(page, meter) >= LOUD

    await until(loud, True, f"{meter} is heard", seconds)


async def quiet(page: Page, meter: str) -> None:
    """Wait until a meter has shown nothing for 2 s: the beep of the fake microphone comes each second."""
    row = 0

    async def still() -> bool:
        nonlocal row
        row = row + 1 if await level(page, meter) < LOUD else 0
        return row >= 20

    await until(still, True, f"{meter} is silent", 15)


async def counted(page: Page, name: str) -> int:
    """Return bytes received or sent, from the line of figures."""
    return int(await page.locator("[data-quality]").get_attribute(f"data-{name}", timeout=10_000) or 0)


async def grows(ask: Callable[[], Awaitable[int]], what: str) -> None:
    """Wait until a number has grown."""
    first = await ask()

    async def more() -> bool:
        return await ask() > first

    await until(more, True, what, 10)


@asynccontextmanager
async def agent(
    people: OpenPerson, house: HotlineHouse, code: str, **options: Any
) -> AsyncIterator[tuple[Person, Page]]:
    """Yield an agent at a registered phone who takes calls; logged off at the end."""
    person = await people(code, viewport={"width": 360, "height": 600}, **options)
    async with agent_of(person, house, code) as page:
        yield person, page


@asynccontextmanager
async def agent_of(person: Person, house: HotlineHouse, code: str) -> AsyncIterator[Page]:
    """Yield the phone of a person who takes calls."""
    page = await phone_window(person)
    await asyncio.to_thread(house.api, "POST", f"/api/v1/agents/{code}/login", {"phone": "w"})
    try:
        await house.shown(code, "ready")
        yield page
    finally:
        await asyncio.to_thread(house.api, "POST", f"/api/v1/agents/{code}/logoff")


@asynccontextmanager
async def frozen_later(
    browser: Browser,
) -> AsyncIterator[tuple[Browser, Callable[[], Awaitable[None]], Callable[[], None]]]:
    """Yield a Chromium of its own, what stops all its processes, and what lets them go on."""
    own = await browser.browser_type.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
    session = await own.new_browser_cdp_session()

    processes: list[int] = []

    def send(number: signal.Signals) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    async def freeze() -> None:
        found = await session.send("SystemInfo.getProcessInfo")
        processes[:] = [entry["id"] for entry in found["processInfo"]]
        send(signal.SIGSTOP)

    def thaw() -> None:
        send(signal.SIGCONT)

    try:
        yield own, freeze, thaw
    finally:
        thaw()
        await own.close()
