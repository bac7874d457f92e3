"""Words of live taps in the store: together with the event that reports them, once, and only for known taps."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.ids import new_id
from foundation.streams.models import DomainEventRow
from foundation.wake import LocalWake
from speech import repository
from speech.correction import WordList
from speech.fake_engine import FakeEngine
from speech.live import LiveSpeech, _Tap
from speech.models import TapRow, UtteranceRow
from speech.pool import Outcome
from speech.session import Begun, Heard
from speech.wav_file import read_wav
from telephony.models import HoldRow


class OneEngine:
    """A recogniser in this process."""

    def __init__(self, engine: FakeEngine | None = None) -> None:
        self.engine = engine or FakeEngine()

    def open_stream(self, language: str) -> None:
        """Nothing is heard before it is over."""

    async def recognise(self, pcm: bytes, language: str, precedence: int = 1) -> Outcome:
        """Return how it ended."""
        return Outcome(self.engine.transcribe(pcm, language))


class Words:
    """A speech process, its store and one tap that was ordered."""

    def __init__(self, database: Database, incoming: Path) -> None:
        self.database, self.clock, self.incoming = database, FakeClock(), incoming
        self.tap_id, self.call_id = new_id(), new_id()
        self.live = self.new_process()
        incoming.mkdir(exist_ok=True)

    def new_process(self) -> LiveSpeech:
        """Start a speech process."""
        return LiveSpeech(
            self.database,
            LocalWake(),
            self.clock,
            OneEngine(),
            address="127.0.0.1:1",
            languages=frozenset({"zh"}),
            capacity=2,
            incoming=self.incoming,
            words=WordList(("天河区",)),
        )

    async def order(self, tap_id: uuid.UUID | None = None, speaker: str = "caller", answered: bool = False) -> None:
        """Write the row of a tap."""
        async with self.database.write() as session:
            session.add(
                TapRow(
                    tap_id=tap_id or self.tap_id,
                    call_id=self.call_id,
                    contact_id=new_id(),
                    speaker=speaker,
                    language="zh",
                    base="node1-1795400000.1",
                    state="ordered",
                    ordered_at=self.clock.now(),
                    answered_at=self.clock.now() if answered else None,
                    deferred=0,
                )
            )

    async def connected(self, tap_id: uuid.UUID | None = None) -> _Tap:
        """The tap's sound arrives."""
        tap = await self.live._session(tap_id or self.tap_id)
        assert isinstance(tap, _Tap)
        return tap

    async def utterances(self) -> list[UtteranceRow]:
        """Return the stored words."""
        async with self.database.read() as session:
            return await repository.utterances(session, self.call_id)

    async def events(self) -> list[DomainEventRow]:
        """Return what was published."""
        async with self.database.read() as session:
            return list(await session.scalars(select(DomainEventRow).order_by(DomainEventRow.position)))

    async def tap(self) -> TapRow:
        """Return the tap's row."""
        async with self.database.read() as session:
            row = await session.get(TapRow, self.tap_id)
            assert row is not None
            return row


@pytest.fixture
def words(database: Database, tmp_path: Path) -> Words:
    return Words(database, tmp_path / "incoming")


def _heard(words: Words, sequence: int = 1, text: str = "天和区漏水") -> Heard:
    return Heard(str(words.tap_id), sequence, 1.0, 2.5, text, 0.9, "zh")


