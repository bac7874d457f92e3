"""What intake asks of the rest of the house; the wiring fulfils it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from tickets.intake.categories import ClassesNow, packaged_classes
from tickets.prefill import Lists, PrefillContext, Sentence, Suggestion, prefill

Prefill = Callable[[Sequence[Sentence], PrefillContext], Mapping[str, Suggestion]]


class Words(Protocol):
    """The words heard in a call."""

    async def sentences(self, session: AsyncSession, call_id: uuid.UUID) -> list[Sentence]:
        """Return what was heard so far in order, corrected, of both sides, what is being said included."""
        ...

    async def begun_since(self, session: AsyncSession, since: datetime) -> set[uuid.UUID]:
        """Return the calls in which something is being said that was heard since a moment."""
        ...


@dataclass(frozen=True)
class IntakeDeps:
    """What the handlers and the job need; ``region`` is a GB/T 2260 code."""

    words: Words
    prefill: Prefill = prefill
    region: str = "440100"
    clock: Clock = field(default_factory=SystemClock)
    classes: ClassesNow = packaged_classes
    lists: Callable[[], Lists | None] = lambda: None
    """The lists in force; none stands for the packaged ones."""
