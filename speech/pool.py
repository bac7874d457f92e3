"""Recognisers in processes of their own: a crash or a hang there costs one utterance at most, never the taps.

Each process has a pipe pair and is asked one job at a time. A job that exceeds its limit has its process killed
(SIGKILL also ends a stopped one), is asked once more of a new process, and is then reported as failed.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Protocol

from foundation.logs import logger
from speech.engine import BYTES_PER_SECOND, Recognition
from speech.metrics import BACKLOG, JOBS, WORKER_KILLS, WORKER_STARTS
from speech.worker import LENGTH_BYTES, Answer, Begun, Done, EngineFactory, Failed, Feed, Job, NotReady, Ready, packed

_log = logger(__name__)
_LARGEST_ANSWER = 4 << 20
SLOW_JOBS = 3
GROWN = 1.5
"""Times its size when it was ready: an engine that is larger than the limit by itself is not replaced for that."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident_megabytes(pid: int) -> float:
    """Return the memory of a process; 0 where that cannot be read."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * _PAGE / (1 << 20)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How recognition of one piece of audio ended.

    ``recognition`` is None when ``failure`` says why: ``hung``, ``died``, an exception's name, ``not_started``;
    or when it was ``deferred``: not tried, for the backlog was full or nobody came to it in time.
    """

    recognition: Recognition | None
    deferred: bool = False
    failure: str | None = None
    waited_seconds: float = 0.0
    worked_seconds: float = 0.0


class StreamLost(Exception):
    """The process that heard a stream is gone, or did not answer; what was said has to be recognised as a whole."""


class LiveStream(Protocol):
    """An utterance that is recognised while it is spoken; every act may raise ``StreamLost``."""

    async def feed(self, pcm: bytes) -> str | None:
        """Take more samples; return all that was heard so far where that is new."""
        ...

    async def finish(self, pcm: bytes) -> Outcome:
        """Take the last samples and return how it ended."""
        ...

    def close(self) -> None:
        """Leave its place to others, if that has not happened yet."""
        ...


class Recogniser(Protocol):
    """Recognises pieces of audio without ever raising for what an engine does."""

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Return how it ended; of those that wait the lowest ``precedence`` is next."""
        ...

    def open_stream(self, language: str) -> LiveStream | None:
        """Begin an utterance; ``None`` where it has to be recognised as a whole, or nobody has room for it."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each wait of the pool may last, and how much may wait."""

    backlog: int = 16
    job_seconds: float = 30.0
    start_seconds: float = 90.0
    backlog_seconds: float = 45.0
    """A job that no process took up by then is deferred."""
    tries: int = 2
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0
    """Between starts of a process that does not become ready; doubles from the first."""
    streams: int = 8
    """Utterances that one process hears at once."""
    megabytes: int = 0
    """Memory above which a process is replaced after its job; 0: none."""
    lag_factor: float = 4.0
    """A process that takes so many times the length of the audio, three jobs in a row, is replaced."""


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """What the pool looks like now."""

    workers: int
    ready: int
    busy: int
    backlog: int
    pids: tuple[int, ...]
    problem: str | None
    """Why the last start failed, None after a good one."""


@dataclass(slots=True, eq=False)
class _Waiting:
    job: Job | Feed
    answer: asyncio.Future[Outcome]
    asked_at: float
    tries: int = 0
    precedence: int = 1
    begun: str | None = None
    taken_up: asyncio.Event = field(default_factory=asyncio.Event)


class _Gone(Exception):
    """The process ended or had to be killed."""


