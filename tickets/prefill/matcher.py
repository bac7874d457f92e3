"""Finds the terms of a word list in a text: longest first, exact, then by sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tickets.prefill.pinyin import folded, syllable


@dataclass(frozen=True)
class Match:
    """`term` of the list found at `start`..`end`; `exact` is false when only the sounds agree."""

    term: str
    start: int
    end: int
    exact: bool = True


class TermMatcher:
    """Leftmost-longest search. A term inside a longer one is not found again: a list swallows words by naming them.

    `by_sound` terms (three characters or more, unless `shortest_sound` says otherwise) are also found by their toneless
    folded syllables where no exact term stands. Work is linear in the text times the longest term.
    """

    def __init__(self, terms: Iterable[str], by_sound: Iterable[str] = (), shortest_sound: int = 3) -> None:
        self._terms = frozenset(term for term in terms if term)
        self._lengths: dict[str, tuple[int, ...]] = _lengths_by_first((term[0], len(term)) for term in self._terms)
        self._sounds: dict[tuple[str, ...], str] = {}
        for term in sorted(by_sound):
            if len(term) >= shortest_sound:
                self._sounds.setdefault(tuple(folded(syllable(character)) for character in term), term)
        self._sound_lengths = _lengths_by_first((sounds[0], len(sounds)) for sounds in self._sounds)

    def find(self, text: str) -> list[Match]:
        """Return the matches in order of place; an exact one wins unless it is only the end of a longer one heard."""
        exact = self._find_exact(text)
        if not self._sounds:
            return exact
        heard = self._find_by_sound(text, exact)
        kept = [m for m in exact if not any(h.start < m.end and m.start < h.end for h in heard)] if heard else exact
        return sorted(kept + heard, key=lambda match: match.start)

    def _find_exact(self, text: str) -> list[Match]:
        found: list[Match] = []
        position, length = 0, len(text)
        while position < length:
            for size in self._lengths.get(text[position], ()):
                if position + size <= length and text[position : position + size] in self._terms:
                    found.append(Match(text[position : position + size], position, position + size))
                    position += size
                    break
            else:
                position += 1
        return found

    def _find_by_sound(self, text: str, exact: list[Match]) -> list[Match]:
        begins, taken = {match.start: match.end for match in exact}, bytearray(len(text))
        for match in exact:
            taken[match.start : match.end] = b"\x01" * (match.end - match.start)
        sounds = [folded(syllable(character)) for character in text]
        found: list[Match] = []
        position, length = 0, len(text)
        while position < length:
            for size in self._sound_lengths.get(sounds[position], ()):
                end = position + size
                term = self._sounds.get(tuple(sounds[position:end])) if end <= length else None
                if term is not None and _free(taken, begins, position, end):
                    found.append(Match(term, position, end, exact=False))
                    position = end
                    break
            else:
                position += 1
        return found


def _free(taken: bytearray, begins: dict[int, int], start: int, end: int) -> bool:
    """Say whether a term heard at `start`..`end` stands alone, or is long and swallows shorter ones at its end."""
    position = start
    while position < end and not taken[position]:
        position += 1
    if position == end:
        return True
    return end - start >= 4 and position - start >= 2 and begins.get(position) == end


def _lengths_by_first(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Map the first element to the lengths that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for first, length in pairs:
        lengths.setdefault(first, set()).add(length)
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
