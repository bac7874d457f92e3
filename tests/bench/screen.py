"""A real page of the desktop under the eyes of a benchmark: when a fact is on its screen, and what the page weighs."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

WATCH = """
(() => {
  const seen = new Set()
  const tell = (what) => {
    if (seen.has(what)) return
    seen.add(what)
    if (window.onScreen) window.onScreen(what, performance.timeOrigin + performance.now())
  }
  const look = () => {
    const state = document.querySelector('button.state:not(.unknown)')
    if (state) {
      if (!window.knownAt) requestAnimationFrame(() => (window.knownAt ??= performance.now()))
      const [shown, other] = state.classList.contains('ready') ? ['ready', 'paused'] : ['paused', 'ready']
      seen.delete(other)
      if (state.classList.contains(shown)) tell(shown)
    }
    const head = document.querySelector('.panel > .head')
    const number = document.querySelector('.caller .value')
    for (const name of ['ringing', 'talking', 'ended'])
      if (number && head?.classList.contains(name)) tell(`${name} ${number.textContent.trim()}`)
    const words = [...document.querySelectorAll('article.line .text, #line')].at(-1)
    if (words) tell(words.textContent.trim())
  }
  const kinds = { subtree: true, childList: true, characterData: true, attributeFilter: ['class'] }
  new MutationObserver(look).observe(document, kinds)
})()
"""
"""Tells `onScreen(what, epoch milliseconds)` once for everything that a fact brings onto the screen."""


class Screen:
    """One page whose changes are stamped in the page itself, by the machine's clock."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.seen: dict[str, float] = {}
        self._changed = asyncio.Event()

    async def watch(self) -> None:
        """Look at every page of this context from its first element on."""
        await self.context.expose_function("onScreen", self._take)
        await self.context.add_init_script(WATCH)

    def _take(self, what: str, at: float) -> None:
        self.seen[what] = at / 1000
        self._changed.set()

    async def shows(self, what: str, seconds: float = 20) -> float:
        """Return when something was on the screen, in seconds since the epoch; wait for it, and forget it."""
        try:
            async with asyncio.timeout(seconds):
                while what not in self.seen:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"not on the screen within {seconds} s: {what}; there was {list(self.seen)}") from None
        return self.seen.pop(what)


async def open_screen(browser: Browser, base: str, cookie: str = "", **options: Any) -> Screen:
    """Open a context with an agent's session, its pages watched."""
    size = {"width": 1366, "height": 768}
    context = await browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce", **options)
    if cookie:
        name, _, token = cookie.partition("=")
        await context.add_cookies([{"name": name, "value": token, "url": base}])
    screen = Screen(context)
    await screen.watch()
    return screen


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Yield a Chromium of its own."""
    program = shutil.which("chromium")
    assert program is not None, "this benchmark needs Debian's chromium: make setup installs it where root runs it"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield running
        finally:
            await running.close()


async def first_paint(page: Page) -> float:
    """Return milliseconds from the start of the navigation to the first contentful paint."""
    handle = await page.wait_for_function(
        "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime", timeout=20_000
    )
    return float(await handle.json_value())


async def weight(session: CDPSession) -> dict[str, float]:
    """Return bytes of live JavaScript objects after a collection, DOM nodes and listeners of a page."""
    for _ in range(2):  # what the first one frees may have held more
        await session.send("HeapProfiler.collectGarbage")
    found: dict[str, Any] = await session.send("Performance.getMetrics")
    values = {metric["name"]: metric["value"] for metric in found["metrics"]}
    return {name: float(values[name]) for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}
