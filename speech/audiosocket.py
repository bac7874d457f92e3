"""The TCP server that Asterisk's ``AudioSocket`` application connects to.

Asterisk writes to a non-blocking socket and drops the tap at the first write that does not fit: this side reads at once
and does nothing slow in between. It expects nothing to be sent back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol
from uuid import UUID

from foundation.logs import logger
from speech.audiosocket_protocol import (
    HANGUP_FRAME,
    AudioFrame,
    Decoder,
    Frame,
    HungUp,
    Opened,
    PeerError,
    ProtocolError,
)
from speech.metrics import SOCKETS, SOCKETS_REFUSED

OPEN_LIMIT_SECONDS = 5.0
"""From connect to the UUID."""

SILENCE_LIMIT_SECONDS = 15.0
"""Without any byte; Asterisk sends 50 frames a second while the tapped channel lives."""

END_LIMIT_SECONDS = 60.0
"""For the receiver to finish what it has."""

READ_BYTES = 8192

_log = logger(__name__)


class Receiver(Protocol):
    """Takes what one connection brings."""

    def feed(self, pcm: bytes, rate: int) -> None:
        """Take samples; must return at once."""
        ...

    async def ended(self, how: str) -> None:
        """Hear that nothing more comes: ``hangup``, ``closed``, ``cut``, ``silent``, ``protocol``, ``shutdown``."""
        ...


OnSession = Callable[[UUID], Awaitable[Receiver | None]]
"""Answers who takes the tap of this id; None refuses it."""


class AudioSocketServer:
    """Accepts taps and feeds each one's audio to its receiver."""

    def __init__(
        self,
        host: str,
        port: int,
        on_session: OnSession,
        session_limit: int = 64,
        silence_limit_seconds: float = SILENCE_LIMIT_SECONDS,
        open_limit_seconds: float = OPEN_LIMIT_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._on_session = on_session
        self._session_limit = session_limit
        self._silence_limit = silence_limit_seconds
        self._open_limit = open_limit_seconds
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def port(self) -> int:
        """The port listened on; the one the system chose when 0 was asked for."""
        if self._server is None:
            return self._port
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, self._host, self._port, limit=READ_BYTES * 8)

    async def stop(self) -> None:
        """Stop listening and end every tap; receivers hear ``shutdown``."""
        self._stopping = True
        if self._server is not None:
            self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._connections) >= self._session_limit:
            SOCKETS_REFUSED.labels(reason="limit").inc()
            _log.warning("tap_refused", reason="limit", limit=self._session_limit)
            writer.close()
            return
        self._connections.add(task)
        SOCKETS.set(len(self._connections))
        try:
            await self._serve(reader)
        except asyncio.CancelledError:
            # asyncio's own callback reports a cancelled connection as an error.
            if not self._stopping:
                raise
        finally:
            self._connections.discard(task)
            SOCKETS.set(len(self._connections))
            with suppress(OSError):
                if not writer.is_closing():
                    writer.write(HANGUP_FRAME)
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader) -> None:
        decoder = Decoder()
        try:
            async with asyncio.timeout(self._open_limit):
                frames = await self._first_frames(reader, decoder)
        except (TimeoutError, ProtocolError, ConnectionError) as error:
            SOCKETS_REFUSED.labels(reason="no_uuid").inc()
            _log.warning("tap_refused", reason="no_uuid", error=type(error).__name__)
            return
        if not frames or not isinstance(frames[0], Opened):
            SOCKETS_REFUSED.labels(reason="no_uuid").inc()
            return
        tap_id = frames[0].tap_id
        receiver = await self._on_session(tap_id)
        if receiver is None:
            SOCKETS_REFUSED.labels(reason="unknown").inc()
            _log.warning("tap_refused", reason="unknown", tap_id=str(tap_id))
            return
        how = "shutdown"
        try:
            how = await self._feed(reader, decoder, receiver, frames[1:])
        finally:
            _log.info("tap_ended", tap_id=str(tap_id), how=how)
            try:
                async with asyncio.timeout(END_LIMIT_SECONDS):
                    await receiver.ended(how)
            except TimeoutError:
                _log.error("tap_end_timed_out", tap_id=str(tap_id), limit_seconds=END_LIMIT_SECONDS)

    async def _first_frames(self, reader: asyncio.StreamReader, decoder: Decoder) -> list[Frame]:
        while data := await reader.read(READ_BYTES):
            if frames := decoder.receive(data):
                return frames
        return []

    async def _feed(
        self, reader: asyncio.StreamReader, decoder: Decoder, receiver: Receiver, frames: list[Frame]
    ) -> str:
        """Hand on audio until the connection ends; return how."""
        broken = False
        while True:
            for frame in frames:
                if isinstance(frame, AudioFrame):
                    receiver.feed(frame.pcm, frame.rate)
                elif isinstance(frame, HungUp):
                    return "hangup"
                elif isinstance(frame, PeerError):
                    _log.warning("tap_peer_error", code=frame.code.hex())
            if broken:
                return "protocol"
            try:
                async with asyncio.timeout(self._silence_limit):
                    data = await reader.read(READ_BYTES)
            except TimeoutError:
                return "silent"
            except ConnectionError:
                return "cut"
            if not data:
                return "cut" if decoder.pending_bytes else "closed"
            try:
                frames = decoder.receive(data)
            except ProtocolError as error:
                _log.warning("tap_protocol_error", error=str(error))
                frames, broken = list(error.frames), True
