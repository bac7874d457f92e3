"""One call as programs and pages see it, each part as ``FoundCall`` says; the caller's number is masked at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.audio_time import Interval, second_in_talk, second_in_waiting
from agent_desktop.call_access import FoundCall
from agent_desktop.desk.districts import district_guess
from agent_desktop.desk.drafts import draft_fields
from agent_desktop.desk.history import caller_history
from agent_desktop.desk.lines import danger_of
from agent_desktop.desk.loading import word_changes
from agent_desktop.desk.menu_labels import flow_of, menu_labels
from agent_desktop.desk.shapes import Call, CallTicket, CallUtterance, Leg, Recording, RecordingLeg, Transcript
from agent_desktop.desk.sources import Sources
from foundation.people.masking import Exposure
from recordings import repository as recordings
from recordings.models import RecordingRow
from speech import repository as speech
from speech.models import TranscriptRow, UtteranceRow
from telephony import numbers
from telephony.ledger import repository as ledger
from telephony.models import CallerRow, CallRow
from tickets.intake import repository as intake
from tickets.intake.models import DraftRow, TicketRow
from tickets.intake.types import Conclusion


async def call_view(session: AsyncSession, sources: Sources, found: FoundCall) -> Call:
    """Return everything that hangs on a call, as far as whoever asked may see it."""
    call, withheld = found.row, found.withheld
    words, written = found.shows(UtteranceRow.text), found.shows(TicketRow.fields)
    sees_number = found.exposure(CallerRow.number) is not Exposure.WITHHELD
    caller = await session.get(CallerRow, call.caller_id) if call.caller_id and sees_number else None
    number = sources.number(caller)
    visits = await ledger.visits_of(session, call.call_id)
    talks = await ledger.talks_of(session, call.call_id)
    menus = await ledger.menus_of(session, call.call_id)
    recording = await recordings.of_call(session, call.call_id) if not withheld else None
    conclusion = await intake.conclusion(session, call.contact_id)
    draft = await intake.draft(session, call.contact_id) if found.shows(DraftRow.fields) else None
    last = visits[-1] if visits else None
    return Call(
        call_id=call.call_id,
        contact_id=call.contact_id,
        ani=numbers.masked(number),
        dnis=call.line,
        language=call.language,
        menu_path=call.menu_path,
        menu_path_labels=menu_labels(flow_of(sources.flows, menus), call.menu_path),
        menu_ended=menus[-1].ended if menus else None,
        queue=last.queue if last else None,
        wait_seconds=last.wait_seconds if last else None,
        time_to_answer_seconds=call.time_to_answer_seconds,
        agent=talks[-1].agent if talks else None,
        outcome=call.outcome,
        end_reason=call.end_reason,
        satisfaction=call.satisfaction,
        danger=danger_of(call),
        entered_at=call.entered_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        conclusion=Conclusion(conclusion.conclusion) if conclusion else None,
        recording=_recording(recording, whole=found.shows(RecordingRow.legs)) if recording else None,
        transcript=await transcript(session, call, recording) if words else Transcript(source="live", utterances=[]),
        ticket=await _ticket(session, sources, call, written),
        confidential=found.confidential,
        withheld=withheld,
        needs_purpose=found.exposure(UtteranceRow.text) is Exposure.ON_REQUEST,
        caller_history=await caller_history(session, sources, call) if written else None,
        district_guess=district_guess(number, draft.fields if draft else {}),
    )


def intervals_of(row: RecordingRow) -> list[Interval]:
    """Return the bridged times that the files of a call consist of."""
    return [(datetime.fromisoformat(since), datetime.fromisoformat(to)) for since, to in row.intervals]


def _recording(row: RecordingRow, *, whole: bool) -> Recording:
    """Return a recording; its files are named only to whoever may see it whole."""
    legs = {leg: RecordingLeg.model_validate(entry) for leg, entry in row.legs.items()} if whole else {}
    mixed = legs.get("mixed")
    return Recording(
        state=row.state,
        path=mixed.file if mixed else None,
        sha256=mixed.sha256 if mixed else None,
        duration_seconds=row.duration_seconds,
        legs=legs,
        truncated=row.truncated,
        problem=row.problem,
        intervals=intervals_of(row),
    )


async def transcript(session: AsyncSession, call: CallRow, recording: RecordingRow | None) -> Transcript:
    """Return the words of a call: of the whole recording once that is done, until then the live ones."""
    done = await session.get(TranscriptRow, call.call_id)
    whole = done is not None and done.state == "done"
    rows = await speech.utterances(session, call.call_id, "recording" if whole else "live")
    return Transcript(source="recording" if whole else "live", utterances=_utterances(rows, recording))


def _utterances(rows: Sequence[UtteranceRow], recording: RecordingRow | None) -> list[CallUtterance]:
    found = []
    for row in rows:
        leg, second = _heard_at(row, recording) if recording else (None, None)
        found.append(
            CallUtterance(
                utterance_id=row.utterance_id,
                speaker="agent" if row.speaker == "agent" else "caller",
                started_at=row.started_at,
                ended_at=row.ended_at,
                text=row.words,
                machine_text=row.text,
                changes=word_changes(row),
                corrected_by=row.corrected_by if row.corrected_text is not None else None,
                confidence=round(row.confidence, 3),
                audio_leg=leg,
                audio_seconds=second,
            )
        )
    return found


def _heard_at(row: UtteranceRow, recording: RecordingRow) -> tuple[Leg | None, float | None]:
    intervals = intervals_of(recording)
    if "mixed" in recording.legs and (second := second_in_talk(intervals, row.started_at)) is not None:
        return "mixed", second
    waiting: dict[str, Any] | None = recording.legs.get("waiting")
    if waiting is not None:
        ends_at = intervals[0][0] if intervals else recording.started_at
        if (second := second_in_waiting(ends_at, waiting["seconds"], row.started_at)) is not None:
            return "waiting", second
    return None, None


async def _ticket(session: AsyncSession, sources: Sources, call: CallRow, written: bool) -> CallTicket | None:
    row = await intake.ticket_of(session, call.contact_id)
    if row is None:
        return None
    fields = draft_fields(row.fields) if written else {}
    code = sources.query_code(row.query_code) if written else None
    return CallTicket(id=row.id, service_id=row.service_id, query_code=code, fields=fields, agent=row.agent)
