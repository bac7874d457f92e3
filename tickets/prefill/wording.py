"""What the choice of words tells: kind of appeal, urgency, danger."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.text import MAX_CHARACTERS, normalise, split_sentences
from tickets.prefill.words import load_words

NOTHING = Finding(None, 0.0, None)
KINDS = ("complaint", "help", "inquiry", "report", "suggestion", "praise")  # also the order in which ties are broken
URGENCIES = ("normal", "urgent", "emergency")
EXPLICIT, TYPICAL = 5.0, 1.0
CRY_LENGTH = 45  # who is in danger says so in few words; a longer sentence tells of it
QUESTION, LATER_QUESTION = 1.2, 0.3  # further into an appeal questions are mostly rhetorical
_NEGATED = re.compile(
    r"(?:没有?|不是|不会|未|无|并非|防止|避免|预防|以免|如果|万一|要是|假如|去年|前年|以前|曾经)[^，。！？]{0,4}$"
)
_QUESTION = re.compile(r"[?？]|吗[。！]?$|呢[。！]?$")


@functools.cache
def _danger_matcher() -> TermMatcher:
    words = load_words()
    return TermMatcher([*words.danger, *words.danger_neutral], by_sound=words.danger, shortest_sound=4)


@functools.cache
def _kind_matcher() -> TermMatcher:
    words = load_words()
    cues = [cue for group in words.kind.values() for cue in (*group.explicit, *group.typical)]
    return TermMatcher([*cues, *words.kind_neutral], by_sound=[cue for cue in cues if len(cue) >= 4])


@functools.cache
def _kind_weights() -> dict[str, list[tuple[str, float]]]:
    weights: dict[str, list[tuple[str, float]]] = {}
    for kind, group in load_words().kind.items():
        for grade, cues in ((EXPLICIT, group.explicit), (TYPICAL, group.typical)):
            for cue in cues:
                weights.setdefault(cue, []).append((kind, grade))
    return weights


@functools.cache
def _urgency_matcher() -> TermMatcher:
    words = load_words()
    return TermMatcher([*words.emergency, *words.urgent, *words.urgent_neutral])


def danger_words(text: str) -> list[str]:
    """Return the words of danger in order of appearance, each once; misheard ones as the list writes them.

    Words about preparation (消防演练), denied, supposed and long past dangers are left out.
    """
    text = normalise(text[:MAX_CHARACTERS])
    return _dangers(text)


SERVICES = {
    **dict.fromkeys(("suicide", "violence", "missing"), "police"),
    **dict.fromkeys(("fire", "gas", "trapped", "collapse", "explosion", "electric", "water"), "fire"),
    "medical": "medical",
    "traffic": "traffic",
}
"""Who is called for which danger: 110, 119, 120, 122."""


def service_for(text: str) -> str:
    """Return which emergency service what is said calls for (``police fire medical traffic``), empty for none.

    The first danger told counts; one that is asked about or told of at length is none.
    """
    for sentence in split_sentences(normalise(text[:MAX_CHARACTERS])):
        found = _dangers(sentence)
        if found and len(sentence) <= CRY_LENGTH and not _QUESTION.search(sentence):
            return SERVICES[load_words().danger_kinds[found[0]]]
    return ""


def _dangers(text: str) -> list[str]:
    known = frozenset(load_words().danger)
    found: dict[str, None] = {}
    for match in _danger_matcher().find(text):
        if match.term in known and not _NEGATED.search(text[max(0, match.start - 8) : match.start]):
            found[match.term] = None
    return list(found)


def find_kind(sentences: Sequence[Sentence]) -> Finding:
    """Weigh the cues of the caller's sentences; what the caller says outright in the first ones counts most."""
    scores = dict.fromkeys(KINDS, 0.0)
    first_seen: dict[str, tuple[float, int]] = {}
    spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
    if not spoken:
        return NOTHING
    weights = _kind_weights()
    for order, (number, text) in enumerate(spoken):
        place = 2.0 if order == 0 else 1.0 / (1.0 + order / 4)
        gains: dict[str, float] = {}
        for match in _kind_matcher().find(text):
            for kind, weight in weights.get(match.term, ()):
                gains[kind] = gains.get(kind, 0.0) + weight * place * (1.0 if match.exact else 0.5)
        if _dangers(text):
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


def find_urgency(sentences: Sequence[Sentence]) -> Finding:
    """Return `emergency` for a danger told in few words, `urgent` for what cannot wait days, else `normal`."""
    words = load_words()
    emergency, urgent = frozenset(words.emergency), frozenset(words.urgent)
    hurried: Finding = NOTHING
    spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
    hits = 0
    for number, text in spoken:
        if _dangers(text) and not _QUESTION.search(text):
            if len(text) <= CRY_LENGTH:
                return Finding("emergency", 0.85, number)
            hits += 1
            hurried = hurried if hurried.value else Finding("urgent", 0.0, number)
        for match in _urgency_matcher().find(text):
            if match.term in emergency:
                return Finding("emergency", 0.8, number)
            if match.term in urgent:
                hits += 1
                if hurried.value is None:
                    hurried = Finding("urgent", 0.0, number)
    if hits:
        return Finding("urgent", round(min(0.9, 0.55 + 0.12 * hits), 3), hurried.sentence)
    return Finding("normal", 0.65, None) if spoken else NOTHING
