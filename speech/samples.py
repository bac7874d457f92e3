"""Arithmetic on samples: rates, widths, loudness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speech.engine import RATE

Floats = NDArray[np.float32]

_HALF_BAND_TAPS = 63
_LONGEST_FILTER = 4095


def _low_pass(cutoff: float, taps: int) -> Floats:
    """Return a Kaiser-windowed low pass; ``cutoff`` in parts of half the rate, gain 1."""
    at = np.arange(taps) - (taps - 1) / 2
    kernel = cutoff * np.sinc(cutoff * at) * np.kaiser(taps, 8.0)
    result: Floats = (kernel / kernel.sum()).astype(np.float32)
    return result


_DOUBLING = 2.0 * _low_pass(0.5, _HALF_BAND_TAPS)


def to_float(pcm: bytes) -> Floats:
    """Return s16le samples in -1..1; an odd last byte is left out."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0


def to_pcm(samples: Floats) -> bytes:
    """Return samples in -1..1 as s16le, clipped."""
    return np.round(np.clip(samples, -1.0, 32767 / 32768) * 32768.0).astype("<i2").tobytes()


def doubled_rate(samples: Floats) -> Floats:
    """Return the same sound at twice the rate (half-band filter; no echo of the lower band)."""
    if not len(samples):
        return samples
    stuffed = np.zeros(2 * len(samples), np.float32)
    stuffed[::2] = samples
    full = np.convolve(stuffed, _DOUBLING)
    lead = (_HALF_BAND_TAPS - 1) // 2
    return full[lead : lead + len(stuffed)].astype(np.float32)


def at_rate(samples: Floats, source: int, target: int = RATE) -> Floats:
    """Return the same sound at another rate: low pass when going down, twice the rate, straight lines between."""
    if source == target or not len(samples):
        return samples
    if target < source:
        taps = min(_LONGEST_FILTER, 2 * int(32 * source / target) + 1)
        full = np.convolve(samples, _low_pass(0.94 * target / source, taps))
        lead = (taps - 1) // 2
        samples = full[lead : lead + len(samples)].astype(np.float32)
    count = int(len(samples) * target / source)
    dense = doubled_rate(samples)
    lines = np.interp(np.arange(count) * (2 * source / target), np.arange(len(dense)), dense)
    result: Floats = lines.astype(np.float32)
    return result


def loudness(pcm: bytes) -> float:
    """Return the root mean square of s16le samples, 0..32768."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    return float(np.sqrt(np.dot(samples, samples) / len(samples))) if len(samples) else 0.0
