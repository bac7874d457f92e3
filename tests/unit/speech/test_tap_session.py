"""A tap from samples to words, with scripted recognition."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from speech.engine import RATE, Recognition
from speech.pool import Outcome, StreamLost
from speech.session import Begun, Deferred, Heard, TapSession, TapSummary

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
        self.begun: list[Begun] = []
        self.deferred: list[Deferred] = []
        self.breaks = breaks

    async def on_heard(self, heard: Heard) -> None:
        self.heard.append(heard)
        if self.breaks:
            raise RuntimeError("the sink is broken")

    async def on_begun(self, begun: Begun) -> None:
        """Keep what is begun."""
        self.begun.append(begun)

    async def on_deferred(self, deferred: Deferred) -> None:
        self.deferred.append(deferred)


class Scripted:
    """Answers in turn; waits for its gate first."""

    def __init__(self, *answers: Recognition | str, gate: asyncio.Event | None = None) -> None:
        self.answers = [Recognition(a, 0.8) if isinstance(a, str) else a for a in answers]
        self.gate = gate
        self.pcm: list[bytes] = []

    def open_stream(self, language: str) -> None:
        """Nothing is heard before it is over."""

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        self.pcm.append(pcm)
        if self.gate is not None:
            await self.gate.wait()
        if not self.answers:
            return Outcome(None, deferred=True)
        return Outcome(self.answers.pop(0))


class OneStream:
    """Hears one more character with every piece; lost after ``lost_after`` pieces."""

    def __init__(self, text: str, lost_after: int | None = None) -> None:
        self.text, self.lost_after = text, lost_after
        self.pcm: list[bytes] = []
        self.closed = 0

    async def feed(self, pcm: bytes) -> str | None:
        self.pcm.append(pcm)
        if self.lost_after is not None and len(self.pcm) > self.lost_after:
            raise StreamLost
        return self.text[: len(self.pcm)]

    async def finish(self, pcm: bytes) -> Outcome:
        self.pcm.append(pcm)
        return Outcome(Recognition(self.text, 0.9))

    def close(self) -> None:
        self.closed += 1


class Streaming(Scripted):
    """Gives each utterance a stream of its own, as long as there are some."""

    def __init__(self, streams: list[OneStream], *answers: Recognition | str) -> None:
        super().__init__(*answers)
        self.streams = streams
        self.opened = 0

    def open_stream(self, language: str) -> OneStream | None:  # type: ignore[override]
        self.opened += 1
        return self.streams[self.opened - 1] if self.opened <= len(self.streams) else None


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
    assert [replace(heard, utterance_id=None) for heard in sink.heard] == [
        Heard("t1", 1, 1.7, 3.2, "路灯坏了", 0.8, "zh")
    ]
    assert sink.heard[0].utterance_id is not None
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


async def live(session: TapSession, pcm: bytes) -> TapSummary:
    """Feed as it is spoken: whoever listens has his turn after each piece."""
    for at in range(0, len(pcm), 320):
        session.feed(pcm[at : at + 320])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return await session.close()


async def test_an_utterance_is_heard_while_it_is_spoken() -> None:
    sink, stream = Recorder(), OneStream("路灯坏了")
    recogniser = Streaming([stream])
    summary = await live(TapSession("t1", sink, recogniser, Loud()), spoken(2, 1, 3))
    heard_samples = b"".join(stream.pcm)
    assert heard_samples.startswith(spoken(0.3, 1, 0.2)), "every sample once"
    assert not any(heard_samples[len(spoken(0.3, 1)) :]), "after its end only silence"
    assert recogniser.pcm == []
    assert [begun.text for begun in sink.begun] == ["路", "路灯", "路灯坏", "路灯坏了"][: len(sink.begun)]
    assert len(sink.begun) >= 3
    (heard,) = sink.heard
    assert (heard.text, heard.started_at_seconds, heard.ended_at_seconds) == ("路灯坏了", 1.7, 3.2)
    assert {begun.utterance_id for begun in sink.begun} == {heard.utterance_id}
    assert (summary.utterances, summary.heard, summary.deferred) == (1, 1, 0)


async def test_a_lost_stream_costs_nothing_but_its_partial_words() -> None:
    sink, stream = Recorder(), OneStream("路灯", lost_after=2)
    recogniser = Streaming([stream], "路灯坏了", "谢谢")
    await live(TapSession("t1", sink, recogniser, Loud()), spoken(1, 1, 1, 1, 1))
    assert recogniser.pcm == [spoken(0.3, 1, 0.2)] * 2
    assert [heard.text for heard in sink.heard] == ["路灯坏了", "谢谢"]
    assert sink.begun[-1].text == "", "what was shown is taken back"


async def test_what_was_no_utterance_is_taken_back() -> None:
    sink, stream = Recorder(), OneStream("嗯")
    summary = await live(TapSession("t1", sink, Streaming([stream]), Loud()), spoken(1, 0.24, 2))
    assert sink.heard == []
    assert summary.utterances == 0
    assert [begun.text for begun in sink.begun][-1:] in ([""], [])


async def test_numbers_are_hidden_in_what_is_being_said() -> None:
    sink, stream = Recorder(), OneStream("13800138000", None)
    await live(TapSession("t1", sink, Streaming([stream]), Loud()), spoken(1, 3, 1))
    assert all("138" not in begun.text for begun in sink.begun)
    assert [heard.text for heard in sink.heard] == ["[号码]"]


async def test_an_utterance_that_was_split_while_it_was_heard_is_recognised_in_its_pieces() -> None:
    sink = Recorder()
    breath = b"\x01\x00" * 160 * 10
    pcm = spoken(1, 12) + breath + SPEECH * 400 + SILENCE * 50
    await live(TapSession("t1", sink, Streaming([OneStream("长"), OneStream("短")], "前半"), Loud()), pcm)
    assert [heard.text for heard in sink.heard] == ["前半", "短"]
    assert sink.heard[0].ended_at_seconds == sink.heard[1].started_at_seconds


async def test_an_hour_is_heard_whole_and_nothing_piles_up() -> None:
    sink, recogniser = Recorder(), Scripted(*(["嗯"] * 1200))
    session = TapSession("t1", sink, recogniser, Loud())
    turn = spoken(1, 2)
    for number in range(1200):
        for at in range(0, len(turn), 3200):
            session.feed(turn[at : at + 3200])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(session._audio) < 2 * 8000 * 20, f"the sound of {number} turns is kept"
    summary = await session.close()
    assert summary.seconds == 3600.0
    assert summary.deferred == 0
    assert sink.heard[-1].ended_at_seconds > 3598
