"""One live tap: samples in, words out.

``feed`` never waits. Utterances of one tap are recognised one after the other: while they are spoken where the engine
streams; else those that end meanwhile are put together into one piece, for a recogniser of whole utterances takes as
long for one second as for ten. A stream that is lost with its process costs the partial words: the utterance is then
recognised as a whole.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from foundation.ids import new_id
from foundation.logs import logger
from speech.batching import Piece, next_batch
from speech.engine import RATE
from speech.metrics import RECOGNITION_SECONDS, UTTERANCES
from speech.numbers import hide_open_number, mask_numbers
from speech.pool import LiveStream, Outcome, Recogniser, StreamLost
from speech.samples import at_rate, loudness, to_float, to_pcm
from speech.voice_activity import FRAME_BYTES, Bounds, Discarded, Ended, Endpointer, Event
from speech.wav_file import WavWriter
from speech.webrtc_detector import SpeechDetector

CLOSE_LIMIT_SECONDS = 45.0
"""For what is still being recognised when the tap ends."""

WAITING_LIMIT_SECONDS = 45.0
"""Of audio that waits in one tap; beyond it the oldest is left to the transcript after the call."""

SINK_LIMIT_SECONDS = 10.0
"""For one message to be taken."""

STREAM_SAMPLES = RATE // 5
"""Of an utterance that is being spoken, given to the recogniser at once."""
OVERHANG_SAMPLES = RATE * 6 // 10
"""Silence after its last word that an utterance may have been given before its end was known."""

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of one tap. ``sequence`` ascends; times are seconds since the tap's first sample."""

    tap_id: str
    sequence: int
    started_at_seconds: float
    ended_at_seconds: float
    text: str
    confidence: float
    language: str
    utterance_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What is heard of an utterance that is not over; an empty ``text``: it is none after all, or comes as a whole."""

    tap_id: str
    utterance_id: UUID
    started_at_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Speech that was not recognised live; the recording has it. ``reason``: ``overload`` or what failed."""

    tap_id: str
    sequence: int
    started_at_seconds: float
    ended_at_seconds: float
    reason: str


class TapSink(Protocol):
    """Takes what a tap hears, in order."""

    async def on_heard(self, heard: Heard) -> None:
        """Take words."""
        ...

    async def on_begun(self, begun: Begun) -> None:
        """Take what is heard of an utterance that is not over."""
        ...

    async def on_deferred(self, deferred: Deferred) -> None:
        """Take the notice that words are missing."""
        ...


@dataclass(frozen=True, slots=True)
class TapSummary:
    """A tap after its end. ``drift_seconds``: how far its samples lag the clock (packets that never came)."""

    seconds: float
    utterances: int
    heard: int
    rejected: int
    deferred: int
    drift_seconds: float
    audio_whole: bool
    """False when the raw file could not be written to its end."""


@dataclass(slots=True, eq=False)
class _Said:
    """An utterance from its first sample on; ``piece`` once it is over, ``over`` also where it was none."""

    start: int
    utterance_id: UUID
    piece: Piece | None = None
    over: bool = False


