"""The ledger: written in groups, once, by the owner only, and nothing is lost while the store is away."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from telephony_world import (
    NUMBER,
    STORY,
    Unreliable,
    entries,
    expire,
    facts_of,
    ledger,
    tables,
    take_lease,
    writer_of,
)

from foundation.database import Database
from foundation.errors import LeaseLost
from foundation.ids import new_id
from telephony import lease as leases
from telephony.events import Fact, Kind
from telephony.ledger.rebuild import rebuild
from telephony.ledger.spool import Entry, Spool, encode
from telephony.ledger.writer import GROUP_FACTS
from telephony.models import AgentStayRow, CallRow, RingRow


async def write_all(writer: object, rounds: int = 50) -> None:
    """Write until nothing is left to write."""
    for _ in range(rounds):
        await writer.write_group()  # type: ignore[attr-defined]


async def test_groups_are_at_most_200_facts_and_keep_their_order(database: Database, tmp_path: Path) -> None:
    writer, told = writer_of(database, await take_lease(database), tmp_path)
    facts = [fact for number in range(1, 31) for fact in facts_of(number)]
    writer.append(entries(facts))
    await write_all(writer, 4)
    assert [len(group) for group in told] == [GROUP_FACTS, GROUP_FACTS, len(facts) - 2 * GROUP_FACTS]
    rows = await ledger(database)
    assert [row.fact_id for row in rows] == [fact.fact_id for fact in facts]
    assert [row.position for row in rows] == list(range(1, len(facts) + 1))
    assert [row.sequence for row in rows] == list(range(1, len(facts) + 1))
    assert {row.epoch for row in rows} == {1}
    assert [fact for group in told for fact in group] == facts


async def test_the_running_writer_stores_what_it_is_given(database: Database, tmp_path: Path) -> None:
    writer, told = writer_of(database, await take_lease(database), tmp_path)
    task = asyncio.create_task(writer.run())
    for fact in facts_of():
        writer.append(entries([fact]))
    async with asyncio.timeout(10):
        await writer.drain()
    assert len(await ledger(database)) == len(facts_of())
    assert sum(len(group) for group in told) == len(facts_of())
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_second_copy_is_no_second_fact(database: Database, tmp_path: Path) -> None:
    writer, told = writer_of(database, await take_lease(database), tmp_path)
    facts = facts_of()
    writer.append(entries([*facts[:3], *facts[:3]]))
    await write_all(writer, 2)
    writer.append(entries(facts))
    await write_all(writer, 2)
    before = await tables(database)
    writer.append(entries(list(reversed(facts))))
    await write_all(writer, 2)
    assert [row.fact_id for row in await ledger(database)] == [fact.fact_id for fact in facts]
    assert [fact for group in told for fact in group] == facts
    assert await tables(database) == before


async def test_who_lost_the_lease_writes_nothing(database: Database, tmp_path: Path) -> None:
    old = await take_lease(database, "one")
    writer, told = writer_of(database, old, tmp_path)
    new = await take_lease(database, "two", await expire(database))
    assert new.epoch == old.epoch + 1
    writer.append(entries(facts_of()))
    with pytest.raises(LeaseLost):
        await writer.run()
    assert await ledger(database) == []
    assert told == []
    assert all(not rows for rows in (await tables(database)).values())
    later, _ = writer_of(database, new, tmp_path)
    later.append(entries(facts_of()))
    await write_all(later, 2)
    assert {row.epoch for row in await ledger(database)} == {new.epoch}


async def test_while_the_store_is_away_facts_are_on_disk_and_come_back_in_order(
    database: Database, tmp_path: Path
) -> None:
    store = Unreliable(database)
    writer, told = writer_of(store, await take_lease(database), tmp_path)
    facts = [fact for number in range(1, 20) for fact in facts_of(number)]
    store.away = True
    task = asyncio.create_task(writer.run())
    spool = Spool(tmp_path / "spool", "node1")
    for start in range(0, len(facts), 50):
        writer.append(entries(facts[start : start + 50]))
        async with asyncio.timeout(5):
            await writer.drain()  # on disk, long before the store is tried again
    assert [entry.fact for entry in spool.read()] == facts
    assert await ledger(database) == []
    store.away = False
    async with asyncio.timeout(10):
        while spool.waiting:  # noqa: ASYNC110 -- the end of the file is no event
            await asyncio.sleep(0.02)
    assert [row.fact_id for row in await ledger(database)] == [fact.fact_id for fact in facts]
    assert [fact for group in told for fact in group] == facts
    assert NUMBER.sealed in str((await tables(database))["telephony_caller"])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_killed_between_store_and_clearing_the_file(database: Database, tmp_path: Path) -> None:
    lease = await take_lease(database)
    store = Unreliable(database)
    writer, _ = writer_of(store, lease, tmp_path)
    facts = [fact for number in range(1, 40) for fact in facts_of(number)]
    store.away = True
    writer.append(entries(facts))
    assert not await writer.write_group()
    spool = Spool(tmp_path / "spool", "node1")
    whole = spool.path.read_bytes()
    store.away, store.writes_until_away = False, 1
    assert not await writer.write_group()  # the first 200 are stored, then it is away again
    assert len(await ledger(database)) == GROUP_FACTS
    assert spool.path.read_bytes() == whole

    again, told = writer_of(database, lease, tmp_path)  # another process reads the file
    assert await again.write_group()
    assert [row.fact_id for row in await ledger(database)] == [fact.fact_id for fact in facts]
    assert sum(len(group) for group in told) == len(facts) - GROUP_FACTS
    assert not spool.waiting
    spool.path.write_bytes(whole)  # killed after the commit, before the file was removed
    again.append(entries(facts[:5]))
    assert await again.write_group()
    assert len(await ledger(database)) == len(facts)


@pytest.mark.parametrize("damage", ["cut", "garbage", "binary"])
async def test_a_damaged_line_is_put_aside_and_holds_up_nothing(
    database: Database, tmp_path: Path, damage: str
) -> None:
    facts = facts_of()
    spool = Spool(tmp_path / "spool", "node1")
    spool.append(entries(facts[:4]))
    lines = spool.path.read_bytes().splitlines(keepends=True)
    bad = {"cut": lines[3][:50], "garbage": b'{"kind":"call_ended"}\n', "binary": b"\xff\x00\xfe\n"}[damage]
    spool.path.write_bytes(b"".join(lines[:3]) + bad)
    spool.append(entries(facts[4:]))
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    assert await writer.write_group()
    assert [row.fact_id for row in await ledger(database)] == [f.fact_id for f in (*facts[:3], *facts[4:])]
    assert not spool.waiting
    [aside] = [json.loads(line) for line in spool.refused_path.read_text().splitlines()]
    assert aside["reason"] == "damaged"
    assert aside["line"] == bad.decode("utf-8", "replace").rstrip("\n")


async def test_a_fact_that_the_store_refuses_is_put_aside_and_holds_up_nothing(
    database: Database, tmp_path: Path
) -> None:
    facts = facts_of()
    broken = replace(
        next(f for f in facts if f.kind is Kind.menu_completed), fact_id=uuid.UUID(int=1), payload={"ended": "x"}
    )
    unstorable = replace(facts[5], fact_id=uuid.UUID(int=2), happened_at=facts[5].happened_at.replace(tzinfo=None))
    writer, told = writer_of(database, await take_lease(database), tmp_path)
    writer.append(entries([*facts[:5], broken, unstorable, *facts[5:]]))
    assert await writer.write_group()
    assert not writer.store_away
    assert [row.fact_id for row in await ledger(database)] == [fact.fact_id for fact in facts]
    assert [fact for group in told for fact in group] == facts
    spool = Spool(tmp_path / "spool", "node1")
    aside = [json.loads(line) for line in spool.refused_path.read_text().splitlines()]
    assert [line["reason"] for line in aside] == ["KeyError", "StatementError"]
    assert [line["line"] for line in aside] == [encode(Entry(broken)), encode(Entry(unstorable))]
    writer.append(entries([broken]))
    assert await writer.write_group()
    assert len(spool.refused_path.read_text().splitlines()) == 2


async def test_refused_facts_are_taken_once_more_when_they_are_offered(database: Database, tmp_path: Path) -> None:
    facts = facts_of()
    held_back = facts[3]
    broken = replace(facts[2], fact_id=uuid.UUID(int=1), kind=Kind.queue_left, payload={})
    spool = Spool(tmp_path / "spool", "node1")
    spool.refuse(encode(Entry(held_back)), "KeyError")  # by a release that could not store it
    spool.refuse("no line of ours", "damaged")
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    writer.append(entries([*facts[:3], broken, *facts[4:]]))
    task = asyncio.create_task(writer.run())
    async with asyncio.timeout(20):
        await writer.drain()
        assert Spool.count_refused(tmp_path / "spool", "node1") == 3
        assert spool.offer_again()
        while spool.again_path.exists():  # noqa: ASYNC110 -- nothing tells when
            await asyncio.sleep(0.02)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert sorted(row.fact_id for row in await ledger(database)) == sorted(fact.fact_id for fact in facts)
    assert spool.refused() == [("KeyError", encode(Entry(broken))), ("damaged", "no line of ours")]
    assert spool.offer_again()
    assert not spool.offer_again(), "one offer at a time"


async def test_a_refused_fact_in_the_spool_does_not_stay_there(database: Database, tmp_path: Path) -> None:
    facts = facts_of()
    broken = replace(facts[2], fact_id=uuid.UUID(int=1), kind=Kind.queue_left, payload={})
    spool = Spool(tmp_path / "spool", "node1")
    spool.append(entries([*facts[:2], broken, *facts[2:]]))
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    assert await writer.write_group()
    assert not spool.waiting
    assert len(await ledger(database)) == len(facts)
    assert spool.refused_path.exists()


async def test_neither_store_nor_disk_nothing_is_dropped(database: Database, tmp_path: Path) -> None:
    store = Unreliable(database)
    writer, _ = writer_of(store, await take_lease(database), tmp_path)
    spool = Spool(tmp_path / "spool", "node1")
    spool.path.mkdir()  # a file that cannot be written
    store.away = True
    writer.append(entries(facts_of()))
    assert not await writer.write_group()
    assert not await writer.write_group()
    spool.path.rmdir()
    store.away = False
    assert await writer.write_group()
    assert len(await ledger(database)) == len(facts_of())


async def test_what_was_taken_is_stored_before_the_writer_stops(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    writer.last_seconds = 60.0  # what a busy machine does not store in time is spooled
    task = asyncio.create_task(writer.run())
    await asyncio.sleep(0)
    writer.append(entries(facts_of()))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert len(await ledger(database)) == len(facts_of())


async def test_what_was_taken_is_spooled_before_the_writer_stops_without_a_store(
    database: Database, tmp_path: Path
) -> None:
    store = Unreliable(database)
    writer, _ = writer_of(store, await take_lease(database), tmp_path)
    task = asyncio.create_task(writer.run())
    await asyncio.sleep(0)
    store.away = True
    writer.append(entries(facts_of()))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert [entry.fact for entry in Spool(tmp_path / "spool", "node1").read()] == facts_of()
    assert await writer.spooled() == facts_of()


async def test_a_listener_that_fails_costs_no_fact(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)

    def fail(facts: object) -> None:
        raise ValueError("a listener of somebody")

    writer.on_committed = fail
    writer.append(entries(facts_of()))
    assert await writer.write_group()
    assert len(await ledger(database)) == len(facts_of())


async def test_rebuilding_gives_the_same_rows(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    stories = [STORY, STORY[:1], STORY[:2], STORY[:4], STORY[:9], [STORY[0], STORY[-1]], [*STORY[:2], STORY[-1]],
               [*STORY[:3], STORY[-1]]]  # fmt: skip
    facts = [fact for number, story in enumerate(stories, start=1) for fact in facts_of(number, story)]
    writer.append(entries(facts))
    await write_all(writer, 3)
    before = await tables(database)
    assert len(before["telephony_call"]) == len(stories)
    assert all(before.values())
    async with database.write() as session:
        await session.execute(delete(CallRow).where(CallRow.outcome.is_not(None)))
    assert await tables(database) != before
    assert await rebuild(database) == len(facts)
    assert await tables(database) == before
    assert await rebuild(database) == len(facts)
    assert await tables(database) == before


def agent_fact(agent: str, shown: str, seconds: float) -> Fact:
    payload = {"agent": agent, "shown_state": shown, "pause_reason": "meal" if shown == "paused" else ""}
    at = datetime(2026, 11, 23, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Fact(new_id(), Kind.agent_changed, "node1", "", at, payload=payload)


async def stays(database: Database) -> list[tuple[str, str, str, float, float | None]]:
    """Return agent, state, reason, and seconds from when to when, in order."""
    begin = datetime(2026, 11, 23, 1, tzinfo=UTC)
    async with database.read() as session:
        rows = await session.scalars(select(AgentStayRow).order_by(AgentStayRow.agent, AgentStayRow.started_at))
        return [
            (
                row.agent,
                row.shown_state,
                row.pause_reason,
                (row.started_at - begin).total_seconds(),
                (row.ended_at - begin).total_seconds() if row.ended_at else None,
            )
            for row in rows
        ]


async def test_stays_of_agents_follow_each_other_and_are_rebuilt(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    facts = [
        agent_fact("1001", "ready", 0),
        agent_fact("1002", "ready", 5),
        agent_fact("1001", "paused", 10),
        agent_fact("1001", "ready", 40),
    ]
    writer.append(entries(facts[:3]))  # several of one agent in one group
    assert await writer.write_group()
    writer.append(entries(facts[3:]))
    assert await writer.write_group()
    expected = [
        ("1001", "ready", "", 0.0, 10.0),
        ("1001", "paused", "meal", 10.0, 40.0),
        ("1001", "ready", "", 40.0, None),
        ("1002", "ready", "", 5.0, None),
    ]
    assert await stays(database) == expected
    async with database.write() as session:
        await session.execute(delete(AgentStayRow).where(AgentStayRow.agent == "1001"))
    assert await rebuild(database) == len(facts)
    assert await stays(database) == expected


async def test_rebuilding_removes_rows_that_no_fact_speaks_of(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    writer.append(entries(facts_of(1)))
    await write_all(writer, 1)
    before = await tables(database)
    async with database.write() as session:
        for row in await session.scalars(select(RingRow)):
            values = {column.key: getattr(row, column.key) for column in RingRow.__table__.columns}
            session.add(RingRow(**{**values, "ring_id": uuid.uuid4(), "call_id": uuid.uuid4()}))
    assert await tables(database) != before
    await rebuild(database)
    assert await tables(database) == before


async def test_rebuilding_lets_the_owner_renew_its_lease(database: Database, tmp_path: Path) -> None:
    lease = await take_lease(database)
    writer, _ = writer_of(database, lease, tmp_path)
    writer.append(entries([fact for number in range(1, 181) for fact in facts_of(number)]))
    await write_all(writer, 40)
    renewed = 0
    rebuilding = asyncio.create_task(rebuild(database))
    while not rebuilding.done():
        async with database.write() as session:
            await leases.renew(session, lease, datetime.now(UTC), 9)
        renewed += not rebuilding.done()
        await asyncio.sleep(0)
    await rebuilding
    assert renewed >= 2


async def test_a_call_that_left_before_any_queue_is_a_menu_exit(database: Database, tmp_path: Path) -> None:
    """Also within the greeting, when no menu was opened yet."""
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    stories = {1: [STORY[0], STORY[-1]], 2: [*STORY[:2], STORY[-1]], 3: [*STORY[:3], STORY[-1]], 4: STORY}
    writer.append(entries([fact for number, story in stories.items() for fact in facts_of(number, story)]))
    await write_all(writer, 2)
    outcomes = sorted(str(row["outcome"]) for row in (await tables(database))["telephony_call"])
    assert outcomes == ["abandoned", "answered", "menu_exit", "menu_exit"]


async def test_rebuilding_waits_for_nobody_and_keeps_what_a_writer_adds(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    task = asyncio.create_task(writer.run())
    facts = [fact for number in range(1, 40) for fact in facts_of(number)]
    for start in range(0, len(facts), 25):
        writer.append(entries(facts[start : start + 25]))
        if start % 100 == 0:
            await rebuild(database)
    async with asyncio.timeout(20):
        await writer.drain()
    before = await tables(database)
    await rebuild(database)
    assert await tables(database) == before
    assert len(before["telephony_call"]) == 39
    assert all(row["ended_at"] for row in before["telephony_call"])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
