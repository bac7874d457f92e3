"""Make the recordings of the spoken appeals from `appeals.yaml` beside this file.

    python tests/spoken/make.py                all of them
    python tests/spoken/make.py 'dye_works_*'  those whose name matches

One file for each line of a caller, `<name>_<n>.wav`, and one for each distinct sentence of an agent, `agent_<k>.wav`:
WAV, 8000 Hz, mono, 16 bit. It runs in the environment that `scripts/make_voices.py` describes.
"""

from __future__ import annotations

import argparse
import fnmatch
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import make_voices

HERE = Path(__file__).resolve().parent
EDGE = 0.15  # seconds of silence before and after the words
AGENT = {"speed": 0.95, "pitch": 60}

Part = dict[str, Any]


def main() -> int:
    """Make the recordings that the command line names."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("patterns", nargs="*", default=["*"], help="names without .wav, e.g. 'agent_*'")
    patterns = options.parse_args().patterns
    voices = yaml.safe_load((make_voices.SOUNDS / "voices.yaml").read_text("utf-8"))["voices"]
    for name, voice, text in recordings():
        if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
            continue
        samples = make_voices.prompt(voices | {"zh": voices["zh"] | voice}, "zh", list(parts(text)), EDGE)
        make_voices.write_wav(HERE / f"{name}.wav", samples)
        sys.stdout.write(f"{len(samples) / make_voices.RATE:6.2f} s  {name}\n")
    return 0


def recordings() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the name of each file, the changes to the voice and the words."""
    agents: dict[str, str] = {}
    for appeal in yaml.safe_load((HERE / "appeals.yaml").read_text("utf-8"))["appeals"]:
        number = 0
        for line in appeal["lines"]:
            if line["speaker"] == "caller":
                number += 1
                yield f"{appeal['name']}_{number}", appeal["voice"], line["text"]
            elif agents.setdefault(line["file"], line["text"]) != line["text"]:
                raise SystemExit(f"{line['file']} has two sentences: {agents[line['file']]} {line['text']}")
    for name, text in sorted(agents.items()):
        yield name, AGENT, text


def parts(text: str) -> Iterator[Part]:
    """Cut a line into sentences with the pauses of a person on the telephone; words in Latin letters are English."""
    for number, sentence in enumerate(re.findall(r"[^。？！]+[。？！]?", text)):
        if number:
            pauses = make_voices.SENTENCE_PAUSES
            yield {"pause": round(1000 * pauses[number % len(pauses)])}
        for words in re.findall(r"[A-Za-z]+|[^A-Za-z\s]+", sentence):
            yield {"en" if words.isascii() else "zh": words}


if __name__ == "__main__":
    raise SystemExit(main())
