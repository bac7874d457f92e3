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
from speech.pool import Limits, RecogniserPool, StreamLost, resident_megabytes
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


@asynccontextmanager
async def streaming_pool(*script: Line, workers: int = 1, limits: Limits = QUICK) -> AsyncIterator[RecogniserPool]:
    pool = RecogniserPool(partial(FakeEngine, script, streaming=True), workers, limits)
    await pool.start()
    try:
        assert await pool.wait_ready(20)
        yield pool
    finally:
        await pool.stop()


async def test_a_stream_is_heard_while_it_is_spoken_beside_other_jobs() -> None:
    async with streaming_pool(Line("你好"), Line("再见")) as pool:
        stream = pool.open_stream("zh")
        assert stream is not None
        assert await stream.feed(PCM) == "你"
        outcome = await pool.recognise(PCM, "zh")
        assert outcome.recognition is not None
        assert outcome.recognition.text == "再见"
        assert await stream.feed(PCM) == "你好"
        assert await stream.feed(PCM) is None
        finished = await stream.finish(PCM)
        assert finished.recognition is not None
        assert finished.recognition.text == "你好"


async def test_streams_are_spread_and_more_than_there_is_room_for_are_none() -> None:
    limits = Limits(streams=2, start_seconds=20, first_pause_seconds=0.05)
    async with streaming_pool(Line("你好"), workers=2, limits=limits) as pool:
        await until(lambda: pool.figures.ready == 2, "both processes are ready", 20)
        streams = [pool.open_stream("zh") for _ in range(5)]
        assert [stream is not None for stream in streams] == [True] * 4 + [False]
        assert streams[0] is not None
        await streams[0].finish(b"")
        assert pool.open_stream("zh") is not None, "the end of one makes room"
        assert pool.open_stream("zh") is None
        assert streams[1] is not None
        await streams[1].feed(PCM)
        for _ in range(2):
            streams[1].close()
        again = pool.open_stream("zh")
        assert again is not None, "one that was left makes room too, once"
        assert pool.open_stream("zh") is None
        assert (await again.finish(PCM)).recognition is not None


async def test_processes_that_hear_nobody_are_renewed_one_after_the_other() -> None:
    limits = Limits(start_seconds=20, first_pause_seconds=0.05)
    async with streaming_pool(Line("旧"), workers=2, limits=limits) as pool:
        await until(lambda: pool.figures.ready == 2, "both processes are ready", 20)
        before = set(pool.figures.pids)
        busy = pool.open_stream("zh")
        assert busy is not None
        pool.renew(partial(FakeEngine, (Line("新"),), streaming=True))
        await until(lambda: len(before - set(pool.figures.pids)) == 1 and pool.figures.ready == 2, "the idle one", 20)
        await asyncio.sleep(0.3)
        assert len(before & set(pool.figures.pids)) == 1, "who is being heard is heard to the end"
        outcome = await busy.finish(PCM)
        assert outcome.recognition is not None
        assert outcome.recognition.text == "旧"
        await until(lambda: not before & set(pool.figures.pids) and pool.figures.ready == 2, "the other one too", 20)


async def test_a_stream_is_lost_with_its_process_and_the_next_is_not() -> None:
    async with streaming_pool(Line("你好")) as pool:
        stream = pool.open_stream("zh")
        assert stream is not None
        await stream.feed(PCM)
        os.kill(pool.figures.pids[0], signal.SIGKILL)

        async def feed_on() -> None:
            while True:
                await stream.feed(PCM)

        with pytest.raises(StreamLost):
            await feed_on()
        await until(lambda: pool.figures.ready == 1, "a new process is ready")
        with pytest.raises(StreamLost):
            await stream.finish(PCM)
        other = pool.open_stream("zh")
        assert other is not None
        assert (await other.finish(PCM)).recognition is not None


async def test_a_stopped_process_loses_its_streams_in_bounded_time() -> None:
    async with streaming_pool(Line("你好")) as pool:
        stream = pool.open_stream("zh")
        assert stream is not None
        os.kill(pool.figures.pids[0], signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(StreamLost):
            await stream.feed(PCM)
        assert time.monotonic() - started < 10


async def test_whoever_has_precedence_is_next_and_pushes_out_the_last() -> None:
    async with pool_of(Line("你好", delay_seconds=0.3)) as pool:
        done: list[str] = []

        async def ask(name: str, precedence: int) -> None:
            outcome = await pool.recognise(PCM, "zh", precedence)
            done.append(f"{name}{' deferred' if outcome.deferred else ''}")

        first = asyncio.create_task(ask("first", 1))
        await until(lambda: pool.figures.busy == 1, "the first is under way")
        others = [asyncio.create_task(ask(name, place)) for name, place in (("tape", 3), ("agent", 2), ("caller", 1))]
        await until(lambda: pool.figures.backlog == 3, "three wait: the backlog is full")
        others += [asyncio.create_task(ask("waiting", 0)), asyncio.create_task(ask("another tape", 3))]
        await asyncio.gather(first, *others)
    assert done.index("waiting") < done.index("caller") < done.index("agent")
    assert {"tape deferred", "another tape deferred"} <= set(done)


async def test_a_process_that_lags_is_replaced_and_the_job_done() -> None:
    limits = Limits(job_seconds=30, start_seconds=20, first_pause_seconds=0.05, lag_factor=0.1)
    async with pool_of(Line("慢", delay_seconds=0.5), limits=limits) as pool:
        pid = pool.figures.pids[0]
        for _ in range(3):
            assert (await pool.recognise(PCM, "zh")).recognition is not None
        await until(lambda: pool.figures.pids not in ((), (pid,)) and pool.figures.ready == 1, "a new process")


async def test_a_process_that_grew_too_large_is_replaced_after_its_job() -> None:
    async with pool_of(Line("你好")) as pool:
        size = resident_megabytes(pool.figures.pids[0])
    assert size > 5
    limits = Limits(start_seconds=20, first_pause_seconds=0.05, megabytes=max(1, int(size / 2)))
    async with pool_of(Line("你好"), Line("漏", keeps_megabytes=int(size) + 1), limits=limits) as pool:
        pid = pool.figures.pids[0]
        assert (await pool.recognise(PCM, "zh")).recognition is not None
        await asyncio.sleep(0.2)
        assert pool.figures.pids == (pid,), "an engine that is large by itself is not replaced for that"
        assert (await pool.recognise(PCM, "zh")).recognition is not None
        await until(lambda: pool.figures.pids not in ((), (pid,)) and pool.figures.ready == 1, "a new process")


async def test_a_new_engine_is_taken_over_without_losing_a_job() -> None:
    async with pool_of(Line("旧")) as pool:
        pid = pool.figures.pids[0]
        pool.renew(partial(FakeEngine, (Line("新"),)))
        await until(lambda: pool.figures.pids not in ((), (pid,)) and pool.figures.ready == 1, "a new process")
        outcome = await pool.recognise(PCM, "zh")
        assert outcome.recognition is not None
        assert outcome.recognition.text == "新"
