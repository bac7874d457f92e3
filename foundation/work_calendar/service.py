"""Calendars as documents."""

from __future__ import annotations

from pathlib import Path

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from foundation.documents import repository as documents_repository
from foundation.errors import BadInput
from foundation.logs import logger
from foundation.work_calendar.model import WorkCalendar

log = logger(__name__)

KIND = "calendar"
DEFAULT = "office"
"""The one that is there from the start: office hours of a city's departments."""


class Calendars:
    """Acts on calendars; each runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, WorkCalendar, clock)

    async def all_in_force(self, session: AsyncSession) -> dict[str, WorkCalendar]:
        """Return every calendar by its code; one that is not understood any more is left out."""
        return {code: calendar for code, (_, calendar) in (await self.versions_in_force(session)).items()}

    async def versions_in_force(self, session: AsyncSession) -> dict[str, tuple[int, WorkCalendar]]:
        """Return number and content of every calendar, as above."""
        found = {}
        for version in await self.documents.all_in_force(session):
            try:
                found[version.code] = version.version, self.documents.content_of(version.content)
            except BadInput as error:
                log.error("calendar_not_understood", code=version.code, version=version.version, error=str(error))
        return found

    async def seed(self, session: AsyncSession) -> None:
        """Publish the shipped calendar unless one is published already."""
        await documents_repository.ensure_document(session, KIND, DEFAULT)  # of two who begin at once one waits
        if await self.documents.in_force(session, DEFAULT) is None:
            content = shipped_calendar().model_dump(mode="json")
            await self.documents.replace(session, DEFAULT, content, version=0, by="system", reason="as shipped")


def shipped_calendar() -> WorkCalendar:
    """Return the calendar that is shipped."""
    text = (Path(__file__).parent / "office.yaml").read_text("utf-8")
    return WorkCalendar.model_validate(yaml.safe_load(text))
