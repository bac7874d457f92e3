"""What Whisper is told before it listens, and how its segments become one text. Pure."""

from __future__ import annotations

SENTENCE = "以下是12345市民热线的通话：我想咨询、投诉、举报、求助、建议、表扬。"
"""Makes the model write Simplified characters and punctuation, and expect what callers of a hotline say."""


LONGEST_ANSWER = 220
"""The model holds 448 tokens; the longest prompt that is kept (223) and the answer's beginning (4) leave no more."""


MOST_NAMED = 60
"""Characters of words that are named: each costs time with every utterance, and the model holds few."""


def prompt_naming(words: tuple[str, ...]) -> str:
    """Return the sentence the model is shown, with the words it should expect, the most important first."""
    named, left = [], MOST_NAMED
    for word in words:
        if len(word) + 1 > left:
            break
        named.append(word)
        left -= len(word) + 1
    return SENTENCE if not named else f"{SENTENCE}{'、'.join(named)}。"


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
