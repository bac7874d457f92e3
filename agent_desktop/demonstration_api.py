"""``/api/v1/demonstration``: the citizen's phone in the browser, where everything is invented; 404 elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from agent_desktop.access import address_of, open_to_all
from agent_desktop.sip_address import SipAddress
from foundation.clock import Clock
from foundation.errors import NotFound
from foundation.people.limits import Guard, Rate, tried, wait_for
from foundation.people.login import TooManyAttempts

USER = "demo_citizen"
CREDENTIALS = Rate(30, timedelta(seconds=2))
"""How often one address is told how to call."""
ADDRESSES = 10_000
"""Addresses that are remembered for it."""


class Appeal(BaseModel):
    """A recording that a visitor can play into the call."""

    name: str
    title: str
    title_en: str
    seconds: float
    url: str


class CitizenPhone(BaseModel):
    """What the citizen's phone calls with. ``number`` is invented; the page keeps it to be the same caller again."""

    user: str
    password: str = Field(repr=False)
    ws: str
    domain: str
    line: str
    lines: list[str]
    number: str
    appeals: list[Appeal]


def create_demonstration(
    clock: Clock,
    *,
    enabled: bool,
    address: SipAddress,
    lines: Sequence[str],
    secret: Callable[[], str],
    appeals: Sequence[Appeal],
    recordings: Path,
) -> APIRouter:
    """Return the router.

    Args:
        enabled: whether this is a demonstration.
        secret: reads the password that the switch knows ``demo_citizen`` by.
        recordings: folder of ``<name>.wav`` for each appeal.
    """
    asked: dict[str, Guard] = {}

    def demonstration() -> None:
        if not enabled:
            raise NotFound("this is no demonstration")

    router = APIRouter(prefix="/api/v1/demonstration", dependencies=[Depends(open_to_all()), Depends(demonstration)])

    def take_turn(request: Request) -> None:
        who, now = address_of(request), clock.now()
        guard = asked.pop(who, Guard(now))
        wait = wait_for(guard, CREDENTIALS, now)
        # The one that asked longest ago is forgotten first.
        asked[who] = guard if wait else tried(guard, CREDENTIALS, now)
        while len(asked) > ADDRESSES:
            del asked[next(iter(asked))]
        if wait:
            raise TooManyAttempts("too often", retry_after_seconds=max(1, round(wait.total_seconds())))

    @router.post("/citizen", dependencies=[Depends(take_turn)])
    async def citizen(request: Request, response: Response) -> CitizenPhone:
        """Return how a browser calls our lines as a citizen."""
        reached = request.url.hostname
        response.headers["cache-control"] = "no-store"
        return CitizenPhone(
            user=USER,
            password=secret(),
            ws=address.websocket(reached),
            domain=address.domain(reached),
            line=lines[0],
            lines=list(lines),
            number=f"1990000{secrets.randbelow(10_000):04d}",
            appeals=list(appeals),
        )

    @router.get("/appeals/{name}.wav", response_class=FileResponse)
    def recording(name: str) -> FileResponse:
        """Return a shipped appeal."""
        if name not in {appeal.name for appeal in appeals}:
            raise NotFound("there is no such appeal")
        return FileResponse(
            recordings / f"{name}.wav", media_type="audio/wav", headers={"cache-control": "private, max-age=3600"}
        )

    return router
