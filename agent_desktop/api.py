"""``/api/v1``: agents and drafts, for whoever leads the agents and for programs of the house."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.audited import AuditedOrders
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.desk.catalogue import check_pause_reason
from agent_desktop.desk.loading import agent_view
from agent_desktop.desk.shapes import AgentView
from agent_desktop.owner_link import OwnerLink
from foundation.clock import Clock
from foundation.database import Database
from queueing import repository as queueing
from tickets.intake import IntakeService

ACT = "agents.act"
Leader = Annotated[Principal, Depends(allow(ACT, scope=Scope.TEAM, for_agent=True))]
Agent = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]


@dataclass(frozen=True)
class ApiDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    owner: OwnerLink
    intake: IntakeService


class Body(BaseModel):
    """Base of request bodies: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Login(Body):
    """Which phone: ``p`` a SIP phone, ``w`` the browser."""

    phone: str = Field("p", pattern="^[pw]$")


class Ordered(Body):
    """Why somebody else does it for the agent; goes into the audit."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=160, pattern=WITHOUT_CONTROLS)] = ""


class PauseFor(Ordered):
    """Why, as one of the catalogue's codes."""

    reason: str = Field(max_length=32)


class Edit(Body):
    """Fields as a person set them."""

    version: int
    fields: dict[str, Any]


class Submit(Body):
    """Fields as the agent sees them; ``request_id`` makes a second press of the key harmless."""

    agent: Agent
    fields: dict[str, Any] = Field(default_factory=dict)
    request_id: str = Field(min_length=1, max_length=64)


class NoTicket(Body):
    """Why there is no ticket."""

    agent: Agent
    reason: str = Field(max_length=32)


def create_api(deps: ApiDeps) -> APIRouter:
    """Return the router: agents for whoever leads them, any draft for programs of the house."""
    router = APIRouter(prefix="/api/v1")
    orders = AuditedOrders(deps.database, deps.clock, deps.owner)
    any_draft = [Depends(allow("drafts.edit", scope=Scope.ALL, programs=True))]

    @router.get("/agents")
    async def agents(
        principal: Annotated[Principal, Depends(allow("agents.read", scope=Scope.TEAM))],
    ) -> list[AgentView]:
        """List agents with their last known state: everyone's, or those of the team."""
        async with deps.database.read() as session:
            rows = await queueing.states(session)
            return [agent_view(row) for row in rows if principal.may_for_agent("agents.read", row.agent)]

    async def lead(principal: Principal, name: str, agent: str, note: str = "", **more: str) -> dict[str, Any]:
        if principal.is_system:
            return await deps.owner.command(name, {"agent": agent, **more})
        said = ": ".join(part for part in (" ".join([name, *more.values()]), note) if part)
        return await orders.give(principal, ACT, ("agent", agent), name, {"agent": agent, **more}, note=said)

    @router.post("/agents/{agent}/login")
    async def login(agent: Agent, body: Login, principal: Leader) -> dict[str, Any]:
        """Put an agent's phone into the queue."""
        return await lead(principal, "login", agent, phone=body.phone)

    @router.post("/agents/{agent}/logoff")
    async def logoff(agent: Agent, principal: Leader, body: Ordered | None = None) -> dict[str, Any]:
        """Take an agent out of the queue."""
        return await lead(principal, "logoff", agent, body.note if body else "")

    @router.post("/agents/{agent}/pause")
    async def pause(agent: Agent, body: PauseFor, principal: Leader) -> dict[str, Any]:
        """Pause now, or after the call and its wrap-up."""
        check_pause_reason(body.reason)
        return await lead(principal, "pause", agent, body.note, reason=body.reason, after_call="yes")

    @router.post("/agents/{agent}/unpause")
    async def unpause(agent: Agent, principal: Leader, body: Ordered | None = None) -> dict[str, Any]:
        """Take calls again."""
        return await lead(principal, "unpause", agent, body.note if body else "")

    @router.post("/agents/{agent}/end-wrap-up")
    async def end_wrap_up(agent: Agent, principal: Leader) -> dict[str, Any]:
        """End wrap-up before its limit."""
        return await lead(principal, "end_wrap_up", agent)

    @router.get("/drafts/{contact_id}", dependencies=any_draft)
    async def draft(contact_id: uuid.UUID) -> Any:
        """Return the draft of a contact."""
        return await deps.intake.draft(contact_id)

    @router.patch("/drafts/{contact_id}", dependencies=any_draft)
    async def edit(contact_id: uuid.UUID, body: Edit) -> Any:
        """Set fields of an open draft."""
        return await deps.intake.edit(contact_id, body.version, body.fields)

    @router.post("/drafts/{contact_id}/submit", dependencies=any_draft)
    async def submit(contact_id: uuid.UUID, body: Submit) -> Any:
        """Make the draft a ticket."""
        return await deps.intake.submit(contact_id, body.agent, body.fields, body.request_id)

    @router.post("/drafts/{contact_id}/no-ticket", dependencies=any_draft)
    async def no_ticket(contact_id: uuid.UUID, body: NoTicket) -> Any:
        """End a contact without a ticket."""
        return await deps.intake.conclude_without_ticket(contact_id, body.reason, agent=body.agent)

    return router
