"""Which class an appeal belongs to: weighted terms of a lexicon, smoothed by character bigrams of the taxonomy."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tickets.prefill.matcher import Match, TermMatcher
from tickets.prefill.taxonomy import WEIGHTS, Branch, Taxonomy, load_taxonomy

LEAD_WEIGHT = 3.0  # the first sentence that says anything, a subject line above all
REACH = 200  # characters after which a word of the body counts half
LANDMARK_FACTOR = 0.15  # a school named only to say where something is
SOUND_FACTOR = 0.5
BIGRAM_SHARE = 0.25
LITTLE_SAID_SHARE = 0.3  # more smoothing when few terms were found
BY_SOUND_WEIGHT = 2.2
LEAF_DOUBT = 0.8  # characters' worth of terms that speak for none of the leaves
_LANDMARK = re.compile(
    r"[^，。；！？\n]{0,2}?(?:附近|旁边|旁|对面|门口|门前|周边|隔壁|后面|前面|斜对面|路口|背后|后门|边上"
    r"|左侧|右侧|东侧|西侧|南侧|北侧|之间|路段)"
    r"|[东西南北中一二三四]?(?:路|大道|街)(?![灯面况段边基道])"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Classification:
    """`shares` sum to 1 over the first-level labels; `evidence` is the summed weight behind them."""

    label: str | None
    level2: str | None
    level3: str | None
    confidence: float
    level2_confidence: float
    level3_confidence: float
    evidence: float
    sentence: int | None
    shares: tuple[tuple[str, float], ...]
    sentence_evidence: tuple[float, ...]


@dataclass(frozen=True)
class _Claim:
    root: int
    branch: int
    weight: float


class Classifier:
    """Immutable after construction; `classify` is a pure function of the sentences."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._claims: dict[str, list[_Claim]] = {}
        for root_number, root in enumerate(taxonomy.roots):
            for branch_number, branch in enumerate(root.children):
                for term, weight in branch.terms.items():
                    self._claims.setdefault(term, []).append(_Claim(root_number, branch_number, weight))
        _inherit(self._claims)
        self._shares = {term: _root_shares(claims) for term, claims in self._claims.items()}
        sounding = [t for t, claims in self._claims.items() if max(c.weight for c in claims) >= BY_SOUND_WEIGHT]
        self._matcher = TermMatcher([*self._claims, *taxonomy.neutral], by_sound=sounding)
        self._profiles = _bigram_profiles(taxonomy)
        self._leaf_matchers: dict[str, tuple[TermMatcher, dict[str, list[int]]]] = {}

    @property
    def taxonomy(self) -> Taxonomy:
        """The classes."""
        return self._taxonomy

    def classify(self, sentences: Sequence[str], first: str | None = None) -> Classification:
        """Weigh the sentences in order, the earlier ones more; `first` is the first-level label where it is known."""
        weights = self._term_weights(sentences)
        roots = len(self._taxonomy.roots)
        scores = [0.0] * roots
        per_sentence: dict[int, list[float]] = {}
        for term, places in weights.items():
            for rank, (factor, sentence) in enumerate(sorted(places, reverse=True), start=1):
                for root, weight in self._shares[term]:
                    gain = weight * factor / rank
                    scores[root] += gain
                    per_sentence.setdefault(sentence, [0.0] * roots)[root] += gain
        evidence = sum(scores)
        if evidence <= 0.0:
            return Classification(None, None, None, 0.0, 0.0, 0.0, 0.0, None, (), tuple(0.0 for _ in sentences))
        smooth = self._bigram_similarity(sentences)
        share = BIGRAM_SHARE + LITTLE_SAID_SHARE * math.exp(-evidence / 10.0)
        blended = [
            ((1 - share) * score / evidence + share * prior) * root.prior
            for score, prior, root in zip(scores, smooth, self._taxonomy.roots, strict=True)
        ]
        total = sum(blended)
        shares = [value / total for value in blended]
        order = sorted(range(roots), key=lambda number: (-shares[number], number))
        if first is not None:
            order.sort(key=lambda number: self._taxonomy.roots[number].label != first)
        best, second = order[0], order[1]
        branch, level2_share = self._second_level(best, weights)
        level2 = branch.label if branch else None
        level3, level3_share = self._third_level(branch, sentences) if branch else (None, 0.0)
        confidence = _confidence(shares[best], shares[second], evidence)
        level2_confidence = round(confidence * level2_share, 3)
        source = max(per_sentence, key=lambda number: (per_sentence[number][best], -number))
        ranked = tuple((self._taxonomy.roots[number].label, shares[number]) for number in order)
        label = self._taxonomy.roots[best].label
        telling = tuple(per_sentence[n][best] if n in per_sentence else 0.0 for n in range(len(sentences)))
        return Classification(
            label=label,
            level2=level2,
            level3=level3,
            confidence=confidence,
            level2_confidence=level2_confidence,
            level3_confidence=round(level2_confidence * level3_share, 3),
            evidence=evidence,
            sentence=source,
            shares=ranked,
            sentence_evidence=telling,
        )

    def explain(self, sentences: Sequence[str]) -> list[tuple[str, float]]:
        """Return the terms found with their place factors, heaviest first."""
        found = ((term, sum(f for f, _ in places)) for term, places in self._term_weights(sentences).items())
        return sorted(found, key=lambda item: -item[1] * max(w for _, w in self._shares[item[0]]))

    def _term_weights(self, sentences: Sequence[str]) -> dict[str, list[tuple[float, int]]]:
        weights: dict[str, list[tuple[float, int]]] = {}
        offset, lead = 0, True
        for number, sentence in enumerate(sentences):
            matches = [match for match in self._matcher.find(sentence) if match.term in self._shares]
            says_something = any(max(w for _, w in self._shares[m.term]) >= 1.5 for m in matches)
            for match in matches:
                factor = LEAD_WEIGHT if lead else 1.0 / (1.0 + (offset + match.start) / REACH)
                weights.setdefault(match.term, []).append((factor * _quality(match, sentence), number))
            if lead and says_something:
                lead = False
            elif not lead:
                offset += len(sentence)
        return weights

    def _second_level(self, root: int, weights: dict[str, list[tuple[float, int]]]) -> tuple[Branch | None, float]:
        scores: Counter[int] = Counter()
        for term, places in weights.items():
            gain = sum(factor / rank for rank, (factor, _) in enumerate(sorted(places, reverse=True), start=1))
            for claim in self._claims[term]:
                if claim.root == root:
                    scores[claim.branch] += claim.weight * gain  # type: ignore[assignment]
        if not scores:
            return None, 0.0
        best = min(scores, key=lambda branch: (-scores[branch], branch))
        return self._taxonomy.roots[root].children[best], scores[best] / sum(scores.values())

    def _third_level(self, branch: Branch, sentences: Sequence[str]) -> tuple[str | None, float]:
        """Return the leaf whose terms are said, the earlier the more, with its share of all that was found."""
        known = self._leaf_matchers.get(branch.code)
        if known is None:
            terms = _leaf_terms(branch)
            known = self._leaf_matchers[branch.code] = TermMatcher(terms, by_sound=terms), terms
        matcher, owners = known
        scores: dict[int, float] = {}
        order = 0
        for sentence in sentences:
            for match in matcher.find(sentence):
                leaves = owners[match.term]
                gain = (1.0 if match.exact else SOUND_FACTOR) * (match.end - match.start) / (1.0 + order / 3)
                for leaf in leaves:
                    scores[leaf] = scores.get(leaf, 0.0) + gain / len(leaves)
            order += bool(sentence)
        if not scores:
            return None, 0.0
        best = min(scores, key=lambda leaf: (-scores[leaf], leaf))
        return branch.children[best].label, scores[best] / (sum(scores.values()) + LEAF_DOUBT)

    def _bigram_similarity(self, sentences: Sequence[str]) -> list[float]:
        """Cosine with each profile, scaled to sum to 1."""
        counts: Counter[str] = Counter()
        for number, sentence in enumerate(sentences[:60]):
            for bigram in _bigrams(sentence):
                counts[bigram] += 3 if number == 0 else 1
        values = [
            sum(math.log1p(n) * profile[b] for b, n in counts.items() if b in profile) for profile in self._profiles
        ]
        total = sum(values)
        return [value / total if total else 0.0 for value in values]


