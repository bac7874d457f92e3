"""The tap's server over TCP, with a peer that plays Asterisk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

from speech_world import until

from speech.audiosocket import AudioSocketServer
from speech.audiosocket_protocol import HANGUP_FRAME, AudioFrame, Opened, encode

FRAME = encode(AudioFrame(b"\x01\x02" * 160, 8000))


class Tap:
    """Keeps what it is fed."""

    def __init__(self) -> None:
        self.pcm = b""
        self.how: str | None = None

    def feed(self, pcm: bytes, rate: int) -> None:
        assert rate == 8000
        self.pcm += pcm

    async def ended(self, how: str) -> None:
        self.how = how


@asynccontextmanager
async def server_for(taps: dict[UUID, Tap], **limits: float) -> AsyncIterator[AudioSocketServer]:
    async def on_session(tap_id: UUID) -> Tap | None:
        return taps.get(tap_id)

    server = AudioSocketServer("127.0.0.1", 0, on_session, **limits)  # type: ignore[arg-type]
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def exchange(server: AudioSocketServer, sent: bytes, then_close: bool = True) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    if then_close:
        writer.write_eof()
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


async def test_audio_reaches_its_tap_and_each_end_has_its_name() -> None:
    opened = uuid4()
    for sent, how in [
        (FRAME * 100, "closed"),
        (FRAME * 100 + b"\x00\x00\x00", "hangup"),
        (FRAME * 100 + FRAME[:50], "cut"),
        (FRAME * 100 + b"\x99\x00\x00", "protocol"),
    ]:
        taps = {opened: Tap()}
        async with server_for(taps) as server:
            assert await exchange(server, encode(Opened(opened)) + sent) == HANGUP_FRAME
            await until(lambda: taps[opened].how is not None, "the tap hears of its end")  # noqa: B023 -- same turn
            assert taps[opened].how == how
            assert len(taps[opened].pcm) == 32000


async def test_a_silent_peer_is_let_go() -> None:
    opened = uuid4()
    taps = {opened: Tap()}
    async with server_for(taps, silence_limit_seconds=0.2) as server:
        assert await exchange(server, encode(Opened(opened)) + FRAME, then_close=False) == HANGUP_FRAME
        await until(lambda: taps[opened].how == "silent", "the tap hears of the silence")


async def test_strangers_are_refused() -> None:
    async with server_for({}, open_limit_seconds=0.2) as server:
        assert await exchange(server, encode(Opened(uuid4())) + FRAME) == HANGUP_FRAME
        assert await exchange(server, b"GET / HTTP/1.1\r\n\r\n") == HANGUP_FRAME
        assert await exchange(server, b"", then_close=False) == HANGUP_FRAME


async def test_more_taps_than_the_limit_are_refused_and_stopping_ends_the_rest() -> None:
    ids = [uuid4(), uuid4()]
    taps = {tap_id: Tap() for tap_id in ids}
    async with server_for(taps, session_limit=1) as server:
        _, first = await asyncio.open_connection("127.0.0.1", server.port)
        first.write(encode(Opened(ids[0])) + FRAME)
        await until(lambda: taps[ids[0]].pcm != b"", "the first tap is fed")
        with suppress(ConnectionResetError):
            assert await exchange(server, encode(Opened(ids[1])) + FRAME, then_close=False) == b""
        await server.stop()
        assert taps[ids[0]].how == "shutdown"
        assert taps[ids[1]].pcm == b""
        first.close()
