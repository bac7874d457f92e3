"""Both recognisers give Simplified script whatever their model writes."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from speech.vosk_engine import VoskStream
from speech.whisper_engine import WhisperEngine

WRITTEN = "請問這裡的路燈壞了,我們說過幾個關於醫療與環境的問題"
SIMPLIFIED = "请问这里的路灯坏了，我们说过几个关于医疗与环境的问题"


class Model:
    """A Whisper model that writes one sentence, sure of itself."""

    def __init__(self, folder: str, **settings: object) -> None:
        self.folder = folder

    def transcribe(self, samples: object, **settings: object) -> tuple[list[SimpleNamespace], None]:
        """Write it."""
        segment = SimpleNamespace(
            text=WRITTEN, start=0.0, end=8.0, avg_logprob=-0.2, compression_ratio=1.1, no_speech_prob=0.01
        )
        return [segment], None


class Kaldi:
    """A recogniser of Kaldi's that writes one word, at first as a guess."""

    def __init__(self, text: str) -> None:
        self._text = text

    def AcceptWaveform(self, pcm: bytes) -> bool:
        """Nothing is certain yet."""
        return False

    def PartialResult(self) -> str:
        """Give the guess."""
        return json.dumps({"partial": self._text})

    def FinalResult(self) -> str:
        """Give the word."""
        return json.dumps({"result": [{"word": self._text, "start": 0.0, "end": 1.0, "conf": 0.9}]})


def test_whisper(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    engine = WhisperEngine(tmp_path, load=Model)
    assert engine.transcribe(bytes(16000 * 8), "zh").text == SIMPLIFIED


@pytest.mark.parametrize("comma", ["", "，"])
def test_vosk(comma: str) -> None:
    stream = VoskStream(Kaldi(WRITTEN.replace(",", comma)), "")
    wanted = SIMPLIFIED.replace("，", comma)
    partial = stream.accept(bytes(320))
    assert partial is not None
    assert partial.text == wanted
    assert stream.finish().text == wanted
