"""One act on a ticket: refused with its reason, or the case after it and the line of its history (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foundation.errors import Conflict
from tickets.service.lifecycle import clocks
from tickets.service.lifecycle.case import Actor, AssignmentState, Case, ClockName, Entry, Order
from tickets.service.lifecycle.clocks import Setting
from tickets.service.lifecycle.states import Act, State
from tickets.service.lifecycle.table import TABLE, Rule

SURVEY = frozenset({"contacted", "reasons"})
"""What a citizen says beside the outcome: whether the unit spoke with him, and why he is not satisfied."""


class Refused(Conflict):
    """The act is not allowed as the ticket stands; ``reason`` says why."""

    code = "act_refused"


@dataclass(frozen=True)
class Decision:
    """What an act leads to."""

    case: Case
    entry: Entry


def accept(case: Case, by: Actor, at: Setting) -> Decision:
    """Take a matter in: its clocks begin, that of handling with the receipt."""
    case = replace(case, state=State.ACCEPTED, is_case=at.rules.is_case(case.classes))
    limit = at.rules.handle_limit(case.kind, case.urgency, case.classes)
    case = clocks.begun_at_receipt(case, limit, at)
    case = clocks.started(case, ClockName.DISPATCH, at.rules.dispatch.of(case.urgency), at)
    if case.urgency == "emergency":
        case = clocks.started(case, ClockName.FEEDBACK, at.rules.feedback.limit, at)
    return Decision(case, Entry(Act.ACCEPT, by, at.now, None, case.state, case.round))


def refusal(case: Case, order: Order, at: Setting) -> str | None:
    """Return why an act is not allowed now, ``None`` when it is."""
    rule = TABLE.get((case.state, order.act))
    if rule is None:
        return "not_in_this_state"
    for guard in rule.guards:
        if (code := guard(case, order, at)) is not None:
            return code
    return None


def decide(case: Case, order: Order, at: Setting) -> Decision:
    """Return what an act leads to.

    Raises:
        Refused: it is not allowed as the ticket stands; nothing changed.
    """
    reason = refusal(case, order, at)
    if reason is not None:
        raise Refused(
            f"a ticket that is {case.state} cannot {order.act}: {reason}",
            reason=reason,
            state=str(case.state),
            act=str(order.act),
        )
    rule = TABLE[(case.state, order.act)]
    if order.act is Act.FOLLOW_UP and not order.reached:
        said = {name: value for name, value in order.evidence.items() if name not in SURVEY}
        order = replace(order, resolved=None, score=None, evidence=said)  # who was not reached said nothing
    after = case
    for effect in rule.effects:
        after = effect(after, order, at)
    after = replace(after, state=_state_after(rule, case, after))
    entry = Entry(
        order.act,
        order.by,
        at.now,
        case.state,
        after.state,
        after.round,
        _reason(order),
        order.assignment,
        _kept(order, case, after),
    )
    return Decision(after, entry)


def _state_after(rule: Rule, before: Case, after: Case) -> State:
    """Return the table's state; a rework of what no unit had waits for the dispatcher."""
    if rule.after is State.DISPATCHED and after.lead() is None:
        return State.ACCEPTED
    return rule.after or before.state


def _reason(order: Order) -> str:
    return order.reason.strip()


def _kept(order: Order, before: Case, after: Case) -> dict[str, object]:
    """Return what the order said, for the history; a review keeps whether it is a matter of law."""
    kept: dict[str, object] = dict(order.evidence)
    if order.act in (Act.APPROVE, Act.CLOSE_WITH_MAIN):
        kept["is_case"] = after.is_case
    if order.act is Act.MISS and (missed := next((c for c in before.clocks if c.number == order.amount), None)):
        return kept | {"clock": str(missed.name), "due_at": missed.due_at.isoformat()}
    if order.act is Act.SEND_BACK and (mine := before.assignment(order.assignment)) is not None:
        kept["acknowledges"] = mine.state is AssignmentState.WAITING
    if order.act is Act.REQUEST_SUSPENSION:
        kept["amount_unit"] = "working_days"
    elif order.act is Act.REQUEST_EXTENSION and (clock := after.clock(ClockName.HANDLE)) is not None:
        kept["amount_unit"] = clock.limit.unit
    for name in ("units", "handler", "text", "ground", "amount", "reached", "resolved", "score", "service", "main"):
        value = getattr(order, name)
        if isinstance(value, bool) or value not in (None, "", (), 0):
            kept[name] = list(value) if isinstance(value, tuple) else value
    return kept
