"""Which utterances are recognised together."""

from __future__ import annotations

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from speech.batching import LONGEST_SECONDS, Piece, next_batch
from speech.engine import RATE


def piece(sequence: int, start: float, end: float, mark: int = 1) -> Piece:
    first, last = int(start * RATE), int(end * RATE)
    return Piece(sequence, first, last, bytes((mark, 0)) * (last - first), float(sequence))


def test_neighbours_are_joined_with_their_gap_as_silence() -> None:
    waiting = deque([piece(1, 1, 2, 7), piece(2, 3, 4, 9), piece(3, 9, 10)])
    batch = next_batch(waiting)
    assert batch is not None
    assert (batch.sequence, batch.start, batch.end, batch.ended_clock) == (2, RATE, 4 * RATE, 1.0)
    assert batch.pcm == bytes((7, 0)) * RATE + bytes(2 * RATE) + bytes((9, 0)) * RATE
    assert [left.sequence for left in waiting] == [3]


def test_the_whole_stays_below_its_limit() -> None:
    waiting = deque([piece(1, 0, 9), piece(2, 9.5, 14), piece(3, 14.5, 16)])
    batch = next_batch(waiting)
    assert batch is not None
    assert batch.sequence == 2
    assert batch.samples <= LONGEST_SECONDS * RATE


def test_one_long_piece_goes_alone_and_none_is_none() -> None:
    waiting = deque([piece(1, 0, 15), piece(2, 15, 16)])
    batch = next_batch(waiting)
    assert batch is not None
    assert batch.sequence == 1
    assert next_batch(deque()) is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=20))
def test_every_piece_is_in_exactly_one_batch_in_order(shape: list[tuple[int, int]]) -> None:
    waiting: deque[Piece] = deque()
    at = 0
    for sequence, (gap, length) in enumerate(shape):
        start = at + gap * 100
        at = start + length * 100
        waiting.append(Piece(sequence, start, at, bytes(2 * (at - start))))
    pieces = list(waiting)
    batches = []
    while (batch := next_batch(waiting)) is not None:
        assert len(batch.pcm) == 2 * batch.samples
        batches.append(batch)
    covered = [[p for p in pieces if b.start <= p.start and p.end <= b.end] for b in batches]
    assert [p for group in covered for p in group] == pieces
