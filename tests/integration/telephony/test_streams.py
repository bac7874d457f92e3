"""Streams: gapless positions, cursors, exactly once, and a poison event that is put aside."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as TooLong
from sqlalchemy.ext.asyncio import AsyncSession
from telephony_world import entries, facts_of, take_lease, writer_of

from foundation.database import Database
from foundation.streams import DomainEvents, StreamEvent, Subscriber, publish, take_positions
from foundation.streams.models import CursorRow, DomainEventRow, StuckEventRow
from foundation.streams.repository import count_stuck, stuck_events
from foundation.streams.subscriber import BATCH, TRIES
from foundation.wake import LocalWake
from telephony.ledger.repository import Ledger


async def say(database: Database, count: int, kind: str = "told") -> list[uuid.UUID]:
    """Publish events, each in a transaction of its own."""
    ids = []
    for number in range(count):
        async with database.write() as session:
            ids.append(await publish(session, kind, None, {"number": number}))
    return ids


async def cursor(database: Database, name: str) -> int:
    async with database.read() as session:
        row = await session.get(CursorRow, (name, "domain"))
        return row.position if row else 0


async def test_positions_have_no_gap_under_concurrency(database: Database) -> None:
    async def one(number: int) -> None:
        with suppress(ValueError):
            async with database.write() as session:
                await publish(session, "told", None, {"number": number})
                await asyncio.sleep(0.002 * (number % 3))
                if number % 5 == 0:
                    raise ValueError("rolled back")

    await asyncio.gather(*(one(number) for number in range(40)))
    async with database.read() as session:
        rows = list(await session.scalars(select(DomainEventRow).order_by(DomainEventRow.position)))
    assert [row.position for row in rows] == list(range(1, 33))


async def test_the_first_use_of_a_stream_by_several_at_once(database: Database) -> None:
    async def one() -> int:
        async with database.write() as session:
            return await take_positions(session, "new", 3)

    assert sorted(await asyncio.gather(*(one() for _ in range(6)))) == [1, 4, 7, 10, 13, 16]


async def test_who_reads_never_sees_a_later_position_before_an_earlier_one(database: Database) -> None:
    seen: list[int] = []
    done = asyncio.Event()

    async def read() -> None:
        position = 0
        while not done.is_set() or position < 60:
            async with database.read() as session:
                events = await DomainEvents().after(session, position, 100)
            seen.extend(event.position for event in events)
            position = seen[-1] if seen else 0
            await asyncio.sleep(0)

    reading = asyncio.create_task(read())
    await asyncio.gather(*(say(database, 10) for _ in range(6)))
    done.set()
    await asyncio.wait_for(reading, 10)
    assert seen == list(range(1, 61))


async def test_each_event_once_though_two_processes_subscribe(database: Database) -> None:
    handled: Counter[uuid.UUID] = Counter()

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        handled[event.event_id] += 1
        await publish(session, "answer", None, {"of": str(event.event_id)})

    wake = LocalWake()
    subscribers = [
        Subscriber("twice", DomainEvents(), {"told": handle}, database, wake, poll_seconds=0.01) for _ in range(2)
    ]
    tasks = [asyncio.create_task(subscriber.run()) for subscriber in subscribers]
    ids = await say(database, 25)
    async with asyncio.timeout(20):
        while await cursor(database, "twice") < 50:  # noqa: ASYNC110 -- nothing tells when
            await asyncio.sleep(0.02)
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with database.read() as session:
        answers = list(await session.scalars(select(DomainEventRow.payload).where(DomainEventRow.kind == "answer")))
        stuck = list(await session.scalars(select(StuckEventRow)))
    assert Counter(answer["of"] for answer in answers) == Counter(str(one) for one in ids)
    assert stuck == []


@pytest.mark.parametrize("busy", [TooLong("the store took too long"), OperationalError("BEGIN", {}, OSError())])
async def test_a_store_that_takes_too_long_puts_no_event_aside_and_ends_nobody(
    database: Database, busy: Exception
) -> None:
    left = [busy] * (TRIES + 1)
    handled = asyncio.Event()

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        if left:
            raise left.pop()
        handled.set()

    await say(database, 1)
    subscriber = Subscriber("waits", DomainEvents(), {"told": handle}, database, LocalWake(), poll_seconds=0.01)
    for _ in range(TRIES):
        with pytest.raises(type(busy)):
            await subscriber.step()
    running = asyncio.create_task(subscriber.run())
    await asyncio.wait_for(handled.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with database.read() as session:
        assert await count_stuck(session) == 0


async def test_a_handler_that_dies_before_the_commit_runs_again_and_leaves_nothing_twice(database: Database) -> None:
    tried: list[int] = []

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        tried.append(event.position)
        await publish(session, "answer", None, {"of": event.position})
        if len(tried) == 1:
            raise RuntimeError("before the commit")

    await say(database, 2)
    subscriber = Subscriber("again", DomainEvents(), {"told": handle}, database, LocalWake(), retry_seconds=0.01)
    assert await subscriber.step() == 0
    assert await cursor(database, "again") == 0
    while await subscriber.step():
        pass
    assert tried[:2] == [1, 1]
    async with database.read() as session:
        answers = list(await session.scalars(select(DomainEventRow.payload).where(DomainEventRow.kind == "answer")))
    assert sorted(answer["of"] for answer in answers) == [1, 2]


async def test_a_poison_event_is_put_aside_and_the_rest_goes_on(
    database: Database,
) -> None:
    handled: list[int] = []

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        if event.payload["number"] == 1:
            raise ValueError("poison")
        handled.append(event.payload["number"])

    await say(database, 4)
    subscriber = Subscriber(
        "poisoned", DomainEvents(), {"told": handle}, database, LocalWake(), poll_seconds=0.01, retry_seconds=0.01
    )
    task = asyncio.create_task(subscriber.run())
    async with asyncio.timeout(20):
        while await cursor(database, "poisoned") < 4:  # noqa: ASYNC110 -- nothing tells when
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert handled == [0, 2, 3]
    async with database.read() as session:
        [stuck] = list(await session.scalars(select(StuckEventRow)))
    assert (stuck.subscriber, stuck.stream, stuck.position) == ("poisoned", "domain", 2)
    assert stuck.error == "ValueError", "its type alone: a message can hold words"
    assert TRIES == 5


async def test_a_stuck_event_is_handled_again_once_its_handler_is_mended(database: Database) -> None:
    handled: list[int] = []
    broken = True

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        if broken and event.payload["number"] == 1:
            raise LookupError("poison")
        handled.append(event.payload["number"])
        await publish(session, "answer", None, {"of": event.payload["number"]})

    await say(database, 3)
    subscriber = Subscriber("mended", DomainEvents(), {"told": handle}, database, LocalWake(), retry_seconds=0.001)
    for _ in range(TRIES + 3):
        await subscriber.step()
    async with database.read() as session:
        [stuck] = await stuck_events(session)
        assert await count_stuck(session) == 1
    with pytest.raises(LookupError):
        await subscriber.retry(stuck.position)
    async with database.read() as session:
        assert await count_stuck(session) == 1, "what fails again stays"
    broken = False
    assert await subscriber.retry(stuck.position)
    assert not await subscriber.retry(stuck.position)
    async with database.read() as session:
        assert await count_stuck(session) == 0
    assert handled == [0, 2, 1]


async def test_kinds_of_no_interest_move_the_cursor(database: Database) -> None:
    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        raise AssertionError("of no interest")

    async with database.write() as session:
        for number in range(BATCH + 5):
            await publish(session, "other", None, {"number": number})
    subscriber = Subscriber("skips", DomainEvents(), {"told": handle}, database, LocalWake())
    assert await subscriber.step() == BATCH
    assert await subscriber.step() == 5
    assert await subscriber.step() == 0
    assert await cursor(database, "skips") == BATCH + 5


async def test_a_new_subscriber_in_two_processes_at_once(database: Database) -> None:
    """The first of them makes the cursor; the other must not fail on it."""
    await say(database, 3, kind="other")
    subscribers = [Subscriber("fresh", DomainEvents(), {}, database, LocalWake()) for _ in range(4)]
    passed = await asyncio.gather(*(subscriber.step() for subscriber in subscribers))
    assert set(passed) <= {0, 3}
    assert 3 in passed
    assert await cursor(database, "fresh") == 3


async def test_the_ledger_is_read_as_a_stream_from_where_one_stopped(database: Database, tmp_path: Path) -> None:
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    facts = facts_of()
    writer.append(entries(facts[:5]))
    await writer.write_group()
    handled: list[uuid.UUID] = []

    async def handle(session: AsyncSession, event: StreamEvent) -> None:
        handled.append(event.event_id)

    kinds = {str(fact.kind): handle for fact in facts}
    first = Subscriber("reads", Ledger(), kinds, database, LocalWake())
    while await first.step():
        pass
    writer.append(entries(facts))
    await writer.write_group()
    second = Subscriber("reads", Ledger(), kinds, database, LocalWake())
    while await second.step():
        pass
    assert handled == [fact.fact_id for fact in facts]
