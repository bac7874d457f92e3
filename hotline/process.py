"""What every process of ours does alike: logs, signals, an orderly end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

import uvicorn
from prometheus_client import start_http_server
from starlette.types import ASGIApp

from foundation.logs import logger, set_up_logs
from foundation.settings import Settings


def run_process(name: str, settings: Settings, work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` until it ends or SIGTERM / SIGINT cancels it; what it raises ends the process with an error."""
    set_up_logs(name, settings.log_level)

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


async def serve_http(app: ASGIApp, host: str, port: int) -> None:
    """Serve until cancelled; requests under way have five seconds to end."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=5, lifespan="on"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the process has its own
    server.capture_signals = _no_signals  # type: ignore[method-assign,assignment]  # newer uvicorn asks through this
    task = asyncio.ensure_future(server.serve())
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        await task
        raise


class _NoSignals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _no_signals() -> _NoSignals:
    return _NoSignals()
