"""Audio files; the only importer of ``pydub``."""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from pydub import AudioSegment

from foundation.errors import HotlineError

HEADER_BYTES = 44


class BadAudio(HotlineError):
    """A file that is no audio of ours."""

    code = "bad_audio"


class NotClosed(BadAudio):
    """A file whose header does not fit: its writer has not closed it yet, or died."""

    code = "audio_not_closed"


@dataclass(frozen=True)
class Leg:
    """One checked file; ``loudest`` is its loudest sample in dBFS, minus infinity of silence."""

    sha256: str
    bytes: int
    seconds: float
    repaired: bool
    loudest: float


def repair_header(path: Path) -> bool:
    """Write the true sizes into a WAV header that a crash left behind; tell whether it was wrong.

    Raises:
        BadAudio: no RIFF WAVE header at all.
    """
    with path.open("r+b") as file:
        right = _true_sizes(file.read(HEADER_BYTES), path)
        if right is None:
            return False
        # The mark outlives a crash between here and the commit: the next check finds a header that fits.
        mark_of(path).touch()
        for place, size in ((4, right + 36), (40, right)):
            file.seek(place)
            file.write(struct.pack("<I", size))
        file.flush()
        os.fsync(file.fileno())
    return True


def _true_sizes(header: bytes, path: Path) -> int | None:
    """Return how many bytes of sound the header should name, ``None`` when it does."""
    size = path.stat().st_size
    if len(header) < HEADER_BYTES or header[:4] != b"RIFF" or header[8:12] != b"WAVE" or header[36:40] != b"data":
        raise BadAudio(f"{path.name} has no WAV header")
    riff, data = struct.unpack_from("<I", header, 4)[0], struct.unpack_from("<I", header, 40)[0]
    block = max(1, struct.unpack_from("<H", header, 32)[0])
    # Asterisk pads an odd end; only whole samples count.
    true_data: int = (size - HEADER_BYTES) // block * block
    return None if data == true_data and riff in (true_data + 36, size - 8) else true_data


def mark_of(path: Path) -> Path:
    """Return the empty file that says of a file that its header was repaired; removed once that is stored."""
    return path.with_suffix(".repaired")


def check(path: Path, *, repair: bool = True) -> Leg:
    """Measure and checksum a WAV file, repaired where needed.

    Args:
        path: of the file.
        repair: write a header that does not fit anew; without it such a file is refused.

    Raises:
        NotClosed: the header does not fit. BadAudio: it cannot be read as audio. OSError: the disk's.
    """
    if repair:
        repair_header(path)
    else:
        with path.open("rb") as file:
            if _true_sizes(file.read(HEADER_BYTES), path) is not None:
                raise NotClosed(f"{path.name} is not closed")
    try:
        segment = AudioSegment.from_file(path, format="wav")
    except OSError:
        raise
    except Exception as error:  # pydub raises whatever its reader meets
        raise BadAudio(f"{path.name} cannot be read: {type(error).__name__}") from error
    digest = hashlib.sha256()
    with path.open("rb") as file:
        os.fsync(file.fileno())  # what is checksummed is on the disk
        while block := file.read(1 << 20):
            digest.update(block)
    return Leg(
        digest.hexdigest(),
        path.stat().st_size,
        round(len(segment) / 1000, 3),
        mark_of(path).exists(),
        float(segment.max_dBFS),
    )
