"""Which call somebody may see how far, and what of that is in the audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope
from agent_desktop.desk.shapes import Purpose
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, HotlineError, NotFound
from foundation.people.acts import within_team
from foundation.people.masking import Exposure, column_exposure, is_kept
from recordings.models import RecordingRow
from speech.models import UtteranceRow
from telephony.ledger import screens
from telephony.models import CallerRow, CallRow
from tickets.intake import repository as intake

WITHOUT_CONTROLS = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"

LOOKS: Mapping[str, Any] = {
    "words.read": UtteranceRow.text,
    "recordings.listen": RecordingRow.legs,
    "numbers.read": CallerRow.number,
}
"""What is looked at under which act; a purpose that was given for one of them serves the others too."""

ONE_LOOK = timedelta(minutes=10)
"""How long a purpose serves, and one entry stands for a page that reads its call again and again."""


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
    """A call and how it stands to whoever asks: ``own`` is one that he took part in, or whose message he took, ``team``
    one of his team's.

    ``given`` is the purpose that he gave for it.
    """

    row: CallRow
    own: bool
    confidential: bool
    principal: Principal
    given: audit.Given | None = None
    team: bool = False

    @property
    def grants(self) -> Mapping[str, Scope]:
        """How far he may do each act, seen from this call: what reaches it is as good as for all."""
        return within_team(self.principal.grants) if self.team else self.principal.grants

    def may(self, act: str) -> bool:
        """Tell whether he may do ``act`` on this call, confidentiality apart."""
        held = self.grants.get(act)
        return held is Scope.ALL or (self.own and held is not None)

    def exposure(self, column: Any) -> Exposure:
        """Return how he sees a column of what hangs on this call."""
        found = column_exposure(self.grants, column, own=self.own, confidential=self.confidential)
        if found is Exposure.ON_REQUEST and (self.principal.is_system or self.given is not None):
            return Exposure.SHOWN
        return found

    def shows(self, column: Any) -> bool:
        """Tell whether he sees a column whole."""
        return self.exposure(column) is Exposure.SHOWN

    @property
    def is_anothers(self) -> bool:
        """Whether looking needs a purpose, and each look is in the audit."""
        return not self.own and not self.principal.is_system

    @property
    def withheld(self) -> bool:
        """Whether words, number and recording are kept from him because the contact is confidential."""
        return is_kept(self.grants, own=self.own, confidential=self.confidential)


async def found_call(session: AsyncSession, principal: Principal, act: str, call_id: uuid.UUID) -> FoundCall:
    """Return a call.

    Raises:
        NotFound: there is none, or none that he may do ``act`` on; which of both is not said.
    """
    row = await session.get(CallRow, call_id)
    if row is not None:
        agent = principal.agent
        own = agent is not None and (
            await screens.took_part(session, [agent], call_id) or await intake.is_held(session, row.contact_id, agent)
        )
        team = bool(principal.team) and await screens.took_part(session, principal.team, call_id)
        secret = bool(await screens.confidential(session, [row.contact_id]))
        found = FoundCall(row, own, secret, principal, team=team)
        if found.may(act):
            return found
    raise NotFound("there is no such call")


async def with_purpose(session: AsyncSession, found: FoundCall, now: datetime) -> FoundCall:
    """Return a call with the purpose that was given for it within ``ONE_LOOK``."""
    if not found.is_anothers:
        return found
    given = await audit.given(session, found.principal, LOOKS, found.row.call_id, since=now - ONE_LOOK)
    return replace(found, given=given)


async def checked_call(
    database: Database, clock: Clock, principal: Principal, act: str, call_id: uuid.UUID, reason: Reason
) -> FoundCall:
    """Return a call whose personal data is asked for, and put that into the audit.

    A purpose that was given for the call within ``ONE_LOOK`` serves; the entry carries it.

    Raises:
        NotFound: as ``found_call``. Confidential: refused, and the refusal is in the audit.
        BadInput: it is not his own and no purpose is given, or the purpose ``other`` without a note.
    """
    async with database.write() as session:
        found = await found_call(session, principal, act, call_id)
        now = clock.now()
        purpose: str = reason.purpose or ""
        note = reason.note
        if found.is_anothers and not found.withheld:
            found = await with_purpose(session, found, now)
            if reason.purpose is None and found.given is not None:
                purpose, note = found.given.purpose, found.given.note
            else:
                check_reason(reason)
        outcome = Confidential.code if found.withheld else "done"
        await audit.record(
            session, principal, act, "call", call_id, now=now, purpose=purpose, note=note, outcome=outcome
        )
        if found.is_anothers and not found.withheld:
            found = await with_purpose(session, found, now)
    if found.withheld:
        raise Confidential("this contact is confidential")
    return found


async def note_look(session: AsyncSession, found: FoundCall, now: datetime) -> None:
    """Put a look at another's words into the audit, or that it was refused; once within ``ONE_LOOK``."""
    act, outcome = "words.read", Confidential.code if found.withheld else "done"
    call_id, principal = found.row.call_id, found.principal
    if await audit.stands(session, principal, act, call_id, since=now - ONE_LOOK, outcome=outcome):
        return
    purpose, note = (found.given.purpose, found.given.note) if found.given is not None else ("", "")
    await audit.record(session, principal, act, "call", call_id, now=now, purpose=purpose, note=note, outcome=outcome)


def check_reason(reason: Reason) -> None:
    """Refuse a look without a purpose, and the purpose ``other`` without a note.

    Raises:
        BadInput.
    """
    if reason.purpose is None:
        raise BadInput("a purpose is needed for what is not your own", fields={"purpose": {"code": "required"}})
    if reason.purpose == "other" and not reason.note.strip():
        raise BadInput("say in the note what for", fields={"note": {"code": "required"}})
