"""The fields of a ticket and what may stand in them; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from foundation.errors import BadInput
from tickets.contract import Kind, Party, Urgency
from tickets.intake.categories import LEVELS, Classes

Value = str | list[str] | dict[str, str] | None
Fault = dict[str, object]

# Characters that turn the direction of text around and so can hide what is written.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class FieldRule:
    """What may stand in a field: at most ``max_length`` characters, one of ``choices`` if there are any.

    ``most`` above 0: a list of at most so many such texts.
    """

    max_length: int
    choices: tuple[str, ...] = ()
    multiline: bool = False
    most: int = 0


FIELDS: Mapping[str, FieldRule] = MappingProxyType(
    {
        "kind": FieldRule(16, tuple(Kind)),
        "category": FieldRule(64, most=LEVELS),
        "district": FieldRule(64),
        "street": FieldRule(64),
        "community": FieldRule(64),
        "place": FieldRule(200),
        "happened_at": FieldRule(64),
        "party": FieldRule(16, tuple(Party)),
        "company": FieldRule(100),
        "request": FieldRule(200),
        "urgency": FieldRule(16, tuple(Urgency)),
        "danger_words": FieldRule(32, most=10),
        "summary": FieldRule(200),
        "summary_paragraph": FieldRule(600, multiline=True),
        "description": FieldRule(10_000, multiline=True),
        "lead_unit": FieldRule(64),
        "assisting_units": FieldRule(64, most=5),
        "confidential": FieldRule(3, ("yes", "no")),
        "language": FieldRule(16),
    }
)


def cleaned(name: str, value: object, classes: Classes) -> tuple[Value, Fault | None]:
    """Return the value to store in a field, and the fault if it cannot stand there.

    Classes are given by label or code from the first level down and stored as labels, a single one may come without its
    list; ``happened_at`` is an ISO 8601 moment or date, or ``{from, to}`` of them. An empty text or list is stored as
    ``None``: the field is empty.
    """
    rule = FIELDS.get(name)
    if rule is None:
        return None, {"code": "unknown_field"}
    if value is None:
        return None, None
    if name == "happened_at" and isinstance(value, Mapping):
        return _span(value)
    if rule.most:
        return _listed(rule, value, classes if name == "category" else None)
    if not isinstance(value, str):
        return None, {"code": "not_text"}
    text = _normal(value)
    if not text:
        return None, None
    fault = _text_fault(rule, text)
    if fault is not None:
        return None, fault
    if name == "happened_at":
        return (text, None) if _is_when(text) else (None, {"code": "not_a_moment"})
    return text, None


def _listed(rule: FieldRule, value: object, classes: Classes | None) -> tuple[Value, Fault | None]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        return None, {"code": "not_a_list"}
    texts = list(dict.fromkeys(_normal(one) for one in given) if classes is None else map(_normal, given))
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        return None, None
    if len(texts) > rule.most:
        return None, {"code": "too_many", "most": rule.most}
    for text in texts:
        if fault := _text_fault(rule, text):
            return None, fault
    if classes is None:
        return [text for text in texts if text], None
    path = classes.path(texts)
    if path is not None:
        return list(path), None
    return None, {"code": "unknown_category" if classes.path(texts[:1]) is None else "not_of_category"}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


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
    """Return the fields after a person set some; a value equal to the suggestion confirms it and keeps its source.

    What was suggested before a person first set a field stays beside his value, as ``suggested``.
    """
    result = {name: dict(entry) for name, entry in fields.items()}
    for name, value in values.items():
        before = result.get(name)
        suggested = _suggested(before)
        if before is not None and value is not None and before["value"] == value:
            result[name] = {**before, "filled": True, "edited": True, **suggested}
        else:
            result[name] = {
                "value": value,
                "source": "agent",
                "confidence": 1.0,
                "filled": value is not None,
                "edited": True,
                "utterance_id": None,
                **suggested,
            }
    return result


def _suggested(entry: Mapping[str, Any] | None) -> dict[str, Any]:
    if entry is None:
        return {}
    if entry["edited"]:
        return {"suggested": entry["suggested"]} if entry.get("suggested") else {}
    return {"suggested": {name: entry[name] for name in ("value", "confidence", "filled")}}


def effective(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Return the values that count: those filled in or set by a person; a mere hint does not."""
    return {name: entry["value"] for name, entry in fields.items() if entry["filled"] and entry["value"] is not None}


def check_complete(fields: Mapping[str, Mapping[str, Any]], classes: Classes) -> None:
    """Return when the fields make a ticket: a kind, what it is about, and a class that there (still) is.

    Raises:
        BadInput: as ``checked``.
    """
    values = effective(fields)
    faults: dict[str, Fault] = {}
    if "kind" not in values:
        faults["kind"] = {"code": "required"}
    if not values.keys() & {"summary", "description"}:
        faults["summary"] = {"code": "required"}
    category = values.get("category")
    if isinstance(category, list) and classes.path(category) is None:
        faults["category"] = {"code": "unknown_category"}
    if faults:
        raise BadInput("some fields are missing", fields=faults)
