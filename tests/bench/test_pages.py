"""The pages in a real Chromium: how soon they are there, what is sent, what a long day weighs, a fact on the screen.

Loading stands beside a page of one line served by the same router; sizes beside Vue and Element Plus as their makers
ship them; the weight after many calls beside the same page after its first; a fact on the screen beside a page that
shows what a bare `websockets` server sends it.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from desktops import (
    AGENTS,
    DESKTOPS,
    BenchCall,
    Desktops,
    Line,
    Web,
    cookies_of,
    moment_of_fact,
    moment_of_stamp,
    open_line,
    running_relay,
)
from figures import Report, percentile
from loading import measure_loading, measure_sizes, static_page
from playwright.async_api import Browser, Page
from screen import Screen, chromium, open_screen, weight
from switch_rig import free_port, until
from websockets.asyncio.client import connect

READ_AT = (50, 250, 500)
FACTS = 50
PACE = 20.0
"""Facts of the other agents a second, while one agent's are timed."""


async def _one_call(line: Line, screen: Screen, number: int, agent: str) -> BenchCall:
    """Let one call happen on the screen: it rings and is answered, words are heard, it ends."""
    shown = f"199****{number % 10_000:04d}"
    call = line.ring(number, agent)
    line.answer(call)
    await screen.shows(f"talking {shown}")
    words = f"第{number}通，天河区体育西路的路灯坏了三天，请派人来修。"
    await line.hear(call.call_id, call.contact_id, 0, words)
    await screen.shows(words)
    line.end(call)
    await screen.shows(f"ended {shown}")
    return call


async def _conclude(page: Page, contact: str) -> bool:
    """End the contact without a ticket, as the dialog does; false while its draft is not there yet."""
    status: int = await page.evaluate(
        """async (contact) => {
          const { csrf } = await (await fetch('/api/v1/session')).json()
          const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf }
          const path = `/api/v1/desk/drafts/${contact}/no-ticket`
          return (await fetch(path, { method: 'POST', headers, body: '{"reason": "test"}' })).status
        }""",
        contact,
    )
    assert status in (200, 201, 204, 404, 409), status
    return status < 300


async def _weight(report: Report, browser: Browser, base: str, cookie: str, line: Line, agent: str) -> None:
    """Note what one desktop weighs that stays open for many calls."""
    screen = await open_screen(browser, base, cookie)
    page = await screen.context.new_page()
    await page.goto(f"{base}/desk")
    await screen.shows("ready")
    session = await screen.context.new_cdp_session(page)
    await session.send("Performance.enable")
    weights: dict[int, dict[str, float]] = {}
    for number in range(1, READ_AT[-1] + 1):
        call = await _one_call(line, screen, number, agent)
        await until(lambda c=call: _conclude(page, str(c.contact_id)), True, "the contact is concluded", 20)
        screen.seen.clear()
        if number == 1 or number in READ_AT:
            weights[number] = await weight(session)
    await screen.context.close()
    for number in READ_AT:
        case = f"desktop after {number} calls"
        mine, first = weights[number], weights[1]
        report.add(case, "live JavaScript heap", "MB", mine["JSHeapUsedSize"] / 1e6, first["JSHeapUsedSize"] / 1e6)
        report.add(case, "DOM nodes", "", mine["Nodes"], first["Nodes"])
        report.add(case, "event listeners", "", mine["JSEventListeners"], first["JSEventListeners"])
    report.details["weight"] = {str(number): found for number, found in weights.items()}


