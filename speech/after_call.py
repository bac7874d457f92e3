"""Transcripts of whole calls from their recordings: what live recognition could not take, and the full text."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.ids import derived_id
from foundation.logs import logger
from foundation.streams import Handler, StreamEvent, publish
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from speech import repository
from speech.correction import WordList
from speech.engine import RATE
from speech.errors import BadAudio
from speech.live import AFTERWARDS, store_utterance
from speech.models import TranscriptRow, UtteranceRow
from speech.numbers import mask_numbers
from speech.pool import Recogniser
from speech.samples import at_rate
from speech.transcribe import pieces_of
from speech.wav_file import read_wav

log = logger(__name__)

TRIES = 5
CROWDED = timedelta(seconds=60)
"""A transcript that found no time is tried again so much later."""
WORKING = timedelta(minutes=15)
"""Whoever transcribes says at least that often that it still does."""
LEGS = {
    "waiting": "caller",
    "caller": "caller",
    "to_caller": "agent",
    "message": "caller",
    "message2": "caller",
    "message3": "caller",
}


class Recordings(Protocol):
    """Where the files of a call are."""

    async def legs(self, session: AsyncSession, call_id: uuid.UUID) -> dict[str, tuple[Path, datetime]]:
        """Return leg -> (file, moment of its first sample); empty when there is no recording."""
        ...

    async def language(self, session: AsyncSession, call_id: uuid.UUID) -> str:
        """Return the caller's language."""
        ...


def domain_handlers(recordings: Recordings, languages: frozenset[str]) -> dict[str, Handler]:
    """Return the handlers of domain events."""

    async def recording_checked(session: AsyncSession, event: StreamEvent) -> None:
        call_id, contact_id = uuid.UUID(event.payload["call_id"]), uuid.UUID(event.payload["contact_id"])
        language = await recordings.language(session, call_id)
        if language in languages:
            await repository.want_transcript(session, call_id, contact_id, language, event.happened_at)

    return {"recording_checked": recording_checked}


class _Crowded(Exception):
    """The recognisers have no time for recordings now."""


class AfterCall:
    """Transcribes one call after the other; live taps come first, and one that found no time is made later."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        clock: Clock,
        recogniser: Recogniser,
        recordings: Recordings,
        words: WordList,
    ) -> None:
        self._database, self._wake, self._clock = database, wake, clock
        self._recogniser, self._recordings, self.words = recogniser, recordings, words

    async def run(self, poll_seconds: float = 1.0) -> None:
        """Transcribe what is wanted until cancelled."""
        while True:
            try:
                worked = await self.step()
            except SQLAlchemyError as error:
                log.warning("transcripts_wait", error=type(error).__name__)
                worked = False
            if not worked:
                await asyncio.sleep(poll_seconds)

    async def step(self) -> bool:
        """Transcribe one call; ``False`` when none is due."""
        now = self._clock.now()
        async with self._database.write() as session:
            row = await repository.next_transcript(session, now)
            if row is None:
                return False
            if row.tries >= TRIES:  # each time the process died of it
                row.state = "failed"
                return True
            # Whoever else looks comes back to it only if this process dies.
            row.due_at, row.tries = now + WORKING, row.tries + 1
            legs = await self._recordings.legs(session, row.call_id)
        done = True
        try:
            for leg, (path, since) in sorted(legs.items()):
                if leg in LEGS:
                    done &= await self._leg(row, leg, path, since)
        except _Crowded:  # live words come first: it was not tried, and is not given up for that
            async with self._database.write() as session:
                await repository.put_off_transcript(session, row.call_id, self._clock.now() + CROWDED)
            return True
        async with self._database.write() as session:
            stored = await session.get(TranscriptRow, row.call_id, with_for_update=True)
            if stored is None or stored.state != "wanted":
                return True  # another process was faster
            if done:
                stored.state = "done"
                ids = {"call_id": str(row.call_id), "contact_id": str(row.contact_id)}
                await publish(session, "transcript_done", row.call_id, ids)
            elif stored.tries >= TRIES:
                stored.state = "failed"
            else:
                stored.due_at = self._clock.now() + timedelta(seconds=5 * 2**stored.tries)
        await self._wake.signal(DOMAIN)
        return True

    async def _leg(self, row: TranscriptRow, leg: str, path: Path, since: datetime) -> bool:
        try:
            audio = await asyncio.to_thread(read_wav, path)
        except (BadAudio, OSError) as error:
            log.warning("leg_unreadable", call_id=str(row.call_id), leg=leg, error=type(error).__name__)
            return True
        open_digits = 0
        samples = await asyncio.to_thread(lambda: at_rate(audio.channels[0], audio.rate))
        await self._still_at_it(row)
        told = self._clock.monotonic()
        for piece in await asyncio.to_thread(lambda: list(pieces_of(samples))):
            if self._clock.monotonic() - told > WORKING.total_seconds() / 3:
                await self._still_at_it(row)
                told = self._clock.monotonic()
            outcome = await self._recogniser.recognise(piece.pcm, row.language, AFTERWARDS)
            if outcome.deferred:
                raise _Crowded
            if outcome.recognition is None:
                return False
            if outcome.recognition.rejected is not None or not outcome.recognition.text:
                continue
            masked = mask_numbers(outcome.recognition.text, open_digits)
            open_digits = masked.open_digits
            started_at = since + timedelta(seconds=piece.start / RATE)
            corrected = self.words.correct(masked.text)
            utterance = UtteranceRow(
                utterance_id=derived_id(started_at.timestamp(), str(row.call_id), leg, str(piece.sequence)),
                call_id=row.call_id,
                contact_id=row.contact_id,
                track=leg,
                sequence=piece.sequence,
                speaker=LEGS[leg],
                source="recording",
                started_at=started_at,
                ended_at=since + timedelta(seconds=piece.end / RATE),
                text=corrected.text,
                changes=[asdict(change) for change in corrected.changes] or None,
                confidence=outcome.recognition.confidence,
                language=row.language,
                stored_at=self._clock.now(),
            )
            async with self._database.write() as session:
                await store_utterance(session, utterance)
        return True

    async def _still_at_it(self, row: TranscriptRow) -> None:
        async with self._database.write() as session:
            await repository.postpone_transcript(session, row.call_id, self._clock.now() + WORKING)
