"""The history of a document as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.documents import Version
from foundation.people import repository as people


class DocumentVersion(BaseModel):
    """One version of a document; ``author`` is a log-in name, or ``system``."""

    version: int
    state: str
    author: str
    reason: str
    created_at: datetime
    published_at: datetime | None


async def shown(session: AsyncSession, versions: Sequence[Version]) -> list[DocumentVersion]:
    """Return versions with the names of who wrote them."""
    names = await people.names_of_stored(session, {one.author for one in versions})
    return [
        DocumentVersion(
            version=one.version,
            state=one.state,
            author=names.get(one.author, one.author),
            reason=one.reason,
            created_at=one.created_at,
            published_at=one.published_at,
        )
        for one in versions
    ]
