"""What acts do to a case beside its state; each returns the case after it (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from foundation.work_calendar import Limit
from tickets.service.lifecycle import clocks
from tickets.service.lifecycle.case import GONE, Assignment, AssignmentState, Case, ClockName, Order, Role
from tickets.service.lifecycle.clocks import Setting

Effect = Callable[[Case, Order, Setting], Case]
HANDLING = (
    ClockName.DISPATCH,
    ClockName.ACKNOWLEDGE,
    ClockName.DECIDE,
    ClockName.REVIEW,
    ClockName.FOLLOW_UP,
    ClockName.SUPERVISE,
)


def _assigned(case: Case, unit: str, role: Role, at: Setting) -> Case:
    made = Assignment(len(case.assignments) + 1, unit, role, AssignmentState.WAITING, case.round)
    case = replace(case, assignments=(*case.assignments, made))
    return clocks.started(case, ClockName.ACKNOWLEDGE, at.rules.acknowledge.of(case.urgency), at, made.number)


def _taken(case: Case, one: Assignment, at: Setting) -> Case:
    case = clocks.stopped(case, ClockName.ACKNOWLEDGE, at, one.number)
    return case.with_assignment(replace(one, state=AssignmentState.WITHDRAWN))


def give_units(case: Case, order: Order, at: Setting) -> Case:
    """Assign the ticket: the first unit leads, the others assist."""
    case = clocks.stopped(case, ClockName.DISPATCH, at)
    for place, unit in enumerate(order.units):
        case = _assigned(case, unit, Role.ASSISTING if place else Role.LEAD, at)
    return _supervised(case, at) if case.level else case


def give_assisting(case: Case, order: Order, at: Setting) -> Case:
    """Assign the ticket to one more unit that assists."""
    return _assigned(case, order.units[0], Role.ASSISTING, at)


def withdraw(case: Case, order: Order, at: Setting) -> Case:
    """Take the ticket from a unit that assists."""
    mine = case.assignment(order.assignment)
    return _taken(case, mine, at) if mine is not None else case


def pass_on(case: Case, order: Order, at: Setting) -> Case:
    """Give the lead to another unit; one that assisted leads from now on."""
    lead, helper = case.lead(), case.of_unit(order.units[0])
    for one in (lead, helper):
        if one is not None:
            case = _taken(case, one, at)
    case = replace(case, passes=case.passes + 1, reply="", extension_asked=0, suspension_asked=False)
    case = _assigned(case, order.units[0], Role.LEAD, at)
    return _supervised(case, at) if case.level else case


def acknowledge(case: Case, order: Order, at: Setting) -> Case:
    """Start work in a unit."""
    mine = case.assignment(order.assignment)
    if mine is None:
        return case
    case = clocks.stopped(case, ClockName.ACKNOWLEDGE, at, mine.number)
    return case.with_assignment(replace(mine, state=AssignmentState.WORKING))


def name_handler(case: Case, order: Order, _at: Setting) -> Case:
    """Name who handles it inside the unit."""
    mine = case.assignment(order.assignment)
    return case.with_assignment(replace(mine, handler=order.handler)) if mine is not None else case


def note_contact(case: Case, order: Order, _at: Setting) -> Case:
    """Note a talk with the citizen, or that he was not reached."""
    mine = case.assignment(order.assignment)
    if mine is None:
        return case
    return case.with_assignment(replace(mine, reached=mine.reached or bool(order.reached), tries=mine.tries + 1))


def note_part(case: Case, order: Order, _at: Setting) -> Case:
    """Keep the answer of a unit that assists."""
    mine = case.assignment(order.assignment)
    if mine is None:
        return case
    return case.with_assignment(replace(mine, state=AssignmentState.ANSWERED, answer=order.text.strip()))


def ask_extension(case: Case, order: Order, _at: Setting) -> Case:
    """Keep the request."""
    return replace(case, extension_asked=order.amount)


def extend(case: Case, _order: Order, at: Setting) -> Case:
    """Give the handling clock what was asked for."""
    case = clocks.extended(case, ClockName.HANDLE, case.extension_asked, at)
    return replace(case, extension_asked=0, extensions=case.extensions + 1)


def drop_extension(case: Case, _order: Order, _at: Setting) -> Case:
    """Forget the request."""
    return replace(case, extension_asked=0)


def ask_suspension(case: Case, order: Order, _at: Setting) -> Case:
    """Keep the request, and for how long."""
    return replace(case, suspension_asked=True, suspension_days=order.amount)


def drop_suspension(case: Case, _order: Order, _at: Setting) -> Case:
    """Forget the request."""
    return replace(case, suspension_asked=False)


def suspend(case: Case, _order: Order, at: Setting) -> Case:
    """Let the clocks of handling stand still, and start the one of the suspension itself."""
    for name in (ClockName.HANDLE, ClockName.ACKNOWLEDGE):
        case = clocks.paused(case, name, at)
    limit = Limit(case.suspension_days or at.rules.suspension_days, "working_days")
    return clocks.started(replace(case, suspension_asked=False), ClockName.SUSPEND, limit, at)


def resume(case: Case, _order: Order, at: Setting) -> Case:
    """Let the clocks of handling go on: from the end that was granted, should it be looked at only later."""
    granted = case.clock(ClockName.SUSPEND)
    for name in (ClockName.HANDLE, ClockName.ACKNOWLEDGE):
        case = clocks.resumed(case, name, at, granted.due_at if granted is not None else None)
    return case.with_clock(replace(granted, stopped_at=min(at.now, granted.due_at))) if granted is not None else case


def send_back(case: Case, order: Order, at: Setting) -> Case:
    """Count a send-back, which acknowledges too, and start the clock of its decision; the citizen's clock runs on."""
    case = replace(case, send_backs=case.send_backs + 1, extension_asked=0, suspension_asked=False)
    for one in case.assignments:
        if one.number == order.assignment and one.state is AssignmentState.WAITING:
            case = acknowledge(case, order, at)
    case = clocks.paused(case, ClockName.ACKNOWLEDGE, at)
    if case.send_backs >= at.rules.send_backs:
        case = replace(case, level=2)
    return clocks.started(case, ClockName.DECIDE, at.rules.decide.limit, at)


