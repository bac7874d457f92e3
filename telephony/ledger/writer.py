"""Writes facts in groups; the only writer of the ledger and the call rows."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from uuid import UUID

from prometheus_client import Counter, Gauge
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database, reason_of
from foundation.errors import LeaseLost
from foundation.logs import logger
from foundation.wake import Wake
from telephony import lease as leases
from telephony.events import Fact
from telephony.lease import Lease
from telephony.ledger import projection, repository
from telephony.ledger.spool import Entry, Spool, decode, encode

log = logger(__name__)

GROUP_SECONDS = 0.02
GROUP_FACTS = 200
STORE_SECONDS = 5.0  # a store that takes longer for a group is away
LAST_SECONDS = 2.0
OFFER_SECONDS = 2.0  # between looks at what somebody offers again while nothing happens

WAITING = Gauge("hotline_ledger_waiting_facts", "Facts not yet in the store")
SPOOLED = Counter("hotline_ledger_spooled_facts_total", "Facts that went to the local file first")
WRITTEN = Counter("hotline_ledger_written_facts_total", "Facts stored")
REFUSED = Counter("hotline_ledger_refused_facts_total", "Facts that the store refuses, put aside in a local file")

Hold = Callable[[AsyncSession], Awaitable[Callable[[], None]]]
"""Makes sure of the lease inside a transaction; what it returns is called after the commit."""

Listener = Callable[[Sequence[Fact]], None]


class LedgerWriter:
    """Takes facts without waiting and stores them in groups of at most 20 ms or 200 facts.

    A group is one transaction: lease fenced, facts appended, call rows brought up to date. ``on_committed`` is called
    after the commit with the facts that were new. While the store is away groups go to the spool and from there into
    the store, in order. A fact that the store refuses is put aside by the spool and holds up nothing. When the lease is
    lost what waits is dropped, and ``run`` raises ``LeaseLost``: the new owner sees the same calls.
    """

    def __init__(
        self, database: Database, wake: Wake, spool: Spool, lease: Lease, on_committed: Listener = lambda facts: None
    ) -> None:
        self._database, self._wake, self._spool = database, wake, spool
        self.lease = lease
        self.hold: Hold = self._fence
        self.on_committed = on_committed
        self._queue: deque[Entry] = deque()
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._sequence = 0
        self._refused: set[UUID] = set()
        self.store_away = False
        self.last_seconds = LAST_SECONDS

    def append(self, entries: Sequence[Entry]) -> None:
        """Take facts; returns at once."""
        if not entries:
            return
        self._queue.extend(entries)
        WAITING.set(len(self._queue))
        self._drained.clear()
        self._arrived.set()

    async def drain(self) -> None:
        """Wait until everything taken so far is stored or in the spool."""
        await self._drained.wait()

    async def spooled(self) -> list[Fact]:
        """Return the facts that wait in the spool, in order."""
        return [entry.fact for entry in await asyncio.to_thread(self._spool.read)]

    async def run(self) -> None:
        """Write until cancelled; what has been taken by then is stored or spooled first.

        Raises:
            LeaseLost: another process owns the node.
        """
        try:
            await self._write()
        except asyncio.CancelledError:
            await self._write_last()
            raise

    async def _write(self) -> None:
        pause = 0.2
        while True:
            if not self._queue and not self._spool.waiting:
                self._drained.set()
                self._arrived.clear()
                await self._take_offer()
                # Not `wait_for`: cancelled when a fact has just arrived it would go on.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(OFFER_SECONDS):
                        await self._arrived.wait()
                if not self._queue:
                    continue
            if not self._spool.waiting and len(self._queue) < GROUP_FACTS:
                await asyncio.sleep(GROUP_SECONDS)
            if await self.write_group():
                pause = 0.2
            else:
                await self._spool_for(pause)
                pause = min(pause * 2, 2.0)

    async def _write_last(self) -> None:
        with contextlib.suppress(LeaseLost):
            if self._queue and (self._spool.waiting or not await self._store(list(self._queue), self.last_seconds)):
                await self._to_spool()

    async def _spool_for(self, seconds: float) -> None:
        """Wait before the store is tried again; what arrives meanwhile is on disk within 20 ms."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            self._arrived.clear()
            if not self._queue:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._arrived.wait()
            await asyncio.sleep(GROUP_SECONDS)
            await self._to_spool()

    async def write_group(self) -> bool:
        """Store one group, or everything that waits in the spool; ``False`` when the store is away."""
        if self._spool.waiting:
            await self._to_spool()
            return await self._unspool()
        group = [self._queue[i] for i in range(min(len(self._queue), GROUP_FACTS))]
        if not group:
            return True
        if not await self._store(group):
            await self._to_spool()
            return False
        self._taken(len(group))
        return True

    def _taken(self, count: int) -> None:
        for _ in range(count):
            self._queue.popleft()
        WAITING.set(len(self._queue))

    async def _to_spool(self) -> None:
        group = list(self._queue)
        if group:
            try:
                await asyncio.to_thread(self._spool.append, group)
            except OSError as error:
                # Neither store nor disk takes them: they stay in memory and are tried again.
                log.error("spool_failed", error=type(error).__name__, waiting=len(group))
                return
            SPOOLED.inc(len(group))
            self._taken(len(group))
        if not self._queue:
            self._drained.set()

    async def _unspool(self) -> bool:
        """Store what the spool holds and clear it; with a spool that cannot be read nothing is cleared."""
        lines = self._spool.lines()
        damaged: list[str] = []
        try:
            while part := await asyncio.to_thread(lambda: list(islice(lines, GROUP_FACTS))):
                group = [entry for _, entry in part if entry is not None]
                damaged.extend(line for line, entry in part if entry is None)
                if group and not await self._store(group):
                    return False
            for line in damaged:
                await asyncio.to_thread(self._spool.refuse, line, "damaged")
            await asyncio.to_thread(self._spool.clear)
        except OSError as error:
            log.error("spool_failed", error=type(error).__name__)
            return False
        return True

    async def _take_offer(self) -> None:
        """Store what was put aside and is offered again; what is refused again is put aside again."""
        if not self._spool.again_path.exists():
            return
        damaged: list[tuple[str, str]] = []
        try:
            for reason, line in self._spool.offered():
                try:
                    entry = decode(line)
                except ValueError:
                    damaged.append((line, reason))
                    continue
                self._refused.discard(entry.fact.fact_id)
                if not await self._store([entry]):
                    return  # away: the offer stands, and what is stored by then is no second fact
            for line, reason in damaged:
                self._spool.refuse(line, reason)
            self._spool.offer_taken()
        except OSError as error:
            log.error("spool_failed", error=type(error).__name__)

    async def _fence(self, session: AsyncSession) -> Callable[[], None]:
        await leases.fence(session, self.lease)
        return lambda: None

    async def _store(self, group: Sequence[Entry], within: float = STORE_SECONDS) -> bool:
        try:
            async with asyncio.timeout(within), self._database.write() as session:
                after_commit = await self.hold(session)
                callers = [entry.caller for entry in group if entry.caller is not None]
                await repository.remember_callers(session, callers)
                facts = [entry.fact for entry in group]
                fresh = await repository.append(session, facts, self.lease.epoch, self._sequence + 1)
                await projection.project(session, fresh)
        except LeaseLost:
            raise
        except Exception as error:
            if _store_is_away(error):
                if not self.store_away:
                    log.error("store_away", error=type(error).__name__, reason=reason_of(error))
                self.store_away = True
                return False
            if len(group) == 1:
                return await self._refuse(group[0], error)
            # One fact that the store refuses must not hold up the others; they stay in order.
            for entry in group:
                if not await self._store([entry]):
                    return False
            return True
        after_commit()
        self.store_away = False
        self._sequence += len(fresh)
        WRITTEN.inc(len(fresh))
        if fresh:
            try:
                self.on_committed(fresh)
            except Exception:
                log.exception("committed_not_told")  # subscribers read the ledger
            await self._wake.signal(repository.LEDGER)
        return True

    async def _refuse(self, entry: Entry, error: Exception) -> bool:
        fact = entry.fact
        if fact.fact_id in self._refused:
            return True
        # The message of an error can hold what was to be stored; its type says enough here.
        log.error("fact_refused", kind=str(fact.kind), fact_id=str(fact.fact_id), error=type(error).__name__)
        try:
            await asyncio.to_thread(self._spool.refuse, encode(entry), type(error).__name__)
        except OSError as failed:
            log.error("spool_failed", error=type(failed).__name__)
            return False
        self._refused.add(fact.fact_id)
        REFUSED.inc()
        return True


def _store_is_away(error: Exception) -> bool:
    """Tell a store that takes nothing now from a fact that it will never take."""
    if isinstance(error, (IntegrityError, DataError)):
        return False
    return isinstance(error, (DBAPIError, PoolTimeout, OSError))
