"""Security headers: strict for every answer, and streams, ranges and sockets pass untouched."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from agent_desktop.headers import SecurityHeaders, content_security_policy

app = FastAPI()


@app.get("/api/v1/stream")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        for part in (b"one", b"two", b"three"):
            yield part

    return StreamingResponse(parts(), 206, {"content-range": "bytes 0-10/11", "accept-ranges": "bytes"})


@app.get("/page")
async def page() -> dict[str, str]:
    return {}


@app.websocket("/api/v1/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


def client(**options: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(SecurityHeaders(app, **options)), base_url="http://web")  # type: ignore[arg-type]


async def test_pages_and_data() -> None:
    async with client(websocket_origin=lambda host: f"ws://{host}:8088") as asked:
        page, data = await asked.get("/page"), await asked.get("/api/v1/none")
    policy = page.headers["content-security-policy"]
    assert "connect-src 'self' ws://web:8088;" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "cache-control" not in page.headers
    assert "strict-transport-security" not in page.headers
    assert (data.status_code, data.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("host", ["web; script-src *", "web *", "a" * 300, "", "[::1]", "evil.test/,", "\xe9"])
async def test_a_host_cannot_write_into_the_policy(host: str) -> None:
    async with client(websocket_origin=lambda host: f"ws://{host}:8088") as asked:
        answer = await asked.get("/page", headers={"host": host.encode("latin-1")})
    policy = answer.headers["content-security-policy"]
    assert policy.count("script-src 'self';") == 1
    assert "*" not in policy
    assert "/," not in policy


async def test_hsts_only_with_tls() -> None:
    async with client(tls=True) as asked:
        assert "max-age" in (await asked.get("/page")).headers["strict-transport-security"]


async def test_a_part_of_a_stream_stays_what_it_is() -> None:
    async with client() as asked:
        answer = await asked.get("/api/v1/stream", headers={"range": "bytes=0-10"})
    assert (answer.status_code, answer.content) == (206, b"onetwothree")
    assert answer.headers["content-range"] == "bytes 0-10/11"


def test_sockets_pass() -> None:
    with TestClient(SecurityHeaders(app)).websocket_connect("/api/v1/echo") as socket:
        socket.send_text("here")
        assert socket.receive_text() == "here"


def test_the_policy_names_no_place_twice() -> None:
    names = [rule.split()[0] for rule in content_security_policy().split(";")]
    assert len(names) == len(set(names))
