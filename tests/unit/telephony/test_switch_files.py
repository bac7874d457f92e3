"""Asterisk's files: their older parts are read as far back as needed, and what is too large is begun anew."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telephony.ami.actions import Action
from telephony.ami.client import AmiGone
from telephony.ami.framing import AmiMessage
from telephony.switch_files import LOOK_BACK, FileKeeper, SwitchFiles, forget, lines_since, parts, turn

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def _cel(at: datetime, name: str) -> str:
    return f'"CHAN_START","{at.timestamp():.6f}","{name}","{name}","","","","",""\n'


def _queue(at: datetime, name: str) -> str:
    return f"{int(at.timestamp())}|{name}|hotline_general|NONE|ENTERQUEUE||12345|1\n"


@pytest.mark.parametrize("line", [_cel, _queue])
def test_older_parts_are_read_as_far_back_as_a_call_may_have_begun(tmp_path: Path, line: object) -> None:
    path = tmp_path / "file"
    hours = {"file.2": 9, "file.1": 6, "file.0": 3, "file": 1}
    for name, before in hours.items():
        at = NOON - timedelta(hours=before)
        (tmp_path / name).write_text(line(at, f"{name}-first") + line(at, f"{name}-second"))  # type: ignore[operator]
    (tmp_path / "file.old").write_text("no part of it\n")

    def read(since: datetime) -> list[str]:
        found = lines_since(path, since)
        return [name for name in hours if any(f"{name}-first" in text for text in found)]

    assert read(NOON) == ["file.0", "file"], "the newest begins too late for a call of two hours"
    assert read(NOON - timedelta(hours=3)) == ["file.1", "file.0", "file"]
    assert read(NOON - timedelta(days=1)) == list(hours)
    assert timedelta(hours=3) > LOOK_BACK
    assert [text.split("-")[0].rpartition('"')[2].rpartition("|")[2] for text in lines_since(path, NOON)] == [
        *["file.0"] * 2,
        *["file"] * 2,
    ], "oldest first"


def test_no_file_and_one_that_is_just_renamed_give_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert lines_since(path, NOON) == []
    path.write_text(_queue(NOON, "call"))
    turn(path)
    assert not path.exists()
    assert lines_since(path, NOON) == [_queue(NOON, "call")]


def test_a_file_that_cannot_be_dated_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xff\x00\n" * 5)
    (tmp_path / "file.0").write_text(_queue(NOON, "call"))
    assert lines_since(tmp_path / "file", NOON)[0] == _queue(NOON, "call")


def test_turning_moves_every_part_on_by_one_and_loses_none(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for number in range(12):
        path.write_text(str(number))
        turn(path)
    assert [part.read_text() for part in parts(path)] == [str(number) for number in reversed(range(12))]
    forget(path, 3)
    assert [part.name for part in parts(path)] == ["file.0", "file.1", "file.2"]
    turn(path)
    assert [part.name for part in parts(path)] == ["file.1", "file.2", "file.3"], "a hole in the numbers is no matter"


class Link:
    """A wire that notes what is asked, and turns the logs over as Asterisk does."""

    def __init__(self, files: SwitchFiles, fails: Exception | None = None) -> None:
        self.in_step, self.asked, self._files, self._fails = True, list[str](), files, fails

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Take an action."""
        if self._fails is not None:
            raise self._fails
        self.asked.append(action.name)
        for path in (self._files.queue_log, self._files.messages):
            if path is not None and path.exists():
                turn(path)
        return AmiMessage.of(Response="Success")


def _files(folder: Path) -> SwitchFiles:
    return SwitchFiles(folder / "hotline.csv", folder / "queue_log", folder / "messages")


async def test_what_is_too_large_is_begun_anew_and_the_oldest_go(tmp_path: Path) -> None:
    files = _files(tmp_path)
    link = Link(files)
    keeper = FileKeeper(link, files, largest=10, kept=2)
    await keeper.look()
    assert link.asked == []
    for number in range(4):
        files.cel.write_text(f"cel {number} " * 3)
        files.queue_log.write_text("short")
        await keeper.look()
    assert link.asked == [], "nothing is asked of Asterisk for CEL alone"
    assert [part.name for part in parts(files.cel)] == ["hotline.csv.0", "hotline.csv.1"]
    assert parts(files.cel)[0].read_text().startswith("cel 3")
    assert files.messages is not None
    files.messages.write_text("long enough to be turned over")
    await keeper.look()
    assert link.asked == ["LoggerRotate"]
    assert not files.queue_log.exists()


@pytest.mark.parametrize("error", [AmiGone("gone"), PermissionError("not ours")])
async def test_whatever_fails_only_lets_them_grow(tmp_path: Path, error: Exception) -> None:
    files = _files(tmp_path)
    files.queue_log.write_text("long enough to be turned over")
    await FileKeeper(Link(files, error), files, largest=10, kept=2).look()
    assert files.queue_log.exists()
