"""What a subscriber is given."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StreamEvent:
    """One row of a stream; ``event_id`` is the same whenever it is read again, ``payload`` holds ids and codes only."""

    position: int
    event_id: uuid.UUID
    kind: str
    happened_at: datetime
    payload: dict[str, Any]
    subject: uuid.UUID | None = None  # the call, contact or ticket it is about
