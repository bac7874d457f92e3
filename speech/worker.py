"""A recogniser process, started by ``speech.pool``. Standard input brings jobs, standard output takes answers.

Frames are a 4-byte length (big endian) and a pickle; both ends are our own processes of one version. The first frame in
is the callable that builds the engine. The process ends when its parent's end of the pipe closes.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from speech.engine import Capabilities, Recognition, SpeechToText, Stream

EngineFactory = Callable[[], SpeechToText]
"""Builds an engine inside the recogniser process; picklable, so a class or ``functools.partial`` of one."""

LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Job:
    """Audio to recognise."""

    number: int
    pcm: bytes
    language: str


@dataclass(frozen=True, slots=True)
class Feed:
    """More samples of an utterance that is being spoken; with ``last`` it is over and ``Done`` is the answer.

    The first for a ``stream`` opens it.
    """

    number: int
    stream: int
    pcm: bytes
    language: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded."""

    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class Done:
    """What the engine made of a job."""

    number: int
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Begun:
    """What a stream has heard so far; ``None`` where nothing is new."""

    number: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine raised; ``error`` is the name of the exception's class (its text could hold words)."""

    number: int
    error: str


@dataclass(frozen=True, slots=True)
class NotReady:
    """The engine cannot be built; ``message`` says why and what to do."""

    message: str


Answer = Ready | Done | Begun | Failed | NotReady


def packed(value: object) -> bytes:
    """Return the frame of a value."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def _read(source: BinaryIO) -> object:
    header = source.read(LENGTH_BYTES)
    if len(header) < LENGTH_BYTES:
        raise EOFError
    return pickle.loads(source.read(int.from_bytes(header, "big")))


def _serve(source: BinaryIO, answers: BinaryIO) -> None:
    def answer(value: Answer) -> None:
        answers.write(packed(value))
        answers.flush()

    factory: EngineFactory = _read(source)  # type: ignore[assignment]
    try:
        engine = factory()
    except Exception as error:
        answer(NotReady(f"{type(error).__name__}: {error}"))
        return
    answer(Ready(engine.capabilities))
    streams: dict[int, Stream] = {}
    while True:
        job = _read(source)
        assert isinstance(job, Job | Feed)
        try:
            answer(_fed(engine, streams, job) if isinstance(job, Feed) else _done(engine, job))
        except Exception as error:
            answer(Failed(job.number, type(error).__name__))


def _done(engine: SpeechToText, job: Job) -> Done:
    return Done(job.number, engine.transcribe(job.pcm, job.language))


def _fed(engine: SpeechToText, streams: dict[int, Stream], feed: Feed) -> Answer:
    """Feed a stream; one that raises is gone."""
    stream = streams.pop(feed.stream, None) or engine.open_stream(feed.language)
    partial = stream.accept(feed.pcm) if feed.pcm else None
    if feed.last:
        return Done(feed.number, stream.finish())
    streams[feed.stream] = stream
    return Begun(feed.number, partial.text if partial is not None else None)


def main() -> None:
    """Run until the parent closes the pipe."""
    # A library that prints must not write into the answers: its standard output is our standard error.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, answers)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        os._exit(0)
