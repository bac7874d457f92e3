"""Conditions of acts beside the state: each returns the code of a refusal, or nothing (pure)."""

from __future__ import annotations

from collections.abc import Callable

from foundation.work_calendar import due_at
from tickets.service.lifecycle.case import (
    OPEN,
    Assignment,
    AssignmentState,
    Case,
    ClockName,
    Order,
    Role,
)
from tickets.service.lifecycle.clocks import Setting, must_be_reworked

Guard = Callable[[Case, Order, Setting], str | None]
SERVICES = frozenset({"110", "119", "120", "122"})
LONGEST = 5000


def reason_given(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask why."""
    return None if order.reason.strip() else "reason_missing"


def text_given(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for a text that a citizen can be told."""
    text = order.text.strip()
    if not text:
        return "text_missing"
    return "text_too_long" if len(text) > LONGEST else None


def units_given(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for at least one unit, each once."""
    if not order.units:
        return "unit_missing"
    return "unit_twice" if len(set(order.units)) != len(order.units) else None


def one_unit_given(case: Case, order: Order, at: Setting) -> str | None:
    """Ask for exactly one unit."""
    return units_given(case, order, at) or ("one_unit_only" if len(order.units) != 1 else None)


def unit_is_new(case: Case, order: Order, _at: Setting) -> str | None:
    """Refuse a unit that works on the ticket or leads it; one that has given its part can be asked once more."""
    there = case.of_unit(order.units[0])
    if there is None or (there.role is Role.ASSISTING and there.state is AssignmentState.ANSWERED):
        return None
    return "unit_has_it"


def unit_leads_not(case: Case, order: Order, _at: Setting) -> str | None:
    """Refuse to reassign to the unit that leads."""
    lead = case.lead()
    return "unit_has_it" if lead is not None and lead.unit == order.units[0] else None


def ground_fits_send_back(_case: Case, order: Order, at: Setting) -> str | None:
    """Ask for one of the grounds on which a unit may send a ticket back."""
    return None if order.ground in {one.code for one in at.rules.send_back_grounds} else "ground_missing"


def ground_fits_refusal(_case: Case, order: Order, at: Setting) -> str | None:
    """Ask for one of the grounds on which a ticket is not accepted."""
    return None if order.ground in {one.code for one in at.rules.refusal_grounds} else "ground_missing"


def _mine(case: Case, order: Order) -> Assignment | None:
    return case.assignment(order.assignment)


def has_assignment(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for an assignment that its unit still has."""
    mine = _mine(case, order)
    return None if mine is not None and mine.state in {*OPEN, AssignmentState.ANSWERED} else "not_assigned"


def is_waiting(case: Case, order: Order, _at: Setting) -> str | None:
    """Refuse to acknowledge twice."""
    mine = _mine(case, order)
    return None if mine is not None and mine.state is AssignmentState.WAITING else "acknowledged_already"


def is_working(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for an assignment that was acknowledged and is not answered."""
    mine = _mine(case, order)
    if mine is None or mine.state is AssignmentState.WAITING:
        return "not_acknowledged"
    return None if mine.state is AssignmentState.WORKING else "answered_already"


def is_open(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for an assignment that is not answered."""
    mine = _mine(case, order)
    return None if mine is not None and mine.state in OPEN else "answered_already"


def leads(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for the unit that leads."""
    mine = _mine(case, order)
    return None if mine is not None and mine.role is Role.LEAD else "not_the_lead"


def assists(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for a unit that assists."""
    mine = _mine(case, order)
    return None if mine is not None and mine.role is Role.ASSISTING else "not_assisting"


def others_answered(case: Case, _order: Order, _at: Setting) -> str | None:
    """Wait for the units that assist."""
    still = [one for one in case.assignments if one.role is Role.ASSISTING and one.state in OPEN]
    return "others_not_answered" if still else None


def contact_made(case: Case, order: Order, at: Setting) -> str | None:
    """Ask for a talk with the citizen before he is answered, where one is possible and asked for."""
    mine = _mine(case, order)
    if mine is None or not case.can_be_called or case.kind not in at.rules.contact_kinds:
        return None
    if mine.reached or mine.tries >= at.rules.follow_up_tries:
        return None
    return "no_contact"


def danger_fed_back(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for what became of a danger that was handed over before the ticket is answered."""
    return "no_feedback" if case.handed_over and not case.fed_back else None


def can_be_sent_back(case: Case, _order: Order, _at: Setting) -> str | None:
    """Refuse what was decided for good."""
    return "send_back_final" if case.is_final else None


def sent_back_in_time(case: Case, order: Order, at: Setting) -> str | None:
    """Refuse to send back what has been with the unit for too long."""
    given = next(
        (one for one in case.clocks if one.name is ClockName.ACKNOWLEDGE and one.assignment == order.assignment),
        None,
    )
    if given is None:
        return None
    until = due_at(at.calendar, given.started_at, at.rules.send_back_within.limit, now=at.now)
    return "send_back_too_late" if at.now > until else None


def decided_by_supervisor(case: Case, order: Order, at: Setting) -> str | None:
    """Leave the send-back that is one too many to whoever supervises."""
    if case.send_backs >= at.rules.send_backs and not order.by.supervises:
        return "supervisor_decides"
    return None


def may_be_extended(case: Case, order: Order, at: Setting) -> str | None:
    """Allow an extension before the limit is over, as often and as long as the rules say."""
    clock = case.clock(ClockName.HANDLE)
    if clock is None or clock.is_late(at.now):
        return "too_late_to_extend"
    if case.extensions >= at.rules.extensions:
        return "no_more_extensions"
    if case.extension_asked:
        return "asked_already"
    return None if 1 <= order.amount <= clock.limit.amount else "amount_unfit"


def extension_is_asked(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for a request."""
    return None if case.extension_asked else "not_asked"


def may_be_suspended(case: Case, order: Order, at: Setting) -> str | None:
    """Refuse a second request, and one without an end or for longer than the rules say."""
    if case.suspension_asked:
        return "asked_already"
    return None if 1 <= order.amount <= at.rules.suspension_days else "suspension_unfit"


def suspension_is_asked(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for a request."""
    return None if case.suspension_asked else "not_asked"


def leads_none(case: Case, _order: Order, _at: Setting) -> str | None:
    """Refuse to turn away what others wait for."""
    return "leads_others" if case.leads else None


def nothing_asked(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for open requests to be decided first."""
    return "request_open" if case.extension_asked or case.suspension_asked else None


def outcome_given(case: Case, order: Order, at: Setting) -> str | None:
    """Ask whether the citizen was reached; whether it is resolved, the unit spoke with him, how satisfied he is."""
    if order.reached is None:
        return "reached_missing"
    if not order.reached:
        return None
    if order.resolved is None:
        return "resolved_missing"
    if case.closing == "replied" and case.kind in at.rules.contact_kinds and order.evidence.get("contacted") is None:
        return "contacted_missing"
    return score_given(case, order, at)


def contact_told(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask whether the citizen was reached."""
    return "reached_missing" if order.reached is None else None


def score_given(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for one of five levels."""
    return None if order.score is not None and 1 <= order.score <= 5 else "score_unfit"


def reasons_known(_case: Case, order: Order, at: Setting) -> str | None:
    """Ask for reasons of the survey, where some are given."""
    known = {one.code for one in at.rules.survey_reasons}
    return None if set(order.evidence.get("reasons") or ()) <= known else "reason_unknown"


def not_followed_up(case: Case, _order: Order, at: Setting) -> str | None:
    """Allow one follow-up for each matter, one more after a further call, and so many tries."""
    if case.followed_up and not case.called_again:
        return "followed_up_already"
    return "tries_used_up" if case.tries >= at.rules.follow_up_tries else None


def not_rated(case: Case, _order: Order, _at: Setting) -> str | None:
    """Allow one rating in each round."""
    return "rated_already" if case.score is not None else None


def looked_after(case: Case, _order: Order, at: Setting) -> str | None:
    """Archive only what was followed up, rated, tried often enough, or cannot be called."""
    if case.called_again:
        return "called_again"
    done = case.followed_up or case.score is not None or case.tries >= at.rules.follow_up_tries
    return None if done or not case.can_be_called else "not_followed_up"


def content(case: Case, _order: Order, at: Setting) -> str | None:
    """Refuse to archive what the citizen says is not resolved, unless it is a matter of law or was reworked enough."""
    return "rework_first" if must_be_reworked(case, at) else None


def text_fits(_case: Case, order: Order, _at: Setting) -> str | None:
    """Refuse a text that is too long, where one is not needed."""
    return "text_too_long" if len(order.text.strip()) > LONGEST else None


def lawfulness_told(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask of a matter of law whether its procedure was lawful."""
    return "lawful_missing" if case.is_case and not isinstance(order.evidence.get("lawful"), bool) else None


def is_asked_by_supervisor(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for a supervisor's question that is not answered yet."""
    return None if case.clock(ClockName.SUPERVISE) is not None else "not_supervised"


def end_passed(case: Case, order: Order, at: Setting) -> str | None:
    """Ask for a clock that runs behind its end and was not noted before."""
    clock = next((one for one in case.clocks if one.number == order.amount), None)
    runs = clock is not None and clock.stopped_at is None and not clock.is_paused and clock.missed_at is None
    return None if clock is not None and runs and clock.is_late(at.now) else "not_missed"


def service_given(_case: Case, order: Order, _at: Setting) -> str | None:
    """Ask which emergency line."""
    return None if order.service in SERVICES else "service_unfit"


def was_handed_over(case: Case, _order: Order, _at: Setting) -> str | None:
    """Ask for a hand-over, or a danger, before a feedback."""
    return None if case.handed_over or case.urgency == "emergency" else "not_handed_over"


def main_given(case: Case, order: Order, _at: Setting) -> str | None:
    """Ask for the ticket that leads; one that leads others joins none."""
    if not order.main:
        return "main_missing"
    return "leads_others" if case.leads else None


def not_escalated(case: Case, _order: Order, _at: Setting) -> str | None:
    """Refuse what is escalated already."""
    return "escalated_already" if case.level >= 2 else None
