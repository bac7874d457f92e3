"""The flows at hand: which is in force on which line, and every one that a call may still be in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Generic, TypeVar

from prometheus_client import Gauge
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import Documents
from foundation.errors import BadInput, NotFound
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from foundation.work_calendar import WorkCalendar
from ivr.flow import Flow, default_flow
from ivr.incidents import CODE as BOARD
from ivr.incidents import Announcement, IncidentBoard, Incidents, announced
from ivr.lines import CODE as REGISTER
from ivr.lines import DRAWN, Line, LineRegister, Lines, drawn_flow
from ivr.service import DEFAULT, Flows, flow_of
from ivr.trials import CODE as TRIAL
from ivr.trials import Trial, Trials
from telephony.events import TRIAL_LINE

log = logger(__name__)

LOOK_SECONDS = 5.0
"""A publish is heard of at once; this long it takes when the wake-up was lost, and an announcement's end to be seen."""
PAUSE_SECONDS = 0.5
"""Between two looks: other events share the stream."""
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
FLOW_VERSION = Gauge(
    "hotline_flow_version", "Version of the menu that new callers hear; 0 is the shipped one", ["code"]
)
CALENDAR_VERSION = Gauge("hotline_calendar_version", "Version of the calendar that callers are led by", ["code"])
ANNOUNCEMENTS = Gauge("hotline_announcements", "Announcements that callers hear before the menu")


Content = TypeVar("Content", bound=BaseModel)


class _Kept(Generic[Content]):
    """Every version of one document that was ever in force, and which is; ``empty`` stands for none."""

    def __init__(self, documents: Documents[Content], code: str, empty: Content) -> None:
        self._documents, self._code = documents, code
        self.known: dict[int, Content] = {0: empty}
        self.number = 0
        self._not_understood: set[int] = set()

    @property
    def current(self) -> Content:
        """The content in force."""
        return self.known[self.number]

    async def read(self, session: AsyncSession) -> None:
        """Read what is new."""
        number = await self._documents.number_in_force(session, self._code) or 0
        seen = {(self._code, one) for one in (*self.known, *self._not_understood)}
        for version in await self._documents.published_since(session, seen):
            try:
                self.known[version.version] = self._documents.content_of(version.content)
            except BadInput as error:  # the rules became stricter since
                self._not_understood.add(version.version)
                log.error("document_not_understood", code=self._code, version=version.version, error=str(error))
        self.number = number if number in self.known else 0


