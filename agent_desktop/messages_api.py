"""``/api/v1/messages``: what callers left in a menu, for the agents who answer it and those who answer for them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop import messages
from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import Confidential
from agent_desktop.desk.desk_api import Editor
from agent_desktop.desk.shapes import Danger
from agent_desktop.desk.sources import Sources
from foundation import audit
from foundation.database import Database
from foundation.errors import NotFound
from foundation.people.masking import Exposure, column_exposure
from telephony.ledger import screens
from telephony.models import CallerRow
from tickets.intake import IntakeService
from tickets.intake.types import Conclusion
from tickets.lists import ListsShelf

PAGE = 100

Reader = Annotated[Principal, Depends(allow("messages.read"))]


@dataclass(frozen=True)
class MessagesDeps:
    """What the routes need."""

    database: Database
    sources: Sources
    intake: IntakeService
    lists: ListsShelf


class MessageShown(BaseModel):
    """One call that left messages: ``seconds`` of all of them, ``danger`` that their words tell of.

    ``agent`` has taken it, ``conclusion`` once answered.
    """

    call_id: uuid.UUID
    contact_id: uuid.UUID
    left_at: datetime
    line: str
    language: str
    ani: str
    confidential: bool
    seconds: float
    danger: Danger | None
    agent: str | None
    mine: bool
    conclusion: Conclusion | None
    concluded_at: datetime | None


class MessagePage(BaseModel):
    """Messages that wait for an answer, the oldest first, or every one, the newest first.

    ``waiting`` counts those that wait; ``next`` goes into ``before`` of the next question, null at the end.
    """

    messages: list[MessageShown]
    waiting: int
    next: uuid.UUID | None


def create_messages(deps: MessagesDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/messages", tags=["messages"])
    now = deps.sources.clock.now

    async def shown(session: AsyncSession, principal: Principal, found: Sequence[messages.Left]) -> list[MessageShown]:
        callers = await screens.callers(session, [one.call.caller_id for one in found])
        secret = await screens.confidential(session, [one.call.contact_id for one in found])
        waits = [one.call.call_id for one in found if one.conclusion is None]
        told = await messages.dangers(session, waits, deps.lists.current.wording)
        lines = []
        for one in found:
            call = one.call
            mine = one.agent is not None and principal.owns(one.agent)
            confidential = call.contact_id in secret
            seen = column_exposure(principal.grants, CallerRow.number, own=mine, confidential=confidential)
            caller = callers.get(call.caller_id) if call.caller_id and seen is not Exposure.WITHHELD else None
            lines.append(
                MessageShown(
                    call_id=call.call_id,
                    contact_id=call.contact_id,
                    left_at=one.recording.started_at,
                    line=call.line,
                    language=call.language,
                    ani=deps.sources.masked(caller),
                    confidential=confidential,
                    seconds=one.recording.duration_seconds or 0.0,
                    danger=told.get(call.call_id),
                    agent=one.agent,
                    mine=mine,
                    conclusion=Conclusion(one.conclusion.conclusion) if one.conclusion else None,
                    concluded_at=one.conclusion.concluded_at if one.conclusion else None,
                )
            )
        return lines

    async def one(principal: Principal, call_id: uuid.UUID) -> MessageShown:
        async with deps.database.read() as session:
            found = await messages.of_call(session, call_id)
            if found is None:
                raise NotFound("there is no such message")
            return (await shown(session, principal, [found]))[0]

    @router.get("")
    async def page(
        principal: Reader,
        every: bool = False,
        before: uuid.UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = PAGE,
    ) -> MessagePage:
        """List what callers left."""
        async with deps.database.read() as session:
            found = await messages.page(session, every=every, before=before, limit=limit + 1)
            lines = await shown(session, principal, found[:limit])
            count, _ = await messages.waiting(session)
        following = found[limit - 1].call.call_id if len(found) > limit else None
        return MessagePage(messages=lines, waiting=count, next=following)

    @router.post("/{call_id}/take")
    async def take(call_id: uuid.UUID, principal: Reader, agent: Editor) -> MessageShown:
        """Make a message the agent's: he may hear it, and its draft is among his; 409 once another has it."""
        async with deps.database.read() as session:
            found = await messages.of_call(session, call_id)
        if found is None:
            raise NotFound("there is no such message")
        call = found.call
        async with deps.database.write() as session:
            secret = bool(await screens.confidential(session, [call.contact_id]))
            refused = secret and principal.scope("confidential.read") is None
            outcome = Confidential.code if refused else "done"
            await audit.record(session, principal, "messages.take", "call", call_id, now=now(), outcome=outcome)
        if refused:
            raise Confidential("this contact is confidential")
        await deps.intake.take(call.contact_id, call_id, agent, line=call.line, language=call.language)
        return await one(principal, call_id)

    @router.post("/{call_id}/give-back")
    async def give_back(call_id: uuid.UUID, principal: Reader) -> MessageShown:
        """Leave a message to the others again; its draft keeps what was written. Supervisors take it from anybody."""
        async with deps.database.read() as session:
            found = await messages.of_call(session, call_id)
        if found is None:
            raise NotFound("there is no such message")
        for_all = principal.may("messages.read", Scope.ALL)
        if not for_all and principal.agent is None:
            raise NotFound("there is no such message of yours")
        async with deps.database.write() as session:
            await audit.record(
                session, principal, "messages.give_back", "call", call_id, now=now(), note=found.agent or ""
            )
        await deps.intake.give_back(found.call.contact_id, None if for_all else principal.agent)
        return await one(principal, call_id)

    return router
