"""Rates and WAV files."""

from __future__ import annotations

import io
import math
import wave
from pathlib import Path

import numpy as np
import pytest

from speech.errors import BadAudio
from speech.samples import Floats, at_rate, doubled_rate, loudness, to_float, to_pcm
from speech.wav_file import HEADER_BYTES, WavWriter, header, read_wav, repair_header, with_true_length


def tone(hertz: float, rate: int, seconds: float = 1.0) -> Floats:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def power_at(samples: Floats, rate: int, hertz: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) / len(samples)
    return float(spectrum[round(hertz * len(samples) / rate)])


def test_doubling_keeps_the_tone_and_adds_no_image() -> None:
    up = doubled_rate(tone(1000, 8000))
    assert len(up) == 16000
    assert power_at(up, 16000, 7000) < 0.001 * power_at(up, 16000, 1000)
    assert np.max(np.abs(up - tone(1000, 16000))[200:-200]) < 0.01


@pytest.mark.parametrize("rate", [11025, 16000, 22050, 44100, 48000, 6000])
def test_at_rate_keeps_length_and_tone(rate: int) -> None:
    out = at_rate(tone(1000, rate), rate)
    assert abs(len(out) - 8000) <= 2
    assert power_at(out, 8000, 1000) == pytest.approx(power_at(tone(1000, 8000), 8000, 1000), rel=0.1)


def test_going_down_leaves_nothing_of_what_is_too_high() -> None:
    out = at_rate(tone(6000, 48000), 48000)
    assert float(np.max(np.abs(out[200:-200]))) < 0.01


def test_pcm_goes_there_and_back() -> None:
    pcm = np.array([-32768, -1, 0, 1, 32767], "<i2").tobytes()
    assert to_pcm(to_float(pcm)) == pcm
    assert to_pcm(np.array([2.0, -2.0], np.float32)) == np.array([32767, -32768], "<i2").tobytes()
    assert len(to_float(b"\x00\x00\x00")) == 1
    assert len(doubled_rate(to_float(b""))) == 0


def test_loudness_is_the_root_mean_square() -> None:
    assert loudness(b"") == 0.0
    assert loudness(np.full(160, 300, "<i2").tobytes()) == pytest.approx(300)
    assert loudness(to_pcm(tone(400, 8000))) == pytest.approx(0.5 / math.sqrt(2) * 32768, rel=0.01)


def wav_bytes(samples: Floats, rate: int = 8000, width: int = 2, channels: int = 1) -> bytes:
    sink = io.BytesIO()
    with wave.open(sink, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        whole = np.repeat(samples, channels)
        if width == 1:
            file.writeframes((whole * 127 + 128).astype(np.uint8).tobytes())
        elif width == 3:
            wide = (whole * 8388607).astype("<i4")
            file.writeframes(wide.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
        else:
            file.writeframes((whole * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}").tobytes())
    return sink.getvalue()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_width_and_channel_is_read(tmp_path: Path, width: int, channels: int) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(tone(500, 16000), 16000, width, channels))
    audio = read_wav(path)
    assert (audio.rate, len(audio.channels)) == (16000, channels)
    assert audio.seconds == pytest.approx(1.0)
    for samples in audio.channels:
        assert np.max(np.abs(samples - tone(500, 16000))) < 0.02


def test_bad_files_are_named(tmp_path: Path) -> None:
    text, empty, silent = tmp_path / "t.wav", tmp_path / "e.wav", tmp_path / "s.wav"
    text.write_text("not sound")
    empty.write_bytes(b"")
    silent.write_bytes(header(0))
    alaw = tmp_path / "alaw.wav"
    coded = bytearray(wav_bytes(tone(500, 8000)))
    coded[20] = 6
    alaw.write_bytes(coded)
    for path, says in [
        (tmp_path / "none.wav", "does not exist"),
        (tmp_path, "cannot be read"),
        (text, "no PCM WAV"),
        (empty, "no PCM WAV"),
        (silent, "holds no sound"),
        (alaw, "no PCM WAV"),
    ]:
        with pytest.raises(BadAudio, match=says):
            read_wav(path)


@pytest.mark.parametrize("claimed", [0, 10**9])
def test_a_file_without_its_true_length_is_read_by_its_size(tmp_path: Path, claimed: int) -> None:
    whole = wav_bytes(tone(500, 8000))
    path = tmp_path / "cut.wav"
    path.write_bytes(whole[:40] + claimed.to_bytes(4, "little") + whole[44:])
    assert read_wav(path).seconds == pytest.approx(1.0)
    assert with_true_length(whole) == whole


def test_the_writer_repairs_its_header_at_close(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "waiting.wav"
    writer = WavWriter(path)
    for at in range(0, 8000, 160):
        writer.write(to_pcm(tone(500, 8000)[at : at + 160]))
    assert writer.close() == 16000
    assert writer.close() == 16000
    with wave.open(str(path)) as file:
        assert (file.getnframes(), file.getframerate(), file.getnchannels()) == (8000, 8000, 1)


def test_a_file_whose_writer_died_is_repaired(tmp_path: Path) -> None:
    path = tmp_path / "dead.wav"
    path.write_bytes(header(0) + bytes(1001))
    assert repair_header(path) == 1000
    with wave.open(str(path)) as file:
        assert file.getnframes() == 500
    assert path.stat().st_size == HEADER_BYTES + 1001
