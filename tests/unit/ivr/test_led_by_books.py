"""The driver where it asks others: what is known of a caller, his ticket, a callback; a person when nobody answers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fake_switch import FakeMenuChannel, World
from held_flows import HeldFlows
from sqlalchemy.exc import OperationalError

from foundation.errors import Unavailable
from ivr.asyncagi import Limits, MenuDriver
from ivr.engine import UNKNOWN
from ivr.flow import Flow
from ivr.incidents import Announcement, announced
from ivr.ports import About, Understood
from telephony.calls.state import CallState
from telephony.events import Kind
from telephony.snapshot import Snapshot

ENV = "agi_request: async\nagi_channel: x\n"
LIMITS = Limits(variables=0.2, flows=0.3, books=0.2, tickets=0.2, words=0.2, prompts=-2.0, drain=0.4, end=0.2)
PERSON = {"no_input": "person", "no_match": "person", "error": "person"}
FLOW = Flow.model_validate(
    {
        "code": "books",
        "version": 4,
        "start": "welcome",
        "nodes": {
            "welcome": {
                "type": "menu",
                "prompt": ["hotline/a"],
                "choices": {
                    "1": "known",
                    "2": "code",
                    "3": "rating",
                    "4": "outside",
                    "5": "offer",
                    "6": "matter",
                    "7": "message",
                },
                **PERSON,
            },
            "known": {"type": "branch", "on": "open_ticket", "cases": {"yes": "code"}, "otherwise": "language"},
            "language": {"type": "branch", "on": "language", "cases": {"yue": "cantonese"}, "otherwise": "person"},
            "cantonese": {"type": "play", "prompt": ["hotline/b"], "language": "yue", "next": "person"},
            "code": {"type": "collect", "prompt": ["hotline/c"], "least": 6, "most": 6, "keyed": "progress", **PERSON},
            "progress": {
                "type": "ticket_status",
                "states": {"accepted": "goodbye"},
                "otherwise": "person",
                "unknown": "person",
                "error": "person",
            },
            "rating": {"type": "survey", "prompt": ["hotline/d"], "next": "goodbye"},
            "outside": {"type": "transfer", "number": "02012366"},
            "offer": {
                "type": "callback_offer",
                "prompt": ["hotline/e"],
                "accepted": "goodbye",
                "declined": "person",
                **PERSON,
            },
            "matter": {
                "type": "listen",
                "prompt": ["hotline/h"],
                "cases": {"labour": "known"},
                "danger": "which",
                "otherwise": "person",
                "error": "person",
            },
            "message": {
                "type": "voicemail",
                "prompt": ["hotline/g"],
                "left": "goodbye",
                "silent": "person",
                "error": "person",
            },
            "which": {"type": "branch", "on": "danger", "cases": {"fire": "outside"}, "otherwise": "person"},
            "goodbye": {"type": "hangup", "prompt": ["hotline/f"]},
            "person": {"type": "enqueue", "queue": "hotline_general"},
        },
    }
)


class FakeBooks:
    """What the books say; an exception is raised, a number of seconds is waited first."""

    def __init__(self, about: Any = None, state: Any = "accepted") -> None:
        self._about, self._state = about or About(), state
        self.keyed: list[str] = []
        self.booked = 0
        self.booking: Any = None
        self.hears: Any = True
        self.words: Any = Understood()

    async def begin(self, call: CallState) -> bool:
        """Say whether somebody listens."""
        return bool(await _said(self.hears))

    async def understood(self, call: CallState, since: datetime) -> Understood:
        """Say what was understood."""
        found: Understood = await _said(self.words)
        return found

    async def about(self, call: CallState) -> About:
        """Say what is known."""
        found: About = await _said(self._about)
        return found

    async def ticket_state(self, call: CallState, keyed: str) -> str:
        """Say where the ticket stands."""
        self.keyed.append(keyed)
        return str(await _said(self._state))

    async def book(self, call: CallState) -> None:
        """Note a callback."""
        await _said(self.booking)
        self.booked += 1


async def _said(what: Any) -> Any:
    if isinstance(what, Exception):
        raise what
    if isinstance(what, float):
        await asyncio.sleep(what)
    return what


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Yield an owner with one call."""
    made = World()
    made.call_enters()
    yield made
    await made.stop()


async def led(
    world: World,
    first: str,
    *keys: str,
    books: FakeBooks | None = None,
    flow: Flow = FLOW,
    folder: Path = Path("/nowhere"),
    says: int = 0,
    loud: bool = True,
    status: str = "",
    heard: dict[str, str] | None = None,
) -> FakeMenuChannel:
    """Lead a caller who presses these keys; return his channel."""
    name = "books:4" if flow is FLOW else ""
    found = {"MENU_DIGITS": first, "MENU_DIGITS_STATUS": "OK" if first else "TIMEOUT", "MENU_FLOW": name}
    channel = FakeMenuChannel(world, {**found, **(heard or {})}, keys=keys)
    channel.says, channel.loud, channel.status = says, loud, status
    books = books or FakeBooks()
    driver = MenuDriver(
        world.owner,
        HeldFlows(flow),
        spawn=world.spawn,
        limits=LIMITS,
        callers=books,
        callbacks=books,
        hearing=books,
        messages_folder=folder,
    )
    world.listen(driver)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    return channel


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def contents(folder: Path) -> set[bytes]:
    """Return what stands in the files of a folder."""
    return {path.read_bytes() for path in folder.iterdir()}


