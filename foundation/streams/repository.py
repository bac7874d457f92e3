"""All queries on streams and cursors."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Base
from foundation.ids import new_id
from foundation.streams.models import CursorRow, DomainEventRow, StreamRow, StuckEventRow
from foundation.streams.types import StreamEvent

DOMAIN = "domain"


class Stream(Protocol):
    """A stream that can be read on from a position."""

    name: str

    async def after(self, session: AsyncSession, position: int, limit: int) -> list[StreamEvent]:
        """Return at most ``limit`` events behind ``position``, in order."""
        ...


async def take_positions(session: AsyncSession, stream: str, count: int) -> int:
    """Reserve ``count`` positions and return the first; the stream's row stays locked until the commit."""
    statement = (
        update(StreamRow)
        .where(StreamRow.name == stream)
        .values(last_position=StreamRow.last_position + count)
        .returning(StreamRow.last_position)
    )
    last: int | None = (await session.execute(statement)).scalar_one_or_none()
    if last is None:  # first use of this stream, maybe by two at once; the migration normally makes the row
        row = _insert(session, StreamRow).values(name=stream, last_position=0)
        await session.execute(row.on_conflict_do_nothing())
        last = int((await session.execute(statement)).scalar_one())
    return last - count + 1


async def last_position(session: AsyncSession, stream: str) -> int:
    """Return the last position given out and committed in a stream, 0 when it is new."""
    return await session.scalar(select(StreamRow.last_position).where(StreamRow.name == stream)) or 0


def _insert(session: AsyncSession, table: type[Base]) -> Any:
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def wake_after(session: AsyncSession, topic: str) -> None:
    """Have whoever commits this session signal ``topic`` afterwards; a subscriber does, others signal themselves."""
    session.info.setdefault("wake", set()).add(topic)


async def publish(
    session: AsyncSession,
    kind: str,
    subject: uuid.UUID | None,
    payload: dict[str, Any],
    *,
    event_id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
) -> uuid.UUID:
    """Write a domain event in the caller's transaction and return its id; ``payload`` holds ids and codes only."""
    now = datetime.now(UTC)
    event_id = event_id or new_id()
    position = await take_positions(session, DOMAIN, 1)
    await session.execute(
        insert(DomainEventRow).values(
            position=position,
            event_id=event_id,
            kind=kind,
            subject=subject,
            happened_at=happened_at or now,
            stored_at=now,
            schema=1,
            payload=payload,
        )
    )
    wake_after(session, DOMAIN)
    return event_id


class DomainEvents:
    """The stream of domain events."""

    name = DOMAIN

    async def after(self, session: AsyncSession, position: int, limit: int) -> list[StreamEvent]:
        """Return at most ``limit`` events behind ``position``, in order."""
        rows = await session.scalars(
            select(DomainEventRow)
            .where(DomainEventRow.position > position)
            .order_by(DomainEventRow.position)
            .limit(limit)
        )
        return [StreamEvent(r.position, r.event_id, r.kind, r.happened_at, r.payload, r.subject) for r in rows]


async def cursor_position(session: AsyncSession, subscriber: str, stream: str) -> int:
    """Return how far a subscriber has read, 0 when it is new."""
    return await session.scalar(_cursor(subscriber, stream)) or 0


async def lock_cursor(session: AsyncSession, subscriber: str, stream: str) -> int:
    """Return the cursor, held until the commit so that two processes of one subscriber never handle the same event."""
    position: int | None = await session.scalar(_cursor(subscriber, stream).with_for_update())
    if position is None:  # a new subscriber, maybe two processes of it at once
        row = _insert(session, CursorRow).values(
            subscriber=subscriber, stream=stream, position=0, moved_at=datetime.now(UTC)
        )
        await session.execute(row.on_conflict_do_nothing())
        position = await session.scalar(_cursor(subscriber, stream).with_for_update())
    return position or 0


def _cursor(subscriber: str, stream: str) -> Select[int]:
    return select(CursorRow.position).where(CursorRow.subscriber == subscriber, CursorRow.stream == stream)


async def move_cursor(session: AsyncSession, subscriber: str, stream: str, position: int) -> None:
    """Note that everything up to ``position`` is handled."""
    await session.execute(
        update(CursorRow)
        .where(CursorRow.subscriber == subscriber, CursorRow.stream == stream)
        .values(position=position, moved_at=datetime.now(UTC))
    )


async def note_stuck(session: AsyncSession, subscriber: str, stream: str, position: int, error: str) -> None:
    """Put an event aside that could not be handled."""
    await session.merge(
        StuckEventRow(
            subscriber=subscriber, stream=stream, position=position, error=error[:2000], stuck_at=datetime.now(UTC)
        )
    )


async def forget_stuck(session: AsyncSession, subscriber: str, stream: str, position: int) -> bool:
    """Take an event out of those put aside; ``False`` when it is not among them."""
    statement = delete(StuckEventRow).where(
        StuckEventRow.subscriber == subscriber, StuckEventRow.stream == stream, StuckEventRow.position == position
    )
    return (await session.execute(statement.returning(StuckEventRow.position))).scalar_one_or_none() is not None


async def stuck_events(session: AsyncSession) -> Sequence[StuckEventRow]:
    """Return the events put aside, in the order in which they happened."""
    return (await session.scalars(select(StuckEventRow).order_by(StuckEventRow.stream, StuckEventRow.position))).all()


async def count_stuck(session: AsyncSession) -> int:
    """Return how many events are put aside."""
    return await session.scalar(select(func.count()).select_from(StuckEventRow)) or 0
