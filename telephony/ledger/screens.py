"""Queries on the call rows for screens: what an agent has on the desk, lists of calls, who waits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from telephony.models import CallerRow, CallRow, ConsultRow, ContactRow, HoldRow, QueueVisitRow, RingRow, TalkRow

UNCOUNTED = ("test", "training")
"""Purposes of calls that are in no figure."""


@dataclass(frozen=True)
class CallFilter:
    """Which calls to list; ``agents``: one of them talked to the caller; ``danger``: he told the menu of one."""

    since: datetime | None = None
    until: datetime | None = None
    agents: Collection[str] | None = None
    outcome: str | None = None
    before: uuid.UUID | None = None
    danger: bool = False


async def calls_by_id(session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> list[CallRow]:
    """Return calls in the order of their ids given; one that is not there is left out."""
    rows = {row.call_id: row for row in await session.scalars(select(CallRow).where(CallRow.call_id.in_(call_ids)))}
    return [rows[call_id] for call_id in call_ids if call_id in rows]


async def latest_ring(session: AsyncSession, agent: str) -> tuple[RingRow, CallRow] | None:
    """Return the last ring of an agent's phone and its call."""
    query = (
        select(RingRow, CallRow)
        .join(CallRow, CallRow.call_id == RingRow.call_id)
        .where(RingRow.agent == agent)
        .order_by(RingRow.started_at.desc(), RingRow.ring_id.desc())
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None


async def latest_talk(session: AsyncSession, agent: str) -> tuple[TalkRow, CallRow] | None:
    """Return the last talk of an agent and its call."""
    query = (
        select(TalkRow, CallRow)
        .join(CallRow, CallRow.call_id == TalkRow.call_id)
        .where(TalkRow.agent == agent)
        .order_by(TalkRow.started_at.desc(), TalkRow.talk_id.desc())
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None


async def is_on_hold(session: AsyncSession, talk_id: uuid.UUID) -> bool:
    """Tell whether a talk is on hold."""
    query = select(HoldRow.hold_id).where(HoldRow.talk_id == talk_id, HoldRow.ended_at.is_(None)).limit(1)
    return await session.scalar(query) is not None


async def last_agent(session: AsyncSession, call_id: uuid.UUID) -> str | None:
    """Return who was the last to talk to the caller."""
    query = select(TalkRow.agent).where(TalkRow.call_id == call_id).order_by(TalkRow.started_at.desc()).limit(1)
    agent: str | None = await session.scalar(query)
    return agent


async def rings_now(session: AsyncSession, agent: str, call_id: uuid.UUID) -> bool:
    """Tell whether this call rings at the agent's phone, or a colleague asks him about it now."""
    rings = exists().where(RingRow.call_id == call_id, RingRow.agent == agent, RingRow.ended_at.is_(None))
    return bool(await session.scalar(select(or_(rings, _asked([agent], call_id)))))


def _asked(agents: Collection[str], call_id: uuid.UUID) -> Exists:
    asked = exists().where(ConsultRow.call_id == call_id, ConsultRow.kind == "agent", ConsultRow.code.in_(agents))
    return asked.where(ConsultRow.ended_at.is_(None))


async def took_part(session: AsyncSession, agents: Collection[str], call_id: uuid.UUID) -> bool:
    """Tell whether one of these agents talked in the call, has it ringing, or is asked about it now."""
    talked = exists().where(TalkRow.call_id == call_id, TalkRow.agent.in_(agents))
    rings = exists().where(RingRow.call_id == call_id, RingRow.agent.in_(agents), RingRow.ended_at.is_(None))
    return bool(await session.scalar(select(or_(talked, rings, _asked(agents, call_id)))))


async def talks_between(
    session: AsyncSession, agent: str, since: datetime, until: datetime
) -> list[tuple[TalkRow, CallRow]]:
    """Return an agent's talks that began in ``[since, until)``, the newest first."""
    query = (
        select(TalkRow, CallRow)
        .join(CallRow, CallRow.call_id == TalkRow.call_id)
        .where(TalkRow.agent == agent, TalkRow.started_at >= since, TalkRow.started_at < until)
        .order_by(TalkRow.started_at.desc())
    )
    return [(talk, call) for talk, call in await session.execute(query)]


async def hold_seconds(session: AsyncSession, call_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, float]:
    """Return the seconds of ended holds by talk."""
    query = select(HoldRow).where(HoldRow.call_id.in_(list(call_ids)), HoldRow.ended_at.is_not(None))
    found: dict[uuid.UUID, float] = {}
    for hold in await session.scalars(query):
        if hold.ended_at is not None:
            seconds = max(0.0, (hold.ended_at - hold.started_at).total_seconds())
            found[hold.talk_id] = found.get(hold.talk_id, 0.0) + seconds
    return found


async def unanswered_rings(session: AsyncSession, agent: str, since: datetime, until: datetime) -> int:
    """Return how often an agent's phone rang in ``[since, until)`` and was not answered."""
    query = (
        select(func.count())
        .select_from(RingRow)
        .join(CallRow, CallRow.call_id == RingRow.call_id)
        .where(
            RingRow.agent == agent,
            RingRow.started_at >= since,
            RingRow.started_at < until,
            RingRow.result == "no_answer",
            CallRow.purpose.not_in(UNCOUNTED),
        )
    )
    return await session.scalar(query) or 0


async def waiting(session: AsyncSession) -> dict[str, tuple[int, datetime]]:
    """Return by queue how many callers wait and since when the first of them does."""
    query = (
        select(QueueVisitRow.queue, func.count(), func.min(QueueVisitRow.offered_at))
        .join(CallRow, CallRow.call_id == QueueVisitRow.call_id)
        .where(QueueVisitRow.left_at.is_(None), QueueVisitRow.answered_at.is_(None), CallRow.ended_at.is_(None))
        .group_by(QueueVisitRow.queue)
    )
    return {queue: (count, first) for queue, count, first in await session.execute(query)}


async def callers_waiting(session: AsyncSession, limit: int) -> list[tuple[QueueVisitRow, CallRow]]:
    """Return the callers who wait, those who wait longest first."""
    query = (
        select(QueueVisitRow, CallRow)
        .join(CallRow, CallRow.call_id == QueueVisitRow.call_id)
        .where(QueueVisitRow.left_at.is_(None), QueueVisitRow.answered_at.is_(None), CallRow.ended_at.is_(None))
        .order_by(QueueVisitRow.offered_at)
        .limit(limit)
    )
    return [(visit, call) for visit, call in await session.execute(query)]


async def calls_of_agents(session: AsyncSession) -> dict[str, uuid.UUID]:
    """Return by agent the call that he talks in, else that which rings at his phone."""
    open_calls = (CallRow.ended_at.is_(None),)
    rings = select(RingRow.agent, RingRow.call_id).join(CallRow, CallRow.call_id == RingRow.call_id)
    talks = select(TalkRow.agent, TalkRow.call_id).join(CallRow, CallRow.call_id == TalkRow.call_id)
    ringing = await session.execute(rings.where(RingRow.ended_at.is_(None), *open_calls))
    talking = await session.execute(talks.where(TalkRow.ended_at.is_(None), *open_calls))
    return {agent: call for agent, call in (*ringing, *talking)}  # noqa: C416 -- rows are no pairs for dict()


async def calls_page(session: AsyncSession, wanted: CallFilter, limit: int) -> list[CallRow]:
    """Return at most ``limit`` calls, the newest first, behind the call ``wanted.before``."""
    query: Select[tuple[CallRow]] = select(CallRow)
    if wanted.since is not None:
        query = query.where(CallRow.entered_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(CallRow.entered_at < wanted.until)
    if wanted.agents is not None:
        query = query.where(exists().where(TalkRow.call_id == CallRow.call_id, TalkRow.agent.in_(wanted.agents)))
    if wanted.outcome is not None:
        query = query.where(CallRow.outcome == wanted.outcome)
    if wanted.danger:
        query = query.where(CallRow.danger.is_not(None), CallRow.purpose.not_in(UNCOUNTED))
    if wanted.before is not None:
        mark = await session.get(CallRow, wanted.before)
        if mark is None:
            return []
        earlier = and_(CallRow.entered_at == mark.entered_at, CallRow.call_id < mark.call_id)
        query = query.where(or_(CallRow.entered_at < mark.entered_at, earlier))
    query = query.order_by(CallRow.entered_at.desc(), CallRow.call_id.desc()).limit(limit)
    return list(await session.scalars(query))


async def earlier_calls(
    session: AsyncSession, caller_id: uuid.UUID, since: datetime, before: datetime
) -> list[tuple[uuid.UUID, uuid.UUID, datetime]]:
    """Return call, contact and moment of a caller's calls that entered in ``[since, before)``, the newest first."""
    query = (
        select(CallRow.call_id, CallRow.contact_id, CallRow.entered_at)
        .where(CallRow.caller_id == caller_id, CallRow.entered_at >= since, CallRow.entered_at < before)
        .order_by(CallRow.entered_at.desc())
        .limit(200)
    )
    return [(call_id, contact_id, at) for call_id, contact_id, at in await session.execute(query)]


async def callers(session: AsyncSession, caller_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, CallerRow]:
    """Return the rows of several callers."""
    wanted = {caller_id for caller_id in caller_ids if caller_id is not None}
    if not wanted:
        return {}
    rows = await session.scalars(select(CallerRow).where(CallerRow.caller_id.in_(wanted)))
    return {row.caller_id: row for row in rows}


async def confidential(session: AsyncSession, contact_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these contacts are confidential."""
    query = select(ContactRow.contact_id).where(
        ContactRow.contact_id.in_(list(contact_ids)), ContactRow.confidential.is_(True)
    )
    return set(await session.scalars(query))


async def talks_of_calls(session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[TalkRow]]:
    """Return the talks of several calls, in order."""
    query = select(TalkRow).where(TalkRow.call_id.in_(call_ids)).order_by(TalkRow.started_at)
    found: dict[uuid.UUID, list[TalkRow]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.call_id, []).append(row)
    return found


async def last_visits(session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, QueueVisitRow]:
    """Return the last stay in a queue of several calls."""
    query = select(QueueVisitRow).where(QueueVisitRow.call_id.in_(call_ids)).order_by(QueueVisitRow.offered_at)
    return {row.call_id: row for row in await session.scalars(query)}