def _leaf_terms(branch: Branch) -> dict[str, list[int]]:
    """Map each term to the leaves it speaks for; a label is a term too, one that says 其他 speaks for none."""
    owners: dict[str, list[int]] = {}
    for number, leaf in enumerate(branch.children):
        for term in {leaf.label, *leaf.terms} - {"其他"}:
            owners.setdefault(term, []).append(number)
    return owners


def _inherit(claims: dict[str, list[_Claim]]) -> None:
    """Let a longer term weigh at least as much as the heaviest shorter one of its class inside it, which it swallows.

    Terms of grade `setting` keep their own weight: they are listed to take weight away.
    """
    heaviest = {
        term: {root: max(c.weight for c in own if c.root == root) for root in {c.root for c in own}}
        for term, own in claims.items()
    }
    for term, own in claims.items():
        inner = {term[i:j] for i in range(len(term)) for j in range(i + 2, len(term) + 1) if j - i < len(term)}
        known = [heaviest[part] for part in inner if part in heaviest]
        claims[term] = [
            claim
            if claim.weight == WEIGHTS["setting"]
            else replace(claim, weight=max([claim.weight, *(weights.get(claim.root, 0.0) for weights in known)]))
            for claim in own
        ]


def _root_shares(claims: Sequence[_Claim]) -> tuple[tuple[int, float], ...]:
    """Weight of a term for each first-level class: a term that several classes claim says less."""
    best: dict[int, float] = {}
    for claim in claims:
        best[claim.root] = max(best.get(claim.root, 0.0), claim.weight)
    total = sum(best.values())
    return tuple((root, weight * math.sqrt(weight / total)) for root, weight in sorted(best.items()))


