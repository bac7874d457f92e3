"""What every process of ours does alike: logs, signals, an orderly end."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from prometheus_client import start_http_server
from starlette.types import ASGIApp

from foundation.logs import logger, set_up_logs
from foundation.settings import Settings

CERTIFICATE_SECONDS = 3600.0
NICE = {"controller": -10, "worker": 5, "speech": 10}
"""How far each process stands back while the processors are busy: callers wait for the controller, nobody for a draft.

The switch has hundreds of threads, the controller one that matters: as one among them it would get a turn too late.
"""


def take_priority(name: str) -> None:
    """Take the place of `NICE` among the machine's processes, before any thread is made."""
    with suppress(PermissionError):  # to step forward takes a right (LimitNICE) that not every account has
        os.nice(NICE.get(name, 0))


def run_process(name: str, settings: Settings, work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` until it ends or SIGTERM / SIGINT cancels it; what it raises ends the process with an error."""
    set_up_logs(name, settings.log_level)
    take_priority(name)

    async def guarded() -> None:
        task = asyncio.ensure_future(work())
        loop = asyncio.get_running_loop()
        stopping = False

        def stop() -> None:
            nonlocal stopping
            if not stopping:
                stopping = True
                task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await task
        except asyncio.CancelledError:
            if not stopping:
                raise

    asyncio.run(guarded())


def serve_metrics(port: int) -> None:
    """Serve this process's metrics on the loopback; a port in use costs the metrics, never the process."""
    if port == 0:
        return
    try:
        start_http_server(port, "127.0.0.1")
    except OSError as error:
        logger(__name__).warning("no_metrics", port=port, error=error.strerror)


@dataclass(frozen=True)
class Listener:
    """An address to serve on; with certificate and key (PEM files) over TLS."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


async def serve_http(app: ASGIApp, host: str, port: int) -> None:
    """Serve until cancelled; requests under way have five seconds to end."""
    await serve_listeners(app, [Listener(host, port)])


async def serve_listeners(
    app: ASGIApp, listeners: Sequence[Listener], *, look_seconds: float = CERTIFICATE_SECONDS
) -> None:
    """Serve one application on several addresses until cancelled; one that cannot be bound ends the process.

    A certificate whose file changes is read again within `look_seconds`, for connections made from then on.
    """
    servers = [_server(app, listener, first=listener is listeners[0]) for listener in listeners]
    tasks = [asyncio.ensure_future(server.serve()) for server in servers]
    secured = [(server, listener) for server, listener in zip(servers, listeners, strict=True) if listener.certificate]
    tasks += [asyncio.ensure_future(_follow(server, listener, look_seconds)) for server, listener in secured]
    try:
        # The first that ends, ends all: none of them does by itself.
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for server in servers:
            server.should_exit = True
        for task in tasks[len(servers) :]:
            task.cancel()
        await asyncio.gather(*tasks[: len(servers)])


def _server(app: ASGIApp, listener: Listener, *, first: bool) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=listener.host,
        port=listener.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        lifespan="on" if first else "off",
        ssl_certfile=listener.certificate,
        ssl_keyfile=listener.key,
        server_header=False,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the process has its own
    server.capture_signals = _no_signals  # type: ignore[method-assign,assignment]  # newer uvicorn asks through this
    return server


async def _follow(server: uvicorn.Server, listener: Listener, look_seconds: float) -> None:
    def changed() -> int:
        return listener.certificate.stat().st_mtime_ns if listener.certificate else 0

    seen = changed()
    while True:
        await asyncio.sleep(look_seconds)
        try:
            if (now := changed()) != seen and server.config.ssl and listener.certificate:
                server.config.ssl.load_cert_chain(listener.certificate, listener.key)
                seen = now
        except (OSError, ssl.SSLError) as error:
            logger(__name__).error("certificate_not_read", error=str(error))


class _NoSignals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _no_signals() -> _NoSignals:
    return _NoSignals()
