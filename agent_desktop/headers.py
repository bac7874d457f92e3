"""Security headers of every answer; pure ASGI, so that sockets, ranges and streams pass untouched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from starlette.datastructures import URL, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS = "max-age=31536000"
ORIGIN = re.compile(r"wss?://[A-Za-z0-9.-]{1,253}:\d{1,5}")


def content_security_policy(connect: Iterable[str] = ()) -> str:
    """Return the policy; ``connect`` are origins beside our own that pages may talk to (the SIP WebSocket)."""
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": "'self' blob:",
        "connect-src": " ".join(["'self'", *connect]),
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Adds headers to HTTP answers: CSP, no sniffing, no framing, no referrer, HSTS with TLS, no storing of data.

    Args:
        websocket_origin: gives the origin of the SIP WebSocket for the host that a browser has reached us by.
        tls: pages are served over TLS.
        data: path prefixes whose answers no browser keeps. What a route says itself stays.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        websocket_origin: Callable[[str | None], str] | None = None,
        tls: bool = False,
        data: Iterable[str] = ("/api/",),
    ) -> None:
        self._app, self._origin, self._data = app, websocket_origin, tuple(data)
        self._headers = {
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
        }
        if tls:
            self._headers["strict-transport-security"] = HSTS

    def _connect(self, scope: Scope) -> list[str]:
        origin = self._origin(URL(scope=scope).hostname) if self._origin is not None else ""
        return [origin] if ORIGIN.fullmatch(origin) else []  # a host is what a client says it is

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; only the start of an HTTP answer is touched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_data = scope["path"].startswith(self._data)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", content_security_policy(self._connect(scope)))
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if is_data:
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
