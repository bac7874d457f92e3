"""The flows at hand: which is in force, and every one that a call may still be in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from foundation.database import Database
from foundation.documents import Documents
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from foundation.work_calendar import Calendars, WorkCalendar
from ivr.flow import Flow, default_flow
from ivr.service import DEFAULT, flow_of

log = logger(__name__)

LOOK_SECONDS = 5.0
"""A publish is heard of at once; this long it takes when the wake-up was lost."""
PAUSE_SECONDS = 0.5
"""Between two looks: other events share the stream."""

FLOW_VERSION = Gauge(
    "hotline_flow_version", "Version of the menu that new callers hear; 0 is the shipped one", ["code"]
)
CALENDAR_VERSION = Gauge("hotline_calendar_version", "Version of the calendar that callers are led by", ["code"])


class FlowShelf:
    """Keeps what was ever published in memory, so that leading a caller waits for no store.

    Until the store was read once ``current`` is the shipped flow, as version 0, and ``loaded`` is false. It is in force
    as well where the published one is not understood any more.
    """

    def __init__(self, database: Database, documents: Documents[Flow], calendars: Calendars) -> None:
        self._database, self._documents, self._calendars = database, documents, calendars
        self.look_seconds = LOOK_SECONDS
        self._shipped = default_flow().model_copy(update={"version": 0})
        self.current = self._shipped
        self.loaded = False
        self.calendars: dict[str, WorkCalendar] = {}
        self._known: dict[tuple[str, int], Flow | None] = {}

    def get(self, code: str, version: int) -> Flow | None:
        """Return a flow that was published once; version 0 of the default is the shipped one."""
        if (code, version) == (self._shipped.code, 0):
            return self._shipped
        return self._known.get((code, version))

    async def refresh(self) -> bool:
        """Read what is new; tell whether another flow is in force. Without a store everything stays as it is."""
        try:
            async with self._database.read() as session:
                in_force = await self._documents.number_in_force(session, DEFAULT)
                published = await self._documents.published_since(session, self._known)
                calendars = await self._calendars.versions_in_force(session)
        except (SQLAlchemyError, OSError) as error:
            log.warning("flows_not_read", error=type(error).__name__)
            return False
        for version in published:
            flow: Flow | None = None
            try:
                flow = flow_of(version)
            except ValidationError as error:  # the rules became stricter since; calls in it go to a person
                log.error("flow_not_understood", code=version.code, version=version.version, error=str(error))
            self._known[version.code, version.version] = flow
        self.calendars = {code: calendar for code, (_, calendar) in calendars.items()}
        for code, (number, _) in calendars.items():
            CALENDAR_VERSION.labels(code).set(number)
        if in_force is None:
            return False
        wanted = self.get(DEFAULT, in_force) or self._shipped
        changed = not self.loaded or wanted.version != self.current.version
        self.current, self.loaded = wanted, True
        FLOW_VERSION.labels(DEFAULT).set(wanted.version)
        return changed

    async def run(
        self, wake: Wake, changed: Callable[[], None], before: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Refresh at every publish, until cancelled; ``changed`` is called when another flow is in force.

        ``before`` each refresh what a flow plays is brought to the switch.
        """
        while True:
            since = wake.mark(DOMAIN)
            try:
                if before is not None:
                    await before()
                if await self.refresh():
                    log.info("flow_in_force", code=self.current.code, version=self.current.version)
                    changed()
            except Exception:  # whoever leads callers goes on with what he has
                log.exception("flows_not_read")
            await wake.wait(DOMAIN, self.look_seconds if self.loaded else PAUSE_SECONDS, since)
            await asyncio.sleep(PAUSE_SECONDS)
