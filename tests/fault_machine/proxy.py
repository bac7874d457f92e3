"""Proxies that forward a TCP or UDP port and can cut, stall, split, double and delay what passes.

Each runs in a thread with a loop of its own, so that tests of any kind can put one between two real processes and turn
its faults on and off while they talk.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

CHUNK = 65536


class _InThread:
    """A loop in a thread; `call` runs a coroutine there and waits for it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def call(self, work: Coroutine[Any, Any, Any], seconds: float = 10.0) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        self.call(self.open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.call(self.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def open(self) -> None:
        """Begin to listen."""
        raise NotImplementedError

    async def close(self) -> None:
        """End everything."""
        raise NotImplementedError


class TcpProxy(_InThread):
    """Forwards `port` to `target`. Use it as `with TcpProxy(target) as proxy`; faults hold until `heal`.

    `stall(down=True, up=True)` keeps bytes back without closing anything (a cable that was pulled), new connections
    are taken and stall as well; `cut()` resets what stands; `refuse()` lets nobody in; `split(most)` forwards pieces
    of 1 to `most` bytes; `delay(seconds)` holds every piece back that long, in order; `double()` plays each
    connection's bytes towards the target once more on a connection of its own, whose answer nobody sees.
    """

    def __init__(self, target: tuple[str, int], seed: int = 0) -> None:
        super().__init__()
        self.target = target
        self.port = 0
        self.connections = 0
        self.passed = 0
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = {"down": asyncio.Event(), "up": asyncio.Event()}
        for flow in self._flows.values():
            flow.set()
        self._most = 0
        self._delay = 0.0
        self._doubles = False
        self._refuses = False

    @property
    def address(self) -> tuple[str, int]:
        """Where to connect to."""
        return "127.0.0.1", self.port

    async def open(self) -> None:
        """Listen on a free port of the loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End every connection."""
        assert self._server is not None
        self._server.close()
        await self._reset()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- faults -----------------------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Forward everything as it comes; what was kept back goes on its way."""

        async def act() -> None:
            self._most, self._delay, self._doubles, self._refuses = 0, 0.0, False, False
            for flow in self._flows.values():
                flow.set()

        self.call(act())

    def stall(self, *, down: bool = True, up: bool = True) -> None:
        """Keep back what comes from the target (`down`), what goes to it (`up`)."""

        async def act() -> None:
            for name, wanted in (("down", down), ("up", up)):
                if wanted:
                    self._flows[name].clear()

        self.call(act())

    def cut(self) -> None:
        """Reset every connection; new ones are taken."""
        self.call(self._reset())

    def refuse(self) -> None:
        """Reset every connection and each new one."""

        async def act() -> None:
            self._refuses = True
            await self._reset()

        self.call(act())

    def split(self, most: int) -> None:
        """Forward pieces of 1 to `most` bytes."""
        self._most = most

    def delay(self, seconds: float) -> None:
        """Hold every piece back."""
        self._delay = seconds

    def double(self) -> None:
        """Play what connections sent once more when they have ended."""
        self._doubles = True

    # -- forwarding -------------------------------------------------------------------------------------------------

    async def _reset(self) -> None:
        for writer in list(self._open):
            sock = writer.get_extra_info("socket")
            if sock is not None:
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            writer.transport.abort()
        self._open.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            if self._refuses:
                writer.transport.abort()
                return
            await self._join(reader, writer)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._flows["up"].wait()
        there, back = await asyncio.open_connection(*self.target)
        self._open |= {writer, back}
        sent = bytearray()
        pumps = [
            asyncio.ensure_future(self._pump(reader, back, "up", sent)),
            asyncio.ensure_future(self._pump(there, writer, "down", None)),
        ]
        try:
            await asyncio.gather(*pumps)
        finally:
            for pump in pumps:
                pump.cancel()
            self._open -= {writer, back}
            writer.close()
            back.close()
        if self._doubles and sent:
            await self._again(bytes(sent))

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str, kept: bytearray | None
    ) -> None:
        while data := await source.read(CHUNK):
            if kept is not None and self._doubles:
                kept += data
            for piece in self._pieces(data):
                if self._delay:
                    await asyncio.sleep(self._delay)
                await self._flows[way].wait()
                self.passed += len(piece)
                sink.write(piece)
                await sink.drain()
                if self._most:
                    await asyncio.sleep(0)  # each piece is a segment of its own
        await self._flows[way].wait()  # a stalled end is no end either
        if sink.can_write_eof():
            sink.write_eof()

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self._most:
            return [data]
        pieces = []
        at = 0
        while at < len(data):
            size = self._random.randint(1, self._most)
            pieces.append(data[at : at + size])
            at += size
        return pieces

    async def _again(self, sent: bytes) -> None:
        there, back = await asyncio.open_connection(*self.target)
        back.write(sent)
        await back.drain()
        back.write_eof()
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(there.read(), 10)
        back.close()


class UdpProxy(_InThread):
    """Forwards datagrams between whoever sends to `port` and `target`; each sender has a socket of its own there.

    `lose(share)`, `double(share)` and `delay(seconds, share)` take a share of the datagrams each way; `stall()` loses
    all of them. Faults hold until `heal`.
    """

    def __init__(
        self, target: tuple[str, int], seed: int = 0, host: str = "127.0.0.1", source: str = "127.0.0.1"
    ) -> None:
        super().__init__()
        self.target, self.host, self.source = target, host, source
        self.port = 0
        self.passed = self.lost = self.doubled = self.delayed = 0
        self._random = random.Random(seed)
        self._transport: asyncio.DatagramTransport | None = None
        self._far: dict[tuple[str, int], asyncio.DatagramTransport] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lose = self._double = self._late = 0.0
        self._delay = 0.0

    async def open(self) -> None:
        """Listen on a free port of the loopback."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._from_near), local_addr=(self.host, 0)
        )
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    async def close(self) -> None:
        """Close every socket."""
        for transport in (self._transport, *self._far.values()):
            if transport is not None:
                transport.close()

    def heal(self) -> None:
        """Forward everything as it comes."""
        self._lose = self._double = self._late = self._delay = 0.0

    def lose(self, share: float) -> None:
        """Lose a share of the datagrams."""
        self._lose = share

    def stall(self) -> None:
        """Lose everything."""
        self._lose = 1.0

    def double(self, share: float) -> None:
        """Send a share of the datagrams twice."""
        self._double = share

    def delay(self, seconds: float, share: float = 1.0) -> None:
        """Hold a share of the datagrams back, so that others overtake them."""
        self._delay, self._late = seconds, share

    def _from_near(self, data: bytes, sender: tuple[str, int]) -> None:
        task = asyncio.ensure_future(self._to_far(data, sender))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _to_far(self, data: bytes, sender: tuple[str, int]) -> None:
        far = self._far.get(sender)
        if far is None:
            near = self._transport
            assert near is not None
            loop = asyncio.get_running_loop()
            far, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(lambda answer, _: self._pass(near, answer, sender)), local_addr=(self.source, 0)
            )
            self._far[sender] = far
        self._pass(far, data, self.target)

    def _pass(self, transport: asyncio.DatagramTransport, data: bytes, address: tuple[str, int]) -> None:
        if self._random.random() < self._lose:
            self.lost += 1
            return
        copies = 1
        if self._random.random() < self._double:
            self.doubled += 1
            copies = 2
        for _ in range(copies):
            if self._delay and self._random.random() < self._late:
                self.delayed += 1
                self._loop.call_later(self._delay, self._send, transport, data, address)
            else:
                self._send(transport, data, address)

    def _send(self, transport: asyncio.DatagramTransport, data: bytes, address: tuple[str, int]) -> None:
        if not transport.is_closing():
            transport.sendto(data, address)
            self.passed += 1


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, taken: Any) -> None:
        self._taken = taken

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._taken(data, addr)
