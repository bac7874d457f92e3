"""WAV files that a crash left behind: the header says what is there, and nothing of the sound changes."""

from __future__ import annotations

import hashlib
import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings import audio
from recordings.audio import HEADER_BYTES, BadAudio, NotClosed


def wav(sound: bytes, claimed: int | None = None) -> bytes:
    size = len(sound) if claimed is None else claimed
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", (size + 36) & 0xFFFFFFFF, b"WAVE")
        + fmt
        + struct.pack("<4sI", b"data", size)
        + sound
    )


@settings(max_examples=60, deadline=None)
@given(sound=st.binary(max_size=3000), claimed=st.one_of(st.none(), st.integers(0, 0xFFFFFFF0)))
def test_any_claimed_size_is_put_right(sound: bytes, claimed: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixed.wav"
        path.write_bytes(wav(sound, claimed))
        samples = len(sound) // 2
        fits = (len(sound) if claimed is None else claimed) == samples * 2
        if not fits:
            with pytest.raises(NotClosed):
                audio.check(path, repair=False)
            assert path.read_bytes() == wav(sound, claimed), "looked at, not touched"
        leg = audio.check(path)
        content = path.read_bytes()
        assert content[HEADER_BYTES:] == sound
        assert struct.unpack_from("<I", content, 40)[0] == samples * 2
        assert leg.seconds == round(int(samples / 8000 * 1000) / 1000, 3) or abs(leg.seconds - samples / 8000) < 0.002
        assert (leg.sha256, leg.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert leg.repaired is not fits
        assert audio.check(path) == leg, "again, after a crash before the commit: the same answer"


@given(cut=st.integers(0, HEADER_BYTES - 1))
def test_a_header_cut_short_is_no_audio(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixed.wav"
        path.write_bytes(wav(b"\0\0" * 100)[:cut])
        for repair in (True, False):
            with pytest.raises(BadAudio):
                audio.check(path, repair=repair)
        assert path.stat().st_size == cut


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"OggS" + b"\0" * 100, wav(b"")[:36] + b"LIST" + b"\0" * 60])
def test_what_is_no_audio_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mixed.wav"
    path.write_bytes(content)
    with pytest.raises(BadAudio):
        audio.check(path)
    assert path.read_bytes() == content
    assert not audio.mark_of(path).exists()


def test_a_file_that_is_gone_is_the_disks_matter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        audio.check(tmp_path / "gone.wav")
