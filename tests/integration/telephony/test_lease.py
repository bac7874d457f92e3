"""One owner a node: the database decides who, and the epoch only grows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telephony_world import NOW, expire, take_lease

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.errors import LeaseLost
from telephony import lease as leases
from telephony.lease import Lease


async def try_to_take(database: Database, holder: str, now: object = NOW) -> Lease | None:
    async with database.write() as session:
        return await leases.acquire(session, "node1", holder, "http://x", now, 9)  # type: ignore[arg-type]


async def test_taken_renewed_expired_taken_over(database: Database) -> None:
    one = await take_lease(database, "one")
    assert one.epoch == 1
    assert await try_to_take(database, "two") is None
    later = NOW + timedelta(seconds=8)
    async with database.write() as session:
        one = await leases.renew(session, one, later, 9)
    assert await try_to_take(database, "two", NOW + timedelta(seconds=16)) is None
    two = await try_to_take(database, "two", await expire(database))
    assert two is not None
    assert two.epoch == 2
    with pytest.raises(LeaseLost):
        async with database.write() as session:
            await leases.renew(session, one, later, 9)
    with pytest.raises(LeaseLost):
        async with database.write() as session:
            await leases.fence(session, one)
    async with database.write() as session:
        await leases.fence(session, two)


async def test_the_same_holder_gets_a_new_epoch(database: Database) -> None:
    one = await take_lease(database, "one")
    again = await take_lease(database, "one")
    assert again.epoch == one.epoch + 1
    with pytest.raises(LeaseLost):
        async with database.write() as session:
            await leases.fence(session, one)


@pytest.mark.parametrize("step", [-3600, 3600, 0])
async def test_a_dead_holder_is_followed_after_a_lease_whatever_the_clock_was_set_to(
    database: Database, step: float
) -> None:
    """The holder died on another machine; the clock is set before or after."""
    clock = FakeClock(NOW)
    await take_lease(database, "one")
    watch = leases.Watch(clock, 9)

    async def try_it() -> Lease | None:
        async with database.write() as session:
            return await leases.acquire(session, "node1", "two", "http://x", clock.now(), 9, watch)

    assert await try_it() is None
    clock.set(step)
    if step <= 0:
        clock.advance(8)
        assert await try_it() is None
    clock.advance(2)
    taken = await try_it()
    assert taken is not None
    assert taken.epoch == 2


async def test_a_holder_who_renews_keeps_the_lease_though_the_clock_was_set_back(database: Database) -> None:
    clock = FakeClock(NOW)
    one = await take_lease(database, "one")
    watch = leases.Watch(clock, 9)
    clock.set(-3600)
    for _ in range(5):
        clock.advance(5)
        async with database.write() as session:
            assert await leases.acquire(session, "node1", "two", "http://x", clock.now(), 9, watch) is None
            one = await leases.renew(session, one, clock.now(), 9)


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    one = await take_lease(database, "one")
    async with database.write() as session:
        await leases.release(session, one, NOW)
    two = await try_to_take(database, "two")
    assert two is not None
    assert two.epoch == 2
    async with database.write() as session:
        await leases.release(session, one, NOW)  # too late: it is not ours any more
    assert await try_to_take(database, "three") is None


async def test_two_sessions_at_once_one_owner(database: Database) -> None:
    for turn in range(5):
        now = NOW + timedelta(minutes=turn)
        taken = await asyncio.gather(*(try_to_take(database, f"{turn}-{n}", now) for n in range(4)))
        [winner] = [lease for lease in taken if lease is not None]
        async with database.read() as session:
            stored = await leases.read(session, "node1")
        assert stored is not None
        assert (stored.holder, stored.epoch) == (winner.holder, winner.epoch)


async def test_a_take_over_waits_for_the_transaction_of_the_old_owner(database: Database) -> None:
    """Whoever passed the fence has the row until its commit; a fence after the take-over fails."""
    one = await take_lease(database, "one")
    over = await expire(database)
    order: list[str] = []

    async def take() -> None:
        await asyncio.sleep(0.05)
        assert await try_to_take(database, "two", over) is not None
        order.append("taken")

    async with asyncio.TaskGroup() as group:
        group.create_task(take())
        async with database.write() as session:
            await leases.fence(session, one)
            await asyncio.sleep(0.3)
            order.append("stored")
    assert order == ["stored", "taken"]


async def test_readiness_belongs_to_the_epoch(database: Database) -> None:
    one = await take_lease(database, "one")
    async with database.write() as session:
        await leases.mark_ready(session, one, NOW)
    async with database.read() as session:
        ready = await leases.read(session, "node1")
    assert ready is not None
    assert ready.ready_at == NOW
    two = await take_lease(database, "two", await expire(database))
    async with database.write() as session:
        await leases.mark_ready(session, one, NOW)
    async with database.read() as session:
        not_yet = await leases.read(session, "node1")
    assert not_yet is not None
    assert not_yet.epoch == two.epoch
    assert not_yet.ready_at is None


async def test_an_unknown_node_has_no_lease(database: Database) -> None:
    async with database.read() as session:
        assert await leases.read(session, "node9") is None
