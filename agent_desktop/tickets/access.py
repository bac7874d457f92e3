"""Who sees how much of a ticket: its words, the caller's number, and which acts are offered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from agent_desktop.access import Principal, Scope
from foundation.people.masking import Exposure, column_exposure
from tickets.service.confidential import NEEDS_READING, is_kept
from tickets.service.lifecycle import TABLE, Act, Actor, AssignmentState, Case, Order, State
from tickets.service.lifecycle.case import GONE, OPEN
from tickets.service.lifecycle.clocks import Setting
from tickets.service.lifecycle.decide import refusal
from tickets.service.lifecycle.table import CITIZEN, SYSTEM
from tickets.service.lists import Listed
from tickets.service.models import AssignmentRow, ServiceTicketRow
from tickets.service.organisation import Organisation

PROBE_TEXT = "-"


def reached_units(principal: Principal, organisation: Organisation, day: date) -> frozenset[str] | None:
    """Return the units whose tickets somebody sees on a day; ``None``: every one's."""
    if principal.may("tickets.read", Scope.ALL):
        return None
    return organisation.reached_by(principal.unit, day) if principal.unit else frozenset()


@dataclass(frozen=True)
class Offer:
    """An act that may be offered: what still hinders it, and for which assignment it is done."""

    act: Act
    blocked: str | None
    assignment: int | None


@dataclass(frozen=True)
class Sight:
    """How far somebody sees one ticket; ``units`` are those that he acts for."""

    principal: Principal
    listed: Listed
    units: frozenset[str]

    def is_mine(self, assignment: AssignmentRow) -> bool:
        """Tell whether he acts for the unit of an assignment that it still has."""
        return assignment.unit in self.units and assignment.state not in GONE

    @property
    def own(self) -> AssignmentRow | None:
        """The assignment of his that comes first: what waits, his own unit's before those below it, the newest."""

        def place(one: AssignmentRow) -> tuple[bool, bool, int]:
            return one.state != AssignmentState.WAITING, one.unit != self.principal.unit, -one.number

        return min((one for one in self.listed.assignments if self.is_mine(one)), key=place, default=None)

    @property
    def works(self) -> bool:
        """Whether it is his own work: his contact, his unit's, his follow-up, a dispatcher's until it is archived."""
        row, who = self.listed.row, self.principal
        if who.is_system or who.owns(row.agent):
            return True
        if who.account_id is not None and row.follow_up_by == who.account_id and State(row.state) is State.CLOSED:
            return True
        if who.may("tickets.dispatch", Scope.ALL) and State(row.state) is not State.ARCHIVED:
            return True
        return who.may("tickets.handle") and any(self.is_mine(one) for one in self.listed.assignments)

    @property
    def is_kept(self) -> bool:
        """Whether everything personal is kept from him because the contact is confidential and he is not named."""
        return is_kept(self.principal, self.listed.row, is_named=self.listed.is_named)

    @property
    def may_add_files(self) -> bool:
        """Whether he adds files: whose work it is, until it is archived."""
        return self.works and not self.is_kept and State(self.listed.row.state) is not State.ARCHIVED

    @property
    def words(self) -> Exposure:
        """How its words are shown."""
        if self.is_kept:
            return Exposure.WITHHELD
        if self.works or (self.listed.row.confidential and self.listed.is_named):
            return Exposure.SHOWN
        return column_exposure(self.principal.grants, ServiceTicketRow.description)

    @property
    def number(self) -> Exposure:
        """How the caller's number is shown: on request at most, so that every look has its entry."""
        if self.is_kept or self.listed.row.ani_sealed is None:
            return Exposure.WITHHELD
        who = self.principal
        may = who.may("numbers.read", Scope.ALL) or (self.works and who.may("numbers.read"))
        return Exposure.ON_REQUEST if may else Exposure.WITHHELD

    def offers(self, case: Case, setting: Setting) -> list[Offer]:
        """Return the acts that he has the right to in this state, each with what still hinders it.

        Of several assignments that he acts for it is the first for which nothing hinders, else his own unit's.
        """
        found: list[Offer] = []
        newest = {one.unit: one.number for one in case.assignments if one.state not in GONE}
        mine = [one for one in self.listed.assignments if self.is_mine(one) and newest.get(one.unit) == one.number]
        mine.sort(key=lambda one: one.unit != self.principal.unit)
        supervises = self.principal.may("tickets.supervise", Scope.ALL)
        for (state, act), rule in TABLE.items():
            if state is not case.state or rule.right in (SYSTEM, CITIZEN):
                continue
            by_right = self.principal.may(rule.right, Scope.OWN if rule.of_unit else Scope.ALL)
            by_right = by_right and (not rule.of_unit or bool(mine))
            if not by_right and not (rule.also and self.principal.may(rule.also, Scope.ALL)):
                continue
            numbers: list[int | None] = [None]
            if rule.of_unit:
                lead = case.lead()
                numbers = [one.number for one in mine] if by_right else [lead.number if lead is not None else None]
            tried = [
                Offer(act, refusal(case, self._probe(act, number, case, setting, supervises), setting), number)
                for number in numbers
            ]
            offer = next((one for one in tried if one.blocked is None), tried[0])
            if act is Act.FOLLOW_UP and self.listed.row.follow_up_by not in (None, self.principal.account_id):
                offer = replace(offer, blocked="follow_up_taken")
            if act in NEEDS_READING and self.is_kept:
                offer = replace(offer, blocked="confidential")
            found.append(offer)
        return found

    def _probe(self, act: Act, number: int | None, case: Case, setting: Setting, supervises: bool) -> Order:
        """Return an order whose details all fit, so that what is refused is refused for the ticket's own sake."""
        grounds = setting.rules.refusal_grounds if act is Act.REFUSE else setting.rules.send_back_grounds
        assisting = next(
            (one.number for one in case.assignments if one.role == "assisting" and one.state in OPEN), None
        )
        return Order(
            act,
            Actor("person", supervises=supervises),
            reason=PROBE_TEXT,
            text=PROBE_TEXT,
            units=(PROBE_TEXT,),
            assignment=assisting if act is Act.WITHDRAW_UNIT else number,
            ground=grounds[0].code,
            amount=1,
            reached=True,
            resolved=True,
            score=5,
            service="110",
            main=PROBE_TEXT,
            evidence={"lawful": True, "contacted": True},
        )
