"""The audit log: nobody can change it, it moves with its act, refusals are in it, and auditors page through it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people_world import PeopleWorld
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from stores import KINDS

from foundation import audit
from foundation.people import SYSTEM

CHANGES = (
    "UPDATE foundation_audit SET outcome = 'done'",
    "DELETE FROM foundation_audit",
    "DELETE FROM foundation_audit WHERE position = 1",
)


@pytest.mark.parametrize(
    ("database", "statement"),
    [*((kind, statement) for kind in KINDS for statement in CHANGES), ("postgresql", "TRUNCATE foundation_audit")],
    indirect=["database"],
)
async def test_the_database_refuses_to_change_it(world: PeopleWorld, statement: str) -> None:
    await world.account("1001", "agent", agent="1001")
    before = len(await world.entries())
    assert before
    with pytest.raises(DatabaseError, match="append-only"):
        async with world.database.write() as session:
            await session.execute(text(statement))
    assert len(await world.entries()) == before


SAME_POSITION = (
    "INTO foundation_audit (position, at, actor_kind, act, subject_kind, subject, purpose, note, outcome, address) "
    "SELECT position, at, actor_kind, act, subject_kind, subject, purpose, note, 'forged', address "
    "FROM foundation_audit WHERE position = (SELECT min(position) FROM foundation_audit)"
)


UPSERT = f"INSERT {SAME_POSITION} ON CONFLICT (position) DO UPDATE SET outcome = 'forged'"


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        ("sqlite", f"INSERT OR REPLACE {SAME_POSITION}"),
        ("sqlite", f"REPLACE {SAME_POSITION}"),
        ("sqlite", "UPDATE OR REPLACE foundation_audit SET outcome = 'forged'"),
        ("sqlite", UPSERT),
        ("postgresql", UPSERT),
    ],
    indirect=["database"],
)
async def test_no_entry_is_replaced(world: PeopleWorld, statement: str) -> None:
    await world.account("1001", "agent", agent="1001")
    before = [(row.position, row.outcome) for row in await world.entries()]
    with pytest.raises(DatabaseError, match="append-only"):
        async with world.database.write() as session:
            await session.execute(text(statement))
    assert [(row.position, row.outcome) for row in await world.entries()] == before
    await world.account("1002", "agent", agent="1002")
    assert len(await world.entries()) == len(before) + 1


async def test_an_entry_shares_the_fate_of_its_act(world: PeopleWorld) -> None:
    before = len(await world.entries())

    async def act() -> None:
        async with world.database.write() as session:
            await audit.record(session, SYSTEM, "recordings.listen", "call", "x", now=world.clock.now())
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError, match="the act failed"):
        await act()
    assert len(await world.entries()) == before


async def test_refusals_are_in_it_once_a_minute(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    for _ in range(3):
        assert (await browser.send("GET", "accounts")).json()["code"] == "forbidden"
    rows = await world.entries("accounts.read")
    assert [(row.outcome, row.subject) for row in rows] == [("forbidden", "/api/v1/accounts")]
    assert rows[0].actor is not None
    world.clock.advance(60)
    await browser.send("GET", "accounts")
    assert len(await world.entries("accounts.read")) == 2


async def test_audited_routes_leave_an_entry_before_they_answer(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    await browser.send("POST", "probe")
    assert [row.outcome for row in await world.entries("desk.use")] == ["done"]


async def test_an_auditor_pages_and_filters(world: PeopleWorld) -> None:
    auditor = await world.logged_in("reader", "auditor")
    account, _ = await world.account("1001", "agent", agent="1001")
    for n in range(25):
        world.clock.advance(1)
        async with world.database.write() as session:
            await audit.record(
                session,
                SYSTEM,
                "recordings.listen",
                "call",
                f"call-{n}",
                now=world.clock.now(),
                purpose="quality_review",
                note="抽查",
            )
    seen, before = [], ""
    for _ in range(3):
        body = (await auditor.send("GET", f"audit?act=recordings.listen&limit=10{before}")).json()
        seen += body["entries"]
        before = f"&before={body['next']}"
    assert body["next"] is None
    assert [row["subject"] for row in seen] == [f"call-{n}" for n in reversed(range(25))]
    assert seen[0]["actor"] == seen[0]["actor_name"] == "system"
    assert (seen[0]["purpose"], seen[0]["note"]) == ("quality_review", "抽查")

    async def found(query: str) -> list[str]:
        return [row["act"] for row in (await auditor.send("GET", f"audit?{query}")).json()["entries"]]

    own = {"audit.read", "session.opened", "second_factor.confirmed", "password.changed"}
    assert set(await found("actor=reader")) == own
    assert set(await found(f"actor={(await auditor.session())['account']['id']}")) == own
    assert await found(f"subject={account.id}") == ["account.created"]
    assert set(await found("act=session.")) == {"session.opened"}
    assert await found("actor=nobody") == []
    half = (world.clock.now() - timedelta(seconds=9.5)).isoformat().replace("+00:00", "Z")
    assert len(await found(f"act=recordings.listen&since={half}")) == 10
    assert len(await found(f"act=recordings.listen&until={half}")) == 15
    assert "recordings.listen" in await found("actor=system")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "before=0",
        "before=99999999999999999999",
        "since=yesterday",
        "since=2026-11-23T09:05:00",
        "until=" + "9" * 60,
        "act=A%20B",
        "act=%00",
        "act=" + "a" * 49,
        "subject=%00",
        "subject=" + "a" * 97,
        "actor=" + "a" * 97,
    ],
)
async def test_questions_that_make_no_sense(world: PeopleWorld, query: str) -> None:
    auditor = await world.logged_in("reader", "auditor")
    assert (await auditor.send("GET", f"audit?{query}")).status_code == 422


async def test_an_actor_that_cannot_be_is_nobody(world: PeopleWorld) -> None:
    auditor = await world.logged_in("reader", "auditor")
    for actor in ("%00", "%F0%9F%94%A5", "%E2%80%AEx", "<script>"):
        assert (await auditor.send("GET", f"audit?actor={actor}")).json()["entries"] == []
