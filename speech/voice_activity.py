"""Finds utterances in a stream of frames that are marked as speech or not. Pure: no audio, no clock.

Positions are samples counted from the first frame, so times are exact however late a frame arrives.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from speech.engine import RATE

FRAME_SAMPLES = RATE // 50
"""Samples of one frame: 20 ms."""

FRAME_BYTES = FRAME_SAMPLES * 2


@dataclass(frozen=True, slots=True)
class Bounds:
    """When an utterance begins and ends; all in frames of 20 ms."""

    trigger_frames: int = 3
    """Frames of speech among the last ``trigger_window`` that begin an utterance."""
    trigger_window: int = 5
    pre_roll_frames: int = 15
    hangover_frames: int = 30
    post_roll_frames: int = 10
    """How much of the hangover the utterance keeps."""
    minimum_frames: int = 15
    """Frames of speech without which an utterance is discarded."""
    maximum_frames: int = 750
    split_window_frames: int = 250
    """The quietest place is looked for in these last frames of an utterance that grew too long."""

    def __post_init__(self) -> None:
        """Refuse bounds that contradict each other."""
        if not 1 <= self.trigger_frames <= self.trigger_window:
            raise ValueError("trigger_frames must lie in 1..trigger_window")
        if self.post_roll_frames > self.hangover_frames:
            raise ValueError("post_roll_frames must not exceed hangover_frames")
        if self.pre_roll_frames + self.trigger_window >= self.maximum_frames - self.split_window_frames:
            raise ValueError("split_window_frames leaves no room before it")


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody began to speak; the utterance will reach back to ``start``."""

    start: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An utterance is complete: samples ``start`` to ``end`` (exclusive).

    ``split``: it grew too long and the speaker goes on in the next one, which begins at ``end``.
    """

    start: int
    end: int
    split: bool = False


@dataclass(frozen=True, slots=True)
class Discarded:
    """What began as an utterance held too little speech: a cough, a click."""

    start: int
    end: int


Event = Started | Ended | Discarded


@dataclass(slots=True)
class _Open:
    first_frame: int
    speech: list[bool]
    loudness: list[float]
    quiet: int = 0
    continued: bool = False


class Endpointer:
    """Takes frames in order and answers the events each one brings.

    Intervals of ``Ended`` and ``Discarded`` ascend, never overlap, and touch where an utterance was split; every run of
    speech that triggers lies in one of them whole.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._frame = 0
        self._free_from = 0
        keep = self._bounds.pre_roll_frames + self._bounds.trigger_window
        self._recent: deque[tuple[bool, float]] = deque(maxlen=keep)
        self._open: _Open | None = None

    @property
    def position(self) -> int:
        """Samples taken so far."""
        return self._frame * FRAME_SAMPLES

    @property
    def needed_from(self) -> int:
        """The earliest sample that a later event may still name; audio before it can go."""
        first = self._open.first_frame if self._open else max(self._free_from, self._frame - len(self._recent))
        return first * FRAME_SAMPLES

    @property
    def speaking(self) -> bool:
        """Whether an utterance is open."""
        return self._open is not None

    def accept(self, is_speech: bool, loudness: float) -> tuple[Event, ...]:
        """Take the next frame."""
        self._frame += 1
        if self._open is None:
            return self._wait(is_speech, loudness)
        return self._listen(self._open, is_speech, loudness)

    def finish(self) -> tuple[Event, ...]:
        """End the stream; an open utterance ends here."""
        if self._open is None:
            return ()
        return (self._close(self._open, self._frame),)

    def _wait(self, is_speech: bool, loudness: float) -> tuple[Event, ...]:
        bounds = self._bounds
        self._recent.append((is_speech, loudness))
        window = list(self._recent)[-bounds.trigger_window :]
        if sum(speech for speech, _ in window) < bounds.trigger_frames:
            return ()
        first_speech = next(at for at, (speech, _) in enumerate(window) if speech)
        wanted = self._frame - len(window) + first_speech - bounds.pre_roll_frames
        first = max(wanted, self._free_from, self._frame - len(self._recent))
        kept = list(self._recent)[first - self._frame :]
        self._recent.clear()
        quiet = next((at for at, (speech, _) in enumerate(reversed(kept)) if speech), 0)
        self._open = _Open(first, [speech for speech, _ in kept], [level for _, level in kept], quiet)
        return (Started(first * FRAME_SAMPLES),)

    def _listen(self, current: _Open, is_speech: bool, loudness: float) -> tuple[Event, ...]:
        bounds = self._bounds
        current.speech.append(is_speech)
        current.loudness.append(loudness)
        current.quiet = 0 if is_speech else current.quiet + 1
        if current.quiet >= bounds.hangover_frames:
            last_speech = self._frame - current.quiet
            return (self._close(current, max(current.first_frame, last_speech + bounds.post_roll_frames)),)
        if len(current.speech) >= bounds.maximum_frames:
            return self._split(current)
        return ()

    def _close(self, current: _Open, end_frame: int) -> Event:
        end_frame = min(end_frame, self._frame)
        rest_from = end_frame - current.first_frame
        for pair in zip(current.speech[rest_from:], current.loudness[rest_from:], strict=True):
            self._recent.append(pair)
        self._open = None
        self._free_from = end_frame
        start, end = current.first_frame * FRAME_SAMPLES, end_frame * FRAME_SAMPLES
        # The rest of a sentence that was split is part of what was said, however short.
        needed = 1 if current.continued else self._bounds.minimum_frames
        if sum(current.speech) < needed:
            return Discarded(start, end)
        return Ended(start, end)

    def _split(self, current: _Open) -> tuple[Event, ...]:
        at = quietest(current.loudness, len(current.loudness) - self._bounds.split_window_frames)
        ended = Ended(current.first_frame * FRAME_SAMPLES, (current.first_frame + at) * FRAME_SAMPLES, split=True)
        rest = _Open(current.first_frame + at, current.speech[at:], current.loudness[at:], current.quiet, True)
        self._open = rest
        self._free_from = rest.first_frame
        return (ended, Started(rest.first_frame * FRAME_SAMPLES))


def quietest(loudness: list[float], begin: int) -> int:
    """Return the index at or after ``begin`` around which five frames are quietest together; the later of equals."""
    last = len(loudness) - 3
    if last <= begin:
        return begin
    return min(range(begin, last), key=lambda at: (sum(loudness[max(0, at - 2) : at + 3]), -at))
