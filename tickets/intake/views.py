"""From rows to what is answered."""

from __future__ import annotations

from tickets.intake.models import ConclusionRow, DraftRow, TicketRow
from tickets.intake.types import Conclusion, ConclusionView, DraftState, DraftView, Reason, TicketView


def draft(row: DraftRow) -> DraftView:
    """Return a draft as it is answered."""
    return DraftView(
        contact_id=row.contact_id,
        call_id=row.call_id,
        state=DraftState(row.state),
        version=row.version,
        revision=row.revision,
        fields=row.fields,
        queue=row.queue,
        line=row.line,
        language=row.language,
        agent=row.agent,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        updated_at=row.updated_at,
    )


def ticket(row: TicketRow) -> TicketView:
    """Return a ticket as it is answered."""
    return TicketView(
        id=row.id,
        contact_id=row.contact_id,
        call_id=row.call_id,
        fields=row.fields,
        agent=row.agent,
        request_id=row.request_id,
        created_at=row.created_at,
        outbox_id=row.outbox_id,
        service_id=row.service_id,
        handed_over_at=row.handed_over_at,
    )


def conclusion(row: ConclusionRow) -> ConclusionView:
    """Return a conclusion as it is answered."""
    return ConclusionView(
        contact_id=row.contact_id,
        call_id=row.call_id,
        conclusion=Conclusion(row.conclusion),
        reason=Reason(row.reason) if row.reason else None,
        ticket_id=row.ticket_id,
        service_id=row.service_id,
        agent=row.agent,
        concluded_at=row.concluded_at,
    )
