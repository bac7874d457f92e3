"""How suggestions enter a draft; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tickets.intake.categories import Classes
from tickets.intake.fields import FIELDS, cleaned, without_controls
from tickets.prefill import Sentence, Suggestion

CALLER = "caller"


def as_description(sentences: Sequence[Sentence]) -> Suggestion | None:
    """Return the caller's words as the description; ``None`` when there are none.

    It comes from all sentences and so names none as its source.
    """
    text = "\n".join(sentence.text for sentence in sentences if sentence.speaker == CALLER and sentence.text)
    text = without_controls(text)
    return Suggestion("description", text, None, 1.0, True, None) if text else None


def merged(
    fields: Mapping[str, Mapping[str, Any]], suggestions: Mapping[str, Suggestion], classes: Classes
) -> dict[str, dict[str, Any]]:
    """Return the fields with the suggestions of now; what a person set stays, what is suggested no more goes.

    A suggestion that may not stand in its field is left out, as is one for a field that there is not.
    """
    result = {name: dict(entry) for name, entry in fields.items() if entry["edited"]}
    for name, suggestion in suggestions.items():
        if name in result or name not in FIELDS or suggestion.value is None:
            continue
        offered = suggestion.value
        if isinstance(offered, str):
            offered = offered[: FIELDS[name].max_length]
        elif isinstance(offered, tuple):
            offered = tuple(text[: FIELDS[name].max_length] for text in offered[: FIELDS[name].most])
        value, fault = cleaned(name, offered, classes)
        if fault or value is None:
            continue
        result[name] = {
            "value": value,
            "source": suggestion.source,
            "confidence": round(float(suggestion.confidence), 4),
            "filled": bool(suggestion.filled),
            "edited": False,
            "utterance_id": suggestion.utterance_id,
        }
    return result
