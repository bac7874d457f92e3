"""Whisper through CTranslate2: Mandarin by whole utterance. The only importer of ``faster_whisper``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from opencc import OpenCC

from speech.engine import RATE, Capabilities, Recognition, Stream
from speech.errors import ModelMissing, RecognitionFailed, StreamingUnsupported
from speech.numbers import mask_numbers
from speech.plausibility import Evidence, confidence, rejection
from speech.samples import doubled_rate, to_float
from speech.whisper_text import joined, longest_answer, prompt_naming

_LANGUAGES = frozenset({"zh"})
_VOICE_FILTER = {"min_silence_duration_ms": 1000, "speech_pad_ms": 300}
_FRAMES_A_SECOND = 100
_SHORTEST_FRAMES = 8 * _FRAMES_A_SECOND
BEAM = 5
"""Hypotheses kept: a third more work than one, and a fifth fewer wrong fields through the telephone (docs/bench.md)."""
_SILENT_FRAMES = 1 * _FRAMES_A_SECOND


class ShortWindowModel(WhisperModel):  # type: ignore[misc]  # the library states no types
    """Encodes the sound of a window and a second of silence after it, at least 8 s, instead of always 30 s.

    The library fills every window up to 30 s with zeros, and the encoder's work grows faster than their number: an
    utterance of 5 s costs a seventh. Measured with the demonstration's appeals: half the work in all, and no more
    errors (docs/bench.md); windows shorter than 8 s made more.
    """

    def encode(self, features: np.ndarray) -> Any:
        """Encode mel features of shape ``(mels, frames)``, 100 frames a second."""
        loud = np.flatnonzero(features.any(axis=0))
        used = int(loud[-1]) + 1 if len(loud) else 0
        frames = min(features.shape[-1], max(_SHORTEST_FRAMES, used + _SILENT_FRAMES))
        return super().encode(np.ascontiguousarray(features[:, : frames + frames % 2]))


class WhisperEngine:
    """Recognises Mandarin utterances; one copy holds the model in memory (about 320 MB for base, int8).

    ``places`` (districts, streets) are named to the model before each utterance: it then writes 天河区 and not 天和七.
    ``load`` makes the model of its folder.
    """

    def __init__(
        self,
        model: Path,
        places: tuple[str, ...] = (),
        threads: int = 1,
        *,
        load: Callable[..., Any] = ShortWindowModel,
    ) -> None:
        if not (model / "model.bin").is_file():
            raise ModelMissing(
                f"no Whisper model in {model}: set HOTLINE_SPEECH_MODEL, or run the set-up again to build it"
            )
        self.capabilities = Capabilities(languages=_LANGUAGES, streaming=False, word_times=False)
        self._prompt = prompt_naming(places)
        self._simplified = OpenCC("t2s")
        self._model = load(
            str(model), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1, local_files_only=True
        )

    def transcribe(self, pcm: bytes, language: str) -> Recognition:
        """Recognise one utterance of at most 30 s; a longer one is read in windows of 30 s."""
        if language not in _LANGUAGES:
            raise RecognitionFailed(f"this engine recognises {', '.join(sorted(_LANGUAGES))}, not {language}")
        samples = doubled_rate(to_float(pcm))
        seconds = len(pcm) / 2 / RATE
        segments, _ = self._model.transcribe(
            samples,
            language=language,
            task="transcribe",
            beam_size=BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
            initial_prompt=self._prompt,
            vad_filter=True,
            vad_parameters=_VOICE_FILTER,
            # With times of words the library decodes what lies behind the last word once more, alone: silence, in which
            # it then hears a loop (measured: four times the work and 这些人都不想想 after a sentence).
            word_timestamps=False,
            max_new_tokens=longest_answer(seconds),
            # The bounds of the library skip silently; ours name the rule.
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )
        texts: list[str] = []
        weights: list[tuple[int, float]] = []
        reason: str | None = None
        for segment in segments:
            text = self._simplified.convert(segment.text).strip()
            evidence = Evidence(
                seconds=min(seconds, max(segment.end - segment.start, 0.0)) or seconds,
                avg_logprob=segment.avg_logprob,
                compression_ratio=segment.compression_ratio,
                no_speech_prob=segment.no_speech_prob,
            )
            refused = rejection(text, evidence, self._prompt)
            if refused is not None:
                reason = reason or refused
                continue
            texts.append(text)
            weights.append((len(text), confidence(segment.avg_logprob)))
        if not texts:
            return Recognition("", 0.0, rejected=reason or "no_speech")
        mean = sum(count * value for count, value in weights) / sum(count for count, _ in weights)
        return Recognition(mask_numbers(joined(texts)).text, mean)

    def open_stream(self, language: str) -> Stream:
        """Refuse: Whisper hears whole utterances."""
        raise StreamingUnsupported("Whisper recognises whole utterances; look at capabilities.streaming")
