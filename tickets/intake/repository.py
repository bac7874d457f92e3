"""All queries on drafts, tickets and conclusions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tickets.intake.fields import effective
from tickets.intake.models import ConclusionRow, DraftRow, FieldOutcomeRow, TicketRow
from tickets.intake.outcomes import outcomes
from tickets.intake.types import Conclusion, DraftState


async def draft(session: AsyncSession, contact_id: uuid.UUID) -> DraftRow | None:
    """Return the draft of a contact."""
    return await session.get(DraftRow, contact_id)


async def lock_draft(session: AsyncSession, contact_id: uuid.UUID) -> DraftRow | None:
    """Return the draft of a contact as it is now, held until the commit."""
    return await session.get(DraftRow, contact_id, with_for_update=True, populate_existing=True)


async def is_held(session: AsyncSession, contact_id: uuid.UUID, agent: str) -> bool:
    """Tell whether a contact's draft is, or was at its end, an agent's."""
    return await session.scalar(select(DraftRow.agent).where(DraftRow.contact_id == contact_id)) == agent


async def lock_draft_of_call(session: AsyncSession, call_id: uuid.UUID) -> DraftRow | None:
    """Return the draft whose present call this is, held until the commit."""
    statement = select(DraftRow).where(DraftRow.call_id == call_id).order_by(DraftRow.opened_at.desc()).limit(1)
    return (await session.scalars(statement.with_for_update())).one_or_none()


async def draft_of_call(session: AsyncSession, call_id: uuid.UUID) -> DraftRow | None:
    """Return the draft whose present call this is."""
    statement = select(DraftRow).where(DraftRow.call_id == call_id).order_by(DraftRow.opened_at.desc()).limit(1)
    return (await session.scalars(statement)).one_or_none()


async def open_draft(session: AsyncSession, contact_id: uuid.UUID, call_id: uuid.UUID, now: datetime) -> DraftRow:
    """Return the draft of a contact, held until the commit; an empty one is opened when there is none."""
    row = await lock_draft(session, contact_id)
    if row is not None:
        return row
    row = DraftRow(
        contact_id=contact_id,
        call_id=call_id,
        calls=[str(call_id)],
        state=DraftState.OPEN,
        version=1,
        revision=0,
        fields={},
        words_wanted=0,
        words_done=0,
        opened_at=now,
        updated_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # opened at the same moment from another stream
        other = await lock_draft(session, contact_id)
        if other is None:
            raise
        return other
    return row


async def open_drafts_of(session: AsyncSession, agent: str) -> Sequence[DraftRow]:
    """Return what an agent has answered and not concluded, the oldest first."""
    statement = (
        select(DraftRow).where(DraftRow.agent == agent, DraftRow.state == DraftState.OPEN).order_by(DraftRow.opened_at)
    )
    return (await session.scalars(statement)).all()


async def drafts_with_new_words(
    session: AsyncSession, limit: int
) -> list[tuple[uuid.UUID, list[str], int, str | None]]:
    """Return contact, calls, word count and language of open drafts that the suggestion job has not caught up with."""
    statement = (
        select(DraftRow.contact_id, DraftRow.calls, DraftRow.words_wanted, DraftRow.language)
        .where(DraftRow.state == DraftState.OPEN, DraftRow.words_wanted > DraftRow.words_done)
        .order_by(DraftRow.updated_at)
        .limit(limit)
    )
    found = await session.execute(statement)
    return [(contact_id, list(calls), wanted, language) for contact_id, calls, wanted, language in found]


async def open_drafts_of_calls(
    session: AsyncSession, calls: Iterable[uuid.UUID]
) -> list[tuple[uuid.UUID, list[str], int, str | None]]:
    """Return contact, calls, word count and language of the open drafts whose present calls these are."""
    statement = select(DraftRow.contact_id, DraftRow.calls, DraftRow.words_wanted, DraftRow.language).where(
        DraftRow.state == DraftState.OPEN, DraftRow.call_id.in_(list(calls))
    )
    found = await session.execute(statement)
    return [(contact_id, list(own), wanted, language) for contact_id, own, wanted, language in found]


async def ticket(session: AsyncSession, ticket_id: uuid.UUID) -> TicketRow | None:
    """Return a ticket as it is now."""
    return await session.get(TicketRow, ticket_id, populate_existing=True)


async def ticket_of(session: AsyncSession, contact_id: uuid.UUID) -> TicketRow | None:
    """Return the ticket of a contact."""
    return (await session.scalars(select(TicketRow).where(TicketRow.contact_id == contact_id))).one_or_none()


async def conclusion(session: AsyncSession, contact_id: uuid.UUID) -> ConclusionRow | None:
    """Return what a contact ended in."""
    return await session.get(ConclusionRow, contact_id)


async def calls_linked_to(session: AsyncSession, service_id: str) -> list[uuid.UUID]:
    """Return the calls whose contacts were linked to a ticket."""
    linked = select(ConclusionRow.call_id).where(ConclusionRow.service_id == service_id)
    return [call for call in await session.scalars(linked) if call is not None]


async def keep_body(session: AsyncSession, ticket_id: uuid.UUID, sealed: str) -> str | None:
    """Keep the message to the ticket service unless one is kept already; return the one that is kept."""
    await session.execute(
        update(TicketRow)
        .where(TicketRow.id == ticket_id, TicketRow.handover_body.is_(None), TicketRow.service_id.is_(None))
        .values(handover_body=sealed)
    )
    return await session.scalar(select(TicketRow.handover_body).where(TicketRow.id == ticket_id))


async def drop_body(session: AsyncSession, ticket_id: uuid.UUID) -> None:
    """Let the kept message go."""
    await session.execute(update(TicketRow).where(TicketRow.id == ticket_id).values(handover_body=None))


async def note_handed_over(
    session: AsyncSession, ticket_id: uuid.UUID, service_id: str, now: datetime, *, query_code: str | None = None
) -> bool:
    """Write number and sealed query code and let the kept message go; ``False`` when they were written before."""
    statement = (
        update(TicketRow)
        .where(TicketRow.id == ticket_id, TicketRow.service_id.is_(None))
        .values(service_id=service_id, query_code=query_code, handed_over_at=now, handover_body=None)
        .returning(TicketRow.id)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def drafts_of(session: AsyncSession, contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, DraftRow]:
    """Return the drafts of several contacts."""
    rows = await session.scalars(select(DraftRow).where(DraftRow.contact_id.in_(list(contact_ids))))
    return {row.contact_id: row for row in rows}


async def conclusions_of(session: AsyncSession, contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, ConclusionRow]:
    """Return what several contacts ended in."""
    rows = await session.scalars(select(ConclusionRow).where(ConclusionRow.contact_id.in_(list(contact_ids))))
    return {row.contact_id: row for row in rows}


async def tickets_of(session: AsyncSession, contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, TicketRow]:
    """Return the tickets of several contacts."""
    rows = await session.scalars(select(TicketRow).where(TicketRow.contact_id.in_(list(contact_ids))))
    return {row.contact_id: row for row in rows}


async def tickets_of_matter(
    session: AsyncSession, matter: str, district: str, since: datetime, limit: int
) -> Sequence[TicketRow]:
    """Return the tickets of a matter in a district since a moment, the newest first."""
    statement = (
        select(TicketRow)
        .where(TicketRow.matter == matter, TicketRow.district == district, TicketRow.created_at >= since)
        .order_by(TicketRow.created_at.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


def add_outcomes(session: AsyncSession, concluded: ConclusionRow, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what became of what was suggested for a contact that is submitted; no values of a confidential one."""
    values = effective(fields)
    category, secret = values.get("category"), values.get("confidential") == "yes"
    for one in outcomes(fields):
        session.add(
            FieldOutcomeRow(
                contact_id=concluded.contact_id,
                field=one.field,
                outcome=one.outcome,
                filled=one.filled,
                confidence=one.confidence,
                suggested=None if secret or one.suggested is None else [one.suggested],
                final=None if secret or one.final is None else [one.final],
                agent=concluded.agent,
                category=str(category[0]) if isinstance(category, list) else "",
                concluded_at=concluded.concluded_at,
            )
        )