def take_back(case: Case, order: Order, at: Setting) -> Case:
    """Take the ticket from every unit; it waits to be dispatched anew, or for good where a supervisor decided."""
    for one in case.assignments:
        if one.state not in GONE:
            case = clocks.stopped(case, ClockName.ACKNOWLEDGE, at, one.number)
            state = AssignmentState.SENT_BACK if one.role is Role.LEAD else AssignmentState.WITHDRAWN
            case = case.with_assignment(replace(one, state=state))
    for name in (ClockName.DECIDE, ClockName.SUPERVISE):
        case = clocks.stopped(case, name, at)
    case = replace(case, passes=case.passes + 1, reply="", is_final=case.is_final or order.by.supervises)
    return clocks.started(case, ClockName.DISPATCH, at.rules.dispatch.of(case.urgency), at)


def leave_with_unit(case: Case, order: Order, at: Setting) -> Case:
    """Leave the ticket with the unit; a supervisor's word is final."""
    case = clocks.resumed(clocks.stopped(case, ClockName.DECIDE, at), ClockName.ACKNOWLEDGE, at)
    lead = case.lead()
    if lead is not None and lead.state is AssignmentState.WAITING:  # sent back in a release before
        case = case.with_assignment(replace(lead, state=AssignmentState.WORKING))
    case = replace(case, is_final=case.is_final or order.by.supervises)
    return _supervised(case, at) if case.level else case


def reply(case: Case, order: Order, at: Setting) -> Case:
    """Keep the reply and start the clock of its review; handling stands still meanwhile."""
    mine = case.assignment(order.assignment)
    if mine is not None:
        case = case.with_assignment(replace(mine, state=AssignmentState.ANSWERED, answer=order.text.strip()))
    case = clocks.paused(case, ClockName.HANDLE, at)
    case = replace(case, reply=order.text.strip())
    return clocks.started(case, ClockName.REVIEW, at.rules.review.limit, at)


def close(case: Case, _order: Order, at: Setting) -> Case:
    """Close with the reply; handling ended when it was given."""
    for name in (*HANDLING, ClockName.HANDLE, ClockName.FEEDBACK):
        case = clocks.stopped(case, name, at)
    case = replace(case, closing="replied")
    return clocks.started(case, ClockName.FOLLOW_UP, at.rules.follow_up.limit, at)


