"""One call as programs and pages see it; the caller's number is masked, the whole is for ``purpose`` callers only."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.crypto import Vault
from recordings import repository as recordings
from speech import repository as speech
from speech.models import TranscriptRow
from telephony import numbers
from telephony.ledger import repository as ledger
from telephony.models import CallerRow, CallRow
from tickets.intake import repository as intake


async def call_view(
    session: AsyncSession, vault: Vault, call: CallRow, *, whole_number: bool = False
) -> dict[str, Any]:
    """Return everything that hangs on a call."""
    caller = await session.get(CallerRow, call.caller_id) if call.caller_id else None
    ani = vault.open(caller.number, "phone") if caller else ""
    visits = await ledger.visits_of(session, call.call_id)
    talks = await ledger.talks_of(session, call.call_id)
    menus = await ledger.menus_of(session, call.call_id)
    recording = await recordings.of_call(session, call.call_id)
    last = visits[-1] if visits else None
    conclusion = await intake.conclusion(session, call.contact_id)
    return {
        "call_id": str(call.call_id),
        "contact_id": str(call.contact_id),
        "ani": ani if whole_number else numbers.masked(ani),
        "dnis": call.line,
        "language": call.language,
        "menu_path": call.menu_path,
        "menu_ended": menus[-1].ended if menus else None,
        "queue": last.queue if last else None,
        "wait_seconds": last.wait_seconds if last else None,
        "time_to_answer_seconds": call.time_to_answer_seconds,
        "agent": talks[-1].agent if talks else None,
        "outcome": call.outcome,
        "end_reason": call.end_reason,
        "entered_at": call.entered_at.isoformat(),
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
        "conclusion": conclusion.conclusion if conclusion else None,
        "recording": _recording(recording) if recording else None,
        "transcript": await transcript(session, call.call_id),
        "ticket": await _ticket(session, call.contact_id),
    }


def _recording(row: Any) -> dict[str, Any]:
    mixed = row.legs.get("mixed", {})
    return {
        "state": row.state,
        "path": mixed.get("file"),
        "sha256": mixed.get("sha256"),
        "duration_seconds": row.duration_seconds,
        "legs": row.legs,
        "truncated": row.truncated,
        "problem": row.problem,
    }


async def transcript(session: AsyncSession, call_id: uuid.UUID) -> dict[str, Any]:
    """Return the words of a call: of the whole recording once that is done, until then the live ones."""
    done = await session.get(TranscriptRow, call_id)
    source = "recording" if done is not None and done.state == "done" else "live"
    rows = await speech.utterances(session, call_id, source)
    return {
        "source": source,
        "utterances": [
            {
                "utterance_id": str(row.utterance_id),
                "speaker": row.speaker,
                "started_at": row.started_at.isoformat(),
                "ended_at": row.ended_at.isoformat(),
                "text": row.text,
                "confidence": round(row.confidence, 3),
            }
            for row in rows
        ],
    }


async def _ticket(session: AsyncSession, contact_id: uuid.UUID) -> dict[str, Any] | None:
    row = await intake.ticket_of(session, contact_id)
    if row is None:
        return None
    return {"id": str(row.id), "service_id": row.service_id, "fields": row.fields, "agent": row.agent}
