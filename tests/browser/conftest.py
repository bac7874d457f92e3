"""A running hotline and people at browsers: `house`, `people`; everything runs in one loop, for the session.

`people()` opens a person's own browser context. A test fails when a page of it threw an error or broke the pages'
policy; what every page showed at a failure is kept under `$HOTLINE_VAR/test/browser`.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "telephone"))  # the rig of the telephone tests

from house import APPEALS, START_SECONDS, HotlineHouse, running_house
from switch_rig import free_port, running_switch, until

SHOTS = Path(os.environ.get("HOTLINE_VAR", "var")) / "test" / "browser"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps once a second
)

OpenPerson = Callable[..., Awaitable["Person"]]


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Run all tests of this folder in the session's loop: a browser belongs to the loop that started it.

    Those at desktops share one worker and its hotline, the others another one.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and inspect.iscoroutinefunction(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.xdist_group("desks" if "desk_house" in item.fixturenames else "phones"))


KEPT: dict[tuple[str, str], list[Any]] = {}
"""Sessions of those with a second factor: a code is good once, and the next one comes half a minute later."""


class Person:
    """Somebody at a browser of his own: `open` pages, `log_in`, look at `problems`."""

    def __init__(self, house: HotlineHouse, context: BrowserContext) -> None:
        self.house, self.context = house, context
        settings = house.settings
        self.base = f"http://127.0.0.1:{settings.http_port}"
        if settings.tls:
            self.base = f"https://{settings.public_host}:{settings.https_port}"
        self.problems: list[str] = []
        context.on("page", self._watch)

    async def open(self, path: str = "/") -> Page:
        """Open another page."""
        page = await self.context.new_page()
        await page.goto(self.base + path)
        return page

    async def log_in(self, name: str, password: str = "") -> dict[str, Any]:
        """Log a demonstration account in, its second factor included, and return the session's view."""
        if kept := KEPT.get((self.base, name)):
            await self.context.add_cookies(kept)
            return dict(await self.ask("GET", "session"))
        password = password or f"demo-{name}"
        view = await self.ask("POST", "session", {"name": name, "password": password})
        if has_factor := view.get("step") == "totp":
            code = (await self.house.command("account", "code", name)).strip().splitlines()[-1]
            view = await self.ask("POST", "session/totp", {"code": re.sub(r"\D", "", code)}, csrf=view["csrf"])
        assert view["authenticated"], view
        assert view["step"] is None, view
        if has_factor:
            KEPT[self.base, name] = await self.context.cookies()  # type: ignore[assignment]  # given back as they are
        return view

    async def ask(self, method: str, path: str, body: Any = None, *, csrf: str = "") -> Any:
        """Ask the interface with this browser's cookies, as a page does."""
        if method != "GET" and not csrf and path != "session":
            csrf = (await self.ask("GET", "session"))["csrf"]
        headers = {"x-csrf-token": csrf, "origin": self.base}
        answer = await self.context.request.fetch(
            f"{self.base}/api/v1/{path}", method=method, data=body, headers=headers
        )
        assert answer.ok, f"{method} {path}: {answer.status} {await answer.text()}"
        return await answer.json() if await answer.body() else None

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and re.search(r"Content Security Policy|Refused to", message.text):
            self.problems.append(message.text)


AXE = Path(__file__).resolve().parents[2] / "agent_desktop" / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG AA on a page as it is now: the rule and the elements."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        ".then(r => r.violations.map(v => [v.id, ...v.nodes.map(n => n.target.join(' '))].join(' | ')))"
    )
    return [str(one) for one in found]


@pytest.fixture(scope="session")
def pages() -> None:
    """Have the pages built from the sources as they are."""
    subprocess.run([sys.executable, "-m", "hotline.setup.web", "pages"], check=True, timeout=600)


@pytest.fixture(scope="session")
def house(pages: None) -> Iterator[HotlineHouse]:
    """Yield a hotline in demonstration, with the agents 1001 to 1020 and a fake recogniser."""
    with running_switch(expected=("",), demonstration_secret="visitors-secret-of-the-tests", ring_seconds=30) as switch:
        with running_house(switch, HOTLINE_RING_SECONDS="30") as running:
            yield running
        assert switch.complaints() == []


