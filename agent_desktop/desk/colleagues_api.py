"""``/api/v1/desk``: callers sent on, colleagues asked, three together, a call for help; of the agent's own call."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.desk.at_desk import AtDesk
from agent_desktop.desk.colleague_shapes import Colleague, ColleagueKind, Colleagues, ContactChoice, QueueChoice
from agent_desktop.desk.hub import DeskHub
from agent_desktop.desk.queues import queue_views
from agent_desktop.desk.shapes import Done
from agent_desktop.owner_link import OwnerLink
from foundation.database import Database
from foundation.errors import NotFound
from queueing import repository as queueing
from queueing.colleagues.transfers import HELP_REASONS, REASONS
from queueing.publish.book import RuleBook
from queueing.rules.model import QueueRules
from telephony.ledger import screens

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
ANSWER_SECONDS = 20.0


class ColleagueBody(BaseModel):
    """Base of request bodies: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class CallTransfer(ColleagueBody):
    """Where to: ``kind`` and its code; and why."""

    kind: Literal["queue", "agent", "outside"]
    code: Code
    reason: Annotated[str, Field(max_length=32)] = "other"


class CallConsultation(ColleagueBody):
    """Whom to ask: an agent, or an entry of the directory."""

    kind: ColleagueKind
    code: Code


class HelpWanted(ColleagueBody):
    """Why a supervisor is wanted."""

    reason: Annotated[str, Field(max_length=32)] = "question"


@dataclass(frozen=True)
class ColleaguesDeps:
    """What the routes need."""

    database: Database
    owner: OwnerLink
    hub: DeskHub
    book: RuleBook


def create_colleagues(deps: ColleaguesDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter()

    async def order(name: str, agent: str, call_id: uuid.UUID, **more: str) -> Done:
        async with deps.database.read() as session:
            if not await screens.took_part(session, [agent], call_id):
                raise NotFound("there is no such call")
        arguments = {"agent": agent, "call_id": str(call_id), **more}
        await deps.owner.command(name, arguments, str(uuid.uuid4()), within=ANSWER_SECONDS)
        return Done()

    @router.get("/colleagues")
    async def colleagues(agent: AtDesk) -> Colleagues:
        """Return to whom a caller can be sent now; agents who are free come first."""
        async with deps.database.read() as session:
            held = await deps.book.held(session)
            states = await queueing.states(session)
            members = await queueing.memberships(session)
            waiting = await screens.waiting(session)
        rules = held.rules if held is not None else QueueRules()
        shown = {row.agent: row.shown_state for row in states}
        names = {code: one.name for code, one in rules.queues.items()}
        places = [(row.queue, row.agent) for row in members]
        views = {view.queue: view for view in queue_views(waiting, places, shown, names)}
        found = [
            Colleague(
                agent=row.agent,
                shown_state=row.shown_state,
                pause_reason=row.pause_reason,
                free=row.reachable and row.activity in ("idle", "wrap_up"),
            )
            for row in states
            if row.agent != agent and row.shown_state != "logged_off"
        ]
        return Colleagues(
            agents=sorted(found, key=lambda one: (not one.free, one.shown_state != "ready", one.agent)),
            queues=[
                QueueChoice(
                    queue=code,
                    name=name,
                    waiting=views[code].waiting if code in views else 0,
                    ready=views[code].ready if code in views else 0,
                )
                for code, name in sorted(names.items())
            ],
            directory=[
                ContactChoice(code=code, name=entry.name, number=entry.number, kind=entry.kind)
                for code, entry in rules.directory.items()
            ],
            reasons=list(REASONS),
            help_reasons=list(HELP_REASONS),
        )

    @router.post("/calls/{call_id}/transfer")
    async def transfer(call_id: uuid.UUID, body: CallTransfer, agent: AtDesk) -> Done:
        """Send the caller on without a word before; unanswered he comes first in his queue."""
        return await order("transfer", agent, call_id, kind=body.kind, code=body.code, reason=body.reason)

    @router.post("/calls/{call_id}/consult")
    async def consult(call_id: uuid.UUID, body: CallConsultation, agent: AtDesk) -> Done:
        """Ring a colleague while the caller waits with music; ``resume`` lets the colleague go."""
        return await order("consult", agent, call_id, kind=body.kind, code=body.code)

    @router.post("/calls/{call_id}/complete")
    async def complete(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """Give the caller to the colleague who is asked."""
        return await order("complete", agent, call_id)

    @router.post("/calls/{call_id}/confer")
    async def confer(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """Have all three talk."""
        return await order("confer", agent, call_id)

    @router.post("/calls/{call_id}/help")
    async def ask_help(call_id: uuid.UUID, body: HelpWanted, agent: AtDesk) -> Done:
        """Call for a supervisor."""
        return await order("ask_help", agent, call_id, reason=body.reason)

    @router.post("/calls/{call_id}/help/end")
    async def end_help(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """Say that nobody has to come any more."""
        async with deps.database.read() as session:
            if not await screens.took_part(session, [agent], call_id):
                raise NotFound("there is no such call")
        await deps.owner.command("end_help", {"call_id": str(call_id)}, str(uuid.uuid4()))
        return Done()

    return router
