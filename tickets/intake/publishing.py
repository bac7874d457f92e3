"""How intake tells the others."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.streams import publish
from tickets import events
from tickets.intake.models import ConclusionRow, DraftRow


def _text(value: uuid.UUID | None) -> str | None:
    return str(value) if value else None


async def draft_updated(session: AsyncSession, row: DraftRow) -> None:
    """Say that a draft changed."""
    payload = {
        "contact_id": str(row.contact_id),
        "call_id": str(row.call_id),
        "state": row.state,
        "agent": row.agent,
        "version": row.version,
        "revision": row.revision,
    }
    await publish(session, events.DRAFT_UPDATED, row.contact_id, payload)


async def contact_concluded(session: AsyncSession, row: ConclusionRow) -> None:
    """Say what a contact ended in."""
    payload = {
        "contact_id": str(row.contact_id),
        "call_id": _text(row.call_id),
        "conclusion": row.conclusion,
        "reason": row.reason,
        "ticket_id": _text(row.ticket_id),
        "agent": row.agent,
    }
    await publish(session, events.CONTACT_CONCLUDED, row.contact_id, payload)


async def ticket_submitted(session: AsyncSession, row: ConclusionRow) -> None:
    """Say that a ticket is there and on its way."""
    payload = {
        "contact_id": str(row.contact_id),
        "call_id": _text(row.call_id),
        "ticket_id": _text(row.ticket_id),
        "agent": row.agent,
    }
    await publish(session, events.TICKET_SUBMITTED, row.contact_id, payload)
