"""``/api/v1/desk/calls/{call_id}/confidential``: who asks for confidentiality gets it, for the whole contact."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS, FoundCall, Reason, check_reason, found_call
from agent_desktop.desk.parts import CONTACT_MARKED
from agent_desktop.desk.shapes import Confidentiality
from agent_desktop.owner_link import OwnerLink
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.people.masking import CONFIDENTIAL
from foundation.streams import publish
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from telephony.ledger.contacts import set_confidential

log = logger(__name__)

MARK = "confidential.mark"
UNMARK = "confidential.unmark"
"""Name of the entry in the audit; the right it needs is ``confidential.read`` for the call."""

CALLER_ASKED = "caller_asked"


class Mark(BaseModel):
    """What the caller said about it, if it matters."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=200, pattern=WITHOUT_CONTROLS)] = ""


@dataclass(frozen=True)
class ConfidentialDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    wake: Wake
    owner: OwnerLink


async def settle(
    session: AsyncSession, found: FoundCall, confidential: bool, *, act: str, purpose: str, note: str, now: datetime
) -> bool:
    """Mark the contact of a call, or take the mark away; what changed nothing is not in the audit, and ``False``."""
    contact_id = found.row.contact_id
    if not await set_confidential(session, contact_id, confidential):
        return False
    await audit.record(session, found.principal, act, "call", found.row.call_id, now=now, purpose=purpose, note=note)
    payload = {"contact_id": str(contact_id), "call_id": str(found.row.call_id), "confidential": confidential}
    await publish(session, CONTACT_MARKED, contact_id, payload)
    return True


async def send_listeners_away(owner: OwnerLink, call_id: uuid.UUID) -> None:
    """Whoever listens to the call now began before it was confidential; who may comes again."""
    try:
        await owner.command("end_supervision", {"call_id": str(call_id)})
    except HotlineError as error:  # nobody leads the switch: nobody can be listening in our name for long
        log.error("listeners_not_sent_away", call_id=str(call_id), error=error.code)


def create_confidential(deps: ConfidentialDeps) -> APIRouter:
    """Return the router; both acts can be repeated, and only what changed something is in the audit."""
    router = APIRouter()

    @router.post("/calls/{call_id}/confidential", response_model=Confidentiality)
    async def mark(call_id: uuid.UUID, body: Mark, principal: Annotated[Principal, Depends(allow(MARK))]) -> object:
        """Mark the contact of a call confidential: of one's own call, or of any for whoever may."""
        async with deps.database.write() as session:
            found = await found_call(session, principal, MARK, call_id)
            now = deps.clock.now()
            await settle(session, found, True, act=MARK, purpose=CALLER_ASKED, note=body.note, now=now)
        await deps.wake.signal(DOMAIN)
        if found.row.ended_at is None:
            await send_listeners_away(deps.owner, call_id)
        return Confidentiality(confidential=True)

    @router.post("/calls/{call_id}/not-confidential", response_model=Confidentiality)
    async def unmark(
        call_id: uuid.UUID,
        body: Reason,
        principal: Annotated[Principal, Depends(allow(CONFIDENTIAL, scope=Scope.TEAM))],
    ) -> object:
        """Take the mark away, for a purpose that is always asked for."""
        check_reason(body)
        async with deps.database.write() as session:
            found = await found_call(session, principal, CONFIDENTIAL, call_id)
            now = deps.clock.now()
            await settle(session, found, False, act=UNMARK, purpose=body.purpose or "", note=body.note, now=now)
        await deps.wake.signal(DOMAIN)
        return Confidentiality(confidential=False)

    return router
