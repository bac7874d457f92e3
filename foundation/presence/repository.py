"""All queries on presence."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.presence.models import PresenceRow

SEEN_SECONDS = 6.0
FORGET = timedelta(days=1)


async def announce(
    session: AsyncSession, process_id: uuid.UUID, name: str, started_at: datetime, now: datetime
) -> None:
    """Note that a process is there; rows of processes that died long ago are forgotten."""
    await session.merge(PresenceRow(process_id=process_id, name=name, started_at=started_at, seen_at=now))
    await session.execute(delete(PresenceRow).where(PresenceRow.name == name, PresenceRow.seen_at < now - FORGET))


async def withdraw(session: AsyncSession, process_id: uuid.UUID) -> None:
    """Note that a process stops."""
    await session.execute(delete(PresenceRow).where(PresenceRow.process_id == process_id))


async def present(session: AsyncSession, name: str, now: datetime) -> int:
    """Return how many processes of a name were seen lately."""
    since = now - timedelta(seconds=SEEN_SECONDS)
    query = select(func.count()).select_from(PresenceRow).where(PresenceRow.name == name, PresenceRow.seen_at > since)
    return await session.scalar(query) or 0
