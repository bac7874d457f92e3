"""All queries on the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.ids import new_id
from foundation.outbox.models import OutboxRow
from foundation.outbox.policy import Verdict
from foundation.outbox.types import State


async def enqueue(
    session: AsyncSession,
    destination: str,
    kind: str,
    subject: uuid.UUID | None,
    payload: dict[str, Any],
    *,
    now: datetime | None = None,
) -> uuid.UUID:
    """Write a message in the caller's transaction and return its id; signal ``outbox`` after the commit."""
    now = now or datetime.now(UTC)
    outbox_id = new_id()
    await session.execute(
        insert(OutboxRow).values(
            id=outbox_id,
            destination=destination,
            kind=kind,
            subject=subject,
            payload=payload,
            state=State.PENDING,
            attempts=0,
            final_errors=0,
            next_attempt_at=now,
            created_at=now,
        )
    )
    return outbox_id


def _due(destinations: Collection[str], now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxRow.state == State.PENDING,
        OutboxRow.next_attempt_at <= now,
        OutboxRow.destination.in_(destinations),
        or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now),
    )


async def any_due(session: AsyncSession, destinations: Collection[str], now: datetime) -> bool:
    """Return whether there is something to claim; takes no lock."""
    return await session.scalar(select(OutboxRow.id).where(_due(destinations, now)).limit(1)) is not None


async def claim(
    session: AsyncSession, destinations: Collection[str], now: datetime, until: datetime, limit: int
) -> list[OutboxRow]:
    """Claim at most ``limit`` due rows until a moment, the longest due first; rows that others claim now are passed."""
    statement = (
        select(OutboxRow)
        .where(_due(destinations, now))
        .order_by(OutboxRow.next_attempt_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(await session.scalars(statement))
    token = new_id()
    for row in rows:
        row.claim, row.claimed_until, row.attempts = token, until, row.attempts + 1
    await session.flush()
    return rows


async def mark_sent(session: AsyncSession, outbox_id: uuid.UUID, now: datetime) -> bool:
    """Mark a row sent; ``False`` when it was marked before, so that what follows happens once."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.state != State.SENT)
        .values(state=State.SENT, sent_at=now, claim=None, claimed_until=None, last_error=None)
        .returning(OutboxRow.id)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def mark_failed(
    session: AsyncSession, outbox_id: uuid.UUID, token: uuid.UUID | None, verdict: Verdict, now: datetime
) -> None:
    """Note a failure and when to try again; nothing when somebody else holds the row by now."""
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.state == State.PENDING, OutboxRow.claim == token)
        .values(
            state=State.DEAD if verdict.dead else State.PENDING,
            final_errors=verdict.final_errors,
            next_attempt_at=now + timedelta(seconds=verdict.pause_seconds),
            last_error=verdict.text,
            claim=None,
            claimed_until=None,
        )
    )


async def hurry(session: AsyncSession, destination: str, now: datetime) -> None:
    """Make the waiting rows of a destination due: it has just answered again."""
    await session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.destination == destination,
            OutboxRow.state == State.PENDING,
            OutboxRow.next_attempt_at > now,
            OutboxRow.final_errors == 0,
        )
        .values(next_attempt_at=now)
    )


async def retry_dead(session: AsyncSession, outbox_id: uuid.UUID, *, now: datetime | None = None) -> bool:
    """Make a dead letter pending again with the same id; ``False`` when there is no such dead letter."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.state == State.DEAD)
        .values(state=State.PENDING, attempts=0, final_errors=0, next_attempt_at=now or datetime.now(UTC))
        .returning(OutboxRow.id)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def retry_all(session: AsyncSession, *, now: datetime | None = None) -> int:
    """Make every dead letter pending again and everything that waits due now; return how many rows that are."""
    now = now or datetime.now(UTC)
    dead = (
        update(OutboxRow)
        .where(OutboxRow.state == State.DEAD)
        .values(state=State.PENDING, attempts=0, final_errors=0, next_attempt_at=now)
        .returning(OutboxRow.id)
    )
    waiting = (
        update(OutboxRow)
        .where(OutboxRow.state == State.PENDING, OutboxRow.next_attempt_at > now)
        .values(next_attempt_at=now)
        .returning(OutboxRow.id)
    )
    count = len((await session.scalars(dead)).all())
    return count + len((await session.scalars(waiting)).all())


async def forget_sent(session: AsyncSession, before: datetime) -> int:
    """Delete rows that were sent before a moment and return how many; only the service's memory guards them then."""
    statement = delete(OutboxRow).where(OutboxRow.state == State.SENT, OutboxRow.sent_at < before)
    return len((await session.scalars(statement.returning(OutboxRow.id))).all())


async def dead_letters(session: AsyncSession, *, limit: int = 100) -> Sequence[OutboxRow]:
    """Return the dead letters, the newest first."""
    statement = select(OutboxRow).where(OutboxRow.state == State.DEAD).order_by(OutboxRow.id.desc()).limit(limit)
    return (await session.scalars(statement)).all()


async def count_dead(session: AsyncSession) -> int:
    """Return how many dead letters there are, of all destinations."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == State.DEAD)
    return await session.scalar(query) or 0


async def unsent(session: AsyncSession, *, limit: int = 100) -> Sequence[OutboxRow]:
    """Return dead letters and what waits after a failure, the dead first, then the oldest."""
    failed = or_(OutboxRow.state == State.DEAD, and_(OutboxRow.state == State.PENDING, OutboxRow.attempts > 0))
    statement = select(OutboxRow).where(failed).order_by(OutboxRow.state, OutboxRow.id).limit(limit)
    return (await session.scalars(statement)).all()


@dataclass(frozen=True)
class OutboxStatus:
    """How many rows wait or are dead, and since when the oldest waits."""

    pending: int
    dead: int
    failing: int
    oldest_pending_at: datetime | None


async def status(session: AsyncSession, destination: str) -> OutboxStatus:
    """Return the state of one destination; ``failing`` counts waiting rows that failed at least once."""
    here = OutboxRow.destination == destination
    pending = and_(here, OutboxRow.state == State.PENDING)
    oldest = await session.scalar(select(OutboxRow.created_at).where(pending).order_by(OutboxRow.created_at).limit(1))
    count = select(func.count()).select_from(OutboxRow)
    return OutboxStatus(
        pending=await session.scalar(count.where(pending)) or 0,
        dead=await session.scalar(count.where(here, OutboxRow.state == State.DEAD)) or 0,
        failing=await session.scalar(count.where(pending, OutboxRow.last_error.is_not(None))) or 0,
        oldest_pending_at=oldest,
    )
