"""All queries on prompts' recordings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from ivr.prompts.models import PromptAudioRow


async def keep(session: AsyncSession, sha256: str, wav: bytes, seconds: float, now: datetime) -> None:
    """Keep a recording; one that is there already is young again."""
    dialect = session.get_bind().dialect.name
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(PromptAudioRow)
    values = {"sha256": sha256, "wav": wav, "seconds": seconds, "made_at": now}
    await session.execute(
        insert.values(**values).on_conflict_do_update(index_elements=["sha256"], set_={"made_at": now})
    )


async def wav_of(session: AsyncSession, sha256: str) -> bytes | None:
    """Return a recording."""
    found: bytes | None = await session.scalar(select(PromptAudioRow.wav).where(PromptAudioRow.sha256 == sha256))
    return found


async def seconds_of(session: AsyncSession, wanted: Collection[str]) -> dict[str, float]:
    """Return the length of those recordings that are there."""
    rows = await session.execute(
        select(PromptAudioRow.sha256, PromptAudioRow.seconds).where(PromptAudioRow.sha256.in_(wanted))
    )
    return dict(rows.tuples().all())


async def older(session: AsyncSession, before: datetime) -> set[str]:
    """Return the recordings that were made, or last used, before a moment."""
    return set(await session.scalars(select(PromptAudioRow.sha256).where(PromptAudioRow.made_at < before)))


async def drop(session: AsyncSession, gone: Collection[str]) -> None:
    """Forget recordings."""
    await session.execute(delete(PromptAudioRow).where(PromptAudioRow.sha256.in_(gone)))


async def touch(session: AsyncSession, used: Collection[str], now: datetime) -> None:
    """Note that recordings are used: nobody forgets them meanwhile."""
    await session.execute(update(PromptAudioRow).where(PromptAudioRow.sha256.in_(used)).values(made_at=now))
