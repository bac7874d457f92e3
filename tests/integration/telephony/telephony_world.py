"""What the tests of the ledger, the lease and the owner share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from call_story import (
    at,
    bridged,
    completes,
    connects,
    enters,
    hangs_up,
    holds,
    joins,
    leg_hangs_up,
    menu,
    play,
    resumes,
    returns,
    rings,
    rings_out,
    unbridged,
)
from sqlalchemy import select
from unreliable_store import Unreliable

from foundation.database import Base, Database
from foundation.wake import LocalWake
from telephony import lease as leases
from telephony.calls.state import CallState
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind
from telephony.lease import Lease
from telephony.ledger import repository
from telephony.ledger.spool import Caller, Entry, Spool
from telephony.ledger.writer import LedgerWriter
from telephony.models import CallerRow, CallRow, ContactRow, LedgerRow

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
NUMBER = Caller(uuid.UUID(int=7), "v1.sealed", "digest", at(0))

STORY = [
    enters(),
    menu(),
    joins(6),
    rings(6.1, 2),
    rings_out(21, 2),
    rings(22, 3, "1002"),
    connects(24, 3, "1002"),
    bridged(24.1),
    holds(30, 3),
    resumes(35, 3),
    completes(60, 3, "agent", "1002"),
    unbridged(60.1),
    leg_hangs_up(60.2, 3),
    returns(60.3, "CONTINUE"),
    hangs_up(63),
]


def facts_of(number: int = 1, events: Sequence[Any] = STORY) -> list[Fact]:
    """Return the facts of a call; another number is another call."""
    if number == 1:
        return play(events)[1]
    linkedid = f"node1-1795400000.{1000 + number}"
    state, facts = CallState("node1", linkedid), []
    for event in events:
        uniqueid = linkedid if event.uniqueid == event.linkedid else f"{event.uniqueid}{number:03d}"
        event = replace(event, linkedid=linkedid, uniqueid=uniqueid)
        if hasattr(event, "leg"):
            event = replace(event, leg=f"{event.leg}{number:03d}")
        state, more = decide(state, event)
        facts += more
    return facts


def entries(facts: Sequence[Fact]) -> list[Entry]:
    """Return entries as the owner makes them."""
    return [Entry(fact, NUMBER if fact.kind is Kind.call_entered else None) for fact in facts]


async def take_lease(database: Database, holder: str = "one", now: datetime = NOW, seconds: float = 9) -> Lease:
    """Take the lease of the node."""
    async with database.write() as session:
        lease = await leases.acquire(session, "node1", holder, "http://127.0.0.1:1", now, seconds)
    assert lease is not None
    return lease


async def expire(database: Database) -> datetime:
    """Return a moment at which the lease is over."""
    async with database.read() as session:
        lease = await leases.read(session, "node1")
    assert lease is not None
    return lease.expires_at + timedelta(seconds=1)


def writer_of(database: Database | Unreliable, lease: Lease, folder: Path) -> tuple[LedgerWriter, list[list[Fact]]]:
    """Return a writer and the groups it tells of."""
    told: list[list[Fact]] = []
    spool = Spool(folder / "spool", "node1")
    writer = LedgerWriter(
        cast("Database", database), LocalWake(), spool, lease, on_committed=lambda facts: told.append(list(facts))
    )
    return writer, told


async def ledger(database: Database) -> list[LedgerRow]:
    """Return the ledger in order."""
    async with database.read() as session:
        return list(await session.scalars(select(LedgerRow).order_by(LedgerRow.position)))


async def tables(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of the tables that are made from the ledger, and of callers and contacts."""
    found = {}
    async with database.read() as session:
        for table in (*repository.REBUILT, ContactRow, CallerRow):
            rows = await session.scalars(select(table))
            found[table.__tablename__] = sorted((values(row) for row in rows), key=str)
    return found


def values(row: Base) -> dict[str, Any]:
    """Return the columns of a row."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


async def call_row(database: Database, linkedid: str) -> CallRow | None:
    """Return the row of a call."""
    async with database.read() as session:
        return await session.scalar(select(CallRow).where(CallRow.linkedid == linkedid))
