"""Recogniser processes that die, hang, stop, fail to start."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from speech_world import until

from speech.fake_engine import FakeEngine, Line
from speech.pool import Limits, RecogniserPool
from speech.whisper_engine import WhisperEngine

QUICK = Limits(backlog=3, job_seconds=1.0, start_seconds=20.0, backlog_seconds=10.0, first_pause_seconds=0.05)
PCM = bytes(3200)


@asynccontextmanager
async def pool_of(*script: Line, workers: int = 1, limits: Limits = QUICK) -> AsyncIterator[RecogniserPool]:
    pool = RecogniserPool(partial(FakeEngine, script), workers, limits)
    await pool.start()
    try:
        assert await pool.wait_ready(20)
        yield pool
    finally:
        await pool.stop()


async def test_jobs_are_answered_by_processes_of_their_own() -> None:
    async with pool_of(Line("你好")) as pool:
        outcome = await pool.recognise(PCM, "zh")
        assert outcome.recognition is not None
        assert outcome.recognition.text == "你好"
        assert pool.figures.pids[0] != os.getpid()
        assert outcome.worked_seconds < 1


async def test_a_job_whose_process_is_killed_is_done_by_the_next_one() -> None:
    async with pool_of(Line("你好", delay_seconds=0.5)) as pool:
        job = asyncio.create_task(pool.recognise(PCM, "zh"))
        await until(lambda: pool.figures.busy == 1, "the job is under way")
        killed = pool.figures.pids[0]
        os.kill(killed, signal.SIGKILL)
        outcome = await job
        assert outcome.recognition is not None
        assert pool.figures.pids[0] != killed


async def test_a_stopped_process_is_replaced_and_the_job_done() -> None:
    async with pool_of(Line("你好", delay_seconds=0.3)) as pool:
        job = asyncio.create_task(pool.recognise(PCM, "zh"))
        await until(lambda: pool.figures.busy == 1, "the job is under way")
        stopped = pool.figures.pids[0]
        os.kill(stopped, signal.SIGSTOP)
        started = time.monotonic()
        outcome = await job
        assert outcome.recognition is not None
        assert time.monotonic() - started < 10
        with pytest.raises(ProcessLookupError):
            os.kill(stopped, 0)


async def test_a_job_that_always_hangs_fails_in_bounded_time_and_the_next_works() -> None:
    async with pool_of(Line("迟", delay_seconds=60)) as pool:
        started = time.monotonic()
        outcome = await pool.recognise(PCM, "zh")
        assert (outcome.recognition, outcome.failure) == (None, "hung")
        assert time.monotonic() - started < 2 * QUICK.job_seconds + 8
    async with pool_of(Line(dies=True)) as pool:
        assert (await pool.recognise(PCM, "zh")).failure == "died"
        await until(lambda: pool.figures.ready == 1, "a new process is ready")


async def test_a_process_that_dies_idle_is_replaced_before_a_job_meets_it() -> None:
    async with pool_of(Line("你好")) as pool:
        first = pool.figures.pids[0]
        os.kill(first, signal.SIGKILL)
        await until(lambda: pool.figures.pids not in ((), (first,)) and pool.figures.ready == 1, "a new process")
        assert (await pool.recognise(PCM, "zh")).recognition is not None


async def test_an_engine_that_raises_fails_that_job_only() -> None:
    async with pool_of(Line(fails=True), Line("你好")) as pool:
        assert (await pool.recognise(PCM, "zh")).failure == "RecognitionFailed"
        pid = pool.figures.pids
        assert (await pool.recognise(PCM, "zh")).recognition is not None
        assert pool.figures.pids == pid


async def test_a_full_backlog_defers_at_once() -> None:
    async with pool_of(Line("你好", delay_seconds=0.3)) as pool:
        jobs = [asyncio.create_task(pool.recognise(PCM, "zh")) for _ in range(8)]
        outcomes = await asyncio.gather(*jobs)
        assert sum(outcome.deferred for outcome in outcomes) in (4, 5)
        assert all(outcome.deferred or outcome.recognition for outcome in outcomes)


async def test_what_nobody_takes_up_in_time_is_deferred() -> None:
    limits = Limits(backlog=3, job_seconds=5, backlog_seconds=0.2)
    async with pool_of(Line("你好", delay_seconds=1.0), limits=limits) as pool:
        first, second = await asyncio.gather(pool.recognise(PCM, "zh"), pool.recognise(PCM, "zh"))
        assert first.recognition is not None
        assert second.deferred


async def test_stopping_defers_what_is_open() -> None:
    async with pool_of(Line("你好", delay_seconds=5)) as pool:
        jobs = [asyncio.create_task(pool.recognise(PCM, "zh")) for _ in range(3)]
        await until(lambda: pool.figures.busy == 1, "the first job is under way")
        await pool.stop()
        assert all(outcome.deferred for outcome in await asyncio.gather(*jobs))
        assert (await pool.recognise(PCM, "zh")).deferred


async def test_an_engine_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    pool = RecogniserPool(partial(WhisperEngine, tmp_path / "none"), 1, QUICK)
    await pool.start()
    try:
        await until(lambda: pool.figures.problem is not None, "the problem is known")
        assert "HOTLINE_SPEECH_MODEL" in (pool.figures.problem or "")
        assert not await pool.wait_ready(0.1)
    finally:
        await pool.stop()


async def test_two_processes_work_at_once() -> None:
    async with pool_of(Line("你好", delay_seconds=0.5), workers=2) as pool:
        await until(lambda: pool.figures.ready == 2, "both are ready")
        started = time.monotonic()
        await asyncio.gather(*(pool.recognise(PCM, "zh") for _ in range(2)))
        assert time.monotonic() - started < 0.95
