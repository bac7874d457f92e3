"""All queries of speech."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from speech.models import PartialRow, TapRow, TranscriptRow, UtteranceRow, WorkerRow
from telephony.models import TalkRow

SEEN_SECONDS = 6.0
OPEN = ("ordered", "live")


async def announce(session: AsyncSession, address: str, languages: Sequence[str], capacity: int, now: datetime) -> None:
    """Note that a speech process is there."""
    await session.merge(
        WorkerRow(address=address, languages=",".join(sorted(languages)), capacity=capacity, seen_at=now)
    )


async def withdraw(session: AsyncSession, address: str) -> None:
    """Note that a speech process stops."""
    await session.execute(delete(WorkerRow).where(WorkerRow.address == address))


async def workers(session: AsyncSession, now: datetime) -> list[WorkerRow]:
    """Return the processes seen lately, those with the most room first."""
    since = now - timedelta(seconds=SEEN_SECONDS)
    query = select(WorkerRow).where(WorkerRow.seen_at > since).order_by(WorkerRow.capacity.desc(), WorkerRow.address)
    return list(await session.scalars(query))


async def open_taps(session: AsyncSession) -> int:
    """Return how many taps are ordered or live."""
    return await session.scalar(select(func.count()).select_from(TapRow).where(TapRow.state.in_(OPEN))) or 0


async def taps(session: AsyncSession, calls: Sequence[uuid.UUID]) -> dict[uuid.UUID, TapRow]:
    """Return the taps of these calls by id."""
    found = await session.scalars(select(TapRow).where(TapRow.call_id.in_(calls)))
    return {row.tap_id: row for row in found}


async def end_tap(session: AsyncSession, tap_id: uuid.UUID) -> None:
    """Close the books on a tap that cannot come to life."""
    await session.execute(
        update(TapRow).where(TapRow.tap_id == tap_id, TapRow.state == "ordered").values(state="ended")
    )


async def end_taps(session: AsyncSession, call_id: uuid.UUID) -> None:
    """Close the books on the taps of a call that is over, also those whose speech process died."""
    await session.execute(update(TapRow).where(TapRow.call_id == call_id, TapRow.state.in_(OPEN)).values(state="ended"))


async def end_stale_taps(session: AsyncSession, before: datetime) -> None:
    """Close taps that nobody closed: their speech process died."""
    await session.execute(
        update(TapRow).where(TapRow.state.in_(OPEN), TapRow.ordered_at < before).values(state="ended")
    )


async def mark_answered(session: AsyncSession, call_id: uuid.UUID, at: datetime) -> None:
    """Note on a call's taps when the agent answered: what is said before is the ``waiting`` leg."""
    await session.execute(
        update(TapRow).where(TapRow.call_id == call_id, TapRow.answered_at.is_(None)).values(answered_at=at)
    )


async def utterances(session: AsyncSession, call_id: uuid.UUID, source: str | None = None) -> list[UtteranceRow]:
    """Return the words of a call in the order they were spoken."""
    query = select(UtteranceRow).where(UtteranceRow.call_id == call_id)
    if source is not None:
        query = query.where(UtteranceRow.source == source)
    return list(await session.scalars(query.order_by(UtteranceRow.started_at, UtteranceRow.utterance_id)))


async def callers_words(session: AsyncSession, call_ids: Sequence[uuid.UUID], since: datetime) -> list[UtteranceRow]:
    """Return what the callers of some calls said live since a moment, in the order it was stored."""
    query = select(UtteranceRow).where(
        UtteranceRow.call_id.in_(call_ids),
        UtteranceRow.started_at >= since,
        UtteranceRow.source == "live",
        UtteranceRow.speaker == "caller",
    )
    return list(await session.scalars(query.order_by(UtteranceRow.stored_at)))


async def find_words(
    session: AsyncSession,
    text: str,
    since: datetime,
    until: datetime,
    agents: Collection[str] | None,
    calls: int,
) -> list[UtteranceRow]:
    """Return the utterances that hold a text, as heard or as corrected, of the newest ``calls`` that have one.

    ``agents``: only of calls in which one of them talked; ``None``: of all. In the order in which they were said, those
    of the newest call first.
    """
    holds = [
        UtteranceRow.started_at >= since,
        UtteranceRow.started_at < until,
        or_(
            UtteranceRow.text.contains(text, autoescape=True),
            UtteranceRow.corrected_text.contains(text, autoescape=True),
        ),
    ]
    if agents is not None:
        holds.append(UtteranceRow.call_id.in_(select(TalkRow.call_id).where(TalkRow.agent.in_(list(agents)))))
    last = func.max(UtteranceRow.started_at)
    newest = (
        select(UtteranceRow.call_id).where(*holds).group_by(UtteranceRow.call_id).order_by(last.desc()).limit(calls)
    )
    order = {call_id: at for at, call_id in enumerate(await session.scalars(newest))}
    if not order:
        return []
    rows = await session.scalars(select(UtteranceRow).where(*holds, UtteranceRow.call_id.in_(list(order))))
    return sorted(rows, key=lambda row: (order[row.call_id], row.started_at))


