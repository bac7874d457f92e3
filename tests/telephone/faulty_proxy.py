"""A line to the ticket service that misbehaves: each ticket posted takes the next fault, then all goes well."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

ANSWER_500 = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class FaultyProxy:
    """Passes requests of one port on to another.

    Faults: ``500`` (not passed on), ``slow`` (stored, never answered), ``lost`` (stored, the connection cut), ``twice``
    (passed on twice, both answers sent), ``late`` (passed on only after whoever asked has given up), ``held`` (stored,
    answered when `release` is called).
    """

    def __init__(self, target: int, faults: list[str]) -> None:
        self.target = target
        self.faults = faults
        self.posted = 0
        self.held = 0
        self._released = asyncio.Event()

    def release(self) -> None:
        """Send the answers that are held."""
        self._released.set()

    @contextlib.asynccontextmanager
    async def running(self, port: int) -> AsyncIterator[None]:
        """Listen on the loopback."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._answer(await _request(reader), reader, writer)
        finally:
            writer.close()

    async def _answer(self, request: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = ""
        if request.startswith(b"POST"):
            self.posted += 1
            fault = self.faults.pop(0) if self.faults else ""
        if fault == "500":
            writer.write(ANSWER_500)
        elif fault == "late":
            await reader.read()
            await self._pass_on(request)
        elif fault == "held":
            answer = await self._pass_on(request)
            self.held += 1
            await self._released.wait()
            writer.write(answer)
        elif fault in ("slow", "lost"):
            await self._pass_on(request)
            if fault == "slow":
                await reader.read()
        else:
            for _ in range(2 if fault == "twice" else 1):
                writer.write(await self._pass_on(request))
        await writer.drain()

    async def _pass_on(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(request.replace(b"\r\n", b"\r\nconnection: close\r\n", 1))
            return await reader.read()
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Read one request, its line and headers made to end the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    return b"\r\n".join(lines) + await reader.readexactly(length)
