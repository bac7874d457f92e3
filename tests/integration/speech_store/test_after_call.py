"""Transcripts after the call: whole, once, resumed after a kill, given up at last."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.ids import new_id
from foundation.streams import StreamEvent
from foundation.streams.models import DomainEventRow
from foundation.wake import LocalWake
from speech import repository
from speech.after_call import TRIES, AfterCall, domain_handlers
from speech.correction import WordList
from speech.fake_engine import FakeEngine, Line
from speech.models import TranscriptRow, UtteranceRow
from speech.pool import Outcome

SOUNDS = Path(__file__).resolve().parents[3] / "asterisk_conf" / "sounds" / "zh" / "hotline"
CALLER, AGENT = SOUNDS / "recording_notice.wav", SOUNDS / "thanks.wav"


class Killed(BaseException):
    """The process is gone."""


class Pool:
    """Stands in for the recogniser pool: one engine in this process; fails or dies when told."""

    def __init__(self, *texts: str) -> None:
        self.engine = FakeEngine(tuple(Line(text) for text in texts or ("你好",)))
        self.fails = self.dies = self.crowded = False
        self.asked = 0

    def open_stream(self, language: str) -> None:
        """Nothing is heard before it is over."""

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Return how it ended."""
        self.asked += 1
        if self.dies:
            raise Killed
        if self.crowded:
            return Outcome(None, deferred=True)
        if self.fails:
            return Outcome(None, failure="died")
        return Outcome(self.engine.transcribe(pcm, language))


class Files:
    """Where the files of calls are."""

    def __init__(self, since: datetime) -> None:
        self.since, self.paths = since, {"caller": CALLER, "to_caller": AGENT, "mixed": CALLER}

    async def legs(self, session: AsyncSession, call_id: uuid.UUID) -> dict[str, tuple[Path, datetime]]:
        """Return leg -> (file, moment of its first sample)."""
        return {leg: (path, self.since) for leg, path in self.paths.items()}

    async def language(self, session: AsyncSession, call_id: uuid.UUID) -> str:
        """Return the caller's language."""
        return "zh"


class Transcripts:
    """One recording that was checked, and whoever transcribes it."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.pool = database, FakeClock(), Pool()
        self.files = Files(self.clock.now())
        self.call_id = new_id()

    def process(self) -> AfterCall:
        """Return another process."""
        return AfterCall(self.database, LocalWake(), self.clock, self.pool, self.files, WordList(()))

    async def checked(self, languages: frozenset[str] = frozenset({"zh"})) -> None:
        """Hear that the recording was checked."""
        ids = {"call_id": str(self.call_id), "contact_id": str(new_id()), "state": "verified"}
        event = StreamEvent(1, new_id(), "recording_checked", self.clock.now(), ids)
        async with self.database.write() as session:
            await domain_handlers(self.files, languages)["recording_checked"](session, event)

    async def row(self) -> TranscriptRow:
        """Return the transcript's row."""
        async with self.database.read() as session:
            row = await session.get(TranscriptRow, self.call_id)
            assert row is not None
            return row

    async def utterances(self) -> list[UtteranceRow]:
        """Return the words."""
        async with self.database.read() as session:
            return await repository.utterances(session, self.call_id, "recording")

    async def told(self, kind: str = "transcript_done") -> int:
        """Return how often it was published."""
        async with self.database.read() as session:
            query = select(func.count()).select_from(DomainEventRow).where(DomainEventRow.kind == kind)
            return await session.scalar(query) or 0


@pytest.fixture
def made(database: Database) -> Transcripts:
    return Transcripts(database)


async def test_both_sides_are_transcribed_and_told(made: Transcripts) -> None:
    await made.checked()
    assert await made.process().step() is True
    rows = await made.utterances()
    assert {(row.track, row.speaker) for row in rows} == {("caller", "caller"), ("to_caller", "agent")}
    assert all(row.started_at >= made.files.since for row in rows)
    assert (await made.row()).state == "done"
    assert await made.told() == 1
    assert await made.told("utterance_heard") == len(rows)
    assert await made.process().step() is False


async def test_checked_twice_is_transcribed_once(made: Transcripts) -> None:
    await made.checked()
    await made.process().step()
    await made.checked()
    assert await made.process().step() is False


async def test_a_language_that_no_engine_knows_is_not_wanted(made: Transcripts) -> None:
    await made.checked(frozenset())
    assert await made.process().step() is False


