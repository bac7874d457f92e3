"""Phones of many citizens in one process: signalling of the demonstration's phone, audio of a cheaper kind.

The audio of `hotline.demo` keeps every sample; two hundred of those would be what is measured. Here one clock sends
everybody's packets and an arriving packet is only asked whether it is loud. `lateness` says how well the clock was
kept: when it is far below what is measured, the phones were not the bottleneck.
"""

import asyncio
import random
import struct
import time
from collections import deque
from types import TracebackType

from hotline.demo import g711
from hotline.demo.phone import Call
from hotline.demo.rtp import FRAME, FRAME_SECONDS, KEYS, RtpEndpoint
from hotline.demo.user_agent import UserAgent

SLICES = 10
"""Phones do not speak at the same moment: each belongs to one slice of the 20 ms."""
KEY_FRAMES = 8
LOUD_PEAK = 500
_LOUD = {
    kind: bytes(abs(int(sample)) >= LOUD_PEAK for sample in g711.decode(bytes(range(256)), kind))
    for kind in (g711.PCMA, g711.PCMU)
}
_HEADER = struct.Struct("!BBHII")


class NoPrompt(AssertionError):
    """A key was pressed and no prompt came."""


class CallLost(AssertionError):
    """The call ended before its time."""


class CrowdAudio(RtpEndpoint):
    """Audio of one citizen: sends silence and keys, knows when the first loud packet after a key came."""

    def __init__(self, crowd: "Crowd") -> None:
        super().__init__()
        self._crowd = crowd
        self._slice = crowd.next_slice()
        self._packets: deque[tuple[bytes, bool]] = deque()  # of a key: payload, and whether it ends the key
        self._key_started: int | None = None
        self._released: asyncio.Future[float] | None = None
        self._loud: asyncio.Future[float] | None = None
        self._last_sequence: int | None = None
        self.received = 0
        self.missing = 0

    def connect(self, remote: tuple[str, int], payload_type: int, event_type: int) -> None:
        """Join the clock."""
        self._remote, self.payload_type, self.event_type = remote, payload_type, event_type
        self._crowd.slices[self._slice].add(self)

    def close(self) -> None:
        """Leave the clock and free the port."""
        self._crowd.slices[self._slice].discard(self)
        if self._transport is not None:
            self._transport.close()
        for future in (self._released, self._loud):
            if future is not None and not future.done():
                future.set_exception(CallLost("the call ended while a prompt was waited for"))

    async def prompt(self, seconds: float = 15.0) -> float:
        """Return the `time.monotonic()` of the next loud packet."""
        self._loud = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(self._loud, seconds)
        except TimeoutError:
            raise NoPrompt(f"no prompt within {seconds:g} s") from None

    async def step(self, key: str, seconds: float = 15.0) -> float:
        """Press a key in silence; return seconds from the first packet that ends it to the first loud one."""
        event = KEYS.index(key)
        for number in range(1, KEY_FRAMES + 1):
            self._packets.append((struct.pack("!BBH", event, 10, number * FRAME), False))
        self._packets.append((struct.pack("!BBH", event, 0x8A, KEY_FRAMES * FRAME), True))
        self._released = asyncio.get_running_loop().create_future()
        released = await self._released
        return await self.prompt(seconds) - released

    def tick(self) -> None:
        """Send what is due in these 20 ms."""
        if not self._packets:
            self._send(self.payload_type, g711.SILENCE[self.payload_type] * FRAME, self._timestamp)
        else:
            payload, last = self._packets.popleft()
            first = self._key_started is None
            if self._key_started is None:
                self._key_started = self._timestamp
            leaves = time.monotonic()
            for _ in range(3 if last else 1):
                self._send(self.event_type, payload, self._key_started, marker=first)
            if last:
                self._key_started = None
                if self._released is not None and not self._released.done():
                    self._released.set_result(leaves)
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now = time.monotonic()
        if len(data) < _HEADER.size or 192 <= data[1] <= 223:
            return
        kind = data[1] & 0x7F
        sequence = int.from_bytes(data[2:4], "big")
        if self._last_sequence is not None:
            gap = (sequence - self._last_sequence - 1) & 0xFFFF
            self.missing += gap if gap < 1000 else 0
        self._last_sequence = sequence
        self.received += 1
        loud = self._loud
        if loud is not None and not loud.done() and kind in _LOUD and 1 in data[_HEADER.size :].translate(_LOUD[kind]):
            loud.set_result(now)


class Crowd:
    """Citizens behind the carrier's address. Use it as `async with Crowd(server, host) as crowd`."""

    def __init__(self, server: tuple[str, int], host: str) -> None:
        self.agent = UserAgent(server, "carrier", host=host)
        self.agent.open_audio = self._open_audio
        self.slices: list[set[CrowdAudio]] = [set() for _ in range(SLICES)]
        self.lateness: list[float] = []
        """Seconds by which the clock was late, one value a slice."""
        self.audio: list[CrowdAudio] = []
        self._clock: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Crowd":
        await self.agent.open()
        self._clock = asyncio.create_task(self._run(), name="clock of the crowd")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.agent.close()
        if self._clock is not None:
            self._clock.cancel()

    def next_slice(self) -> int:
        """Return where the next phone's packets go."""
        return len(self.audio) % SLICES

    async def dial(self, line: str, ani: str) -> tuple[Call, CrowdAudio]:
        """Dial and return once the first prompt is heard."""
        call = await self.agent.call(line, ani)
        audio = call.rtp
        assert isinstance(audio, CrowdAudio)
        heard = asyncio.ensure_future(audio.prompt(40.0))
        try:
            await call.wait_answered(30.0)
            await heard
        finally:
            heard.cancel()
        return call, audio

    async def _open_audio(self, host: str) -> RtpEndpoint:
        _, audio = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: CrowdAudio(self), local_addr=(host, 0)
        )
        self.audio.append(audio)
        return audio

    async def _run(self) -> None:
        due, turn = time.monotonic(), 0
        while True:
            for audio in tuple(self.slices[turn]):
                audio.tick()
            turn = (turn + 1) % SLICES
            due += FRAME_SECONDS / SLICES
            now = time.monotonic()
            self.lateness.append(max(0.0, now - due))
            if now - due > 0.2:
                due = now
            await asyncio.sleep(max(0.0, due - now))


def think(chance: random.Random, between: tuple[float, float]) -> float:
    """Return seconds that a caller takes to choose."""
    return chance.uniform(*between)
