"""What became of the suggestions of a contact that is submitted; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tickets.intake.fields import FIELDS, Value


class Outcome(StrEnum):
    """``kept edited cleared``: of a value the form held; ``typed``: it held none; ``ignored``: a hint left alone."""

    KEPT = "kept"
    EDITED = "edited"
    CLEARED = "cleared"
    TYPED = "typed"
    IGNORED = "ignored"


@dataclass(frozen=True)
class FieldOutcome:
    """One field; ``confidence`` is null where nothing was suggested."""

    field: str
    outcome: Outcome
    filled: bool
    confidence: float | None
    suggested: Value
    final: Value


def outcomes(fields: Mapping[str, Mapping[str, Any]]) -> list[FieldOutcome]:
    """Return the outcome of each field of which there is one; the description comes from all words and has none."""
    found = []
    for name in FIELDS:
        entry = fields.get(name)
        if entry is None or name == "description":
            continue
        suggested = entry.get("suggested") if entry["edited"] else entry
        final = entry["value"] if entry["filled"] else None
        outcome = _outcome(suggested, final)
        if outcome is None:
            continue
        found.append(
            FieldOutcome(
                field=name,
                outcome=outcome,
                filled=bool(suggested and suggested["filled"]),
                confidence=float(suggested["confidence"]) if suggested else None,
                suggested=suggested["value"] if suggested else None,
                final=final,
            )
        )
    return found


def _outcome(suggested: Mapping[str, Any] | None, final: Value) -> Outcome | None:
    if suggested is None or suggested["value"] is None:
        return Outcome.TYPED if final is not None else None
    if suggested["filled"]:
        if final is None:
            return Outcome.CLEARED
        return Outcome.KEPT if final == suggested["value"] else Outcome.EDITED
    if final is None:
        return Outcome.IGNORED
    return Outcome.KEPT if final == suggested["value"] else Outcome.TYPED
