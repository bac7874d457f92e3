"""What a deliverer is given, and how it says that trying again is of no use."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.errors import HotlineError


class State(StrEnum):
    """State of an outbox row."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True)
class Delivery:
    """One row to deliver; ``id`` is the idempotency key and the same at every attempt, ``attempt`` counts from 1."""

    id: uuid.UUID
    destination: str
    kind: str
    subject: uuid.UUID | None
    payload: dict[str, Any]
    attempt: int


class Refused(HotlineError):
    """The other side understood and said no; the same message will be refused again."""

    code = "refused"
