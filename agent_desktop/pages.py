"""The built pages: four entries, hashed files beside them, and a plain word when nothing was built."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from agent_desktop.access import open_to_all
from foundation.errors import NotFound

BUILT = Path(__file__).with_name("pages")
"""Where `hotline.setup.web` puts what Vite built; part of the wheel, not of the sources."""

ENTRIES = {
    "/": "index.html",
    "/phone": "phone.html",
    "/citizen": "citizen.html",
    "/progress": "progress.html",
    "/public": "public.html",
}
AREAS = ("desk", "tickets", "supervise", "administer")
"""First part of the addresses that the page itself leads on from."""

ASSET = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}")
MEDIA = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".json": "application/json",
}
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

NOT_BUILT = """\
<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>12345</title></head>
<body><h1>页面尚未生成</h1><p>请运行 <code>make setup</code>，然后刷新本页。</p>
<h1 lang="en">The pages are not built</h1>
<p lang="en">Run <code>make setup</code>, then reload this page. Calls are answered without them.</p></body></html>
"""


@dataclass(frozen=True)
class Sent:
    """One file as it goes out: its bytes, maybe compressed at build time."""

    content: bytes
    encoding: str | None
    media_type: str


def find(folder: Path, name: str, accepted: str) -> Sent | None:
    """Return a file of the build in the smallest form that the browser takes, `None` when there is none.

    `name` is checked by the caller: it comes from `ENTRIES` or matches `ASSET`.
    """
    path = folder / name
    media_type = MEDIA.get(path.suffix, "application/octet-stream")
    offered = {part.split(";")[0].strip() for part in accepted.split(",")}
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz"), (None, "")):
        if encoding is None or encoding in offered:
            try:
                return Sent(path.with_name(path.name + suffix).read_bytes(), encoding, media_type)
            except (FileNotFoundError, IsADirectoryError):
                continue
    return None


def create_pages(folder: Path = BUILT) -> APIRouter:
    """Return the router of everything a browser loads; needs no session, says nothing about anyone."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all())])

    def page(name: str, request: Request) -> Response:
        found = find(folder, name, request.headers.get("accept-encoding", ""))
        if found is None:
            return HTMLResponse(NOT_BUILT, 503, {"cache-control": "no-store"})
        return answer(found, ASK_FIRST, request)

    def entry(address: str, name: str) -> None:
        # Typed as a plain function: files are read on a thread of their own.
        def show(request: Request) -> Response:
            return page(name, request)

        router.add_api_route(address, show, methods=["GET", "HEAD"])

    for address, name in ENTRIES.items():
        entry(address, name)
    for area in AREAS:
        entry(f"/{area}", "index.html")
        entry(f"/{area}/{{rest:path}}", "index.html")

    @router.api_route("/assets/{name}", methods=["GET", "HEAD"])
    def asset(name: str, request: Request) -> Response:
        """One hashed file: its name changes with its content, so that it may be kept for ever."""
        found = find(folder / "assets", name, request.headers.get("accept-encoding", "")) if _plain(name) else None
        if found is None:
            raise NotFound("there is no such file; the pages may have been built anew: reload")
        return answer(found, FOREVER, request)

    @router.api_route("/mark.svg", methods=["GET", "HEAD"])
    def mark(request: Request) -> Response:
        """The mark in the browser's tab."""
        found = find(folder, "mark.svg", request.headers.get("accept-encoding", ""))
        if found is None:
            raise NotFound("the pages are not built")
        return answer(found, ASK_FIRST, request)

    return router


def answer(found: Sent, cache: str, request: Request) -> Response:
    """Return the file, or 304 when the browser has it."""
    tag = f'"{hashlib.sha256(found.content).hexdigest()[:20]}"'
    headers = {"cache-control": cache, "etag": tag, "vary": "accept-encoding"}
    if tag in {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    if found.encoding:
        headers["content-encoding"] = found.encoding
    return Response(found.content, headers=headers, media_type=found.media_type)


def _plain(name: str) -> bool:
    return ASSET.fullmatch(name) is not None and not name.endswith((".br", ".gz"))
