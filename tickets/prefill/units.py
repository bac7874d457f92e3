"""Which unit handles a matter, and which helps: by its class and by words, from the document of duties."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.taxonomy import Taxonomy
from tickets.prefill.words import load_document

NOTHING = Finding(None, 0.0, None)
BY_CLASS = (2.0, 4.0, 7.0)
"""What a class says for a unit that names it, by level; of several the deepest counts."""
WORD = 3.0
HELPS_FROM = 0.55
"""Of the lead unit's score: a unit that comes as near helps."""
MOST_HELPERS = 2


@dataclass(frozen=True)
class Unit:
    """A unit with its duties."""

    name: str
    classes: frozenset[str]
    words: tuple[str, ...]
    district_assists: bool


class Duties:
    """The units' duties, ready to be asked; immutable after construction."""

    def __init__(self, units: Sequence[Unit], district_unit: str) -> None:
        self.units = tuple(units)
        self._district_unit = district_unit
        self._owners: dict[str, list[int]] = {}
        for number, unit in enumerate(units):
            for word in unit.words:
                self._owners.setdefault(word, []).append(number)
        self._matcher = TermMatcher(self._owners, by_sound=[word for word in self._owners if len(word) >= 3])

    def find(
        self,
        sentences: Sequence[Sentence],
        path: Sequence[tuple[str, float]],
        district: str | None,
    ) -> tuple[Finding, Finding]:
        """Return the lead unit and those that assist; `path` is codes and confidences from the first level down."""
        scores = [0.0] * len(self.units)
        told: dict[int, tuple[float, int]] = {}
        order = 0
        for number, sentence in enumerate(sentences[:60]):
            if sentence.speaker == "agent":
                continue
            for match in self._matcher.find(sentence.text):
                owners = self._owners[match.term]
                gain = WORD * min(1.3, 0.5 + 0.2 * len(match.term)) * (1.0 if match.exact else 0.5)
                gain /= len(owners) * (1.0 + order / 3)
                for unit in owners:
                    scores[unit] += gain
                    if gain > told.get(unit, (0.0, 0))[0]:
                        told[unit] = (gain, number)
            order += 1
        scores = [score if score <= 6.0 else 6.0 + math.log(score - 5.0) for score in scores]
        for unit, duties in enumerate(self.units):
            for level in (2, 1, 0):
                if level < len(path) and path[level][0] in duties.classes:
                    scores[unit] += BY_CLASS[level] * path[level][1]
                    break
        ranked = sorted(range(len(scores)), key=lambda unit: (-scores[unit], unit))
        if not ranked or scores[ranked[0]] <= 0.0:
            return NOTHING, NOTHING
        lead = ranked[0]
        best, second = scores[lead], scores[ranked[1]] if len(ranked) > 1 else 0.0
        confidence = (best / (best + second)) * (1.0 - math.exp(-best / 4.0))
        source = told.get(lead, (0.0, None))[1]
        helpers = [self.units[u].name for u in ranked[1:] if scores[u] >= HELPS_FROM * best][:MOST_HELPERS]
        if district and self.units[lead].district_assists:
            helpers.append(self._district_unit.format(district=district))
        helping = Finding(tuple(helpers), round(confidence * 0.9, 3), source) if helpers else NOTHING
        return Finding(self.units[lead].name, round(min(0.97, confidence), 3), source), helping

    def names(self) -> tuple[str, ...]:
        """Return the units' names in the order of the document."""
        return tuple(unit.name for unit in self.units)


def parse_duties(document: Mapping[str, Any], taxonomy: Taxonomy | None = None) -> Duties:
    """Return the duties of a document.

    Raises:
        ValueError: a unit is named twice, or names a class that `taxonomy` does not have.
    """
    known = frozenset(taxonomy.codes()) if taxonomy else None
    units: list[Unit] = []
    for entry in document["units"]:
        unit = Unit(
            str(entry["unit"]),
            frozenset(str(code) for code in entry.get("classes") or ()),
            tuple(str(word) for word in entry.get("words") or ()),
            bool(entry.get("district_assists", False)),
        )
        if any(unit.name == other.name for other in units):
            raise ValueError(f"the unit {unit.name} stands twice in the duties")
        if known is not None and (unknown := sorted(unit.classes - known)):
            raise ValueError(f"the unit {unit.name} names classes that there are not: {', '.join(unknown)}")
        units.append(unit)
    return Duties(units, str(document.get("district_unit") or "{district}"))


@functools.cache
def packaged_duties() -> Duties:
    """Return the packaged duties."""
    return parse_duties(load_document("units.yaml"))
