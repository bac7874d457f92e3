"""Whether what pre-fill put into a field is right, by the truth of an invented appeal; and how sure it was.

A place is right when its names are: what agents abbreviate differently (旁边) is no fault. A request is right when it
covers most of the words of the truth. A date is right when the day is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tickets.prefill import Suggestion

FIELDS = (
    *("kind", "category", "district", "street", "community", "place", "happened_at", "party", "company", "request"),
    *("urgency", "danger_words", "lead_unit", "confidential", "language"),
)
ALIKE = 0.6
"""Share of the truth's pairs of characters that a free text has to have."""
_PLAIN = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_DIGITS = str.maketrans("零〇一二三四五六七八九两", "001234567892")


def right(field: str, given: Suggestion, truth: Mapping[str, Any]) -> bool:
    """Say whether the form would be right in a field: what it holds is true, or it holds nothing where nothing is."""
    value = given.value if given.filled else None
    return _same(field, value, truth[field])


def true(field: str, given: Suggestion, truth: Mapping[str, Any]) -> bool:
    """Say whether a suggestion is true, filled in or not."""
    return _same(field, given.value, truth[field])


def _same(field: str, value: Any, truth: Any) -> bool:
    if field == "confidential":
        return (value == "yes") == bool(truth)
    if field == "danger_words":
        return bool(set(value or ()) & set(truth)) if truth else not value
    if not truth or value is None:
        return not truth and value is None
    if field == "category":
        return list(value) == list(truth)[: len(value)] and len(value) >= 1
    if field == "happened_at":
        return _day(value) == date.fromisoformat(truth["date"])
    if field in ("place", "company", "request"):
        return _alike(str(value), str(truth))
    return bool(value == truth)


def _day(value: Any) -> date:
    """Return the day of a moment, or the first of a span."""
    text = value["from"] if isinstance(value, Mapping) else value
    return datetime.fromisoformat(text).date()


def _alike(value: str, truth: str) -> bool:
    a, b = (_pairs(_PLAIN.sub("", text).translate(_DIGITS)) for text in (value, truth))
    return len(a & b) / max(1, len(b)) >= ALIKE or (len(a & b) / max(1, len(a)) >= 0.9 and len(a) >= 2)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}
