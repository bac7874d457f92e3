"""Tickets as pages see them, from their rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope
from agent_desktop.tickets.access import Sight, reached_units
from agent_desktop.tickets.shapes import (
    ActOffered,
    AssignmentShown,
    CandidateShown,
    ClockShown,
    FileShown,
    HistoryLine,
    RelatedTicket,
    TicketListed,
    TicketView,
    UnitNamed,
)
from agent_desktop.tickets.suggesting import candidates_of
from foundation.crypto import CannotOpen, Vault
from foundation.logs import logger
from foundation.people import repository as people
from foundation.people.masking import Exposure
from foundation.work_calendar import ZONE, is_provisional
from telephony import numbers
from tickets.contract import Kind, TicketState, Urgency
from tickets.service import cases, lists
from tickets.service.acts import TicketActs, history
from tickets.service.attachments import files_of
from tickets.service.confidential import READ
from tickets.service.lifecycle import Act, AssignmentState, Role, State
from tickets.service.lifecycle.clocks import Setting, is_discontent
from tickets.service.lifecycle.decide import SURVEY
from tickets.service.lists import Listed
from tickets.service.models import ActRow, AttachmentRow, ClockRow, NamedReaderRow, ServiceTicketRow
from tickets.service.organisation import Organisation
from tickets.service.repository import joined_under, readers_of

log = logger(__name__)

JOINED = 100
"""As many tickets of a matter are listed."""
CORRECTED = frozenset(
    {"kind", "kind_before", "urgency", "urgency_before", "is_case", "is_case_before", "classes", "classes_before"}
)
"""Of what was put right, the codes: where it is and what classes were called are words."""
INTERNAL = (
    frozenset(
        {"units", "handler", "ground", "amount", "amount_unit", "service", "template", "clock", "due_at", "lawful"}
    )
    | {"score"}
    | SURVEY
    | CORRECTED
)
"""Details of an act that hold no words."""


@dataclass(frozen=True)
class Lens:
    """What tickets are shown with: who asks, the organisation, rules and calendar of the moment."""

    principal: Principal
    organisation: Organisation
    setting: Setting
    vault: Vault
    units: frozenset[str]

    @classmethod
    async def of(cls, session: AsyncSession, principal: Principal, acts: TicketActs, vault: Vault) -> Lens:
        """Return the lens of somebody who asks now."""
        organisation = await acts.organisations.in_force(session)
        units = frozenset[str]()
        if principal.may("tickets.handle"):
            everywhere = principal.may("tickets.handle", Scope.ALL)
            units = frozenset(organisation.by_code) if everywhere else frozenset()
            day = acts.clock.now().astimezone(ZONE).date()
            units |= organisation.reached_by(principal.unit, day) if principal.unit else frozenset()
        return cls(principal, organisation, await acts.setting(session), vault, units)

    @property
    def reached(self) -> frozenset[str] | None:
        """The units whose tickets are seen, ``None`` for every one's."""
        return reached_units(self.principal, self.organisation, self.setting.now.astimezone(ZONE).date())

    def sight(self, listed: Listed) -> Sight:
        """Return how far the ticket is seen."""
        return Sight(self.principal, listed, self.units)

    def unit(self, code: str) -> UnitNamed | None:
        """Return a unit by its name."""
        return UnitNamed(code=code, name=self.organisation.name_of(code)) if code else None

    def clock(self, row: ClockRow) -> ClockShown:
        """Return a clock."""
        clock = cases.clock_of(row)
        return ClockShown(
            name=clock.name,
            assignment=clock.assignment,
            amount=clock.limit.amount,
            unit=clock.limit.unit,
            started_at=clock.started_at,
            due_at=clock.due_at,
            warn_at=clock.warn_at,
            stopped_at=clock.stopped_at,
            paused=clock.is_paused,
            late=clock.is_late(self.setting.now),
            provisional=clock.limit.unit.startswith("working")
            and is_provisional(self.setting.calendar, clock.started_at, clock.due_at),
        )

    def listed(self, one: Listed) -> TicketListed:
        """Return a line of a list; its summary is shown to whoever may read its words."""
        row, sight = one.row, self.sight(one)
        own = sight.own
        running = [clock for clock in one.clocks if not cases.clock_of(clock).is_paused]
        first = next(iter(running or one.clocks), None)
        requests: list[Any] = [
            name for name, asked in (("extension", row.extension_asked), ("suspension", row.suspension_asked)) if asked
        ]
        return TicketListed(
            service_id=row.service_id,
            state=TicketState(row.state),
            kind=Kind(row.kind),
            urgency=Urgency(row.urgency),
            category=labels(row),
            district=row.district,
            street=row.street if sight.words is Exposure.SHOWN else None,
            summary=(row.summary or row.description[:60]) if sight.words is Exposure.SHOWN else None,
            confidential=row.confidential,
            received_at=row.received_at,
            due_at=row.due_at,
            clock=self.clock(first) if first is not None else None,
            lead=self.unit(row.lead),
            send_backs=row.send_backs,
            passes=row.passes,
            reworks=row.reworks,
            level=row.level,
            reminders=row.reminders,
            leads=row.leads,
            called_again=row.called_again,
            main="" if sight.is_kept else row.main,
            requests=requests,
            score=row.score,
            discontent=is_discontent(row.resolved, row.score, self.setting.rules),
            taken=row.follow_up_by is not None,
            mine=row.follow_up_by is not None and row.follow_up_by == self.principal.account_id,
            assignment=own.number if own is not None else None,
            handler=own.handler if own is not None else "",
        )

    def masked_number(self, row: ServiceTicketRow) -> str:
        """Return the caller's number as lists show it."""
        return numbers.masked(self.number(row))

    def number(self, row: ServiceTicketRow) -> str:
        """Return the caller's number, empty where there is none or it cannot be opened."""
        if row.ani_sealed is None:
            return ""
        try:
            return self.vault.open(row.ani_sealed, "phone")
        except CannotOpen:
            log.error("number_cannot_be_opened", service_id=row.service_id)
            return ""


