"""``/api/v1/phone``: the window that is an agent's softphone, and what it registers with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, allow, open_to_all
from agent_desktop.desk import repository
from agent_desktop.sip_address import SipAddress
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError, NotFound
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake

LABEL_LENGTH = 64

User = Annotated[Principal, Depends(allow("phone.use"))]


class NoPhone(NotFound):
    """The account has no phone in the browser."""

    code = "no_phone"


class PhoneMoved(HotlineError):
    """Another window is the agent's phone now."""

    code = "phone_moved"


class Claim(BaseModel):
    """A window that wants to be the phone; ``label`` tells a person which browser it is."""

    model_config = ConfigDict(extra="forbid")

    window: UUID
    label: str = Field(min_length=1, max_length=200)


class PhoneCredentials(BaseModel):
    """What the window registers with. ``ice`` are servers for its audio: none, both sides know their addresses."""

    agent: str
    uri: str
    user: str
    password: str = Field(repr=False)
    ws: str
    ice: list[str]
    window: UUID
    label: str
    claimed_at: datetime


class WindowView(BaseModel):
    """Whether a window is still somebody's phone."""

    state: Literal["mine", "moved"]


def create_phone(
    database: Database,
    wake: Wake,
    clock: Clock,
    *,
    agents: Collection[str],
    address: SipAddress,
    secret: Callable[[str], str],
    opened: Callable[[str], Awaitable[None]],
) -> APIRouter:
    """Return the router.

    Args:
        opened: told the agent whose phone a person has just opened; nobody waits for it.
        agents: codes that the switch knows.
        address: where browsers find the switch.
        secret: reads a file of ``var/secrets``.
    """
    router = APIRouter(prefix="/api/v1/phone")

    def own(principal: Principal) -> str:
        if principal.agent is None or principal.agent not in agents:
            raise NoPhone("this account has no phone")
        return principal.agent

    def credentials(request: Request, agent: str, window: UUID, label: str, claimed_at: datetime) -> PhoneCredentials:
        reached, user = request.url.hostname, f"{agent}w"
        return PhoneCredentials(
            agent=agent,
            uri=f"sip:{user}@{address.domain(reached)}",
            user=user,
            password=secret(f"sip_{user}"),
            ws=address.websocket(reached),
            ice=[],
            window=window,
            label=label,
            claimed_at=claimed_at,
        )

    @router.post("/claim")
    async def claim(
        body: Claim, request: Request, response: Response, principal: User, later: BackgroundTasks
    ) -> PhoneCredentials:
        """Make a window the agent's phone; the one that was it is told."""
        agent, now = own(principal), clock.now()
        async with database.write() as session:
            await repository.claim_phone(session, agent, body.window, _plain(body.label), now)
            row = await repository.phone_claim(session, agent)
            assert row is not None  # written above
            found = credentials(request, agent, row.window, row.label, row.claimed_at)
        await wake.signal(DOMAIN)
        response.headers["cache-control"] = "no-store"
        if found.window != body.window:
            raise PhoneMoved("another window took the phone", window=str(found.window), label=found.label)
        later.add_task(opened, agent)
        return found

    @router.get("/credentials")
    async def current(window: UUID, request: Request, response: Response, principal: User) -> PhoneCredentials:
        """Return the same to the window that is the phone; 409 ``phone_moved`` says which one is."""
        agent = own(principal)
        async with database.read() as session:
            row = await repository.phone_claim(session, agent)
        if row is None:
            raise PhoneMoved("no window is the phone yet")
        if row.window != window:
            raise PhoneMoved(
                "another window is the phone",
                window=str(row.window),
                label=row.label,
                claimed_at=row.claimed_at.isoformat(),
            )
        response.headers["cache-control"] = "no-store"
        return credentials(request, agent, row.window, row.label, row.claimed_at)

    @router.get("/windows/{window}", dependencies=[Depends(open_to_all())])
    async def window_state(window: UUID, response: Response) -> WindowView:
        """Tell a window whose session is over whether it is still the phone; its random id is all it has to show."""
        async with database.read() as session:
            mine = await repository.is_phone(session, window)
        response.headers["cache-control"] = "no-store"
        return WindowView(state="mine" if mine else "moved")

    return router


def _plain(label: str) -> str:
    """Return a label without anything that could disturb the line it is shown in."""
    kept = "".join(c for c in label if unicodedata.category(c)[0] != "C")
    return re.sub(r"\s+", " ", kept).strip()[:LABEL_LENGTH] or "?"
