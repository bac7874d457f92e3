"""Hides long spoken numbers: they come from caller ID or keys, never from speech.

Recognisers drop and double digits, so a telephone or identity number that was heard is wrong more often than right, and
it is personal data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from speech.engine import Word

MASK = "[号码]"
MINIMUM_DIGITS = 7

_DIGIT = "0-9０-９零〇○一二三四五六七八九幺两"
_RUN = re.compile(rf"[{_DIGIT}](?:[\s,，、。.\-－—杠]{{0,2}}[{_DIGIT}])*[Xx]?")
_OPEN_RUN = re.compile(rf"[{_DIGIT}](?:[\s,，、。.\-－—杠]{{0,2}}[{_DIGIT}]){{2,}}[\s,，、。.]*$")
_DIGITS = re.compile(rf"[{_DIGIT}]")
_NOTHING_SAID = re.compile(r"[\s,，、。.\-－—！？!?]*")


@dataclass(frozen=True, slots=True)
class Masked:
    """Text without long numbers, and how many digits stand open at its end."""

    text: str
    open_digits: int


def mask_numbers(text: str, open_digits: int = 0) -> Masked:
    """Replace each run of ``MINIMUM_DIGITS`` or more digits (Arabic or Chinese) by ``MASK``.

    Short pauses and separators do not end a run. ``open_digits`` is what the utterance before ended with: a number
    spoken in two breaths is counted as one.
    """
    pieces: list[str] = []
    done = 0
    open_now = open_digits if not text else 0
    for start, end, digits in _runs(text, open_digits):
        pieces.append(text[done:start])
        pieces.append(MASK if digits >= MINIMUM_DIGITS else text[start:end])
        done = end
        if _NOTHING_SAID.fullmatch(text, end):
            open_now = digits
    pieces.append(text[done:])
    masked = "".join(pieces)
    if masked.rstrip(" ,，、。.！？!?").endswith(MASK):
        open_now = max(open_now, MINIMUM_DIGITS)
    return Masked(masked, open_now)


def hide_open_number(text: str) -> str:
    """Replace three or more digits at the end of words that are not over: more may follow."""
    return _OPEN_RUN.sub(MASK, text)


def mask_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Replace the words that make up a long number by one word ``MASK`` over their time."""
    joined = "".join(word.text for word in words)
    spans = [(start, end) for start, end, digits in _runs(joined, 0) if digits >= MINIMUM_DIGITS]
    result: list[Word] = []
    position = 0
    masked_span: tuple[int, int] | None = None
    for word in words:
        begin, position = position, position + len(word.text)
        span = next(((a, b) for a, b in spans if a < position and begin < b), None)
        if span is None:
            result.append(word)
        elif span == masked_span:
            last = result[-1]
            result[-1] = Word(last.start_seconds, word.end_seconds, MASK, min(last.confidence, word.confidence))
        else:
            result.append(Word(word.start_seconds, word.end_seconds, MASK, word.confidence))
        masked_span = span
    return tuple(result)


def _runs(text: str, open_digits: int) -> list[tuple[int, int, int]]:
    """Return start, end and number of digits of each run; the first counts what was open before it."""
    found: list[tuple[int, int, int]] = []
    for match in _RUN.finditer(text):
        digits = len(_DIGITS.findall(match.group()))
        if open_digits and _NOTHING_SAID.fullmatch(text, 0, match.start()):
            digits += open_digits
        found.append((match.start(), match.end(), digits))
    return found
