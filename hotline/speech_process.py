"""The speech process: live taps, their words, transcripts after the call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

from foundation.settings import Settings
from hotline.process import serve_metrics
from hotline.wiring import CallRecordings, house, lists_shelf
from speech.after_call import AfterCall
from speech.correction import WordList
from speech.engine import SpeechToText
from speech.engines import EngineChoice, EngineOptions, build, choices
from speech.errors import RecognitionFailed
from speech.live import LiveSpeech
from speech.near_sound import ENDINGS
from speech.pool import Limits, LiveStream, Outcome, RecogniserPool
from tickets.prefill import Lists, packaged_lists

SHORTEST_NAME = 3


def engine_choices(settings: Settings) -> dict[str, EngineChoice]:
    """Return the engine of each language that callers are heard in."""
    return choices(settings.speech_engines, settings.speech_engine, settings.model_folder)


def build_engine(settings: Settings, language: str = "zh", hot: tuple[str, ...] | None = None) -> SpeechToText:
    """Return the engine of a language, loaded. Slow (a model), and meant for a process of its own.

    Raises:
        RecognitionFailed: the settings name none for it.
    """
    choice = engine_choices(settings).get(language)
    if choice is None:
        raise RecognitionFailed(f"no recogniser is set for {language}: HOTLINE_SPEECH_ENGINE, HOTLINE_SPEECH_ENGINES")
    words = hot_words(packaged_lists(settings.region)) if hot is None else hot
    return build(choice, EngineOptions(language, choice.model or settings.model_folder, words))


def place_words(lists: Lists) -> tuple[str, ...]:
    """Return the names of places that recognised text is corrected towards, districts first."""
    gazetteer = lists.gazetteer
    if gazetteer is None:
        return ()
    names = (name for name in gazetteer.names if len(name) >= SHORTEST_NAME and name not in gazetteer.districts)
    return (*gazetteer.districts, *names)


def hot_words(lists: Lists) -> tuple[str, ...]:
    """Return the words that an engine is told to expect, the most important first."""
    districts = lists.gazetteer.districts if lists.gazetteer else ()
    return (*districts, *lists.wording.words.hot)


def word_list(lists: Lists) -> WordList:
    """Return what recognised text is put right by: places, units, classes and the list's own words."""
    places = place_words(lists)
    classes = (branch.label for root in lists.taxonomy.roots for branch in root.children)
    near = (name for name in places if name.endswith(ENDINGS))
    return WordList((*places, *lists.duties.names(), *classes, *lists.wording.words.hot), near=near)


class Pools:
    """The recognisers of each language, as one."""

    def __init__(self, pools: Mapping[str, RecogniserPool]) -> None:
        self._pools = pools

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Return how recognition ended; nobody hears another language."""
        pool = self._pools.get(language)
        if pool is None:
            return Outcome(None, failure="no_engine")
        return await pool.recognise(pcm, language, precedence)

    def open_stream(self, language: str) -> LiveStream | None:
        """Begin an utterance, where the language's engine streams."""
        pool = self._pools.get(language)
        return pool.open_stream(language) if pool is not None else None


async def run(settings: Settings) -> None:
    """Run the process."""
    serve_metrics(settings.speech_metrics_port)
    async with house(settings) as h:
        shelf = lists_shelf(h)
        limits = Limits(megabytes=settings.speech_worker_megabytes)
        pools = {
            language: RecogniserPool(partial(build_engine, settings, language), settings.speech_workers, limits)
            for language in engine_choices(settings)
        }
        recognisers = Pools(pools)
        for pool in pools.values():
            await pool.start()
        try:
            live = LiveSpeech(
                h.database,
                h.wake,
                h.clock,
                recognisers,
                address=f"{settings.speech_address or '127.0.0.1'}:{settings.speech_port}",
                languages=frozenset(pools),
                capacity=settings.tap_limit,
                incoming=settings.var / "recordings" / "incoming",
                words=await asyncio.to_thread(word_list, shelf.current),
            )
            files = CallRecordings(settings.var / "recordings")
            after = AfterCall(h.database, h.wake, h.clock, recognisers, files, live.words)
            known = hot_words(shelf.current)

            async def renew(lists: Lists) -> None:
                nonlocal known
                live.words = after.words = await asyncio.to_thread(word_list, lists)
                if (hot := hot_words(lists)) != known:
                    known = hot
                    for language, pool in pools.items():
                        pool.renew(partial(build_engine, settings, language, hot))

            shelf.follow(renew)
            async with asyncio.TaskGroup() as group:
                group.create_task(live.run(), name="live")
                group.create_task(after.run(), name="after_call")
                group.create_task(shelf.run(h.wake), name="lists")
        finally:
            for pool in pools.values():
                await pool.stop()
