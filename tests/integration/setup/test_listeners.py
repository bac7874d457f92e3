"""One application on the loopback for programs and over TLS for everyone else; a renewed certificate is taken up."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from fastapi import FastAPI

from foundation.settings import Settings
from hotline.process import Listener, serve_listeners
from hotline.setup.certificate import DAYS, Certificate, ensure_certificate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """An application on two ports."""

    def __init__(self, settings: Settings, held: Certificate) -> None:
        self.settings, self.held, self.plain, self.secure = settings, held, free_port(), free_port()

    def listeners(self) -> list[Listener]:
        return [
            Listener("127.0.0.1", self.plain),
            Listener("127.0.0.1", self.secure, self.held.certificate, self.held.key),
        ]

    async def shown(self) -> x509.Certificate:
        """Return the certificate that a new connection is shown."""
        text = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", self.secure))
        return x509.load_pem_x509_certificate(text.encode())


async def until_answers(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(400):
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.02)
    pytest.fail(f"{url} does not answer")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    settings = Settings(var=tmp_path, public_host="hotline.example.org")
    # Made long ago, so that it is near its end now.
    held = ensure_certificate(settings, datetime.now(UTC) - timedelta(days=DAYS - 10))
    there = Served(settings, held)
    app = FastAPI()
    app.get("/health/live")(lambda: {"status": "live"})
    task = asyncio.create_task(serve_listeners(app, there.listeners(), look_seconds=0.02))
    await until_answers(f"http://127.0.0.1:{there.plain}/health/live")
    yield there
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_programs_ask_plainly_and_everyone_else_over_tls(served: Served) -> None:
    trust = ssl.create_default_context(cafile=str(served.held.certificate))
    async with httpx.AsyncClient(verify=trust) as client:
        answer = await client.get(f"https://127.0.0.1:{served.secure}/health/live")
        assert answer.json() == {"status": "live"}
        with pytest.raises(httpx.TransportError):
            await client.get(f"http://127.0.0.1:{served.secure}/health/live")


async def test_a_renewed_certificate_is_shown_without_a_restart(served: Served) -> None:
    before = await served.shown()
    renewed = ensure_certificate(served.settings)
    assert renewed.until > served.held.until
    for _ in range(400):
        if (await served.shown()).serial_number != before.serial_number:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the old certificate is still shown")