def _quality(match: Match, sentence: str) -> float:
    factor = (1.0 if match.exact else SOUND_FACTOR) * min(1.6, 0.6 + 0.2 * (match.end - match.start))
    if _LANDMARK.match(sentence, match.end):
        factor *= LANDMARK_FACTOR
    return factor


def _confidence(best: float, second: float, evidence: float) -> float:
    """Margin between the first two classes, damped when little was said."""
    margin = (best - second) / (best + second)
    return round(min(0.99, (0.5 + 0.5 * math.tanh(2.2 * margin)) * (1.0 - math.exp(-evidence / 12.0))), 3)


def _bigrams(text: str) -> list[str]:
    return [run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)]


def _bigram_profiles(taxonomy: Taxonomy) -> list[dict[str, float]]:
    """Unit vectors of the bigrams of labels and terms, weighted by how few classes use them."""
    counts: list[Counter[str]] = []
    for root in taxonomy.roots:
        counter: Counter[str] = Counter()
        for branch in root.children:
            for leaf in branch.children:
                counter.update(_bigrams(leaf.label))
            for term in (root.label, branch.label, *branch.terms):
                counter.update(_bigrams(term))
        counts.append(counter)
    spread: Counter[str] = Counter(bigram for counter in counts for bigram in counter)
    profiles = []
    for counter in counts:
        vector = {b: math.log1p(n) * math.log(len(counts) / spread[b] + 0.1) for b, n in counter.items()}
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        profiles.append({bigram: value / norm for bigram, value in vector.items()})
    return profiles


@functools.cache
def load_classifier() -> Classifier:
    """Return the classifier of the packaged taxonomy, built once."""
    return Classifier(load_taxonomy())
