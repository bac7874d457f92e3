"""All queries on the audit log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.audit.models import AuditRow
from foundation.people.principal import Principal

CARRIED = "↪#"
"""How the note of an entry begins whose purpose was given with another look: the position of that entry follows."""


@dataclass(frozen=True)
class Given:
    """A purpose that somebody gave, and the entry that he gave it with."""

    position: int
    purpose: str

    @property
    def note(self) -> str:
        """Return the note of an entry that this purpose serves too."""
        return f"{CARRIED}{self.position}"


@dataclass(frozen=True)
class Entry:
    """One entry as stored."""

    position: int
    at: datetime
    actor_kind: str
    actor: uuid.UUID | None
    act: str
    subject_kind: str
    subject: str
    purpose: str
    note: str
    outcome: str
    address: str


async def record(
    session: AsyncSession,
    principal: Principal | None,
    act: str,
    subject_kind: str = "",
    subject: object = "",
    *,
    now: datetime,
    purpose: str = "",
    note: str = "",
    outcome: str = "done",
    address: str = "",
) -> None:
    """Add an entry in the transaction of the act, so that there is never one without the other.

    Args:
        principal: who acts; ``None`` before log-in.
        act: a permission (``recordings.listen``) or an event of people (``session.opened``).
        subject: an id, never a number, a name or words; cut at 96 characters.
        purpose: code of the reason; ``note``: what the person wrote about it, at most 200 characters.
        outcome: ``done``, the code of the error that refused it, or ``asked``: another entry tells how it ended.
    """
    kind = "nobody" if principal is None else "system" if principal.is_system else "person"
    session.add(
        AuditRow(
            at=now,
            actor_kind=kind,
            actor=principal.account_id if principal else None,
            act=act,
            subject_kind=subject_kind,
            subject=str(subject)[:96],
            purpose=purpose,
            note=note[:200],
            outcome=outcome,
            address=(address or (principal.address if principal else ""))[:45],
        )
    )
    await session.flush()


async def stands(
    session: AsyncSession, principal: Principal, act: str, subject: object, *, since: datetime, outcome: str = "done"
) -> bool:
    """Tell whether the same entry of the same person has been made since: a page that reads itself anew is one look."""
    query = select(AuditRow.position).where(
        AuditRow.subject == str(subject)[:96],
        AuditRow.actor == principal.account_id,
        AuditRow.act == act,
        AuditRow.outcome == outcome,
        AuditRow.at >= since,
    )
    return await session.scalar(query.limit(1)) is not None


async def given(
    session: AsyncSession, principal: Principal, acts: Iterable[str], subject: object, *, since: datetime
) -> Given | None:
    """Return the purpose that a person gave last for any of ``acts`` on a subject; one that was carried on is none."""
    query = (
        select(AuditRow.position, AuditRow.purpose)
        .where(
            AuditRow.subject == str(subject)[:96],
            AuditRow.actor == principal.account_id,
            AuditRow.act.in_(list(acts)),
            AuditRow.outcome == "done",
            AuditRow.purpose != "",
            ~AuditRow.note.startswith(CARRIED),
            AuditRow.at > since,
        )
        .order_by(AuditRow.position.desc())
    )
    row = (await session.execute(query.limit(1))).first()
    return Given(row.position, row.purpose) if row is not None else None


async def page(
    session: AsyncSession,
    *,
    actor: uuid.UUID | None = None,
    actor_kind: str = "",
    act: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return at most ``limit`` entries that fit, newest first; ``before`` is the last position of the page before."""
    query = select(AuditRow).order_by(AuditRow.position.desc()).limit(limit)
    for given, column in ((actor, AuditRow.actor), (actor_kind, AuditRow.actor_kind), (subject, AuditRow.subject)):
        if given:
            query = query.where(column == given)
    if act:
        query = query.where(AuditRow.act.startswith(act, autoescape=True) if act.endswith(".") else AuditRow.act == act)
    if since is not None:
        query = query.where(AuditRow.at >= since)
    if until is not None:
        query = query.where(AuditRow.at < until)
    if before is not None:
        query = query.where(AuditRow.position < before)
    return [
        Entry(
            row.position,
            row.at,
            row.actor_kind,
            row.actor,
            row.act,
            row.subject_kind,
            row.subject,
            row.purpose,
            row.note,
            row.outcome,
            row.address,
        )
        for row in await session.scalars(query)
    ]
