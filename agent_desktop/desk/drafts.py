"""Drafts as the desktop shows them, with the caller's masked number, their conclusion and their ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.shapes import (
    Draft,
    DraftConclusion,
    DraftField,
    DraftSummary,
    DraftTicket,
    Ticket,
)
from agent_desktop.desk.sources import Sources
from telephony.ledger import screens
from telephony.models import CallRow
from tickets.intake import TicketView
from tickets.intake import repository as intake
from tickets.intake.models import ConclusionRow, DraftRow, TicketRow
from tickets.intake.types import Conclusion, DraftState, Reason


def draft_fields(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, DraftField]:
    """Return fields as they are answered."""
    shown = DraftField.model_fields
    return {
        name: DraftField.model_validate({key: value for key, value in entry.items() if key in shown})
        for name, entry in fields.items()
    }


def ticket_shape(view: TicketView) -> Ticket:
    """Return a submitted ticket as it is answered."""
    return Ticket(
        id=view.id,
        contact_id=view.contact_id,
        call_id=view.call_id,
        fields=draft_fields(view.fields),
        agent=view.agent,
        request_id=view.request_id,
        created_at=view.created_at,
        service_id=view.service_id,
        handed_over_at=view.handed_over_at,
    )


async def drafts(session: AsyncSession, sources: Sources, rows: Sequence[DraftRow]) -> list[Draft]:
    """Return several drafts whole."""
    if not rows:
        return []
    contacts = [row.contact_id for row in rows]
    conclusions = await intake.conclusions_of(session, contacts)
    tickets = await intake.tickets_of(session, contacts)
    calls = {
        call.call_id: call
        for call in await session.scalars(select(CallRow).where(CallRow.call_id.in_([row.call_id for row in rows])))
    }
    callers = await screens.callers(session, [call.caller_id for call in calls.values()])
    found = []
    for row in rows:
        call = calls.get(row.call_id)
        caller = callers.get(call.caller_id) if call and call.caller_id else None
        summary = _summary(row, sources.masked(caller), conclusions.get(row.contact_id), tickets.get(row.contact_id))
        found.append(Draft(**summary, fields=draft_fields(row.fields)))
    return found


def summaries(whole: Sequence[Draft]) -> list[DraftSummary]:
    """Return drafts without their fields."""
    return [DraftSummary(**{name: getattr(draft, name) for name in DraftSummary.model_fields}) for draft in whole]


def _summary(row: DraftRow, ani: str, conclusion: ConclusionRow | None, ticket: TicketRow | None) -> dict[str, Any]:
    return {
        "contact_id": row.contact_id,
        "call_id": row.call_id,
        "state": DraftState(row.state),
        "version": row.version,
        "revision": row.revision,
        "queue": row.queue,
        "line": row.line,
        "language": row.language,
        "agent": row.agent,
        "opened_at": row.opened_at,
        "answered_at": row.answered_at,
        "ended_at": row.ended_at,
        "updated_at": row.updated_at,
        "ani": ani,
        "conclusion": conclusion
        and DraftConclusion(
            conclusion=Conclusion(conclusion.conclusion),
            reason=Reason(conclusion.reason) if conclusion.reason else None,
            service_id=conclusion.service_id or (ticket.service_id if ticket else None),
            ticket_id=conclusion.ticket_id,
        ),
        "ticket": ticket
        and DraftTicket(
            id=ticket.id,
            service_id=ticket.service_id,
            created_at=ticket.created_at,
            handed_over_at=ticket.handed_over_at,
        ),
    }
