"""The one table of a ticket's life: (state, act) -> state, permission, guards, effects.

``right`` is the permission that the act needs (`foundation/people/acts.py`); ``citizen`` and ``system`` are what its
name says. With ``of_unit`` it is done for a unit that has the ticket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tickets.service.lifecycle import effects as do
from tickets.service.lifecycle import guards as ask
from tickets.service.lifecycle.effects import Effect
from tickets.service.lifecycle.guards import Guard
from tickets.service.lifecycle.states import Act, State

DISPATCH, HANDLE, SUPERVISE = "tickets.dispatch", "tickets.handle", "tickets.supervise"
FOLLOW_UP, ACCEPT = "tickets.follow_up", "tickets.accept"
SYSTEM, CITIZEN = "system", "citizen"


@dataclass(frozen=True)
class Rule:
    """What an act does in a state; ``after`` empty: the state stays. ``of_unit``: done for a unit that has it.

    ``also`` is another right that is enough.
    """

    after: State | None
    right: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    of_unit: bool = False
    also: str = ""


def _unit(after: State | None, guards: tuple[Guard, ...], effect: Effect) -> Rule:
    return Rule(after, HANDLE, guards, (effect,), of_unit=True)


def _rows() -> dict[tuple[State, Act], Rule]:
    s, a = State, Act
    rows: dict[tuple[State, Act], Rule] = {}

    def row(states: tuple[State, ...], act: Act, rule: Rule) -> None:
        for state in states:
            rows[(state, act)] = rule

    with_units = (s.DISPATCHED, s.HANDLING)
    open_states = (s.ACCEPTED, *with_units, s.SUSPENDED, s.SENT_BACK, s.REPLIED)
    answered = (s.CLOSED, s.NOT_ACCEPTED)

    # The service desk.
    row((s.ACCEPTED, *with_units), a.CORRECT, Rule(None, DISPATCH, (ask.reason_given,), (do.correct,)))
    row(
        (s.ACCEPTED,),
        a.RESOLVE_DIRECTLY,
        Rule(s.CLOSED, ACCEPT, (ask.text_given, ask.danger_fed_back), (do.answer_directly,)),
    )
    row(
        (s.ACCEPTED,),
        a.REFUSE,
        Rule(s.NOT_ACCEPTED, DISPATCH, (ask.ground_fits_refusal, ask.text_given, ask.leads_none), (do.turn_away,)),
    )
    row((s.ACCEPTED,), a.DISPATCH, Rule(s.DISPATCHED, DISPATCH, (ask.units_given,), (do.give_units,)))
    row(with_units, a.ADD_UNIT, Rule(None, DISPATCH, (ask.one_unit_given, ask.unit_is_new), (do.give_assisting,)))
    row(
        with_units,
        a.WITHDRAW_UNIT,
        Rule(None, DISPATCH, (ask.reason_given, ask.has_assignment, ask.assists), (do.withdraw,)),
    )
    row(
        with_units,
        a.REASSIGN,
        Rule(
            s.DISPATCHED,
            DISPATCH,
            (ask.reason_given, ask.one_unit_given, ask.unit_leads_not),
            (do.pass_on, do.escalate_if_passed_often),
        ),
    )
    row(
        (s.SENT_BACK,),
        a.ACCEPT_SEND_BACK,
        Rule(
            s.ACCEPTED,
            DISPATCH,
            (ask.decided_by_supervisor,),
            (do.take_back, do.escalate_if_passed_often),
            also=SUPERVISE,
        ),
    )
    row(
        (s.SENT_BACK,),
        a.REFUSE_SEND_BACK,
        Rule(
            s.HANDLING, DISPATCH, (ask.reason_given, ask.decided_by_supervisor), (do.leave_with_unit,), also=SUPERVISE
        ),
    )
    row(with_units, a.GRANT_EXTENSION, Rule(None, DISPATCH, (ask.extension_is_asked,), (do.extend,)))
    row(
        with_units,
        a.DENY_EXTENSION,
        Rule(None, DISPATCH, (ask.extension_is_asked, ask.reason_given), (do.drop_extension,)),
    )
    row((s.HANDLING,), a.GRANT_SUSPENSION, Rule(s.SUSPENDED, DISPATCH, (ask.suspension_is_asked,), (do.suspend,)))
    row(
        (s.HANDLING,),
        a.DENY_SUSPENSION,
        Rule(None, DISPATCH, (ask.suspension_is_asked, ask.reason_given), (do.drop_suspension,)),
    )
    row((s.REPLIED,), a.APPROVE, Rule(s.CLOSED, DISPATCH, (ask.lawfulness_told, ask.text_fits), (do.close,)))
    row((s.REPLIED,), a.RETURN_REPLY, Rule(s.HANDLING, DISPATCH, (ask.reason_given,), (do.reopen_reply,)))
    row((s.ACCEPTED, *with_units), a.JOIN, Rule(s.JOINED, DISPATCH, (ask.main_given, ask.nothing_asked), (do.join,)))
    row((s.JOINED,), a.DETACH, Rule(s.ACCEPTED, DISPATCH, (ask.reason_given,), (do.detach,)))
    row((s.JOINED,), a.CLOSE_WITH_MAIN, Rule(s.CLOSED, SYSTEM, (ask.text_given,), (do.answer_with_main,)))
    row(
        (s.ACCEPTED, *with_units),
        a.HAND_OVER,
        Rule(None, ACCEPT, (ask.service_given, ask.text_given), (do.note_hand_over,)),
    )

    # The units.
    row(with_units, a.ACKNOWLEDGE, _unit(s.HANDLING, (ask.has_assignment, ask.is_waiting), do.acknowledge))
    row(with_units, a.ASSIGN_INSIDE, _unit(None, (ask.is_working,), do.name_handler))
    row(with_units, a.CONTACT, _unit(None, (ask.contact_told, ask.text_given, ask.is_working), do.note_contact))
    row(with_units, a.ANSWER_PART, _unit(None, (ask.assists, ask.is_working, ask.text_given), do.note_part))
    asks = (ask.leads, ask.is_working, ask.reason_given)
    row((s.HANDLING,), a.REQUEST_EXTENSION, _unit(None, (*asks, ask.may_be_extended), do.ask_extension))
    row((s.HANDLING,), a.REQUEST_SUSPENSION, _unit(None, (*asks, ask.may_be_suspended), do.ask_suspension))
    row((s.SUSPENDED,), a.RESUME, Rule(s.HANDLING, HANDLE, (ask.leads,), (do.resume,), of_unit=True, also=DISPATCH))
    sends = (ask.leads, ask.is_open, ask.ground_fits_send_back, ask.reason_given)
    row(
        with_units, a.SEND_BACK, _unit(s.SENT_BACK, (*sends, ask.can_be_sent_back, ask.sent_back_in_time), do.send_back)
    )
    replies = (ask.leads, ask.is_working, ask.nothing_asked, ask.text_given)
    ready = (ask.others_answered, ask.contact_made, ask.danger_fed_back)
    row((s.HANDLING,), a.REPLY, _unit(s.REPLIED, (*replies, *ready), do.reply))
    row(
        (*open_states, s.JOINED),
        a.FEED_BACK,
        Rule(None, HANDLE, (ask.was_handed_over, ask.text_given), (do.note_feedback,), of_unit=True, also=ACCEPT),
    )

    # Afterwards.
    row(
        (s.CLOSED,),
        a.FOLLOW_UP,
        Rule(None, FOLLOW_UP, (ask.not_followed_up, ask.outcome_given, ask.reasons_known), (do.note_follow_up,)),
    )
    row(answered, a.RATE, Rule(None, CITIZEN, (ask.not_rated, ask.score_given, ask.reasons_known), (do.rate,)))
    row(answered, a.REWORK, Rule(s.DISPATCHED, FOLLOW_UP, (ask.reason_given,), (do.start_again,)))
    row((s.CLOSED,), a.ARCHIVE, Rule(s.ARCHIVED, FOLLOW_UP, (ask.looked_after, ask.content), (do.end,)))
    row((s.NOT_ACCEPTED,), a.ARCHIVE, Rule(s.ARCHIVED, FOLLOW_UP, (), (do.end,)))

    # Over all of it.
    row((*open_states, s.JOINED), a.REMIND, Rule(None, FOLLOW_UP, (), (do.count_reminder,)))
    row((s.CLOSED,), a.REMIND, Rule(None, SYSTEM, (), (do.ask_again,)))
    row((*open_states, s.JOINED, s.CLOSED), a.MISS, Rule(None, SYSTEM, (ask.end_passed,), (do.note_missed,)))
    row(open_states, a.SUPERVISE, Rule(None, SUPERVISE, (ask.reason_given,), (do.raise_to_supervised,)))
    row(
        (*with_units, s.SUSPENDED, s.SENT_BACK, s.REPLIED),
        a.ANSWER_SUPERVISION,
        _unit(None, (ask.leads, ask.is_asked_by_supervisor, ask.text_given), do.answer_supervision),
    )
    row(open_states, a.ESCALATE, Rule(None, SUPERVISE, (ask.reason_given, ask.not_escalated), (do.raise_to_escalated,)))
    return rows


TABLE: Mapping[tuple[State, Act], Rule] = MappingProxyType(_rows())
