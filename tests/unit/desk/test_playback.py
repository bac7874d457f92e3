"""Grants, files and times of recordings."""

from __future__ import annotations

import struct
import uuid
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_desktop.audio_time import second_in_talk, second_in_waiting
from agent_desktop.grants import BadGrant, GrantExpired, Grants
from agent_desktop.playback_files import PEAKS, PlaybackFiles, RecordingDamaged, RecordingMissing

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
CALL = uuid.UUID(int=1)
GRANTS = Grants.from_token("token")


def at(seconds: float) -> datetime:
    """Return a moment."""
    return NOW + timedelta(seconds=seconds)


def sound(path: Path, samples: list[int]) -> None:
    """Write a WAV file as MixMonitor does."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def test_a_grant_is_good_for_its_files_its_session_and_its_time() -> None:
    grant = GRANTS.give(CALL, ["mixed", "caller"], "session", at(60))
    GRANTS.check(grant, CALL, "mixed", "session", at(59))
    with pytest.raises(GrantExpired):
        GRANTS.check(grant, CALL, "mixed", "session", at(60))


@pytest.mark.parametrize(
    ("call_id", "leg", "holder"),
    [(uuid.UUID(int=2), "mixed", "session"), (CALL, "waiting", "session"), (CALL, "mixed", "another")],
)
def test_a_grant_is_good_for_nothing_else(call_id: uuid.UUID, leg: str, holder: str) -> None:
    grant = GRANTS.give(CALL, ["mixed"], "session", at(60))
    with pytest.raises(BadGrant):
        GRANTS.check(grant, call_id, leg, holder, NOW)


def test_a_grant_that_was_changed_or_signed_by_another_is_none() -> None:
    grant = GRANTS.give(CALL, ["mixed"], "session", at(60))
    body, _, mark = grant.partition(".")
    theirs = Grants.from_token("another").give(CALL, ["mixed"], "session", at(60))
    for bad in ("", ".", "x.y", body, f"{body}.", f"x{body}.{mark}", theirs, "中文.文", "\x00.\x00"):
        with pytest.raises(BadGrant):
            GRANTS.check(bad, CALL, "mixed", "session", NOW)


def test_peaks_are_the_loudest_of_each_piece(tmp_path: Path) -> None:
    samples = [0] * 16000
    samples[0], samples[15999], samples[8000] = 16384, -32768, 100
    sound(tmp_path / "mixed.wav", samples)
    peaks = PlaybackFiles(tmp_path).peaks("mixed.wav")
    assert len(peaks) == PEAKS
    assert (peaks[0], peaks[-1], peaks[1]) == (0.5, 1.0, 0.0)
    assert peaks[400] == pytest.approx(100 / 32768, abs=1e-4)


@pytest.mark.parametrize("count", [0, 1, 3, 799, 801])
def test_short_recordings_have_as_many_peaks(tmp_path: Path, count: int) -> None:
    sound(tmp_path / "short.wav", [1000] * count)
    peaks = PlaybackFiles(tmp_path).peaks("short.wav")
    assert len(peaks) == PEAKS
    assert all(0 <= peak <= 1 for peak in peaks)


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    files = PlaybackFiles(tmp_path)
    sound(tmp_path / "a.wav", [0] * 900)
    assert max(files.peaks("a.wav")) == 0
    sound(tmp_path / "a.wav", [32767] * 901)
    assert max(files.peaks("a.wav")) == 1


@pytest.mark.parametrize(
    "name", ["../outside.wav", "/etc/hostname", "a/../../outside.wav", "gone.wav", "", ".", "a\x00b"]
)
def test_no_name_leads_outside_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    sound(tmp_path / "outside.wav", [1] * 900)
    with pytest.raises(RecordingMissing):
        PlaybackFiles(folder).path(name)


def test_a_link_out_of_the_folder_is_none_of_ours(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    sound(tmp_path / "outside.wav", [1] * 900)
    (folder / "link.wav").symlink_to(tmp_path / "outside.wav")
    with pytest.raises(RecordingMissing):
        PlaybackFiles(folder).path("link.wav")


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"<html>" * 100])
def test_a_damaged_file_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(RecordingDamaged):
        PlaybackFiles(tmp_path).peaks("bad.wav")


TALK = [(at(0), at(10)), (at(30), at(50))]


@pytest.mark.parametrize(
    ("seconds", "second"),
    [(0, 0), (4, 4), (10, 10), (-1, 0), (-2, None), (20, None), (29, 10), (30, 10), (45, 25), (51, None)],
)
def test_a_moment_of_the_talk_is_a_second_of_its_file(seconds: float, second: float | None) -> None:
    assert second_in_talk(TALK, at(seconds)) == second


@pytest.mark.parametrize(("seconds", "second"), [(-10, 10), (-20, 0), (-21, 0), (-22, None), (0, 20), (1, None)])
def test_the_waiting_leg_ends_where_the_talk_begins(seconds: float, second: float | None) -> None:
    assert second_in_waiting(at(0), 20.0, at(seconds)) == second
