"""``hotline speech``: live taps and transcripts; may be killed at any time without harm to a call."""

from __future__ import annotations

import asyncio
from functools import partial

from foundation.errors import BadInput
from foundation.settings import Settings
from hotline.process import serve_metrics
from hotline.wiring import CallRecordings, house
from speech.after_call import AfterCall
from speech.correction import WordList
from speech.engine import SpeechToText
from speech.fake_engine import FakeEngine, Line
from speech.languages import languages_of
from speech.live import LiveSpeech
from speech.pool import RecogniserPool
from tickets.prefill.places import load_gazetteer

FAKE_WORDS = "我要投诉，昨天晚上天河区中山大道的路灯坏了，麻烦尽快派人来维修。"


def build_engine(settings: Settings) -> SpeechToText:
    """Return the engine of the settings, loaded. Slow (a model), and meant for a process of its own."""
    match settings.speech_engine:
        case "whisper":
            from speech.whisper_engine import WhisperEngine

            return WhisperEngine(settings.model_folder, places=place_words(settings.region)[:40])
        case "vosk":
            from speech.vosk_engine import VoskEngine

            return VoskEngine(settings.model_folder, "zh")
        case "fake":
            return FakeEngine((Line(FAKE_WORDS),), languages=languages_of("fake"))
    raise BadInput("HOTLINE_SPEECH_ENGINE is none: there is no recogniser to run")


def place_words(region: str) -> tuple[str, ...]:
    """Return the names of places that recognised text is corrected towards, districts first."""
    gazetteer = load_gazetteer(region)
    if gazetteer is None:
        return ()
    return (
        *gazetteer.districts,
        *(name for name in gazetteer.names if len(name) >= 3 and name not in gazetteer.districts),
    )


async def run(settings: Settings) -> None:
    """Run the process."""
    serve_metrics(settings.speech_metrics_port)
    pool = RecogniserPool(partial(build_engine, settings), settings.speech_workers)
    words = WordList(place_words(settings.region))
    async with house(settings) as h:
        await pool.start()
        try:
            live = LiveSpeech(
                h.database,
                h.wake,
                h.clock,
                pool,
                address=f"127.0.0.1:{settings.speech_port}",
                languages=languages_of(settings.speech_engine),
                capacity=settings.tap_limit,
                incoming=settings.var / "recordings" / "incoming",
                words=words,
            )
            after = AfterCall(h.database, h.wake, h.clock, pool, CallRecordings(settings.var / "recordings"), words)
            async with asyncio.TaskGroup() as group:
                group.create_task(live.run(), name="live")
                group.create_task(after.run(), name="after_call")
        finally:
            await pool.stop()
