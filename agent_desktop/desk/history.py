"""What is known of a caller from earlier calls of the same number."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.figures import bounds, day_of
from agent_desktop.desk.shapes import CallerHistory, EarlierTicket, RepeatCalls
from agent_desktop.desk.sources import Sources, TicketProgress
from telephony.ledger import screens
from telephony.models import CallRow
from tickets.contract import Kind
from tickets.intake import repository as intake

LOOK_BACK = timedelta(days=365)
TICKETS = 10
SUMMARY = 80


def repeat_calls(moments: Sequence[datetime], entered_at: datetime) -> RepeatCalls:
    """Count earlier calls: of the same day in Asia/Shanghai, within 7 and 30 days before ``entered_at``."""
    midnight, _ = bounds(day_of(entered_at))
    week, month = entered_at - timedelta(days=7), entered_at - timedelta(days=30)
    return RepeatCalls(
        today=sum(at >= midnight for at in moments),
        days7=sum(at >= week for at in moments),
        days30=sum(at >= month for at in moments),
    )


async def caller_history(session: AsyncSession, sources: Sources, call: CallRow) -> CallerHistory:
    """Return how often the number called before and what tickets came of it; confidential ones are left out."""
    if call.caller_id is None:
        return CallerHistory(repeat_calls=repeat_calls([], call.entered_at), earlier_tickets=[])
    earlier = await screens.earlier_calls(session, call.caller_id, call.entered_at - LOOK_BACK, call.entered_at)
    moments = [at for call_id, _, at in earlier if call_id != call.call_id]
    contacts = {contact_id for _, contact_id, _ in earlier} - {call.contact_id}
    return CallerHistory(
        repeat_calls=repeat_calls(moments, call.entered_at),
        earlier_tickets=await _tickets(session, sources, contacts),
    )


async def _tickets(session: AsyncSession, sources: Sources, contacts: set[uuid.UUID]) -> list[EarlierTicket]:
    if not contacts:
        return []
    contacts = contacts - await screens.confidential(session, contacts)
    rows = sorted((await intake.tickets_of(session, contacts)).values(), key=lambda row: row.created_at, reverse=True)
    rows = [row for row in rows if _value(row.fields, "confidential") != "yes"][:TICKETS]
    known = await sources.tickets.progress(session, [row.service_id for row in rows if row.service_id])
    nothing = TicketProgress("")
    return [
        EarlierTicket(
            service_id=row.service_id,
            created_at=row.created_at,
            kind=Kind(kind) if (kind := _value(row.fields, "kind")) in tuple(Kind) else None,
            category=_labels(row.fields),
            summary=(_value(row.fields, "summary") or _value(row.fields, "description") or "")[:SUMMARY],
            status=stands.state or None,
            unit=stands.unit,
            due_at=stands.due_at,
            closed_at=stands.closed_at,
            reply=stands.reply,
        )
        for row in rows
        for stands in (known.get(row.service_id or "", nothing),)
    ]


def _labels(fields: Mapping[str, Mapping[str, Any]]) -> list[str]:
    value = fields.get("category", {}).get("value")
    return [str(label) for label in value] if isinstance(value, list) else []


def _value(fields: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    value = fields.get(name, {}).get("value")
    return value if isinstance(value, str) else None
