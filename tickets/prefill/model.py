"""What goes into the pre-fill and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.prefill.lists import Lists

Value = str | tuple[str, ...] | dict[str, str] | None
"""A text, several of them, or a span of time (`from`, `to`)."""


@dataclass(frozen=True)
class Sentence:
    """One sentence as heard or typed; `speaker` is `caller` or `agent`."""

    text: str
    speaker: str = "caller"
    utterance_id: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A value proposed for one field of the ticket form.

    `source` is the sentence the value came from. `filled` is true when `confidence` (0..1) reaches the threshold of the
    field: the form then holds the value; otherwise it is shown only as a hint.
    """

    field: str
    value: Value
    source: str | None
    confidence: float
    filled: bool
    utterance_id: str | None


@dataclass(frozen=True)
class PrefillContext:
    """Where and when the words were said, and by which lists they are read.

    `region`: GB/T 2260 code. `now`: an aware moment. `lists`: the packaged ones when there are none. `language`: what
    the caller chose, as BCP 47.
    """

    region: str = "440100"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    lists: Lists | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None or self.now.utcoffset() is None:
            raise ValueError("PrefillContext.now must be an aware moment")


@dataclass(frozen=True)
class Finding:
    """A value with the sentence (by its place in the list) that it came from, before the threshold is applied."""

    value: Value
    confidence: float
    sentence: int | None
