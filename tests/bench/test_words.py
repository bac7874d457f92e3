"""End of an utterance to its words in the store, with live taps and real Whisper, beside the bare engine.

The taps are AudioSocket connections that send the demonstration's appeals at the pace of speech, as Asterisk's do; the
words go through voice activity, the pool of recogniser processes, correction and SQLite. The bare engine afterwards
gets exactly the pieces of audio that the pool was given, alone, in one thread as there. Processor time stands beside
that of the library as it comes, which encodes 30 s for every piece.
"""

import asyncio
import os
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import yaml
from faster_whisper import WhisperModel
from figures import ROOT, Report, percentile, processor_seconds, state_folder
from switch_rig import free_port, until

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.ids import new_id
from foundation.settings import Settings
from foundation.wake import LocalWake
from hotline.demo.rtp import load_wav
from hotline.migrate import migrate
from hotline.speech_process import build_engine, hot_words, word_list
from speech.audiosocket_protocol import KIND_UUID
from speech.engine import RATE, SpeechToText
from speech.live import LiveSpeech, _Tap
from speech.model import ensure_model
from speech.models import TapRow
from speech.pool import Outcome, RecogniserPool
from speech.session import Heard
from speech.whisper_engine import WhisperEngine
from tickets.prefill import packaged_lists

APPEALS = ROOT / "hotline" / "demo" / "appeals"
LEVELS = ((1, 3), (2, 2), (4, 2))
"""Taps at once, appeals each of them speaks."""
ALONE = 12
"""Pieces of each level that the engine alone recognises afterwards."""
FRAME_BYTES = 320
TAIL_SECONDS = 1.5
"""Silence after an appeal: its last utterance ends by itself."""


@dataclass
class Timed:
    """The pool, with a note of each job: seconds of audio, seconds of work, the audio itself."""

    pool: RecogniserPool
    jobs: list[tuple[float, float, bytes]] = field(default_factory=list)
    undone: int = 0

    def open_stream(self, language: str) -> None:
        """Nothing is heard before it is over."""

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Pass a job on."""
        outcome = await self.pool.recognise(pcm, language, precedence)
        if outcome.recognition is None:
            self.undone += 1
        else:
            self.jobs.append((len(pcm) / 2 / RATE, outcome.worked_seconds, pcm))
        return outcome


@dataclass
class Level:
    """What one number of taps gave; ``used`` are processor seconds."""

    waits: list[float]
    jobs: list[tuple[float, float, bytes]]
    undone: int
    used: float


class TimedSpeech(LiveSpeech):
    """The live part of the speech process, with a note of how long after its end each utterance was stored."""

    waits: list[float]

    async def store(self, tap: _Tap, heard: Heard) -> None:
        """Store, then look at the clock: the commit is in."""
        await super().store(tap, heard)
        ended = tap.started_at + timedelta(seconds=heard.ended_at_seconds)
        self.waits.append((datetime.now(UTC) - ended).total_seconds())


async def _speak(port: int, tap_id: uuid.UUID, audio: bytes) -> float:
    """Send a tap's audio as it is spoken; return by how much the last frame was late."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(bytes((KIND_UUID, 0, 16)) + tap_id.bytes)
    due = time.monotonic()
    for start in range(0, len(audio), FRAME_BYTES):
        frame = audio[start : start + FRAME_BYTES]
        writer.write(bytes((0x10, len(frame) >> 8, len(frame) & 255)) + frame)
        due += FRAME_BYTES / 2 / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    late = time.monotonic() - due
    writer.write(b"\x00\x00\x00")
    await writer.drain()
    writer.close()
    return late


def _appeals() -> list[bytes]:
    """Return what the Mandarin appeals sound like, each with its silence."""
    entries = yaml.safe_load((APPEALS / "appeals.yaml").read_text(encoding="utf-8"))["appeals"]
    names = [entry["name"] for entry in entries if entry["language"] == "zh" and entry.get("text")]
    tail = bytes(int(TAIL_SECONDS * RATE) * 2)
    return [load_wav(APPEALS / f"{name}.wav").astype("<i2").tobytes() + tail for name in names]


async def _ended(database: Database, taps: list[uuid.UUID]) -> int:
    async with database.read() as session:
        rows = [await session.get(TapRow, tap_id) for tap_id in taps]
    return sum(row is not None and row.state == "ended" for row in rows)


