"""What the hand-over asks of the rest of the house; the wiring fulfils it."""

from __future__ import annotations

import uuid
from typing import Protocol, TypedDict

from sqlalchemy.ext.asyncio import AsyncSession


class RecordingFact(TypedDict, total=False):
    """A recording by reference; ``recording_id`` is required."""

    recording_id: str
    leg: str | None
    sha256: str | None
    duration_seconds: float | None


class Facts(TypedDict, total=False):
    """What is known of a call; each may be missing."""

    ani: str | None
    line: str | None
    language: str | None
    confidential: bool
    satisfaction: int | None
    recordings: list[RecordingFact]


class ContactFacts(Protocol):
    """Looks up what the ticket row does not hold."""

    async def facts(self, session: AsyncSession, call_id: uuid.UUID) -> Facts:
        """Return the facts of a call; an empty mapping when it is not known."""
        ...