async def test_a_recording_that_live_calls_leave_no_time_for_is_never_given_up(made: Transcripts) -> None:
    await made.checked()
    made.pool.crowded = True
    for _ in range(TRIES + 2):
        assert await made.process().step() is True
        row = await made.row()
        assert (row.state, row.tries) == ("wanted", 0)
        assert await made.process().step() is False, "not before a while"
        made.clock.advance(61)
    made.pool.crowded = False
    await made.process().step()
    assert (await made.row()).state == "done"
    assert len(await made.utterances()) == 2


async def test_numbers_do_not_reach_the_store(made: Transcripts) -> None:
    made.pool = Pool("我的电话是一三九一二三四零九八七")
    await made.checked()
    await made.process().step()
    assert all("一三九一二三四" not in row.text for row in await made.utterances())


async def test_killed_in_the_middle_it_is_done_again_and_nothing_is_doubled(made: Transcripts) -> None:
    await made.checked()
    first = await made.pool.recognise(b"\0\0" * 8000, "zh")
    assert first.recognition is not None
    made.pool.dies = True
    with pytest.raises(Killed):
        await made.process().step()
    made.pool.dies = False
    assert await made.process().step() is False, "nobody else takes it while it may be worked on"
    made.clock.advance(16 * 60)
    await made.process().step()
    rows = await made.utterances()
    await made.checked()
    assert (await made.row()).state == "done"
    assert await made.told() == 1
    assert len({(row.track, row.sequence) for row in rows}) == len(rows)


async def test_words_of_an_earlier_try_stay_single(made: Transcripts) -> None:
    await made.checked()
    made.files.paths = {"caller": CALLER}
    await made.process().step()
    count = len(await made.utterances())
    async with made.database.write() as session:
        row = await session.get(TranscriptRow, made.call_id)
        assert row is not None
        row.state, row.due_at = "wanted", made.clock.now()
    await made.process().step()
    assert len(await made.utterances()) == count
    assert await made.told("utterance_heard") == count


async def test_whoever_finishes_second_tells_nothing(made: Transcripts) -> None:
    await made.checked()
    process, other = made.process(), made.process()

    class Slow(Pool):
        def open_stream(self, language: str) -> None:
            """Nothing is heard before it is over."""

        async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
            if self.asked == 0:
                self.asked = 1
                made.clock.advance(16 * 60)
                await other.step()
            return await super().recognise(pcm, language)

    process._recogniser = Slow()
    await process.step()
    assert await made.told() == 1


async def test_an_engine_that_fails_is_asked_again_later_and_given_up_at_last(made: Transcripts) -> None:
    made.pool.fails = True
    await made.checked()
    for tries in range(1, TRIES + 1):
        assert await made.process().step() is True
        row = await made.row()
        assert row.tries == tries
        if tries < TRIES:
            assert row.state == "wanted"
            assert row.due_at > made.clock.now()
        made.clock.advance(3600)
    assert (await made.row()).state == "failed"
    assert await made.told() == 0


async def test_a_recording_that_kills_the_process_each_time_is_given_up(made: Transcripts) -> None:
    made.pool.dies = True
    await made.checked()
    for _ in range(TRIES):
        with pytest.raises(Killed):
            await made.process().step()
        made.clock.advance(3600)
    await made.process().step()
    assert (await made.row()).state == "failed"
    assert await made.process().step() is False


async def test_a_missing_or_broken_leg_does_not_keep_back_the_others(made: Transcripts, tmp_path: Path) -> None:
    broken = tmp_path / "waiting.wav"
    broken.write_bytes(b"no audio")
    made.files.paths = {"waiting": broken, "to_caller": tmp_path / "gone.wav", "caller": CALLER}
    await made.checked()
    await made.process().step()
    assert {row.track for row in await made.utterances()} == {"caller"}
    assert (await made.row()).state == "done"


async def test_a_call_without_recording_is_done_without_words(made: Transcripts) -> None:
    made.files.paths = {}
    await made.checked()
    await made.process().step()
    assert (await made.row()).state == "done"


async def test_a_long_recording_stays_with_whoever_works_on_it(made: Transcripts) -> None:
    await made.checked()
    process = made.process()

    class Slow(Pool):
        def open_stream(self, language: str) -> None:
            """Nothing is heard before it is over."""

        async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
            made.clock.advance(10 * 60)
            assert (await made.row()).due_at > made.clock.now() - timedelta(seconds=1)
            return await super().recognise(pcm, language)

    process._recogniser = Slow()
    await process.step()
    assert (await made.row()).state == "done"
