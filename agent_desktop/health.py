"""``/health/live``, ``/health/ready``, ``/metrics``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from agent_desktop.access import open_to_all

Missing = Callable[[], Awaitable[dict[str, str]]]


async def _nothing() -> dict[str, str]:
    return {}


def create_health(missing: Missing, attention: Missing = _nothing) -> APIRouter:
    """Return the router.

    Args:
        missing: names each part without which a call or a ticket would suffer, with the reason.
        attention: names what a person should look at, with what to do; it makes nothing unready.
    """
    router = APIRouter(dependencies=[Depends(open_to_all())])

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}

    @router.get("/health/ready", responses={503: {"description": "What is missing"}})
    async def ready() -> Response:
        """200 only when a call would be answered and a ticket delivered."""
        lacking: dict[str, Any] = await missing()
        body = {"status": "not_ready" if lacking else "ready", "missing": lacking, "attention": await attention()}
        return JSONResponse(body, 503 if lacking else 200)

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Prometheus metrics of this process."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
