"""All queries on the ledger and the call tables."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Base
from foundation.streams import StreamEvent, take_positions
from telephony.events import SCHEMA, Fact, Kind, started_at
from telephony.ledger.spool import Caller
from telephony.models import (
    AgentStayRow,
    CallerRow,
    CallRow,
    HoldRow,
    LedgerRow,
    MenuVisitRow,
    QueueVisitRow,
    RingRow,
    TalkRow,
)

LEDGER = "ledger"
# Contacts stay: their confidentiality stands in no fact.
REBUILT = (CallRow, MenuVisitRow, QueueVisitRow, RingRow, TalkRow, HoldRow)


def upsert(session: AsyncSession, table: type[Base]) -> Any:
    """Return the ``INSERT`` of this database that knows ``ON CONFLICT``."""
    dialect = session.get_bind().dialect.name
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


async def append(session: AsyncSession, facts: Sequence[Fact], epoch: int, sequence: int) -> list[Fact]:
    """Write facts and return those that were not there yet, in order."""
    fresh = await _unknown(session, facts)
    if not fresh:
        return []
    first = await take_positions(session, LEDGER, len(fresh))
    now = datetime.now(UTC)
    rows = [
        {
            "day": day_of(fact),
            "position": first + offset,
            "fact_id": fact.fact_id,
            "node": fact.node,
            "epoch": epoch,
            "sequence": sequence + offset,
            "kind": str(fact.kind),
            "linkedid": fact.linkedid,
            "call_id": fact.call_id,
            "happened_at": fact.happened_at,
            "stored_at": now,
            "schema": SCHEMA,
            "payload": fact.payload,
        }
        for offset, fact in enumerate(fresh)
    ]
    await session.execute(upsert(session, LedgerRow), rows)
    return fresh


async def _unknown(session: AsyncSession, facts: Sequence[Fact]) -> list[Fact]:
    wanted = {fact.fact_id: fact for fact in facts}
    days = {day_of(fact) for fact in facts}
    known = await session.scalars(
        select(LedgerRow.fact_id).where(LedgerRow.day.in_(days), LedgerRow.fact_id.in_(wanted))
    )
    seen = set(known)
    return [fact for fact_id, fact in wanted.items() if fact_id not in seen]


def day_of(fact: Fact) -> Any:
    """Return the day a fact is filed under: of its call's beginning, so that a second copy meets the first."""
    try:
        return started_at(fact.linkedid).date()
    except ValueError:
        return fact.happened_at.date()


async def remember_callers(session: AsyncSession, callers: Sequence[Caller]) -> None:
    """Keep callers' sealed numbers; known callers stay as they are."""
    rows = [
        {
            "caller_id": c.caller_id,
            "number": c.sealed,
            "number_hash": c.digest,
            "first_seen_at": c.seen_at,
            "legal_hold": False,
        }
        for c in callers
    ]
    if rows:
        connection = await session.connection()
        await connection.execute(upsert(session, CallerRow).on_conflict_do_nothing(), rows)


def fact_of_row(row: LedgerRow) -> Fact:
    """Turn a row back into its fact."""
    return Fact(row.fact_id, Kind(row.kind), row.node, row.linkedid, row.happened_at, row.call_id, row.payload)


async def facts_of_call(session: AsyncSession, call_id: uuid.UUID) -> list[Fact]:
    """Return every fact of a call in the order of the ledger."""
    rows = await session.scalars(select(LedgerRow).where(LedgerRow.call_id == call_id).order_by(LedgerRow.position))
    return [fact_of_row(row) for row in rows]


async def facts_of_open_calls(session: AsyncSession, node: str) -> list[Fact]:
    """Return the facts of all calls of a node that have not ended, in order."""
    still_open = select(CallRow.call_id).where(CallRow.node == node, CallRow.ended_at.is_(None))
    rows = await session.scalars(
        select(LedgerRow).where(LedgerRow.call_id.in_(still_open)).order_by(LedgerRow.position)
    )
    return [fact_of_row(row) for row in rows]


async def facts_after(session: AsyncSession, position: int, limit: int) -> list[tuple[int, Fact]]:
    """Return at most ``limit`` facts behind ``position`` with their positions."""
    rows = await session.scalars(
        select(LedgerRow).where(LedgerRow.position > position).order_by(LedgerRow.position).limit(limit)
    )
    return [(row.position, fact_of_row(row)) for row in rows]


