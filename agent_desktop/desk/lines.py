"""Calls as lines of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.shapes import CallLine, Danger, TicketNumber
from agent_desktop.desk.sources import Sources
from recordings import repository as recordings
from telephony.ledger import screens
from telephony.models import CallRow, TalkRow
from tickets.intake import repository as intake
from tickets.intake.types import Conclusion

DANGERS: Mapping[str, Danger] = {code: code for code in get_args(Danger)}


def danger_of(call: CallRow) -> Danger | None:
    """Return what danger a caller told the menu of."""
    return DANGERS.get(call.danger) if call.danger is not None else None


def talk_seconds(talks: Sequence[TalkRow], agent: str | None = None) -> float | None:
    """Return the seconds of ended talks, holds included, of one agent or of all; ``None`` when there is none."""
    lengths = [
        max(0.0, (talk.ended_at - talk.started_at).total_seconds())
        for talk in talks
        if talk.ended_at is not None and agent in (None, talk.agent)
    ]
    return round(sum(lengths), 3) if lengths else None


async def call_lines(session: AsyncSession, sources: Sources, calls: Sequence[CallRow]) -> list[CallLine]:
    """Return the lines of calls in the order given."""
    if not calls:
        return []
    ids, contacts = [call.call_id for call in calls], [call.contact_id for call in calls]
    talks = await screens.talks_of_calls(session, ids)
    visits = await screens.last_visits(session, ids)
    callers = await screens.callers(session, [call.caller_id for call in calls])
    secret = await screens.confidential(session, contacts)
    conclusions = await intake.conclusions_of(session, contacts)
    tickets = await intake.tickets_of(session, contacts)
    kept = await recordings.of_calls(session, ids)
    lines = []
    for call in calls:
        visit, ended = visits.get(call.call_id), conclusions.get(call.contact_id)
        spoken, ticket = talks.get(call.call_id, []), tickets.get(call.contact_id)
        recording = kept.get(call.call_id)
        number = ticket.service_id if ticket else ended.service_id if ended else None
        lines.append(
            CallLine(
                call_id=call.call_id,
                contact_id=call.contact_id,
                entered_at=call.entered_at,
                answered_at=call.answered_at,
                ended_at=call.ended_at,
                ani=sources.masked(callers.get(call.caller_id) if call.caller_id else None),
                line=call.line,
                language=call.language,
                queue=visit.queue if visit else None,
                agent=spoken[-1].agent if spoken else None,
                wait_seconds=visit.wait_seconds if visit else None,
                talk_seconds=talk_seconds(spoken),
                outcome=call.outcome,
                conclusion=Conclusion(ended.conclusion) if ended else None,
                ticket=TicketNumber(service_id=number) if ticket or number else None,
                recording_state=recording.state if recording else None,
                confidential=call.contact_id in secret,
                danger=danger_of(call),
            )
        )
    return lines
