"""``hotline trace``: everything that is known of one call, from every book and every process, in one line of time.

Ids and codes only: whoever may run commands on the machine sees when and where, never who called or what was said.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.audit.models import AuditRow
from foundation.errors import NotFound
from foundation.outbox.models import OutboxRow
from foundation.settings import Settings
from foundation.streams.models import DomainEventRow
from recordings.models import RecordingRow
from speech.models import TapRow, TranscriptRow, UtteranceRow
from telephony.ledger import repository as ledger
from telephony.models import CallRow
from telephony.reconcile.models import DifferenceRow
from telephony.switch_files import SwitchFiles
from tickets.intake.models import ConclusionRow, DraftRow, TicketRow

LOG_IDS = ("call_id", "contact_id", "linkedid", "channel", "subject", "ticket_id", "outbox_id")
"""Keys of log lines that say what a line is about."""
SILENT = frozenset({"event", "level", "timestamp", "process", "module", *LOG_IDS, "exception"})


@dataclass(frozen=True)
class Step:
    """One thing that happened: when, in which book or process, what, and what else is known (ids and codes)."""

    at: datetime
    where: str
    what: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trace:
    """A call and its steps, oldest first."""

    call_id: uuid.UUID
    contact_id: uuid.UUID
    linkedid: str
    steps: tuple[Step, ...]


async def trace(session: AsyncSession, settings: Settings, wanted: str) -> Trace:
    """Return the trace of a call, named by its id, its contact's, its linked id or the number of its ticket.

    Raises:
        NotFound: there is no such call.
    """
    call = await _call(session, wanted)
    steps = [step async for step in _stored(session, call)]
    ticket = await session.scalar(select(TicketRow).where(TicketRow.contact_id == call.contact_id))
    ids = {str(call.call_id), str(call.contact_id), call.linkedid}
    if ticket is not None:
        ids |= {str(ticket.id), str(ticket.outbox_id)}
    steps += _switch(settings, call)
    steps += _logs(settings.var / "log", ids)
    return Trace(call.call_id, call.contact_id, call.linkedid, tuple(sorted(steps, key=lambda step: step.at)))


async def _call(session: AsyncSession, wanted: str) -> CallRow:
    query = select(CallRow)
    try:
        key = uuid.UUID(wanted)
    except ValueError:
        contact = select(TicketRow.contact_id).where(TicketRow.service_id == wanted)
        query = query.where(or_(CallRow.linkedid == wanted, CallRow.contact_id.in_(contact)))
    else:
        query = query.where(or_(CallRow.call_id == key, CallRow.contact_id == key))
    call = await session.scalar(query.order_by(CallRow.entered_at.desc()).limit(1))
    if call is None:
        raise NotFound("there is no such call: give a call_id, a contact_id, a linked id or the number of a ticket")
    return call


async def _stored(session: AsyncSession, call: CallRow) -> Any:
    """Yield what stands in the store."""
    own = {"call_id", "contact_id"}
    for fact in await ledger.facts_of_call(session, call.call_id):
        details = {key: value for key, value in fact.payload.items() if key not in own}
        yield Step(fact.happened_at, "ledger", str(fact.kind), details)
    subjects = (call.call_id, call.contact_id)
    ids = {str(one) for one in subjects}
    events = select(DomainEventRow).where(
        DomainEventRow.happened_at >= call.entered_at,
        or_(
            DomainEventRow.subject.in_(subjects),
            DomainEventRow.payload["call_id"].as_string().in_(ids),
            DomainEventRow.payload["contact_id"].as_string().in_(ids),
        ),
    )
    for event in await session.scalars(events):
        details = {key: value for key, value in event.payload.items() if key not in own}
        yield Step(event.happened_at, "event", event.kind, details)
    for tap in await session.scalars(select(TapRow).where(TapRow.call_id == call.call_id)):
        yield Step(tap.ordered_at, "speech", "tap_ordered", {"speaker": tap.speaker, "state": tap.state})
    for heard in await session.scalars(select(UtteranceRow).where(UtteranceRow.call_id == call.call_id)):
        lag = round((heard.stored_at - heard.ended_at).total_seconds(), 2)
        details = {"speaker": heard.speaker, "source": heard.source, "characters": len(heard.text), "lag_seconds": lag}
        yield Step(heard.stored_at, "speech", "utterance_stored", details)
    transcript = await session.get(TranscriptRow, call.call_id)
    if transcript is not None and transcript.state != "done":
        yield Step(transcript.due_at, "speech", f"transcript_{transcript.state}", {"tries": transcript.tries})
    recording = await session.get(RecordingRow, call.call_id)
    if recording is not None:
        details = {"state": recording.state, "tries": recording.tries, "legs": sorted(recording.legs)}
        details |= {"problem": recording.problem} if recording.problem else {}
        yield Step(recording.started_at, "recordings", "recording", details)
    draft = await session.get(DraftRow, call.contact_id)
    if draft is not None:
        yield Step(draft.opened_at, "tickets", "draft_opened", {"state": draft.state, "version": draft.version})
    conclusion = await session.get(ConclusionRow, call.contact_id)
    if conclusion is not None:
        details = {"conclusion": conclusion.conclusion, "reason": conclusion.reason, "agent": conclusion.agent}
        yield Step(conclusion.concluded_at, "tickets", "concluded", details)
    ticket = await session.scalar(select(TicketRow).where(TicketRow.contact_id == call.contact_id))
    if ticket is not None:
        if ticket.handed_over_at is not None:
            yield Step(ticket.handed_over_at, "tickets", "handed_over", {"service_id": ticket.service_id})
        outbox = await session.get(OutboxRow, ticket.outbox_id)
        if outbox is not None:
            details = {"state": outbox.state, "attempts": outbox.attempts}
            details |= {"last_error": outbox.last_error} if outbox.last_error else {}
            yield Step(outbox.created_at, "outbox", outbox.kind, details)
            if outbox.sent_at is not None:
                yield Step(outbox.sent_at, "outbox", "sent", {"attempts": outbox.attempts})
    for entry in await session.scalars(select(AuditRow).where(AuditRow.subject.in_(ids))):
        yield Step(entry.at, "audit", entry.act, {"outcome": entry.outcome, "purpose": entry.purpose})
    for row in await session.scalars(select(DifferenceRow).where(DifferenceRow.call_id == call.call_id)):
        yield Step(row.first_seen_at, "reconcile", row.kind, dict(row.books))


def _switch(settings: Settings, call: CallRow) -> Iterator[Step]:
    """Yield the rows of the switch's own files; their columns hold no caller's number."""
    folder = settings.var / "asterisk" / "log"
    files = SwitchFiles(folder / "cel-custom" / "hotline.csv", folder / "queue_log")
    cel, queue_log = files.read(call.entered_at)
    for row in csv.reader(line for line in cel if line.endswith("\n")):
        if len(row) >= 9 and row[3] == call.linkedid and (at := _moment(row[1])) is not None:
            yield Step(at, "cel", row[0], {"channel": row[4], "context": row[5], "application": row[6]})
    for line in queue_log:
        parts = line.rstrip("\n").split("|")
        if len(parts) >= 5 and parts[1] == call.linkedid and (at := _moment(parts[0])) is not None:
            yield Step(at, "queue_log", parts[4], {"queue": parts[2], "agent": parts[3]})


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _logs(folder: Path, ids: Iterable[str]) -> Iterator[Step]:
    """Yield the lines of our processes' logs that name one of these ids."""
    wanted = frozenset(ids)
    for path in sorted(folder.glob("*.log*")) if folder.is_dir() else ():
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if any(one in line for one in wanted) and (step := _logged(line, path.name, wanted)) is not None:
                    yield step


