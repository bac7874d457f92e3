"""Reading and writing WAV files, those with a broken header too."""

from __future__ import annotations

import io
import os
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.engine import RATE
from speech.errors import BadAudio
from speech.samples import Floats

HEADER_BYTES = 44
_BUFFER_BYTES = 32 * 1024
_LARGEST_FILE = 1 << 30


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound: one array a channel, samples in -1..1."""

    rate: int
    channels: tuple[Floats, ...]

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.channels[0]) / self.rate


class WavWriter:
    """Writes 8 kHz mono 16 bit. The header says 0 samples until ``close`` or ``repair_header`` puts it right."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("wb", buffering=_BUFFER_BYTES)
        self._file.write(header(0))
        self._file.flush()

    def write(self, pcm: bytes) -> None:
        """Append samples; ``OSError`` when the disk refuses them."""
        self._file.write(pcm)

    def close(self) -> int:
        """Write what is buffered and the true header; return the number of bytes of sound."""
        if self._file.closed:
            return max(0, self._path.stat().st_size - HEADER_BYTES)
        try:
            self._file.flush()
        finally:
            self._file.close()
        return repair_header(self._path)


def header(sound_bytes: int) -> bytes:
    """Return the 44 bytes before 8 kHz mono 16 bit sound."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + sound_bytes, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data", sound_bytes,
    )  # fmt: skip


def repair_header(path: Path) -> int:
    """Make the header of a file of ours say how much sound there is; return that number of bytes."""
    sound = max(0, path.stat().st_size - HEADER_BYTES) // 2 * 2
    with path.open("r+b") as file:
        file.write(header(sound))
        file.flush()
        os.fsync(file.fileno())
    return sound


def read_wav(path: Path) -> Audio:
    """Decode a PCM WAV file of any rate, width and number of channels; ``BadAudio`` says what is wrong with others.

    A file that is still being written, or was when its writer died, claims no sound or more than it has: its size
    counts.
    """
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise BadAudio(f"{path} has {size} bytes; files of more than {_LARGEST_FILE} are refused")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BadAudio(f"{path} does not exist") from error
    except OSError as error:
        raise BadAudio(f"{path} cannot be read: {error.strerror}") from error
    try:
        with wave.open(io.BytesIO(with_true_length(content))) as file:
            rate, width, count = file.getframerate(), file.getsampwidth(), file.getnchannels()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError, struct.error) as error:
        raise BadAudio(f"{path} is no PCM WAV file ({error or 'it ends early'}); convert it to 16 bit PCM") from error
    if not 4000 <= rate <= 192_000 or not 1 <= count <= 8:
        raise BadAudio(f"{path} has {count} channels at {rate} Hz; 1 to 8 at 4000 to 192000 are read")
    samples = _decoded(raw, width, path)
    samples = samples[: len(samples) // count * count]
    if not len(samples):
        raise BadAudio(f"{path} holds no sound")
    return Audio(rate, tuple(np.ascontiguousarray(samples[at::count]) for at in range(count)))


def with_true_length(content: bytes) -> bytes:
    """Return a RIFF file whose last chunk of sound claims 0 or too many bytes with its real length filled in."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return content
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        left = len(content) - at - 8
        if name == b"data":
            if size == 0 or size > left:
                fixed = content[: at + 4] + left.to_bytes(4, "little") + content[at + 8 :]
                return fixed[:4] + (len(content) - 8).to_bytes(4, "little") + fixed[8:]
            return content
        at += 8 + size + size % 2
    return content


def _decoded(raw: bytes, width: int, path: Path) -> Floats:
    if width == 1:
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - 128.0) / 128.0
    if width == 2:
        return np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.float32) / 32768.0
    if width == 3:
        whole = np.frombuffer(raw[: len(raw) // 3 * 3], np.uint8).reshape(-1, 3).astype(np.int32)
        signed = (whole[:, 0] << 8 | whole[:, 1] << 16 | whole[:, 2] << 24) >> 8
        return signed.astype(np.float32) / 8388608.0
    if width == 4:
        return np.frombuffer(raw[: len(raw) // 4 * 4], "<i4").astype(np.float32) / 2147483648.0
    raise BadAudio(f"{path} has samples of {width} bytes; 1 to 4 are read")
