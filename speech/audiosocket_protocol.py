"""AudioSocket's framing without I/O.

A frame is a kind (1 byte), a length (2 bytes, big endian) and that many bytes. The first one names the connection by a
UUID. Source: https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/ and Asterisk's ``res_audiosocket.c``,
which sends UUID, 8 kHz audio and, from its channel driver, DTMF, and ends by closing the socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from foundation.errors import BadInput

KIND_HANGUP = 0x00
KIND_UUID = 0x01
KIND_DTMF = 0x03
KIND_ERROR = 0xFF
AUDIO_RATES = {
    0x10: 8000,
    0x11: 12000,
    0x12: 16000,
    0x13: 24000,
    0x14: 32000,
    0x15: 44100,
    0x16: 48000,
    0x17: 96000,
    0x18: 192000,
}
HANGUP_FRAME = bytes((KIND_HANGUP, 0, 0))
_HEADER_BYTES = 3
_KEYS = frozenset("0123456789*#ABCDabcd")


@dataclass(frozen=True, slots=True)
class Opened:
    """The connection belongs to this tap."""

    tap_id: UUID


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """Signed 16 bit little endian mono samples."""

    pcm: bytes
    rate: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key pressed by whoever is tapped."""

    digit: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The peer ends the connection."""


@dataclass(frozen=True, slots=True)
class PeerError:
    """The peer reports an error of its own."""

    code: bytes


Frame = Opened | AudioFrame | Key | HungUp | PeerError


class ProtocolError(BadInput):
    """The peer sent something that is not AudioSocket; ``frames`` came before it in the same bytes and are good."""

    code = "audiosocket_protocol"

    def __init__(self, message: str, frames: tuple[Frame, ...] = ()) -> None:
        super().__init__(message)
        self.frames = frames


class Decoder:
    """Turns received bytes, cut anywhere, into frames. After ``ProtocolError`` or ``HungUp`` it takes nothing more."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._opened = False
        self._over = False

    @property
    def pending_bytes(self) -> int:
        """Bytes of a frame that is not complete yet; not 0 at the end of the stream means it was cut."""
        return len(self._buffer)

    def receive(self, data: bytes) -> list[Frame]:
        """Return the frames that ``data`` completes. Raise ``ProtocolError`` at the first that is not AudioSocket."""
        if self._over:
            return []
        self._buffer += data
        frames: list[Frame] = []
        at = 0
        while not self._over and len(self._buffer) - at >= _HEADER_BYTES:
            kind = self._buffer[at]
            length = int.from_bytes(self._buffer[at + 1 : at + 3], "big")
            problem = self._problem(kind, length)
            end = at + _HEADER_BYTES + length
            if problem is None and len(self._buffer) < end:
                break
            payload = bytes(self._buffer[at + _HEADER_BYTES : end])
            if kind == KIND_DTMF and problem is None and chr(payload[0]) not in _KEYS:
                problem = "a key that no telephone has"
            if problem is not None:
                self._over = True
                self._buffer.clear()
                raise ProtocolError(f"AudioSocket peer sent {problem}", tuple(frames))
            at = end
            frames.append(self._frame(kind, payload))
        del self._buffer[:at]
        if self._over:
            self._buffer.clear()
        return frames

    def _problem(self, kind: int, length: int) -> str | None:
        """Say what is wrong with a header, before waiting for a payload that may never come."""
        if not self._opened and kind not in (KIND_UUID, KIND_HANGUP, KIND_ERROR):
            known = kind in AUDIO_RATES or kind == KIND_DTMF
            return f"kind 0x{kind:02x} before the UUID" if known else f"the unknown kind 0x{kind:02x}"
        if kind == KIND_UUID:
            if self._opened:
                return "a second UUID"
            return None if length == 16 else f"a UUID of {length} bytes"
        if kind in AUDIO_RATES:
            return f"audio of {length} bytes, which is no whole number of samples" if length % 2 else None
        if kind == KIND_DTMF:
            return None if length == 1 else f"a key of {length} bytes"
        if kind == KIND_HANGUP:
            return f"a hang-up with {length} bytes" if length else None
        return None if kind == KIND_ERROR else f"the unknown kind 0x{kind:02x}"

    def _frame(self, kind: int, payload: bytes) -> Frame:
        if kind == KIND_UUID:
            self._opened = True
            return Opened(UUID(bytes=payload))
        if kind in AUDIO_RATES:
            return AudioFrame(payload, AUDIO_RATES[kind])
        if kind == KIND_DTMF:
            return Key(chr(payload[0]))
        if kind == KIND_ERROR:
            return PeerError(payload)
        self._over = True
        return HungUp()


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame; for tests and for load generators that play Asterisk's part."""
    if isinstance(frame, Opened):
        kind, payload = KIND_UUID, frame.tap_id.bytes
    elif isinstance(frame, AudioFrame):
        kind = next(kind for kind, rate in AUDIO_RATES.items() if rate == frame.rate)
        payload = frame.pcm
    elif isinstance(frame, Key):
        kind, payload = KIND_DTMF, frame.digit.encode("ascii")
    elif isinstance(frame, PeerError):
        kind, payload = KIND_ERROR, frame.code
    else:
        kind, payload = KIND_HANGUP, b""
    if len(payload) > 0xFFFF:
        raise ValueError("a frame carries at most 65535 bytes")
    return bytes((kind,)) + len(payload).to_bytes(2, "big") + payload
