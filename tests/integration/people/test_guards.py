"""Rows of log-in guards under two log-ins at once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from people_world import PeopleWorld
from sqlalchemy import event

from foundation.people import guards


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
async def test_a_guard_that_another_log_in_deletes_meanwhile_is_made_anew(world: PeopleWorld) -> None:
    plain = world.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine, deleted = world.database.engine.sync_engine, 0

    # Between the two statements of `held` another log-in succeeds, which forgets the name's failures.
    def succeed(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        nonlocal deleted
        if statement.startswith("INSERT INTO foundation_login_guard") and not deleted:
            with psycopg.connect(plain, autocommit=True) as other:
                deleted = other.execute("DELETE FROM foundation_login_guard WHERE guard_key = 'name'").rowcount

    now = world.clock.now()
    async with world.database.write() as session:
        await guards.held(session, "name", now)
    event.listen(engine, "after_cursor_execute", succeed)
    try:
        async with world.database.write() as session:
            assert (await guards.held(session, "name", now)).failures == 0
    finally:
        event.remove(engine, "after_cursor_execute", succeed)
    assert deleted == 1
