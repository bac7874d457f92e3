"""Wrong characters of the twenty spoken appeals, clean and with noise, with correction and without.

The peer is the library as it comes (one hypothesis, a plain prompt, no list of words) on the same pieces of audio.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml
from faster_whisper import WhisperModel
from figures import ROOT, Report, state_folder

from foundation.settings import Settings
from hotline.speech_process import build_engine, hot_words, word_list
from speech.engine import SpeechToText
from speech.model import ensure_model
from speech.plausibility import bare_text
from speech.transcribe import transcribe_file
from tickets.prefill import packaged_lists

SPOKEN = ROOT / "tests" / "spoken"
CONDITIONS = {"clean": None, "20 dB": 20.0, "10 dB": 10.0}
_DIGITS = str.maketrans("一二三四五六七八九零两〇", "123456789020")


def lines() -> list[tuple[Path, str]]:
    """Return each line of a caller with what it says."""
    document = yaml.safe_load((SPOKEN / "appeals.yaml").read_text("utf-8"))
    found = []
    for entry in document["appeals"]:
        said = [line["text"] for line in entry["lines"] if line["speaker"] == "caller"]
        found += [(SPOKEN / f"{entry['name']}_{at}.wav", text) for at, text in enumerate(said, start=1)]
    return found


def errors(expected: str, heard: str) -> tuple[int, int]:
    """Return wrong characters (edit distance) and characters; punctuation and the script of digits do not count."""
    wanted, got = (bare_text(text).translate(_DIGITS) for text in (expected, heard))
    row = list(range(len(got) + 1))
    for at, character in enumerate(wanted, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(got, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (character != other))
    return row[-1], len(wanted)


def _rate(engine: SpeechToText, put_right: Callable[[str], str], decibels: float | None) -> tuple[float, float, float]:
    """Return the share of wrong characters as heard, and as put right, and processor seconds."""
    from spoken import with_noise

    raw = mended = total = 0
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for wav, text in lines():
            heard = [one.text for one in transcribe_file(with_noise(wav, decibels, Path(folder)), engine, "zh")]
            wrong, count = errors(text, "".join(heard))
            raw, total = raw + wrong, total + count
            mended += errors(text, "".join(map(put_right, heard)))[0]
    return raw / total, mended / total, time.process_time() - began


def test_recognition(report: Callable[[str], Report], tmp_path: Path) -> None:
    from speech.whisper_engine import WhisperEngine

    made = report("faster-whisper as it comes: greedy, no words named, no list")
    model = ensure_model(state_folder() / "models" / "whisper-base")
    settings = Settings(var=tmp_path, speech_engine="whisper", speech_model=str(model))
    lists = packaged_lists(settings.region)
    words = word_list(lists)
    engine = build_engine(settings, "zh", hot_words(lists))
    library = WhisperEngine(model, (), load=partial(_Greedy))
    with made.watched():
        for name, decibels in CONDITIONS.items():
            raw, mended, used = _rate(engine, lambda text: words.correct(text).text, decibels)
            bare, _, bare_used = _rate(library, str, decibels)
            made.add(name, "wrong characters, put right", "", mended, bare)
            made.add(name, "wrong characters, as heard", "", raw, bare)
            made.add(name, "processor time", "s", used, bare_used)
    made.write()


class _Greedy(WhisperModel):  # type: ignore[misc]  # the library states no types
    """The library with one hypothesis and a plain prompt."""

    def transcribe(self, audio, **more):  # type: ignore[no-untyped-def]
        """Recognise."""
        return super().transcribe(audio, **{**more, "beam_size": 1, "initial_prompt": "以下是普通话的句子。"})
