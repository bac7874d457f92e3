"""What intake asks of the rest of the house; the wiring fulfils it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from tickets.intake.categories import Classes, packaged_classes
from tickets.prefill import PrefillContext, Sentence, Suggestion, prefill

Prefill = Callable[[Sequence[Sentence], PrefillContext], Mapping[str, Suggestion]]


class Words(Protocol):
    """The words heard in a call."""

    async def sentences(self, session: AsyncSession, call_id: uuid.UUID) -> list[Sentence]:
        """Return what was heard so far in order, corrected, of both sides; empty when nothing was."""
        ...


@dataclass(frozen=True)
class IntakeDeps:
    """What the handlers and the job need; ``region`` is a GB/T 2260 code."""

    words: Words
    prefill: Prefill = prefill
    region: str = "440100"
    clock: Clock = field(default_factory=SystemClock)
    classes: Classes = field(default_factory=packaged_classes)
