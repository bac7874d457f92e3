"""The fields of a ticket and what may stand in them; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from foundation.errors import BadInput
from tickets.contract import Kind, Urgency
from tickets.intake.categories import Classes

Value = str | dict[str, str] | None
Fault = dict[str, object]

# Characters that turn the direction of text around and so can hide what is written.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class FieldRule:
    """What may stand in a field: at most ``max_length`` characters, one of ``choices`` if there are any."""

    max_length: int
    choices: tuple[str, ...] = ()
    multiline: bool = False


FIELDS: Mapping[str, FieldRule] = MappingProxyType(
    {
        "kind": FieldRule(16, tuple(Kind)),
        "category": FieldRule(64),
        "category_level2": FieldRule(64),
        "district": FieldRule(64),
        "place": FieldRule(200),
        "happened_at": FieldRule(64),
        "summary": FieldRule(200),
        "description": FieldRule(10_000, multiline=True),
        "urgency": FieldRule(16, tuple(Urgency)),
    }
)


def cleaned(name: str, value: object, classes: Classes) -> tuple[Value, Fault | None]:
    """Return the value to store in a field, and the fault if it cannot stand there.

    A class is given as its label or its code and stored as the label; ``happened_at`` is an ISO 8601 moment or date, or
    ``{from, to}`` of them. An empty text is stored as ``None``: the field is empty.
    """
    rule = FIELDS.get(name)
    if rule is None:
        return None, {"code": "unknown_field"}
    if value is None:
        return None, None
    if name == "happened_at" and isinstance(value, Mapping):
        return _span(value)
    if not isinstance(value, str):
        return None, {"code": "not_text"}
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if not text:
        return None, None
    fault = _text_fault(rule, text)
    if fault is not None:
        return None, fault
    if name == "happened_at":
        return (text, None) if _is_when(text) else (None, {"code": "not_a_moment"})
    if name in ("category", "category_level2"):
        label = classes.first_label(text) if name == "category" else classes.second_label(text)
        return (label, None) if label else (None, {"code": "unknown_category"})
    return text, None


def _text_fault(rule: FieldRule, text: str) -> Fault | None:
    if any(not _allowed(character, rule.multiline) for character in text):
        return {"code": "control_character"}
    if len(text) > rule.max_length:
        return {"code": "too_long", "max_length": rule.max_length, "length": len(text)}
    if rule.choices and text not in rule.choices:
        return {"code": "unknown_choice", "choices": list(rule.choices)}
    return None


def without_controls(text: str) -> str:
    """Return a text of several lines without the characters that no field may hold."""
    return "".join(character for character in text if _allowed(character, True))


def _allowed(character: str, multiline: bool) -> bool:
    if multiline and character in "\n\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _BIDI


def _span(value: Mapping[Any, Any]) -> tuple[Value, Fault | None]:
    ends = {name: value.get(name) for name in ("from", "to")}
    texts = {name: end for name, end in ends.items() if isinstance(end, str) and len(end) <= 64 and _is_when(end)}
    return (texts, None) if len(texts) == 2 else (None, {"code": "not_a_moment"})


def _is_when(text: str) -> bool:
    """Return whether a text is an ISO 8601 moment or date."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def checked(changes: Mapping[str, object], classes: Classes) -> dict[str, Value]:
    """Return what a person typed, cleaned.

    Raises:
        BadInput: ``details["fields"]`` maps each faulty field to ``{code, ...}``.
    """
    values: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    for name, value in changes.items():
        values[name], fault = cleaned(name, value, classes)
        if fault:
            faults[str(name)[:64]] = fault
    if faults:
        raise BadInput("some fields cannot stand as they are", fields=faults)
    return values


def with_edits(fields: Mapping[str, Mapping[str, Any]], values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """Return the fields after a person set some; a value equal to the suggestion confirms it and keeps its source."""
    result = {name: dict(entry) for name, entry in fields.items()}
    for name, value in values.items():
        before = result.get(name)
        if before is not None and value is not None and before["value"] == value:
            result[name] = {**before, "filled": True, "edited": True}
        else:
            result[name] = {
                "value": value,
                "source": "agent",
                "confidence": 1.0,
                "filled": value is not None,
                "edited": True,
                "utterance_id": None,
            }
    return result


def effective(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Return the values that count: those filled in or set by a person; a mere hint does not."""
    return {name: entry["value"] for name, entry in fields.items() if entry["filled"] and entry["value"] is not None}


def check_complete(fields: Mapping[str, Mapping[str, Any]], classes: Classes) -> None:
    """Return when the fields make a ticket: a kind, what it is about, and a second class that belongs to the first.

    Raises:
        BadInput: as ``checked``.
    """
    values = effective(fields)
    faults: dict[str, Fault] = {}
    if "kind" not in values:
        faults["kind"] = {"code": "required"}
    if not values.keys() & {"summary", "description"}:
        faults["summary"] = {"code": "required"}
    first, second = str(values.get("category", "")), values.get("category_level2")
    if second is not None and classes.second_code(first, str(second)) is None:
        faults["category_level2"] = {"code": "not_of_category"}
    if faults:
        raise BadInput("some fields are missing", fields=faults)
