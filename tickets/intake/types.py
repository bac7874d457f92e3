"""What intake answers with; values of enums are API."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class DraftState(StrEnum):
    """``open`` from the offer on; ``submitted`` with its ticket; ``closed`` without one."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class Conclusion(StrEnum):
    """What a contact ended in; each has at most one."""

    TICKET = "ticket"
    LINKED = "linked"
    NO_TICKET = "no_ticket"


class Reason(StrEnum):
    """Why a contact ends without a ticket."""

    ANSWERED = "answered"
    NO_VOICE = "no_voice"
    WRONG_NUMBER = "wrong_number"
    DROPPED = "dropped"
    OUT_OF_SCOPE = "out_of_scope"
    TRANSFERRED = "transferred"
    HARASSMENT = "harassment"
    TEST = "test"
    OTHER = "other"


@dataclass(frozen=True)
class DraftView:
    """A draft as it stands.

    ``fields`` maps a name to ``{value, source, confidence, filled, edited, utterance_id}``. ``version`` grows with what
    people do and is given back with an edit; ``revision`` grows with every change, also of suggestions.
    """

    contact_id: uuid.UUID
    call_id: uuid.UUID
    state: DraftState
    version: int
    revision: int
    fields: dict[str, dict[str, Any]]
    queue: str | None
    line: str | None
    language: str | None
    agent: str | None
    opened_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class TicketView:
    """A submitted ticket; ``service_id`` is there once the ticket service has it."""

    id: uuid.UUID
    contact_id: uuid.UUID
    call_id: uuid.UUID | None
    fields: dict[str, dict[str, Any]]
    agent: str
    request_id: str
    created_at: datetime
    outbox_id: uuid.UUID
    service_id: str | None
    handed_over_at: datetime | None


@dataclass(frozen=True)
class SimilarTicket:
    """A ticket that may be about the same; ``likeness`` is 0..1."""

    ticket_id: uuid.UUID
    contact_id: uuid.UUID
    service_id: str | None
    created_at: datetime
    summary: str
    likeness: float


@dataclass(frozen=True)
class ConclusionView:
    """What a contact ended in."""

    contact_id: uuid.UUID
    call_id: uuid.UUID | None
    conclusion: Conclusion
    reason: Reason | None
    ticket_id: uuid.UUID | None
    service_id: str | None
    agent: str
    concluded_at: datetime
