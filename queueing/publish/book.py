"""Queue rules as documents: which are in force, and what the moment is that they are read at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents, Version
from foundation.errors import BadInput
from foundation.logs import logger
from foundation.work_calendar import Calendars, WorkCalendar, read_at
from queueing.rules.compiler import Told, compile_rules
from queueing.rules.model import Code, QueueRules
from queueing.rules.moment import Moment

log = logger(__name__)

KIND, SURGE_KIND = "queue_rules", "queue_surge"


class SurgeOn(BaseModel):
    """The surge profile that is switched on, until when; an empty code: none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    surge: Code | None = None
    until: AwareDatetime | None = None

    def at(self, moment: datetime) -> str:
        """Return the profile that counts at a moment, empty when none does."""
        return self.surge if self.surge is not None and (self.until is None or moment < self.until) else ""


def moment_of(at: datetime, calendars: Mapping[str, WorkCalendar], surge: SurgeOn) -> Moment:
    """Return a moment with what calendars and a surge say of it."""
    return Moment(at, {code: read_at(calendar, at).state for code, calendar in calendars.items()}, surge.at(at))


@dataclass(frozen=True)
class Held:
    """Rules in force with their version, and the calendars and the surge that they are read by."""

    version: Version
    rules: QueueRules
    calendars: dict[str, WorkCalendar]
    surge: SurgeOn

    def moment(self, at: datetime) -> Moment:
        """Return a moment as these rules see it."""
        return moment_of(at, self.calendars, self.surge)

    def told(self, at: datetime) -> Told:
        """Return what the switch has to be told at a moment."""
        return compile_rules(self.rules, self.moment(at))


class RuleBook:
    """Reads the rules of a node; each call runs in the caller's transaction."""

    def __init__(self, clock: Clock, node: str) -> None:
        self.node = node
        self.documents = Documents(KIND, QueueRules, clock)
        self.surges = Documents(SURGE_KIND, SurgeOn, clock)
        self.calendars = Calendars(clock)

    async def held(self, session: AsyncSession, known: Held | None = None) -> Held | None:
        """Return the rules in force, ``None`` before any were; what is ``known`` already is not read again."""
        number = await self.documents.number_in_force(session, self.node)
        if number is None:
            return None
        if known is not None and known.version.version == number:
            version, rules = known.version, known.rules
        else:
            version = await self.documents.version(session, self.node, number)
            rules = self.documents.content_of(version.content)
        return await self.with_rules(session, version, rules)

    async def with_rules(self, session: AsyncSession, version: Version, rules: QueueRules) -> Held:
        """Return these rules with what they are read by."""
        return Held(version, rules, await self.calendars.all_in_force(session), await self.surge(session))

    async def surge(self, session: AsyncSession) -> SurgeOn:
        """Return what was last said about surges, whether it still counts or not."""
        version = await self.surges.in_force(session, self.node)
        try:
            return self.surges.content_of(version.content) if version is not None else SurgeOn()
        except BadInput as error:  # of a release to come: the rules hold as they stand
            log.error("surge_not_understood", error=str(error))
            return SurgeOn()
