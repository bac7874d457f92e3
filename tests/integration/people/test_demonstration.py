"""Accounts of the demonstration: there while it lasts, out of the way after it."""

from __future__ import annotations

import asyncio

import pytest
from people_world import PeopleWorld
from sqlalchemy import event

from foundation.errors import Conflict
from foundation.people import SYSTEM
from foundation.people.demonstration import close_demonstration, demonstration_code, open_demonstration

AGENTS = ("1001", "1002")
UNITS = ("dispatcher", "urban", "water", "tianhe")
NAMES = ["1001", "1002", "supervisor", "quality", *UNITS, "security", "auditor", "admin"]


async def begin(world: PeopleWorld) -> list[str]:
    return await open_demonstration(world.database, world.vault, world.clock, world.passwords, AGENTS)


async def test_everyone_is_there_and_logs_in(world: PeopleWorld) -> None:
    assert await begin(world) == NAMES
    assert await begin(world) == []
    assert (await world.again("1001", "demo-1001")).json()["account"]["agent"] == "1001"
    browser = world.browser()
    body = (await browser.send("POST", "session", {"name": "supervisor", "password": "demo-supervisor"})).json()
    assert body["step"] == "totp"
    code = await demonstration_code(world.database, world.vault, world.clock, "supervisor")
    body = (await browser.send("POST", "session/totp", {"code": code})).json()
    assert body["account"]["grants"]["agents.act"] == "all"


async def test_the_supervisor_has_the_last_of_five_phones_also_where_he_was_there_before(world: PeopleWorld) -> None:
    await begin(world)
    five = ["1001", "1002", "1003", "1004", "1005"]
    made = await open_demonstration(world.database, world.vault, world.clock, world.passwords, five)
    assert made == ["1003", "1004"], "1005 is no agent's"
    body = (await world.browser().send("POST", "session", {"name": "1001", "password": "demo-1001"})).json()
    assert body["account"]["agent"] == "1001"
    assert (await world.accounts.named("supervisor")).agent == "1005"


async def test_a_call_can_be_written_between_two_accounts(world: PeopleWorld) -> None:
    commits: list[object] = []
    event.listen(world.database.engine.sync_engine, "commit", commits.append)
    await begin(world)
    assert len(commits) >= len(NAMES)


async def test_two_processes_that_start_at_once_make_them_once(world: PeopleWorld) -> None:
    made = await asyncio.gather(begin(world), begin(world), begin(world))
    assert sorted(name for names in made for name in names) == sorted(NAMES)
    assert len(await world.accounts.all()) == len(NAMES)


async def test_after_it_nobody_gets_in_and_names_and_codes_are_free(world: PeopleWorld) -> None:
    await begin(world)
    browser = world.browser()
    await browser.send("POST", "session", {"name": "1001", "password": "demo-1001"})
    assert await close_demonstration(world.database, world.clock) != []
    assert await close_demonstration(world.database, world.clock) == []
    assert (await browser.send("GET", "probe")).status_code == 401
    for name in ("1001", "demonstration-1001"):
        assert (await world.again(name, "demo-1001")).status_code in (401, 423)
    put_away = await world.accounts.named("demonstration-1001")
    with pytest.raises(Conflict):
        await world.accounts.unlock(SYSTEM, put_away.id)
    with pytest.raises(Conflict):
        await demonstration_code(world.database, world.vault, world.clock, "demonstration-supervisor")
    real, _ = await world.account("1001", "agent", agent="1001")
    assert not real.is_demonstration
    again = await begin(world)
    assert sorted(again) == sorted(set(NAMES) - {"1001"})
    assert (await world.again("1001", "demo-1001")).status_code == 401
    assert (await world.again("1002", "demo-1002")).status_code == 200


async def test_codes_are_for_the_demonstration_only(world: PeopleWorld) -> None:
    await world.logged_in("wang", "supervisor")
    with pytest.raises(Conflict):
        await demonstration_code(world.database, world.vault, world.clock, "wang")
    with pytest.raises(Conflict):
        await demonstration_code(world.database, world.vault, world.clock, "nobody")