async def labelled(session: AsyncSession, since: datetime) -> list[tuple[uuid.UUID, str, str]]:
    """Return contact, words and first-level label of the tickets that have both, in the order of time.

    Those that say themselves that they are confidential are left out.
    """
    statement = (
        select(TicketRow.contact_id, TicketRow.fields)
        .where(TicketRow.created_at >= since)
        .order_by(TicketRow.created_at)
    )
    found: list[tuple[uuid.UUID, str, str]] = []
    for contact_id, fields in await session.execute(statement):
        values = effective(fields)
        category, text = values.get("category"), values.get("description") or values.get("summary")
        if isinstance(category, list) and isinstance(text, str) and values.get("confidential") != "yes":
            found.append((contact_id, text, str(category[0])))
    return found


async def tickets_between(session: AsyncSession, agent: str, since: datetime, until: datetime) -> int:
    """Return how many contacts an agent concluded with a ticket in ``[since, until)``."""
    query = (
        select(func.count())
        .select_from(ConclusionRow)
        .where(
            ConclusionRow.agent == agent,
            ConclusionRow.concluded_at >= since,
            ConclusionRow.concluded_at < until,
            ConclusionRow.conclusion == Conclusion.TICKET,
        )
    )
    return await session.scalar(query) or 0


async def conclusions_of_calls(
    session: AsyncSession, call_ids: Sequence[uuid.UUID]
) -> list[tuple[ConclusionRow, TicketRow | None]]:
    """Return how the contacts of some calls were concluded, with the ticket where there is one."""
    query = (
        select(ConclusionRow, TicketRow)
        .outerjoin(TicketRow, TicketRow.id == ConclusionRow.ticket_id)
        .where(ConclusionRow.call_id.in_(call_ids))
    )
    return [(conclusion, ticket) for conclusion, ticket in await session.execute(query)]
