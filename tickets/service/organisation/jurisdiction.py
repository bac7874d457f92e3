"""Which unit a matter belongs to, and why (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tickets.service.organisation.model import Duty, Organisation

MOST = 5
BY_DUTY, BY_DEPTH, BY_PLACE = 10.0, 4.0, 3.0
BY_HISTORY, BY_AGENT = 6.0, 2.0
ENOUGH = 3
"""As many similar tickets say something."""


@dataclass(frozen=True)
class Matter:
    """What is known of a matter: classes from the first level down, and where it is."""

    classes: Sequence[str] = ()
    district: str = ""
    street: str = ""
    community: str = ""
    proposed: Sequence[str] = ()
    """Names of units that whoever took it in proposed."""


@dataclass(frozen=True)
class History:
    """What became of similar tickets with a unit: how many it kept and how many it sent back."""

    kept: int
    sent_back: int


@dataclass(frozen=True)
class Reason:
    """One reason for a unit: a code and what belongs into its sentence."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A unit that could handle a matter; ``acts_for`` is the code of the unit that it stands in for."""

    unit: str
    score: float
    reasons: tuple[Reason, ...]
    acts_for: str = ""


def suggest(organisation: Organisation, matter: Matter, history: Mapping[str, History], day: date) -> list[Candidate]:
    """Return the units that a matter may belong to, the likeliest first.

    A duty counts when it holds on the day and names the class and the place, or leaves them open; the deeper the class
    and the narrower the place, the more. What similar tickets did, and who was proposed, count beside it.
    """
    scores: dict[str, float] = {}
    reasons: dict[str, list[Reason]] = {}
    acts_for: dict[str, str] = {}

    def add(code: str, score: float, reason: Reason) -> None:
        acting = organisation.acting(code, day)
        if acting is None:
            return
        if acting.code != code:
            acts_for[acting.code] = code
        scores[acting.code] = scores.get(acting.code, 0.0) + score
        reasons.setdefault(acting.code, []).append(reason)

    best: dict[str, tuple[float, Reason]] = {}
    for duty in organisation.duties_for(matter.classes, (matter.district, matter.street, matter.community)):
        found = _fit(duty, matter, day)
        if found is not None and found[0] > best.get(duty.unit, (0.0, None))[0]:
            best[duty.unit] = found
    for unit, (score, reason) in best.items():
        add(unit, score, reason)
    for unit, past in history.items():
        total = past.kept + past.sent_back
        if total >= ENOUGH:
            share = past.kept / total
            add(
                unit,
                BY_HISTORY * (share - 0.5) * 2,
                Reason("history", {"kept": past.kept, "sent_back": past.sent_back}),
            )
    for name in matter.proposed:
        proposed = organisation.by_name.get(name)
        if proposed is not None:
            add(proposed.code, BY_AGENT, Reason("proposed"))
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    return [
        Candidate(code, round(scores[code], 2), tuple(reasons[code]), acts_for.get(code, ""))
        for code in ranked
        if scores[code] > 0
    ][:MOST]


def _fit(duty: Duty, matter: Matter, day: date) -> tuple[float, Reason] | None:
    """Return how well a duty fits, and why; nothing when it does not."""
    if not duty.holds(day):
        return None
    depth, code = 0, ""
    if duty.classes:
        named = [(level, one) for level, one in enumerate(matter.classes, 1) if one in duty.classes]
        if not named:
            return None
        depth, code = named[-1]
    places = ((matter.district, duty.districts), (matter.street, duty.streets), (matter.community, duty.communities))
    narrow, where = 0, ""
    for level, (place, names) in enumerate(places, 1):
        if names:
            if place not in names:
                return None
            narrow, where = level, place
    if not depth and not narrow:
        return None
    details = {"class": code, "place": where, "basis": duty.basis}
    base = BY_DUTY if depth else BY_PLACE
    return base + BY_DEPTH * depth + BY_PLACE * narrow, Reason("duty", details)
