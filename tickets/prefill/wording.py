"""What the choice of words tells: kind of appeal, urgency, danger, for whom, whether it is confidential."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.text import MAX_CHARACTERS, normalise, split_sentences
from tickets.prefill.words import Words, load_words

NOTHING = Finding(None, 0.0, None)
KINDS = ("complaint", "help", "inquiry", "report", "suggestion", "praise")  # also the order in which ties are broken
URGENCIES = ("normal", "urgent", "emergency")
EXPLICIT, TYPICAL = 5.0, 1.0
CRY_LENGTH = 45  # who is in danger says so in few words; a longer sentence tells of it
QUESTION, LATER_QUESTION = 1.2, 0.3  # further into an appeal questions are mostly rhetorical
SERVICES = {
    **dict.fromkeys(("suicide", "violence", "missing", "crowd"), "police"),
    **dict.fromkeys(("fire", "gas", "trapped", "collapse", "explosion", "electric", "water"), "fire"),
    "medical": "medical",
    "traffic": "traffic",
}
"""Who is called for which danger: 110, 119, 120, 122."""
_NEGATED = re.compile(
    r"(?:没有?|不是|不会|未|无|并非|防止|避免|预防|以免|如果|万一|要是|假如|去年|前年|以前|曾经)[^，。！？]{0,4}$"
)
_QUESTION = re.compile(r"[?？]|吗[。！]?$|呢[。！]?$")


class Wording:
    """The word lists, ready to be looked for; immutable after construction."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._danger = frozenset(words.danger)
        self._emergency, self._urgent = frozenset(words.emergency), frozenset(words.urgent)
        self._dangers = TermMatcher([*words.danger, *words.danger_neutral], by_sound=words.danger, shortest_sound=4)
        cues = [cue for group in words.kind.values() for cue in (*group.explicit, *group.typical)]
        self._kinds = TermMatcher([*cues, *words.kind_neutral], by_sound=[cue for cue in cues if len(cue) >= 4])
        self._weights: dict[str, list[tuple[str, float]]] = {}
        for kind, group in words.kind.items():
            for grade, known in ((EXPLICIT, group.explicit), (TYPICAL, group.typical)):
                for cue in known:
                    self._weights.setdefault(cue, []).append((kind, grade))
        self._hurry = TermMatcher([*words.emergency, *words.urgent, *words.urgent_neutral])
        self._secrecy = TermMatcher([*words.confidential, *words.confidential_neutral])
        self._firms = TermMatcher([*words.enterprise, *words.enterprise_neutral])

    @property
    def words(self) -> Words:
        """The lists as they were given."""
        return self._words

    def dangers(self, text: str) -> list[str]:
        """Return the words of danger in order of appearance, each once; misheard ones as the list writes them.

        Words about preparation (消防演练), denied, supposed and long past dangers are left out.
        """
        found: dict[str, None] = {}
        for match in self._dangers.find(text):
            if match.term in self._danger and not _NEGATED.search(text[max(0, match.start - 8) : match.start]):
                found[match.term] = None
        return list(found)

    def service_for(self, text: str) -> str:
        """Return which emergency service what is said calls for (``police fire medical traffic``), empty for none.

        The first danger told counts; one that is asked about or told of at length is none.
        """
        for sentence in split_sentences(normalise(text[:MAX_CHARACTERS])):
            found = self._present(sentence)
            if found:
                return SERVICES.get(self._words.danger_kinds[found[0]], "police")
        return ""

    def _present(self, text: str) -> list[str]:
        """Return the words of a danger that is there now: told in few words and not asked about."""
        found = self.dangers(text)
        return found if len(text) <= CRY_LENGTH and not _QUESTION.search(text) else []

    def find_dangers(self, sentences: Sequence[Sentence]) -> Finding:
        """Return the words of present danger that the caller said."""
        found: dict[str, None] = {}
        first: int | None = None
        for number, sentence in enumerate(sentences):
            words = self._present(sentence.text) if sentence.speaker != "agent" else []
            if words and first is None:
                first = number
            found.update(dict.fromkeys(words))
        return Finding(tuple(found), 0.85, first) if found else NOTHING

    def find_kind(self, sentences: Sequence[Sentence]) -> Finding:
        """Weigh the cues of the caller's sentences; what the caller says outright in the first ones counts most."""
        scores = dict.fromkeys(KINDS, 0.0)
        first_seen: dict[str, tuple[float, int]] = {}
        spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
        if not spoken:
            return NOTHING
        for order, (number, text) in enumerate(spoken):
            place = 2.0 if order == 0 else 1.0 / (1.0 + order / 4)
            gains: dict[str, float] = {}
            for match in self._kinds.find(text):
                for kind, weight in self._weights.get(match.term, ()):
                    gains[kind] = gains.get(kind, 0.0) + weight * place * (1.0 if match.exact else 0.5)
            if self.dangers(text):
                gains["help"] = gains.get("help", 0.0) + EXPLICIT
            if _QUESTION.search(text):
                gains["inquiry"] = gains.get("inquiry", 0.0) + (QUESTION if order == 0 else LATER_QUESTION) * place
            for kind, gain in gains.items():
                scores[kind] += gain
                if gain > first_seen.get(kind, (0.0, 0))[0]:
                    first_seen[kind] = (gain, number)
        best = max(KINDS, key=lambda kind: (scores[kind], -KINDS.index(kind)))
        if scores[best] <= 0.0:
            return Finding("help", 0.3, spoken[0][0])
        second = max(score for kind, score in scores.items() if kind != best)
        share = scores[best] / (scores[best] + second)
        strength = min(1.0, 0.5 + scores[best] / 10.0)
        return Finding(best, round(min(0.98, share * strength), 3), first_seen[best][1])

    def find_urgency(self, sentences: Sequence[Sentence]) -> Finding:
        """Return `emergency` for a danger told in few words, `urgent` for what cannot wait days, else `normal`."""
        hurried: Finding = NOTHING
        spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
        hits = 0
        for number, text in spoken:
            if self.dangers(text) and not _QUESTION.search(text):
                if len(text) <= CRY_LENGTH:
                    return Finding("emergency", 0.85, number)
                hits += 1
                hurried = hurried if hurried.value else Finding("urgent", 0.0, number)
            for match in self._hurry.find(text):
                if match.term in self._emergency:
                    return Finding("emergency", 0.8, number)
                if match.term in self._urgent:
                    hits += 1
                    if hurried.value is None:
                        hurried = Finding("urgent", 0.0, number)
        if hits:
            return Finding("urgent", round(min(0.9, 0.55 + 0.12 * hits), 3), hurried.sentence)
        return Finding("normal", 0.65, None) if spoken else NOTHING

    def find_confidential(self, sentences: Sequence[Sentence]) -> Finding:
        """Return `yes` when the caller asks that others do not learn who he is; nothing otherwise."""
        known = frozenset(self._words.confidential)
        for number, sentence in enumerate(sentences):
            if sentence.speaker != "agent" and any(m.term in known for m in self._secrecy.find(sentence.text)):
                return Finding("yes", 0.9, number)
        return NOTHING

    def find_party(self, sentences: Sequence[Sentence]) -> Finding:
        """Return `enterprise` when the caller speaks for one, else `citizen`."""
        known = frozenset(self._words.enterprise)
        spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
        for number, text in spoken:
            if any(match.term in known for match in self._firms.find(text)):
                return Finding("enterprise", 0.8, number)
        return Finding("citizen", 0.9, None) if spoken else NOTHING


@functools.cache
def packaged_wording() -> Wording:
    """Return the packaged word lists, ready; built once."""
    return Wording(load_words())


def danger_words(text: str, wording: Wording | None = None) -> list[str]:
    """Return the words of danger in any text, as :meth:`Wording.dangers` finds them."""
    return (wording or packaged_wording()).dangers(normalise(text[:MAX_CHARACTERS]))


def service_for(text: str, wording: Wording | None = None) -> str:
    """Return which emergency service a text calls for, as :meth:`Wording.service_for` says."""
    return (wording or packaged_wording()).service_for(text)