async def lines_of(session: AsyncSession, lens: Lens, tickets: Sequence[Listed]) -> list[TicketListed]:
    """Return the lines of a list; for dispatchers with the unit that what waits for them may belong to first.

    A unit that sent the ticket back is not suggested for it again.
    """
    lines = [lens.listed(one) for one in tickets]
    names = await people.display_names(session, {line.handler for line in lines})
    for line in lines:
        line.handler = names.get(line.handler, line.handler)
    waiting = [(line, one) for line, one in zip(lines, tickets, strict=True) if line.state is TicketState.ACCEPTED]
    if waiting and lens.principal.may("tickets.dispatch", Scope.ALL):
        whole = [(one.row, lens.sight(one).words is Exposure.SHOWN) for _, one in waiting]
        found = await candidates_of(session, lens.organisation, whole, lens.setting.now)
        for (line, one), candidates in zip(waiting, found, strict=True):
            gone = {each.unit for each in one.assignments if each.state == AssignmentState.SENT_BACK}
            line.suggested = next((each for each in candidates if each.unit.code not in gone), None)
    return lines


def labels(row: ServiceTicketRow) -> list[str]:
    """Return the labels of a ticket's class, from the first level down."""
    levels = (row.category_label, row.category_level2_label, row.category_level3_label)
    return [label for label in levels if label]


def related(row: ServiceTicketRow) -> RelatedTicket:
    """Return another ticket in a line."""
    return RelatedTicket(
        service_id=row.service_id,
        state=TicketState(row.state),
        category=(labels(row) or [""])[-1],
        district=row.district,
        received_at=row.received_at,
        leads=row.leads,
    )


async def view(session: AsyncSession, lens: Lens, row: ServiceTicketRow, *, looked: bool = False) -> TicketView:
    """Return a ticket with everything that whoever asks may see; ``looked``: he stated why he reads its words."""
    listed = await _whole(session, lens, row)
    sight = lens.sight(listed)
    shown = sight.words is Exposure.SHOWN or (looked and sight.words is Exposure.ON_REQUEST)
    case = cases.case_of(row, listed.assignments, listed.clocks)
    lines = await history(session, row.id)
    told = sight.is_kept and sight.works
    dispatches = lens.principal.may("tickets.dispatch", Scope.ALL)
    is_open = State(row.state) in {State.ACCEPTED, State.DISPATCHED, State.HANDLING, State.SENT_BACK}
    decides = State(row.state) is State.SENT_BACK and lens.principal.may("tickets.supervise", Scope.ALL)
    now = lens.setting.now
    candidates: list[CandidateShown] = []
    if (dispatches and is_open) or decides:
        [candidates] = await candidates_of(session, lens.organisation, [(row, shown)], now)
    handlers = {one.handler for one in listed.assignments} | {str(line.evidence.get("handler", "")) for line in lines}
    names = await people.display_names(session, handlers)
    base = lens.listed(listed).model_dump()
    base["handler"] = names.get(base["handler"], base["handler"])
    base["summary"] = row.summary if shown else None
    base["street"] = row.street if shown else None
    return TicketView(
        **base,
        words="shown" if shown else "on_request" if sight.words is Exposure.ON_REQUEST else "withheld",
        number="on_request" if sight.number is Exposure.ON_REQUEST else "withheld",
        masked_number="" if sight.is_kept else lens.masked_number(row),
        category_codes=list(cases.classes_of(row)),
        community=row.community if shown else None,
        place=row.place if shown else None,
        happened_at=row.happened_at if shown else None,
        party=row.party,
        company=row.company if shown else None,
        request=row.request if shown else None,
        summary_paragraph=row.summary_paragraph if shown else None,
        description=row.description if shown else None,
        danger_words=[str(word) for word in row.danger_words or ()] if shown else [],
        language=row.language,
        line=row.line,
        agent=row.agent,
        call_id=row.call_id,
        contact_id=row.contact_id,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        closing=row.closing,
        reply=row.reply if shown else None,
        round=row.round,
        acts_seen=row.acts,
        extension_asked=row.extension_asked,
        is_final=row.is_final,
        is_case=row.is_case,
        followed_up=row.followed_up,
        follow_up_tries=row.tries,
        resolved=row.resolved,
        call_satisfaction=row.satisfaction,
        handed_over=[str(one) for one in row.handed_over or ()],
        fed_back=row.fed_back,
        clocks=[lens.clock(one) for one in listed.clocks],
        assignments=[
            AssignmentShown(
                number=one.number,
                unit=UnitNamed(code=one.unit, name=lens.organisation.name_of(one.unit)),
                role=Role(one.role),
                state=AssignmentState(one.state),
                round=one.round,
                handler=names.get(one.handler, one.handler),
                reached=one.reached,
                tries=one.tries,
                answer=one.answer if shown else None,
                mine=sight.is_mine(one),
            )
            for one in listed.assignments
        ],
        history=await _history(session, lens, lines, shown, names),
        candidates=candidates,
        same_matter=[related(one) for one in await lists.same_matter(session, row, now)]
        if dispatches and is_open
        else [],
        same_caller=await _same_caller(session, lens, row) if not sight.is_kept else [],
        joined=await _joined(session, lens, row) if row.leads else [],
        offers=[ActOffered(**vars(one)) for one in sight.offers(case, lens.setting)],
        files=[_file(lens, one, shown) for one in await files_of(session, row.id)],
        may_add_files=sight.may_add_files,
        kept=sight.is_kept,
        readers=await _readers(session, row) if row.confidential and not sight.is_kept else [],
        trusted=await _holders(session, READ, "tickets.read") if told else None,
        reviewers=await _reviewers(session, row) if told and dispatches and case.state is State.REPLIED else None,
    )