async def _level(
    database: Database, live: TimedSpeech, port: int, said: list[list[bytes]]
) -> tuple[list[float], list[float]]:
    """Let every tap say its appeals; return the waits and how late each sender was at its end."""
    live.waits = []
    taps = [new_id() for _ in said]
    async with database.write() as session:
        for tap_id in taps:
            session.add(
                TapRow(
                    tap_id=tap_id,
                    call_id=new_id(),
                    contact_id=new_id(),
                    speaker="caller",
                    language="zh",
                    base=str(tap_id),
                    state="ordered",
                    ordered_at=datetime.now(UTC),
                    deferred=0,
                )
            )

    async def speak(number: int, tap_id: uuid.UUID) -> float:
        await asyncio.sleep(number * 1.7)  # nobody begins at the same moment
        return await _speak(port, tap_id, b"".join(said[number]))

    late = await asyncio.gather(*(speak(number, tap_id) for number, tap_id in enumerate(taps)))
    await until(lambda: _ended(database, taps), len(taps), "every tap is at its end", 90)
    return list(live.waits), list(late)


async def _run(report: Report, settings: Settings, var: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{var / 'words.sqlite3'}")
    await migrate(database)
    pool = RecogniserPool(partial(build_engine, settings), settings.speech_workers)
    timed = Timed(pool)
    port = free_port()
    live = TimedSpeech(
        database,
        LocalWake(),
        SystemClock(),
        timed,
        address=f"127.0.0.1:{port}",
        languages=frozenset({"zh"}),
        capacity=8,
        incoming=var / "incoming",
        words=word_list(packaged_lists(settings.region)),
    )
    appeals = _appeals()
    await pool.start()
    assert await pool.wait_ready(), "the recogniser is not ready"
    serving = asyncio.create_task(live.run())
    found = {}
    try:
        for taps, each in LEVELS:
            timed.jobs, timed.undone = [], 0
            said = [[appeals[(tap * each + n) % len(appeals)] for n in range(each)] for tap in range(taps)]
            used = _used(pool)
            waits, late = await _level(database, live, port, said)
            used = _used(pool) - used
            assert waits, "no words came"
            assert max(late) < 1.0, "the audio could not be sent at the pace of speech"
            found[taps] = Level(waits, timed.jobs, timed.undone, used)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await pool.stop()
        await database.close()
    engine = await asyncio.to_thread(build_engine, settings)
    library = await asyncio.to_thread(
        partial(WhisperEngine, settings.model_folder, hot_words(packaged_lists(settings.region)), load=WhisperModel)
    )
    for taps, level in found.items():
        pieces = [pcm for _, _, pcm in level.jobs[:ALONE]]
        bare, _ = await asyncio.to_thread(_alone, engine, pieces)
        _, library_used = await asyncio.to_thread(_alone, library, pieces)
        _note(report, taps, level, bare, library_used)


def _used(pool: RecogniserPool) -> float:
    """Return the processor seconds of everything here: taps, their senders, the store, the recognisers."""
    return processor_seconds(os.getpid()) + sum(processor_seconds(pid) for pid in pool.figures.pids)


def _alone(engine: SpeechToText, pieces: list[bytes]) -> tuple[list[float], float]:
    """Return the seconds of each piece and the processor seconds of all."""
    seconds, used = [], time.process_time()
    for pcm in pieces:
        began = time.monotonic()
        engine.transcribe(pcm, "zh")
        seconds.append(time.monotonic() - began)
    return seconds, time.process_time() - used


def _note(report: Report, taps: int, level: Level, bare: list[float], library_used: float) -> None:
    case = f"{taps} tap{'s' * (taps > 1)}"
    waits, jobs = level.waits, level.jobs
    for share in (0.5, 0.95):
        report.add(case, f"words p{share * 100:.0f}", "s", percentile(waits, share), percentile(bare, share))
    audio, worked = sum(job[0] for job in jobs), sum(job[1] for job in jobs)
    bare_audio = sum(job[0] for job in jobs[: len(bare)])
    report.add(case, "work a second of audio", "s", worked / audio, sum(bare) / bare_audio)
    report.add(case, "streams a core", "", audio / level.used, bare_audio / library_used)
    report.details[f"{taps}"] = {
        "utterances_stored": len(waits),
        "pieces_recognised": len(jobs),
        "pieces_left_for_later": level.undone,
        "piece_seconds_median": round(statistics.median(job[0] for job in jobs), 2),
        "waits": [round(value, 2) for value in waits],
        "work": [round(job[1], 2) for job in jobs],
        "bare": [round(value, 2) for value in bare],
    }
    if level.undone:
        report.notes.append(f"{case}: {level.undone} pieces were left to the transcript after the call")


def test_words(report: Callable[[str], Report], tmp_path: Path) -> None:
    made = report("WhisperEngine.transcribe alone, same pieces")
    model = ensure_model(state_folder() / "models" / "whisper-base")
    settings = Settings(var=tmp_path, speech_engine="whisper", speech_model=str(model))
    with made.watched():
        asyncio.run(_run(made, settings, tmp_path))
    made.details["recogniser_processes"] = settings.speech_workers
    made.write()
