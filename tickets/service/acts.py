"""Carries acts on tickets out: permission, decision, rows and history in one transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, Conflict, HotlineError, NotFound, Unavailable
from foundation.logs import logger
from foundation.people import Principal, Scope
from foundation.work_calendar import ZONE, Calendars, WorkCalendar, shipped_calendar
from tickets.contract import Kind, Urgency, is_service_number
from tickets.service import cases, repository
from tickets.service.confidential import NEEDS_READING, READ, is_kept
from tickets.service.lifecycle import (
    TABLE,
    Act,
    Actor,
    Case,
    Decision,
    Order,
    Refused,
    State,
    accept,
    decide,
)
from tickets.service.lifecycle.case import GONE
from tickets.service.lifecycle.clocks import Setting
from tickets.service.lifecycle.states import DONE
from tickets.service.lifecycle.table import CITIZEN, HANDLE
from tickets.service.lifecycle.table import SYSTEM as BY_SYSTEM
from tickets.service.models import ActRow, ServiceTicketRow
from tickets.service.organisation import Organisation, Organisations
from tickets.service.replies import template_of
from tickets.service.rules import TicketRuleBook

log = logger(__name__)

HOUSE = Actor("system")
BATCH = 200
LONGEST_ID = 64
"""Characters of a request id in the history; a longer one is kept by its digest."""
COPIED_WITHIN = timedelta(days=180)
WITH_MAIN = frozenset({Act.DETACH, Act.REWORK, Act.REMIND})
"""Acts that touch the matter under which a ticket is joined."""
CALL_AGAIN = "r-"
"""How an agent's request id begins that reminds because of a call; the contact's id follows."""
ANSWERED = frozenset({State.CLOSED, State.ARCHIVED})


class NotPermitted(HotlineError):
    """Whoever asks may not do this to this ticket."""

    code = "forbidden"


class ChangedMeanwhile(Conflict):
    """Somebody else acted on the ticket since it was read."""

    code = "ticket_changed"


@dataclass(frozen=True)
class Asked:
    """An act as it is asked for; ``seen`` is how many lines of history the asker had before him."""

    act: Act
    request_id: str
    seen: int | None = None
    reason: str = ""
    units: tuple[str, ...] = ()
    assignment: int | None = None
    handler: str = ""
    text: str = ""
    ground: str = ""
    amount: int = 0
    reached: bool | None = None
    resolved: bool | None = None
    score: int | None = None
    service: str = ""
    main: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


class TicketActs:
    """Acts of people, citizens and the house on tickets."""

    def __init__(self, database: Database, *, region: str, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.rules = TicketRuleBook(clock)
        self.calendars = Calendars(clock)
        self.organisations = Organisations(clock, region)
        self._calendar: tuple[str, int, WorkCalendar] | None = None

    async def setting(self, session: AsyncSession) -> Setting:
        """Return what decisions are made by at this moment."""
        rules = await self.rules.now(session)
        number = await self.calendars.documents.number_in_force(session, rules.calendar) or 0
        if self._calendar is None or self._calendar[:2] != (rules.calendar, number):
            content = None
            if number:
                content = (await self.calendars.documents.version(session, rules.calendar, number)).content
            calendar = self.calendars.documents.content_of(content) if content is not None else shipped_calendar()
            self._calendar = rules.calendar, number, calendar
        return Setting(rules, self._calendar[2], self.clock.now(), number)

    async def begin(self, session: AsyncSession, row: ServiceTicketRow, by: Actor) -> None:
        """Take a ticket in that was just stored, or that is older than its clocks."""
        setting = await self.setting(session)
        made = accept(cases.case_of(row, (), ()), by, setting)
        await self._keep(session, row, None, made, setting, "accept")

    async def do(self, principal: Principal, service_id: str, asked: Asked) -> None:
        """Do what a person asks.

        Raises:
            NotFound, NotPermitted. Refused: not as the ticket stands. ChangedMeanwhile: he saw an older one.
            BadInput: a unit or class that there is not.
        """
        async with self.database.write() as session:
            row = await self._held_in_order(session, service_id, asked)
            await self._do(session, principal, row, asked)
            leads = row.leads if row.state == State.CLOSED else 0
        if leads:
            await self.answer_joined(service_id)

    async def do_many(self, principal: Principal, service_ids: Sequence[str], asked: Asked) -> dict[str, str]:
        """Do the same to several tickets, each in a transaction of its own; return the code of each that failed."""
        failed: dict[str, str] = {}
        for service_id in service_ids[:BATCH]:
            try:
                await self.do(principal, service_id, asked)
            except HotlineError as error:
                failed[service_id] = str(error.details.get("reason") or error.code)
            except SQLAlchemyError as error:  # the store gave one up for another: it was not done
                log.warning("ticket_act_given_up", service_id=service_id, error=type(error).__name__)
                failed[service_id] = Unavailable.code
        return failed

    async def answer_joined(self, main: str) -> int:
        """Give every caller of a matter the answer of the ticket that leads it, each in a transaction of his own.

        What a stop leaves behind, or the store refuses now, is done by the sweep; nothing of it undoes the approval.
        Returns how many were answered.
        """
        async with self.database.read() as session:
            waiting = await repository.joined_numbers(session, main)
        done = 0
        for number in waiting:
            try:
                async with self.database.write() as session:
                    done += await self._answer(session, number)
            except Exception as error:
                log.error("joined_ticket_not_answered", service_id=number, error=type(error).__name__)
        return done

    async def _answer(self, session: AsyncSession, number: str) -> bool:
        row = await self.held(session, number)
        leading = await repository.by_service_id(session, row.main) if row.main else None
        if row.state != State.JOINED or leading is None or leading.state not in ANSWERED or leading.confidential:
            return False
        setting, case = await self.setting(session), await cases.load(session, row)
        evidence = {"unit": leading.lead if leading.closing == "replied" else ""}
        text = await repository.told_to_joined(session, leading) or leading.reply
        order = Order(Act.CLOSE_WITH_MAIN, HOUSE, text=text, main=leading.service_id, evidence=evidence)
        made = decide(case, order, setting)
        await cases.store(session, row, case, made.case, setting.now)
        cases.add_line(session, row, made.entry, "")
        return True

    async def _held_in_order(self, session: AsyncSession, service_id: str, asked: Asked) -> ServiceTicketRow:
        """Return the ticket, held; of a ticket and the one that leads its matter the smaller number is held first."""
        peek = await repository.by_service_id(session, service_id) if is_service_number(service_id) else None
        other = (
            asked.main if asked.act is Act.JOIN else peek.main if peek is not None and asked.act in WITH_MAIN else ""
        )
        for number in sorted({service_id, other} - {""}):
            await repository.held(session, number)
        return await self.held(session, service_id)

    async def rate(
        self,
        row: ServiceTicketRow,
        session: AsyncSession,
        score: int,
        request_id: str,
        reasons: Sequence[str] = (),
        *,
        resolved: bool | None = None,
    ) -> None:
        """Take a citizen's rating of a ticket that is answered; ``row`` is held."""
        request_id = _kept_id("c", request_id)
        if await repository.was_asked(session, row.id, request_id):
            return
        evidence = {"reasons": list(reasons)} if reasons else {}
        order = Order(Act.RATE, Actor("citizen"), score=score, resolved=resolved, evidence=evidence)
        await self._decide(session, row, order, request_id)

    async def remind(self, session: AsyncSession, row: ServiceTicketRow, contact: str, agent: str, text: str) -> None:
        """Count that the citizen called again; ``row`` is held.

        Raises:
            Refused: it is answered.
        """
        request_id = _kept_id("r", contact)
        for known in (request_id, _kept_id("p", CALL_AGAIN + contact)):  # the agent reminded while he still talked
            if await repository.was_asked(session, row.id, known):
                return
        if row.acts == 0:
            await self.begin(session, row, HOUSE)
        order = Order(Act.REMIND, Actor("agent", agent), reason=text, evidence={"contact": contact})
        await self._decide(session, row, order, request_id)

    async def detach_joined(self, main: str) -> None:
        """Let every ticket that waits under one go its own way, each in a transaction of its own."""
        async with self.database.read() as session:
            waiting = await repository.joined_numbers(session, main)
        for number in waiting:
            async with self.database.write() as session:
                for one in sorted((number, main)):
                    await repository.held(session, one)
                row = await self.held(session, number)
                if row.state == State.JOINED and row.main == main:
                    await self._decide(session, row, Order(Act.DETACH, HOUSE, reason="main_confidential"), "")

    async def held(self, session: AsyncSession, service_id: str) -> ServiceTicketRow:
        """Return a ticket, held until the commit so that acts on it follow each other.

        Raises:
            NotFound: there is none of this number.
        """
        row = await repository.held(session, service_id) if is_service_number(service_id) else None
        if row is None:
            raise NotFound("there is no ticket of this number")
        return row

    async def is_kept(self, session: AsyncSession, principal: Principal, row: ServiceTicketRow) -> bool:
        """Tell whether the words of a ticket are kept from somebody because it is confidential."""
        is_named = row.confidential and await repository.is_reader(session, row.id, principal.account_id)
        return is_kept(principal, row, is_named=is_named)

    async def _do(self, session: AsyncSession, principal: Principal, row: ServiceTicketRow, asked: Asked) -> None:
        request_id = _kept_id("p", asked.request_id)
        if await repository.was_asked(session, row.id, request_id):
            return
        if asked.act is Act.REMIND and asked.request_id.startswith(CALL_AGAIN):
            contact = asked.request_id.removeprefix(CALL_AGAIN)
            if await repository.was_asked(session, row.id, _kept_id("r", contact)):
                return
        if row.acts == 0:  # of a release before, which the sweep has not come to yet
            await self.begin(session, row, HOUSE)
        case = await cases.load(session, row)
        organisation = await self.organisations.in_force(session)
        self._reach(principal, case, organisation)
        order = await self._order(session, principal, row, case, organisation, asked)
        if order.act in NEEDS_READING and await self.is_kept(session, principal, row):
            raise NotPermitted("whoever does this reads the words of the ticket", act=READ, reason="confidential")
        if asked.seen is not None and (
            asked.seen > row.acts or await repository.changed_since(session, row.id, asked.seen)
        ):
            raise ChangedMeanwhile("somebody else acted on this ticket meanwhile", acts=row.acts)
        if order.act is Act.CORRECT:
            self._correct(row, order)
        if order.act is Act.FOLLOW_UP and row.follow_up_by not in (None, principal.account_id):
            raise Conflict("somebody else follows this ticket up", reason="follow_up_taken")
        await self._decide(session, row, order, request_id, case)
        if order.act is Act.REMIND and row.state == State.JOINED:
            await self._remind_main(session, row, order, request_id)
        subject = row.service_id
        await audit.record(session, principal, f"ticket.{order.act}", "ticket", subject, now=self.clock.now())

    async def _remind_main(self, session: AsyncSession, row: ServiceTicketRow, order: Order, request_id: str) -> None:
        """Remind the ticket that leads the matter too: its unit answers both; what is confidential stays untold."""
        leading = await self.held(session, row.main)
        if State(leading.state) not in DONE and not await repository.was_asked(session, leading.id, request_id):
            told = replace(order, reason="" if row.confidential else order.reason)
            await self._decide(session, leading, told, request_id)

    async def _order(
        self,
        session: AsyncSession,
        principal: Principal,
        row: ServiceTicketRow,
        case: Case,
        organisation: Organisation,
        asked: Asked,
    ) -> Order:
        """Return the order in the name of whoever asks, once he may give it."""
        rule = TABLE.get((case.state, asked.act))
        if rule is None:
            if not any(principal.may(one.right) for (_, act), one in TABLE.items() if act is asked.act):
                raise NotPermitted(f"this needs another right to {asked.act}")
            raise Refused(
                f"a ticket that is {case.state} cannot {asked.act}",
                reason="not_in_this_state",
                state=str(case.state),
                act=str(asked.act),
            )
        by_right = rule.right not in (BY_SYSTEM, CITIZEN)
        by_right = by_right and principal.may(rule.right, Scope.OWN if rule.of_unit else Scope.ALL)
        by_other = bool(rule.also) and principal.may(rule.also, Scope.ALL)
        if not by_right and not by_other:
            raise NotPermitted(f"this needs the right {rule.right}", act=rule.right)
        assignment = asked.assignment
        if rule.of_unit:
            lead = case.lead()
            mine = self._of_unit(principal, case, organisation, asked) if by_right else None
            if mine is None and not by_other:
                raise NotPermitted("the ticket is with another unit", act=HANDLE)
            assignment = mine if mine is not None else lead.number if lead else None
        day = self.clock.now().astimezone(ZONE).date()
        for unit in asked.units:
            acting = organisation.acting(unit, day)
            if acting is None or acting.code != unit:
                raise BadInput(f"there is no unit {unit[:32]} that acts today", field="units")
        if asked.act is Act.JOIN:
            await self._join(session, row, asked.main)
        supervises = principal.may("tickets.supervise", Scope.ALL)
        kind = "system" if principal.is_system else "person"
        account = str(principal.account_id or principal.name)
        actor = Actor(kind, account, principal.unit or "", supervises)
        given = {
            name: getattr(asked, name)
            for name in ("reason", "units", "handler", "text", "ground", "amount", "reached", "resolved", "score")
        }
        evidence = _evidence(asked)
        if asked.act is Act.REPLY:
            evidence |= await self._origin(session, row, asked.text)
        return Order(
            asked.act, actor, assignment=assignment, service=asked.service, main=asked.main, evidence=evidence, **given
        )

    async def _origin(self, session: AsyncSession, row: ServiceTicketRow, text: str) -> dict[str, Any]:
        """Return whether a reply is a template, or the unit's reply to another ticket: the reviewer sees it."""
        rules, found = await self.rules.now(session), dict[str, Any]()
        if code := template_of(text, rules.reply_templates):
            found["template"] = code
        since = self.clock.now() - COPIED_WITHIN
        if copied := await repository.same_reply(session, row, text.strip(), since):
            found["copied_from"] = copied
        return found

    def _reach(self, principal: Principal, case: Case, organisation: Organisation) -> None:
        """Refuse a ticket of another unit as one that is not there."""
        if principal.may("tickets.read", Scope.ALL):
            return
        units = self._units(principal, organisation)
        if not any(one.unit in units for one in case.assignments if one.state not in GONE):
            raise NotFound("there is no ticket of this number")

    def _units(self, principal: Principal, organisation: Organisation) -> frozenset[str]:
        """Return the units that somebody acts for today."""
        day = self.clock.now().astimezone(ZONE).date()
        return organisation.reached_by(principal.unit, day) if principal.unit else frozenset()

    def _of_unit(self, principal: Principal, case: Case, organisation: Organisation, asked: Asked) -> int | None:
        """Return the assignment that a person acts for: the one named, or his unit's own; ``None``: there is none."""
        if principal.may(HANDLE, Scope.ALL):
            reached = frozenset(one.unit for one in case.assignments)
        else:
            reached = self._units(principal, organisation)
        mine = [one for one in case.assignments if one.unit in reached and case.of_unit(one.unit) == one]
        if asked.assignment is not None:
            mine = [one for one in mine if one.number == asked.assignment]
        own = [one for one in mine if one.unit == principal.unit]
        return (own or mine)[0].number if mine else None

    async def _join(self, session: AsyncSession, row: ServiceTicketRow, main: str) -> None:
        if main == row.service_id:
            raise BadInput("a ticket cannot be joined under itself", field="main")
        leading = await self.held(session, main)
        if leading.confidential:
            raise Refused(
                "its answer is for those who were named: main_confidential", reason="main_confidential", act="join"
            )
        if leading.acts == 0:
            await self.begin(session, leading, HOUSE)
        if leading.main or State(leading.state) in DONE | {State.JOINED}:
            raise Refused(
                "the ticket named can lead no matter: main_unfit", reason="main_unfit", state=leading.state, act="join"
            )
        leading.leads += 1

    def _correct(self, row: ServiceTicketRow, order: Order) -> None:
        """Put what was taken in wrongly right in the row; what it was stands in the history."""
        given = order.evidence
        levels = given.get("path")
        if levels is not None:
            given["classes_before"] = list(cases.classes_of(row))
            names = [*levels, {}, {}, {}][:3]
            for level, one in zip(("category", "category_level2", "category_level3"), names, strict=True):
                setattr(row, f"{level}_code", one.get("code", ""))
                setattr(row, f"{level}_label", one.get("label", ""))
            given["classes"] = list(cases.classes_of(row))
            row.matter = (cases.classes_of(row) or ("",))[-1]
        for name in ("district", "street", "community", "place"):
            if name in given:
                given[f"{name}_before"] = getattr(row, name)
                setattr(row, name, given[name] or None)
        if "kind" in given:
            given["kind"], given["kind_before"] = str(Kind(given["kind"])), row.kind
        if "urgency" in given:
            given["urgency"], given["urgency_before"] = str(Urgency(given["urgency"])), row.urgency
        if "is_case" in given:
            given["is_case_before"] = row.is_case

    async def _decide(
        self, session: AsyncSession, row: ServiceTicketRow, order: Order, request_id: str, case: Case | None = None
    ) -> None:
        case = case or await cases.load(session, row)
        setting = await self.setting(session)
        made = decide(case, order, setting)
        await self._keep(session, row, case, made, setting, request_id)

    async def _keep(
        self,
        session: AsyncSession,
        row: ServiceTicketRow,
        before: Case | None,
        made: Decision,
        setting: Setting,
        request_id: str,
    ) -> None:
        if made.entry.act is Act.DETACH or (made.entry.act is Act.REWORK and before is not None and before.main):
            await self._leave_main(session, before.main if before else "")
        if made.case.called_again and (before is None or not before.called_again):
            row.follow_up_by = None  # whoever asked before need not be here today
        if made.entry.act is Act.REWORK:  # what the citizen disagrees with is public no more
            row.follow_up_by = None
            await repository.withdraw_public(session, row.id, setting.now)
        await cases.store(session, row, before, made.case, setting.now)
        cases.add_line(session, row, made.entry, request_id)
        await session.flush()
        log.info("ticket_act", service_id=row.service_id, act=made.entry.act, state=made.case.state)

    async def _leave_main(self, session: AsyncSession, main: str) -> None:
        leading = await repository.held(session, main)
        if leading is not None:
            leading.leads = max(leading.leads - 1, 0)


def _evidence(asked: Asked) -> dict[str, Any]:
    corrected = ("kind", "urgency", "is_case", "path", "district", "street", "community", "place")
    known = (*corrected, "contacted", "reasons", "lawful")
    return {name: asked.evidence[name] for name in known if name in asked.evidence}


def _kept_id(whose: str, request_id: str) -> str:
    """Return a request id as the history keeps it: whose it is, and a digest in place of one that is too long."""
    if len(request_id) + len(whose) < LONGEST_ID:
        return f"{whose}:{request_id}"
    return f"{whose}:{hashlib.sha256(request_id.encode()).hexdigest()[: LONGEST_ID - len(whose) - 1]}"


async def history(session: AsyncSession, ticket: uuid.UUID) -> list[ActRow]:
    """Return the lines of a ticket's history, in order."""
    return list(await session.scalars(select(ActRow).where(ActRow.ticket == ticket).order_by(ActRow.number)))
