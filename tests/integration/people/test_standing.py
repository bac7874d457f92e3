"""What stands of many sessions, asked for together: who is watched sees every change, and nothing of others."""

from __future__ import annotations

from datetime import timedelta

from people_world import PeopleWorld
from sqlalchemy import event, update

from foundation.ids import new_id
from foundation.people import sessions
from foundation.people.acts import Scope
from foundation.people.models import AccountRow
from foundation.people.repository import set_grants, set_roles
from foundation.people.sessions import Limits

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


async def test_each_change_of_an_account_changes_what_stands_of_its_session_alone(world: PeopleWorld) -> None:
    ids = {}
    for name in ("1001", "1002", "1003"):
        account, _ = await world.account(name, "agent", agent=name)
        async with world.database.write() as session:
            ids[name] = (account.id, (await sessions.open_session(session, account.id, now=world.clock.now()))[1])

    async def standing() -> dict[str, sessions.Standing | None]:
        async with world.database.read() as session:
            asked = {one for _, one in ids.values()} | {new_id()}
            found = await sessions.standing(session, asked, LIMITS, world.clock.now())
        return {name: found.get(one) for name, (_, one) in ids.items()}

    async def differs() -> set[str]:
        nonlocal before
        now = await standing()
        changed = {name for name in ids if now[name] != before[name]}
        before = now
        return changed

    before = await standing()
    assert None not in before.values()
    assert await differs() == set()
    account, own = ids["1001"]
    async with world.database.write() as session:
        await set_grants(session, account, {"agents.read": Scope.ALL})
    assert await differs() == {"1001"}
    async with world.database.write() as session:
        await set_roles(session, account, ["agent", "quality_reviewer"])
    assert await differs() == {"1001"}
    async with world.database.write() as session:
        await session.execute(update(AccountRow).where(AccountRow.account_id == account).values(agent="1009"))
    assert await differs() == {"1001"}
    async with world.database.write() as session:
        await sessions.renew_token(session, own)
    assert await differs() == {"1001"}, "a socket with the token before is not his any more"
    async with world.database.write() as session:
        await sessions.end_session(session, own, "logged_out", world.clock.now())
    assert (await differs(), before["1001"]) == ({"1001"}, None)
    world.clock.advance(31 * 60)
    assert (await differs(), set(before.values())) == ({"1002", "1003"}, {None})


async def test_two_hundred_sessions_are_asked_for_in_three_queries(world: PeopleWorld) -> None:
    account, _ = await world.account("1001", "agent", agent="1001")
    async with world.database.write() as session:
        asked = [(await sessions.open_session(session, account.id, now=world.clock.now()))[1] for _ in range(200)]
    async with world.database.read() as session:
        bind = session.get_bind()
        queries: list[str] = []
        event.listen(bind, "before_cursor_execute", lambda *told: queries.append(told[2]))
        found = await sessions.standing(session, asked, LIMITS, world.clock.now())
    assert len(found) == 200
    assert len([query for query in queries if query.startswith("SELECT")]) == 3
