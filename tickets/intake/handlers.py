"""Which event runs what.

Handlers write only what the event says; the suggestions themselves are made by ``jobs.SuggestionJob``, outside the
transaction that holds the cursor, because pre-fill takes longer than anybody should wait for SQLite's write lock.
"""

from __future__ import annotations

import uuid
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.outbox import enqueue
from foundation.outbox.relay import TOPIC
from foundation.streams import Handler, StreamEvent, wake_after
from tickets.intake import drafts, publishing, repository
from tickets.intake.models import DraftRow
from tickets.intake.ports import IntakeDeps
from tickets.intake.service import DESTINATION, SUGGESTIONS

RATING = "satisfaction"
MARKED = "confidential"


def ledger_handlers(deps: IntakeDeps) -> dict[str, Handler]:
    """Return the handlers of the ledger's events."""
    return {
        "call_offered": _call_offered,  # the draft opens
        "call_answered": _call_answered,  # and has an agent
        "survey_answered": partial(_survey_answered, deps),  # a ticket that was submitted is followed by it
        "call_ended": _call_ended,  # stays open for wrap-up, or closes if nobody answered
    }


def domain_handlers(deps: IntakeDeps) -> dict[str, Handler]:
    """Return the handlers of domain events."""
    return {
        "utterance_heard": _words_changed,  # the suggestions are due
        "utterance_corrected": _words_changed,  # a person put words right
        "contact_marked": partial(_contact_marked, deps),  # a ticket that was submitted is told
        "transcript_done": _words_changed,  # the words of the recording are in force from now on
    }


async def _call_offered(session: AsyncSession, event: StreamEvent) -> None:
    row, call_id = await _draft(session, event)
    if row and drafts.offer(row, call_id, event.payload, event.happened_at):
        await _changed(session, row, event)


async def _call_answered(session: AsyncSession, event: StreamEvent) -> None:
    row, call_id = await _draft(session, event)
    if row and drafts.answer(row, call_id, event.payload.get("agent"), event.happened_at):
        await _changed(session, row, event)


async def _survey_answered(deps: IntakeDeps, session: AsyncSession, event: StreamEvent) -> None:
    ticket = await repository.ticket_of(session, uuid.UUID(str(event.payload["contact_id"])))
    if ticket is None:
        return  # it is handed over with the answer in it
    payload = {"ticket_id": str(ticket.id), "satisfaction": event.payload["level"]}
    await enqueue(session, DESTINATION, RATING, ticket.id, payload, now=deps.clock.now())
    wake_after(session, TOPIC)


async def _contact_marked(deps: IntakeDeps, session: AsyncSession, event: StreamEvent) -> None:
    ticket = await repository.ticket_of(session, uuid.UUID(str(event.payload["contact_id"])))
    contact_id = uuid.UUID(str(event.payload["contact_id"]))
    # What holds is read when it is sent: two marks may change places.
    if ticket is not None:
        payload = {"ticket_id": str(ticket.id)}
    else:
        concluded = await repository.conclusion(session, contact_id)
        if concluded is None or concluded.service_id is None:
            return  # it is handed over with the mark in it
        payload = {"service_id": concluded.service_id, "contact_id": str(contact_id)}
    await enqueue(session, DESTINATION, MARKED, contact_id, payload, now=deps.clock.now())
    wake_after(session, TOPIC)


async def _call_ended(session: AsyncSession, event: StreamEvent) -> None:
    call_id = _call(event)
    row = await repository.lock_draft_of_call(session, call_id)  # none: it ended inside the menu
    if row and drafts.end(row, call_id, event.happened_at):
        await _changed(session, row, event)


async def _words_changed(session: AsyncSession, event: StreamEvent) -> None:
    # Words may be heard before the ledger's offer is read here: the two streams have cursors of their own.
    row, _ = await _draft(session, event)
    if row:
        row.words_wanted += 1
        wake_after(session, SUGGESTIONS)


async def _draft(session: AsyncSession, event: StreamEvent) -> tuple[DraftRow | None, uuid.UUID]:
    call_id = _call(event)
    contact = event.payload.get("contact_id")
    if not contact:
        return await repository.lock_draft_of_call(session, call_id), call_id
    return await repository.open_draft(session, uuid.UUID(str(contact)), call_id, event.happened_at), call_id


def _call(event: StreamEvent) -> uuid.UUID:
    return uuid.UUID(str(event.payload.get("call_id") or event.subject))


async def _changed(session: AsyncSession, row: DraftRow, event: StreamEvent) -> None:
    drafts.touch(row, event.happened_at)
    await session.flush()
    await publishing.draft_updated(session, row)
