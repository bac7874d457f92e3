"""``/api/v1/wall``: the wall's socket, and acts on callers who wait and on agents' places in queues."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, WebSocket
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.audited import AuditedOrders
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.desk.session_watch import SessionWatch
from agent_desktop.desk.shapes import Done
from agent_desktop.desk.socket import CHECK_SECONDS, serve
from agent_desktop.owner_link import OwnerLink
from agent_desktop.wall.hub import WallHub
from agent_desktop.wall.shapes import WallFrame
from foundation.clock import Clock
from foundation.database import Database

WITHDRAW_SECONDS = 30.0
"""The owner waits up to 20 s until a caller has left."""
READS, ACTS = "agents.read", "queues.act"
Actor = Annotated[Principal, Depends(allow(ACTS, scope=Scope.ALL))]
Agent = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160, pattern=WITHOUT_CONTROLS)
]


class Act(BaseModel):
    """Base of what is asked for: unknown fields are refused; ``reason`` goes into the audit, whose notes are short."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class CallerRaise(Act):
    """Put a waiting caller before those of a lower priority."""

    priority: Annotated[int, Field(ge=1, le=100)] = 100


class CallerWithdraw(Act):
    """Take a waiting caller out of his queue: a recording (empty: none), then another queue or ``bye``."""

    prompt: Annotated[str, Field(pattern=r"^[a-z0-9_/]{0,64}$")] = ""
    queue: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,32}$")] = ""


class AgentMove(Act):
    """Put an agent into a queue at a level (1 the best), null: take him out of it; until he logs off."""

    queue: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
    level: Annotated[int | None, Field(ge=1, le=99)]


@dataclass(frozen=True)
class WallDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    hub: WallHub
    owner: OwnerLink


def create_wall(deps: WallDeps, *, check_seconds: float = CHECK_SECONDS) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/wall", tags=["wall"])
    watch = SessionWatch(check_seconds)

    orders = AuditedOrders(deps.database, deps.clock, deps.owner)

    async def act(
        principal: Principal, name: str, arguments: dict[str, Any], subject: tuple[str, str], reason: str
    ) -> None:
        await orders.give(principal, f"queues.{name}", subject, name, arguments, note=reason, within=WITHDRAW_SECONDS)

    @router.websocket("/socket")
    async def wall_socket(
        websocket: WebSocket, principal: Annotated[Principal, Depends(allow(READS, scope=Scope.ALL))]
    ) -> None:
        """Tell a wall what happens."""
        await websocket.accept()
        outlet = deps.hub.attach()
        try:
            await serve(
                websocket,
                outlet,
                principal,
                clock=deps.clock,
                watch=watch,
                ask_snapshot=lambda: deps.hub.ask_snapshot(outlet),
                may_stay=lambda now: now.may(READS, Scope.ALL),
            )
        finally:
            deps.hub.detach(outlet)

    @router.post("/callers/{call_id}/raise")
    async def raise_caller(call_id: uuid.UUID, body: CallerRaise, principal: Actor) -> Done:
        """Put a waiting caller first."""
        arguments = {"call_id": str(call_id), "priority": str(body.priority)}
        await act(principal, "raise_caller", arguments, ("call", str(call_id)), body.reason)
        return Done()

    @router.post("/callers/{call_id}/withdraw")
    async def withdraw_caller(call_id: uuid.UUID, body: CallerWithdraw, principal: Actor) -> Done:
        """Take a waiting caller out of his queue with a sentence."""
        arguments = {"call_id": str(call_id), "prompt": body.prompt, "queue": body.queue}
        await act(principal, "withdraw_caller", arguments, ("call", str(call_id)), body.reason)
        return Done()

    @router.post("/agents/{agent}/move")
    async def move(agent: Agent, body: AgentMove, principal: Actor) -> Done:
        """Put an agent into a queue or take him out of it, until he logs off."""
        penalty = "" if body.level is None else str(body.level - 1)
        arguments = {"agent": agent, "queue": body.queue, "penalty": penalty, "by": str(principal.account_id or "")}
        await act(principal, "move", arguments, ("agent", agent), f"{body.queue}: {body.reason}")
        return Done()

    return router


def describe_wall_frames(app: FastAPI) -> None:
    """Put the frames into the interface's description, so that the web application has their types."""

    @app.webhooks.post("wall-socket")
    async def wall_socket_frame(body: WallFrame) -> None:
        """A frame of ``/api/v1/wall/socket``, from server to client."""
