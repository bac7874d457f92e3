"""Puts the findings of all fields together and applies their thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tickets.prefill.classify import load_classifier
from tickets.prefill.model import Finding, PrefillContext, Sentence, Suggestion
from tickets.prefill.places import find_district, find_place
from tickets.prefill.summary import summarise
from tickets.prefill.text import MAX_CHARACTERS, MAX_SENTENCES, normalise, split_sentences
from tickets.prefill.times import find_happened_at
from tickets.prefill.wording import find_kind, find_urgency

# Confidence from which the form holds the value. The second level is never more than a hint.
THRESHOLDS = {
    "kind": 0.6,
    "category": 0.6,
    "category_level2": 1.01,
    "district": 0.6,
    "place": 0.6,
    "happened_at": 0.6,
    "summary": 0.5,
    "urgency": 0.6,
}
FIELDS = tuple(THRESHOLDS)


def prefill(sentences: Sequence[Sentence], context: PrefillContext) -> dict[str, Suggestion]:
    """Return one suggestion for every field; a field about which nothing was said has the value None.

    The same sentences and context always give the same result. Any text is accepted; beyond 20,000 characters or 800
    sentences nothing is read.
    """
    parts = _parts(sentences)
    if not parts:
        return {name: Suggestion(name, None, None, 0.0, False, None) for name in FIELDS}
    spoken = [part.text if part.speaker != "agent" else "" for part in parts]
    classification = load_classifier().classify(spoken)
    findings = {
        "kind": find_kind(parts),
        "category": Finding(classification.label, classification.confidence, classification.sentence),
        "category_level2": Finding(classification.level2, classification.level2_confidence, classification.sentence),
        "district": find_district(parts, context.region),
        "place": find_place(parts, context.region),
        "happened_at": find_happened_at(parts, context.now),
        "summary": summarise(parts, classification.sentence_evidence),
        "urgency": find_urgency(parts),
    }
    return {name: _suggestion(name, findings[name], parts) for name in FIELDS}


def _parts(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Normalise and split the sentences within the bounds on work; each part keeps speaker and utterance."""
    parts: list[Sentence] = []
    left = MAX_CHARACTERS
    for sentence in sentences:
        if left <= 0 or len(parts) >= MAX_SENTENCES:
            break
        text = normalise(sentence.text[:left])
        left -= max(1, min(len(sentence.text), left))
        parts.extend(replace(sentence, text=piece) for piece in split_sentences(text))
    return parts[:MAX_SENTENCES]


def _suggestion(name: str, finding: Finding, parts: Sequence[Sentence]) -> Suggestion:
    if finding.value is None:
        return Suggestion(name, None, None, 0.0, False, None)
    source = parts[finding.sentence] if finding.sentence is not None else None
    return Suggestion(
        field=name,
        value=finding.value,
        source=source.text if source else None,
        confidence=round(max(0.0, min(1.0, finding.confidence)), 3),
        filled=finding.confidence >= THRESHOLDS[name],
        utterance_id=source.utterance_id if source else None,
    )