def _file(lens: Lens, one: AttachmentRow, shown: bool) -> FileShown:
    return FileShown(
        id=one.id,
        name=one.name if shown else None,
        media_type=one.media_type,
        size=one.size,
        scan=one.scan,
        added_at=one.added_at,
        unit=lens.unit(one.added_unit),
    )


async def _whole(session: AsyncSession, lens: Lens, row: ServiceTicketRow) -> Listed:
    assignments, clocks = await cases.rows_of(session, row)
    named = None
    if row.confidential and lens.principal.account_id is not None:
        named = await session.get(NamedReaderRow, (row.id, lens.principal.account_id))
    running = sorted(clocks, key=lambda one: (one.stopped_at is not None, one.due_at))
    return Listed(row, assignments, running, named is not None)


async def _history(
    session: AsyncSession, lens: Lens, lines: Sequence[ActRow], shown: bool, handlers: Mapping[str, str]
) -> list[HistoryLine]:
    names = await people.names_of_stored(session, {line.actor for line in lines if line.actor_kind == "person"})
    return [
        HistoryLine(
            number=line.number,
            act=Act(line.act),
            actor_kind=line.actor_kind,
            actor=names.get(line.actor, line.actor if line.actor_kind == "agent" else ""),
            unit=lens.unit(line.actor_unit),
            at=line.at,
            state_before=line.state_before,
            state_after=line.state_after,
            round=line.round,
            assignment=line.assignment or None,
            reason=line.reason if shown else None,
            details=_details(lens, line.evidence, shown, handlers),
        )
        for line in lines
    ]


def _details(lens: Lens, evidence: Mapping[str, Any], shown: bool, handlers: Mapping[str, str]) -> dict[str, Any]:
    """Return what belongs to an act; without the words, where they may not be read."""
    kept = {name: value for name, value in evidence.items() if shown or name in INTERNAL}
    if "units" in kept:
        kept["units"] = [lens.organisation.name_of(str(code)) for code in kept["units"]]
    if "handler" in kept:
        kept["handler"] = handlers.get(str(kept["handler"]), kept["handler"])
    return kept


async def _joined(session: AsyncSession, lens: Lens, row: ServiceTicketRow) -> list[RelatedTicket]:
    """Return the tickets of the same matter: for the service desk alone, and no confidential one."""
    if lens.reached is not None:
        return []
    return [related(one) for one in await joined_under(session, row.service_id, JOINED) if not one.confidential]


async def _same_caller(session: AsyncSession, lens: Lens, row: ServiceTicketRow) -> list[RelatedTicket]:
    """Return the caller's other tickets: for the service desk alone, and no confidential one."""
    if lens.reached is not None:
        return []
    return [related(one) for one in await lists.of_caller(session, row) if not one.confidential]


async def _readers(session: AsyncSession, row: ServiceTicketRow) -> list[str]:
    ids: list[uuid.UUID] = await readers_of(session, row.id)
    return sorted((await people.names_of(session, ids)).values())


async def _holders(session: AsyncSession, *acts: str) -> list[str]:
    """Return the log-in names of those who have each of some rights over everything."""
    found = [set((await people.holders_of(session, act)).values()) for act in acts]
    return sorted(set.intersection(*found))


async def _reviewers(session: AsyncSession, row: ServiceTicketRow) -> list[str]:
    """Return the log-in names of those who dispatch and read this confidential ticket."""
    dispatch = await people.holders_of(session, "tickets.dispatch")
    reading = {*await people.holders_of(session, READ), *await readers_of(session, row.id)}
    return sorted(name for account, name in dispatch.items() if account in reading)