@asynccontextmanager
async def _pace(act: Callable[[int], Any]) -> AsyncIterator[None]:
    """Have something happen to the other agents, evenly, for as long as the block lasts."""

    async def run() -> None:
        began, number = time.monotonic(), 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, began + number / PACE - time.monotonic()))
            done = act(1 + number % (DESKTOPS - 1))
            if asyncio.iscoroutine(done):
                await done

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _screen_of_200(browser: Browser, web: Web, cookies: dict[str, str], line: Line) -> dict[str, list[float]]:
    """Open 199 sockets and one page; return the seconds from each fact to the page's screen."""
    base = f"http://127.0.0.1:{web.settings.http_port}"
    others = Desktops(moment_of_fact)
    for agent in AGENTS[1:]:
        uri = f"ws://127.0.0.1:{web.settings.http_port}/api/v1/desk/socket"
        await others.open(uri, agent, {"cookie": cookies[agent]})
    screen = await open_screen(browser, base, cookies[AGENTS[0]])
    page = await screen.context.new_page()
    await page.goto(f"{base}/desk")
    await screen.shows("ready")
    found: dict[str, list[float]] = {"agent": [], "call": [], "words": []}
    async with line.crowd(), _pace(lambda n: line.change(AGENTS[n], "ready")):
        for turn in range(FACTS):
            state = "ready" if turn % 2 else "paused"
            began = time.time()
            line.change(AGENTS[0], state)
            found["agent"].append(await screen.shows(state) - began)
        for turn in range(FACTS):
            number = 5001 + turn
            began = time.time()
            call = line.ring(number, AGENTS[0])
            found["call"].append(await screen.shows(f"ringing 199****{number:04d}") - began)
            line.answer(call)
            await screen.shows(f"talking 199****{number:04d}")
            if turn + 1 < FACTS:
                line.end(call)
                await screen.shows(f"ended 199****{number:04d}")
        for turn in range(FACTS):
            words, began = f"第{turn}句：路灯坏了，请派人来修。", time.time()
            await line.hear(call.call_id, call.contact_id, turn, words)
            found["words"].append(await screen.shows(words) - began)
    await screen.context.close()
    await others.close()
    return found


async def _screen_of_relay(browser: Browser, line: str) -> list[float]:
    """Send the same kind of thing to 199 clients and one page that shows it; return the seconds to its screen."""
    port = free_port()
    screen = await open_screen(browser, line, bypass_csp=True)  # the relay is another origin
    page = await screen.context.new_page()
    await page.goto(line)
    clients = Desktops(moment_of_stamp)
    async with running_relay(port):
        for agent in AGENTS[1:]:
            await clients.open(f"ws://127.0.0.1:{port}/{agent}", agent, {})
        await page.evaluate(
            """(address) => new Promise((ready) => {
              const socket = new WebSocket(address)
              socket.onopen = ready
              socket.onmessage = ({ data }) => (document.querySelector('#line').textContent = JSON.parse(data).text)
            })""",
            f"ws://127.0.0.1:{port}/{AGENTS[0]}",
        )
        found = []
        async with connect(f"ws://127.0.0.1:{port}/control", proxy=None) as control:

            def frame(text: str) -> str:
                return json.dumps({"stamp": datetime.now(UTC).isoformat(), "type": "words", "text": text})

            async with _pace(lambda n: control.send(f"{AGENTS[n]} {frame('other')}")):
                for turn in range(FACTS):
                    text, began = f"line {turn}", time.time()
                    await control.send(f"{AGENTS[0]} {frame(text)}")
                    found.append(await screen.shows(text) - began)
        await clients.close()
    await screen.context.close()
    return found


async def _measure(report: Report, web: Web, folder: Path) -> None:
    base = f"http://127.0.0.1:{web.settings.http_port}"
    cookies = await cookies_of(web)
    async with chromium() as browser, open_line(web) as line:
        report.versions["chromium"] = browser.version
        for agent in AGENTS[:2]:
            line.change(agent, "ready")
        with report.case("loading"):
            await measure_loading(report, browser, base, cookies[AGENTS[0]], folder / "line")
        with report.case("sizes"):
            measure_sizes(report)
        with report.case("fact to screen"):
            ours = await _screen_of_200(browser, web, cookies, line)
            async with static_page(folder / "peer") as address:
                bare = await _screen_of_relay(browser, address)
            for kind, waits in ours.items():
                for share in (0.5, 0.95, 0.99):
                    mine, theirs = (percentile(side, share) * 1000 for side in (waits, bare))
                    report.add(f"{DESKTOPS} sockets, {kind}", f"fact to screen p{share * 100:.0f}", "ms", mine, theirs)
            report.details["fact_to_screen_seconds"] = {**ours, "relay": bare}
        with report.case("weight"):
            web.start_worker()
            await _weight(report, browser, base, cookies[AGENTS[1]], line, AGENTS[1])


@pytest.fixture(scope="module")
def pages() -> None:
    """Have the pages built from the sources as they are."""
    subprocess.run([sys.executable, "-m", "hotline.setup.web", "pages"], check=True, timeout=600)


@pytest.mark.timeout(1500)  # five hundred calls take a second each on a busy machine
async def test_pages(report: Callable[[str], Report], tmp_path: Path, pages: None) -> None:
    """Loading, sizes, fact to screen and weight of the pages."""
    made = report("one line from the same router; Vue and Element Plus whole; the relay; the page after one call")
    web = Web(tmp_path)
    try:
        await web.start()
        with made.watched():
            await _measure(made, web, tmp_path)
    finally:
        web.stop()
    made.write()
