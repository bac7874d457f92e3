"""Puts the findings of all fields together and applies their thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from tickets.prefill.calibration import Calibration, calibrated
from tickets.prefill.classify import Classification
from tickets.prefill.lists import packaged_lists
from tickets.prefill.model import Finding, PrefillContext, Sentence, Suggestion
from tickets.prefill.parties import find_company
from tickets.prefill.places import find_community, find_district, find_place, find_street
from tickets.prefill.summary import summarise, summarise_paragraph
from tickets.prefill.taxonomy import Taxonomy
from tickets.prefill.text import MAX_CHARACTERS, MAX_SENTENCES, normalise, split_sentences
from tickets.prefill.times import find_happened_at
from tickets.prefill.tongue import find_language

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "kind": 0.6,
        "category": 0.5,
        "district": 0.6,
        "street": 0.6,
        "community": 0.5,
        "place": 0.5,
        "happened_at": 0.5,
        "party": 0.6,
        "company": 0.5,
        "request": 0.5,
        "urgency": 0.6,
        "danger_words": 0.5,
        "summary": 0.5,
        "summary_paragraph": 0.5,
        "lead_unit": 0.5,
        "assisting_units": 0.5,
        "confidential": 0.6,
        "language": 0.6,
    }
)
"""Confidence from which the form holds the value."""
FIELDS = tuple(THRESHOLDS)
SURE = 0.6
"""A class below the first level is named from this confidence on."""


def prefill(sentences: Sequence[Sentence], context: PrefillContext) -> dict[str, Suggestion]:
    """Return one suggestion for every field; a field about which nothing was said has the value None.

    The same sentences and context always give the same result. Any text is accepted; beyond 20,000 characters or 800
    sentences nothing is read.
    """
    parts = _parts(sentences)
    if not parts:
        return {name: Suggestion(name, None, None, 0.0, False, None) for name in FIELDS}
    lists = context.lists or packaged_lists(context.region)
    spoken = [part.text if part.speaker != "agent" else "" for part in parts]
    classification = lists.classifier.classify(spoken)
    district = find_district(parts, lists.gazetteer)
    kind = lists.wording.find_kind(parts)
    lead, assisting = lists.duties.find(
        parts, _codes(classification, lists.taxonomy), _text(district) if district.confidence >= SURE else None
    )
    findings = {
        "kind": kind,
        "category": _category(classification, lists.calibration),
        "district": district,
        "street": find_street(parts, lists.gazetteer),
        "community": find_community(parts, lists.gazetteer),
        "place": find_place(parts, lists.gazetteer),
        "happened_at": find_happened_at(parts, context.now),
        "party": lists.wording.find_party(parts),
        "company": find_company(parts, lists.wording.words),
        "request": lists.wishes.find(parts, kind.value),
        "urgency": lists.wording.find_urgency(parts),
        "danger_words": lists.wording.find_dangers(parts),
        "summary": summarise(parts, classification.sentence_evidence),
        "summary_paragraph": summarise_paragraph(parts, classification.sentence_evidence),
        "lead_unit": lead,
        "assisting_units": assisting,
        "confidential": lists.wording.find_confidential(parts),
        "language": find_language(parts, lists.wording.words, context.language),
    }
    return {name: _suggestion(name, findings[name], parts, lists.calibration) for name in FIELDS}


def _category(found: Classification, calibration: Calibration) -> Finding:
    """Return the labels from the first level down as far as they are sure; the confidence is that of the last one."""
    levels = [
        (label, calibrated(calibration, f"category_level{level}", confidence))
        for level, (label, confidence) in enumerate(_levels(found), start=1)
    ]
    if not levels:
        return Finding(None, 0.0, None)
    sure = 1
    while sure < len(levels) and levels[sure][1] >= SURE:
        sure += 1
    return Finding(tuple(label for label, _ in levels[:sure]), levels[sure - 1][1], found.sentence)


def _levels(found: Classification) -> list[tuple[str, float]]:
    levels = [(found.label, found.confidence), (found.level2, found.level2_confidence)]
    levels.append((found.level3, found.level3_confidence))
    named: list[tuple[str, float]] = []
    for label, confidence in levels:
        if label is None:
            break
        named.append((label, confidence))
    return named


def _codes(found: Classification, taxonomy: Taxonomy) -> list[tuple[str, float]]:
    """Return the codes of the classes found with their confidences, all levels that were named."""
    levels = _levels(found)
    codes = taxonomy.path_codes([label for label, _ in levels])
    return [(code, confidence) for code, (_, confidence) in zip(codes, levels, strict=False)]


def _text(finding: Finding) -> str | None:
    return finding.value if isinstance(finding.value, str) else None


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


def _suggestion(name: str, finding: Finding, parts: Sequence[Sentence], calibration: Calibration) -> Suggestion:
    if finding.value is None:
        return Suggestion(name, None, None, 0.0, False, None)
    source = parts[finding.sentence] if finding.sentence is not None else None
    bounded = max(0.0, min(1.0, finding.confidence))
    confidence = round(bounded if name == "category" else calibrated(calibration, name, bounded), 3)
    return Suggestion(
        field=name,
        value=finding.value,
        source=source.text if source else None,
        confidence=confidence,
        filled=confidence >= THRESHOLDS[name],
        utterance_id=source.utterance_id if source else None,
    )
