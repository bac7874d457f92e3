"""Whisper base on the demonstration's telephone audio, on silence and on noise."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from speech_world import APPEALS, ROOT, Appeal, error_rate

from speech.engine import RATE
from speech.errors import BadAudio, ModelMissing, RecognitionFailed, StreamingUnsupported
from speech.plausibility import bare_text
from speech.samples import to_pcm
from speech.transcribe import Utterance, transcribe_file
from speech.wav_file import read_wav
from speech.whisper_engine import WhisperEngine
from tickets.prefill import PrefillContext, Sentence, prefill

WORST_APPEAL = 0.35
WORST_MEAN = 0.2
SOUNDS = ROOT / "asterisk_conf" / "sounds"
MUSIC = SOUNDS / "moh" / "calm.wav"


def text_of(utterances: list[Utterance]) -> str:
    return "".join(utterance.text for utterance in utterances)


def test_every_appeal_is_recognised_well_enough(whisper: WhisperEngine, appeals: list[Appeal]) -> None:
    rates = {}
    for appeal in appeals:
        utterances = transcribe_file(appeal.path, whisper)
        rates[appeal.name] = error_rate(appeal.text, text_of(utterances))
        starts = [utterance.started_at_seconds for utterance in utterances]
        assert starts == sorted(starts)
        assert all(0 < utterance.confidence <= 1 for utterance in utterances)
    assert max(rates.values()) < WORST_APPEAL, rates
    assert sum(rates.values()) / len(rates) < WORST_MEAN, rates


def test_districts_named_to_the_model_are_right(whisper: WhisperEngine, appeals: list[Appeal]) -> None:
    appeal = next(appeal for appeal in appeals if appeal.name == "broken_street_lamp")
    text = text_of(transcribe_file(appeal.path, whisper))
    assert "天河区" in text


LOUD_AND_ENCODED = [(0, 8), (5, 8), (7.5, 8.5), (25, 26), (29.5, 30), (30, 30)]


@pytest.mark.parametrize(("loud_seconds", "encoded_seconds"), LOUD_AND_ENCODED)
def test_no_more_silence_is_encoded_than_helps(
    whisper: WhisperEngine, loud_seconds: float, encoded_seconds: float
) -> None:
    mel = np.zeros((80, 3000), np.float32)
    mel[40, : int(loud_seconds * 100)] = 0.5
    _, positions, _ = whisper._model.encode(mel).shape
    assert positions == encoded_seconds * 50


@pytest.mark.parametrize("name", ["silence_10s", "noise_10s"])
def test_silence_and_noise_give_no_text(whisper: WhisperEngine, name: str) -> None:
    assert transcribe_file(APPEALS / f"{name}.wav", whisper) == []


@pytest.mark.parametrize("kind", ["silence", "white", "tone", "clicks", "music"])
def test_what_is_no_speech_is_rejected_without_voice_activity(whisper: WhisperEngine, kind: str) -> None:
    random = np.random.default_rng(12345)
    at = np.arange(RATE * 5) / RATE
    chord = [0.1 * np.sin(2 * np.pi * hertz * at * (1 + at.astype(int) % 3 * 0.12)) for hertz in (262, 330, 392)]
    sound = {
        "silence": np.zeros(len(at)),
        "white": random.normal(0, 0.2, len(at)),
        "tone": 0.3 * np.sin(2 * np.pi * 425 * at),
        "clicks": (random.random(len(at)) < 0.001) * 0.8,
        "music": sum(chord),
    }[kind]
    heard = whisper.transcribe(to_pcm(np.asarray(sound, np.float32)), "zh")
    assert (heard.text, heard.words) == ("", ())
    assert heard.rejected is not None


def test_nothing_is_heard_in_the_silence_after_a_sentence(whisper: WhisperEngine, appeals: list[Appeal]) -> None:
    appeal = next(appeal for appeal in appeals if appeal.name == "nurse_praise")
    with wave.open(str(appeal.path)) as file:
        file.setpos(RATE * 13)
        pcm = file.readframes(RATE * 4)
    heard = whisper.transcribe(pcm, "zh")
    assert bare_text(heard.text).endswith("非常感谢")
    assert (heard.words, whisper.capabilities.word_times) == ((), False)


def test_what_it_cannot_do_is_said(whisper: WhisperEngine, tmp_path: Path) -> None:
    assert not whisper.capabilities.streaming
    with pytest.raises(StreamingUnsupported):
        whisper.open_stream("zh")
    with pytest.raises(RecognitionFailed, match="not yue"):
        whisper.transcribe(bytes(16000), "yue")
    with pytest.raises(RecognitionFailed, match="not yue"):
        transcribe_file(APPEALS / "silence_10s.wav", whisper, "yue")
    with pytest.raises(BadAudio, match="does not exist"):
        transcribe_file(tmp_path / "none.wav", whisper)
    with pytest.raises(ModelMissing, match="HOTLINE_SPEECH_MODEL"):
        WhisperEngine(tmp_path)


def _fax(seconds: int) -> np.ndarray:
    """Return what a fax machine sends that calls: half a second of 1,100 Hz every three and a half."""
    at = np.arange(RATE * seconds) / RATE
    return 0.4 * np.sin(2 * np.pi * 1100 * at) * (at % 3.5 < 0.5)


def test_two_minutes_of_nothing_music_or_a_fax_give_no_text(whisper: WhisperEngine, tmp_path: Path) -> None:
    music = read_wav(MUSIC).channels[0]
    sounds = {
        "silence": np.random.default_rng(1).normal(0, 0.0005, RATE * 120),
        "music": np.resize(np.asarray(music), RATE * 120),
        "fax": _fax(120),
    }
    heard = {}
    for name, samples in sounds.items():
        path = tmp_path / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(to_pcm(np.asarray(samples, np.float32)))
        heard[name] = text_of(transcribe_file(path, whisper))
    assert heard == dict.fromkeys(sounds, "")


@pytest.mark.parametrize("spoken", ["en/demo-echotest", "en/hotline/welcome_menu", "yue/hotline/welcome_menu"])
def test_another_language_fills_no_form(whisper: WhisperEngine, spoken: str) -> None:
    """Whoever speaks it in a Mandarin call gets an agent; what the model makes of it is no place, class or danger."""
    text = text_of(transcribe_file(SOUNDS / f"{spoken}.wav", whisper))
    found = prefill([Sentence(text)], PrefillContext())
    filled = {name for name, one in found.items() if one.filled}
    assert not filled & {"category", "district", "street", "place", "company", "danger_words", "lead_unit"}, text