async def test_words_and_their_event_are_one_transaction(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    await words.live.store(tap, _heard(words))
    (row,), (event,) = await words.utterances(), await words.events()
    assert (row.text, row.speaker, row.source) == ("天河区漏水", "caller", "live")
    assert (row.ended_at - row.started_at).total_seconds() == 1.5
    assert (event.kind, event.event_id, event.subject) == ("utterance_heard", row.utterance_id, words.call_id)
    assert "天" not in str(event.payload)
    await tap.ended("hangup")


async def test_words_without_their_event_are_not_stored(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    async with words.database.engine.begin() as connection:
        await connection.run_sync(lambda sync: DomainEventRow.__table__.drop(sync))  # type: ignore[attr-defined]
    with pytest.raises(SQLAlchemyError):
        await words.live.store(tap, _heard(words))
    assert await words.utterances() == []
    await tap.ended("hangup")


async def test_the_same_words_again_change_nothing(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    for _ in range(3):
        await words.live.store(tap, _heard(words))
    await words.live.store(tap, _heard(words, 2, "第二句"))
    assert [row.sequence for row in await words.utterances()] == [1, 2]
    assert len(await words.events()) == 2
    await tap.ended("hangup")


async def test_what_an_agent_says_while_the_caller_waits_is_no_word_of_the_call(words: Words) -> None:
    await words.order(speaker="agent", answered=True)
    tap = await words.connected()
    began = tap.started_at
    async with words.database.write() as session:
        hold = {"call_id": words.call_id, "talk_id": new_id(), "whose": "agent", "hold_id": new_id()}
        held = {"started_at": began + timedelta(seconds=10), "ended_at": began + timedelta(seconds=20)}
        session.add(HoldRow(**hold, **held))
    for sequence, second in enumerate((5.0, 12.0, 25.0), 1):
        heard = Heard(str(words.tap_id), sequence, second, second + 2, f"第{sequence}句", 0.9, "zh")
        await words.live.store(tap, heard)
    assert [row.text for row in await words.utterances()] == ["第1句", "第3句"]
    await tap.ended("hangup")


async def test_only_a_tap_that_was_ordered_is_taken_and_once(words: Words) -> None:
    assert await words.live._session(new_id()) is None
    await words.order()
    tap = await words.connected()
    assert (await words.tap()).state == "live"
    assert await words.live._session(words.tap_id) is None
    await tap.ended("hangup")
    assert (await words.tap()).state == "ended"
    assert await words.live._session(words.tap_id) is None


async def test_the_waiting_leg_is_kept_until_the_agent_answers(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    tap.feed(b"\x01\x00" * 8000, 8000)
    assert tap.waiting_open
    async with words.database.write() as session:
        await repository.mark_answered(session, words.call_id, words.clock.now())
    await words.live._look_for_answers()
    assert not tap.waiting_open
    tap.feed(b"\x01\x00" * 8000, 8000)
    await tap.ended("hangup")
    assert read_wav(words.incoming / "node1-1795400000.1-waiting.wav").seconds == 1.0


@pytest.mark.parametrize(("speaker", "answered"), [("agent", True), ("caller", True)])
async def test_no_waiting_leg_in_a_talk(words: Words, speaker: str, answered: bool) -> None:
    await words.order(speaker=speaker, answered=answered)
    tap = await words.connected()
    tap.feed(b"\x01\x00" * 800, 8000)
    await tap.ended("hangup")
    assert list(words.incoming.iterdir()) == []


async def test_a_second_tap_of_a_waiting_caller_leaves_what_was_said_first(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    tap.feed(b"\x01\x00" * 16000, 8000)
    await tap.ended("hangup")
    second = new_id()
    await words.order(second)
    words.live = words.new_process()
    tap = await words.connected(second)
    tap.feed(b"\x01\x00" * 800, 8000)
    await tap.ended("hangup")
    assert read_wav(words.incoming / "node1-1795400000.1-waiting.wav").seconds == 2.0


async def test_what_was_not_recognised_live_is_counted(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    await words.live.note_deferred(tap)
    await words.live.note_deferred(tap)
    assert (await words.tap()).deferred == 2
    await tap.ended("hangup")


def _begun(words: Words, text: str, utterance_id: uuid.UUID) -> Begun:
    return Begun(str(words.tap_id), utterance_id, 1.0, text)


async def partials(words: Words) -> list[tuple[str, uuid.UUID]]:
    """Return what is being said."""
    async with words.database.read() as session:
        return [(row.text, row.utterance_id) for row in await repository.partials(session, words.call_id)]


async def test_what_is_being_said_is_shown_corrected_and_gone_with_its_end(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    utterance_id = new_id()
    await tap.on_begun(_begun(words, "天和区", utterance_id))
    assert await partials(words) == [("天河区", utterance_id)]
    assert await words.events() == [], "what may change is no event"
    tap._shown_at = 0.0
    await tap.on_begun(_begun(words, "天和区漏", utterance_id))
    assert await partials(words) == [("天河区漏", utterance_id)]
    await words.live.store(tap, replace(_heard(words), utterance_id=utterance_id))
    assert await partials(words) == []
    (row,) = await words.utterances()
    assert row.utterance_id == utterance_id
    assert row.changes == [{"start": 0, "heard": "天和区", "corrected": "天河区"}]
    await tap.ended("hangup")


async def test_what_was_begun_and_is_none_is_emptied_and_gone_with_the_tap(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    utterance_id = new_id()
    await tap.on_begun(_begun(words, "", utterance_id))
    assert await partials(words) == [], "nothing was shown, nothing is taken back"
    await tap.on_begun(_begun(words, "嗯", utterance_id))
    await tap.on_begun(_begun(words, "", utterance_id))
    assert await partials(words) == [("", utterance_id)]
    tap._shown_at = 0.0
    await tap.on_begun(_begun(words, "嗯那个", second := new_id()))
    await tap.ended("hangup")
    assert await partials(words) == [("", second)], "a page that shows it takes it back"


async def test_a_tap_of_a_dead_process_leaves_nothing_begun(words: Words) -> None:
    await words.order()
    tap = await words.connected()
    await tap.on_begun(_begun(words, "喂", new_id()))
    words.clock.advance(61)
    other = words.new_process()
    await other._announce()
    assert await partials(words) == []
    await tap.ended("hangup")
