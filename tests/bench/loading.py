"""How soon a page is there, and how many bytes are sent for it."""

import gzip
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktops import HERE, listens
from figures import Report, percentile
from playwright.async_api import Browser, Page
from screen import first_paint, open_screen
from switch_rig import free_port, until

from hotline.setup.web import BUILT, SOURCES

LOADS = 10
ONE_LINE = '<!doctype html><html lang="en"><title>12345</title><body><p id="line">12345</p></body></html>\n'
OTHERS = {
    "vue.global.prod.js": "vue/dist/vue.global.prod.js",
    "element-plus full": "element-plus/dist/index.full.min.js",
    "element-plus css": "element-plus/dist/index.css",
}
ENTRIES = ("index.html", "phone.html", "citizen.html", "progress.html")


def _serve_line(port: int, folder: Path) -> subprocess.Popen[bytes]:
    folder.mkdir()
    (folder / "index.html").write_text(ONE_LINE)
    return subprocess.Popen([sys.executable, str(HERE / "line_server.py"), str(port), str(folder)])


@asynccontextmanager
async def static_page(folder: Path) -> AsyncIterator[str]:
    """Serve one line and yield its address."""
    port = free_port()
    process = _serve_line(port, folder)
    try:
        await until(lambda: listens(port), True, "the static page is served", 30)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.kill()
        process.wait(10)


async def _loads(browser: Browser, address: str, cookie: str, known: bool) -> dict[str, list[float]]:
    """Load a page cold and warm; return first paints, and when the snapshot stood on the screen where `known`."""
    found: dict[str, list[float]] = {}

    async def measure(page: Page, how: str) -> None:
        found.setdefault(f"{how} paint", []).append(await first_paint(page))
        if known:
            handle = await page.wait_for_function("() => window.knownAt", timeout=20_000)
            found.setdefault(f"{how} snapshot", []).append(float(await handle.json_value()))

    for _ in range(LOADS):
        screen = await open_screen(browser, address, cookie)
        page = await screen.context.new_page()
        await page.goto(address)
        await measure(page, "cold")
        await page.reload()
        await measure(page, "warm")
        await screen.context.close()
    return found


async def measure_loading(report: Report, browser: Browser, base: str, cookie: str, folder: Path) -> None:
    """Note first paints of the desktop, and its snapshots on the screen, beside the one line."""
    async with static_page(folder) as line:
        ours = await _loads(browser, f"{base}/desk", cookie, known=True)
        peer = await _loads(browser, line, "", known=False)
    for how in ("cold", "warm"):
        bare = peer[f"{how} paint"]
        for what, values in (("first paint", ours[f"{how} paint"]), ("snapshot on screen", ours[f"{how} snapshot"])):
            for share in (0.5, 0.95):
                mine, theirs = percentile(values, share), percentile(bare, share)
                report.add(f"desk, {how}", f"{what} p{share * 100:.0f}", "ms", mine, theirs)
    report.details["loading_ms"] = {"desk": ours, "one line": peer}


def measure_sizes(report: Report) -> None:
    """Note bytes of every bundle and of what each entry loads before its first paint."""
    node = SOURCES / "node_modules"
    raw = sum((node / path).stat().st_size for path in OTHERS.values())
    packed = sum(len(gzip.compress((node / path).read_bytes(), 9)) for path in OTHERS.values())

    def sizes(path: Path) -> dict[str, int]:
        sent = {suffix: path.with_name(path.name + f".{suffix}") for suffix in ("gz", "br")}
        plain = path.stat().st_size
        return {"raw": plain} | {name: file.stat().st_size if file.exists() else plain for name, file in sent.items()}

    for entry in ENTRIES:
        html = BUILT / entry
        names = set(re.findall(r'(?:src|href)="/assets/([^"]+)"', html.read_text()))
        parts = [sizes(html), *(sizes(BUILT / "assets" / name) for name in names)]
        whole = {kind: sum(part[kind] for part in parts) for kind in ("raw", "gz", "br")}
        report.add(entry, "raw", "kB", whole["raw"] / 1000, raw / 1000)
        report.add(entry, "gzip", "kB", whole["gz"] / 1000, packed / 1000)
        report.add(entry, "brotli, as sent", "kB", whole["br"] / 1000)
    bundles = [path for path in sorted((BUILT / "assets").iterdir()) if path.suffix in (".js", ".css")]
    report.details["bundles_bytes"] = {path.name: sizes(path) for path in bundles}
    whole = {kind: sum(sizes(path)[kind] for path in bundles) for kind in ("raw", "gz", "br")}
    report.add("all bundles", "raw", "kB", whole["raw"] / 1000, raw / 1000)
    report.add("all bundles", "gzip", "kB", whole["gz"] / 1000, packed / 1000)
    report.add("all bundles", "brotli, as sent", "kB", whole["br"] / 1000)
