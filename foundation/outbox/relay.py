"""Delivers outbox rows until the other side has them; needs the database only."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from foundation.database import AWAY, Database
from foundation.logs import logger
from foundation.outbox import repository
from foundation.outbox.models import OutboxRow
from foundation.outbox.policy import is_away, judge
from foundation.outbox.types import Delivery
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake

log = logger(__name__)

TOPIC = "outbox"
HURRY_SECONDS = 30.0

DELIVERIES = Counter("hotline_outbox_deliveries", "Attempts to deliver", ["destination", "result"])

OnSent = Callable[[AsyncSession], Awaitable[None]]


class Deliverer(Protocol):
    """Brings one message to its destination."""

    async def deliver(self, delivery: Delivery) -> OnSent | None:
        """Deliver and return what is to be written together with the mark; runs outside every transaction.

        May run again with the same ``delivery.id`` after a success that could not be marked.

        Raises:
            Refused: the destination said no to the content; after some tries the row is set aside.
            Unavailable: it is away or slow. Like any other error it is tried again for ever.
        """
        ...


class Relay:
    """Claims due rows for a limited time, delivers them side by side, marks each.

    Several relays may run at once: a claim is taken under ``SKIP LOCKED`` or SQLite's write lock and is longer than a
    delivery may take; ``mark_sent`` lets what follows a delivery happen once even if two delivered.
    """

    def __init__(
        self,
        database: Database,
        wake: Wake,
        deliverers: Mapping[str, Deliverer],
        *,
        clock: Clock | None = None,
        poll_seconds: float = 1.0,
        deliver_seconds: float = 30.0,
        claim_seconds: float = 90.0,
        batch: int = 8,
        share: Callable[[], float] = random.random,
    ) -> None:
        if claim_seconds <= deliver_seconds:
            raise ValueError("a claim must outlive the delivery it covers")
        self.database = database
        self.wake = wake
        self.deliverers = deliverers
        self.clock = clock or SystemClock()
        self.poll_seconds = poll_seconds
        self.deliver_seconds = deliver_seconds
        self.claim_seconds = claim_seconds
        self.batch = batch
        self._share = share
        self._away: set[str] = set()
        self._hurried: dict[str, datetime] = {}

    async def run(self) -> None:
        """Deliver until cancelled; a database that is away is waited for."""
        pause = 0.2
        while True:
            mark = self.wake.mark(TOPIC)
            try:
                claimed = await self.step()
            except (*AWAY, OSError, TimeoutError) as error:
                log.warning("relay_waits", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
                continue
            except Exception:
                log.exception("relay_failed")
                await asyncio.sleep(5.0)
                continue
            pause = 0.2
            if not claimed:
                await self.wake.wait(TOPIC, self.poll_seconds, mark)

    async def step(self) -> int:
        """Deliver one batch of what is due now; return how many rows were claimed."""
        now = self.clock.now()
        async with self.database.read() as session:
            if not await repository.any_due(session, self.deliverers.keys(), now):
                return 0
        async with self.database.write() as session:
            until = now + timedelta(seconds=self.claim_seconds)
            rows = await repository.claim(session, self.deliverers.keys(), now, until, self.batch)
            turns = [(_delivery(row), row.claim, row.final_errors) for row in rows]
        # Each outcome is marked as soon as it is known; one that cannot be marked leaves its claim to run out.
        results = await asyncio.gather(*(self._one(*turn) for turn in turns), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(turns)

    async def _one(self, delivery: Delivery, token: uuid.UUID | None, final_errors: int) -> None:
        try:
            async with asyncio.timeout(self.deliver_seconds):
                on_sent = await self.deliverers[delivery.destination].deliver(delivery)
        except Exception as error:
            await self._failed(delivery, token, final_errors, error)
            return
        await self._sent(delivery, on_sent)

    async def _sent(self, delivery: Delivery, on_sent: OnSent | None) -> None:
        now = self.clock.now()
        async with self.database.write() as session:
            if await repository.mark_sent(session, delivery.id, now) and on_sent is not None:
                await on_sent(session)
        DELIVERIES.labels(delivery.destination, "sent").inc()
        if self._is_back(delivery.destination, now):
            async with self.database.write() as session:
                await repository.hurry(session, delivery.destination, now)
        log.info("outbox_sent", id=str(delivery.id), kind=delivery.kind, attempt=delivery.attempt)
        await self.wake.signal(DOMAIN)

    def _is_back(self, destination: str, now: datetime) -> bool:
        """Return whether a destination answers again after a failure; at most once in ``HURRY_SECONDS``."""
        if destination not in self._away:
            return False
        self._away.discard(destination)
        last = self._hurried.get(destination)
        if last is not None and now - last < timedelta(seconds=HURRY_SECONDS):
            return False
        self._hurried[destination] = now
        return True

    async def _failed(self, delivery: Delivery, token: uuid.UUID | None, final_errors: int, error: Exception) -> None:
        verdict = judge(error, delivery.attempt, final_errors, self._share())
        async with self.database.write() as session:
            await repository.mark_failed(session, delivery.id, token, verdict, self.clock.now())
        if is_away(error):
            self._away.add(delivery.destination)
        DELIVERIES.labels(delivery.destination, "dead" if verdict.dead else "failed").inc()
        note = log.error if verdict.dead else log.warning
        note(
            "outbox_dead" if verdict.dead else "outbox_failed",
            id=str(delivery.id),
            destination=delivery.destination,
            attempt=delivery.attempt,
            error=verdict.text,
        )


def _delivery(row: OutboxRow) -> Delivery:
    return Delivery(row.id, row.destination, row.kind, row.subject, row.payload, row.attempts)
