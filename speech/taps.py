"""Orders live taps: the caller's from the queue on, the agent's once connected (a listener of the owner).

A tap is a help, never a condition: whatever fails here is logged and counted, and the call goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from foundation.logs import logger
from speech import repository
from speech.models import TapRow
from telephony.ami import actions, messages
from telephony.ami.client import AmiError
from telephony.calls.state import CallState
from telephony.events import Fact, Kind, call_id_of, contact_id_of, id_of
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

TAPS = Counter("hotline_taps_total", "Live taps by what became of the order", ["result"])
LIMIT_SECONDS = 4 * 3600
LOOK_SECONDS = 5.0
ORDER_SECONDS = 10.0
"""A tap that did not come to life within it may be dialled again; the speech process takes each id once."""


class TapPlanner:
    """Orders at most ``limit`` taps at once; beyond it the recording is transcribed after the call."""

    def __init__(
        self,
        owner: Owner,
        database: Database,
        clock: Clock,
        *,
        limit: int,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._owner, self._database, self._clock = owner, database, clock
        self._limit, self._spawn = limit, spawn
        self._unmarked: dict[UUID, datetime] = {}  # calls whose answers are not noted on their taps yet
        self._books = asyncio.Lock()  # one entry at a time: the cap counts, and an answer finds the tap it is about

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Order taps for calls that are in a queue or talking and have none (their orders may have been lost)."""
        for call in self._owner.calls.values():
            if not call.ended and (call.visit is not None or call.talk is not None):
                self._spawn(self._order(call.linkedid, "caller"))
                if call.talk is not None:
                    self._spawn(self._order(call.linkedid, "agent"))

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Taps wait for the commit."""

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Order a tap when a caller entered a queue, another when an agent answered."""
        for fact in facts:
            if fact.kind is Kind.call_offered:
                self._spawn(self._order(fact.linkedid, "caller"))
            elif fact.kind is Kind.call_answered:
                self._spawn(self._answered(fact))
            elif fact.kind is Kind.call_ended and fact.call_id is not None:
                self._spawn(self._over(fact.call_id))

    def on_down(self) -> None:
        """Taps that run go on without us."""

    async def hear(self, linkedid: str) -> bool:
        """Order the caller's tap before he is in any queue; tell whether somebody hears him."""
        await self._order(linkedid, "caller")
        call = self._owner.calls.get(linkedid)
        if call is None:
            return False
        async with self._database.read() as session:
            row = await session.get(TapRow, id_of(call.node, linkedid, "tap", "caller", _leg(call, "caller")[1]))
        return row is not None and row.state in repository.OPEN

    async def is_heard(self, linkedid: str) -> bool:
        """Tell whether the caller's words are written down now; a store that is away says no."""
        call = self._owner.calls.get(linkedid)
        if call is None:
            return False
        try:
            async with self._database.read() as session:
                row = await session.get(TapRow, id_of(call.node, linkedid, "tap", "caller", _leg(call, "caller")[1]))
        except SQLAlchemyError:
            return False
        return row is not None and row.state == "live"

    async def run(self) -> None:
        """Order again what did not come to life: the speech process was not there yet, or was too busy to answer."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._limit and self._owner.in_step:
                try:
                    await self.look_again()
                except Exception as error:  # whatever it is, it ends no call
                    log.warning("taps_not_looked_at", error=type(error).__name__)

    async def look_again(self) -> None:
        """Order the taps of calls in a queue or a talk that have none, as far as somebody is there to hear them.

        Answers that could not be noted when they came are noted before.
        """
        if self._unmarked:
            await self._mark_answers()
        legs = {
            id_of(call.node, call.linkedid, "tap", speaker, _leg(call, speaker)[1]): (call, speaker)
            for call in self._owner.calls.values()
            if not call.ended and (call.visit is not None or call.talk is not None)
            for speaker in ("caller", "agent")
            if _leg(call, speaker)[0]
        }
        if not legs:
            return
        now = self._clock.now()
        async with self._database.read() as session:
            ordered = await repository.taps(session, [call_id_of(c.node, c.linkedid) for c, _ in legs.values()])
            free = self._limit - await repository.open_taps(session)
            heard = {name for worker in await repository.workers(session, now) for name in worker.languages.split(",")}
        late = now - timedelta(seconds=ORDER_SECONDS)
        # Callers who wait come first, then callers, then agents.
        for tap_id, (call, speaker) in sorted(legs.items(), key=lambda leg: (leg[1][1] == "agent", leg[1][0].answered)):
            row = ordered.get(tap_id)
            is_missing = row is None and free > 0
            is_dead = row is not None and row.state == "ordered" and row.ordered_at <= late
            if call.language in heard and (is_missing or is_dead):
                free -= is_missing
                self._spawn(self._order(call.linkedid, speaker))

    async def _answered(self, fact: Fact) -> None:
        if fact.call_id is not None:
            self._unmarked[fact.call_id] = fact.happened_at
            await self._mark_answers()
        await self._order(fact.linkedid, "agent")

    async def _mark_answers(self) -> None:
        try:
            async with self._books, self._database.write() as session:
                answers = dict(self._unmarked)
                for call_id, at in answers.items():
                    await repository.mark_answered(session, call_id, at)
        except SQLAlchemyError as error:
            log.warning("taps_not_marked", error=type(error).__name__)
            return
        self._unmarked = {call_id: at for call_id, at in self._unmarked.items() if answers.get(call_id) != at}

    async def _over(self, call_id: UUID) -> None:
        try:
            async with self._books:
                async with self._database.read() as session:
                    taps = await repository.taps(session, [call_id])
                if any(row.state in repository.OPEN for row in taps.values()):  # SQLite has one writer at a time
                    async with self._database.write() as session:
                        await repository.end_taps(session, call_id)
        except SQLAlchemyError as error:
            log.warning("taps_not_ended", error=type(error).__name__)

    async def _order(self, linkedid: str, speaker: str) -> None:
        if self._limit == 0:
            return
        try:
            async with self._books:
                tap = await self._reserve(linkedid, speaker)
            if tap is None:
                return
            tap_id, channel, address = tap
            variables = {
                "__TAP_CHANNEL": channel,
                "__TAP_ID": str(tap_id),
                "__TAP_TARGET": address,
                "__TAP_SECONDS": str(LIMIT_SECONDS),
            }
            try:
                await self._owner.request(
                    actions.originate(
                        "Local/s@hotline_tap_listen/n", "hotline_tap_send", "s", account="tap", variables=variables
                    )
                )
            except AmiError:
                # Refused, so it takes no place under the cap; without an answer it may still come.
                async with self._database.write() as session:
                    await repository.end_tap(session, tap_id)
                raise
            TAPS.labels("ordered").inc()
        except (HotlineError, SQLAlchemyError) as error:
            TAPS.labels("failed").inc()
            log.warning("tap_failed", linkedid=linkedid, speaker=speaker, error=type(error).__name__)

    async def _reserve(self, linkedid: str, speaker: str) -> tuple[UUID, str, str] | None:
        """Write the tap's row before it is dialled, so that the speech process knows what it is given.

        Returns the tap's id, the channel to listen to and the speech process; ``None`` when nothing is to be ordered: a
        leg has one tap, whoever orders it and however often.
        """
        async with self._database.read() as session:  # most calls of a busy hour get none: nobody waits for a lock
            if await self._order_now(session, linkedid, speaker) is None:
                return None
        async with self._database.write() as session:
            order = await self._order_now(session, linkedid, speaker)
            if order is None:
                return None
            call, tap_id, row, address = order
            now = self._clock.now()
            if row is not None:
                row.ordered_at = now
            else:
                session.add(_tap_row(call, tap_id, speaker, now))
        return tap_id, _leg(call, speaker)[0], address

    def _room(self, speaker: str) -> int:
        """Return how many taps may be open before another of this speaker: an eighth is kept for callers."""
        return self._limit if speaker == "caller" else self._limit - self._limit // 8

    async def _order_now(
        self, session: AsyncSession, linkedid: str, speaker: str
    ) -> tuple[CallState, UUID, TapRow | None, str] | None:
        """Return the call, the tap's id, its row where there is one, and who is to hear it; ``None`` for no tap."""
        call, now = self._owner.calls.get(linkedid), self._clock.now()
        if call is None or call.ended:
            return None
        channel, key = _leg(call, speaker)
        if not channel:
            return None
        tap_id = id_of(call.node, linkedid, "tap", speaker, key)
        row = await session.get(TapRow, tap_id)
        if row is not None and (row.state != "ordered" or now - row.ordered_at < timedelta(seconds=ORDER_SECONDS)):
            return None
        workers = [w for w in await repository.workers(session, now) if call.language in w.languages.split(",")]
        found = [w for w in workers if w.capacity > 0] or workers
        if not found:
            TAPS.labels("no_engine").inc()
            return None
        if row is None and await repository.open_taps(session) >= self._room(speaker):
            TAPS.labels("over_limit").inc()
            return None
        return call, tap_id, row, found[0].address


def _leg(call: CallState, speaker: str) -> tuple[str, str]:
    """Return the channel of a leg and what tells it from the call's other legs."""
    if speaker == "caller":
        return call.channel, "caller"
    return (call.talk.leg_channel, call.talk.leg) if call.talk is not None else ("", "")


def _tap_row(call: CallState, tap_id: UUID, speaker: str, now: datetime) -> TapRow:
    return TapRow(
        tap_id=tap_id,
        call_id=call_id_of(call.node, call.linkedid),
        contact_id=contact_id_of(call.node, call.linkedid),
        speaker=speaker,
        language=call.language,
        base=call.uniqueid,
        state="ordered",
        ordered_at=now,
        answered_at=now if call.answered else None,
        deferred=0,
    )
