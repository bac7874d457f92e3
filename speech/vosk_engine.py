"""Vosk (Kaldi): streaming. The only importer of ``vosk``; the operator supplies the model folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from opencc import OpenCC
from vosk import KaldiRecognizer, Model, SetLogLevel

from speech.engine import BYTES_PER_SECOND, RATE, Capabilities, Partial, Recognition, Word
from speech.errors import ModelMissing, RecognitionFailed
from speech.figures import with_figures
from speech.numbers import mask_numbers, mask_words
from speech.plausibility import bare_text, is_credits

_WITHOUT_SPACES = frozenset({"zh", "yue"})
_PIECE_BYTES = BYTES_PER_SECOND // 5
LOWEST_CONFIDENCE = 0.3
"""Mean confidence of the words below which an utterance is taken for noise."""


class VoskEngine:
    """Recognises the language of its model, live."""

    def __init__(self, model: Path, language: str = "zh") -> None:
        if not (model / "am").is_dir():
            raise ModelMissing(
                f"no Vosk model in {model} (it has no folder am/): unpack one there, for Mandarin vosk-model-cn-0.22 "
                "or vosk-model-small-cn-0.22, or set HOTLINE_SPEECH_MODEL"
            )
        SetLogLevel(-1)
        self._language = language
        self._model = Model(str(model))
        self.capabilities = Capabilities(languages=frozenset({language}), streaming=True, word_times=True)

    def transcribe(self, pcm: bytes, language: str) -> Recognition:
        """Recognise whole audio by streaming it."""
        stream = self.open_stream(language)
        for start in range(0, len(pcm), _PIECE_BYTES):
            stream.accept(pcm[start : start + _PIECE_BYTES])
        return stream.finish()

    def open_stream(self, language: str) -> VoskStream:
        """Begin an utterance."""
        if language != self._language:
            raise RecognitionFailed(f"this model recognises {self._language}, not {language}")
        recogniser = KaldiRecognizer(self._model, RATE)
        recogniser.SetWords(True)
        return VoskStream(recogniser, "" if language in _WITHOUT_SPACES else " ")


class VoskStream:
    """One utterance; Kaldi may end sentences inside it, they are joined."""

    def __init__(self, recogniser: Any, separator: str) -> None:
        self._recogniser = recogniser
        self._separator = separator
        self._words: list[Word] = []
        self._shown = ""
        self._simplified = OpenCC("t2s")

    def accept(self, pcm: bytes) -> Partial | None:
        """Take samples; answer when the text so far changed."""
        if self._recogniser.AcceptWaveform(pcm):
            self._words += words_of(self._recogniser.Result())
            running: list[str] = []
        else:
            running = json.loads(self._recogniser.PartialResult()).get("partial", "").split()
        text = self._text([*(word.text for word in self._words), *running])
        if text == self._shown:
            return None
        self._shown = text
        return Partial(text)

    def finish(self) -> Recognition:
        """Return all words of the utterance."""
        self._words += words_of(self._recogniser.FinalResult())
        return recognition_of(tuple(self._words), self._text([word.text for word in self._words]))

    def _text(self, words: list[str]) -> str:
        text = self._simplified.convert(self._separator.join(words))
        return mask_numbers(text if self._separator else with_figures(text)).text


def words_of(result: str) -> list[Word]:
    """Return the words in a result of Kaldi's (JSON); an empty one has none."""
    entries: list[dict[str, Any]] = json.loads(result).get("result", [])
    return [
        Word(float(entry["start"]), float(entry["end"]), str(entry["word"]), float(entry["conf"]))
        for entry in entries
        if entry["word"] not in {"<unk>", "[unk]"}
    ]


def recognition_of(words: tuple[Word, ...], text: str) -> Recognition:
    """Judge the words of an utterance: none, credits and guesses are no speech."""
    if not bare_text(text):
        return Recognition("", 0.0, rejected="empty")
    if is_credits(bare_text(text)):
        return Recognition("", 0.0, rejected="credits")
    mean = sum(word.confidence for word in words) / len(words)
    if mean < LOWEST_CONFIDENCE:
        return Recognition("", 0.0, rejected="unsure")
    return Recognition(text, mean, mask_words(words))
