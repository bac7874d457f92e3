"""A spoken appeal through socket, voice activity, recogniser process: words while it is spoken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from speech_world import PLACES, Appeal, Recorder, until

from speech.audiosocket import AudioSocketServer
from speech.audiosocket_protocol import AudioFrame, Opened, encode
from speech.pool import RecogniserPool
from speech.samples import at_rate, to_pcm
from speech.session import TapSession
from speech.wav_file import read_wav
from speech.webrtc_detector import WebRtcDetector
from speech.whisper_engine import WhisperEngine


@pytest.fixture
async def pool(model_folder: Path) -> AsyncIterator[RecogniserPool]:
    pool = RecogniserPool(partial(WhisperEngine, model_folder, PLACES))
    await pool.start()
    assert await pool.wait_ready(60)
    yield pool
    await pool.stop()


async def test_an_appeal_becomes_words_through_the_whole_tap(
    pool: RecogniserPool, appeals: list[Appeal], tmp_path: Path
) -> None:
    sink, tap_id, raw = Recorder(), uuid4(), tmp_path / "waiting.wav"
    sessions: list[TapSession] = []

    async def on_session(opened: UUID) -> TapSession | None:
        assert opened == tap_id
        sessions.append(TapSession(str(opened), sink, pool, WebRtcDetector(), raw_path=raw))
        return sessions[0]

    audio = read_wav(next(appeal.path for appeal in appeals if appeal.name == "broken_street_lamp"))
    pcm = to_pcm(at_rate(audio.channels[0], audio.rate))
    server = AudioSocketServer("127.0.0.1", 0, on_session)
    await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(encode(Opened(tap_id)))
    for at in range(0, len(pcm) // 320 * 320, 320):
        writer.write(encode(AudioFrame(pcm[at : at + 320], 8000)))
    writer.write_eof()
    await until(lambda: bool(sessions), "the tap is connected")
    async with asyncio.timeout(60):
        await sessions[0].closed.wait()
    summary = await sessions[0].close()
    await server.stop()
    writer.close()
    assert sink.deferred == []
    assert "天河区" in "".join(heard.text for heard in sink.heard)
    assert [heard.sequence for heard in sink.heard] == sorted(heard.sequence for heard in sink.heard)
    assert all(0 <= heard.started_at_seconds < heard.ended_at_seconds <= summary.seconds for heard in sink.heard)
    assert read_wav(raw).seconds == pytest.approx(summary.seconds)
