"""Compares the books every so often and keeps what differs."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.logs import logger
from telephony.reconcile import repository
from telephony.reconcile.books import Book, of_cel, of_ledger, of_queue_log
from telephony.reconcile.compare import (
    SETTLE,
    Difference,
    Matter,
    Recorded,
    compare_calls,
    compare_matters,
    compare_recordings,
    strays,
)
from telephony.switch_files import SwitchFiles

log = logger(__name__)

WINDOW = timedelta(hours=3)
"""Each turn looks at calls that entered so long ago at most: conclusions may take an hour."""
TURN_SECONDS = 60.0

OPEN = Gauge("hotline_differences_open", "Differences between books that are neither gone nor explained")
FOUND = Counter("hotline_differences_found_total", "Differences found, by kind", ["kind"])
COMPARED = Counter("hotline_calls_compared_total", "Calls whose books were compared")


class Domains(Protocol):
    """What the domains beside telephony say of calls."""

    async def recorded(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Recorded]:
        """Return what recordings say."""
        ...

    async def matters(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Matter]:
        """Return what tickets say."""
        ...

    async def stray_files(self, session: AsyncSession, before: datetime) -> tuple[Collection[str], Collection[str]]:
        """Return the names under which files older than ``before`` lie, and those that calls have."""
        ...


@dataclass(frozen=True)
class Outcome:
    """One turn: calls compared, differences found."""

    calls: int
    differences: tuple[Difference, ...]
    open: int = 0


class Reconciler:
    """Compares ledger, call rows, CEL, ``queue_log``, recordings and tickets of one node."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        node: str,
        *,
        files: SwitchFiles,
        endpoints: Iterable[str],
        domains: Domains,
        settle: timedelta = SETTLE,
    ) -> None:
        self._database, self._clock, self._node = database, clock, node
        self._files = files
        self._endpoints = frozenset(endpoints)
        self._domains, self._settle = domains, settle

    async def run(self, turn_seconds: float = TURN_SECONDS) -> None:
        """Compare every so often until cancelled."""
        while True:
            try:
                await self.turn(self._clock.now() - WINDOW)
            except (SQLAlchemyError, OSError) as error:
                log.warning("books_not_compared", error=type(error).__name__)
            await asyncio.sleep(turn_seconds)

    async def turn(self, since: datetime) -> Outcome:
        """Compare the calls that entered since a moment and keep what differs."""
        outcome = await self.compare(since)
        now = self._clock.now()
        async with self._database.write() as session:
            fresh, open_now = await repository.keep(session, outcome.differences, since, now)
        COMPARED.inc(outcome.calls)
        OPEN.set(open_now)
        for new in fresh:
            FOUND.labels(new.kind).inc()
            log.error("books_differ", kind=new.kind, subject=new.subject, books=dict(new.books))
        return Outcome(outcome.calls, outcome.differences, open_now)

    async def compare(self, since: datetime) -> Outcome:
        """Compare the calls that entered since a moment; nothing is stored."""
        now = self._clock.now()
        # The switch's books first: what they know the ledger must know a moment later.
        cel, queue_log = await asyncio.to_thread(self._switch_books, since)
        early = since - timedelta(seconds=2)
        async with self._database.read() as session:
            ledger, known = of_ledger(await repository.facts_of_calls_begun(session, self._node, early, now))
            rows = await repository.rows_book(session, self._node, early, now)
            # All books by the second that stands in the id, so that a call at the edge is in all of them or in none.
            ledger, rows, cel = (book.since(since) for book in (ledger, rows, cel))
            known = {linkedid: call for linkedid, call in known.items() if linkedid in ledger.calls}
            calls = [call.call_id for call in known.values()]
            recorded = await self._domains.recorded(session, calls)
            matters = await self._domains.matters(session, calls)
            files, bases = await self._domains.stray_files(session, now - timedelta(hours=1))
        books = [ledger, rows, cel, _known_to(queue_log, ledger, cel)]
        differences = (
            *compare_calls(books, known, now, self._settle),
            *compare_recordings(known, recorded, now),
            *compare_matters(known, matters, now),
            *strays(files, bases),
        )
        return Outcome(len(known), differences)

    def _switch_books(self, since: datetime) -> tuple[Book, Book]:
        cel, queue_log = self._files.read(since)
        return of_cel(cel, self._endpoints), of_queue_log(queue_log)


def _known_to(queue_log: Book, *others: Book) -> Book:
    """Return ``queue_log``'s book of those calls that the others speak of: it has no beginning to go by."""
    wanted = {linkedid for book in others for linkedid in book.calls}
    return Book(queue_log.name, {key: sums for key, sums in queue_log.calls.items() if key in wanted})