def reopen_reply(case: Case, _order: Order, at: Setting) -> Case:
    """Give the reply back to the unit; what the review took does not count as handling."""
    case = clocks.stopped(case, ClockName.REVIEW, at)
    case = clocks.resumed(case, ClockName.HANDLE, at)
    lead = case.lead()
    if lead is not None:
        case = case.with_assignment(replace(lead, state=AssignmentState.WORKING))
    return replace(case, reply="")


def answer_directly(case: Case, order: Order, at: Setting) -> Case:
    """Close with what the agent answered."""
    case = clocks.all_stopped(case, at)
    case = replace(case, closing="direct", reply=order.text.strip())
    return clocks.started(case, ClockName.FOLLOW_UP, at.rules.follow_up.limit, at)


def turn_away(case: Case, order: Order, at: Setting) -> Case:
    """End with the text that says why, and where to go."""
    return replace(clocks.all_stopped(case, at), closing="refused", reply=order.text.strip())


def note_follow_up(case: Case, order: Order, at: Setting) -> Case:
    """Keep what the citizen said, or that he was not reached."""
    if not order.reached:
        case = replace(case, tries=case.tries + 1)
        if case.tries < at.rules.follow_up_tries:
            return case
        return clocks.stopped(replace(case, called_again=False), ClockName.FOLLOW_UP, at)
    case = replace(case, followed_up=True, resolved=order.resolved, score=order.score, called_again=False)
    return _heard(case, at)


def rate(case: Case, order: Order, at: Setting) -> Case:
    """Keep how satisfied the citizen is."""
    case = replace(case, score=order.score, resolved=case.resolved if order.resolved is None else order.resolved)
    return _heard(case, at)


def _heard(case: Case, at: Setting) -> Case:
    """Nobody has to ask the citizen, unless he called again; who is not content waits until its unit has it again."""
    if not case.called_again:
        case = clocks.stopped(case, ClockName.FOLLOW_UP, at)
    if clocks.must_be_reworked(case, at):
        return clocks.started(case, ClockName.REWORK, at.rules.rework.limit, at)
    return clocks.stopped(case, ClockName.REWORK, at)


def start_again(case: Case, _order: Order, at: Setting) -> Case:
    """Begin a new round with the units that had it (首接负责), or at the dispatcher's where none had."""
    lead = case.lead()
    for name in (ClockName.FOLLOW_UP, ClockName.REWORK):
        case = clocks.stopped(case, name, at)
    case = replace(
        case,
        round=case.round + 1,
        reworks=case.reworks + 1,
        reply="",
        closing="",
        followed_up=False,
        called_again=False,
        tries=0,
        score=None,
        resolved=None,
        extensions=0,
        extension_asked=0,
        suspension_asked=False,
        main="",
        level=2 if case.reworks + 1 >= at.rules.reworks else case.level,
    )
    limit = at.rules.handle_limit(case.kind, case.urgency, case.classes)
    case = clocks.started(case, ClockName.HANDLE, limit, at)
    if lead is None:
        return clocks.started(case, ClockName.DISPATCH, at.rules.dispatch.of(case.urgency), at)
    helpers = {one.unit: one for one in case.assignments if one.role is Role.ASSISTING and one.state not in GONE}
    for one in (lead, *helpers.values()):
        again = replace(one, state=AssignmentState.WAITING, round=case.round, reached=False, tries=0, answer="")
        case = case.with_assignment(again)
        limit = at.rules.acknowledge.of(case.urgency)
        case = clocks.started(case, ClockName.ACKNOWLEDGE, limit, at, again.number)
    return _supervised(case, at) if case.level else case


def end(case: Case, _order: Order, at: Setting) -> Case:
    """Stop whatever still runs."""
    return clocks.all_stopped(case, at)


def count_reminder(case: Case, _order: Order, _at: Setting) -> Case:
    """Count a reminder."""
    return replace(case, reminders=case.reminders + 1)


def ask_again(case: Case, _order: Order, at: Setting) -> Case:
    """Have somebody ask a citizen who called again behind the answer what he is not content with."""
    case = replace(case, reminders=case.reminders + 1, called_again=True, tries=0)
    return clocks.started(case, ClockName.FOLLOW_UP, at.rules.follow_up.limit, at)


def note_missed(case: Case, order: Order, at: Setting) -> Case:
    """Note of a clock that its end passed."""
    missed = next((one for one in case.clocks if one.number == order.amount), None)
    return case.with_clock(replace(missed, missed_at=at.now)) if missed is not None else case


