"""Each answer that a citizen got, and what he first said of it; a rework takes none of it away (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tickets.service.lifecycle.case import Case
from tickets.service.lifecycle.states import DONE, State


@dataclass(frozen=True)
class Closing:
    """The answer of one round: whose, how, when, and the first that the citizen said of it."""

    round: int
    closed_at: datetime
    lead: str
    closing: str
    is_case: bool
    resolved: bool | None = None
    score: int | None = None


def closing_after(known: Closing | None, before: State, after: Case, now: datetime) -> Closing | None:
    """Return the answer of this round as it stands after an act; ``None`` while there is none.

    Args:
        known: the answer of this round before the act.
        before: the state before the act.
    """
    if after.state not in DONE:
        return None
    if before not in DONE:
        lead = after.lead()
        known = Closing(after.round, now, lead.unit if lead else "", after.closing, after.is_case)
    if known is None:
        return None
    resolved = after.resolved if known.resolved is None else known.resolved
    return replace(known, resolved=resolved, score=after.score if known.score is None else known.score)
