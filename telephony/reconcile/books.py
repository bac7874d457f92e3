"""What each book says of a call, in one shape: ledger, call rows, CEL and ``queue_log`` (pure)."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from telephony.calls.tracker import ENTRY_CONTEXTS
from telephony.events import Fact, Kind, started_at

QUEUE_APPLICATION = "Queue"


@dataclass(frozen=True)
class Sums:
    """What one book says of one call; ``None`` where it is a thing that this book does not tell.

    ``visits``: stays in queues; ``answered``: how many of them an agent answered, or for CEL, which cannot tell an
    answer from a resumed call, whether one did.
    """

    began: bool = False
    ended: bool | None = None
    ended_at: datetime | None = None
    visits: int | None = None
    answered: int | None = None


@dataclass(frozen=True)
class Book:
    """All that one book says, by linked id."""

    name: str
    calls: Mapping[str, Sums]

    def since(self, moment: datetime) -> Book:
        """Return what it says of calls that began from a moment on, by the second that stands in their id."""
        return Book(self.name, {key: sums for key, sums in self.calls.items() if _began_at(key) >= moment})


def _began_at(linkedid: str) -> datetime:
    try:
        return started_at(linkedid)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class KnownCall:
    """A call as the ledger has it: its ids, how it ended, when."""

    call_id: uuid.UUID
    linkedid: str
    end_reason: str | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass
class _Tally:
    began: bool = False
    ended_at: datetime | None = None
    visits: int = 0
    answered: int = 0

    def sums(self) -> Sums:
        return Sums(self.began, self.ended_at is not None, self.ended_at, self.visits, self.answered)


def of_ledger(facts: Iterable[Fact]) -> tuple[Book, dict[str, KnownCall]]:
    """Return what the ledger says, and the calls that it knows by linked id."""
    tallies: dict[str, _Tally] = {}
    known: dict[str, KnownCall] = {}
    for fact in facts:
        if fact.call_id is None:
            continue
        tally = tallies.setdefault(fact.linkedid, _Tally())
        call = known.setdefault(fact.linkedid, KnownCall(fact.call_id, fact.linkedid))
        match fact.kind:
            case Kind.call_entered:
                tally.began = True
            case Kind.call_offered:
                tally.visits += 1
            case Kind.call_answered:
                # queue_log knows of no other; whoever takes a caller on comes after one.
                tally.answered += fact.payload.get("began_by", "queue") == "queue"
                known[fact.linkedid] = replace(call, answered_at=call.answered_at or fact.happened_at)
            case Kind.call_ended:
                tally.ended_at = fact.happened_at
                reason = str(fact.payload.get("reason", ""))
                known[fact.linkedid] = replace(call, ended_at=fact.happened_at, end_reason=reason)
    return Book("ledger", {linkedid: tally.sums() for linkedid, tally in tallies.items()}), known


@dataclass
class _Switch:
    tallies: dict[str, _Tally] = field(default_factory=dict)

    def of(self, linkedid: str) -> _Tally:
        return self.tallies.setdefault(linkedid, _Tally())


def of_cel(lines: Iterable[str], agents: Iterable[str]) -> Book:
    """Return what CEL says; ``agents`` are endpoints (``PJSIP/1001p``). Calls that no carrier began are left out."""
    endpoints = frozenset(agents)
    found = _Switch()
    for row in csv.reader(line for line in lines if line.endswith("\n")):
        if len(row) < 9:
            continue
        kind, time, uniqueid, linkedid, channel, context, application = row[:7]
        if kind == "CHAN_START" and uniqueid == linkedid and context in ENTRY_CONTEXTS:
            found.of(linkedid).began = True
        elif kind == "APP_START" and application == QUEUE_APPLICATION and uniqueid == linkedid:
            found.of(linkedid).visits += 1
        elif kind == "BRIDGE_ENTER" and uniqueid != linkedid and channel.rpartition("-")[0] in endpoints:
            found.of(linkedid).answered = 1
        elif kind == "HANGUP" and uniqueid == linkedid:
            try:
                found.of(linkedid).ended_at = datetime.fromtimestamp(float(time), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return Book("cel", {linkedid: tally.sums() for linkedid, tally in found.tallies.items() if tally.began})


def of_queue_log(lines: Iterable[str]) -> Book:
    """Return what ``queue_log`` says; it knows stays in queues and answers only, by the caller's channel."""
    visits: dict[str, int] = {}
    answered: dict[str, int] = {}
    for line in lines:
        if not line.endswith("\n"):
            continue
        parts = line.rstrip("\n").split("|")
        if len(parts) < 5:
            continue
        uniqueid, event = parts[1], parts[4]
        if event == "ENTERQUEUE":
            visits[uniqueid] = visits.get(uniqueid, 0) + 1
        elif event == "CONNECT":
            answered[uniqueid] = answered.get(uniqueid, 0) + 1
    calls = {key: Sums(True, None, None, count, answered.get(key, 0)) for key, count in visits.items()}
    return Book("queue_log", calls)
