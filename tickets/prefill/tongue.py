"""Which language was written or spoken, by its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tickets.prefill.model import Finding, Sentence
from tickets.prefill.words import Words

NOTHING = Finding(None, 0.0, None)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def find_language(sentences: Sequence[Sentence], words: Words, spoken: str | None) -> Finding:
    """Return `en`, `yue` or `zh`; what the caller chose (`spoken`) where the text does not contradict it."""
    text = "".join(s.text for s in sentences if s.speaker != "agent")
    han, latin = len(_HAN.findall(text)), sum(len(word) for word in _WORD.findall(text))
    if not han and not latin:
        return Finding(spoken, 0.9, None) if spoken else NOTHING
    if latin > 3 * han and latin >= 12:
        return Finding("en", 0.9, None)
    cantonese = sum(text.count(word) for word in words.cantonese)
    if cantonese >= 3 and cantonese * 40 >= han:
        return Finding("yue", 0.85, None)
    if spoken and spoken != "en":
        return Finding(spoken, 0.95, None)
    return Finding("zh", 0.95 if cantonese == 0 else 0.8, None)
