"""All queries of the reconciliation: the ledger's and the rows' books, and what differed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.ids import new_id
from telephony.events import Fact
from telephony.ledger.repository import fact_of_row
from telephony.models import CallRow, LedgerRow, QueueVisitRow
from telephony.reconcile.books import Book, Sums
from telephony.reconcile.compare import Difference
from telephony.reconcile.models import DifferenceRow


async def facts_of_calls_begun(session: AsyncSession, node: str, since: datetime, until: datetime) -> list[Fact]:
    """Return every fact of a node's calls that entered in ``[since, until)``, in order."""
    begun = select(LedgerRow.call_id).where(
        LedgerRow.node == node,
        LedgerRow.day >= since.date(),
        LedgerRow.day <= until.date(),
        LedgerRow.kind == "call_entered",
        LedgerRow.happened_at >= since,
        LedgerRow.happened_at < until,
    )
    rows = await session.scalars(
        select(LedgerRow)
        .where(LedgerRow.day >= since.date(), LedgerRow.day <= until.date(), LedgerRow.call_id.in_(begun))
        .order_by(LedgerRow.position)
    )
    return [fact_of_row(row) for row in rows]


async def rows_book(session: AsyncSession, node: str, since: datetime, until: datetime) -> Book:
    """Return what the call rows say of calls that entered in ``[since, until)``."""
    visit = (
        select(
            QueueVisitRow.call_id,
            func.count().label("visits"),
            func.count(QueueVisitRow.answered_at).label("answered"),
        )
        .group_by(QueueVisitRow.call_id)
        .subquery()
    )
    found = await session.execute(
        select(CallRow.linkedid, CallRow.ended_at, visit.c.visits, visit.c.answered)
        .outerjoin(visit, visit.c.call_id == CallRow.call_id)
        .where(CallRow.node == node, CallRow.entered_at >= since, CallRow.entered_at < until)
    )
    return Book(
        "rows",
        {
            linkedid: Sums(True, ended_at is not None, ended_at, visits or 0, answered or 0)
            for linkedid, ended_at, visits, answered in found
        },
    )


async def keep(
    session: AsyncSession, differences: Sequence[Difference], checked_since: datetime, now: datetime
) -> tuple[list[Difference], int]:
    """Store what differs now and mark what no longer does; return what is new, and how many are open.

    A difference that was not looked at in this turn (older than ``checked_since``) stays as it is.
    """
    stored = {
        (row.kind, row.subject): row
        for row in await session.scalars(
            select(DifferenceRow).where(
                (DifferenceRow.resolved_at.is_(None)) | (DifferenceRow.last_seen_at >= checked_since)
            )
        )
    }
    fresh: list[Difference] = []
    seen: set[tuple[str, str]] = set()
    for difference in differences:
        key = (difference.kind, difference.subject[:96])
        if key in seen:
            continue
        seen.add(key)
        row = stored.get(key) or await session.scalar(
            select(DifferenceRow).where(DifferenceRow.kind == key[0], DifferenceRow.subject == key[1])
        )
        if row is None:
            fresh.append(difference)
            session.add(
                DifferenceRow(
                    difference_id=new_id(),
                    kind=key[0],
                    subject=key[1],
                    call_id=difference.call_id,
                    books=dict(difference.books),
                    first_seen_at=now,
                    last_seen_at=now,
                    explanation="",
                )
            )
            continue
        if row.resolved_at is not None:
            fresh.append(difference)
        row.books, row.last_seen_at, row.resolved_at = dict(difference.books), now, None
    for key, row in stored.items():
        if key not in seen and row.resolved_at is None and row.last_seen_at >= checked_since:
            row.resolved_at = now
    await session.flush()
    return fresh, await open_count(session)


async def open_count(session: AsyncSession) -> int:
    """Return how many differences are neither gone nor explained."""
    is_open = DifferenceRow.resolved_at.is_(None) & DifferenceRow.explained_at.is_(None)
    return await session.scalar(select(func.count()).select_from(DifferenceRow).where(is_open)) or 0


async def page(session: AsyncSession, *, every: bool, before: uuid.UUID | None, limit: int) -> list[DifferenceRow]:
    """Return differences, the newest first: those that are open, or ``every`` one."""
    query = select(DifferenceRow).order_by(DifferenceRow.difference_id.desc()).limit(limit)
    if not every:
        query = query.where(DifferenceRow.resolved_at.is_(None), DifferenceRow.explained_at.is_(None))
    if before is not None:
        query = query.where(DifferenceRow.difference_id < before)
    return list(await session.scalars(query))


async def explain(
    session: AsyncSession, difference_id: uuid.UUID, explanation: str, by: uuid.UUID | None, now: datetime
) -> DifferenceRow | None:
    """Note why a difference is no loss; ``None`` when there is no such one. A later explanation replaces the former."""
    row = await session.get(DifferenceRow, difference_id, with_for_update=True)
    if row is not None:
        row.explanation, row.explained_by, row.explained_at = explanation, by, now
        await session.flush()
    return row
