"""The reconciliation on a store: what differs is kept once, gone when it is gone, and explained by a person."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from telephony_world import entries, facts_of, take_lease, writer_of

from foundation.clock import FakeClock
from foundation.database import Database
from telephony.events import Fact, Kind
from telephony.models import CallRow, QueueVisitRow
from telephony.reconcile import repository
from telephony.reconcile.compare import Matter, Recorded
from telephony.reconcile.job import Reconciler
from telephony.switch_files import SwitchFiles

NODE = "node1"


class Domains:
    """Recordings and tickets where all is well, but for what a test takes away."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.answered = {fact.call_id: fact.happened_at for fact in facts if fact.kind is Kind.call_answered}
        self.without_recording: set[uuid.UUID] = set()
        self.files: set[str] = set()

    async def recorded(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Recorded]:
        return {one: Recorded("verified") for one in call_ids if one not in self.without_recording}

    async def matters(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Matter]:
        return {one: Matter("ticket", self.answered[one], True, True) for one in call_ids if one in self.answered}

    async def stray_files(self, session: AsyncSession, before: datetime) -> tuple[Collection[str], Collection[str]]:
        return self.files, set()


def cel_of(facts: Sequence[Fact]) -> str:
    """The switch's own rows of these calls."""
    lines = []
    words = {
        Kind.call_entered: ("CHAN_START", "from_trunk", ""),
        Kind.call_offered: ("APP_START", "hotline_queue", "Queue"),
        Kind.call_answered: ("BRIDGE_ENTER", "hotline_queue", "AppQueue"),
        Kind.call_ended: ("HANGUP", "hotline_queue", ""),
    }
    for fact in facts:
        if fact.kind in words:
            kind, context, application = words[fact.kind]
            is_agent = fact.kind is Kind.call_answered
            channel = "PJSIP/1001p-00000002" if is_agent else "PJSIP/trunk-00000001"
            unique = f"{fact.linkedid}9" if is_agent else fact.linkedid
            cells = (kind, f"{fact.happened_at.timestamp():.6f}", unique, fact.linkedid, channel, context, application)
            lines.append(",".join(f'"{cell}"' for cell in (*cells, "", "")) + "\n")
    return "".join(lines)


def queue_log_of(facts: Sequence[Fact]) -> str:
    words = {Kind.call_offered: "NONE|ENTERQUEUE||hidden|1", Kind.call_answered: "1001|CONNECT|4|x|3"}
    return "".join(
        f"{int(fact.happened_at.timestamp())}|{fact.linkedid}|hotline_general|{words[fact.kind]}\n"
        for fact in facts
        if fact.kind in words
    )


class Books:
    """Three whole calls in every book."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.facts = [fact for number in (1, 2, 3) for fact in facts_of(number)]
        self.clock = FakeClock(max(fact.happened_at for fact in self.facts) + timedelta(hours=2))
        self.since = min(fact.happened_at for fact in self.facts) - timedelta(minutes=1)
        self.domains = Domains(self.facts)
        self.cel, self.queue_log = folder / "hotline.csv", folder / "queue_log"
        self.cel.write_text(cel_of(self.facts))
        self.queue_log.write_text(queue_log_of(self.facts))
        self.reconciler = Reconciler(
            database,
            self.clock,
            NODE,
            files=SwitchFiles(self.cel, self.queue_log),
            endpoints=["PJSIP/1001p"],
            domains=self.domains,
        )

    async def kinds(self) -> list[str]:
        """Compare once and return what differs."""
        outcome = await self.reconciler.turn(self.since)
        assert outcome.calls == 3
        return sorted(difference.kind for difference in outcome.differences)

    async def open(self) -> int:
        async with self.database.read() as session:
            return await repository.open_count(session)


@pytest.fixture
async def books(database: Database, tmp_path: Path) -> Books:
    made = Books(database, tmp_path)
    writer, _ = writer_of(database, await take_lease(database), tmp_path)
    writer.append(entries(made.facts))
    while not await writer.write_group() or writer._queue:
        pass
    return made


async def test_whole_calls_agree_in_every_book(books: Books) -> None:
    assert await books.kinds() == []
    assert await books.open() == 0


async def test_a_difference_is_kept_once_gone_when_it_is_gone_and_found_again(books: Books) -> None:
    call = books.facts[0].call_id
    async with books.database.write() as session:
        await session.execute(delete(QueueVisitRow).where(QueueVisitRow.call_id == call))
    for _ in range(2):
        assert await books.kinds() == ["answers_differ", "visits_differ"]
        assert await books.open() == 2
    async with books.database.read() as session:
        first = {row.kind: row for row in await repository.page(session, every=False, before=None, limit=10)}
    assert first["visits_differ"].books == {"ledger": "1", "rows": "0", "cel": "1", "queue_log": "1"}
    assert (first["visits_differ"].call_id, first["visits_differ"].subject) == (call, str(call))

    offered = next(fact for fact in books.facts if fact.kind is Kind.call_offered)
    async with books.database.write() as session:
        session.add(
            QueueVisitRow(
                queue_visit_id=uuid.UUID(offered.payload["queue_visit_id"]),
                call_id=call,
                queue="hotline_general",
                position=1,
                offered_at=offered.happened_at,
                answered_at=offered.happened_at,
            )
        )
    books.clock.advance(60)
    assert await books.kinds() == []
    assert await books.open() == 0
    async with books.database.read() as session:
        rows = await repository.page(session, every=True, before=None, limit=10)
    assert {row.difference_id for row in rows} == {row.difference_id for row in first.values()}
    assert all(row.resolved_at == books.clock.now() for row in rows)


async def test_an_explained_difference_is_open_no_more_and_one_not_looked_at_stays(books: Books) -> None:
    call = books.facts[0].call_id
    assert call is not None
    books.domains.without_recording.add(call)
    books.domains.files.add("node1-1.1")
    assert await books.kinds() == ["recording_missing", "recording_without_call"]
    async with books.database.write() as session:
        rows = {row.kind: row for row in await repository.page(session, every=False, before=None, limit=10)}
        missing = rows["recording_missing"].difference_id
        assert await repository.explain(session, missing, "磁盘更换期间", None, books.clock.now()) is not None
        assert await repository.explain(session, uuid.uuid4(), "没有这条", None, books.clock.now()) is None
    assert await books.open() == 1
    # Out of the window nobody has looked at it: it does not count as gone.
    books.clock.advance(86_400)
    outcome = await books.reconciler.turn(books.clock.now() - timedelta(hours=1))
    assert (outcome.calls, outcome.open) == (0, 1)
    async with books.database.read() as session:
        rows = {row.kind: row for row in await repository.page(session, every=True, before=None, limit=10)}
    assert rows["recording_missing"].resolved_at is None
    assert rows["recording_missing"].explanation == "磁盘更换期间"


async def test_calls_of_the_switch_that_never_reached_the_ledger_are_found(books: Books) -> None:
    linkedid = f"{NODE}-{int(books.facts[0].happened_at.timestamp())}.999"
    stranger = [Fact(uuid.uuid4(), fact.kind, NODE, linkedid, fact.happened_at) for fact in facts_of(1)]
    books.cel.write_text(cel_of(books.facts) + cel_of(stranger))
    assert await books.kinds() == ["call_not_in_ledger"]


async def test_an_end_that_only_the_ledger_has_is_found(books: Books) -> None:
    async with books.database.write() as session:
        await session.execute(update(CallRow).where(CallRow.call_id == books.facts[0].call_id).values(ended_at=None))
    assert await books.kinds() == ["end_differs"]
