"""Recordings as files to play: found below their folder and nowhere else, and what their loudness looks like."""

from __future__ import annotations

import wave
from collections import OrderedDict
from pathlib import Path

import numpy as np

from foundation.errors import HotlineError

PEAKS = 800
REMEMBERED = 256


class RecordingMissing(HotlineError):
    """There is no such recording, or its file is gone."""

    code = "recording_missing"


class RecordingDamaged(HotlineError):
    """The file is no audio that can be played."""

    code = "recording_damaged"


class PlaybackFiles:
    """Files below one folder; names come from rows, and none leads outside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._peaks: OrderedDict[tuple[str, int, int], list[float]] = OrderedDict()

    def path(self, name: str) -> Path:
        """Return the file of a name; blocking.

        Raises:
            RecordingMissing: it is not there, or not below the folder.
        """
        try:
            path = (self._folder / name).resolve()
            found = path.is_relative_to(self._folder) and path.is_file()
        except (OSError, ValueError):
            found = False
        if not found:
            raise RecordingMissing("the file of this recording is not there")
        return path

    def peaks(self, name: str) -> list[float]:
        """Return the loudest sample (0 to 1) of each of 800 equal pieces; blocking, remembered.

        Raises:
            RecordingMissing: as ``path``. RecordingDamaged: it cannot be read as a WAV file of 16 bits.
        """
        path = self.path(name)
        try:
            stat = path.stat()
            key = (str(path), stat.st_size, stat.st_mtime_ns)
            if key not in self._peaks:
                self._peaks[key] = _peaks(path)
        except (OSError, EOFError, wave.Error, ValueError) as error:
            raise RecordingDamaged(f"the file of this recording cannot be read: {type(error).__name__}") from error
        self._peaks.move_to_end(key)
        while len(self._peaks) > REMEMBERED:
            self._peaks.popitem(last=False)
        return self._peaks[key]


def _peaks(path: Path) -> list[float]:
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error("not 16 bits a sample")
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    if not len(samples):
        return [0.0] * PEAKS
    edges = np.linspace(0, len(samples), PEAKS, endpoint=False).astype(np.int64)
    loudest = np.maximum(
        np.maximum.reduceat(samples, edges).astype(np.float64), -np.minimum.reduceat(samples, edges).astype(np.float64)
    )
    return [float(value) for value in np.round(np.clip(loudest / 32768.0, 0.0, 1.0), 4)]
