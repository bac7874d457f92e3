"""The speech process: takes taps, stores the words with the event that reports them, transcribes recordings."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client import Histogram
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from foundation.ids import new_id
from foundation.logs import logger
from foundation.streams import publish
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from speech import repository
from speech.audiosocket import AudioSocketServer, Receiver
from speech.correction import WordList
from speech.models import PartialRow, TapRow, UtteranceRow
from speech.pool import Recogniser
from speech.session import Begun, Deferred, Heard, TapSession
from speech.wav_file import WavWriter
from speech.webrtc_detector import WebRtcDetector
from telephony.ledger import colleagues

log = logger(__name__)

STORED_SECONDS = Histogram(
    "hotline_words_stored_seconds", "End of an utterance to its words in the store", buckets=(0.5, 1, 1.5, 2, 3, 5, 10)
)
ANNOUNCE_SECONDS = 2.0
PARTIAL_SECONDS = 0.7
"""Between two looks at an utterance that is not over."""
STALE_SECONDS = 60.0
"""What was begun and not gone on with for so long is over: no utterance is as long."""
WAITING, CALLER, AGENT, AFTERWARDS = range(4)
"""Precedence: callers who wait, callers, agents, recordings."""
PARTIALS = "partials"
"""What wakes those who show words that are being said."""


async def store_utterance(session: AsyncSession, row: UtteranceRow) -> None:
    """Write words and the event that reports them in one transaction; the same words again change nothing."""
    if await repository.is_stored(session, row.call_id, row.track, row.sequence):
        return
    session.add(row)
    await session.flush()
    payload = {
        "call_id": str(row.call_id),
        "contact_id": str(row.contact_id),
        "utterance_id": str(row.utterance_id),
        "speaker": row.speaker,
        "source": row.source,
    }
    await publish(session, "utterance_heard", row.call_id, payload, event_id=row.utterance_id)


class LiveSpeech:
    """Serves AudioSocket; each tap is known by its row, an unknown one is refused."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        clock: Clock,
        recogniser: Recogniser,
        *,
        address: str,
        languages: frozenset[str],
        capacity: int,
        incoming: Path,
        words: WordList,
    ) -> None:
        self._database, self._wake, self._clock = database, wake, clock
        self._recogniser, self.words = recogniser, words
        self._address, self._languages, self._capacity = address, languages, capacity
        self._incoming = incoming
        self._open: dict[uuid.UUID, _Tap] = {}
        host, _, port = address.rpartition(":")
        self._server = AudioSocketServer(host, int(port), self._session, session_limit=max(1, capacity) * 2)

    async def run(self) -> None:
        """Take taps until cancelled."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        await self._server.start()
        try:
            while True:
                await self._announce()
                await self._look_for_answers()
                await asyncio.sleep(0.5)
        finally:
            await self._server.stop()
            with contextlib.suppress(SQLAlchemyError):
                async with self._database.write() as session:
                    await repository.withdraw(session, self._address)

    async def _announce(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < getattr(self, "_next_announce", 0.0):
            return
        self._next_announce = loop.time() + ANNOUNCE_SECONDS
        now = self._clock.now()
        try:
            async with self._database.write() as session:
                free = max(0, self._capacity - len(self._open))
                await repository.announce(session, self._address, sorted(self._languages), free, now)
                await repository.end_stale_taps(session, now - timedelta(hours=5))
                await repository.end_partials(session, now - timedelta(seconds=STALE_SECONDS))
        except SQLAlchemyError as error:
            log.warning("not_announced", error=type(error).__name__)

    async def _look_for_answers(self) -> None:
        writing = [tap for tap in self._open.values() if tap.is_waiting or tap.waiting_open]
        if not writing:
            return
        try:
            async with self._database.read() as session:
                for tap in writing:
                    row = await session.get(TapRow, tap.tap_id)
                    if row is not None and row.answered_at is not None:
                        tap.is_waiting = False
                        tap.close_waiting()
        except SQLAlchemyError as error:
            log.warning("answers_not_seen", error=type(error).__name__)

    async def _session(self, tap_id: uuid.UUID) -> Receiver | None:
        now = self._clock.now()
        try:
            async with self._database.write() as session:
                row = await session.get(TapRow, tap_id, with_for_update=True)  # dialled twice, one of them is refused
                if row is None or row.state != "ordered":
                    return None
                row.state, row.started_at = "live", now
        except SQLAlchemyError as error:
            log.warning("tap_refused", error=type(error).__name__)
            return None
        path = None
        if row.speaker == "caller" and row.answered_at is None:
            path = self._incoming / f"{row.base}-waiting.wav"
            if path.exists():  # of an earlier tap of this caller: what was said first stays
                path = None
        tap = _Tap(self, row, now, path)
        self._open[tap_id] = tap
        return tap

    async def store(self, tap: _Tap, heard: Heard) -> None:
        """Store one utterance of a tap."""
        since = tap.started_at
        ended_at = since + timedelta(seconds=heard.ended_at_seconds)
        corrected = self.words.correct(heard.text)
        row = UtteranceRow(
            utterance_id=heard.utterance_id or new_id(),
            call_id=tap.call_id,
            contact_id=tap.contact_id,
            track=str(tap.tap_id),
            sequence=heard.sequence,
            speaker=tap.speaker,
            source="live",
            started_at=since + timedelta(seconds=heard.started_at_seconds),
            ended_at=ended_at,
            text=corrected.text,
            changes=[asdict(change) for change in corrected.changes] or None,
            confidence=heard.confidence,
            language=heard.language,
            stored_at=self._clock.now(),
        )
        async with self._database.write() as session:
            if tap.has_partial:
                await repository.end_partial(session, tap.tap_id)
                tap.has_partial = False
            # What an agent says to a colleague, or to himself, while the caller waits is no word of the call.
            if tap.speaker == "agent" and await colleagues.held_at(session, tap.call_id, row.started_at):
                return
            await store_utterance(session, row)
        STORED_SECONDS.observe(max(0.0, (self._clock.now() - ended_at).total_seconds()))
        await self._wake.signal(DOMAIN)

    async def begin(self, tap: _Tap, begun: Begun) -> None:
        """Show what is heard of an utterance that is not over."""
        started_at = tap.started_at + timedelta(seconds=begun.started_at_seconds)
        row = PartialRow(
            tap_id=tap.tap_id,
            call_id=tap.call_id,
            utterance_id=begun.utterance_id,
            speaker=tap.speaker,
            text=self.words.correct(begun.text).text,
            started_at=started_at,
            updated_at=self._clock.now(),
        )
        async with self._database.write() as session:
            if tap.speaker == "agent" and await colleagues.held_at(session, tap.call_id, started_at):
                return
            await session.merge(row)
        tap.has_partial = True
        await self._wake.signal(PARTIALS)

    async def note_deferred(self, tap: _Tap) -> None:
        """Count what was not recognised live."""
        async with self._database.write() as session:
            row = await session.get(TapRow, tap.tap_id)
            if row is not None:
                row.deferred += 1

    async def closed(self, tap: _Tap) -> None:
        """A tap is over."""
        self._open.pop(tap.tap_id, None)
        try:
            async with self._database.write() as session:
                row = await session.get(TapRow, tap.tap_id)
                if row is not None:
                    row.state = "ended"
                if tap.has_partial:  # emptied, not deleted: who shows it has to hear of it
                    await repository.empty_partial(session, tap.tap_id, self._clock.now())
                    await self._wake.signal(PARTIALS)
        except SQLAlchemyError as error:
            log.warning("tap_end_not_stored", error=type(error).__name__)

    @property
    def recogniser(self) -> Recogniser:
        """Where utterances go."""
        return self._recogniser


class _Tap:
    """Receiver and sink of one tap; keeps the ``waiting`` leg until the agent answers (at most 0.5 s longer)."""

    def __init__(self, live: LiveSpeech, row: TapRow, started_at: datetime, waiting: Path | None) -> None:
        self.tap_id, self.call_id, self.contact_id = row.tap_id, row.call_id, row.contact_id
        self.speaker, self.started_at = row.speaker, started_at
        self._live = live
        self.has_partial, self.is_waiting = False, row.speaker == "caller" and row.answered_at is None
        self._shown_at = 0.0
        self._session = TapSession(
            str(row.tap_id), self, live.recogniser, WebRtcDetector(), row.language, precedence=self.precedence
        )
        self._waiting: WavWriter | None = None
        if waiting is not None:
            try:
                self._waiting = WavWriter(waiting)
            except OSError as error:
                log.error("waiting_leg_lost", error=error.strerror)

    def precedence(self) -> int:
        """Return who comes first where recognition is short: callers who wait, callers, agents."""
        if self.speaker == "agent":
            return AGENT
        return WAITING if self.is_waiting else CALLER

    @property
    def waiting_open(self) -> bool:
        """Whether the ``waiting`` leg is still written."""
        return self._waiting is not None

    def close_waiting(self) -> None:
        """End the ``waiting`` leg."""
        writer, self._waiting = self._waiting, None
        if writer is not None:
            try:
                writer.close()
            except OSError as error:
                log.error("waiting_leg_lost", error=error.strerror)

    def feed(self, pcm: bytes, rate: int) -> None:
        """Take samples."""
        if self._waiting is not None and rate == 8000:
            try:
                self._waiting.write(pcm)
            except OSError as error:
                self._waiting = None
                log.error("waiting_leg_lost", error=error.strerror)
        self._session.feed(pcm, rate)

    async def ended(self, how: str) -> None:
        """No more samples come."""
        self.close_waiting()
        await self._session.ended(how)
        await self._live.closed(self)

    async def on_heard(self, heard: Heard) -> None:
        """Take words; a store that is away is tried again for as long as the session allows."""
        while True:
            try:
                await self._live.store(self, heard)
                return
            except SQLAlchemyError as error:
                log.warning("words_wait", error=type(error).__name__)
                await asyncio.sleep(0.5)

    async def on_begun(self, begun: Begun) -> None:
        """Take what is heard of an utterance that is not over; what cannot be shown is not missed."""
        now = time.monotonic()
        if begun.text and now - self._shown_at < PARTIAL_SECONDS:
            return
        if not begun.text and not self.has_partial:
            return
        self._shown_at = now
        with contextlib.suppress(SQLAlchemyError, HotlineError):
            await self._live.begin(self, begun)

    async def on_deferred(self, deferred: Deferred) -> None:
        """Take the notice that words are missing live."""
        with contextlib.suppress(SQLAlchemyError, HotlineError):
            await self._live.note_deferred(self)
