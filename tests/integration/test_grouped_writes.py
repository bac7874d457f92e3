"""Writes of many at one moment: one transaction, each its own answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database
from foundation.grouped_writes import GroupedWrites, Write
from hotline.migrate import migrate
from queueing import repository
from queueing.agents.state import AgentState
from queueing.models import AgentStateRow

NOW = datetime(2026, 11, 27, tzinfo=UTC)


async def test_one_transaction_for_all_and_one_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
    await migrate(database)
    writes, seen = GroupedWrites(database), set[int]()

    def keep(agent: str) -> Write:
        async def write(session: AsyncSession) -> None:
            seen.add(id(session))
            await repository.set_membership(
                session, agent, f"PJSIP/{agent}p", {"hotline_general": 0, "english": 2}, NOW
            )

        return write

    async def fail(session: AsyncSession) -> None:
        session.add(AgentStateRow(agent="1001"))  # lacks what every state has
        await session.flush()

    agents = [str(number) for number in range(2001, 2061)]
    await asyncio.gather(*(writes.carry_out(keep(agent)) for agent in agents))
    assert len(seen) < 10, "not one transaction each"
    answers = await asyncio.gather(
        *(writes.carry_out(one) for one in (keep("3001"), fail, keep("3002"))), return_exceptions=True
    )
    assert [type(one) for one in answers] == [type(None), IntegrityError, type(None)]
    with pytest.raises(IntegrityError):
        await writes.carry_out(fail)
    async with database.read() as session:
        found = await repository.memberships(session)
    assert sorted({one.agent for one in found}) == [*agents, "3001", "3002"]
    assert {(one.queue, one.penalty) for one in found} == {("hotline_general", 0), ("english", 2)}
    await database.close()


async def test_states_are_kept_whether_they_were_there_or_not(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
    await migrate(database)
    one, two = AgentState("1001", "PJSIP/1001p", logged_in=True), AgentState("1002", "PJSIP/1002p", logged_in=True)
    async with database.write() as session:
        await repository.store_states(session, [one])
    async with database.write() as session:
        await repository.store_states(session, [AgentState("1001", "PJSIP/1001w", logged_in=True, call="a"), two])
    async with database.read() as session:
        rows = [(row.agent, row.endpoint, row.shown_state) for row in await repository.states(session)]
    assert rows == [("1001", "PJSIP/1001w", "talking"), ("1002", "PJSIP/1002p", "ready")]
    await database.close()