class TapSession:
    """Feeds one tap's samples through voice activity to the recogniser and its words to ``sink``."""

    def __init__(
        self,
        tap_id: str,
        sink: TapSink,
        recogniser: Recogniser,
        detector: SpeechDetector,
        language: str = "zh",
        raw_path: Path | None = None,
        bounds: Bounds | None = None,
        waiting_limit_seconds: float = WAITING_LIMIT_SECONDS,
        *,
        precedence: Callable[[], int] = lambda: 1,
    ) -> None:
        self._tap_id = tap_id
        self._sink = sink
        self._recogniser = recogniser
        self._detector = detector
        self._language = language
        self._endpointer = Endpointer(bounds)
        self._waiting_limit = waiting_limit_seconds
        self._audio = bytearray()
        self._audio_from = 0
        self._unframed = bytearray()
        self._samples = 0
        self._first_at: float | None = None
        self._precedence = precedence
        self._said: _Said | None = None
        self._fed_to: int | None = None
        self._shown: set[UUID] = set()  # utterances of which something was shown while they were said
        self._waiting: deque[Piece] = deque()
        self._dropped: deque[Piece] = deque()
        self._in_flight: Piece | None = None
        self._sequence = 0
        self._open_digits = 0
        self._wake = asyncio.Event()
        self._over = False
        self._ended_at = 0.0
        self._counts = {"ended": 0, "heard": 0, "rejected": 0, "deferred": 0}
        self._audio_whole = True
        self._raw = self._opened(raw_path)
        self._summary: TapSummary | None = None
        self.closed = asyncio.Event()
        self._task = asyncio.create_task(self._recognise(), name=f"tap {tap_id}")

    def feed(self, pcm: bytes, rate: int = RATE) -> None:
        """Take samples as they come, cut anywhere between samples; returns at once."""
        if self._over:
            return
        now = time.monotonic()
        if self._first_at is None:
            self._first_at = now
        if rate != RATE:
            pcm = to_pcm(at_rate(to_float(pcm), rate))
        self._samples += len(pcm) // 2
        self._write(pcm)
        self._unframed += pcm
        whole = len(self._unframed) // FRAME_BYTES * FRAME_BYTES
        for at in range(0, whole, FRAME_BYTES):
            frame = bytes(self._unframed[at : at + FRAME_BYTES])
            self._audio += frame
            self._handle(self._endpointer.accept(self._detector.is_speech(frame), loudness(frame)), now)
        del self._unframed[:whole]
        self._forget()
        if self._fed_to is not None:
            self._wake.set()

    async def ended(self, how: str) -> None:
        """Hear that no more samples come."""
        await self.close()

    async def close(self) -> TapSummary:
        """End the tap: the open utterance too is recognised, the raw file gets its header. Bounded, idempotent."""
        if self._summary is None:
            self._finish_audio()
            try:
                async with asyncio.timeout(CLOSE_LIMIT_SECONDS):
                    await asyncio.shield(self._task)
            except TimeoutError:
                await self._give_up()
                _log.warning("tap_close_timed_out", tap_id=self._tap_id, limit_seconds=CLOSE_LIMIT_SECONDS)
            lasted = 0.0 if self._first_at is None else self._ended_at - self._first_at
            seconds = self._samples / RATE
            self._summary = TapSummary(
                seconds=seconds,
                utterances=self._counts["ended"],
                heard=self._counts["heard"],
                rejected=self._counts["rejected"],
                deferred=self._counts["deferred"],
                drift_seconds=lasted - seconds,
                audio_whole=self._audio_whole,
            )
            self.closed.set()
        return self._summary

    async def _give_up(self) -> None:
        """Stop recognising and leave what is open to the transcript after the call."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._in_flight is not None:
            self._dropped.append(self._in_flight)
        for piece in (*self._dropped, *self._waiting):
            await self._defer(piece, "overload")

    def _finish_audio(self) -> None:
        if self._over:
            return
        self._over = True
        self._ended_at = time.monotonic()
        self._handle(self._endpointer.finish(), self._ended_at)
        if self._raw is not None:
            try:
                self._raw.close()
            except OSError as error:
                self._lose_audio(error)
        self._wake.set()

    def _handle(self, events: tuple[Event, ...], now: float) -> None:
        for event in events:
            if isinstance(event, Ended):
                self._counts["ended"] += 1
                self._sequence += 1
                said, self._said = self._said, None
                pcm = self._samples_of(event.start, event.end)
                utterance_id = said.utterance_id if said is not None else None
                piece = Piece(self._sequence, event.start, event.end, pcm, now, utterance_id)
                self._waiting.append(piece)
                if said is not None:
                    said.piece, said.over = piece, True
                self._drop_excess()
                self._wake.set()
            elif isinstance(event, Discarded):
                UTTERANCES.labels(outcome="too_short").inc()
                if self._said is not None:
                    self._said.over, self._said = True, None
                self._wake.set()
            elif self._said is None:
                self._said = _Said(event.start, new_id())
                self._wake.set()

    def _samples_of(self, start: int, end: int) -> bytes:
        return bytes(self._audio[(start - self._audio_from) * 2 : (end - self._audio_from) * 2])

    def _drop_excess(self) -> None:
        while len(self._waiting) > 1 and sum(p.samples for p in self._waiting) > self._waiting_limit * RATE:
            self._dropped.append(self._waiting.popleft())

    def _forget(self) -> None:
        """Let go of audio that no event will name; in large steps, for each moves the rest."""
        needed = self._endpointer.needed_from
        surplus = (needed if self._fed_to is None else min(needed, self._fed_to)) - self._audio_from
        if surplus > RATE:
            del self._audio[: surplus * 2]
            self._audio_from += surplus

    async def _recognise(self) -> None:
        while True:
            while self._dropped:
                await self._defer(self._dropped.popleft(), "overload")
            batch = next_batch(self._waiting)
            if batch is not None:
                self._in_flight = batch
                outcome = await self._recogniser.recognise(batch.pcm, self._language, self._precedence())
                self._in_flight = None
                await self._deliver(batch, outcome)
            elif self._said is not None and (stream := self._recogniser.open_stream(self._language)) is not None:
                await self._listen(self._said, stream)
            elif self._over:
                return
            else:
                self._wake.clear()
                await self._wake.wait()

    async def _listen(self, said: _Said, stream: LiveStream) -> None:
        """Have an utterance recognised while it is spoken; whatever breaks leaves it to be recognised as a whole."""
        self._fed_to = said.start
        last = ""
        try:
            while not said.over:
                if self._audio_end - self._fed_to < STREAM_SAMPLES:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                pcm, self._fed_to = self._samples_of(self._fed_to, self._audio_end), self._audio_end
                text = await stream.feed(pcm)
                if text and text != last and not said.over:
                    last = text
                    self._shown.add(said.utterance_id)
                    masked = hide_open_number(mask_numbers(text, self._open_digits).text)
                    await self._tell(self._sink.on_begun(self._begun(said, masked)))
            piece = said.piece
            rest = piece.pcm[max(0, self._fed_to - said.start) * 2 :] if piece is not None else b""
            outcome = await stream.finish(rest)
            if piece is not None and self._fed_to - piece.end > OVERHANG_SAMPLES:
                raise StreamLost  # it was split after more was heard, which belongs to the next one
        except StreamLost:
            if said.piece is None:
                await self._take_back(said.utterance_id, said.start)
            await self._until_over(said)
            return
        finally:
            stream.close()
            self._fed_to = None
        if piece is None:
            await self._take_back(said.utterance_id, said.start)
        elif piece in self._waiting:
            self._waiting.remove(piece)
            await self._deliver(piece, outcome)

    async def _take_back(self, utterance_id: UUID | None, start: int) -> None:
        """Tell that what was shown of an utterance does not stand: it was none, or comes after the call."""
        if utterance_id in self._shown:
            self._shown.discard(utterance_id)
            await self._tell(self._sink.on_begun(Begun(self._tap_id, utterance_id, start / RATE, "")))

    async def _until_over(self, said: _Said) -> None:
        """Wait for the end of an utterance whose stream was lost, so that it is not begun once more."""
        while not said.over:
            self._wake.clear()
            await self._wake.wait()

    @property
    def _audio_end(self) -> int:
        return self._audio_from + len(self._audio) // 2

    def _begun(self, said: _Said, text: str) -> Begun:
        return Begun(self._tap_id, said.utterance_id, said.start / RATE, text)

    async def _deliver(self, piece: Piece, outcome: Outcome) -> None:
        recognition = outcome.recognition
        if recognition is None:
            await self._defer(piece, "overload" if outcome.deferred else outcome.failure or "failed")
            return
        RECOGNITION_SECONDS.observe(time.monotonic() - piece.ended_clock)
        if recognition.rejected is not None or not recognition.text:
            self._counts["rejected"] += 1
            UTTERANCES.labels(outcome="rejected").inc()
            await self._take_back(piece.utterance_id, piece.start)
            return
        masked = mask_numbers(recognition.text, self._open_digits)
        self._open_digits = masked.open_digits
        self._counts["heard"] += 1
        UTTERANCES.labels(outcome="heard").inc()
        heard = Heard(
            tap_id=self._tap_id,
            sequence=piece.sequence,
            started_at_seconds=piece.start / RATE,
            ended_at_seconds=piece.end / RATE,
            text=masked.text,
            confidence=recognition.confidence,
            language=self._language,
            utterance_id=piece.utterance_id,
        )
        if piece.utterance_id is not None:
            self._shown.discard(piece.utterance_id)
        await self._tell(self._sink.on_heard(heard))

    async def _defer(self, piece: Piece, reason: str) -> None:
        self._counts["deferred"] += 1
        UTTERANCES.labels(outcome="deferred").inc()
        notice = Deferred(self._tap_id, piece.sequence, piece.start / RATE, piece.end / RATE, reason)
        await self._tell(self._sink.on_deferred(notice))
        await self._take_back(piece.utterance_id, piece.start)

    async def _tell(self, told: Awaitable[None]) -> None:
        """A sink that breaks or stands still costs this message, not the tap."""
        try:
            async with asyncio.timeout(SINK_LIMIT_SECONDS):
                await told
        except Exception as error:
            UTTERANCES.labels(outcome="not_delivered").inc()
            _log.error("tap_sink_failed", tap_id=self._tap_id, error=type(error).__name__)

    def _opened(self, path: Path | None) -> WavWriter | None:
        if path is None:
            return None
        try:
            return WavWriter(path)
        except OSError as error:
            self._lose_audio(error)
            return None

    def _write(self, pcm: bytes) -> None:
        if self._raw is None:
            return
        try:
            self._raw.write(pcm)
        except OSError as error:
            self._lose_audio(error)
            self._raw = None

    def _lose_audio(self, error: OSError) -> None:
        """A full disk costs the raw file, not the words."""
        self._audio_whole = False
        _log.error("tap_audio_lost", tap_id=self._tap_id, error=error.strerror)