async def calls_of_caller(session: AsyncSession, caller_id: uuid.UUID, since: datetime, limit: int) -> list[CallRow]:
    """Return a caller's calls that entered a line from ``since`` on, oldest first."""
    rows = await session.scalars(
        select(CallRow)
        .where(CallRow.caller_id == caller_id, CallRow.entered_at >= since)
        .order_by(CallRow.entered_at)
        .limit(limit)
    )
    return list(rows)


async def contacts_of_caller(
    session: AsyncSession, caller_id: uuid.UUID, since: datetime, limit: int
) -> list[uuid.UUID]:
    """Return the contacts of a caller's calls that entered a line from ``since`` on, newest first."""
    query = select(CallRow.contact_id).where(CallRow.caller_id == caller_id, CallRow.entered_at >= since)
    return list(await session.scalars(query.order_by(CallRow.entered_at.desc()).limit(limit)))


async def language_chosen(session: AsyncSession, caller_id: uuid.UUID, but: uuid.UUID) -> str:
    """Return the language of the caller's last call but one in which he chose by key, empty when there is none."""
    chose = exists().where(MenuVisitRow.call_id == CallRow.call_id, MenuVisitRow.ended == "choice")
    query = select(CallRow.language).where(CallRow.caller_id == caller_id, CallRow.call_id != but, chose)
    return str(await session.scalar(query.order_by(CallRow.entered_at.desc()).limit(1)) or "")


async def menu_visits(
    session: AsyncSession, flow: str, version: int, since: datetime, limit: int
) -> list[tuple[MenuVisitRow, datetime]]:
    """Return the newest visits to a version of a menu that began at or after a moment, and when each call entered."""
    query = (
        select(MenuVisitRow, CallRow.entered_at)
        .join(CallRow, CallRow.call_id == MenuVisitRow.call_id)
        .where(MenuVisitRow.flow == flow, MenuVisitRow.version == version, MenuVisitRow.started_at >= since)
        .where(CallRow.purpose != "test")
        .order_by(MenuVisitRow.started_at.desc())
        .limit(limit)
    )
    return [(visit, entered_at) for visit, entered_at in await session.execute(query)]


async def callers_who_left(
    session: AsyncSession, since: datetime, *, lines: Collection[str] | None = None, but: Collection[str] = ()
) -> int:
    """Return how many calls that entered at or after a moment ended before any queue, by the caller.

    Only of ``lines``, where they are given, and of none in ``but``.
    """
    led = ("told", "transferred", "incident", "message")
    told = exists().where(MenuVisitRow.call_id == CallRow.call_id, MenuVisitRow.ended.in_(led))
    query = select(func.count()).where(
        CallRow.outcome == "menu_exit", CallRow.entered_at >= since, CallRow.purpose != "test", ~told
    )
    if lines is not None:
        query = query.where(CallRow.line.in_(_as_sent(lines)))
    if but:
        query = query.where(CallRow.line.not_in(_as_sent(but)))
    return int(await session.scalar(query) or 0)


def _as_sent(lines: Collection[str]) -> set[str]:
    """Return numbers as carriers may send them."""
    return {*lines, *(f"+{line}" for line in lines)}


async def calls_about(session: AsyncSession, incident: str, since: datetime) -> int:
    """Return how many callers said from a moment on that they call about an announcement."""
    query = (
        select(func.count())
        .select_from(MenuVisitRow)
        .join(CallRow, CallRow.call_id == MenuVisitRow.call_id)
        .where(MenuVisitRow.ended == "incident", MenuVisitRow.path == incident, MenuVisitRow.started_at >= since)
        .where(CallRow.purpose != "test")
    )
    return int(await session.scalar(query) or 0)


async def menus_of(session: AsyncSession, call_id: uuid.UUID) -> list[MenuVisitRow]:
    """Return a call's stays in menus, in order."""
    query = select(MenuVisitRow).where(MenuVisitRow.call_id == call_id).order_by(MenuVisitRow.started_at)
    return list(await session.scalars(query))


async def visits_of(session: AsyncSession, call_id: uuid.UUID) -> list[QueueVisitRow]:
    """Return a call's stays in queues, in order."""
    query = select(QueueVisitRow).where(QueueVisitRow.call_id == call_id).order_by(QueueVisitRow.offered_at)
    return list(await session.scalars(query))


