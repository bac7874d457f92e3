"""A-law and mu-law (ITU-T G.711) to linear samples and back, by tables."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

PCMU = 0
PCMA = 8
"""RTP payload types of RFC 3551."""

SILENCE = {PCMU: b"\xff", PCMA: b"\xd5"}

Samples = NDArray[np.int16]


def decode(payload: bytes, payload_type: int) -> Samples:
    """Return 16-bit samples at 8 kHz."""
    return _decoder(payload_type)[np.frombuffer(payload, dtype=np.uint8)]


def encode(samples: Samples, payload_type: int) -> bytes:
    """Return one byte a sample."""
    return _encoder(payload_type)[samples.astype(np.int16).view(np.uint16)].tobytes()


@cache
def _decoder(payload_type: int) -> Samples:
    expand = _expand_alaw if payload_type == PCMA else _expand_ulaw
    return np.array([expand(code) for code in range(256)], dtype=np.int16)


@cache
def _encoder(payload_type: int) -> NDArray[np.uint8]:
    """For each 16-bit pattern the code whose value is nearest."""
    values = _decoder(payload_type).astype(np.int32)
    order = np.argsort(values, kind="stable")
    sorted_values = values[order]
    samples = np.arange(65536, dtype=np.int32)
    samples[samples > 32767] -= 65536
    right = np.clip(np.searchsorted(sorted_values, samples), 1, 255)
    left = right - 1
    nearer_left = samples - sorted_values[left] <= sorted_values[right] - samples
    codes: NDArray[np.uint8] = order[np.where(nearer_left, left, right)].astype(np.uint8)
    return codes


def _expand_alaw(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
    return size if code & 0x80 else -size


def _expand_ulaw(code: int) -> int:
    code = ~code & 0xFF
    size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return -size if code & 0x80 else size
