"""Facts to call rows: what ``call menu_visit queue_visit ring talk hold`` hold is decided here alone.

Used by the ledger's writer in the transaction that stores the fact, and by ``hotline ledger rebuild``.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Base
from telephony.events import Fact, Kind
from telephony.ledger.repository import upsert
from telephony.models import CallRow, ContactRow, HoldRow, MenuVisitRow, QueueVisitRow, RingRow, TalkRow

Projector = Callable[[AsyncSession, Fact, dict[str, Any]], Awaitable[None]]


def _id(payload: dict[str, Any], name: str) -> uuid.UUID:
    return uuid.UUID(payload[name])


async def _insert(session: AsyncSession, table: type[Base], **values: Any) -> None:
    await session.execute(upsert(session, table).values(**values).on_conflict_do_nothing())


async def _update(session: AsyncSession, table: type[Base], key: Any, **values: Any) -> None:
    await session.execute(update(table).where(key).values(**values))


async def _call(session: AsyncSession, fact: Fact, **values: Any) -> None:
    await _update(session, CallRow, CallRow.call_id == fact.call_id, **values)


async def _entered(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _insert(
        session,
        ContactRow,
        contact_id=_id(p, "contact_id"),
        channel="voice",
        direction=p["direction"],
        purpose=p["purpose"],
        platform="",
        confidential=False,
        opened_at=fact.happened_at,
    )
    await _insert(
        session,
        CallRow,
        call_id=fact.call_id,
        contact_id=_id(p, "contact_id"),
        node=fact.node,
        linkedid=fact.linkedid,
        direction=p["direction"],
        purpose=p["purpose"],
        caller_id=uuid.UUID(p["caller_id"]) if p.get("caller_id") else None,
        line=p["line"],
        language="zh",
        menu_path="",
        entered_at=fact.happened_at,
    )


async def _menu_entered(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _insert(
        session,
        MenuVisitRow,
        menu_visit_id=_id(p, "menu_visit_id"),
        call_id=fact.call_id,
        flow="",
        version=0,
        path="",
        started_at=fact.happened_at,
    )


async def _menu_completed(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _update(
        session,
        MenuVisitRow,
        MenuVisitRow.menu_visit_id == _id(p, "menu_visit_id"),
        flow=p.get("flow", ""),
        version=p.get("version", 0),
        path=p.get("path", ""),
        ended_at=fact.happened_at,
        ended=p["ended"],
    )
    if p.get("language"):
        await _call(session, fact, language=p["language"])
    if p.get("path"):
        await _call(session, fact, menu_path=p["path"])


async def _offered(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _insert(
        session,
        QueueVisitRow,
        queue_visit_id=_id(p, "queue_visit_id"),
        call_id=fact.call_id,
        queue=p["queue"],
        position=p.get("position", 0),
        offered_at=fact.happened_at,
    )


async def _ringing(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _insert(
        session,
        RingRow,
        ring_id=_id(p, "ring_id"),
        call_id=fact.call_id,
        queue_visit_id=_id(p, "queue_visit_id"),
        agent=p["agent"],
        started_at=fact.happened_at,
    )


async def _ring_ended(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _update(session, RingRow, RingRow.ring_id == _id(p, "ring_id"), ended_at=fact.happened_at, result=p["result"])


async def _seconds_since(session: AsyncSession, column: Any, key: Any, at: datetime) -> float | None:
    start = await session.scalar(select(column).where(key))
    return None if start is None else max(0.0, (at - start).total_seconds())


async def _answered(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    at, visit = fact.happened_at, QueueVisitRow.queue_visit_id == _id(p, "queue_visit_id")
    await _insert(
        session,
        TalkRow,
        talk_id=_id(p, "talk_id"),
        call_id=fact.call_id,
        agent=p["agent"],
        started_at=at,
        began_by="queue",
    )
    waited = await _seconds_since(session, QueueVisitRow.offered_at, visit, at)
    await _update(session, QueueVisitRow, visit, answered_at=at, wait_seconds=waited)
    first = (CallRow.call_id == fact.call_id) & CallRow.answered_at.is_(None)
    to_answer = await _seconds_since(session, CallRow.entered_at, CallRow.call_id == fact.call_id, at)
    await _update(session, CallRow, first, answered_at=at, time_to_answer_seconds=to_answer)


async def _talk_ended(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _update(
        session, TalkRow, TalkRow.talk_id == _id(p, "talk_id"), ended_at=fact.happened_at, end_reason=p["reason"]
    )


async def _hold_started(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _insert(
        session,
        HoldRow,
        hold_id=_id(p, "hold_id"),
        call_id=fact.call_id,
        talk_id=_id(p, "talk_id"),
        whose=p["whose"],
        started_at=fact.happened_at,
    )


async def _hold_ended(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _update(session, HoldRow, HoldRow.hold_id == _id(p, "hold_id"), ended_at=fact.happened_at)


async def _queue_left(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    visit = QueueVisitRow.queue_visit_id == _id(p, "queue_visit_id")
    await _update(session, QueueVisitRow, visit, left_at=fact.happened_at, outcome=p["outcome"])
    waited = await _seconds_since(session, QueueVisitRow.offered_at, visit, fact.happened_at)
    await _update(session, QueueVisitRow, visit & QueueVisitRow.answered_at.is_(None), wait_seconds=waited)
    await _call(session, fact, outcome=p["outcome"])


async def _ended(session: AsyncSession, fact: Fact, p: dict[str, Any]) -> None:
    await _call(session, fact, ended_at=fact.happened_at, end_reason=p["reason"])
    # Left before any queue, also within the greeting, where no menu was opened yet.
    await _update(session, CallRow, (CallRow.call_id == fact.call_id) & CallRow.outcome.is_(None), outcome="menu_exit")
    if not p["offered"]:
        await _call(session, fact, outcome="menu_exit")


PROJECTORS: dict[Kind, Projector] = {
    Kind.call_entered: _entered,
    Kind.menu_entered: _menu_entered,
    Kind.menu_completed: _menu_completed,
    Kind.call_offered: _offered,
    Kind.agent_ringing: _ringing,
    Kind.ring_ended: _ring_ended,
    Kind.call_answered: _answered,
    Kind.talk_ended: _talk_ended,
    Kind.hold_started: _hold_started,
    Kind.hold_ended: _hold_ended,
    Kind.queue_left: _queue_left,
    Kind.call_ended: _ended,
}


async def project(session: AsyncSession, fact: Fact) -> None:
    """Bring the call rows to where they stand after this fact."""
    projector = PROJECTORS.get(fact.kind)
    if projector is not None:
        await projector(session, fact, fact.payload)