@pytest.fixture(scope="session")
def desk_house(pages: None) -> Iterator[HotlineHouse]:
    """Yield a hotline whose wrap-up lasts a minute and whose phones ring as long as a test needs.

    Its ticket service runs alone, as the process `ticket-service`, which a test may take away and bring back.
    """
    port = free_port()
    with (
        running_switch(
            expected=("",),
            demonstration_secret="visitors-secret-of-the-tests",
            trial_secret="trial-secret-of-the-tests",
            ring_seconds=60,
        ) as switch,
        running_house(
            switch,
            HOTLINE_WRAP_UP_SECONDS="60",
            HOTLINE_RING_SECONDS="60",
            HOTLINE_DEMONSTRATION="true",
            HOTLINE_TICKET_SERVICE_URL=f"http://127.0.0.1:{port}/ticket-service/v1",
        ) as running,
    ):
        start_tickets(running)
        asyncio.run(until(lambda: asyncio.to_thread(_is_ready, running), True, "everything is ready", START_SECONDS))
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def settled_call(desk_house: HotlineHouse) -> dict[str, Any]:
    """Return a call with words, ticket and recording, which agent 1011 has taken at a SIP phone."""
    house, ani = desk_house, desk_house.number()
    async with house.agent("1011") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "1")], audio=APPEALS / "broken_street_lamp.wav")
        await phone.wait_answered(60)
        call = await house.call_of(ani, lambda one: one["agent"] == "1011", 30, "the answer")
        heard = "SELECT count(*) > 0 FROM speech_utterance WHERE call_id=?"
        key = call["call_id"].replace("-", "")
        await until(lambda: bool(house.rows(heard, key)[0][0]), True, "words are heard", 60)
        await citizen.hang_up()
        call = await house.call_of(ani, lambda one: one["ended_at"] is not None, 15, "the end")
        await house.submitted(call)
        await asyncio.to_thread(house.api, "POST", "/api/v1/agents/1011/end-wrap-up")
    return await house.settled(ani)


def _is_ready(house: HotlineHouse) -> bool:
    with contextlib.suppress(Exception):  # whatever is missing: not yet
        return bool(house.api("GET", "/health/ready")["status"] == "ready")
    return False


def start_tickets(house: HotlineHouse) -> None:
    """Bring the ticket service of `desk_house` back."""
    port = house.settings.ticket_service_url.rpartition(":")[2].partition("/")[0]
    house.start_command("ticket-service", "--port", port)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield one Chromium for all tests."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("browser tests need Debian's chromium: make setup installs it where root runs it")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def people(house: HotlineHouse, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[OpenPerson]:
    """Yield what opens a person's browser: `await people("1001")` is logged in, `await people()` is anybody.

    `microphone=False` is somebody who has not allowed it, `browser` another Chromium than everybody's; other arguments
    are Playwright's of a context.
    """
    opened: list[Person] = []

    async def open_person(
        name: str = "", *, microphone: bool = True, browser: Browser = browser, **options: Any
    ) -> Person:
        given = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1366, "height": 768}}
        given["reduced_motion"] = "reduce"  # no colour half-way when a page is judged
        context = await browser.new_context(**(given | options))
        person = Person(house, context)
        opened.append(person)
        if microphone:
            await context.grant_permissions(["microphone"], origin=person.base)
        if name:
            await person.log_in(name)
        return person

    yield open_person
    failed = request.node.stash.get(FAILED, False)
    if failed:
        await _keep_shots(request.node.name, opened)
    for person in opened:
        with contextlib.suppress(Exception):  # a browser that a test has frozen or closed
            await asyncio.wait_for(person.context.close(), 10)
    problems = [problem for person in opened for problem in person.problems]
    if not failed:
        assert problems == []


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note that a test failed, for those that clean up after it."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report  # type: ignore[return-value]


async def _keep_shots(test: str, people: list[Person]) -> None:
    folder = SHOTS / re.sub(r"\W+", "_", test)
    folder.mkdir(parents=True, exist_ok=True)
    for number, person in enumerate(people):
        for index, page in enumerate(person.context.pages):
            with contextlib.suppress(Exception):  # one page less must not hide the others
                await page.screenshot(path=folder / f"person{number}-page{index}.png", timeout=5000)
        if person.problems:
            (folder / f"person{number}.txt").write_text("\n".join(person.problems))
