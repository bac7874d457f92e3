"""A store that vanishes without a word holds nobody up for long, and is used again when it is back."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
from pathlib import Path

import pytest
from fault_machine.proxy import TcpProxy
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from foundation.database import LOCKED, Database, reason_of

POSTGRES = os.environ.get("HOTLINE_TEST_POSTGRES_URL")


@pytest.mark.skipif(not POSTGRES, reason="HOTLINE_TEST_POSTGRES_URL is not set: make test starts a PostgreSQL")
async def test_a_postgresql_that_vanished_is_given_up_and_used_again() -> None:
    url = make_url(POSTGRES or "")
    with TcpProxy((url.host or "", url.port or 5432)) as proxy:
        through = url.set(host=proxy.address[0], port=proxy.address[1]).render_as_string(hide_password=False)
        database = Database(through, busy_seconds=1, limit_seconds=1)
        async with database.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        proxy.stall()
        # A connection that stands, and a new one: each is given up, by the limit or by the driver.
        for _ in range(2):
            async with asyncio.timeout(40):
                with pytest.raises(SQLAlchemyError):
                    async with database.write() as session:
                        await session.scalar(text("SELECT 1"))
        proxy.heal()
        async with asyncio.timeout(40), database.write() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        await database.close()


async def test_a_transaction_beyond_its_limit_is_given_up(tmp_path) -> None:  # type: ignore[no-untyped-def]
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}", limit_seconds=1)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER)"))

    async def too_long() -> None:
        async with database.write() as session:
            await session.execute(text("INSERT INTO kept VALUES (1)"))
            await asyncio.Event().wait()

    with pytest.raises(PoolTimeout):
        await too_long()
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM kept")) == 0
    # A time limit of one's own inside is not the store's.
    with pytest.raises(TimeoutError) as caught:
        async with database.write(), asyncio.timeout(0.01):
            await asyncio.Event().wait()
    assert not isinstance(caught.value, PoolTimeout)
    await database.close()


async def test_writers_who_are_cancelled_keep_nobody_from_writing(tmp_path: Path) -> None:
    """Wherever the end comes, in the wait for the lock, within a statement or the commit: it gives the lock back."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}"
    ours, theirs = Database(url, busy_seconds=2), Database(url, busy_seconds=2)
    async with theirs.write() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER)"))

    async def write(database: Database) -> None:
        async with database.write() as session:
            for number in range(20):
                await session.execute(text("INSERT INTO kept VALUES (:number)"), [{"number": number}] * 5)
                await session.execute(text("UPDATE kept SET number = number + 1 WHERE number < 0 RETURNING number"))

    chance = random.Random(5)
    gc.disable()  # what holds a cursor of a cancelled task may live for long
    try:
        for _ in range(60):
            writers = [asyncio.create_task(write(database)) for database in (*[ours] * 5, *[theirs] * 2)]
            await asyncio.sleep(chance.uniform(0, 0.08))
            for writer in writers:
                writer.cancel()
            ends = await asyncio.gather(*writers, return_exceptions=True)
            assert {type(end) for end in ends} <= {asyncio.CancelledError, type(None)}, "cancelled, and nothing else"
            async with theirs.write() as session:
                await session.execute(text("INSERT INTO kept VALUES (0)"))
    finally:
        gc.enable()
        await ours.close()
        await theirs.close()


async def test_what_is_cancelled_again_while_its_connection_closes_ends(tmp_path: Path) -> None:
    """So it is at the end of a process: those at work are cancelled, and then everything that is left."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER)"))

    async def work(begun: asyncio.Event) -> None:
        async with database.write() as session:
            await session.execute(text("INSERT INTO kept VALUES (1)"))
            begun.set()
            for _ in range(20):
                await session.execute(text("SELECT count(*) FROM kept"))

    here = {asyncio.current_task()}
    others = asyncio.all_tasks()
    for turns in range(120):
        begun = asyncio.Event()
        task = asyncio.create_task(work(begun))
        await begun.wait()
        await asyncio.sleep(0.0002 * (turns % 5))
        task.cancel()
        for _ in range(turns % 24):
            await asyncio.sleep(0)
        left = asyncio.all_tasks() - others - here
        for one in left:
            one.cancel()
        _, pending = await asyncio.wait(left | {task}, timeout=20)
        assert pending == set(), turns
        assert asyncio.all_tasks() - others == set(), turns
    async with database.write() as session:
        await session.execute(text("INSERT INTO kept VALUES (2)"))
    await database.close()


async def test_how_long_the_write_lock_was_kept_is_measured(tmp_path: Path) -> None:
    def measured() -> tuple[float, float]:
        found = {sample.name: sample.value for metric in LOCKED.collect() for sample in metric.samples}
        return found["hotline_store_locked_seconds_count"], found["hotline_store_locked_seconds_sum"]

    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
    count, seconds = measured()
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER)"))
        await asyncio.sleep(0.05)
    with contextlib.suppress(ZeroDivisionError):
        async with database.write() as session:
            await session.execute(text("INSERT INTO kept VALUES (1)"))
            raise ZeroDivisionError
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM kept")) == 0
    await database.close()
    assert measured()[0] == count + 2
    assert measured()[1] >= seconds + 0.05


async def test_the_log_names_what_happened_to_the_store_and_no_value(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}"
    ours, theirs = Database(url, busy_seconds=0.1), Database(url)
    async with theirs.write() as session:
        await session.execute(text("CREATE TABLE kept (number INTEGER)"))
        with pytest.raises(OperationalError) as busy:
            async with ours.write() as second:
                await second.execute(text("INSERT INTO kept VALUES (1)"))
    assert reason_of(busy.value) == "SQLITE_BUSY"
    assert reason_of(ValueError("12345")) == ""
    await ours.close()
    await theirs.close()