async def talks_of(session: AsyncSession, call_id: uuid.UUID) -> list[TalkRow]:
    """Return a call's conversations, in order."""
    query = select(TalkRow).where(TalkRow.call_id == call_id).order_by(TalkRow.started_at)
    return list(await session.scalars(query))


async def last_moment(session: AsyncSession, node: str) -> datetime | None:
    """Return when the newest fact of a node's calls happened (what agents did says nothing of what was heard)."""
    of_calls = (LedgerRow.node == node) & LedgerRow.call_id.is_not(None)
    moment: datetime | None = await session.scalar(
        select(LedgerRow.happened_at).where(of_calls).order_by(LedgerRow.position.desc()).limit(1)
    )
    return moment


async def entered_lately(session: AsyncSession, node: str, within: timedelta) -> list[str]:
    """Return the unique ids of calls whose entering was stored in the last while of the node's ledger."""
    entered = (LedgerRow.node == node) & (LedgerRow.kind == Kind.call_entered)
    last: datetime | None = await session.scalar(
        select(LedgerRow.stored_at).where(entered).order_by(LedgerRow.position.desc()).limit(1)
    )
    if last is None:
        return []
    rows = await session.scalars(select(LedgerRow.payload).where(entered, LedgerRow.stored_at >= last - within))
    return [payload["uniqueid"] for payload in rows]


async def hold(session: AsyncSession) -> None:
    """Keep every writer of the ledger waiting until this transaction ends."""
    await take_positions(session, LEDGER, 0)


async def calls_of_ledger(session: AsyncSession, after: uuid.UUID | None, limit: int) -> list[uuid.UUID]:
    """Return at most ``limit`` calls that facts speak of, in the order of their ids, behind ``after``."""
    query = select(LedgerRow.call_id).where(LedgerRow.call_id.is_not(None)).distinct()
    if after is not None:
        query = query.where(LedgerRow.call_id > after)
    found = await session.scalars(query.order_by(LedgerRow.call_id).limit(limit))
    return [call_id for call_id in found if call_id is not None]


async def calls_without_facts(
    session: AsyncSession, table: Any, after: uuid.UUID | None, limit: int
) -> list[uuid.UUID]:
    """Return at most ``limit`` calls of a table of call rows that no fact speaks of, behind ``after``."""
    query = select(table.call_id).where(~exists().where(LedgerRow.call_id == table.call_id)).distinct()
    if after is not None:
        query = query.where(table.call_id > after)
    return list(await session.scalars(query.order_by(table.call_id).limit(limit)))


async def facts_of_calls(session: AsyncSession, calls: Sequence[uuid.UUID]) -> list[Fact]:
    """Return every fact of some calls in the order of the ledger."""
    rows = await session.scalars(select(LedgerRow).where(LedgerRow.call_id.in_(calls)).order_by(LedgerRow.position))
    return [fact_of_row(row) for row in rows]


async def facts_of_agents(session: AsyncSession, after: int, limit: int) -> list[tuple[int, Fact]]:
    """Return position and fact of at most ``limit`` facts about agents behind a position, in order."""
    query = select(LedgerRow).where(LedgerRow.kind == Kind.agent_changed, LedgerRow.position > after)
    rows = await session.scalars(query.order_by(LedgerRow.position).limit(limit))
    return [(row.position, fact_of_row(row)) for row in rows]


async def clear_stays(session: AsyncSession) -> None:
    """Remove the agents' stays, which are made from the ledger."""
    await session.execute(delete(AgentStayRow))


async def clear_rebuilt(session: AsyncSession, calls: Sequence[uuid.UUID]) -> None:
    """Remove the rows of some calls that are made from the ledger."""
    for table in REBUILT:
        await session.execute(delete(table).where(table.call_id.in_(calls)))


class Ledger:
    """The ledger as a stream for subscribers."""

    name = LEDGER

    async def after(self, session: AsyncSession, position: int, limit: int) -> list[StreamEvent]:
        """Return at most ``limit`` facts behind ``position``, in order."""
        facts = await facts_after(session, position, limit)
        return [StreamEvent(at, f.fact_id, f.kind, f.happened_at, f.payload, f.call_id) for at, f in facts]
