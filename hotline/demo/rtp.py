"""One end of an audio stream: sends 20 ms frames and keys, keeps what arrives with the moment it came."""

import asyncio
import random
import struct
import time
import wave
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from hotline.demo import g711

FRAME = 160
"""Samples of 20 ms at 8 kHz."""
FRAME_SECONDS = 0.02
KEYS = "0123456789*#ABCD"
"""Events of RFC 4733 by their number."""
_KEY_FRAMES = 8
_KEY_GAP_FRAMES = 4
_HEADER = struct.Struct("!BBHII")


class RtpProblem(Exception):
    """A packet or a sound file that this end cannot use."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One audio packet that came in. `at` is `time.monotonic()`; `peak` its loudest sample, 0 to 32,767."""

    at: float
    sequence: int
    timestamp: int
    ssrc: int
    peak: int


def load_wav(path: Path) -> g711.Samples:
    """Return the samples of a mono 16-bit WAV of 8 kHz; raises `RtpProblem` for any other."""
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, 8000):
            raise RtpProblem(f"{path.name}: need mono, 16 bit, 8000 Hz")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.int16)


class RtpEndpoint(asyncio.DatagramProtocol):
    """Open it with `RtpEndpoint.open`; `connect` names codec and far end; it sends silence where nothing is said.

    Symmetric: once audio arrives, packets go to where it came from. Times are `time.monotonic()`.
    """

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.keys_heard: list[tuple[float, str]] = []
        self.problems: list[str] = []
        self.sent_packets = 0
        self.payload_type = g711.PCMA
        self.event_type = 101
        self.on_audio: Callable[[], None] | None = None
        self._remote: tuple[str, int] | None = None
        self._latched = False
        self._transport: asyncio.DatagramTransport | None = None
        self._sender: asyncio.Task[None] | None = None
        self._frames: deque[bytes] = deque()
        self._keys: deque[tuple[str, asyncio.Future[float]]] = deque()
        self._said: list[asyncio.Future[None]] = []
        self._heard = bytearray()
        self._last_event = -1
        self._sequence = random.randrange(1 << 16)
        self._timestamp = random.randrange(1 << 32)
        self._ssrc = random.randrange(1 << 32)

    @classmethod
    async def open(cls, host: str) -> "RtpEndpoint":
        """Bind a free port on `host`."""
        loop = asyncio.get_running_loop()
        _, endpoint = await loop.create_datagram_endpoint(cls, local_addr=(host, 0))
        return endpoint

    @property
    def port(self) -> int:
        """The UDP port bound."""
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def connect(self, remote: tuple[str, int], payload_type: int, event_type: int) -> None:
        """Start sending; a later call only changes the far end and the codec."""
        self._remote, self._latched = remote, False
        self.payload_type, self.event_type = payload_type, event_type
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_forever(), name="rtp sender")

    def close(self) -> None:
        """Stop sending and free the port; whoever waits for a key or a sentence is cancelled."""
        if self._sender is not None:
            self._sender.cancel()
        if self._transport is not None:
            self._transport.close()
        for _, key_done in self._keys:
            key_done.cancel()
        for said in self._said:
            said.cancel()
        self._keys.clear()
        self._said.clear()

    async def press(self, key: str) -> float:
        """Send one key; returns when its first packet left, in `time.monotonic()`, after its last one has left."""
        if len(key) != 1 or key not in KEYS:
            raise RtpProblem(f"no key: {key!r}")
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._keys.append((key, done))
        return await done

    async def say(self, path: Path) -> None:
        """Send a WAV and return when its last frame has left."""
        samples = load_wav(path)
        encoded = g711.encode(samples, self.payload_type)
        encoded += g711.SILENCE[self.payload_type] * (-len(encoded) % FRAME)
        self._frames.extend(encoded[start : start + FRAME] for start in range(0, len(encoded), FRAME))
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._said.append(done)
        await done

    def be_quiet(self) -> None:
        """Drop what is not said yet."""
        self._frames.clear()

    def loud_after(self, moment: float, peak: int = 500) -> Arrival | None:
        """Return the first packet after `moment` that is no silence."""
        return next((packet for packet in self.arrivals if packet.at > moment and packet.peak >= peak), None)

    @property
    def heard_seconds(self) -> float:
        """Length of what `save` writes."""
        return len(self._heard) / 16000

    def save(self, path: Path) -> None:
        """Write all that was heard as a WAV of 8 kHz; gaps between packets are silence."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(self._heard))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def error_received(self, exc: Exception) -> None:
        """ICMP says that the far end has closed its port: happens at each hang-up."""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now = time.monotonic()
        if len(data) >= 2 and 192 <= data[1] <= 223:  # RTCP, by RFC 5761
            return
        if len(data) < _HEADER.size or data[0] >> 6 != 2:
            self.problems.append(f"no RTP packet: {len(data)} bytes")
            return
        flags, kind, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        start = _HEADER.size + 4 * (flags & 15)
        if flags & 0x10:
            start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
        payload = data[start : len(data) - data[-1]] if flags & 0x20 else data[start:]
        if not self._latched:
            self._remote, self._latched = (addr[0], addr[1]), True
        payload_type = kind & 0x7F
        if payload_type == self.event_type:
            self._hear_key(now, timestamp, payload)
        elif payload_type in (g711.PCMA, g711.PCMU):
            self._hear(now, sequence, timestamp, ssrc, g711.decode(payload, payload_type))
        elif payload_type != 13:  # comfort noise
            self.problems.append(f"payload type {payload_type} was not agreed")

    def _hear_key(self, now: float, timestamp: int, payload: bytes) -> None:
        if len(payload) < 4 or payload[0] >= len(KEYS):
            self.problems.append("no telephone event")
        elif timestamp != self._last_event:
            self._last_event = timestamp
            self.keys_heard.append((now, KEYS[payload[0]]))

    def _hear(self, now: float, sequence: int, timestamp: int, ssrc: int, samples: g711.Samples) -> None:
        last = self.arrivals[-1] if self.arrivals else None
        missing = 0
        if last is not None and last.ssrc == ssrc:
            step = (timestamp - last.timestamp) & 0xFFFFFFFF
            if step >= 1 << 31:
                return  # late packet: its place is filled with silence
            missing = step - FRAME
        if last is not None and (last.ssrc != ssrc or missing > 8000):
            missing = round((now - last.at) * 8000) - FRAME
        self._heard += bytes(2 * max(0, missing))
        self._heard += samples.astype("<i2").tobytes()
        peak = int(np.abs(samples.astype(np.int32)).max()) if len(samples) else 0
        self.arrivals.append(Arrival(now, sequence, timestamp, ssrc, peak))
        if self.on_audio is not None:
            self.on_audio()

    async def _send_forever(self) -> None:
        due = time.monotonic()
        while True:
            if self._keys:
                key, done = self._keys.popleft()
                started = time.monotonic()
                due = await self._send_key(KEYS.index(key), due)
                if not done.done():
                    done.set_result(started)
                continue
            frame = self._frames.popleft() if self._frames else g711.SILENCE[self.payload_type] * FRAME
            self._send(self.payload_type, frame, self._timestamp)
            self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF
            if not self._frames:
                for said in self._said:
                    if not said.done():
                        said.set_result(None)
                self._said.clear()
            due = await self._until_next(due)

    async def _send_key(self, event: int, due: float) -> float:
        """Eight packets of growing duration, then three that end it, all with the time stamp of the start."""
        start = self._timestamp
        for number in range(1, _KEY_FRAMES + 1):
            self._send(self.event_type, struct.pack("!BBH", event, 10, number * FRAME), start, marker=number == 1)
            due = await self._until_next(due)
        for _ in range(3):
            self._send(self.event_type, struct.pack("!BBH", event, 0x8A, _KEY_FRAMES * FRAME), start)
        for _ in range(_KEY_GAP_FRAMES):
            due = await self._until_next(due)
        self._timestamp = (start + (_KEY_FRAMES + _KEY_GAP_FRAMES) * FRAME) & 0xFFFFFFFF
        return due

    def _send(self, payload_type: int, payload: bytes, timestamp: int, marker: bool = False) -> None:
        if self._transport is None or self._remote is None:
            return
        header = _HEADER.pack(0x80, payload_type | (0x80 if marker else 0), self._sequence, timestamp, self._ssrc)
        self._transport.sendto(header + payload, self._remote)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.sent_packets += 1

    @staticmethod
    async def _until_next(due: float) -> float:
        """Sleep to the next 20 ms mark; after a stall of over 200 ms the marks start anew."""
        due += FRAME_SECONDS
        now = time.monotonic()
        if now - due > 0.2:
            due = now
        await asyncio.sleep(max(0.0, due - now))
        return due
