"""Messages that callers left: recordings of calls that nobody answered, until their contact is concluded."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.lines import DANGERS
from agent_desktop.desk.shapes import Danger
from recordings.models import RecordingRow
from recordings.repository import MESSAGE
from speech.models import UtteranceRow
from telephony.ledger.screens import UNCOUNTED
from telephony.models import CallRow
from tickets.intake.models import ConclusionRow, DraftRow
from tickets.intake.types import DraftState
from tickets.prefill import service_for
from tickets.prefill.wording import Wording


@dataclass(frozen=True)
class Left:
    """One call with its messages: ``agent`` has taken it."""

    call: CallRow
    recording: RecordingRow
    agent: str | None
    conclusion: ConclusionRow | None


def _query() -> Select[Any, Any, Any, Any]:
    found: Select[Any, Any, Any, Any] = (
        select(CallRow, RecordingRow, DraftRow, ConclusionRow)
        .join(RecordingRow, RecordingRow.call_id == CallRow.call_id)
        .outerjoin(DraftRow, DraftRow.contact_id == CallRow.contact_id)
        .outerjoin(ConclusionRow, ConclusionRow.contact_id == CallRow.contact_id)
        .where(RecordingRow.state == MESSAGE, CallRow.purpose.not_in(UNCOUNTED))
    )
    return found


async def _found(session: AsyncSession, query: Select[Any, Any, Any, Any]) -> list[Left]:
    return [
        Left(call, recording, _agent(draft, conclusion), conclusion)
        for call, recording, draft, conclusion in await session.execute(query)
    ]


def _agent(draft: DraftRow | None, conclusion: ConclusionRow | None) -> str | None:
    if conclusion is not None:
        return conclusion.agent or None
    return draft.agent if draft is not None and draft.state == DraftState.OPEN else None


async def page(session: AsyncSession, *, every: bool, before: uuid.UUID | None, limit: int) -> Sequence[Left]:
    """Return messages that wait, the oldest first, or every one, the newest first, behind the call ``before``."""
    at, call_id = RecordingRow.started_at, RecordingRow.call_id
    query = _query()
    if not every:
        query = query.where(ConclusionRow.contact_id.is_(None))
    if before is not None:
        mark = await session.get(RecordingRow, before)
        if mark is None:
            return []
        beside = call_id < mark.call_id if every else call_id > mark.call_id
        further = at < mark.started_at if every else at > mark.started_at
        query = query.where(or_(further, and_(at == mark.started_at, beside)))
    order = (at.desc(), call_id.desc()) if every else (at, call_id)
    return await _found(session, query.order_by(*order).limit(limit))


async def of_call(session: AsyncSession, call_id: uuid.UUID) -> Left | None:
    """Return the messages of a call."""
    found = await _found(session, _query().where(CallRow.call_id == call_id))
    return found[0] if found else None


async def dangers(session: AsyncSession, call_ids: Sequence[uuid.UUID], wording: Wording) -> dict[uuid.UUID, Danger]:
    """Return which emergency service the words of messages call for, by call; none for most."""
    query = (
        select(UtteranceRow.call_id, UtteranceRow.text)
        .where(UtteranceRow.call_id.in_(call_ids), UtteranceRow.speaker == "caller")
        .order_by(UtteranceRow.started_at)
    )
    said: dict[uuid.UUID, list[str]] = {}
    for call_id, text in await session.execute(query):
        said.setdefault(call_id, []).append(text)
    found = {call_id: DANGERS.get(service_for("。".join(texts), wording)) for call_id, texts in said.items()}
    return {call_id: danger for call_id, danger in found.items() if danger is not None}


async def waiting(session: AsyncSession) -> tuple[int, datetime | None]:
    """Return how many messages nobody has answered yet, and when the first of them was left."""
    query = (
        select(func.count(), func.min(RecordingRow.started_at))
        .select_from(RecordingRow)
        .join(CallRow, CallRow.call_id == RecordingRow.call_id)
        .outerjoin(ConclusionRow, ConclusionRow.contact_id == CallRow.contact_id)
        .where(RecordingRow.state == MESSAGE, CallRow.purpose.not_in(UNCOUNTED), ConclusionRow.contact_id.is_(None))
    )
    count, first = (await session.execute(query)).one()
    return count, first
