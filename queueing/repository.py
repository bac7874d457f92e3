"""All queries of queueing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from queueing.agents.state import AgentState
from queueing.models import AgentStateRow, MembershipRow


async def memberships(session: AsyncSession, agent: str | None = None) -> list[MembershipRow]:
    """Return every membership that should exist, of one agent or of all."""
    query = select(MembershipRow)
    if agent is not None:
        query = query.where(MembershipRow.agent == agent)
    return list(await session.scalars(query))


async def set_membership(
    session: AsyncSession, agent: str, endpoint: str, queues: dict[str, int], now: datetime
) -> None:
    """Make these (queue -> penalty) the agent's memberships; empty means logged off."""
    await session.execute(delete(MembershipRow).where(MembershipRow.agent == agent))
    for queue, penalty in queues.items():
        session.add(MembershipRow(agent=agent, queue=queue, endpoint=endpoint, penalty=penalty, since=now))


async def store_state(session: AsyncSession, state: AgentState) -> None:
    """Keep an agent's state for screens and for the next owner; a pause asked for is kept as the reason."""
    await session.merge(
        AgentStateRow(
            agent=state.agent,
            endpoint=state.endpoint,
            availability=str(state.availability),
            activity=str(state.activity),
            shown_state=state.shown_state,
            pause_reason=state.requested or state.pause_reason,
            reachable=state.reachable,
            since=state.since,
            wrap_up_until=state.wrap_up_until,
        )
    )


async def states(session: AsyncSession, agents: Collection[str] | None = None) -> list[AgentStateRow]:
    """Return the stored states, by agent; of everyone or of those named."""
    asked = select(AgentStateRow).order_by(AgentStateRow.agent)
    if agents is not None:
        asked = asked.where(AgentStateRow.agent.in_(agents))
    return list(await session.scalars(asked))


async def state_of(session: AsyncSession, agent: str) -> AgentStateRow | None:
    """Return the stored state of one agent."""
    return await session.get(AgentStateRow, agent)
