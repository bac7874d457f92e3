"""Orders of live taps: a row before the dialling, one tap a leg, a cap, and no harm to the call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast
from uuid import UUID

import pytest
from fake_switch import CALLER, LINKEDID, Answer, World
from sqlalchemy import select
from unreliable_store import Unreliable

from foundation.clock import FakeClock
from foundation.database import Database
from speech import repository
from speech.models import TapRow
from speech.taps import ORDER_SECONDS, TapPlanner
from telephony.ami.actions import Action
from telephony.ami.client import AmiError, AmiGone, AmiTimeout
from telephony.snapshot import Snapshot

ADDRESS = "127.0.0.1:9092"


class Taps:
    """A planner, its switch and its store."""

    def __init__(self, database: Database, limit: int = 4) -> None:
        self.database, self.store, self.clock = database, Unreliable(database), FakeClock()
        self.world = World(database, self.clock)
        self.planner = self.new_planner(limit)

    def new_planner(self, limit: int = 4) -> TapPlanner:
        """Make the planner of another owner."""
        store = cast("Database", self.store)
        planner = TapPlanner(self.world.owner, store, self.clock, limit=limit, spawn=self.world.spawn)
        self.world.owner.listeners = [planner]
        return planner

    async def announce(self, languages: tuple[str, ...] = ("zh",)) -> None:
        """A speech process is there."""
        async with self.database.write() as session:
            await repository.announce(session, ADDRESS, languages, 4, self.clock.now())

    def caller(self, number: int) -> dict[str, str]:
        """Return the headers of a caller's events."""
        name = LINKEDID if number == 1 else f"node1-1795400000.{number}0"
        return {"Channel": f"{CALLER[:-1]}{number}", "Uniqueid": name, "Linkedid": name}

    async def waits(self, number: int = 1) -> None:
        """A caller enters the queue, and the ledger has it."""
        self.hear("Newchannel", number, Context="from_trunk", Exten="12345")
        self.hear("QueueCallerJoin", number, Queue="hotline_general", Position="1")
        await self.world.settle()

    async def answered(self, leg: str = "leg1", number: int = 1) -> None:
        """An agent answers."""
        more = {"DestUniqueid": leg, "DestChannel": "PJSIP/1001p-00000009", "MemberName": "1001"}
        self.hear("AgentConnect", number, Queue="hotline_general", **more)
        await self.world.settle()

    async def hangs_up(self, number: int = 1) -> None:
        """The caller hangs up."""
        self.hear("Hangup", number, Cause="16")
        await self.world.settle()

    def hear(self, name: str, number: int, **more: str) -> None:
        """Hear an event and commit the facts it stands for."""
        before = len(self.world.writer.facts)
        self.world.hear(name, **self.caller(number), **more)
        self.world.owner.committed(self.world.writer.facts[before:])

    async def rows(self) -> list[TapRow]:
        """Return all taps in the store."""
        async with self.database.read() as session:
            return list(await session.scalars(select(TapRow).order_by(TapRow.speaker.desc(), TapRow.ordered_at)))

    async def set_state(self, state: str) -> None:
        """Have the speech process note a state of all taps."""
        async with self.database.write() as session:
            for row in await session.scalars(select(TapRow)):
                row.state = state

    def dialled(self) -> list[tuple[str, str]]:
        """Return channel and tap id of each tap that was dialled."""
        found = []
        for action in self.world.ami.sent:
            variables = dict(value.split("=", 1) for name, value in action.headers if name == "Variable")
            assert variables["__TAP_TARGET"] == ADDRESS
            assert ("Account", "tap") in action.headers
            found.append((variables["__TAP_CHANNEL"], variables["__TAP_ID"]))
        return found


@pytest.fixture
async def taps(database: Database) -> AsyncIterator[Taps]:
    made = Taps(database)
    yield made
    await made.world.stop()


async def test_the_caller_is_tapped_from_the_queue_on_and_the_agent_once_connected(taps: Taps) -> None:
    await taps.announce()
    await taps.waits()
    await taps.answered()
    rows = await taps.rows()
    assert [(row.speaker, row.state, row.language) for row in rows] == [
        ("caller", "ordered", "zh"),
        ("agent", "ordered", "zh"),
    ]
    assert taps.dialled() == [(CALLER, str(rows[0].tap_id)), ("PJSIP/1001p-00000009", str(rows[1].tap_id))]
    assert all(row.answered_at is not None for row in rows)
    await taps.hangs_up()
    assert {row.state for row in await taps.rows()} == {"ended"}