class FlowShelf:
    """Keeps what was ever published in memory, so that leading a caller waits for no store.

    Until the store was read once ``current`` is the shipped flow, as version 0, and ``loaded`` is false. It is in force
    as well where the published one is not understood any more.
    """

    def __init__(self, database: Database, clock: Clock, flows: Flows) -> None:
        self._database, self._clock, self._flows = database, clock, flows
        self._register = _Kept(LineRegister(clock).documents, REGISTER, Lines())
        self._board = _Kept(IncidentBoard(clock).documents, BOARD, Incidents())
        self._trial = _Kept(Trials(clock).documents, TRIAL, Trial(until=NEVER))
        self._tried: dict[tuple[str, int], Flow] = {}
        self.look_seconds = LOOK_SECONDS
        self._shipped = default_flow().model_copy(update={"version": 0})
        self.loaded = False
        self.calendars: dict[str, WorkCalendar] = {}
        self._known: dict[tuple[str, int], Flow | None] = {}
        self._in_force: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._by_number: dict[int, dict[str, Line]] = {}  # of each version of the register
        self._drawn: dict[str, Flow | None] = {}  # by name

    @property
    def current(self) -> Flow:
        """The flow in force for every line that has none of its own."""
        return self._flow(DEFAULT)

    def get(self, code: str, version: int) -> Flow | None:
        """Return a flow that was published once; version 0 of the default is the shipped one."""
        if (code, version) == (self._shipped.code, 0):
            return self._shipped
        if code.startswith(DRAWN):
            line = self._line(code.removeprefix(DRAWN), version)
            return self._drawn_flow(line, version) if line is not None else None
        return self._known.get((code, version)) or self._tried.get((code, version))

    def shown(self) -> Mapping[str, tuple[str, Flow]]:
        """Return what callers of each line begin with now, with its name; ``""`` is every line that is not named.

        A line that was named once is always named: what the switch was shown for it must not stay.
        """
        now = self._clock.now()
        numbers = {"", TRIAL_LINE}
        for lines in self._register.known.values():
            numbers.update(number for line in lines.lines for number in line.numbers)
        for incidents in self._board.known.values():
            numbers.update(number for one in incidents.announcements for number in one.lines)
        return {number: self._shown(number, now) for number in sorted(numbers)}

    def heard(self, name: str, line: str) -> Flow | None:
        """Return what a caller of a line began with, by the name of it; ``None``: nobody knows it."""
        base, _, before = name.partition("+")
        code, _, version = base.partition(":")
        flow = self.get(code, int(version)) if version.isdecimal() else None
        number, _, codes = before.partition(":")
        incidents = self._board.known.get(int(number)) if number.isdecimal() else None
        if flow is None or incidents is None:
            return flow
        wanted = codes.split(".")
        return announced(flow, [one for one in incidents.announcements if one.code in wanted])

    def _shown(self, number: str, now: datetime) -> tuple[str, Flow]:
        trial = self._trial.current
        tried = self.get(trial.flow, trial.version) if number == TRIAL_LINE and now < trial.until else None
        if tried is not None:
            return f"{tried.code}:{tried.version}", tried
        line = self._line(number, self._register.number)
        flow = self.current
        if line is not None:
            flow = self._drawn_flow(line, self._register.number) or self._flow(line.flow)
        name = f"{flow.code}:{flow.version}"
        first = self._announcements(line.number if line is not None else number, now)
        if not first:
            return name, flow
        codes = ".".join(one.code for one in first)
        return f"{name}+{self._board.number}:{codes}", announced(flow, first)

    def _announcements(self, line: str, now: datetime) -> list[Announcement]:
        return [one for one in self._board.current.announcements if one.holds(line, now)]

    def _flow(self, code: str) -> Flow:
        flow = self._known.get((code, self._in_force.get(code, 0)))
        if flow is not None:
            return flow
        return self._shipped if code == DEFAULT else self._flow(DEFAULT)

    def _line(self, number: str, version: int) -> Line | None:
        found = self._by_number.get(version)
        if found is None:
            lines = self._register.known.get(version, Lines()).lines
            found = {number: line for line in lines for number in line.numbers}
            if version in self._register.known:
                self._by_number[version] = found
        return found.get(number)

    def _drawn_flow(self, line: Line, version: int) -> Flow | None:
        name = f"{line.number}:{version}"
        if name not in self._drawn:
            self._drawn[name] = drawn_flow(line, version)
        return self._drawn[name]

    async def refresh(self, before: Callable[[], Awaitable[None]] | None = None) -> bool:
        """Read what is new; tell whether callers begin with something else. Without a store all stays but the time.

        ``before`` it is in force what it plays is brought to the switch.
        """
        try:
            async with self._database.read() as session:
                in_force = await self._read(session)
            if before is not None:
                await before()
            self._in_force = in_force
        except (SQLAlchemyError, OSError) as error:
            log.warning("flows_not_read", error=type(error).__name__)
        if DEFAULT not in self._in_force:
            return False
        names = {number: name for number, (name, _) in self.shown().items()}
        changed = not self.loaded or names != self._names
        self._names, self.loaded = names, True
        for code in self._in_force:
            FLOW_VERSION.labels(code).set(self._flow(code).version)
        now = self._clock.now()
        ANNOUNCEMENTS.set(sum(one.since <= now < one.until for one in self._board.current.announcements))
        return changed

    async def _read(self, session: AsyncSession) -> dict[str, int]:
        documents = self._flows.documents
        in_force = await documents.numbers_in_force(session)
        for version in await documents.published_since(session, self._known):
            flow: Flow | None = None
            try:
                flow = flow_of(version)
            except ValidationError as error:  # the rules became stricter since; calls in it go to a person
                log.error("flow_not_understood", code=version.code, version=version.version, error=str(error))
            self._known[version.code, version.version] = flow
        calendars = await self._flows.calendars.versions_in_force(session)
        self.calendars = {code: calendar for code, (_, calendar) in calendars.items()}
        for code, (number, _) in calendars.items():
            CALENDAR_VERSION.labels(code).set(number)
        await self._register.read(session)
        await self._board.read(session)
        await self._read_trial(session)
        return in_force

    async def _read_trial(self, session: AsyncSession) -> None:
        """Read the version that is tried, a draft as it may be; what it holds does not change."""
        await self._trial.read(session)
        trial = self._trial.current
        if trial.until <= self._clock.now() or self.get(trial.flow, trial.version) is not None:
            return
        try:
            version = await self._flows.documents.version(session, trial.flow, trial.version)
            self._tried[trial.flow, trial.version] = flow_of(version)
        except (NotFound, ValidationError) as error:
            log.warning("trial_not_understood", code=trial.flow, version=trial.version, error=type(error).__name__)

    async def run(
        self, wake: Wake, changed: Callable[[], None], before: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Refresh at every publish, until cancelled; ``changed`` is called when callers begin with something else.

        ``before``: see ``refresh``.
        """
        while True:
            since = wake.mark(DOMAIN)
            try:
                if await self.refresh(before):
                    log.info("flows_in_force", names=sorted(set(self._names.values())))
                    changed()
            except Exception:  # whoever leads callers goes on with what he has
                log.exception("flows_not_read")
            await wake.wait(DOMAIN, self.look_seconds if self.loaded else PAUSE_SECONDS, since)
            await asyncio.sleep(PAUSE_SECONDS)
