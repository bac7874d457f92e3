"""``/api/v1/wall``: supervisors on agents' calls; everything is in the audit before it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.audited import AuditedOrders
from agent_desktop.call_access import WITHOUT_CONTROLS, Confidential
from agent_desktop.desk.shapes import Done
from agent_desktop.owner_link import OwnerLink
from agent_desktop.phone_api import NoPhone
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Conflict, HotlineError
from foundation.logs import logger
from telephony.ledger import colleagues, screens
from telephony.models import CallRow

log = logger(__name__)

ACT = "calls.supervise"
ANSWER_SECONDS = 40.0
"""A supervisor's phone rings for up to 25 s."""
Agent = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160, pattern=WITHOUT_CONTROLS)]
OnAgent = Annotated[Principal, Depends(allow(ACT, scope=Scope.TEAM, for_agent=True))]


class CallWatch(BaseModel):
    """How: hear both, speak to the agent alone, speak to both."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["monitor", "whisper", "barge"]


class CallTakeOver(BaseModel):
    """Why the call is taken from its agent; goes into the audit."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Why, Field(min_length=2)]


@dataclass(frozen=True)
class SupervisionDeps:
    """What the routes need; ``agents`` are the codes that the switch has phones for."""

    database: Database
    clock: Clock
    owner: OwnerLink
    agents: Collection[str]


def create_supervision(deps: SupervisionDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/wall", tags=["wall"])
    orders = AuditedOrders(deps.database, deps.clock, deps.owner)

    def own(principal: Principal) -> str:
        if principal.agent is None or principal.agent not in deps.agents:
            raise NoPhone("this account has no phone to listen with")
        return principal.agent

    async def call_of(principal: Principal, agent: str) -> CallRow:
        """Return the call of an agent, unless it is confidential to whoever asks."""
        async with deps.database.read() as session:
            found = await colleagues.talk_of(session, agent)
            if found is None:
                raise Conflict(f"agent {agent} talks to nobody")
            call = found[1]
            if await screens.confidential(session, [call.contact_id]) and not principal.may_for_agent(
                "confidential.read", agent
            ):
                raise Confidential("this contact is confidential", call_id=str(call.call_id))
        return call

    async def give(principal: Principal, agent: str, name: str, arguments: dict[str, Any], note: str = "") -> Done:
        await orders.give(principal, ACT, ("agent", agent), name, arguments, note=note, within=ANSWER_SECONDS)
        return Done()

    @router.post("/agents/{agent}/supervise")
    async def supervise(agent: Agent, body: CallWatch, principal: OnAgent) -> Done:
        """Ring the supervisor's own phone and put him on an agent's call, or give him another mode.

        A call for help in it counts as answered.
        """
        supervisor = own(principal)
        call = await call_of(principal, agent)
        call_id = str(call.call_id)
        arguments = {"supervisor": supervisor, "agent": agent, "mode": body.mode, "call_id": call_id}
        done = await give(principal, agent, "supervise", arguments, body.mode)
        try:
            await deps.owner.command("end_help", {"call_id": call_id})
        except HotlineError as error:  # he is there; the help stays on the wall until somebody says so
            log.warning("help_not_ended", call_id=call_id, error=error.code)
        return done

    @router.post("/agents/{agent}/take-over")
    async def take_over(agent: Agent, body: CallTakeOver, principal: OnAgent) -> Done:
        """Give the caller to the supervisor, who is on this call."""
        supervisor = own(principal)
        call = await call_of(principal, agent)
        arguments = {"supervisor": supervisor, "agent": agent, "call_id": str(call.call_id)}
        return await give(principal, agent, "take_over", arguments, body.reason)

    @router.post("/agents/{agent}/help/end")
    async def end_help(agent: Agent, principal: OnAgent) -> Done:
        """Take an agent's call for help as answered."""
        async with deps.database.read() as session:
            open_helps = [row for row in await colleagues.all_helps(session) if row.agent == agent]
        for row in open_helps:
            await give(principal, agent, "end_help", {"call_id": str(row.call_id)}, "help")
        return Done()

    @router.post("/supervision/end")
    async def end(principal: Annotated[Principal, Depends(allow(ACT, scope=Scope.TEAM))]) -> Done:
        """Leave the call that the supervisor is on."""
        supervisor = own(principal)
        return await give(principal, supervisor, "stop_supervising", {"supervisor": supervisor}, "end")

    return router
