"""All queries of queueing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.ids import new_id
from queueing.agents.state import AgentState
from queueing.models import AgentStateRow, AlarmRow, MembershipRow, MoveRow, RulesOnSwitchRow


class Membership(NamedTuple):
    """An agent's endpoint that should be in a queue, with its penalty."""

    agent: str
    queue: str
    endpoint: str
    penalty: int


async def memberships(session: AsyncSession, agent: str | None = None) -> list[Membership]:
    """Return every membership that should exist, of one agent or of all: tens of thousands, read every second."""
    row = MembershipRow
    query = select(row.agent, row.queue, row.endpoint, row.penalty)
    if agent is not None:
        query = query.where(row.agent == agent)
    return [Membership(*one) for one in await session.execute(query)]


async def set_membership(
    session: AsyncSession, agent: str, endpoint: str, queues: dict[str, int], now: datetime
) -> None:
    """Make these (queue -> penalty) the agent's memberships; empty means logged off."""
    await session.execute(delete(MembershipRow).where(MembershipRow.agent == agent))
    same = {"agent": agent, "endpoint": endpoint, "since": now}
    if queues:
        rows = [{**same, "queue": queue, "penalty": penalty} for queue, penalty in queues.items()]
        await session.execute(insert(MembershipRow), rows)


async def store_states(session: AsyncSession, states: Collection[AgentState]) -> None:
    """Keep states of agents for screens and for the next owner; a pause asked for is kept as the reason."""
    rows = [
        {
            "agent": state.agent,
            "endpoint": state.endpoint,
            "availability": str(state.availability),
            "activity": str(state.activity),
            "shown_state": state.shown_state,
            "pause_reason": state.requested or state.pause_reason,
            "reachable": state.reachable,
            "since": state.since,
            "wrap_up_until": state.wrap_up_until,
        }
        for state in states
    ]
    named = [row["agent"] for row in rows]
    there = set(await session.scalars(select(AgentStateRow.agent).where(AgentStateRow.agent.in_(named))))
    for statement, which in ((insert(AgentStateRow), False), (update(AgentStateRow), True)):
        if changed := [row for row in rows if (row["agent"] in there) is which]:
            await session.execute(statement, changed)


async def states(session: AsyncSession, agents: Collection[str] | None = None) -> list[AgentStateRow]:
    """Return the stored states, by agent; of everyone or of those named."""
    asked = select(AgentStateRow).order_by(AgentStateRow.agent)
    if agents is not None:
        asked = asked.where(AgentStateRow.agent.in_(agents))
    return list(await session.scalars(asked))


async def state_of(session: AsyncSession, agent: str) -> AgentStateRow | None:
    """Return the stored state of one agent."""
    return await session.get(AgentStateRow, agent)


async def moves(session: AsyncSession, agents: Collection[str] | None = None) -> dict[str, dict[str, int | None]]:
    """Return agent -> queue -> penalty as supervisors moved them, ``None``: out of it; of all or of those named."""
    asked = select(MoveRow)
    if agents is not None:
        asked = asked.where(MoveRow.agent.in_(agents))
    found: dict[str, dict[str, int | None]] = {}
    for row in await session.scalars(asked):
        found.setdefault(row.agent, {})[row.queue] = row.penalty
    return found


async def set_move(session: AsyncSession, agent: str, queue: str, penalty: int | None, by: str, now: datetime) -> None:
    """Keep that a supervisor put an agent into a queue with this penalty, or took him out of it."""
    await session.merge(MoveRow(agent=agent, queue=queue, penalty=penalty, moved_by=by, moved_at=now))


async def forget_moves(session: AsyncSession, agent: str) -> None:
    """Let an agent be where the rules say."""
    await session.execute(delete(MoveRow).where(MoveRow.agent == agent))


async def rules_on_switch(session: AsyncSession, node: str) -> RulesOnSwitchRow | None:
    """Return what is known of the rules on a node's switch."""
    return await session.get(RulesOnSwitchRow, node)


async def note_rules(
    session: AsyncSession, node: str, version: int, now: datetime, *, drifted: bool = False, problem: str = ""
) -> None:
    """Keep that the switch was compared with this version; ``drifted``: it was another, and was put right."""
    row = await session.get(RulesOnSwitchRow, node)
    if row is None:
        row = RulesOnSwitchRow(node=node, version=version, compared_at=now, drifts=0, drifted_at=None, problem=problem)
        session.add(row)
    row.version, row.compared_at, row.problem = version, now, problem
    if drifted:
        row.drifts, row.drifted_at = row.drifts + 1, now


async def standing_alarms(session: AsyncSession) -> list[AlarmRow]:
    """Return the alarms that stand, the oldest first."""
    asked = select(AlarmRow).where(AlarmRow.ended_at.is_(None)).order_by(AlarmRow.began_at, AlarmRow.alarm_id)
    return list(await session.scalars(asked))


async def begin_alarm(session: AsyncSession, code: str, subject: str, now: datetime) -> None:
    """Keep that an alarm began."""
    session.add(AlarmRow(alarm_id=new_id(), code=code, subject=subject, began_at=now, ended_at=None))
