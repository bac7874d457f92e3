"""A tap from samples to words, with scripted recognition."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from speech.engine import RATE, Recognition
from speech.pool import Outcome
from speech.session import Deferred, Heard, TapSession, TapSummary

SPEECH = b"\x00\x40" * 160
SILENCE = bytes(320)


class Loud:
    """Takes what is not silent for speech."""

    def is_speech(self, frame: bytes) -> bool:
        return any(frame)


class Recorder:
    """Keeps what it is told."""

    def __init__(self, breaks: bool = False) -> None:
        self.heard: list[Heard] = []
        self.deferred: list[Deferred] = []
        self.breaks = breaks

    async def on_heard(self, heard: Heard) -> None:
        self.heard.append(heard)
        if self.breaks:
            raise RuntimeError("the sink is broken")

    async def on_deferred(self, deferred: Deferred) -> None:
        self.deferred.append(deferred)


class Scripted:
    """Answers in turn; waits for its gate first."""

    def __init__(self, *answers: Recognition | str, gate: asyncio.Event | None = None) -> None:
        self.answers = [Recognition(a, 0.8) if isinstance(a, str) else a for a in answers]
        self.gate = gate
        self.pcm: list[bytes] = []

    async def recognise(self, pcm: bytes, language: str) -> Outcome:
        self.pcm.append(pcm)
        if self.gate is not None:
            await self.gate.wait()
        if not self.answers:
            return Outcome(None, deferred=True)
        return Outcome(self.answers.pop(0))


def spoken(*seconds: float) -> bytes:
    """Alternate silence and speech, beginning with silence."""
    return b"".join((SPEECH if at % 2 else SILENCE) * int(length * 50) for at, length in enumerate(seconds))


async def until(condition: Callable[[], bool], reason: str) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"timed out: {reason}")


async def run(session: TapSession, pcm: bytes, chunk: int = 314) -> TapSummary:
    for at in range(0, len(pcm), chunk):
        session.feed(pcm[at : at + chunk])
    return await session.close()


async def test_words_carry_exact_times_from_the_taps_first_sample() -> None:
    sink = Recorder()
    recogniser = Scripted("路灯坏了")
    summary = await run(TapSession("t1", sink, recogniser, Loud()), spoken(2, 1, 3))
    assert sink.heard == [Heard("t1", 1, 1.7, 3.2, "路灯坏了", 0.8, "zh")]
    assert recogniser.pcm == [spoken(0.3, 1, 0.2)]
    assert (summary.seconds, summary.utterances, summary.heard, summary.audio_whole) == (6.0, 1, 1, True)


async def test_positions_stay_exact_after_a_long_silence() -> None:
    sink = Recorder()
    recogniser = Scripted("一", "二")
    await run(TapSession("t1", sink, recogniser, Loud()), spoken(1, 1, 60, 1, 3))
    assert [(heard.started_at_seconds, heard.text) for heard in sink.heard] == [(0.7, "一"), (61.7, "二")]
    assert recogniser.pcm == [spoken(0.3, 1, 0.2)] * 2


async def test_utterances_that_wait_are_recognised_together() -> None:
    gate = asyncio.Event()
    sink, recogniser = Recorder(), Scripted("一", "二三", gate=gate)
    session = TapSession("t1", sink, recogniser, Loud())
    session.feed(spoken(0.5, 1, 1))
    await until(lambda: len(recogniser.pcm) == 1, "the first utterance is being recognised")
    session.feed(spoken(0, 1, 1, 1, 1))
    gate.set()
    summary = await session.close()
    assert [(heard.sequence, heard.text) for heard in sink.heard] == [(1, "一"), (3, "二三")]
    assert (summary.utterances, summary.heard) == (3, 2)


async def test_what_was_no_speech_is_not_told() -> None:
    sink = Recorder()
    rejected = Recognition("", 0.0, rejected="credits")
    summary = await run(TapSession("t1", sink, Scripted(rejected), Loud()), spoken(1, 1, 1))
    assert (sink.heard, sink.deferred, summary.rejected) == ([], [], 1)


async def test_overload_is_told_as_deferred() -> None:
    sink = Recorder()
    await run(TapSession("t1", sink, Scripted(), Loud()), spoken(1, 1, 1))
    assert sink.deferred == [Deferred("t1", 1, 0.7, 2.2, "overload")]


async def test_a_tap_keeps_only_so_much_waiting() -> None:
    gate = asyncio.Event()
    sink, recogniser = Recorder(), Scripted("一", "二", "三", gate=gate)
    session = TapSession("t1", sink, recogniser, Loud(), waiting_limit_seconds=5.5)
    session.feed(spoken(0.5, 1, 1))
    await until(lambda: len(recogniser.pcm) == 1, "the first utterance is being recognised")
    session.feed(spoken(3, 2, 3, 2, 3, 2, 3))
    gate.set()
    await session.close()
    assert [(deferred.sequence, deferred.reason) for deferred in sink.deferred] == [(2, "overload")]
    assert [heard.sequence for heard in sink.heard] == [1, 3, 4]


async def test_a_number_in_two_breaths_is_masked() -> None:
    sink = Recorder()
    recogniser = Scripted("电话13800", "138000。")
    await run(TapSession("t1", sink, recogniser, Loud()), spoken(1, 1, 5, 1, 1))
    assert [heard.text for heard in sink.heard] == ["电话13800", "[号码]。"]


async def test_a_broken_sink_costs_one_message() -> None:
    sink = Recorder(breaks=True)
    await run(TapSession("t1", sink, Scripted("一", "二"), Loud()), spoken(1, 1, 5, 1, 1))
    assert [heard.text for heard in sink.heard] == ["一", "二"]


async def test_the_raw_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "call-waiting.wav"
    pcm = spoken(1, 1, 1)
    await run(TapSession("t1", Recorder(), Scripted("一"), Loud(), raw_path=path), pcm)
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE
        assert file.readframes(file.getnframes()) == pcm


async def test_a_raw_file_that_cannot_be_written_costs_no_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sink = Recorder()
    path = tmp_path / "file" / "waiting.wav"
    summary = await run(TapSession("t1", sink, Scripted("一"), Loud(), raw_path=path), spoken(1, 1, 1))
    assert (len(sink.heard), summary.audio_whole) == (1, False)


async def test_wideband_audio_is_brought_to_8_khz() -> None:
    session = TapSession("t1", Recorder(), Scripted(), Loud())
    session.feed(bytes(16000 * 2), 16000)
    assert (await session.close()).seconds == 1.0


async def test_closing_twice_is_the_same_and_later_samples_are_ignored() -> None:
    session = TapSession("t1", Recorder(), Scripted("一"), Loud())
    session.feed(spoken(1, 1))
    first = await session.close()
    session.feed(spoken(1, 1))
    assert await session.close() == first


@pytest.mark.parametrize("chunk", [2, 320, 318, 5000])
async def test_chunking_makes_no_difference(chunk: int) -> None:
    sink, recogniser = Recorder(), Scripted("一")
    await run(TapSession("t1", sink, recogniser, Loud()), spoken(1, 1, 1), chunk)
    assert (sink.heard[0].started_at_seconds, recogniser.pcm) == (0.7, [spoken(0.3, 1, 0.2)])
