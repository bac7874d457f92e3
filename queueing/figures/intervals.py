"""Intervals of a report in a zone: quarters, hours, days and months, also where the clock is put forward (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Interval = Literal["quarter", "hour", "day", "month"]
QUARTER = 900
MOST = 10_000


@dataclass(frozen=True)
class Slot:
    """One interval: its first moment and that of the next, aware, in the report's zone."""

    start: datetime
    end: datetime


def slots(since: datetime, until: datetime, interval: Interval, zone: ZoneInfo) -> Iterator[Slot]:
    """Yield the intervals from that which holds ``since`` to that which holds the moment before ``until``.

    Hours are hours of elapsed time, so the hour that the clock repeats in autumn is two, and the one that it skips in
    spring is none. Days and months end at midnight of the zone, whatever their length.
    """
    start = _floor(since.astimezone(zone), interval, zone)
    while start < until:
        end = _next(start, interval, zone)
        yield Slot(start, end)
        start = end


def floor(at: datetime, interval: Interval, zone: ZoneInfo) -> datetime:
    """Return the first moment of the interval that holds ``at``."""
    return _floor(at.astimezone(zone), interval, zone)


def _floor(local: datetime, interval: Interval, zone: ZoneInfo) -> datetime:
    if interval == "month":
        return datetime(local.year, local.month, 1, tzinfo=zone)
    if interval == "day":
        return datetime.combine(local.date(), time(), zone)
    # Zones stand at whole quarters of an hour; within them hours begin on the zone's own.
    minute = 0 if interval == "hour" else local.minute // 15 * 15
    return local.replace(minute=minute, second=0, microsecond=0)


def _next(start: datetime, interval: Interval, zone: ZoneInfo) -> datetime:
    if interval == "month":
        return datetime(start.year + start.month // 12, start.month % 12 + 1, 1, tzinfo=zone)
    if interval == "day":
        return datetime.combine(start.date() + timedelta(days=1), time(), zone)
    step = timedelta(hours=1) if interval == "hour" else timedelta(minutes=15)
    return (start.astimezone(UTC) + step).astimezone(zone)