async def test_the_row_is_there_before_the_tap_is_dialled(taps: Taps) -> None:
    await taps.announce()
    seen: list[asyncio.Task[TapRow | None]] = []

    async def look(tap_id: str) -> TapRow | None:
        async with taps.database.read() as session:
            return await session.get(TapRow, UUID(tap_id))

    def take(action: Action) -> Answer:
        seen.append(asyncio.create_task(look(taps.dialled()[-1][1])))
        return None

    taps.world.ami.answer = take
    await taps.waits()
    (row,) = await asyncio.gather(*seen)
    assert row is not None
    assert row.state == "ordered"


async def test_a_tap_for_which_nobody_was_there_is_ordered_once_somebody_is(taps: Taps) -> None:
    await taps.waits()
    await taps.answered()
    await taps.planner.look_again()
    await taps.world.settle()
    assert await taps.rows() == []
    await taps.announce()
    for _ in range(2):
        await taps.planner.look_again()
        await taps.world.settle()
    assert [row.speaker for row in await taps.rows()] == ["caller", "agent"]
    assert len(taps.dialled()) == 2


async def test_an_answer_that_could_not_be_noted_is_noted_later_with_its_own_moment(taps: Taps) -> None:
    await taps.announce()
    await taps.waits()
    taps.store.away = True
    answered_at = taps.clock.now()
    await taps.answered()
    assert [row.answered_at for row in await taps.rows()] == [None]
    taps.store.away = False
    taps.clock.advance(7)
    await taps.planner.look_again()
    (row, *_) = await taps.rows()
    assert row.answered_at is not None
    assert abs((row.answered_at - answered_at).total_seconds()) < 1


async def test_a_tap_that_did_not_come_to_life_is_dialled_again_and_one_that_lives_is_not(taps: Taps) -> None:
    await taps.announce()
    await taps.waits()
    taps.clock.advance(ORDER_SECONDS - 1)
    await taps.planner.look_again()
    await taps.world.settle()
    assert len(taps.dialled()) == 1
    taps.clock.advance(1)
    await taps.announce()
    await taps.planner.look_again()
    await taps.world.settle()
    assert len(set(taps.dialled())) == 1
    assert len(taps.dialled()) == 2
    await taps.set_state("live")
    taps.clock.advance(ORDER_SECONDS)
    await taps.announce()
    await taps.planner.look_again()
    await taps.world.settle()
    assert len(taps.dialled()) == 2


async def test_looking_again_keeps_the_cap(taps: Taps) -> None:
    for number in (1, 2, 3, 4, 5):
        await taps.waits(number)
    await taps.announce()
    await taps.planner.look_again()
    await taps.world.settle()
    await taps.planner.look_again()
    await taps.world.settle()
    assert len(await taps.rows()) == 4


async def test_of_several_hosts_the_one_with_the_most_room_is_asked(taps: Taps) -> None:
    async with taps.database.write() as session:
        for address, free in (("10.0.0.1:9092", 0), ("10.0.0.2:9092", 1), ("10.0.0.3:9092", 3)):
            await repository.announce(session, address, ("zh",), free, taps.clock.now())
        await repository.announce(session, "10.0.0.4:9092", ("en",), 9, taps.clock.now())
    await taps.waits()
    (action,) = taps.world.ami.sent
    targets = [value for name, value in action.headers if name == "Variable" and "TAP_TARGET" in value]
    assert targets == ["__TAP_TARGET=10.0.0.3:9092"]


async def test_the_last_places_are_kept_for_callers(database: Database) -> None:
    taps = Taps(database, limit=8)
    await taps.announce()
    for number in range(1, 5):
        await taps.waits(number)
        await taps.answered(f"leg{number}", number)
    assert sorted(row.speaker for row in await taps.rows()) == ["agent"] * 3 + ["caller"] * 4
    await taps.waits(5)
    assert sum(row.speaker == "caller" for row in await taps.rows()) == 5, "one place was left, for whoever waits"


@pytest.mark.parametrize("languages", [None, ("en",)], ids=["no speech process", "none of this language"])
async def test_without_a_recogniser_there_is_no_tap(taps: Taps, languages: tuple[str, ...] | None) -> None:
    if languages:
        await taps.announce(languages)
    await taps.waits()
    assert await taps.rows() == []
    assert taps.world.ami.sent == []


