"""All queries of recordings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from recordings.models import RecordingRow

MESSAGE = "message"
"""State of the recording of a call that nobody answered and that left a message."""
OPEN_STATES = ("expected", "to_verify")


async def expect(
    session: AsyncSession,
    call_id: uuid.UUID,
    contact_id: uuid.UUID,
    base: str,
    at: datetime,
    *,
    answered: bool = True,
) -> None:
    """Note that an answered call must, and another may, have a recording; ``at`` is the answer, else the call's end.

    Who was asked for a message has one from then on; what became of him counts.
    """
    row = await session.get(RecordingRow, call_id, with_for_update=True)
    if row is not None:
        if row.state == "expected" and not row.answered:
            row.answered, row.started_at = answered, at
    else:
        session.add(
            RecordingRow(
                call_id=call_id,
                contact_id=contact_id,
                base=base,
                answered=answered,
                state="expected",
                started_at=at,
                due_at=at,
                tries=0,
                legs={},
                intervals=[],
            )
        )


async def to_verify(session: AsyncSession, call_id: uuid.UUID, intervals: list[list[str]], due_at: datetime) -> None:
    """Note that the call is over and its files can be checked from ``due_at`` on."""
    await session.execute(
        update(RecordingRow)
        .where(RecordingRow.call_id == call_id, RecordingRow.state == "expected")
        .values(state="to_verify", intervals=intervals, due_at=due_at)
    )


async def due(session: AsyncSession, now: datetime, limit: int = 20) -> list[RecordingRow]:
    """Return recordings to check, oldest first."""
    rows = await session.scalars(
        select(RecordingRow)
        .where(RecordingRow.state == "to_verify", RecordingRow.due_at <= now)
        .order_by(RecordingRow.due_at)
        .limit(limit)
    )
    return list(rows)


async def of_call(session: AsyncSession, call_id: uuid.UUID, *, lock: bool = False) -> RecordingRow | None:
    """Return the recording of a call; ``lock`` holds it until the commit."""
    return await session.get(RecordingRow, call_id, with_for_update=lock or None)


async def of_calls(session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, RecordingRow]:
    """Return the recordings of several calls."""
    rows = await session.scalars(select(RecordingRow).where(RecordingRow.call_id.in_(call_ids)))
    return {row.call_id: row for row in rows}


async def known_bases(session: AsyncSession, bases: Sequence[str]) -> set[str]:
    """Return those names of files that a recording has."""
    return set(await session.scalars(select(RecordingRow.base).where(RecordingRow.base.in_(bases))))
