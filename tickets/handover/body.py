"""The message to the ticket service from a ticket and the facts of its call; pure."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from tickets.contract import Category, FieldSource, Kind, NewTicket, Party, Recording, Urgency
from tickets.handover.ports import Facts
from tickets.intake.categories import LEVELS, Classes
from tickets.intake.fields import effective

MAX_RECORDINGS = 50


def new_ticket(
    *,
    ticket_id: uuid.UUID,
    contact_id: uuid.UUID,
    call_id: uuid.UUID | None,
    fields: Mapping[str, Mapping[str, Any]],
    agent: str,
    accepted_at: datetime,
    line: str | None,
    language: str | None,
    facts: Facts,
    classes: Classes,
) -> NewTicket:
    """Return the body of the message; ``fields`` as intake keeps them, of which the hints are left out.

    Raises:
        pydantic.ValidationError: the ticket does not fit the contract.
    """
    values = effective(fields)
    levels = _classes(values.get("category"), classes)
    return NewTicket(
        ticket_id=ticket_id,
        contact_id=contact_id,
        call_id=call_id,
        kind=Kind(str(values["kind"])),
        category=levels[0],
        category_level2=levels[1],
        category_level3=levels[2],
        district=_text(values.get("district")),
        street=_text(values.get("street")),
        community=_text(values.get("community")),
        place=_text(values.get("place")),
        happened_at=_when(values.get("happened_at")),
        party=Party(str(values["party"])) if values.get("party") else None,
        company=_text(values.get("company")),
        request=_text(values.get("request")),
        summary=_text(values.get("summary")) or "",
        summary_paragraph=_text(values.get("summary_paragraph")) or "",
        description=_text(values.get("description")) or "",
        urgency=Urgency(str(values.get("urgency") or Urgency.NORMAL)),
        danger_words=_texts(values.get("danger_words")),
        lead_unit=_text(values.get("lead_unit")),
        assisting_units=_texts(values.get("assisting_units")),
        ani=dialable(facts.get("ani")),
        line=(facts.get("line") or line or "")[:32] or None,
        language=_code(_text(values.get("language")) or facts.get("language") or language),
        accepted_at=accepted_at,
        agent=agent,
        confidential=bool(facts.get("confidential")) or values.get("confidential") == "yes",
        satisfaction=facts.get("satisfaction"),
        recordings=_recordings(facts),
        sources={name: _source(fields[name]) for name in values},
    )


def dialable(number: str | None) -> str | None:
    """Return the part of a number that can be dialled; ``None`` for one that is withheld."""
    digits = re.sub(r"[^0-9+*#]", "", number or "")[:32]
    return digits or None


def _recordings(facts: Facts) -> tuple[Recording, ...]:
    """Return the references that fit; a reference that does not is no reason to keep a ticket back."""
    fitting = []
    for recording in facts.get("recordings") or ():
        with contextlib.suppress(ValidationError):
            fitting.append(Recording.model_validate(recording))
    return tuple(fitting[:MAX_RECORDINGS])


def _code(text: str | None) -> str | None:
    return text if text and re.fullmatch(r"[A-Za-z0-9_.:-]{1,64}", text) else None


def _classes(labels: object, classes: Classes) -> tuple[Category | None, Category | None, Category | None]:
    """Return the class of each level; a label that there is not any more goes without a code."""
    names = (
        [labels] if isinstance(labels, str) else [str(label) for label in labels] if isinstance(labels, list) else []
    )
    codes = classes.codes(names)
    found = [Category(code=codes[at] if at < len(codes) else "", label=name) for at, name in enumerate(names[:LEVELS])]
    first, second, third = [*found, None, None, None][:LEVELS]
    return first, second, third


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _when(value: object) -> str | None:
    return f"{value['from']}/{value['to']}" if isinstance(value, Mapping) else _text(value)


def _source(entry: Mapping[str, Any]) -> FieldSource:
    return FieldSource(
        source=str(entry["source"] or "")[:2000],
        confidence=min(max(float(entry["confidence"]), 0.0), 1.0),
        edited=bool(entry["edited"]),
        utterance_id=entry["utterance_id"],
    )
