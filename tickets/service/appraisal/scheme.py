"""The scheme of appraisal as a document, and a unit's score by it (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents

KIND = "appraisal_scheme"
CODE = "city"
Name = Literal[
    "response_rate",
    "in_time_rate",
    "resolution_rate",
    "satisfaction_rate",
    "legality_rate",
    "rework_rate",
    "improper_rate",
]


@dataclass(frozen=True)
class Tally:
    """What counts for a unit in a month: a part and its whole each.

    ``acknowledged promptly``: acknowledged in the month or not until the end of that clock, of these in time.
    ``closed``: its replies approved in the month. ``ended in_time``: clocks of handling that ended with such a reply or
    passed their end while it led, of these answered in time; what passed its end counts when it does, once, whatever
    becomes of the ticket. ``asked resolved``: citizens who said whether it is resolved, of these yes; ``scored
    satisfied``: who gave a satisfaction, of these 3 or more; mediation and law enforcement are in none of the four, but
    in ``reviewed lawful``: approved, of these with a lawful procedure. ``reworked``: sent to it again. ``sent_back
    improper``: its send-backs that were decided in the month, of these refused. ``objected``: tickets left out because
    its objection was upheld.
    """

    acknowledged: int = 0
    promptly: int = 0
    closed: int = 0
    ended: int = 0
    in_time: int = 0
    asked: int = 0
    resolved: int = 0
    scored: int = 0
    satisfied: int = 0
    reviewed: int = 0
    lawful: int = 0
    reworked: int = 0
    sent_back: int = 0
    improper: int = 0
    objected: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def _share(part: str, whole: str) -> Callable[[Tally], float | None]:
    return lambda tally: getattr(tally, part) / getattr(tally, whole) if getattr(tally, whole) else None


RATES: Mapping[Name, tuple[str, Callable[[Tally], float | None]]] = MappingProxyType(
    {
        "response_rate": ("promptly / acknowledged", _share("promptly", "acknowledged")),
        "in_time_rate": ("in_time / ended", _share("in_time", "ended")),
        "resolution_rate": ("resolved / asked", _share("resolved", "asked")),
        "satisfaction_rate": ("satisfied / scored", _share("satisfied", "scored")),
        "legality_rate": ("lawful / reviewed", _share("lawful", "reviewed")),
        "rework_rate": ("reworked / closed", _share("reworked", "closed")),
        "improper_rate": ("improper / sent_back", _share("improper", "sent_back")),
    }
)
"""Each rate with its formula; of nothing there is none."""


class Indicator(BaseModel):
    """One indicator: from ``zero_at`` (no points) to ``full_at`` (all of its weight), straight between them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: Name
    weight: Annotated[float, Field(gt=0, le=100)]
    zero_at: Annotated[float, Field(ge=0, le=1)]
    full_at: Annotated[float, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def _apart(self) -> Indicator:
        if self.zero_at == self.full_at:
            raise ValueError(f"{self.rate}: no points and all points must not be at the same share")
        return self


class Scheme(BaseModel):
    """Indicators with their weights; a score is out of 100."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _sound(self) -> Scheme:
        names = [one.rate for one in self.indicators]
        if len(set(names)) != len(names):
            raise ValueError("an indicator stands twice")
        total = sum(one.weight for one in self.indicators)
        if abs(total - 100) > 1e-6:
            raise ValueError(f"the weights add up to {total:g}, not to 100")
        return self


SHIPPED = Scheme(
    indicators=(
        Indicator(rate="response_rate", weight=15, zero_at=0.8, full_at=1.0),
        Indicator(rate="in_time_rate", weight=30, zero_at=0.8, full_at=1.0),
        Indicator(rate="resolution_rate", weight=20, zero_at=0.5, full_at=0.95),
        Indicator(rate="satisfaction_rate", weight=15, zero_at=0.6, full_at=0.95),
        Indicator(rate="legality_rate", weight=5, zero_at=0.9, full_at=1.0),
        Indicator(rate="rework_rate", weight=10, zero_at=0.2, full_at=0.0),
        Indicator(rate="improper_rate", weight=5, zero_at=0.5, full_at=0.0),
    )
)


@dataclass(frozen=True)
class Point:
    """What one indicator gave: its rate, the points, and out of how many; no rate, no points and no weight."""

    rate: Name
    value: float | None
    points: float
    weight: float


def scored(scheme: Scheme, tally: Tally) -> tuple[float | None, list[Point]]:
    """Return a unit's score out of 100 and what each indicator gave.

    An indicator of which there is nothing in the month is left out, with its weight: score = points / weights x 100.
    """
    points = []
    for one in scheme.indicators:
        value = RATES[one.rate][1](tally)
        if value is None:
            points.append(Point(one.rate, None, 0.0, 0.0))
            continue
        share = min(max((value - one.zero_at) / (one.full_at - one.zero_at), 0.0), 1.0)
        points.append(Point(one.rate, value, share * one.weight, one.weight))
    weights = sum(point.weight for point in points)
    return (sum(point.points for point in points) / weights * 100 if weights else None), points


class SchemeBook:
    """Schemes as documents; each act runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, Scheme, clock)

    async def in_force(self, session: AsyncSession) -> tuple[int, Scheme]:
        """Return number and content of the scheme in force; 0 and the shipped one while none was published."""
        version = await self.documents.in_force(session, CODE)
        return (version.version, self.documents.content_of(version.content)) if version else (0, SHIPPED)

    async def of(self, session: AsyncSession, number: int) -> Scheme:
        """Return a scheme by its number; 0 is the shipped one."""
        if number == 0:
            return SHIPPED
        return self.documents.content_of((await self.documents.version(session, CODE, number)).content)