def _logged(line: str, name: str, wanted: frozenset[str]) -> Step | None:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["timestamp"])
    except (ValueError, KeyError, TypeError):
        return None
    if not any(str(said.get(key, "")) in wanted for key in LOG_IDS):
        return None
    details = {key: value for key, value in said.items() if key not in SILENT}
    if said.get("level") not in ("info", "debug"):
        details["level"] = said.get("level")
    return Step(at, str(said.get("process", name.partition(".")[0])), str(said.get("event", "")), details)


def as_json(found: Trace) -> dict[str, Any]:
    """Return the trace for ``--json``."""
    return {
        "call_id": str(found.call_id),
        "contact_id": str(found.contact_id),
        "linkedid": found.linkedid,
        "steps": [
            {"at": step.at.isoformat(), "where": step.where, "what": step.what, "details": dict(step.details)}
            for step in found.steps
        ],
    }


def as_text(found: Trace) -> str:
    """Return one line a step: seconds since the first, where, what, what else is known."""
    lines = [f"call {found.call_id}  contact {found.contact_id}  linked id {found.linkedid}"]
    if found.steps:
        begin = found.steps[0].at
        lines.append(f"begins {begin:%Y-%m-%d %H:%M:%S} UTC")
        for step in found.steps:
            details = "  ".join(f"{key}={value}" for key, value in step.details.items() if value not in ("", None))
            lines.append(
                f"{(step.at - begin).total_seconds():>9.3f}  {step.where:<11} {step.what:<22} {details}".rstrip()
            )
    return "\n".join(lines)
