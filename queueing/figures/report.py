"""Reports: the counts of the ledger by interval and by what they are asked for; the wall asks the same."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.errors import BadInput
from foundation.work_calendar import ZONE
from foundation.work_calendar.model import minutes
from queueing.figures.intervals import MOST, Interval, Slot, slots
from queueing.figures.metrics import IN_TIME_SECONDS, Counts
from queueing.rules.model import QueueRules
from telephony.ledger import sums
from telephony.ledger.sums import Buckets

By = Literal["", "queue", "line", "language", "skill", "agent"]
Part = Literal["all", "peak", "off_peak"]
OTHERWISE_TARGET = 15.0
PEAK = ("09:00-12:00", "14:00-18:00")
"""Hours of a day in which most people call, unless others are asked for."""
AGENT_SLOTS = 62
INTEGERS = frozenset(one.name for one in fields(Counts) if one.type == "int")
_WORKING = ("talking", "on_hold")


@dataclass(frozen=True)
class Asked:
    """What a report is of: ``[since, until)``, aware; ``peak`` hours as ``HH:MM-HH:MM`` of the zone."""

    since: datetime
    until: datetime
    interval: Interval = "hour"
    by: By = ""
    zone: ZoneInfo = ZONE
    part: Part = "all"
    peak: tuple[str, ...] = PEAK


@dataclass(frozen=True)
class Row:
    """Counts of one interval and one key (a queue, line, language, skill or agent; empty: everything)."""

    slot: Slot
    key: str
    counts: Counts


async def report(
    session: AsyncSession,
    asked: Asked,
    rules: QueueRules,
    now: datetime,
    *,
    greeting_seconds: float,
    agents: Collection[str] | None = None,
) -> list[Row]:
    """Return the rows by interval, then key; an interval without anything has a row with an empty key.

    Raises:
        BadInput: the end is before the beginning, or there are too many intervals.
    """
    if asked.since >= asked.until:
        raise BadInput("a report ends after it begins")
    if (asked.until - asked.since) / timedelta(minutes=15) > MOST * 10:
        raise BadInput("a report is of three years at most")
    found = list(slots(asked.since, asked.until, asked.interval, asked.zone))
    if len(found) > MOST or (asked.by == "agent" and len(found) > AGENT_SLOTS):
        raise BadInput(f"that are {len(found)} intervals: ask for longer ones, or for less time")
    if asked.by == "agent" and asked.part != "all":
        raise BadInput("agents' time is not told apart by peak hours")
    if asked.by == "agent":
        rows: dict[tuple[Slot, str], Counts] = {}
        for slot in found:
            first, last = max(slot.start, asked.since), min(slot.end, asked.until, now)
            if first < last:
                by_agent = await agent_counts(session, first, last, agents=agents)
                rows |= {(slot, agent): counts for agent, counts in by_agent.items()}
        return _ordered(found, rows)
    buckets = _buckets(asked)
    counted = await _counted(session, asked, buckets, rules, now, greeting_seconds)
    return _ordered(found, await asyncio.to_thread(_by_slot, counted, buckets, found, asked))


async def agent_counts(
    session: AsyncSession, since: datetime, until: datetime, *, agents: Collection[str] | None = None
) -> dict[str, Counts]:
    """Return the counts by agent of ``[since, until)``; ``until`` is not after now."""
    talks = await sums.talk_sums(session, since, until, agents=agents)
    rings = await sums.ring_sums(session, since, until, agents=agents)
    stays: dict[str, dict[str, float]] = {}
    for (agent, state, _), seconds in (await sums.stay_sums(session, since, until, agents=agents)).items():
        times = stays.setdefault(agent, dict.fromkeys(("logged_in_seconds", "paused_seconds", "wrap_up_seconds"), 0.0))
        times["logged_in_seconds"] += seconds
        if state in ("paused", "unreachable"):
            times["paused_seconds"] += seconds
        elif state == "wrap_up":
            times["wrap_up_seconds"] += seconds
    found: dict[str, Counts] = {}
    for agent in talks.keys() | rings.keys() | stays.keys():
        found[agent] = counts_of({**talks.get(agent, {}), **rings.get(agent, {}), **stays.get(agent, {})})
    return found


def counts_of(values: Mapping[str, float]) -> Counts:
    """Return counts from a row of sums."""
    given: dict[str, Any] = {name: int(value) if name in INTEGERS else value for name, value in values.items()}
    return Counts(**given)


async def _counted(
    session: AsyncSession, asked: Asked, buckets: Buckets, rules: QueueRules, now: datetime, greeting_seconds: float
) -> list[tuple[int, str, Counts]]:
    targets = {code: float(queue.target_seconds) for code, queue in rules.queues.items()}
    by = asked.by
    found: list[tuple[int, str, Counts]] = []
    if by in ("", "line", "language"):
        calls = await sums.call_sums(
            session,
            asked.since,
            asked.until,
            buckets,
            by=by,
            greeting_seconds=greeting_seconds,
            in_time_seconds=IN_TIME_SECONDS,
        )
        found += [(bucket, key, counts_of(values)) for (bucket, key), values in calls.items()]
    visits = await sums.visit_sums(
        session,
        asked.since,
        asked.until,
        buckets,
        by="queue" if by == "skill" else by,  # type: ignore[arg-type]  # agents are counted elsewhere
        targets=targets,
        otherwise=OTHERWISE_TARGET,
        now=now,
    )
    for (bucket, key), values in visits.items():
        counts = counts_of(values)
        found += [(bucket, one, counts) for one in (_skills(rules, key) if by == "skill" else (key,))]
    return found


def _skills(rules: QueueRules, queue: str) -> tuple[str, ...]:
    """Return the skills that a queue asks for, as it stands in the rules now; a queue for everybody is of none."""
    settings = rules.queues.get(queue)
    return settings.requires if settings is not None and settings.requires else ("",)


def _buckets(asked: Asked) -> Buckets:
    """Return the largest buckets of which none lies in two intervals, nor in peak and off-peak hours."""
    weeks = [asked.since]
    while weeks[-1] < asked.until:
        weeks.append(weeks[-1] + timedelta(days=7))
    offsets = {int(_offset(moment.astimezone(asked.zone))) for moment in weeks}
    if asked.part == "all" and asked.interval in ("day", "month") and len(offsets) == 1:
        return Buckets(86_400, offsets.pop())
    edges = [edge for span in asked.peak for edge in span.split("-")] if asked.part != "all" else []
    hours = asked.interval != "quarter" and all(edge.endswith(":00") for edge in edges)
    return Buckets(3600 if hours and all(offset % 3600 == 0 for offset in offsets) else 900)


def _offset(local: datetime) -> float:
    offset = local.utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _by_slot(
    counted: list[tuple[int, str, Counts]], buckets: Buckets, found: list[Slot], asked: Asked
) -> dict[tuple[Slot, str], Counts]:
    rows: dict[tuple[Slot, str], Counts] = {}
    edges = [(slot.start.timestamp(), slot.end.timestamp(), slot) for slot in found]
    at = 0
    for bucket, key, counts in sorted(counted, key=lambda one: one[0]):
        moment = buckets.start(bucket)
        # The first bucket may begin before the time that is asked for; what it counts does not.
        while at < len(edges) - 1 and moment >= edges[at][1]:
            at += 1
        if not _is_asked(moment, asked):
            continue
        place = edges[at][2], key
        rows[place] = rows[place] + counts if place in rows else counts
    return rows


def _is_asked(moment: float, asked: Asked) -> bool:
    if asked.part == "all":
        return True
    local = datetime.fromtimestamp(moment, UTC).astimezone(asked.zone)
    now = local.hour * 60 + local.minute
    spans = [tuple(minutes(edge) for edge in span.split("-")) for span in asked.peak]
    return any(first <= now < last for first, last in spans) is (asked.part == "peak")


def _ordered(found: list[Slot], rows: Mapping[tuple[Slot, str], Counts]) -> list[Row]:
    keys: dict[Slot, list[str]] = {}
    for slot, key in rows:
        keys.setdefault(slot, []).append(key)
    return [Row(slot, key, rows.get((slot, key), Counts())) for slot in found for key in sorted(keys.get(slot, [""]))]


def together(rows: Collection[Row]) -> Counts:
    """Return the counts of rows together."""
    total = Counts()
    for row in rows:
        total = total + row.counts
    return total
