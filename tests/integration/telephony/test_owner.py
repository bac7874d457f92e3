"""The owner against an Asterisk of software: calls, gaps, take-over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from telephony_world import Unreliable, call_row, ledger, take_lease, writer_of

from foundation.clock import Clock, FakeClock, SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import LeaseLost
from telephony.ami import actions, messages
from telephony.ami.client import AmiClient
from telephony.ami.fake import FakeAmi, FakeChannel, Received, Reply
from telephony.calls.state import CallState
from telephony.events import Fact, Kind
from telephony.ledger.spool import Spool
from telephony.models import CallerRow, QueueVisitRow
from telephony.owner import FORGET_SECONDS, Owner
from telephony.snapshot import Snapshot
from telephony.switch_files import SwitchFiles

VAULT = Vault({"k1": b"k" * 32}, "k1", b"l" * 32)
AGENTS = {"PJSIP/1001p": "1001", "PJSIP/1002p": "1002"}


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.events: list[messages.SwitchEvent] = []
        self.facts: list[Fact] = []
        self.committed: list[Fact] = []
        self.snapshots: list[Snapshot] = []
        self.downs = 0
        self.act: Callable[[messages.SwitchEvent], None] = lambda event: None

    def on_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        self.events.append(event)
        self.facts += facts
        self.act(event)

    def on_committed(self, facts: Sequence[Fact]) -> None:
        self.committed += facts

    def on_down(self) -> None:
        self.downs += 1


class House:
    """One owner with what it needs."""

    def __init__(self, database: Database | Unreliable, real: Database, ami: FakeAmi, folder: Path) -> None:
        self.database, self.real, self.ami, self.folder = database, real, ami, folder
        self.files = SwitchFiles(folder / "hotline.csv", folder / "queue_log")
        self.clock: Clock = SystemClock()
        self.seconds = 9.0
        self.limit = 200_000

    @asynccontextmanager
    async def owner(self, holder: str = "one") -> AsyncIterator[tuple[Owner, Heard, asyncio.Task[None]]]:
        """Run an owner that takes the lease now; at the end it is killed, nothing is put in order."""
        lease = await take_lease(self.real, holder, self.clock.now(), self.seconds)
        writer, _ = writer_of(self.database, lease, self.folder)
        heard = Heard()
        owner = Owner(
            database=self.database,  # type: ignore[arg-type]
            writer=writer,
            vault=VAULT,
            clock=self.clock,
            lease=lease,
            lease_seconds=self.seconds,
            ami=lambda **callbacks: AmiClient(
                "127.0.0.1", self.ami.port, "hotline_calls", "secret", back_off_seconds=(0.02, 0.2), **callbacks
            ),
            files=self.files,
            agents=AGENTS,
            listeners=[heard],
            incoming_limit=self.limit,
        )
        writer.on_committed = owner.committed
        task = asyncio.create_task(owner.run())
        try:
            await until("the snapshot", lambda: owner.in_step or task.done())
            yield owner, heard, task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, BaseExceptionGroup):
                await task

    def cel(self, *rows: tuple[str, float, FakeChannel, str, str]) -> None:
        """Write rows ``(event, time, channel, context, application)`` as ``cel_custom`` does."""
        with self.files.cel.open("a") as file:
            for kind, time, c, context, application in rows:
                values = (kind, f"{time:.6f}", c.uniqueid, c.linkedid, c.name, context, application, "", "")
                file.write(",".join(f'"{value}"' for value in values) + "\n")


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    async with FakeAmi() as server:
        yield server


@pytest.fixture
def house(database: Database, ami: FakeAmi, tmp_path: Path) -> House:
    return House(database, database, ami, tmp_path)


async def until(what: str, true: Callable[[], bool], seconds: float = 10.0) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110 -- nothing tells when
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise TimeoutError(what) from None


def kinds(facts: Sequence[Fact]) -> list[str]:
    return [str(fact.kind) for fact in facts]


def ended(heard: Heard, linkedid: str) -> Callable[[], bool]:
    return lambda: any(f.kind is Kind.call_ended and f.linkedid == linkedid for f in heard.committed)


async def test_a_call_from_the_wire_to_its_row(house: House) -> None:
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive("+8619900000001")
        ami.start_menu(caller)
        ami.end_menu(caller)
        ami.join(caller)
        leg = ami.ring(caller, "1001")
        ami.connect(caller, leg)
        ami.complete(caller, leg, "agent")
        ami.hang_up(caller)
        await until("the end in the store", ended(heard, caller.linkedid))
        assert owner.calls[caller.linkedid].ended
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert (row.outcome, row.end_reason, row.line) == ("answered", "hang_up", "12345")
    async with house.real.read() as session:
        stored = await session.get(CallerRow, row.caller_id)
    assert stored is not None
    assert VAULT.open(stored.number, "phone") == "19900000001"
    assert "19900000001" not in "".join(str(entry.payload) for entry in await ledger(house.real))


async def test_one_process_and_the_next_know_the_same(house: House) -> None:
    ami = house.ami
    async with house.owner("one") as (owner, heard, _):
        caller = ami.arrive()
        ami.start_menu(caller)
        ami.join(caller)
        leg = ami.ring(caller, "1001")
        await until("the ring in the store", lambda: "agent_ringing" in kinds(heard.committed))
        before = owner.calls[caller.linkedid]
    async with house.owner("one") as (owner, heard, _):
        assert owner.calls[caller.linkedid] == before
        assert heard.facts == []
        ami.connect(caller, leg)
        ami.hang_up(caller)
        await until("the end in the store", ended(heard, caller.linkedid))
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert row.outcome == "answered"


async def test_switch_2_events_of_a_gap_are_made_up_for(house: House) -> None:
    """A link that was cut: who arrived, joined, was answered, hung up meanwhile."""
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        stays, leaves = ami.arrive("19900000001"), ami.arrive("19900000002")
        ami.join(stays)
        ami.join(leaves)
        await until("both", lambda: kinds(heard.committed).count("call_offered") == 2)
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)
        fresh = ami.arrive("19900000003", "12319")
        leg = ami.ring(stays, "1001")
        ami.connect(stays, leg)
        ami.hang_up(leaves)
        await ami.listen()
        await until("the second snapshot", lambda: owner.in_step)
        assert owner.calls[leaves.linkedid].ended
        assert owner.calls[fresh.linkedid].line == "12319"
        talk = owner.calls[stays.linkedid].talk
        assert talk is not None
        assert talk.agent == "1001"
        ami.hang_up(stays)
        ami.hang_up(fresh)
        await until("the ends", lambda: kinds(heard.committed).count("call_ended") == 3)
    numbers = []
    for caller in (stays, leaves, fresh):
        row = await call_row(house.real, caller.linkedid)
        assert row is not None
        async with house.real.read() as session:
            stored = await session.get(CallerRow, row.caller_id)
        assert stored is not None
        numbers.append(VAULT.open(stored.number, "phone"))
    assert numbers == ["19900000001", "19900000002", "19900000003"]


async def test_an_answer_in_the_gap_is_an_answer_though_both_have_gone(house: House) -> None:
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive()
        ami.join(caller)
        await until("the queue", lambda: "call_offered" in kinds(heard.committed))
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)
        leg = ami.ring(caller, "1001")
        ami.connect(caller, leg)
        now = ami.now()
        house.cel(
            ("APP_START", now, caller, "hotline_queue", "Queue"),
            ("BRIDGE_ENTER", now + 0.1, leg, "from_agent", "AppQueue"),
            ("BRIDGE_ENTER", now + 0.11, caller, "hotline_queue", "Queue"),
            ("BRIDGE_EXIT", now + 0.2, caller, "hotline_queue", "Queue"),
            ("HANGUP", now + 0.21, leg, "from_agent", "AppQueue"),
            ("HANGUP", now + 0.22, caller, "hotline_queue", ""),
        )
        ami.hang_up(leg)
        ami.hang_up(caller)
        await ami.listen()
        await until("the end in the store", ended(heard, caller.linkedid))
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert (row.outcome, row.end_reason) == ("answered", "hang_up")


async def test_a_choice_of_the_menu_outlives_an_owner_killed_before_it_was_stored(house: House) -> None:
    """The next owner reads the files first, where the caller joins the queue; what he chose stands on his channel."""
    ami = house.ami
    async with house.owner("one") as (_, heard, _task):
        caller = ami.arrive()
        ami.start_menu(caller)
        await until("the menu in the store", lambda: "menu_entered" in kinds(heard.committed))
    caller.variables |= {"MENU_ENDED": "choice:default:1", "MENU_PATH": "3", "NEXT_LANGUAGE": "en"}
    now = ami.now()
    house.cel(
        ("APP_END", now, caller, "hotline_menu", "AGI"),
        ("APP_START", now + 0.1, caller, "hotline_queue", "Queue"),
    )
    ami.join(caller)
    async with house.owner("one") as (_, heard, _task):
        assert kinds(heard.facts) == ["menu_completed", "call_offered"]
        assert heard.facts[0].happened_at.timestamp() == pytest.approx(now, abs=0.001)
        assert [heard.facts[0].payload[name] for name in ("ended", "path", "language")] == ["choice", "3", "en"]
        assert heard.facts[1].payload["language"] == "en"
        ami.hang_up(caller)
        await until("the end", ended(heard, caller.linkedid))
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert (row.menu_path, row.language) == ("3", "en")


async def test_a_phone_that_began_to_ring_in_a_gap_rings(house: House) -> None:
    ami = house.ami
    async with house.owner("one") as (_, heard, _task):
        caller = ami.arrive()
        ami.join(caller)
        await until("the queue", lambda: "call_offered" in kinds(heard.committed))
    leg = ami.ring(caller, "1001")
    async with house.owner("one") as (owner, heard, _task):
        set_now = {name: caller.variables[name] for name in ("LINE", "CALLER_NUMBER", "IN_MENU")}
        assert heard.snapshots[0].channels[0].variables == set_now, "what is not set is not there"
        assert kinds(heard.facts) == ["agent_ringing"]
        assert owner.calls[caller.linkedid].rings == {leg.uniqueid: "1001"}
        ami.connect(caller, leg)
        await until("the answer", lambda: "call_answered" in kinds(heard.committed))
    assert kinds(heard.facts) == ["agent_ringing", "ring_ended", "call_answered", "bridge_entered"]


async def test_a_call_that_began_as_its_asterisk_died_was_cut_off_by_it(house: House) -> None:
    """It is as old as the Asterisk that runs now, by the second: whoever followed it knows that it was another."""
    ami = house.ami
    ami.started_at = time.time() - 3600
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive()
        await until("the call", lambda: "call_entered" in kinds(heard.committed))
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)
        ami.channels.clear()
        ami.started_at = time.time()
        await ami.listen()
        await until("the end", ended(heard, caller.linkedid))
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert row.end_reason == "switch_restarted"


@pytest.mark.parametrize("restarted", [True, False], ids=["asterisk killed", "link cut"])
async def test_a_talk_that_was_gone_ends_when_it_was_last_known_of(house: House, restarted: bool) -> None:
    """The time nobody was there is neither talk nor in the recording."""
    ami = house.ami
    ami.started_at = time.time() - 3600
    ami.now = lambda: time.time() - 10  # a talk that has lasted a while
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive()
        ami.join(caller)
        ami.connect(caller, ami.ring(caller, "1001"))
        await until("the talk", lambda: "bridge_entered" in kinds(heard.committed))
        ami.now = time.time
        before = time.time()
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)
        after = time.time()
        ami.channels.clear()
        if restarted:
            ami.started_at = time.time()
        await ami.listen()
        await until("the end", ended(heard, caller.linkedid))
    reason = "switch_restarted" if restarted else "gap"
    over = [
        f for f in heard.committed if f.kind in (Kind.bridge_left, Kind.talk_ended, Kind.queue_left, Kind.call_ended)
    ]
    assert kinds(over) == ["bridge_left", "talk_ended", "queue_left", "call_ended"]
    assert all(before <= fact.happened_at.timestamp() <= after for fact in over)
    assert [over[1].payload["reason"], over[3].payload["reason"]] == [reason, reason]
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert (row.outcome, row.end_reason) == ("answered", reason)


async def test_a_gap_is_a_fact_of_the_node_once(house: House) -> None:
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        assert "gap" not in kinds(heard.committed), "the first connection follows no gap"
        before = owner._clock.now()
        ami.drop()
        await until("the second snapshot", lambda: ami.log_ins == 2 and owner.in_step)
        await until("the gap in the store", lambda: "gap" in kinds(heard.committed))
        after = owner._clock.now()
    [gap] = [row for row in await ledger(house.real) if row.kind == "gap"]
    since, to = (datetime.fromisoformat(gap.payload[name]) for name in ("from", "to"))
    assert before <= since <= to == gap.happened_at <= after
    assert (gap.call_id, gap.linkedid, set(gap.payload)) == (None, "", {"from", "to"})


async def test_what_only_makes_sense_if_an_event_was_missed_is_written_as_unexpected(house: House) -> None:
    ami = house.ami
    async with house.owner() as (_, heard, _task):
        caller = ami.arrive("19900000007")
        ami.join(caller)
        ami.waiting["hotline_general"].clear()
        ami.join(caller, "skill_water")  # nothing told the end of the first
        ami.connect(caller, FakeChannel("PJSIP/1001p-00000077", caller.uniqueid + "7", caller.linkedid))
        ami.hang_up(caller)
        await until("the end", ended(heard, caller.linkedid))
    rows = [row for row in await ledger(house.real) if row.kind == "unexpected"]
    assert [row.payload["what"] for row in rows] == ["queue_end_missed", "ring_missed"]
    assert {row.linkedid for row in rows} == {caller.linkedid}
    assert "19900000007" not in str([row.payload for row in rows])
    row = await call_row(house.real, caller.linkedid)
    assert row is not None
    assert row.outcome == "answered", "Asterisk is right"


async def test_an_owner_too_far_behind_drops_the_link_and_begins_anew(house: House) -> None:
    from telephony.owner import DROPPED

    ami, house.limit = house.ami, 100
    dropped = DROPPED._value.get()
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive()
        await until("the call", lambda: caller.linkedid in owner.calls)
        for _ in range(3000):
            ami.say("Hold", *caller.headers)
        ami.join(caller)
        await until("another connection", lambda: ami.log_ins >= 2 and owner.in_step)
        assert DROPPED._value.get() > dropped
        assert len(owner._incoming) <= 100
        await until("the queue, from the snapshot", lambda: "call_offered" in kinds(heard.committed))
        ami.hang_up(caller)
        await until("the end", ended(heard, caller.linkedid))
    assert [row.kind for row in await ledger(house.real) if row.call_id] == [
        "call_entered",
        "call_offered",
        "queue_left",
        "call_ended",
    ]


async def test_a_call_that_begins_during_the_snapshot_is_not_taken_for_gone(house: House) -> None:
    """It is in the files and among the waiting events, not in the list of channels; it keeps its number."""
    ami = house.ami
    late: list[FakeChannel] = []

    async with house.owner() as (owner, heard, _):
        early = ami.arrive("19900000001")
        await until("the first", lambda: "call_entered" in kinds(heard.committed))
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)

        def queues(action: Received) -> Reply:
            """A call comes in between the list of channels and that of queues."""
            if not late:
                late.append(ami.arrive("19900000009"))
                house.cel(("CHAN_START", ami.now(), late[0], "from_trunk", ""))
            return Reply([("Response", "Success")], [], "QueueStatusComplete")

        ami.answers["QueueStatus"] = queues
        await ami.listen()
        await until("the second snapshot", lambda: owner.in_step and bool(late))
        await until("both calls", lambda: late[0].linkedid in owner.calls)
        assert not owner.calls[late[0].linkedid].ended
        assert not owner.calls[early.linkedid].ended
        ami.hang_up(late[0])
        await until("its end", ended(heard, late[0].linkedid))
    row = await call_row(house.real, late[0].linkedid)
    assert row is not None
    assert row.end_reason == "hang_up"
    assert row.caller_id == VAULT.lookup_id("19900000009", "phone")


async def test_a_number_that_only_astdb_knows(house: House) -> None:
    """The call came and went while nobody listened."""
    ami = house.ami
    gone = ami.arrive("19900000005", quiet=True)
    house.cel(
        ("CHAN_START", ami.now(), gone, "from_trunk", ""),
        ("HANGUP", ami.now() + 1, gone, "hotline_menu", ""),
    )
    ami.hang_up(gone)
    ami.astdb["hotline_caller", gone.uniqueid] = "12345:19900000005"
    async with house.owner() as (_, heard, _task):
        await until("its end", ended(heard, gone.linkedid))
    row = await call_row(house.real, gone.linkedid)
    assert row is not None
    assert (row.line, row.outcome) == ("12345", "menu_exit")
    assert row.caller_id == VAULT.lookup_id("19900000005", "phone")


async def test_the_next_owner_has_numbers_forgotten_that_a_dead_one_only_stored(house: House) -> None:
    ami = house.ami
    async with house.owner() as (_, heard, _task):
        caller = ami.arrive("+8619900000006")
        ami.hang_up(caller)
        await until("the end in the store", ended(heard, caller.linkedid))
    assert ami.actions("Originate") == []  # killed before it came to that
    async with house.owner():
        await ami.until("the order to forget", lambda: len(ami.actions("Originate")) == 1, FORGET_SECONDS + 5)
    assert f"__FORGET={caller.uniqueid}" in str(ami.actions("Originate")[0])


async def test_switch_4_the_beat_is_raised_only_while_in_step(house: House) -> None:
    async with house.owner() as (owner, _, _task):
        await house.ami.until("a beat", lambda: "OWNER_BEAT" in house.ami.globals)
        first = int(house.ami.globals["OWNER_BEAT"])
        assert first // 1_000_000 == owner.lease.epoch
        await house.ami.until("the next", lambda: int(house.ami.globals["OWNER_BEAT"]) > first)
        house.ami.drop()
        await until("the loss", lambda: not owner.in_step)
        beats = len(house.ami.actions("Setvar"))
        house.ami.answers["Status"] = lambda action: None  # no snapshot: connected, out of step
        await until("the next connection", lambda: owner.ami.connected)
        await asyncio.sleep(0.5)
        assert not owner.in_step
        assert len(house.ami.actions("Setvar")) == beats


async def test_late_events_of_ended_calls_do_not_spoil_the_count(house: House) -> None:
    from telephony.owner import CALLS

    ami = house.ami
    async with house.owner() as (owner, heard, _):
        alive, over = ami.arrive(), ami.arrive()
        ami.hang_up(over)
        await until("the end", ended(heard, over.linkedid))
        for _ in range(5):
            ami.say("BridgeLeave", ("BridgeUniqueid", "b"), *over.headers)
            ami.say("Hangup", *over.headers, ("Cause", "16"))
        ami.say("UserEvent", ("UserEvent", "HotlineQueueEnd"), *alive.headers)
        await until("the last", lambda: isinstance(heard.events[-1], messages.QueueReturned))
        assert len(owner._ended) == 1
        assert CALLS._value.get() == 1


async def test_a_channel_name_that_comes_again_belongs_to_the_new_call(house: House) -> None:
    """Asterisk counts its channel names from 0 after a restart."""
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        old = ami.arrive()
        ami.hang_up(old)
        await until("the end", ended(heard, old.linkedid))
        new = ami.arrive(quiet=True)
        new.name = old.name
        ami.say("Newchannel", *new.headers, ("Context", "from_trunk"), ("Exten", "12345"))
        ami.say("Hangup", *old.headers, ("Cause", "16"))  # a late copy
        ami.say("Hold", *new.headers)
        await until("the last", lambda: isinstance(heard.events[-1], messages.Held))
        found = owner.call_of_channel(old.name)
        assert found is not None
        assert found.linkedid == new.linkedid


async def test_an_event_that_cannot_be_read_and_a_listener_that_fails_stop_nothing(house: House) -> None:
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        second = Heard()
        owner.listeners.append(second)

        def fail(event: messages.SwitchEvent) -> None:
            raise ValueError("of this domain")

        heard.act = fail
        odd = FakeChannel("PJSIP/trunk-00000099", "no linked id", "no linked id")
        ami.say("Newchannel", *odd.headers, ("Context", "from_trunk"), ("Exten", "1"))
        caller = ami.arrive()
        ami.hang_up(caller)
        await until("the end", ended(second, caller.linkedid))


async def test_an_open_agi_command_ends_with_the_channel_and_with_the_link(house: House) -> None:
    """SWITCH 3: on AsyncAGIEnd, Hangup or a lost link every open command is resolved."""
    ami = house.ami
    ami.agi = lambda channel, command: None
    async with house.owner() as (owner, _, _task):
        callers = [ami.arrive() for _ in range(3)]
        for caller in callers:
            ami.start_menu(caller)
        open_commands = [asyncio.create_task(owner.pipelines.run(caller.name, ["EXEC Read"], 30)) for caller in callers]
        await ami.until("the commands", lambda: len(ami.actions("AGI")) == 3)
        ami.hang_up(callers[0])
        ami.end_menu(callers[1])
        assert [r.kind for r in await open_commands[0]] == ["ended"]
        assert [r.kind for r in await open_commands[1]] == ["ended"]
        assert not open_commands[2].done()
        ami.drop()
        assert [r.kind for r in await open_commands[2]] == ["ended"]


async def test_a_store_that_is_away_loses_no_call(database: Database, ami: FakeAmi, tmp_path: Path) -> None:
    store = Unreliable(database)
    house = House(store, database, ami, tmp_path)
    async with house.owner() as (owner, heard, _):
        store.away = True
        caller = ami.arrive()
        ami.join(caller)
        await until("the facts on disk", lambda: len(Spool(tmp_path / "spool", "node1").read()) == 2)
        state = owner.calls[caller.linkedid]
        assert await ledger(database) == []
    store.away = False
    # Killed; the next one knows the call though the store does not yet.
    async with house.owner() as (owner, heard, _):
        assert owner.calls[caller.linkedid] == state
        ami.hang_up(caller)
        await until("the end in the store", ended(heard, caller.linkedid))
    rows = await ledger(database)
    assert [row.kind for row in rows] == ["call_entered", "call_offered", "queue_left", "call_ended"]
    row = await call_row(database, caller.linkedid)
    assert row is not None
    assert row.caller_id == VAULT.lookup_id("19900000001", "phone")


async def test_an_owner_stopped_past_its_lease_sends_nothing(house: House) -> None:
    """STORE 2: SIGSTOP, the standby takes over, SIGCONT: the first thing it wants to send is refused."""
    clock = FakeClock()
    house.clock, house.seconds = clock, 9.0
    async with house.owner("one") as (owner, _, task):
        caller = house.ami.arrive()
        await until("the call", lambda: caller.linkedid in owner.calls)
        before = len(house.ami.received)
        clock.advance(30)  # stopped; nothing of it ran
        async with house.real.write() as session:
            from telephony import lease as leases

            other = await leases.acquire(session, "node1", "two", "http://x", clock.now(), 9)
        assert other is not None
        with pytest.raises(LeaseLost):
            await owner.request(actions.redirect(caller.name, "hotline_rescue"))
        with pytest.raises(LeaseLost):
            await owner.pipelines.run(caller.name, ["ASYNCAGI BREAK"], 1)
        with pytest.raises(BaseExceptionGroup) as ended_with:
            await asyncio.wait_for(asyncio.shield(task), 5)
        assert ended_with.group_contains(LeaseLost)
        assert [a.name for a in house.ami.received[before:] if a.name not in ("Setvar", "Ping")] == []
        assert not owner.ami.connected


async def test_an_owner_whose_lease_grew_old_ends_even_when_nobody_took_it(house: House) -> None:
    """The link was closed for good; renewing the lease afterwards would keep an owner that cannot hear."""
    clock = FakeClock()
    house.clock, house.seconds = clock, 9.0
    async with house.owner("one") as (owner, heard, task):
        caught: list[Exception] = []

        def act(event: messages.SwitchEvent) -> None:
            try:
                owner.check_lease()
            except LeaseLost as error:
                caught.append(error)
                raise

        heard.act = act
        clock.advance(7)
        house.ami.arrive()
        house.ami.arrive()
        with pytest.raises(BaseExceptionGroup) as ended_with:
            await asyncio.wait_for(asyncio.shield(task), 5)
        assert ended_with.group_contains(LeaseLost)
        assert caught
    async with house.owner("one") as (owner, _, _task):
        assert owner.in_step


async def test_the_life_of_a_lease_counts_from_when_it_was_taken(house: House) -> None:
    clock = FakeClock()
    house.clock, house.seconds = clock, 9.0
    lease = await take_lease(house.real, "one", clock.now(), 9)
    clock.advance(6.5)  # the commit waited behind a lock
    writer, _ = writer_of(house.database, lease, house.folder)
    owner = Owner(
        database=house.real,
        writer=writer,
        vault=VAULT,
        clock=clock,
        lease=lease,
        lease_seconds=9,
        ami=lambda **callbacks: AmiClient("127.0.0.1", 1, "a", "b", **callbacks),
        files=house.files,
        agents={},
    )
    with pytest.raises(LeaseLost):
        owner.check_lease()


async def test_storing_a_fact_renews_the_lease_so_that_a_busy_ledger_cannot_outrun_it(house: House) -> None:
    clock = house.clock = FakeClock()
    async with house.owner() as (owner, heard, _):
        await until("in step", lambda: owner.in_step)
        first = owner.lease.expires_at
        clock.advance(2.0)
        # Fake seconds do not wake the renewal of its own within this test: what moves the lease is the ledger's group.
        owner.note_agent("1001", {"shown_state": "ready"})
        await until("the fact is stored", lambda: [f.kind for f in heard.committed] == [Kind.agent_changed])
        assert (owner.lease.expires_at - first).total_seconds() == pytest.approx(2.0, abs=0.1)
        owner.check_lease()
        clock.advance(5.9)
        owner.check_lease()


async def test_damaged_files_of_asterisk_stop_nothing(house: House) -> None:
    house.files.cel.write_bytes(b'\xff\x00"' + b"x" * 200_000 + b"\n" + b'"a\nb"\n' * 3)
    house.files.queue_log.write_bytes(b"\xff|\xff\n|||||\n")
    async with house.owner() as (owner, heard, _):
        assert owner.in_step
        caller = house.ami.arrive()
        house.ami.hang_up(caller)
        await until("the end", ended(heard, caller.linkedid))


async def test_visits_after_a_gap_are_of_the_right_queue(house: House) -> None:
    ami = house.ami
    async with house.owner() as (owner, heard, _):
        caller = ami.arrive()
        ami.join(caller, "skill_water")
        await until("the queue", lambda: "call_offered" in kinds(heard.committed))
        await ami.stop()
        await until("the loss", lambda: not owner.in_step)
        ami.leave(caller, "TIMEOUT")
        ami.join(caller)
        await ami.listen()
        await until("the second snapshot", lambda: owner.in_step)
        ami.hang_up(caller)
        await until("the end", ended(heard, caller.linkedid))
    async with house.real.read() as session:
        visits = list(await session.scalars(select(QueueVisitRow).order_by(QueueVisitRow.offered_at)))
    assert [visit.queue for visit in visits] == ["skill_water", "hotline_general"]
    assert [visit.outcome for visit in visits] == ["overflowed", "short_abandoned"]
