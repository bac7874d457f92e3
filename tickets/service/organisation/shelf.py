"""The organisation in force, read once for each version."""

from __future__ import annotations

from pathlib import Path

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from foundation.documents import repository as documents_repository
from tickets.service.organisation.model import CODE, KIND, Organisation


class Organisations:
    """Documents of the organisation; acts run in the caller's transaction."""

    def __init__(self, clock: Clock, region: str) -> None:
        self.documents = Documents(KIND, Organisation, clock)
        self._region = region
        self._held: tuple[int, Organisation] | None = None

    async def in_force(self, session: AsyncSession) -> Organisation:
        """Return what is in force; the shipped one while none was published."""
        number = await self.documents.number_in_force(session, CODE) or 0
        if self._held is None or self._held[0] != number:
            if number:
                content = (await self.documents.version(session, CODE, number)).content
                self._held = number, self.documents.content_of(content)
            else:
                self._held = 0, shipped_organisation(self._region)
        return self._held[1]

    async def seed(self, session: AsyncSession) -> None:
        """Publish the shipped organisation unless one is published already."""
        await documents_repository.ensure_document(session, KIND, CODE)  # of two who begin at once one waits
        if await self.documents.in_force(session, CODE) is None:
            content = shipped_organisation(self._region).model_dump(mode="json", exclude_defaults=True)
            await self.documents.replace(session, CODE, content, version=0, by="system", reason="as shipped")


def shipped_organisation(region: str) -> Organisation:
    """Return the organisation that is shipped for a region; where there is none, one with the city alone."""
    file = Path(__file__).parent / f"organisation_{region}.yaml"
    if not file.exists():
        return Organisation.model_validate({"units": [{"code": "city", "name": "市人民政府", "level": "city"}]})
    return Organisation.model_validate(
        yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    )