def _supervised(case: Case, at: Setting) -> Case:
    """Have the unit that leads say what it does about it; a further word of the supervisor asks anew."""
    asked = case.clock(ClockName.SUPERVISE)
    if case.lead() is None or (asked is not None and asked.started_at == at.now):
        return case
    case = clocks.stopped(case, ClockName.SUPERVISE, at)
    return clocks.started(case, ClockName.SUPERVISE, at.rules.supervise.limit, at)


def raise_to_supervised(case: Case, _order: Order, at: Setting) -> Case:
    """Supervise the ticket."""
    return _supervised(replace(case, level=max(case.level, 1)), at)


def raise_to_escalated(case: Case, _order: Order, at: Setting) -> Case:
    """Supervise the ticket at the higher level."""
    return _supervised(replace(case, level=2), at)


def answer_supervision(case: Case, _order: Order, at: Setting) -> Case:
    """Stop the clock of what the unit says to it; the level stays."""
    return clocks.stopped(case, ClockName.SUPERVISE, at)


def escalate_if_passed_often(case: Case, _order: Order, at: Setting) -> Case:
    """Escalate what goes from unit to unit."""
    return _supervised(replace(case, level=2), at) if case.passes >= at.rules.passes else case


def note_hand_over(case: Case, order: Order, at: Setting) -> Case:
    """Keep to which emergency line it was handed, and run the clock of the first feedback."""
    case = replace(case, handed_over=(*case.handed_over, order.service), fed_back=False)
    return clocks.started(case, ClockName.FEEDBACK, at.rules.feedback.limit, at)


def note_feedback(case: Case, _order: Order, at: Setting) -> Case:
    """Stop the clock of the first feedback."""
    return clocks.stopped(replace(case, fed_back=True), ClockName.FEEDBACK, at)


def correct(case: Case, order: Order, at: Setting) -> Case:
    """Put kind, classes and urgency right.

    The limit for handling follows them, counted from the same beginning; those of dispatch and acknowledging begin
    anew with another urgency. An emergency has its clock of the first feedback, a false alarm no more.
    """
    given = order.evidence
    kind, urgency = str(given.get("kind") or case.kind), str(given.get("urgency") or case.urgency)
    classes = tuple(given.get("classes") or case.classes)
    of_law = given.get("is_case")
    if of_law is None:
        of_law = at.rules.is_case(classes) if classes != case.classes else case.is_case
    if urgency != case.urgency:
        case = clocks.given_anew(case, ClockName.DISPATCH, at.rules.dispatch.of(urgency), at)
        case = clocks.given_anew(case, ClockName.ACKNOWLEDGE, at.rules.acknowledge.of(urgency), at)
        if urgency == "emergency" and not case.fed_back:
            case = clocks.started(case, ClockName.FEEDBACK, at.rules.feedback.limit, at)
        elif not case.handed_over:
            case = clocks.stopped(case, ClockName.FEEDBACK, at)
    case = replace(case, kind=kind, urgency=urgency, classes=classes, is_case=bool(of_law))
    limit = at.rules.handle_limit(case.kind, case.urgency, case.classes)
    clock = case.clock(ClockName.HANDLE)
    if clock is None or clock.limit == limit:
        return case
    same_unit = clock.limit.unit == limit.unit
    if not same_unit:
        case = replace(case, extension_asked=0)  # it was asked for in another unit
    return case.with_clock(clocks.set_anew(replace(clock, limit=limit, more=clock.more if same_unit else 0), at))


def join(case: Case, order: Order, at: Setting) -> Case:
    """Put the ticket under the one that leads; its own units have it no more, the citizen's clock runs on."""
    for one in case.assignments:
        if one.state not in GONE:
            case = _taken(case, one, at)
    for name in (ClockName.DISPATCH, ClockName.SUPERVISE):
        case = clocks.stopped(case, name, at)
    return replace(case, main=order.main, extension_asked=0, suspension_asked=False)


def detach(case: Case, _order: Order, at: Setting) -> Case:
    """Let the ticket go its own way."""
    return clocks.started(replace(case, main=""), ClockName.DISPATCH, at.rules.dispatch.of(case.urgency), at)


def answer_with_main(case: Case, order: Order, at: Setting) -> Case:
    """Close with the answer of the ticket that leads the matter."""
    case = clocks.all_stopped(case, at)
    case = replace(case, closing="joined", reply=order.text.strip())
    return clocks.started(case, ClockName.FOLLOW_UP, at.rules.follow_up.limit, at)
