"""Syllables of characters, as a recogniser confuses them."""

from __future__ import annotations

import functools

import pypinyin


@functools.lru_cache(maxsize=32768)
def syllable(character: str) -> str:
    """Return the toneless syllable of one character, or the character itself where it has none.

    Each character is read alone, so that a word and its homophone give the same syllables whatever stands around them.
    """
    read = pypinyin.lazy_pinyin(character, style=pypinyin.Style.NORMAL)
    return read[0] if len(read) == 1 else character


@functools.lru_cache(maxsize=4096)
def folded(sound: str) -> str:
    """Fold what southern speakers and narrow-band recognisers mix up: zh/z, ch/c, sh/s and final -ng/-n."""
    if len(sound) > 2 and sound[:2] in ("zh", "ch", "sh"):
        sound = sound[0] + sound[2:]
    return sound[:-1] if sound.endswith("ng") and sound.isascii() and len(sound) > 2 else sound


def syllables(text: str) -> tuple[str, ...]:
    """Return one syllable per character of `text`."""
    return tuple(syllable(character) for character in text)


def folded_syllables(text: str) -> tuple[str, ...]:
    """Return one folded syllable per character of `text`."""
    return tuple(folded(syllable(character)) for character in text)