async def partials(session: AsyncSession, call_id: uuid.UUID) -> list[PartialRow]:
    """Return what is being said in a call and not over, in the order of its beginning."""
    found = await session.scalars(select(PartialRow).where(PartialRow.call_id == call_id))
    return sorted(found, key=lambda row: (row.started_at, row.tap_id))


async def partials_since(session: AsyncSession, since: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return call and tap of what was said on since a moment."""
    query = select(PartialRow.call_id, PartialRow.tap_id).where(PartialRow.updated_at > since)
    return [(call_id, tap_id) for call_id, tap_id in await session.execute(query)]


async def end_partial(session: AsyncSession, tap_id: uuid.UUID) -> None:
    """Forget what was begun in a tap: it is over."""
    await session.execute(delete(PartialRow).where(PartialRow.tap_id == tap_id))


async def empty_partial(session: AsyncSession, tap_id: uuid.UUID, now: datetime) -> None:
    """Take back what was begun in a tap that is over."""
    await session.execute(update(PartialRow).where(PartialRow.tap_id == tap_id).values(text="", updated_at=now))


async def end_partials(session: AsyncSession, before: datetime) -> None:
    """Forget what nobody said on: its speech process died."""
    await session.execute(delete(PartialRow).where(PartialRow.updated_at < before))


async def is_stored(session: AsyncSession, call_id: uuid.UUID, track: str, sequence: int) -> bool:
    """Tell whether this utterance of this tap or leg is there already."""
    query = select(UtteranceRow.utterance_id).where(
        UtteranceRow.call_id == call_id, UtteranceRow.track == track, UtteranceRow.sequence == sequence
    )
    return await session.scalar(query) is not None


async def want_transcript(
    session: AsyncSession, call_id: uuid.UUID, contact_id: uuid.UUID, language: str, now: datetime
) -> None:
    """Note that a call's recording must be transcribed; a second note changes nothing."""
    if await session.get(TranscriptRow, call_id) is None:
        session.add(
            TranscriptRow(
                call_id=call_id,
                contact_id=contact_id,
                state="wanted",
                language=language,
                tries=0,
                due_at=now,
                live_whole=False,
            )
        )


async def next_transcript(session: AsyncSession, now: datetime) -> TranscriptRow | None:
    """Return the oldest transcript that is due."""
    row: TranscriptRow | None = await session.scalar(
        select(TranscriptRow)
        .where(TranscriptRow.state == "wanted", TranscriptRow.due_at <= now)
        .order_by(TranscriptRow.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return row


async def postpone_transcript(session: AsyncSession, call_id: uuid.UUID, due_at: datetime) -> None:
    """Keep other processes from a transcript that is being made."""
    await session.execute(
        update(TranscriptRow)
        .where(TranscriptRow.call_id == call_id, TranscriptRow.state == "wanted")
        .values(due_at=due_at)
    )


async def put_off_transcript(session: AsyncSession, call_id: uuid.UUID, due_at: datetime) -> None:
    """Have a transcript made later that found nobody to make it; that was no try."""
    await session.execute(
        update(TranscriptRow)
        .where(TranscriptRow.call_id == call_id, TranscriptRow.state == "wanted")
        .values(due_at=due_at, tries=TranscriptRow.tries - 1)
    )


async def failed_transcripts(session: AsyncSession, limit: int = 100) -> list[TranscriptRow]:
    """Return the transcripts that were given up, the oldest first."""
    query = select(TranscriptRow).where(TranscriptRow.state == "failed").order_by(TranscriptRow.due_at).limit(limit)
    return list(await session.scalars(query))


async def count_failed_transcripts(session: AsyncSession) -> int:
    """Return how many transcripts were given up."""
    query = select(func.count()).select_from(TranscriptRow).where(TranscriptRow.state == "failed")
    return await session.scalar(query) or 0


async def retry_transcripts(session: AsyncSession, call_id: uuid.UUID | None, now: datetime) -> int:
    """Want given-up transcripts again, of one call or of all; return how many."""
    statement = update(TranscriptRow).where(TranscriptRow.state == "failed")
    if call_id is not None:
        statement = statement.where(TranscriptRow.call_id == call_id)
    again = statement.values(state="wanted", tries=0, due_at=now).returning(TranscriptRow.call_id)
    return len((await session.scalars(again)).all())
