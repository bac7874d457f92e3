"""States of agents in the store."""

from __future__ import annotations

from pathlib import Path

from foundation.database import Database
from hotline.migrate import migrate
from queueing import repository
from queueing.agents.state import AgentState


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
