"""The endpointer: which frames become an utterance."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.voice_activity import FRAME_SAMPLES, Bounds, Discarded, Ended, Endpointer, Event, Started, quietest

SMALL = Bounds(
    trigger_frames=2,
    trigger_window=3,
    pre_roll_frames=3,
    hangover_frames=6,
    post_roll_frames=2,
    minimum_frames=4,
    maximum_frames=40,
    split_window_frames=15,
)


def run(speech: list[bool], bounds: Bounds = SMALL, loud: list[float] | None = None) -> list[Event]:
    """Feed frames and end the stream."""
    endpointer = Endpointer(bounds)
    events: list[Event] = []
    for at, flag in enumerate(speech):
        needed = endpointer.needed_from
        got = endpointer.accept(flag, loud[at] if loud else float(flag))
        for event in got:
            assert event.start >= needed, "an event names audio that was said not to be needed"
        events += got
    return events + list(endpointer.finish())


def frames(speech: list[tuple[bool, int]]) -> list[bool]:
    """Spell out runs."""
    return [flag for flag, count in speech for _ in range(count)]


_runs = st.lists(st.tuples(st.booleans(), st.integers(1, 70)), max_size=14).map(frames)


@settings(max_examples=100)
@given(speech=_runs, step=st.integers(1, 100))
def test_no_sample_is_lost_or_doubled(speech: list[bool], step: int) -> None:
    levels = [float(at * step % 101) for at in range(len(speech))]
    events = run(speech, SMALL, levels)
    pieces = [event for event in events if isinstance(event, Ended | Discarded)]
    for before, after in pairwise(pieces):
        assert before.end <= after.start
        if isinstance(before, Ended) and before.split:
            assert before.end == after.start
    for piece in pieces:
        assert 0 <= piece.start < piece.end <= len(speech) * FRAME_SAMPLES
        assert piece.end - piece.start <= SMALL.maximum_frames * FRAME_SAMPLES
    inside = [False] * len(speech)
    for piece in pieces:
        for frame in range(piece.start // FRAME_SAMPLES, piece.end // FRAME_SAMPLES):
            assert not inside[frame]
            inside[frame] = True
    for at in range(len(speech) - SMALL.trigger_window + 1):
        window = range(at, at + SMALL.trigger_window)
        if sum(speech[frame] for frame in window) >= SMALL.trigger_frames:
            assert all(inside[frame] for frame in window if speech[frame]), "speech outside of every piece"


@settings(max_examples=100)
@given(speech=_runs)
def test_each_started_is_answered_by_one_end(speech: list[bool]) -> None:
    open_at: int | None = None
    for event in run(speech):
        if isinstance(event, Started):
            assert open_at is None
            open_at = event.start
        else:
            assert event.start == open_at
            open_at = None
    assert open_at is None


def test_an_utterance_keeps_pre_roll_and_post_roll() -> None:
    events = run(frames([(False, 20), (True, 10), (False, 20)]))
    assert events == [Started(17 * FRAME_SAMPLES), Ended(17 * FRAME_SAMPLES, 32 * FRAME_SAMPLES)]


def test_the_defaults_are_300_600_300_ms_and_15_s() -> None:
    bounds = Bounds()
    spoken = frames([(False, 100), (True, 50), (False, 100)])
    started, ended = run(spoken, bounds)
    assert started.start == (100 - 15) * FRAME_SAMPLES
    assert isinstance(ended, Ended)
    assert ended.end == (150 + bounds.post_roll_frames) * FRAME_SAMPLES
    assert (bounds.pre_roll_frames, bounds.hangover_frames, bounds.minimum_frames, bounds.maximum_frames) == (
        15, 30, 15, 750,
    )  # fmt: skip


def test_a_pause_shorter_than_the_hangover_does_not_end_it() -> None:
    events = run(frames([(True, 5), (False, 5), (True, 5), (False, 10)]))
    assert [type(event) for event in events] == [Started, Ended]


def test_a_click_is_nothing_and_a_cough_is_discarded() -> None:
    assert run(frames([(False, 10), (True, 1), (False, 10)])) == []
    assert [type(event) for event in run(frames([(False, 10), (True, 3), (False, 10)]))] == [Started, Discarded]


def test_a_long_speech_is_split_at_its_quietest_place() -> None:
    speech = [True] * 60
    loud = [100.0] * 60
    loud[30:35] = [1.0] * 5
    events = run(speech, SMALL, loud)
    ended = [event for event in events if isinstance(event, Ended)]
    assert [piece.split for piece in ended] == [True, False]
    assert ended[0].end == 32 * FRAME_SAMPLES == ended[1].start


def test_the_short_rest_of_a_split_speech_is_kept() -> None:
    loud = [100.0] * 40 + [0.0] * 10
    loud[36:40] = [0.0] * 4
    events = run([True] * 40 + [False] * 10, SMALL, loud)
    assert [type(event) for event in events] == [Started, Ended, Started, Ended]


def test_the_open_utterance_ends_with_the_stream() -> None:
    events = run(frames([(False, 5), (True, 12)]))
    assert events[-1] == Ended(2 * FRAME_SAMPLES, 17 * FRAME_SAMPLES)


def test_quietest_looks_only_after_begin() -> None:
    assert quietest([0.0] * 5 + [9.0] * 20, 10) >= 10
    assert quietest([9.0, 9.0], 5) == 5


@pytest.mark.parametrize(
    "wrong",
    [{"trigger_frames": 0}, {"trigger_frames": 9}, {"post_roll_frames": 31}, {"split_window_frames": 740}],
)
def test_bounds_that_contradict_each_other_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"trigger_frames|post_roll|split_window"):
        Bounds(**wrong)
