"""Names that were misheard by one syllable: 海猪七 for 海珠区, 水保街道 for 瑞宝街道. Pure.

A recogniser of narrow-band speech keeps most syllables and confuses one, of which it keeps the initial or the final, or
takes one that sounds alike. So a name is found by all its syllables but one, and that one is compared by ear.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import pypinyin

_DIGITS = dict(zip("0123456789", ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"), strict=True))
_INITIALS = (
    *("zh", "ch", "sh"),
    *("b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w"),
)
_ALIKE_INITIALS = tuple(map(frozenset, ("zcs", "nl", "fh", "bp", "dt", "gk", "jqx", "lr", "mn")))
ENDINGS = ("街道", "大道", "路", "街", "镇", "区", "村")
"""What a name of a place ends in; what stands before it is its core."""
ADMINISTRATIVE = ("街道", "镇", "区")
LONG = 5
"""From so many characters on one syllable of the core may be any other."""
SHORT_CORE = 2
"""A core of no more characters may be misheard in districts, streets and towns alone: roads of two are too many."""

Sound = tuple[str, str]
"""Initial and final; the initial is empty where a syllable has none."""


@functools.lru_cache(maxsize=16384)
def sound(character: str) -> Sound:
    """Return initial and final of a character; one without a sound is its own final."""
    read = _DIGITS.get(character) or pypinyin.lazy_pinyin(character, style=pypinyin.Style.NORMAL)[0]
    initial = next((one for one in _INITIALS if read.startswith(one)), "") if read.isascii() else ""
    initial_folded = {"zh": "z", "ch": "c", "sh": "s"}.get(initial, initial)
    final = read[len(initial) :]
    return initial_folded, final[:-1] if final.endswith("ng") and len(final) > 2 else final


def is_near(heard: Sound, meant: Sound) -> bool:
    """Say whether one syllable may have been heard for the other."""
    if heard[0] == meant[0] or heard[1] == meant[1]:
        return True
    return any(heard[0] in group and meant[0] in group for group in _ALIKE_INITIALS if heard[0] and meant[0]) and (
        heard[1][-1:] == meant[1][-1:]
    )


class NearNames:
    """Names by all their syllables but one; built once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_rest: dict[tuple[int, tuple[Sound, ...]], list[str]] = {}
        self._whole: dict[tuple[Sound, ...], list[str]] = {}
        lengths: set[int] = set()
        for name in sorted(set(names)):
            sounds = tuple(map(sound, name))
            lengths.add(len(name))
            self._whole.setdefault(sounds, []).append(name)
            for at in range(len(name)):
                self._by_rest.setdefault((at, sounds[:at] + sounds[at + 1 :]), []).append(name)
        self.lengths = sorted(lengths, reverse=True)

    def find(self, heard: str) -> str | None:
        """Return the one name that `heard` may be, of the same length and with one syllable of it misheard.

        One that sounds the same but for zh and z, ng and n is none of those that sound otherwise.
        """
        sounds = tuple(map(sound, heard))
        found = set(self._whole.get(sounds, ()))
        if found:
            return found.pop() if len(found) == 1 else None
        for at in range(len(heard)):
            for name in self._by_rest.get((at, sounds[:at] + sounds[at + 1 :]), ()):
                if sounds[at] != sound(name[at]) and _may_be(name, at, is_near(sounds[at], sound(name[at]))):
                    found.add(name)
        return found.pop() if len(found) == 1 else None


def ends_alike(heard: str, name: str) -> bool:
    """Say whether what stands before the ending of a name sounds the same: only the ending was misheard."""
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    core = len(name) - len(ending)
    return bool(ending) and tuple(map(sound, heard[:core])) == tuple(map(sound, name[:core]))


def _may_be(name: str, at: int, near: bool) -> bool:
    """Say whether the syllable at a place of a name may have been misheard."""
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    core = len(name) - len(ending)
    if at >= core:
        return near
    if core <= SHORT_CORE:
        return near and ending in ADMINISTRATIVE
    return near or len(name) >= LONG
