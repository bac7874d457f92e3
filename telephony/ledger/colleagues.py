"""Queries for screens: who is asked in a call, who listens to it, who calls for help in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from telephony.models import CallRow, ConsultRow, HelpRow, HoldRow, SupervisionRow, TalkRow


async def consult_in(session: AsyncSession, call_id: uuid.UUID) -> ConsultRow | None:
    """Return the colleague who is asked in a call now."""
    query = select(ConsultRow).where(ConsultRow.call_id == call_id, ConsultRow.ended_at.is_(None))
    row: ConsultRow | None = await session.scalar(query.order_by(ConsultRow.started_at.desc()).limit(1))
    return row


async def consult_of(session: AsyncSession, agent: str) -> tuple[ConsultRow, CallRow] | None:
    """Return the call in which an agent is asked by a colleague now."""
    query = (
        select(ConsultRow, CallRow)
        .join(CallRow, CallRow.call_id == ConsultRow.call_id)
        .where(ConsultRow.kind == "agent", ConsultRow.code == agent, ConsultRow.ended_at.is_(None))
        .where(CallRow.ended_at.is_(None))
        .order_by(ConsultRow.started_at.desc())
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None


async def listeners(session: AsyncSession, call_id: uuid.UUID) -> list[SupervisionRow]:
    """Return the supervisors on a call now, the first to come first."""
    query = select(SupervisionRow).where(SupervisionRow.call_id == call_id, SupervisionRow.ended_at.is_(None))
    return list(await session.scalars(query.order_by(SupervisionRow.started_at)))


async def help_in(session: AsyncSession, call_id: uuid.UUID) -> HelpRow | None:
    """Return the call for help in a call that nobody has answered yet."""
    query = select(HelpRow).where(HelpRow.call_id == call_id, HelpRow.ended_at.is_(None)).limit(1)
    row: HelpRow | None = await session.scalar(query)
    return row


async def all_listeners(session: AsyncSession) -> list[SupervisionRow]:
    """Return every supervisor on a call now."""
    query = select(SupervisionRow).join(CallRow, CallRow.call_id == SupervisionRow.call_id)
    query = query.where(SupervisionRow.ended_at.is_(None), CallRow.ended_at.is_(None))
    return list(await session.scalars(query.order_by(SupervisionRow.started_at)))


async def all_helps(session: AsyncSession) -> list[HelpRow]:
    """Return every call for help that nobody has answered yet, the oldest first."""
    query = select(HelpRow).join(CallRow, CallRow.call_id == HelpRow.call_id)
    query = query.where(HelpRow.ended_at.is_(None), CallRow.ended_at.is_(None))
    return list(await session.scalars(query.order_by(HelpRow.asked_at)))


async def earlier_agents(session: AsyncSession, call_id: uuid.UUID, agent: str) -> list[str]:
    """Return who talked to the caller before the last talk of this agent, each once, in order."""
    query = select(TalkRow.agent).where(TalkRow.call_id == call_id).order_by(TalkRow.started_at)
    agents: Sequence[str] = list(await session.scalars(query))
    before = agents[: len(agents) - 1 - agents[::-1].index(agent)] if agent in agents else agents
    return [one for one in dict.fromkeys(before) if one != agent]


async def held_at(session: AsyncSession, call_id: uuid.UUID, at: datetime) -> bool:
    """Tell whether a call was put on hold by its agent at a moment, so that the caller did not hear him."""
    query = select(HoldRow.hold_id).where(
        HoldRow.call_id == call_id,
        HoldRow.whose == "agent",
        HoldRow.started_at <= at,
        or_(HoldRow.ended_at.is_(None), HoldRow.ended_at > at),
    )
    return await session.scalar(query.limit(1)) is not None


async def talk_of(session: AsyncSession, agent: str) -> tuple[TalkRow, CallRow] | None:
    """Return the talk that an agent has now."""
    query = (
        select(TalkRow, CallRow)
        .join(CallRow, CallRow.call_id == TalkRow.call_id)
        .where(TalkRow.agent == agent, TalkRow.ended_at.is_(None), CallRow.ended_at.is_(None))
        .order_by(TalkRow.started_at.desc())
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None