class RecogniserPool:
    """Shares jobs among ``workers`` recogniser processes: by precedence, of one precedence the oldest first."""

    def __init__(self, factory: EngineFactory, workers: int = 1, limits: Limits | None = None) -> None:
        self._factory = packed(factory)
        self._limits = limits or Limits()
        self._backlog: deque[_Waiting] = deque()
        self._filled = asyncio.Event()
        self._numbers = count(1)
        self._slots = [_Slot(self) for _ in range(workers)]
        self._tasks: list[asyncio.Task[None]] = []
        self._problem: str | None = None
        self._closed = False

    async def start(self) -> None:
        """Start the processes; does not wait until they are ready."""
        self._tasks = [asyncio.create_task(slot.run(), name="recogniser") for slot in self._slots]

    async def wait_ready(self, limit_seconds: float = 90.0) -> bool:
        """Wait until one process is ready; False after ``limit_seconds``."""
        waits = [asyncio.ensure_future(slot.ready.wait()) for slot in self._slots]
        try:
            done, _ = await asyncio.wait(waits, timeout=limit_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return bool(done)

    async def stop(self) -> None:
        """End the processes; jobs not answered yet are deferred."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._backlog:
            self._answer(self._backlog.popleft(), Outcome(None, deferred=True))
        BACKLOG.set(0)

    @property
    def figures(self) -> PoolFigures:
        """What the pool looks like now."""
        return PoolFigures(
            workers=len(self._slots),
            ready=sum(slot.ready.is_set() for slot in self._slots),
            busy=sum(slot.busy for slot in self._slots),
            backlog=len(self._backlog),
            pids=tuple(slot.pid for slot in self._slots if slot.pid is not None),
            problem=self._problem,
        )

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Return how recognition ended; bounded by the limits, never raises for what an engine does.

        Where too many wait, the last of those with the highest ``precedence`` is deferred.
        """
        if self._closed or not self._has_room(precedence):
            JOBS.labels(outcome="deferred").inc()
            return Outcome(None, deferred=True)
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(Job(next(self._numbers), pcm, language), answer, time.monotonic(), precedence=precedence)
        self._put(waiting)
        try:
            async with asyncio.timeout(self._limits.backlog_seconds):
                await waiting.taken_up.wait()
        except TimeoutError:
            self._answer(waiting, Outcome(None, deferred=True, waited_seconds=self._limits.backlog_seconds))
        else:
            await self._wait_worked(waiting)
        finally:
            self._drop(waiting)
        return await answer

    def open_stream(self, language: str) -> PoolStream | None:
        """Begin an utterance in the process that hears fewest; ``None`` where none streams, or all are full."""
        slots = [slot for slot in self._slots if slot.streaming and len(slot.streams) < self._limits.streams]
        if self._closed or not slots:
            return None
        slot = min(slots, key=lambda one: len(one.streams))
        return PoolStream(self, slot, next(self._numbers), language)

    def renew(self, factory: EngineFactory) -> None:
        """Build engines another way from now on: processes are replaced one after the other, each when idle."""
        self._factory = packed(factory)
        for slot in self._slots:
            slot.outdated = True
        self._filled.set()

    def _has_room(self, precedence: int) -> bool:
        if len(self._backlog) < self._limits.backlog:
            return True
        last = self._backlog[-1]
        if last.precedence <= precedence:
            return False
        self._backlog.pop()
        self._answer(last, Outcome(None, deferred=True))
        return True

    async def _wait_worked(self, waiting: _Waiting) -> None:
        """Wait for the answer; a second try may find no process that starts, so this has its limit too."""
        limits = self._limits
        limit = limits.tries * (2 * limits.job_seconds + limits.start_seconds)
        await asyncio.wait((waiting.answer,), timeout=limit)
        self._answer(waiting, Outcome(None, failure="not_started", waited_seconds=limit))

    def _drop(self, waiting: _Waiting) -> None:
        with suppress(ValueError):
            self._backlog.remove(waiting)
        BACKLOG.set(len(self._backlog))

    def _put(self, waiting: _Waiting, first: bool = False) -> None:
        if first:
            self._backlog.appendleft(waiting)
        else:
            at = len(self._backlog)
            while at and self._backlog[at - 1].precedence > waiting.precedence:
                at -= 1
            self._backlog.insert(at, waiting)
        BACKLOG.set(len(self._backlog))
        self._filled.set()

    async def _take(self, slot: _Slot) -> _Waiting:
        """Return the next job for a process: of the streams it hears before any other."""
        while True:
            while not self._backlog and not slot.fed:
                if slot.outdated and not slot.streams and self._others_work(slot):
                    raise _Outdated
                self._filled.clear()
                await self._filled.wait()
            waiting = slot.fed.popleft() if slot.fed else self._backlog.popleft()
            BACKLOG.set(len(self._backlog))
            if not waiting.answer.done():  # whoever asked may have gone
                waiting.taken_up.set()
                return waiting

    def _others_work(self, slot: _Slot) -> bool:
        """Tell whether every other process is ready: they are replaced one after the other."""
        return all(other.ready.is_set() for other in self._slots if other is not slot)

    def _answer(self, waiting: _Waiting, outcome: Outcome) -> None:
        if waiting.answer.done():
            return
        JOBS.labels(outcome="deferred" if outcome.deferred else "failed" if outcome.failure else "done").inc()
        waiting.taken_up.set()
        waiting.answer.set_result(outcome)


class PoolStream:
    """One utterance in one recogniser process; lost with it."""

    def __init__(self, pool: RecogniserPool, slot: _Slot, number: int, language: str) -> None:
        self._pool, self._slot, self._number, self._language = pool, slot, number, language
        self._generation = slot.generation
        slot.streams.add(number)

    async def feed(self, pcm: bytes) -> str | None:
        """Take more samples; return all that was heard so far where that is new."""
        _, begun = await self._ask(pcm, last=False)
        return begun

    async def finish(self, pcm: bytes) -> Outcome:
        """Take the last samples and return how it ended."""
        outcome, _ = await self._ask(pcm, last=True)
        self._gone()
        return outcome

    def close(self) -> None:
        """Leave its place to others; the process is told that nothing more comes."""
        if self._number not in self._slot.streams or self._slot.generation != self._generation:
            return
        self._gone()
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        over = Feed(next(self._pool._numbers), self._number, b"", self._language, last=True)
        self._slot.fed.append(_Waiting(over, answer, time.monotonic()))
        self._pool._filled.set()

    def _gone(self) -> None:
        self._slot.streams.discard(self._number)
        self._pool._filled.set()  # a process that is to be replaced may be free of streams now

    async def _ask(self, pcm: bytes, *, last: bool) -> tuple[Outcome, str | None]:
        pool, slot = self._pool, self._slot
        if slot.generation != self._generation or not slot.ready.is_set():
            raise StreamLost
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        feed = Feed(next(pool._numbers), self._number, pcm, self._language, last)
        waiting = _Waiting(feed, answer, time.monotonic())
        slot.fed.append(waiting)
        pool._filled.set()
        try:
            async with asyncio.timeout(pool._limits.backlog_seconds + pool._limits.job_seconds):
                outcome = await answer
        except TimeoutError:
            raise StreamLost from None
        if outcome.failure is not None or outcome.deferred:
            self._gone()  # the process has none of it any more
            raise StreamLost
        return outcome, waiting.begun


class _Outdated(Exception):
    """The process is to be replaced by one with a newer engine."""


class _Slot:
    """One place for a process, filled again whenever its process is lost."""

    def __init__(self, pool: RecogniserPool) -> None:
        self._pool = pool
        self._process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.Event()
        self.busy = False
        self.outdated = False
        self.streaming = False
        self.generation = 0
        self.fed: deque[_Waiting] = deque()
        self.streams: set[int] = set()
        self._slow = 0
        self._born_megabytes = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def run(self) -> None:
        limits = self._pool._limits
        pause = limits.first_pause_seconds
        while True:
            try:
                await self._start()
                pause = limits.first_pause_seconds
                while True:
                    await self._work(await self._next_job())
            except (_Gone, _Outdated):
                pass
            except Exception:
                _log.exception("recogniser_slot_failed")
            finally:
                was_ready = self.ready.is_set()
                self.ready.clear()
                self._lose_streams()
                await self._kill()
            if not was_ready:
                await asyncio.sleep(pause)
                pause = min(pause * 2, limits.longest_pause_seconds)

    def _lose_streams(self) -> None:
        self.streaming, self.generation, self._slow = False, self.generation + 1, 0
        self.streams.clear()
        while self.fed:
            self._pool._answer(self.fed.popleft(), Outcome(None, failure="died"))

    async def _start(self) -> None:
        WORKER_STARTS.inc()
        self.outdated = False
        try:
            self._process = await asyncio.create_subprocess_exec(
                # Not ``-m``: what the module pickles must not belong to ``__main__``.
                *(sys.executable, "-c", "from speech.worker import main; main()"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"},
            )
        except OSError as error:
            self._pool._problem = f"the recogniser process cannot be started: {error.strerror}"
            raise self._gone("not_started") from None
        await self._send(self._pool._factory)
        answer = await self._receive(self._pool._limits.start_seconds)
        if not isinstance(answer, Ready):
            self._pool._problem = answer.message if isinstance(answer, NotReady) else "the process answered out of turn"
            _log.error("recogniser_not_ready", problem=self._pool._problem)
            raise _Gone("not_started")
        self._pool._problem = None
        self.streaming = answer.capabilities.streaming
        self._born_megabytes = resident_megabytes(self._process.pid)
        self.ready.set()
        _log.info("recogniser_ready", pid=self._process.pid, languages=sorted(answer.capabilities.languages))

    async def _next_job(self) -> _Waiting:
        """Wait for work, and for the process's end: one that died idle is replaced before a job meets it."""
        assert self._process is not None
        taking = asyncio.ensure_future(self._pool._take(self))
        ending = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait((taking, ending), return_when=asyncio.FIRST_COMPLETED)
            if ending.done():
                if taking.done() and taking.exception() is None:
                    self._back(taking.result())
                WORKER_KILLS.labels(reason="died").inc()
                raise _Gone("died")
            return taking.result()
        except asyncio.CancelledError:
            if taking.done() and not taking.cancelled() and taking.exception() is None:
                self._back(taking.result())
            raise
        finally:
            taking.cancel()
            ending.cancel()

    def _back(self, waiting: _Waiting) -> None:
        """Leave a job that was taken and not begun to another process; what is of a stream cannot go there."""
        if isinstance(waiting.job, Feed):
            self._pool._answer(waiting, Outcome(None, failure="died"))
        else:
            self._pool._put(waiting, first=True)

    async def _work(self, waiting: _Waiting) -> None:
        started = time.monotonic()
        waiting.tries += 1
        self.busy = True
        try:
            await self._send(packed(waiting.job))
            answer = await self._receive(self._pool._limits.job_seconds)
        except _Gone as gone:
            if waiting.tries < self._pool._limits.tries and isinstance(waiting.job, Job):
                self._pool._put(waiting, first=True)
            else:
                self._report(waiting, started, Outcome(None, failure=str(gone)))
            raise
        except asyncio.CancelledError:
            self._report(waiting, started, Outcome(None, deferred=True))
            raise
        finally:
            self.busy = False
        if isinstance(answer, Done) and answer.number == waiting.job.number:
            self._report(waiting, started, Outcome(answer.recognition))
            self._judge(len(waiting.job.pcm) / BYTES_PER_SECOND, time.monotonic() - started)
        elif isinstance(answer, Begun) and answer.number == waiting.job.number:
            waiting.begun = answer.text
            self._report(waiting, started, Outcome(Recognition("", 0.0)))
        elif isinstance(answer, Failed) and answer.number == waiting.job.number:
            self._report(waiting, started, Outcome(None, failure=answer.error))
        else:
            self._report(waiting, started, Outcome(None, failure="out_of_turn"))
            raise self._gone("out_of_turn")

    def _judge(self, audio_seconds: float, worked_seconds: float) -> None:
        """Replace a process that has become slow, or large: both are leaks that only a new one mends."""
        limits = self._pool._limits
        self._slow = self._slow + 1 if worked_seconds > limits.lag_factor * max(2.0, audio_seconds) else 0
        if self._slow >= SLOW_JOBS:
            raise self._gone("lagging")
        if not limits.megabytes or self.pid is None or self.streams:
            return
        if resident_megabytes(self.pid) > max(limits.megabytes, self._born_megabytes * GROWN):
            raise self._gone("too_large")

    def _report(self, waiting: _Waiting, started: float, outcome: Outcome) -> None:
        worked = time.monotonic() - started
        self._pool._answer(waiting, replace(outcome, waited_seconds=started - waiting.asked_at, worked_seconds=worked))

    async def _send(self, frame: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            async with asyncio.timeout(self._pool._limits.job_seconds):
                self._process.stdin.write(frame)
                await self._process.stdin.drain()
        except TimeoutError:
            raise self._gone("hung") from None
        except (BrokenPipeError, ConnectionResetError):
            raise self._gone("died") from None

    async def _receive(self, limit_seconds: float) -> Answer:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(limit_seconds):
                length = int.from_bytes(await self._process.stdout.readexactly(LENGTH_BYTES), "big")
                if length > _LARGEST_ANSWER:
                    raise self._gone("out_of_turn")
                return self._unpacked(await self._process.stdout.readexactly(length))
        except TimeoutError:
            raise self._gone("hung") from None
        except (asyncio.IncompleteReadError, ConnectionResetError):
            raise self._gone("died") from None

    def _unpacked(self, body: bytes) -> Answer:
        try:
            answer: Answer = pickle.loads(body)
        except Exception:  # a broken pickle raises nearly anything
            raise self._gone("out_of_turn") from None
        return answer

    def _gone(self, reason: str) -> _Gone:
        WORKER_KILLS.labels(reason=reason).inc()
        _log.warning("recogniser_lost", reason=reason, pid=self.pid)
        return _Gone(reason)

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())
