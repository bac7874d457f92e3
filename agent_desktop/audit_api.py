"""``/api/v1/audit``: the audit log, for auditors; reading it is in it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.storable import Moment
from foundation import audit
from foundation.audit.models import AuditRow
from foundation.database import Database
from foundation.people import repository
from foundation.people.masking import Exposure, column_exposure
from foundation.people.models import AccountRow
from foundation.people.names import masked_name

MOST = 500
SYSTEM = "system"


class EntryShown(BaseModel):
    """One entry; ``actor`` is an account's id, ``system``, or null before log-in."""

    position: int
    at: datetime
    actor: str | None
    actor_name: str
    act: str
    subject_kind: str
    subject: str
    purpose: str
    note: str
    outcome: str
    address: str


class AuditPage(BaseModel):
    """Entries, newest first; ``next`` goes into ``before`` of the next question, null at the end."""

    entries: list[EntryShown]
    next: int | None


Text = Annotated[str, Query(max_length=96)]


def create_audit_api(database: Database) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1", tags=["audit"])

    @router.get("/audit")
    async def page(
        principal: Annotated[Principal, Depends(allow("audit.read", scope=Scope.ALL, audited=True))],
        actor: Text = "",
        act: Annotated[str, Query(max_length=48, pattern=r"^[a-z_.]*$")] = "",
        subject: Annotated[str, Query(max_length=96, pattern=r"^[^\x00]*$")] = "",
        since: Moment | None = None,
        until: Moment | None = None,
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    ) -> AuditPage:
        """Return what fits; ``actor`` is an id, a name or ``system``, ``act=session.`` takes all that begin so."""
        async with database.read() as session:
            account_id, known = await _actor(session, actor)
            if actor and not known:
                return AuditPage(entries=[], next=None)
            found = await audit.page(
                session,
                actor=account_id,
                actor_kind=SYSTEM if actor == SYSTEM else "",
                act=act,
                subject=subject,
                since=since,
                until=until,
                before=before,
                limit=limit + 1,
            )
            names = await repository.names_of(session, {e.actor for e in found[:limit] if e.actor is not None})
        return AuditPage(
            entries=[_shown(entry, names, principal) for entry in found[:limit]],
            next=found[limit - 1].position if len(found) > limit else None,
        )

    return router


async def _actor(session: AsyncSession, given: str) -> tuple[uuid.UUID | None, bool]:
    """Return the account that is meant, and whether somebody is."""
    if given in ("", SYSTEM):
        return None, given == SYSTEM
    try:
        return uuid.UUID(given), True
    except ValueError:
        account = await repository.account_named(session, given) if given.isprintable() else None
        return (account.account_id, True) if account is not None else (None, False)


def _shown(entry: audit.Entry, names: dict[uuid.UUID, str], principal: Principal) -> EntryShown:
    system = entry.actor_kind == SYSTEM
    own = entry.actor is not None and entry.actor == principal.account_id

    def sees(column: Any) -> bool:
        return column_exposure(principal.grants, column, own=own) is Exposure.SHOWN

    name = names.get(entry.actor, "") if entry.actor else ""
    return EntryShown(
        position=entry.position,
        at=entry.at,
        actor=SYSTEM if system else str(entry.actor) if entry.actor else None,
        actor_name=SYSTEM if system else name if sees(AccountRow.name) else masked_name(name),
        act=entry.act,
        subject_kind=entry.subject_kind,
        subject=entry.subject,
        purpose=entry.purpose,
        note=entry.note if sees(AuditRow.note) else "",
        outcome=entry.outcome,
        address=entry.address if sees(AuditRow.address) else "",
    )
