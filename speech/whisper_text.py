"""What Whisper is told before it listens, and how its segments become one text. Pure."""

from __future__ import annotations

SENTENCE = "以下是普通话的句子。"
"""Makes the model write Simplified characters and punctuation."""


LONGEST_ANSWER = 220
"""The model holds 448 tokens; the longest prompt that is kept (223) and the answer's beginning (4) leave no more."""


def prompt_naming(places: tuple[str, ...]) -> str:
    """Return the sentence the model is shown, with the names of places it should expect."""
    return SENTENCE if not places else f"{SENTENCE}地名有{'、'.join(places)}。"


def longest_answer(seconds: float) -> int:
    """Return how many tokens so much speech can need; a loop in noise ends there, not at the model's end."""
    return min(32 + int(16 * seconds), LONGEST_ANSWER)


def joined(texts: list[str]) -> str:
    """Join segments: punctuation made Chinese, a comma where one ended without any."""
    result = ""
    for text in texts:
        clean = chinese_punctuation(text)
        if result and result[-1] not in "，。！？；：、":
            result += "，"
        result += clean
    return result


_HALF_WIDTH = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "："})


def chinese_punctuation(text: str) -> str:
    """Return ``text`` with full-width marks and without the spaces between Chinese characters."""
    wide = text.translate(_HALF_WIDTH)
    kept = [
        character
        for at, character in enumerate(wide)
        if character != " " or (_is_latin(wide, at - 1) and _is_latin(wide, at + 1))
    ]
    return "".join(kept)


def _is_latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()
