"""Puts the names of a word list right where they were written with other characters of the same sound. Pure.

The typical error of Mandarin recognisers is the homophone: 天和区 for 天河区. Names that say where something is are put
right also where one syllable was misheard: 海猪七 for 海珠区.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

from speech.near_sound import NearNames, ends_alike

SHORTEST = 3
"""Characters of a name that is put right; of two, too many sound like ordinary words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was replaced; ``start`` counts characters of the text, whose length never changes."""

    start: int
    heard: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A text and what was changed in it."""

    text: str
    changes: tuple[Change, ...]


def is_dictionary_word(piece: str) -> bool:
    """Say whether the general dictionary knows ``piece`` as one word."""
    return len(piece) > 1 and rjieba.cut(piece, False) == [piece]


class WordList:
    """Names indexed by their sound; built once, asked for each utterance.

    ``near``: those of them that are also looked for with one syllable misheard.
    """

    def __init__(
        self,
        words: Iterable[str],
        is_known: Callable[[str], bool] = is_dictionary_word,
        *,
        near: Iterable[str] = (),
    ) -> None:
        self._words = frozenset(word for word in words if len(word) >= SHORTEST and _is_chinese(word))
        self._near = NearNames(word for word in near if word in self._words)
        self._is_known = is_known
        self._by_sound: dict[tuple[str, ...], str | None] = {}
        for word in sorted(self._words):
            sound = _sound(word)
            # Two names of one sound: the ear cannot tell, neither is put in.
            self._by_sound[sound] = None if sound in self._by_sound else word
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def correct(self, text: str) -> Corrected:
        """Replace pieces of ``text`` that sound like a name (tones aside) and are no word themselves.

        Longest names first. A piece stays when it is a name of the list or a word of the dictionary, or when the
        character before or after it makes a dictionary word with its edge.
        """
        characters = list(text)
        taken = [False] * len(characters)
        changes: list[Change] = []
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if any(taken[start : start + length]):
                    continue
                heard = text[start : start + length]
                if heard in self._words:
                    taken[start : start + length] = [True] * length
                    continue
                name = self._by_sound.get(_sound(heard)) if _is_chinese(heard) else None
                if name is None or self._is_known(heard) or self._edge_is_word(text, start, length):
                    continue
                characters[start : start + length] = name
                taken[start : start + length] = [True] * length
                changes.append(Change(start, heard, name))
        for start, name in self._misheard(text, taken):
            changes.append(Change(start, text[start : start + len(name)], name))
            characters[start : start + len(name)] = name
        return Corrected("".join(characters), tuple(sorted(changes, key=lambda change: change.start)))

    def _misheard(self, text: str, taken: list[bool]) -> list[tuple[int, str]]:
        """Return names heard with one syllable wrong, where no word of the dictionary stands across their edge."""
        found: list[tuple[int, str]] = []
        for length in self._near.lengths:
            for start in range(len(text) - length + 1):
                heard = text[start : start + length]
                if any(taken[start : start + length]) or not all(_is_heard(one) for one in heard):
                    continue
                name = self._near.find(heard)
                if name is None or self._is_other(heard, name) or self._edge_is_word(text, start, length):
                    continue
                taken[start : start + length] = [True] * length
                found.append((start, name))
        return found

    def _is_other(self, heard: str, name: str) -> bool:
        """Say whether what was heard means something else: it has another ending of names, or is made of words."""
        if (heard[-1] != name[-1] and heard[-1] in _ENDINGS) or not _FUNCTION.isdisjoint(heard):
            return True
        if any(one.isdigit() for one in heard[:-1]):
            return True
        if self._is_known(heard):
            return True
        made_of_words = self._is_known(heard[:2]) or self._is_known(heard[-2:])
        return len(heard) <= SHORTEST and made_of_words and not ends_alike(heard, name)

    def _edge_is_word(self, text: str, start: int, length: int) -> bool:
        end = start + length
        before = start > 0 and self._is_known(text[start - 1 : start + 1])
        after = end < len(text) and self._is_known(text[end - 1 : end + 1])
        return before or after


_FUNCTION = frozenset("的是个了不在与于和有会人都也就我你他这那来去到把被")
_ENDINGS = frozenset("区镇街道路村站园场桥里巷市县省院校")


def _is_heard(character: str) -> bool:
    return _is_chinese(character) or character.isdigit()


def correct_places(text: str, words: Iterable[str]) -> Corrected:
    """Correct one text against a list of names; keep a ``WordList`` where many follow."""
    return WordList(words).correct(text)


@lru_cache(maxsize=65536)
def _sound(piece: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(piece))


def _is_chinese(piece: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in piece)
