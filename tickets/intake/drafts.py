"""What a call does to a draft; pure changes of a row that the caller holds."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from tickets.intake.models import DraftRow
from tickets.intake.types import DraftState


def touch(row: DraftRow, now: datetime) -> None:
    """Count a change."""
    row.revision += 1
    row.updated_at = now


def offer(row: DraftRow, call_id: uuid.UUID, payload: dict[str, Any], happened_at: datetime) -> bool:
    """Note that a call was offered to a queue; return whether anything changed.

    A call that the draft does not know yet (the caller was called back) becomes its present call and opens it again,
    unless it is submitted. What comes late or twice changes nothing.
    """
    known = str(call_id) in row.calls
    if known and (call_id != row.call_id or (row.offered_at is not None and happened_at <= row.offered_at)):
        return False
    if not known:
        row.calls = [*row.calls, str(call_id)]
        row.call_id = call_id
        row.answered_at = row.ended_at = None
        if row.state == DraftState.CLOSED:
            row.state = DraftState.OPEN
    row.offered_at = happened_at
    row.queue = _code(payload, "queue", 64) or row.queue
    row.line = _code(payload, "line", 32) or row.line
    row.language = _code(payload, "language", 16) or row.language
    return True


def answer(row: DraftRow, call_id: uuid.UUID, agent: str | None, happened_at: datetime) -> bool:
    """Note who answered; of several (a transfer) the latest counts."""
    if call_id != row.call_id or (row.answered_at is not None and happened_at <= row.answered_at):
        return False
    row.answered_at = happened_at
    row.agent = agent or row.agent
    return True


def end(row: DraftRow, call_id: uuid.UUID, happened_at: datetime) -> bool:
    """Note the end: a draft that somebody answered, or took over, stays open for wrap-up, another is closed."""
    if call_id != row.call_id or row.ended_at is not None:
        return False
    row.ended_at = happened_at
    if row.answered_at is None and row.agent is None and row.state == DraftState.OPEN:
        row.state = DraftState.CLOSED
    return True


def _code(payload: dict[str, Any], name: str, length: int) -> str | None:
    value = payload.get(name)
    return str(value)[:length] if value else None
