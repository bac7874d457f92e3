"""All queries on documents."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.documents.lifecycle import State
from foundation.documents.models import DocumentRow, DocumentVersionRow


@dataclass(frozen=True)
class Version:
    """One version as stored."""

    kind: str
    code: str
    version: int
    state: State
    content: dict[str, Any]
    author: str
    reason: str
    created_at: datetime
    published_by: str
    published_at: datetime | None


def version_of(row: DocumentVersionRow) -> Version:
    """Return a row as a value."""
    return Version(
        row.kind,
        row.code,
        row.version,
        State(row.state),
        row.content,
        row.author,
        row.reason,
        row.created_at,
        row.published_by,
        row.published_at,
    )


async def document(session: AsyncSession, kind: str, code: str) -> DocumentRow | None:
    """Return the document, held until the commit so that acts on it follow each other."""
    row: DocumentRow | None = await session.scalar(
        select(DocumentRow)
        .where(DocumentRow.kind == kind, DocumentRow.code == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return row


async def ensure_document(session: AsyncSession, kind: str, code: str) -> DocumentRow:
    """Return the document, made when it is new."""
    dialect = session.get_bind().dialect.name
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(DocumentRow)
    await session.execute(insert.values(kind=kind, code=code, last_version=0).on_conflict_do_nothing())
    row = await document(session, kind, code)
    if row is None:
        raise AssertionError("it was made just now")
    return row


async def version(session: AsyncSession, kind: str, code: str, number: int) -> DocumentVersionRow | None:
    """Return one version."""
    return await session.get(DocumentVersionRow, (kind, code, number), populate_existing=True)


async def versions(session: AsyncSession, kind: str, code: str, limit: int = 100) -> list[DocumentVersionRow]:
    """Return the versions, newest first."""
    rows = await session.scalars(
        select(DocumentVersionRow)
        .where(DocumentVersionRow.kind == kind, DocumentVersionRow.code == code)
        .order_by(DocumentVersionRow.version.desc())
        .limit(limit)
    )
    return list(rows)


async def ever_published(session: AsyncSession, kind: str) -> set[tuple[str, int]]:
    """Return code and number of the versions of a kind that were published once."""
    rows = await session.execute(
        select(DocumentVersionRow.code, DocumentVersionRow.version).where(
            DocumentVersionRow.kind == kind, DocumentVersionRow.published_at.is_not(None)
        )
    )
    return {(code, number) for code, number in rows}


async def number_in_force(session: AsyncSession, kind: str, code: str) -> int | None:
    """Return the number of the published version."""
    number: int | None = await session.scalar(
        select(DocumentRow.published_version).where(DocumentRow.kind == kind, DocumentRow.code == code)
    )
    return number


async def codes(session: AsyncSession, kind: str) -> list[str]:
    """Return the codes of a kind's documents that have a version."""
    query = select(DocumentRow.code).where(DocumentRow.kind == kind, DocumentRow.last_version > 0)
    return list(await session.scalars(query.order_by(DocumentRow.code)))


async def numbers_in_force(session: AsyncSession, kind: str) -> dict[str, int]:
    """Return code -> number of the published versions of a kind."""
    rows = await session.execute(
        select(DocumentRow.code, DocumentRow.published_version).where(
            DocumentRow.kind == kind, DocumentRow.published_version.is_not(None)
        )
    )
    return {code: number for code, number in rows if number is not None}


async def in_force(session: AsyncSession, kind: str, code: str) -> DocumentVersionRow | None:
    """Return the published version."""
    row: DocumentVersionRow | None = await session.scalar(_in_force(kind).where(DocumentRow.code == code))
    return row


async def in_force_since(session: AsyncSession, kind: str, code: str) -> datetime | None:
    """Return when the published version was published, or became it again by a roll-back."""
    row = await in_force(session, kind, code)
    if row is None:
        return None
    restored: datetime | None = await session.scalar(
        select(func.max(DocumentVersionRow.rolled_back_at)).where(
            DocumentVersionRow.kind == kind,
            DocumentVersionRow.code == code,
            DocumentVersionRow.supersedes == row.version,
        )
    )
    return max((moment for moment in (row.published_at, restored) if moment is not None), default=None)


async def all_in_force(session: AsyncSession, kind: str) -> list[DocumentVersionRow]:
    """Return the published version of every document of a kind, by code."""
    return list(await session.scalars(_in_force(kind).order_by(DocumentRow.code)))


def _in_force(kind: str) -> Select[DocumentVersionRow]:
    return (
        select(DocumentVersionRow)
        .join(
            DocumentRow,
            (DocumentRow.kind == DocumentVersionRow.kind)
            & (DocumentRow.code == DocumentVersionRow.code)
            & (DocumentRow.published_version == DocumentVersionRow.version),
        )
        .where(DocumentRow.kind == kind)
    )


async def claim(
    session: AsyncSession, kind: str, code: str, claim_id: uuid.UUID, now: datetime, until: datetime
) -> bool:
    """Claim the carrying of a document; ``False`` while somebody else has it."""
    changed = await session.execute(
        update(DocumentRow)
        .where(
            DocumentRow.kind == kind,
            DocumentRow.code == code,
            or_(DocumentRow.claim.is_(None), DocumentRow.claimed_until < now),
        )
        .values(claim=claim_id, claimed_until=until)
        .returning(DocumentRow.code)
    )
    return changed.scalar_one_or_none() is not None


async def release(session: AsyncSession, kind: str, code: str, claim_id: uuid.UUID) -> None:
    """Give a claim back."""
    await session.execute(
        update(DocumentRow)
        .where(DocumentRow.kind == kind, DocumentRow.code == code, DocumentRow.claim == claim_id)
        .values(claim=None, claimed_until=None)
    )