def ended(world: World) -> tuple[object, object]:
    """Return how the menu ended and the keys that led there."""
    [fact] = [fact.payload for fact in world.writer.facts if fact.kind is Kind.menu_completed]
    return fact["ended"], fact["path"]


async def test_what_a_dead_owner_listened_to_is_thrown_away(world: World, tmp_path: Path) -> None:
    old, young = tmp_path / "listen-node1-1.1.wav", tmp_path / "listen-node1-2.2.wav"
    for file in (old, young, tmp_path / "other.wav"):
        file.write_bytes(b"words")
    os.utime(old, (0, 0))
    driver = MenuDriver(world.owner, HeldFlows(FLOW), spawn=world.spawn, limits=LIMITS, folder=tmp_path)
    driver.on_snapshot(Snapshot(world.clock.now(), (), (), ()))
    await world.settle()
    assert names(tmp_path) == {young.name, "other.wav"}


async def test_a_ticket_is_found_by_its_code_which_stands_nowhere(world: World) -> None:
    books = FakeBooks()
    channel = await led(world, "2", "123456", books=books)
    assert books.keyed == ["123456"]
    assert ended(world) == ("told", "2.keyed")
    assert "123456" not in str([fact.payload for fact in world.writer.facts])
    assert "123456" not in str(channel.variables), "it is taken off the channel"


@pytest.mark.parametrize(
    ("state", "how"),
    [
        (UNKNOWN, "choice"),
        ("in_progress", "choice"),
        (Unavailable("away"), "error"),
        (OperationalError("select", {}, Exception()), "error"),
        (5.0, "error"),
    ],
    ids=["no such code", "another state", "service away", "store away", "too slow"],
)
async def test_without_an_answer_to_tell_a_person_answers(world: World, state: Any, how: str) -> None:
    channel = await led(world, "2", "123456", books=FakeBooks(state=state))
    assert ended(world) == (how, "2.keyed")
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"


async def test_who_is_known_is_led_by_it(world: World) -> None:
    channel = await led(world, "1", books=FakeBooks(About("yue", "no")))
    assert channel.variables["CHANNEL(language)"] == "yue"
    assert channel.variables["NEXT_LANGUAGE"] == "yue", "the queue takes the language he was led in"
    assert ended(world) == ("choice", "1")


@pytest.mark.parametrize("about", [5.0, Unavailable("away"), OperationalError("select", {}, Exception()), OSError()])
async def test_nobody_waits_for_what_is_known_of_him(world: World, about: Any) -> None:
    channel = await led(world, "1", books=FakeBooks(about))
    assert channel.variables["NEXT_LANGUAGE"] == "zh"
    assert ended(world) == ("choice", "1")


async def test_a_rating_is_kept_with_the_call(world: World) -> None:
    await led(world, "3", "2")
    assert [fact.payload["level"] for fact in world.writer.facts if fact.kind is Kind.survey_answered] == [4]
    assert ended(world) == ("told", "3")


async def test_a_number_outside_is_left_to_the_switch(world: World) -> None:
    channel = await led(world, "4")
    assert channel.variables["NEXT_TRANSFER"] == "02012366"
    assert channel.variables["NEXT_QUEUE"] == ""
    assert channel.variables["MENU_ENDED"] == "transferred:books:4"
    assert ended(world) == ("transferred", "4")
    assert not channel.running


@pytest.mark.parametrize(
    ("hears", "words", "end"),
    [
        (True, Understood("labour", 0.9), ("choice", "6")),
        (True, Understood("labour", 0.9, "fire"), ("transferred", "6")),
        (True, Understood("", 0.0, "police"), ("choice", "6")),
        (True, Understood("labour", 0.5), ("choice", "6")),
        (False, Understood("labour", 0.9), ("choice", "6")),
        (Unavailable("away"), Understood("labour", 0.9), ("choice", "6")),
        (True, OperationalError("select", {}, Exception()), ("choice", "6")),
        (True, 5.0, ("choice", "6")),
    ],
    ids=["category", "danger", "danger without a case", "doubt", "nobody hears", "no tap", "store away", "too slow"],
)
async def test_what_is_said_leads_on_or_to_a_person(world: World, hears: Any, words: Any, end: tuple[str, str]) -> None:
    books = FakeBooks(About("yue", "no"))
    books.hears, books.words = hears, words
    channel = await led(world, "6", books=books)
    assert ended(world) == end
    told = [fact.payload["danger"] for fact in world.writer.facts if fact.kind is Kind.danger_heard]
    is_heard = hears is True and isinstance(words, Understood) and words.danger != ""
    assert told == ([words.danger] if is_heard else [])
    is_labour = hears is True and words == Understood("labour", 0.9)
    assert channel.variables.get("PIPELINE", "").startswith("cantonese" if is_labour else "matter")


