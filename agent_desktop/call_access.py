"""Which call somebody may see how far, and what of that is in the audit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope
from agent_desktop.desk.shapes import Purpose
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, HotlineError, NotFound
from telephony.ledger import screens
from telephony.models import CallRow

CONFIDENTIAL = "confidential.read"
WITHOUT_CONTROLS = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"


class Confidential(HotlineError):
    """The contact is confidential, and whoever asks has no right to such."""

    code = "confidential"


class Reason(BaseModel):
    """Why somebody looks at what is not his own; ``other`` says it in the note."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose | None = None
    note: Annotated[str, Field(max_length=200, pattern=WITHOUT_CONTROLS)] = ""


@dataclass(frozen=True)
class FoundCall:
    """A call and how it stands to whoever asks: ``own`` is a call that he took part in."""

    row: CallRow
    own: bool
    confidential: bool
    principal: Principal

    def may(self, act: str) -> bool:
        """Tell whether he may do ``act`` on this call, confidentiality apart."""
        return self.principal.may(act, Scope.ALL) or (self.own and self.principal.may(act))

    @property
    def withheld(self) -> bool:
        """Whether words, number and recording are kept from him because the contact is confidential."""
        return self.confidential and not self.own and not self.principal.may(CONFIDENTIAL)


async def found_call(session: AsyncSession, principal: Principal, act: str, call_id: uuid.UUID) -> FoundCall:
    """Return a call.

    Raises:
        NotFound: there is none, or none that he may do ``act`` on; which of both is not said.
    """
    row = await session.get(CallRow, call_id)
    if row is not None:
        own = principal.agent is not None and await screens.took_part(session, principal.agent, call_id)
        secret = bool(await screens.confidential(session, [row.contact_id]))
        found = FoundCall(row, own, secret, principal)
        if found.may(act):
            return found
    raise NotFound("there is no such call")


async def checked_call(
    database: Database, clock: Clock, principal: Principal, act: str, call_id: uuid.UUID, reason: Reason
) -> FoundCall:
    """Return a call whose personal data is asked for, and put that into the audit.

    Raises:
        NotFound: as ``found_call``. Confidential: refused, and the refusal is in the audit.
        BadInput: it is not his own and no purpose is given, or the purpose ``other`` without a note.
    """
    async with database.write() as session:
        found = await found_call(session, principal, act, call_id)
        needed = not found.own and not principal.is_system
        if not found.withheld and needed:
            check_reason(reason)
        await audit.record(
            session,
            principal,
            act,
            "call",
            call_id,
            now=clock.now(),
            purpose=reason.purpose or "",
            note=reason.note,
            outcome=Confidential.code if found.withheld else "done",
        )
    if found.withheld:
        raise Confidential("this contact is confidential")
    return found


def check_reason(reason: Reason) -> None:
    """Refuse a look without a purpose, and the purpose ``other`` without a note.

    Raises:
        BadInput.
    """
    if reason.purpose is None:
        raise BadInput("a purpose is needed for what is not your own", fields={"purpose": {"code": "required"}})
    if reason.purpose == "other" and not reason.note.strip():
        raise BadInput("say in the note what for", fields={"note": {"code": "required"}})
