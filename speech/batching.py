"""Puts neighbouring utterances together into one piece for recognisers that take as long for 1 s as for 10 s. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from uuid import UUID

from speech.engine import RATE

LONGEST_SECONDS = 15.0
LONGEST_GAP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Audio from sample ``start`` to ``end`` of a stream; ``ended_clock`` is when its end was known."""

    sequence: int
    start: int
    end: int
    pcm: bytes
    ended_clock: float = 0.0
    utterance_id: UUID | None = None

    @property
    def samples(self) -> int:
        """Length."""
        return self.end - self.start


def next_batch(waiting: deque[Piece]) -> Piece | None:
    """Take the first piece and all that may join it out of ``waiting``; None when nothing waits.

    Joined: pieces in order, no gap over ``LONGEST_GAP_SECONDS``, ``LONGEST_SECONDS`` in all. Gaps become silence of
    the same length, so times inside stay true. The batch carries the last sequence number and the first clock.
    """
    if not waiting:
        return None
    first = waiting.popleft()
    pcm = bytearray(first.pcm)
    last = first
    while waiting:
        gap = waiting[0].start - last.end
        if gap > LONGEST_GAP_SECONDS * RATE or waiting[0].end - first.start > LONGEST_SECONDS * RATE:
            break
        last = waiting.popleft()
        pcm += bytes(gap * 2) + last.pcm
    return Piece(last.sequence, first.start, last.end, bytes(pcm), first.ended_clock, first.utterance_id)