async def test_a_callback_counts_once_it_is_noted(world: World) -> None:
    books = FakeBooks()
    await led(world, "5", "1", books=books)
    assert (books.booked, ended(world)) == (1, ("told", "5.1"))


@pytest.mark.parametrize(
    ("key", "booking", "end"), [("2", None, ("choice", "5")), ("1", Unavailable("no"), ("error", "5"))]
)
async def test_who_wants_none_or_gets_none_goes_to_a_person(
    world: World, key: str, booking: Any, end: tuple[str, str]
) -> None:
    books = FakeBooks()
    books.booking = booking
    channel = await led(world, "5", key, books=books)
    assert (books.booked, ended(world)) == (0, end)
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"


@pytest.mark.parametrize(
    ("first", "keys", "end"),
    [
        ("1", [], ("incident", "typhoon")),
        ("1", ["1", "4"], ("transferred", "4")),
        ("0", ["4"], ("transferred", "4")),
        ("", ["4"], ("transferred", "4")),
    ],
    ids=["about it", "1 from habit", "not about it", "silence"],
)
async def test_an_announcement_comes_before_the_menu(
    world: World, first: str, keys: list[str], end: tuple[str, str]
) -> None:
    typhoon = Announcement.model_validate(
        {
            "code": "typhoon",
            "name": "台风",
            "prompt": "hotline/g",
            "since": "2026-11-26T00:00:00Z",
            "until": "2026-11-27T00:00:00Z",
        }
    )
    await led(world, first, *keys, flow=announced(FLOW, [typhoon]))
    assert ended(world) == end


SPOKEN = 80_000
"""Bytes of a message of five seconds."""


def begun(world: World) -> int:
    """Return how often the books were told that a message begins."""
    return sum(fact.kind is Kind.message_began for fact in world.writer.facts)


async def test_what_is_said_after_the_tone_is_kept(world: World, tmp_path: Path) -> None:
    channel = await led(world, "7", folder=tmp_path, says=SPOKEN)
    [record] = [command for command in channel.commands if command.startswith("EXEC Record ")]
    assert record.endswith(',5,60,k"') or record.endswith(",5,60,k"), "kept also when he hangs up"
    [name] = names(tmp_path)
    assert name.endswith("-message.wav")
    assert begun(world) == 1
    assert ended(world) == ("message", "7")


@pytest.mark.parametrize("says", [0, 16_000, SPOKEN], ids=["no file", "a second of silence", "silence, then #"])
async def test_who_says_nothing_goes_to_a_person(world: World, tmp_path: Path, says: int) -> None:
    channel = await led(world, "7", folder=tmp_path, says=says, loud=False)
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert names(tmp_path) == set(), "an empty message is nobody's work"


@pytest.mark.parametrize("failing", ["PLAYBACKSTATUS", "RECORD_STATUS"])
async def test_what_cannot_be_kept_leads_to_a_person(world: World, tmp_path: Path, failing: str) -> None:
    """And nobody is recorded who was not told."""
    channel = await led(world, "7", folder=tmp_path, says=SPOKEN, status=failing)
    assert (names(tmp_path) == set()) == (failing == "PLAYBACKSTATUS")
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert ended(world) == ("error", "7")


async def test_a_message_is_never_written_over(world: World, tmp_path: Path) -> None:
    """Three of a call are kept; who wants to leave a fourth goes to a person."""
    [call] = world.owner.calls.values()
    for name in ("message", "message2", "message3"):
        (tmp_path / f"{call.uniqueid}-{name}.wav").write_bytes(b"his words")
    channel = await led(world, "7", folder=tmp_path, says=SPOKEN)
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert contents(tmp_path) == {b"his words"}


async def test_a_message_that_the_dead_owner_did_not_tell_of_is_told_at_the_last_sentence(
    world: World, tmp_path: Path
) -> None:
    [call] = world.owner.calls.values()
    (tmp_path / f"{call.uniqueid}-message.wav").write_bytes(bytes(44) + b"\x00\x20" * SPOKEN)
    await led(world, "7", folder=tmp_path, heard={"PIPELINE": "goodbye:7"})
    assert (begun(world), ended(world)) == (1, ("message", "7"))


@pytest.mark.parametrize(("left", "asked"), [(SPOKEN, 0), (0, 1)], ids=["he spoke", "he had not begun"])
async def test_who_spoke_while_nobody_led_him_is_not_asked_again(
    world: World, tmp_path: Path, left: int, asked: int
) -> None:
    [call] = world.owner.calls.values()
    if left:
        (tmp_path / f"{call.uniqueid}-message.wav").write_bytes(bytes(44) + b"\x00\x20" * (left // 2))
    channel = await led(world, "7", folder=tmp_path, says=SPOKEN, heard={"PIPELINE": "message:7"})
    assert sum(command.startswith("EXEC Record ") for command in channel.commands) == asked
    assert begun(world) == 1, "its file belongs to this call's recording"
    assert ended(world) == ("message", "7")
