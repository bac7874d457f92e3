"""Recordings of ended calls: found, moved, measured, checksummed, told once, whatever dies in between."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from recordings_world import BASE, Recordings

from recordings import repository
from recordings.jobs import TRIES, Verifier
from recordings.models import RecordingRow


class Killed(BaseException):
    """The process is gone."""


class DiesBeforeCommit(Verifier):
    """A verifier that is killed once its files are moved and before its row is stored."""

    async def _store(self, call_id: UUID, found: dict[str, Any]) -> None:
        raise Killed


def _home(world: Recordings, row: RecordingRow) -> Path:
    return world.folder / f"{row.started_at:%Y/%m/%d}" / str(world.call_id)


async def test_files_are_moved_measured_and_checksummed(world: Recordings) -> None:
    world.write(4.0)
    world.write(1.5, ["-waiting"])
    await world.call(4.0)
    row = await world.swept()
    assert (row.state, row.problem, row.truncated, row.duration_seconds) == ("verified", "", False, 4.0)
    assert set(row.legs) == {"mixed", "caller", "to_caller", "waiting"}
    for leg, entry in row.legs.items():
        path = world.folder / entry["file"]
        assert path == _home(world, row) / f"{leg}.wav"
        assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert entry["bytes"] == path.stat().st_size
    assert row.legs["waiting"]["seconds"] == 1.5
    assert list(world.incoming.iterdir()) == []
    assert await world.told() == ["verified"]
    await world.swept()
    assert await world.told() == ["verified"]


async def test_facts_read_twice_make_one_recording(world: Recordings) -> None:
    world.write()
    await world.call(times=2)
    assert (await world.swept()).state == "verified"
    await world.call()
    assert (await world.row()).state == "verified", "a late copy of the facts undoes nothing"


async def test_it_waits_until_the_call_is_over(world: Recordings) -> None:
    world.write()
    await world.call(4.0)
    world.clock.advance(-3)
    assert (await world.swept()).state == "to_verify"
    assert len(list(world.incoming.iterdir())) == 3


@pytest.mark.parametrize("legs", [(), ("-caller", "-to_caller")], ids=["none", "no mixed one"])
async def test_a_missing_recording_is_told(world: Recordings, legs: tuple[str, ...]) -> None:
    world.write(4.0, legs)
    await world.call()
    assert (await world.swept()).state == "to_verify", "it may still come"
    row = await world.given_up()
    assert (row.state, row.problem, row.duration_seconds) == ("missing", "mixed_missing", None)
    assert await world.told() == ["missing"]


async def test_a_missing_leg_is_told(world: Recordings) -> None:
    world.write(4.0, ["", "-caller"])
    await world.call()
    row = await world.given_up()
    assert (row.state, row.problem) == ("verified", "to_caller_missing")


async def test_a_file_that_comes_late_is_taken(world: Recordings) -> None:
    await world.call()
    await world.swept(3)
    world.write()
    assert (await world.swept()).problem == ""


async def test_a_file_that_is_still_written_is_not_touched(world: Recordings) -> None:
    world.write(4.0)
    unclosed = world.unclosed("").read_bytes()
    await world.call()
    row = await world.swept(5)
    assert row.state == "to_verify"
    path = _home(world, row) / "mixed.wav"
    assert path.read_bytes() == unclosed
    world.write(4.0, [""])
    (world.incoming / f"{BASE}.wav").rename(path)  # the switch closes it
    row = await world.swept()
    assert (row.state, row.problem, row.truncated) == ("verified", "", False)


async def test_what_a_crash_of_the_switch_left_is_repaired_and_flagged(world: Recordings) -> None:
    world.write(4.0)
    world.unclosed("")
    await world.call()
    row = await world.given_up()
    assert (row.state, row.problem, row.truncated, row.duration_seconds) == ("verified", "", True, 4.0)
    assert list(_home(world, row).glob("*.repaired")) == []


async def test_unreadable_is_told(world: Recordings) -> None:
    world.write()
    (world.incoming / f"{BASE}-caller.wav").write_bytes(b"no audio")
    await world.call()
    row = await world.given_up()
    assert (row.state, row.problem) == ("verified", "caller_unreadable")
    assert "caller" not in row.legs


@pytest.mark.parametrize("short", ["", "-to_caller"])
async def test_a_length_that_differs_is_told(world: Recordings, short: str) -> None:
    world.write(10.0)
    world.write(2.0, [short])
    await world.call(10.0)
    row = await world.given_up()
    assert (row.state, row.problem) == ("verified", "length_differs")


async def test_a_caller_who_said_nothing_while_waiting_has_no_such_leg(world: Recordings) -> None:
    world.write(4.0)
    world.write(0.0, ["-waiting"])
    await world.call()
    row = await world.swept()
    assert (row.state, row.problem) == ("verified", "")
    assert "waiting" not in row.legs
    assert not (_home(world, row) / "waiting.wav").exists()


@pytest.mark.parametrize("content", [b"", b"RIFF"])
async def test_a_waiting_file_whose_writer_died_at_once_is_no_problem(world: Recordings, content: bytes) -> None:
    world.write(4.0)
    (world.incoming / f"{BASE}-waiting.wav").write_bytes(content)
    await world.call()
    row = await world.swept()
    assert (row.state, row.problem) == ("verified", "")
    assert not (_home(world, row) / "waiting.wav").exists()


@pytest.mark.parametrize("crashed_switch", [False, True])
async def test_killed_between_move_and_commit(world: Recordings, crashed_switch: bool) -> None:
    world.write(4.0)
    world.write(0.0, ["-waiting"])
    if crashed_switch:
        world.unclosed("")
    await world.call()
    if crashed_switch:
        await world.swept(TRIES)
    with pytest.raises(Killed):
        await DiesBeforeCommit(world.database, world.folder, world.clock).sweep()
    assert not (world.incoming / f"{BASE}.wav").exists(), "moved"
    assert await world.told() == []
    row = await world.swept()
    assert (row.state, row.problem, row.truncated) == ("verified", "", crashed_switch)
    assert set(row.legs) == {"mixed", "caller", "to_caller"}
    assert await world.told() == ["verified"]


async def test_two_processes_tell_it_once(world: Recordings) -> None:
    world.write()
    await world.call()
    first, second = world.verifier(), world.verifier()
    async with world.database.read() as session:
        (row,) = await repository.due(session, world.clock.now())
    one, two = first._check(row), second._check(row)
    assert one == two
    await first._store(row.call_id, one)
    await second._store(row.call_id, two)
    assert await world.told() == ["verified"]


async def test_a_disk_that_refuses_holds_up_nobody_else(world: Recordings) -> None:
    world.write()
    await world.call()
    row = await world.row()
    _home(world, row).parent.mkdir(parents=True)
    _home(world, row).write_text("a file where a folder must be")
    row = await world.swept()
    assert (row.state, row.tries) == ("to_verify", 0)
    assert row.due_at > world.clock.now()
    _home(world, row).unlink()
    world.clock.advance(10)
    assert (await world.swept()).state == "verified"


async def test_a_message_is_kept_and_waits(world: Recordings) -> None:
    world.write(3.0, ["-message"])
    world.write(2.0, ["-message2"])
    await world.menu()
    row = await world.swept()
    assert (row.state, row.answered, row.problem, row.duration_seconds) == ("message", False, "", 5.0)
    assert {leg: entry["seconds"] for leg, entry in row.legs.items()} == {"message": 3.0, "message2": 2.0}
    assert list(world.incoming.iterdir()) == []
    assert await world.told() == ["message"]


@pytest.mark.parametrize("seconds", [None, 0.0, 4.0], ids=["hung up before the tone", "nothing", "silence"])
async def test_who_said_nothing_left_no_message(world: Recordings, seconds: float | None) -> None:
    if seconds is not None:
        world.write(seconds, ["-message"], loud=False)
    await world.menu()
    row = await world.swept()
    assert (row.state, row.legs, row.problem) == ("none", {}, "")
    assert list(world.incoming.iterdir()) == []


async def test_a_message_of_a_switch_that_died_is_repaired(world: Recordings) -> None:
    world.write(3.0, ["-message"])
    world.unclosed("-message")
    await world.menu()
    assert (await world.swept()).state == "to_verify", "the switch may still be writing"
    row = await world.given_up()
    assert (row.state, row.truncated, row.legs["message"]["seconds"]) == ("message", True, 3.0)


async def test_who_left_a_message_and_waited_in_vain_has_both(world: Recordings) -> None:
    world.write(3.0, ["-message"])
    world.write(2.0, ["-waiting"])
    await world.menu(queued=True)
    row = await world.swept()
    assert (row.state, set(row.legs)) == ("message", {"message", "waiting"})


async def test_who_left_a_message_and_was_answered_has_a_recording_of_both(world: Recordings) -> None:
    world.write(4.0)
    world.write(3.0, ["-message"])
    await world.call(4.0, message=True)
    row = await world.swept()
    assert (row.state, row.answered, row.duration_seconds) == ("verified", True, 4.0)
    assert set(row.legs) == {"mixed", "caller", "to_caller", "message"}


async def test_the_end_of_a_call_is_the_moment_of_its_message(world: Recordings) -> None:
    """As of any call that nobody answered: what was said while waiting is counted back from it."""
    world.write(3.0, ["-message"])
    begun = world.clock.now()
    await world.menu()
    assert (await world.swept()).started_at == begun + timedelta(seconds=30)


async def test_a_single_word_is_a_message(world: Recordings) -> None:
    world.write(0.4, ["-message"])
    await world.menu()
    assert (await world.swept()).state == "message"
