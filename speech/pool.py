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
from typing import Protocol

from foundation.logs import logger
from speech.engine import Recognition
from speech.metrics import BACKLOG, JOBS, WORKER_KILLS, WORKER_STARTS
from speech.worker import LENGTH_BYTES, Answer, Done, EngineFactory, Failed, Job, NotReady, Ready, packed

_log = logger(__name__)
_LARGEST_ANSWER = 4 << 20


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


class Recogniser(Protocol):
    """Recognises pieces of audio without ever raising for what an engine does."""

    async def recognise(self, pcm: bytes, language: str) -> Outcome:
        """Return how it ended."""
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
    job: Job
    answer: asyncio.Future[Outcome]
    asked_at: float
    tries: int = 0
    taken_up: asyncio.Event = field(default_factory=asyncio.Event)


class _Gone(Exception):
    """The process ended or had to be killed."""


class RecogniserPool:
    """Shares jobs, oldest first, among ``workers`` recogniser processes."""

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

    async def recognise(self, pcm: bytes, language: str) -> Outcome:
        """Return how recognition ended; bounded by the limits, never raises for what an engine does."""
        if self._closed or len(self._backlog) >= self._limits.backlog:
            JOBS.labels(outcome="deferred").inc()
            return Outcome(None, deferred=True)
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(Job(next(self._numbers), pcm, language), answer, time.monotonic())
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
            self._backlog.append(waiting)
        BACKLOG.set(len(self._backlog))
        self._filled.set()

    async def _take(self) -> _Waiting:
        while True:
            while not self._backlog:
                self._filled.clear()
                await self._filled.wait()
            waiting = self._backlog.popleft()
            BACKLOG.set(len(self._backlog))
            if not waiting.answer.done():  # whoever asked may have gone
                waiting.taken_up.set()
                return waiting

    def _answer(self, waiting: _Waiting, outcome: Outcome) -> None:
        if waiting.answer.done():
            return
        JOBS.labels(outcome="deferred" if outcome.deferred else "failed" if outcome.failure else "done").inc()
        waiting.taken_up.set()
        waiting.answer.set_result(outcome)


class _Slot:
    """One place for a process, filled again whenever its process is lost."""

    def __init__(self, pool: RecogniserPool) -> None:
        self._pool = pool
        self._process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.Event()
        self.busy = False

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
            except _Gone:
                pass
            except Exception:
                _log.exception("recogniser_slot_failed")
            finally:
                was_ready = self.ready.is_set()
                self.ready.clear()
                await self._kill()
            if not was_ready:
                await asyncio.sleep(pause)
                pause = min(pause * 2, limits.longest_pause_seconds)

    async def _start(self) -> None:
        WORKER_STARTS.inc()
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
        self.ready.set()
        _log.info("recogniser_ready", pid=self._process.pid, languages=sorted(answer.capabilities.languages))

    async def _next_job(self) -> _Waiting:
        """Wait for work, and for the process's end: one that died idle is replaced before a job meets it."""
        assert self._process is not None
        taking = asyncio.ensure_future(self._pool._take())
        ending = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait((taking, ending), return_when=asyncio.FIRST_COMPLETED)
            if ending.done():
                if taking.done():
                    self._pool._put(taking.result(), first=True)
                WORKER_KILLS.labels(reason="died").inc()
                raise _Gone("died")
            return taking.result()
        except asyncio.CancelledError:
            if taking.done() and not taking.cancelled():
                self._pool._put(taking.result(), first=True)
            raise
        finally:
            taking.cancel()
            ending.cancel()

    async def _work(self, waiting: _Waiting) -> None:
        started = time.monotonic()
        waiting.tries += 1
        self.busy = True
        try:
            await self._send(packed(waiting.job))
            answer = await self._receive(self._pool._limits.job_seconds)
        except _Gone as gone:
            if waiting.tries < self._pool._limits.tries:
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
        elif isinstance(answer, Failed) and answer.number == waiting.job.number:
            self._report(waiting, started, Outcome(None, failure=answer.error))
        else:
            self._report(waiting, started, Outcome(None, failure="out_of_turn"))
            raise self._gone("out_of_turn")

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
