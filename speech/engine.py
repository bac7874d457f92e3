"""What every recogniser can be asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

RATE = 8000
"""Samples a second of all PCM that travels inside ``speech``: signed 16 bit, little endian, mono."""

BYTES_PER_SECOND = RATE * 2


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do; callers look here and never at its class."""

    languages: frozenset[str]
    streaming: bool
    word_times: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times count from the start of the audio that was given."""

    start_seconds: float
    end_seconds: float
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """The words of one piece of audio.

    ``confidence`` lies in 0..1. ``rejected`` names the rule by which all that was heard is taken for no speech;
    ``text`` is empty then. Long runs of digits stand in ``text`` and ``words`` as ``speech.numbers.MASK``.
    """

    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """All that a stream has heard so far; later partials may change it."""

    text: str


class Stream(Protocol):
    """One utterance recognised while it is spoken."""

    def accept(self, pcm: bytes) -> Partial | None:
        """Take the next samples; answer when the text changed."""
        ...

    def finish(self) -> Recognition:
        """End the utterance; the stream is of no use afterwards."""
        ...


class SpeechToText(Protocol):
    """A recogniser. Not thread-safe: one at a time asks it."""

    @property
    def capabilities(self) -> Capabilities:
        """What this engine can do."""
        ...

    def transcribe(self, pcm: bytes, language: str) -> Recognition:
        """Recognise whole audio (``RATE``, s16le, mono); blocks for as long as that takes."""
        ...

    def open_stream(self, language: str) -> Stream:
        """Begin an utterance; ``StreamingUnsupported`` unless ``capabilities.streaming``."""
        ...