async def test_a_speech_process_that_is_silent_is_not_asked(taps: Taps) -> None:
    await taps.announce()
    taps.clock.advance(repository.SEEN_SECONDS + 1)
    await taps.waits()
    assert await taps.rows() == []


async def test_the_cap_holds_for_callers_who_come_at_once(database: Database) -> None:
    taps = Taps(database, limit=2)
    await taps.announce()
    for number in range(1, 6):
        taps.hear("Newchannel", number, Context="from_trunk", Exten="12345")
        taps.hear("QueueCallerJoin", number, Queue="hotline_general", Position="1")
    await taps.world.settle()
    assert len(taps.dialled()) == 2
    await taps.hangs_up(1)
    for number in range(2, 6):
        await taps.hangs_up(number)
    await taps.waits(6)
    assert len(taps.dialled()) == 3, "calls that ended leave their places"


async def test_no_cap_no_tap(database: Database) -> None:
    taps = Taps(database, limit=0)
    await taps.announce()
    await taps.waits()
    assert await taps.rows() == []


async def test_taps_of_a_killed_speech_process_leave_their_places_with_the_call(database: Database) -> None:
    taps = Taps(database, limit=1)
    await taps.announce()
    await taps.waits()
    await taps.set_state("live")  # and nobody ever says `ended`
    await taps.hangs_up()
    await taps.waits(2)
    assert len(taps.dialled()) == 2


@pytest.mark.parametrize("state", ["ordered", "live", "ended"])
async def test_a_leg_is_tapped_once(taps: Taps, state: str) -> None:
    await taps.announce()
    await taps.waits()
    await taps.set_state(state)
    taps.planner.on_snapshot(Snapshot(taps.clock.now(), (), (), ()))
    await taps.world.settle()
    taps.new_planner().on_snapshot(Snapshot(taps.clock.now(), (), (), ()))
    await taps.world.settle()
    assert len(taps.dialled()) == 1
    assert len(await taps.rows()) == 1


async def test_a_leg_is_tapped_once_across_midnight(taps: Taps) -> None:
    taps.clock.advance(15 * 3600 - 305)
    await taps.announce()
    await taps.waits()
    taps.clock.advance(5)
    await taps.announce()
    taps.planner.on_snapshot(Snapshot(taps.clock.now(), (), (), ()))
    await taps.world.settle()
    assert len(taps.dialled()) == 1


async def test_an_order_lost_with_its_owner_is_given_again_under_the_same_id(taps: Taps) -> None:
    await taps.announce()
    taps.world.ami.answer = lambda action: AmiGone("killed here")
    await taps.waits()
    taps.world.ami.answer = lambda action: AmiTimeout("late")
    taps.clock.advance(ORDER_SECONDS + 1)
    await taps.announce()
    taps.new_planner().on_snapshot(Snapshot(taps.clock.now(), (), (), ()))
    await taps.world.settle()
    first, second = taps.dialled()
    assert first == second
    assert len(await taps.rows()) == 1


async def test_a_refused_order_takes_no_place(database: Database) -> None:
    taps = Taps(database, limit=1)
    await taps.announce()
    taps.world.ami.answer = lambda action: AmiError("refused")
    await taps.waits()
    assert [row.state for row in await taps.rows()] == ["ended"]
    await taps.waits(2)
    assert len(taps.dialled()) == 2


async def test_a_second_agent_is_tapped_though_the_first_tap_still_lives(taps: Taps) -> None:
    await taps.announce()
    await taps.waits()
    await taps.answered("leg1")
    await taps.set_state("live")
    taps.hear("AgentComplete", 1, Queue="hotline_general", MemberName="1001", DestUniqueid="leg1", Reason="agent")
    taps.hear("UserEvent", 1, UserEvent="HotlineQueueEnd", Queue="hotline_general", Status="TIMEOUT")
    taps.hear("QueueCallerJoin", 1, Queue="hotline_general", Position="1")
    await taps.answered("leg2")
    assert [row.speaker for row in await taps.rows()].count("agent") == 2


async def test_a_store_that_is_away_harms_nothing(taps: Taps) -> None:
    async with taps.database.engine.begin() as connection:
        await connection.run_sync(lambda sync: TapRow.__table__.drop(sync))  # type: ignore[attr-defined]
    await taps.announce()
    await taps.waits()
    await taps.answered()
    await taps.hangs_up()
    assert taps.world.ami.sent == []
