"""Books to differences: pure, and explained by what is known of the call where the switch itself was cut off."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telephony.reconcile.books import Book, KnownCall, Sums

SETTLE = timedelta(seconds=60)
"""The books of a call are compared so long after its end: each has had time to be written."""
RECORDING_SETTLE = timedelta(minutes=5)
TICKET_SETTLE = timedelta(minutes=10)
CONCLUSION_SETTLE = timedelta(hours=1)
CUT_OFF = frozenset({"gap", "switch_restarted"})
"""Ends that the ledger wrote because the switch died with the call: what its own books lack then is explained."""


@dataclass(frozen=True)
class Recorded:
    """What recordings say of a call."""

    state: str
    problem: str = ""


@dataclass(frozen=True)
class Matter:
    """What tickets say of a call: how its contact was concluded (empty: not yet), whether its ticket has arrived."""

    conclusion: str = ""
    concluded_at: datetime | None = None
    has_ticket: bool = False
    is_delivered: bool = False


@dataclass(frozen=True)
class Difference:
    """Books that do not agree. ``kind`` is API; ``books`` is what each says, without numbers, names and words."""

    kind: str
    subject: str
    call_id: uuid.UUID | None = None
    books: Mapping[str, str] = field(default_factory=dict)


def compare_calls(
    books: Sequence[Book], known: Mapping[str, KnownCall], now: datetime, settle: timedelta = SETTLE
) -> Iterator[Difference]:
    """Yield where the books of calls differ. ``books[0]`` is the ledger; calls that have not settled are left out."""
    ledger = books[0]
    everyone = {linkedid for book in books for linkedid in book.calls}
    for linkedid in sorted(everyone):
        said = {book.name: book.calls[linkedid] for book in books if linkedid in book.calls}
        ends = [sums.ended_at for sums in said.values() if sums.ended_at is not None]
        if not ends or now - max(ends) < settle:
            continue  # it goes on, or has ended just now
        call = known.get(linkedid)
        if call is None or not ledger.calls[linkedid].began:
            yield Difference("call_not_in_ledger", linkedid, None, dict.fromkeys(said, "known"))
            continue
        cut_off = call.end_reason in CUT_OFF
        for kind, values in _looks(books, said, cut_off):
            if len(set(values.values())) > 1:
                yield Difference(kind, str(call.call_id), call.call_id, values)


def _looks(books: Sequence[Book], said: Mapping[str, Sums], cut_off: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``(kind, book -> what it says)`` of one call."""
    ours = {"ledger", "rows"}
    began, ended, visits, answered = {}, {}, {}, {}
    for book in books:
        sums = said.get(book.name)
        if sums is None:
            # queue_log knows only who joined a queue, and what was cut off may lack in the switch's books.
            if book.name == "queue_log":
                sums = Sums(True, None, None, 0, 0)
            elif not (cut_off and book.name not in ours):
                began[book.name] = "no"
                continue
            else:
                continue
        began[book.name] = "yes"
        if cut_off and book.name not in ours:
            continue
        if sums.ended is not None:
            ended[book.name] = "yes" if sums.ended else "no"
        if sums.visits is not None:
            visits[book.name] = str(sums.visits)
        if sums.answered is not None:
            # CEL tells whether, not how often.
            answered[book.name] = str(sums.answered)
    if "cel" in answered:
        others = {value for name, value in answered.items() if name != "cel"}
        if len(others) == 1 and (others != {"0"}) == (answered["cel"] != "0"):
            del answered["cel"]
    yield "call_missing", began
    yield "end_differs", ended
    yield "visits_differ", visits
    yield "answers_differ", answered


def compare_recordings(
    known: Mapping[str, KnownCall], recorded: Mapping[uuid.UUID, Recorded], now: datetime
) -> Iterator[Difference]:
    """Yield answered calls whose recording is not there, not checked, or not whole."""
    for call in known.values():
        if call.answered_at is None or call.ended_at is None or now - call.ended_at < RECORDING_SETTLE:
            continue
        found = recorded.get(call.call_id)
        if found is None or found.state == "missing":
            yield Difference("recording_missing", str(call.call_id), call.call_id, {"recordings": "missing"})
        elif found.state in ("expected", "to_verify"):
            yield Difference("recording_unchecked", str(call.call_id), call.call_id, {"recordings": found.state})
        elif found.problem:
            yield Difference("recording_problem", str(call.call_id), call.call_id, {"recordings": found.problem})


def compare_matters(
    known: Mapping[str, KnownCall], matters: Mapping[uuid.UUID, Matter], now: datetime
) -> Iterator[Difference]:
    """Yield answered calls that ended in nothing, or whose ticket has not arrived."""
    for call in known.values():
        if call.answered_at is None or call.ended_at is None:
            continue
        matter = matters.get(call.call_id, Matter())
        subject, call_id = str(call.call_id), call.call_id
        if not matter.conclusion and now - call.ended_at >= CONCLUSION_SETTLE:
            yield Difference("conclusion_missing", subject, call_id, {"tickets": "none"})
        if matter.conclusion == "ticket" and not matter.has_ticket:
            yield Difference("ticket_missing", subject, call_id, {"tickets": "concluded without a ticket"})
        waits_since = matter.concluded_at
        if matter.has_ticket and not matter.is_delivered and waits_since and now - waits_since >= TICKET_SETTLE:
            yield Difference("ticket_not_delivered", subject, call_id, {"tickets": "no number yet"})


def strays(files: Collection[str], bases: Collection[str]) -> Iterator[Difference]:
    """Yield files of recordings that belong to no call."""
    for base in sorted(set(files) - set(bases)):
        yield Difference("recording_without_call", base, None, {"recordings": "a file"})
