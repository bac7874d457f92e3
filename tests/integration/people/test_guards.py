"""Rows of log-in guards under two transactions at once."""

from __future__ import annotations

import asyncio

from people_world import PeopleWorld

from foundation.people import guards


async def test_a_guard_that_another_log_in_deletes_meanwhile_is_made_anew(world: PeopleWorld) -> None:
    now = world.clock.now()
    async with world.database.write() as session:
        await guards.held(session, "name", now)
    deleted, go_on = asyncio.Event(), asyncio.Event()

    async def succeed() -> None:
        async with world.database.write() as session:
            await guards.clear(session, "name")
            deleted.set()
            await go_on.wait()

    async def take_a_try() -> int:
        async with world.database.write() as session:
            return (await guards.held(session, "name", now)).failures

    succeeding = asyncio.create_task(succeed())
    await deleted.wait()
    trying = asyncio.create_task(take_a_try())
    await asyncio.wait([trying], timeout=0.5)  # it waits for the row, or for the store
    assert not trying.done()
    go_on.set()
    await succeeding
    assert await trying == 0
