"""A recogniser that says what its script says."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from speech.engine import BYTES_PER_SECOND, Capabilities, Partial, Recognition, Word
from speech.errors import RecognitionFailed


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: words, how long they take, and what breaks instead.

    ``fails`` raises ``RecognitionFailed``; ``dies`` ends the process as a crash would; ``keeps_megabytes`` is memory
    that is never given back.
    """

    text: str = ""
    confidence: float = 0.9
    delay_seconds: float = 0.0
    rejected: str | None = None
    fails: bool = False
    dies: bool = False
    keeps_megabytes: int = 0


class FakeEngine:
    """Answers the script's lines in turn and starts again after the last."""

    def __init__(
        self,
        script: tuple[Line, ...] = (Line("你好"),),
        languages: frozenset[str] = frozenset({"zh"}),
        *,
        streaming: bool = False,
    ) -> None:
        self._script = script
        self._next = 0
        self.capabilities = Capabilities(languages=languages, streaming=streaming, word_times=True)
        self.heard_bytes: list[int] = []
        self._kept: list[bytes] = []

    def transcribe(self, pcm: bytes, language: str) -> Recognition:
        """Answer the next line after its delay."""
        line = self._take()
        self.heard_bytes.append(len(pcm))
        return self._answer(line, len(pcm) / BYTES_PER_SECOND)

    def open_stream(self, language: str) -> FakeStream:
        """Begin an utterance that ends in the next line."""
        return FakeStream(self, self._take())

    def _take(self) -> Line:
        line = self._script[self._next % len(self._script)]
        self._next += 1
        return line

    def _answer(self, line: Line, seconds: float) -> Recognition:
        time.sleep(line.delay_seconds)
        if line.keeps_megabytes:
            self._kept.append(b"\x01" * (line.keeps_megabytes << 20))
        if line.dies:
            os._exit(9)
        if line.fails:
            raise RecognitionFailed("the script says so")
        if line.rejected is not None or not line.text:
            return Recognition("", 0.0, rejected=line.rejected or "empty")
        return Recognition(line.text, line.confidence, (Word(0.0, seconds, line.text, line.confidence),))


class FakeStream:
    """Shows one more character of its line with every piece of audio."""

    def __init__(self, engine: FakeEngine, line: Line) -> None:
        self._engine = engine
        self._line = line
        self._bytes = 0
        self._shown = 0

    def accept(self, pcm: bytes) -> Partial | None:
        """Show one more character."""
        self._bytes += len(pcm)
        if self._shown >= len(self._line.text):
            return None
        self._shown += 1
        return Partial(self._line.text[: self._shown])

    def finish(self) -> Recognition:
        """Answer the whole line."""
        return self._engine._answer(self._line, self._bytes / BYTES_PER_SECOND)
