"""The life of a ticket: no order of acts loses a clock, skips a review or closes without an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from foundation.work_calendar import shipped_calendar
from tickets.service.lifecycle import (
    TABLE,
    Act,
    Actor,
    AssignmentState,
    Case,
    ClockName,
    Entry,
    Order,
    Refused,
    State,
    accept,
    decide,
)
from tickets.service.lifecycle.case import OPEN, Role
from tickets.service.lifecycle.clocks import Setting, must_be_reworked
from tickets.service.rules import shipped_rules

RULES, CALENDAR = shipped_rules(), shipped_calendar()
START = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
PERSON = Actor("person", "a1", "police")
UNITS = ("police", "water", "power", "roads")
SPOKEN = {"contacted": True}


def setting(now: datetime) -> Setting:
    return Setting(RULES, CALENDAR, now)


def case(**more: Any) -> Case:
    given: dict[str, Any] = {"kind": "help", "urgency": "normal", "classes": ("construction",), "can_be_called": True}
    return Case(state=State.ACCEPTED, received_at=START, **(given | more))


def taken_in(**more: Any) -> Case:
    return accept(case(**more), PERSON, setting(START)).case


class Life:
    """Plays acts on one ticket, an hour apart."""

    def __init__(self, **more: Any) -> None:
        self.now = START
        self.case = taken_in(**more)
        self.entries: list[Entry] = []

    def do(self, act: Act, **given: Any) -> Case:
        self.now += timedelta(minutes=10)
        by = given.pop("by", PERSON)
        made = decide(self.case, Order(act, by, **given), setting(self.now))
        self.case = made.case
        self.entries.append(made.entry)
        return self.case

    def refused(self, act: Act, **given: Any) -> str:
        with pytest.raises(Refused) as caught:
            self.do(act, **given)
        return str(caught.value.details["reason"])


def dispatched(**more: Any) -> Life:
    life = Life(**more)
    life.do(Act.DISPATCH, units=("police",))
    return life


def handled(**more: Any) -> Life:
    life = dispatched(**more)
    life.do(Act.ACKNOWLEDGE, assignment=1)
    life.do(Act.CONTACT, assignment=1, reached=True, text="已电话联系")
    return life


def test_from_dispatch_to_archive() -> None:
    life = handled()
    life.do(Act.REPLY, assignment=1, text="路灯已修复")
    assert (life.case.state, life.case.clock(ClockName.HANDLE).is_paused) == (State.REPLIED, True)  # type: ignore[union-attr]
    life.do(Act.APPROVE)
    assert (life.case.state, life.case.closing, life.case.clock(ClockName.HANDLE)) == (State.CLOSED, "replied", None)
    assert life.refused(Act.ARCHIVE) == "not_followed_up"
    assert life.refused(Act.FOLLOW_UP, reached=True, resolved=True, score=5) == "contacted_missing"
    life.do(Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence=SPOKEN)
    assert life.refused(Act.FOLLOW_UP, reached=True, resolved=True, score=5) == "followed_up_already"
    life.do(Act.ARCHIVE)
    assert life.case.state is State.ARCHIVED
    assert all(clock.stopped_at is not None for clock in life.case.clocks)


def test_no_reply_without_contact_part_answers_or_lead() -> None:
    life = Life()
    life.do(Act.DISPATCH, units=("police", "water"))
    assert life.refused(Act.REPLY, assignment=1, text="好") == "not_in_this_state"
    life.do(Act.ACKNOWLEDGE, assignment=2)
    assert life.refused(Act.REPLY, assignment=1, text="好") == "not_acknowledged"
    assert life.refused(Act.REPLY, assignment=2, text="好") == "not_the_lead"
    life.do(Act.ACKNOWLEDGE, assignment=1)
    assert life.refused(Act.REPLY, assignment=1, text=" ") == "text_missing"
    assert life.refused(Act.REPLY, assignment=1, text="好") == "others_not_answered"
    life.do(Act.ANSWER_PART, assignment=2, text="管道已检查")
    assert life.refused(Act.REPLY, assignment=1, text="好") == "no_contact"
    for _ in range(RULES.follow_up_tries):
        life.do(Act.CONTACT, assignment=1, reached=False, text="无人接听")
        assert life.entries[-1].evidence["reached"] is False, "a no is kept like a yes"
    life.do(Act.REPLY, assignment=1, text="已处理")
    assert life.case.state is State.REPLIED


def test_whoever_cannot_be_called_is_answered_without() -> None:
    life = dispatched(can_be_called=False)
    life.do(Act.ACKNOWLEDGE, assignment=1)
    assert life.do(Act.REPLY, assignment=1, text="已处理").state is State.REPLIED


def test_sent_back_accepted_refused_and_the_third_is_the_supervisors() -> None:
    life = dispatched()
    sent = {"ground": "not_our_duty", "reason": "属市水务局"}
    assert life.refused(Act.SEND_BACK, assignment=1, ground="no", reason="x") == "ground_missing"
    life.do(Act.SEND_BACK, assignment=1, **sent)
    assert life.case.clock(ClockName.HANDLE) is not None, "the citizen's clock runs on"
    life.do(Act.ACCEPT_SEND_BACK)
    assert (life.case.state, life.case.lead()) == (State.ACCEPTED, None)
    life.do(Act.DISPATCH, units=("water",))
    life.do(Act.SEND_BACK, assignment=2, **sent)
    life.do(Act.REFUSE_SEND_BACK, reason="职责清单第三条")
    assert life.case.state is State.HANDLING
    life.do(Act.SEND_BACK, assignment=2, **sent)
    assert life.case.level == 2
    assert life.refused(Act.REFUSE_SEND_BACK, reason="x") == "supervisor_decides"
    assert life.refused(Act.ACCEPT_SEND_BACK) == "supervisor_decides"
    life.do(Act.REFUSE_SEND_BACK, reason="由水务局办理", by=replace(PERSON, supervises=True))
    assert life.refused(Act.SEND_BACK, assignment=2, **sent) == "send_back_final"


def test_what_was_sent_back_in_a_release_before_can_be_handled() -> None:
    life = dispatched()
    life.do(Act.SEND_BACK, assignment=1, ground="not_our_duty", reason="属市水务局")
    assert life.entries[-1].evidence["acknowledges"] is True
    lead = life.case.lead()
    assert lead is not None
    life.case = life.case.with_assignment(replace(lead, state=AssignmentState.WAITING))
    life.do(Act.REFUSE_SEND_BACK, reason="职责清单第三条")
    life.do(Act.CONTACT, assignment=1, reached=True, text="已联系")
    assert life.do(Act.REPLY, assignment=1, text="已处理").state is State.REPLIED


def test_too_late_to_send_back() -> None:
    life = dispatched()
    life.now += timedelta(days=4)
    assert life.refused(Act.SEND_BACK, assignment=1, ground="not_our_duty", reason="x") == "send_back_too_late"


def test_bad_rating_is_reworked_by_who_had_it_before_it_is_archived() -> None:
    life = handled()
    life.do(Act.REPLY, assignment=1, text="已处理")
    life.do(Act.APPROVE)
    life.do(Act.RATE, score=1, by=Actor("citizen"))
    assert life.refused(Act.RATE, score=5) == "rated_already"
    assert life.refused(Act.ARCHIVE) == "rework_first"
    waits = life.case.clock(ClockName.REWORK)
    assert waits is not None
    assert (waits.limit.amount, waits.limit.unit) == (1, "working_days")
    life.do(Act.REWORK, reason="来电人表示未解决")
    assert life.case.clock(ClockName.REWORK) is None
    lead = life.case.lead()
    assert (life.case.state, life.case.round, life.case.score) == (State.DISPATCHED, 2, None)
    assert lead is not None
    assert (lead.unit, lead.reached) == ("police", False)
    handle = [clock for clock in life.case.clocks if clock.name is ClockName.HANDLE]
    assert [clock.stopped_at is None for clock in handle] == [False, True], "each round has its own"


def test_who_says_in_the_follow_up_that_it_is_resolved_waits_for_no_rework() -> None:
    life = handled()
    life.do(Act.REPLY, assignment=1, text="已处理")
    life.do(Act.APPROVE)
    life.do(Act.RATE, score=1, by=Actor("citizen"))
    assert life.case.clock(ClockName.REWORK) is not None
    life.do(Act.FOLLOW_UP, reached=True, resolved=True, score=4, evidence=SPOKEN)
    assert life.case.clock(ClockName.REWORK) is None
    life.do(Act.ARCHIVE)
    assert life.case.state is State.ARCHIVED


def test_three_reworks_escalate() -> None:
    life = handled()
    for again in range(RULES.reworks):
        assert life.case.level == 0
        if again:
            life.do(Act.ACKNOWLEDGE, assignment=1)
            life.do(Act.CONTACT, assignment=1, reached=True, text="已联系")
        life.do(Act.REPLY, assignment=1, text="已处理")
        life.do(Act.APPROVE)
        life.do(Act.REWORK, reason="未解决")
    assert life.case.level == 2


def test_whoever_is_not_content_is_reworked_until_it_escalates() -> None:
    life = handled()
    for again in range(RULES.reworks + 1):
        if again:
            life.do(Act.ACKNOWLEDGE, assignment=1)
            life.do(Act.CONTACT, assignment=1, reached=True, text="已联系")
        life.do(Act.REPLY, assignment=1, text="已处理")
        life.do(Act.APPROVE)
        life.do(Act.RATE, score=5, resolved=False, by=Actor("citizen"))
        if again < RULES.reworks:
            assert life.refused(Act.ARCHIVE) == "rework_first"
            life.do(Act.REWORK, reason="未解决")
    assert life.case.level == 2
    assert life.do(Act.ARCHIVE).state is State.ARCHIVED


def test_a_rework_asks_whoever_assisted_once_more() -> None:
    life = Life(kind="inquiry")
    life.do(Act.DISPATCH, units=("police", "water"))
    for number in (1, 2):
        life.do(Act.ACKNOWLEDGE, assignment=number)
    life.do(Act.ANSWER_PART, assignment=2, text="管道已检查")
    life.do(Act.ADD_UNIT, units=("water",))
    assert life.refused(Act.ADD_UNIT, units=("water",)) == "unit_has_it"
    assert life.refused(Act.REPLY, assignment=1, text="已处理") == "others_not_answered", "asked for another part"
    life.do(Act.ACKNOWLEDGE, assignment=3)
    life.do(Act.ANSWER_PART, assignment=3, text="阀门已更换")
    life.do(Act.REPLY, assignment=1, text="已处理")
    life.do(Act.APPROVE)
    life.do(Act.REWORK, reason="仍漏水")
    waiting = [one.number for one in life.case.assignments if one.state is AssignmentState.WAITING]
    assert waiting == [1, 3], "the lead, and the newest part of each that assisted"
    assert all(life.case.clock(ClockName.ACKNOWLEDGE, number) is not None for number in waiting)


def test_who_calls_again_behind_the_answer_is_asked_once_more() -> None:
    life = handled()
    life.do(Act.REPLY, assignment=1, text="已处理")
    life.do(Act.APPROVE)
    life.do(Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence=SPOKEN)
    life.do(Act.REMIND, reason="路灯又不亮了")
    assert life.case.clock(ClockName.FOLLOW_UP) is not None
    assert life.refused(Act.ARCHIVE) == "called_again"
    life.do(Act.FOLLOW_UP, reached=True, resolved=False, score=2, evidence=SPOKEN)
    assert life.case.clock(ClockName.FOLLOW_UP) is None
    assert life.refused(Act.ARCHIVE) == "rework_first"


def test_a_supervised_unit_says_what_it_does_in_time() -> None:
    life = handled()
    assert life.refused(Act.ANSWER_SUPERVISION, assignment=1, text="已派人") == "not_supervised"
    life.do(Act.SUPERVISE, reason="多次来电")
    assert life.case.clock(ClockName.SUPERVISE).limit == RULES.supervise.limit  # type: ignore[union-attr]
    life.do(Act.ANSWER_SUPERVISION, assignment=1, text="今日完成")
    assert (life.case.clock(ClockName.SUPERVISE), life.case.level) == (None, 1)
    life.do(Act.ESCALATE, reason="仍未完成")
    life.do(Act.REASSIGN, units=("roads",), reason="职责清单")
    assert life.case.clock(ClockName.SUPERVISE) is not None, "whoever leads next has to say it too"
    life.do(Act.ACKNOWLEDGE, assignment=2)
    life.do(Act.CONTACT, assignment=2, reached=True, text="已联系")
    life.do(Act.REPLY, assignment=2, text="已处理")
    life.do(Act.APPROVE)
    assert life.case.clock(ClockName.SUPERVISE) is None


def test_a_matter_of_law_is_approved_with_a_word_on_its_procedure() -> None:
    life = handled(classes=RULES.case_classes[:1])
    life.do(Act.REPLY, assignment=1, text="已立案")
    assert life.refused(Act.APPROVE) == "lawful_missing"
    life.do(Act.APPROVE, evidence={"lawful": False})
    assert life.entries[-1].evidence == {"lawful": False, "is_case": True}


def test_another_urgency_has_its_own_limits_from_now_on() -> None:
    life = dispatched()
    life.do(Act.CORRECT, reason="有煤气味", evidence={"urgency": "emergency"})
    acknowledge, handle = life.case.clock(ClockName.ACKNOWLEDGE, 1), life.case.clock(ClockName.HANDLE)
    assert acknowledge is not None
    assert handle is not None
    assert acknowledge.due_at == life.now + timedelta(minutes=15)
    assert (handle.started_at, handle.due_at) == (START, START + timedelta(hours=24))
    assert life.case.clock(ClockName.FEEDBACK).due_at == life.now + timedelta(hours=2)  # type: ignore[union-attr]
    life.do(Act.CORRECT, reason="误报", evidence={"urgency": "normal"})
    assert life.case.clock(ClockName.FEEDBACK) is None, "a false alarm waits for no feedback"


def test_a_request_in_another_unit_is_asked_for_anew() -> None:
    life = handled(urgency="emergency")
    life.do(Act.REQUEST_EXTENSION, assignment=1, amount=24, reason="需要勘测")
    life.do(Act.CORRECT, reason="不是险情", evidence={"urgency": "normal"})
    assert life.refused(Act.GRANT_EXTENSION) == "not_asked", "24 hours are not 24 working days"


def test_an_end_that_passed_is_noted_once() -> None:
    life = dispatched()
    clock = life.case.clock(ClockName.ACKNOWLEDGE, 1)
    assert clock is not None
    house = Actor("system")
    assert life.refused(Act.MISS, amount=clock.number, by=house) == "not_missed"
    life.now += timedelta(days=3)
    life.do(Act.MISS, amount=clock.number, assignment=1, by=house)
    assert life.entries[-1].evidence == {"clock": "acknowledge", "due_at": clock.due_at.isoformat()}
    assert life.refused(Act.MISS, amount=clock.number, by=house) == "not_missed"
    assert life.do(Act.ACKNOWLEDGE, assignment=1).state is State.HANDLING


def test_passed_between_units_escalates() -> None:
    life = dispatched()
    for unit in ("water", "power", "roads"):
        life.do(Act.REASSIGN, units=(unit,), reason="职责")
    assert (life.case.passes, life.case.level) == (3, 2)
    assert life.refused(Act.REASSIGN, units=("roads",), reason="x") == "unit_has_it"


def test_suspended_time_does_not_count_and_extension_is_asked_in_time() -> None:
    life = handled()
    due = life.case.clock(ClockName.HANDLE).due_at  # type: ignore[union-attr]
    assert life.refused(Act.GRANT_EXTENSION) == "not_asked"
    life.do(Act.REQUEST_EXTENSION, assignment=1, amount=5, reason="需要勘测")
    assert life.refused(Act.REPLY, assignment=1, text="好") == "request_open"
    life.do(Act.GRANT_EXTENSION)
    longer = life.case.clock(ClockName.HANDLE).due_at  # type: ignore[union-attr]
    assert longer == due + timedelta(days=7), "five working days and a weekend"
    for amount in (0, RULES.suspension_days + 1):
        assert life.refused(Act.REQUEST_SUSPENSION, assignment=1, amount=amount, reason="等") == "suspension_unfit"
    life.do(Act.REQUEST_SUSPENSION, assignment=1, amount=10, reason="等待鉴定")
    life.do(Act.GRANT_SUSPENSION)
    life.now += timedelta(days=7)
    life.do(Act.RESUME, assignment=1)
    assert life.case.clock(ClockName.SUSPEND) is None
    assert life.case.clock(ClockName.HANDLE).due_at == longer + timedelta(days=7)  # type: ignore[union-attr]
    life.now += timedelta(days=60)
    assert life.refused(Act.REQUEST_EXTENSION, assignment=1, amount=5, reason="x") == "too_late_to_extend"


def test_what_was_granted_is_over_however_late_it_is_resumed() -> None:
    life = handled()
    before = life.case.clock(ClockName.HANDLE).due_at  # type: ignore[union-attr]
    life.do(Act.REQUEST_SUSPENSION, assignment=1, amount=1, reason="等待鉴定")
    life.do(Act.GRANT_SUSPENSION)
    until = life.case.clock(ClockName.SUSPEND).due_at  # type: ignore[union-attr]
    assert until == datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "the end of the next working day"
    life.now += timedelta(days=30)
    life.do(Act.RESUME, assignment=1)
    clock = life.case.clock(ClockName.HANDLE)
    assert clock is not None
    assert clock.pauses[-1].until == until
    ended = next(one for one in life.case.clocks if one.name is ClockName.SUSPEND)
    assert (ended.stopped_at, ended.is_late(life.now)) == (until, False), "it was granted, and kept"
    assert clock.due_at == before + timedelta(days=1), "one working day stood still, not thirty days"


def test_danger_handed_over_needs_its_feedback() -> None:
    life = handled(urgency="emergency")
    assert life.case.clock(ClockName.FEEDBACK).due_at == START + timedelta(hours=2)  # type: ignore[union-attr]
    assert life.refused(Act.HAND_OVER, service="114", text="x") == "service_unfit"
    life.do(Act.HAND_OVER, service="119", text="已三方通话转接")
    assert life.refused(Act.REPLY, assignment=1, text="好") == "no_feedback"
    life.do(Act.FEED_BACK, text="消防已到场，无人员受伤")
    assert life.case.clock(ClockName.FEEDBACK) is None
    life.do(Act.REPLY, assignment=1, text="已处置")


@pytest.mark.parametrize("way", ["suspended", "sent_back", "joined"])
def test_what_became_of_a_danger_is_noted_wherever_the_ticket_is(way: str) -> None:
    life = handled(urgency="emergency")
    life.do(Act.HAND_OVER, service="119", text="已三方通话转接")
    if way == "suspended":
        life.do(Act.REQUEST_SUSPENSION, assignment=1, amount=1, reason="等待鉴定")
        life.do(Act.GRANT_SUSPENSION)
    elif way == "sent_back":
        life.do(Act.SEND_BACK, assignment=1, ground="not_our_duty", reason="属市水务局")
    else:
        life.do(Act.JOIN, main="4401002611230000019")
    life.do(Act.FEED_BACK, text="消防已到场，无人员受伤")
    assert life.case.clock(ClockName.FEEDBACK) is None


def test_joined_is_answered_with_the_one_that_leads() -> None:
    life = dispatched()
    life.do(Act.JOIN, main="4401002611230000019")
    assert life.case.state is State.JOINED
    assert not [one for one in life.case.assignments if one.state in OPEN]
    assert life.case.clock(ClockName.HANDLE) is not None
    life.do(Act.CLOSE_WITH_MAIN, text="供水已恢复", by=Actor("system"))
    assert (life.case.state, life.case.reply) == (State.CLOSED, "供水已恢复")
    life.do(Act.REWORK, reason="我家还没水")
    assert (life.case.state, life.case.main) == (State.ACCEPTED, "")


def test_what_leads_others_is_neither_joined_nor_refused() -> None:
    life = Life(leads=2)
    assert life.refused(Act.JOIN, main="x") == "leads_others"
    assert life.refused(Act.REFUSE, ground="petition", text="x") == "leads_others"


def test_a_corrected_kind_has_its_own_limit_from_the_same_beginning() -> None:
    life = Life(kind="complaint")
    life.do(Act.CORRECT, reason="实为咨询", evidence={"kind": "inquiry"})
    clock = life.case.clock(ClockName.HANDLE)
    assert clock is not None
    assert (clock.limit.amount, clock.started_at) == (2, START)


ORDERS = st.builds(
    Order,
    act=st.sampled_from([act for act in Act if act is not Act.ACCEPT]),
    by=st.builds(Actor, st.just("person"), st.just("a1"), st.sampled_from(UNITS), st.booleans()),
    reason=st.sampled_from(("", "原因")),
    units=st.lists(st.sampled_from(UNITS), max_size=3).map(tuple),
    assignment=st.one_of(st.none(), st.integers(1, 6)),
    text=st.sampled_from(("", "  ", "答复")),
    ground=st.sampled_from(("", "not_our_duty", "petition")),
    amount=st.integers(-2, 30),
    reached=st.sampled_from((None, True, False)),
    resolved=st.sampled_from((None, True, False)),
    score=st.sampled_from((None, 0, 1, 3, 5, 9)),
    service=st.sampled_from(("", "119", "114")),
    main=st.sampled_from(("", "4401002611230000019")),
    evidence=st.sampled_from(
        ({}, {"kind": "inquiry"}, {"lawful": True}, {"contacted": True}, {"urgency": "emergency"}, {"is_case": True})
    ),
)
FORWARD = (Act.DISPATCH, Act.ACKNOWLEDGE, Act.CONTACT, Act.REPLY, Act.RETURN_REPLY, Act.APPROVE, Act.FOLLOW_UP)
GROUNDS = {Act.REFUSE: "petition", Act.SEND_BACK: "not_our_duty"}


class AnyOrder(RuleBasedStateMachine):
    """Does whatever is asked, in any order, sensible or not."""

    @initialize(
        urgency=st.sampled_from(("normal", "urgent", "emergency")),
        kind=st.sampled_from(("help", "inquiry", "report")),
        can_be_called=st.booleans(),
    )
    def begin(self, urgency: str, kind: str, can_be_called: bool) -> None:
        self.now = START
        made = accept(case(urgency=urgency, kind=kind, can_be_called=can_be_called), PERSON, setting(START))
        self.case, self.history = made.case, [made.entry]

    @rule(order=ORDERS, minutes=st.sampled_from((0, 1, 60, 60 * 24, 60 * 24 * 20)))
    def anything(self, order: Order, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.play(order)

    @rule(act=st.sampled_from(FORWARD), number=st.integers(1, 4), unit=st.sampled_from(UNITS))
    def onwards(self, act: Act, number: int, unit: str) -> None:
        given = {"reason": "原因", "text": "答复", "units": (unit,), "reached": True, "resolved": True, "score": 4}
        said = {"lawful": True, "contacted": True}
        self.play(Order(act, PERSON, assignment=number, evidence=said, **given))  # type: ignore[arg-type]

    @rule(data=st.data(), minutes=st.sampled_from((0, 1, 60, 60 * 24)))
    def what_fits_here(self, data: st.DataObject, minutes: int) -> None:
        acts = sorted(act for state, act in TABLE if state is self.case.state)
        if not acts:
            return
        act = data.draw(st.sampled_from(acts))
        numbers = [one.number for one in self.case.assignments if one.state in OPEN]
        order = Order(
            act,
            replace(PERSON, supervises=data.draw(st.booleans())),
            reason="原因",
            units=tuple(data.draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True))),
            assignment=data.draw(st.sampled_from(numbers)) if numbers else None,
            text="答复",
            ground=GROUNDS.get(act, ""),
            amount=data.draw(st.integers(1, max(len(self.case.clocks), 1))),
            reached=data.draw(st.booleans()),
            resolved=data.draw(st.booleans()),
            score=data.draw(st.sampled_from((1, 5))),
            service="119",
            main="4401002611230000019",
            evidence={
                "lawful": data.draw(st.booleans()),
                "contacted": True,
                "urgency": data.draw(st.sampled_from(("normal", "urgent", "emergency"))),
            },
        )
        self.now += timedelta(minutes=minutes)
        self.play(order)

    def play(self, order: Order) -> None:
        before = self.case
        try:
            made = decide(before, order, setting(self.now))
        except Refused:
            return
        self.case = made.case
        self.history.append(made.entry)
        assert (made.entry.before, made.entry.after) == (before.state, made.case.state)
        assert len(made.case.clocks) >= len(before.clocks), "a clock is never taken away"
        for old, new in zip(before.clocks, made.case.clocks, strict=False):
            assert (old.number, old.name, old.started_at) == (new.number, new.name, new.started_at)
            assert old.stopped_at is None or old == new, "one that stopped stays as it is"
        assert len(made.case.assignments) >= len(before.assignments)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        if not hasattr(self, "case"):
            return
        now, running = self.case, {clock.name for clock in self.case.clocks if clock.stopped_at is None}
        if now.state in {State.CLOSED, State.NOT_ACCEPTED, State.ARCHIVED}:
            assert now.reply.strip(), "answered with something"
            assert not running - {ClockName.FOLLOW_UP, ClockName.REWORK}
        else:
            assert ClockName.HANDLE in running, "the citizen's clock runs, or stands still, until he is answered"
        assert (ClockName.DISPATCH in running) == (now.state is State.ACCEPTED)
        assert (ClockName.DECIDE in running) == (now.state is State.SENT_BACK)
        assert (ClockName.REVIEW in running) == (now.state is State.REPLIED)
        assert (ClockName.SUSPEND in running) == (now.state is State.SUSPENDED)
        assert (ClockName.FOLLOW_UP in running) or not (now.called_again and now.state is State.CLOSED)
        waits = now.state is State.CLOSED and must_be_reworked(now, setting(self.now))
        assert (ClockName.REWORK in running) == waits, "who is not content is not forgotten"
        if now.state in {State.DISPATCHED, State.HANDLING}:
            assert now.lead() is not None, "somebody leads"
        for one in now.assignments:
            ticking = now.clock(ClockName.ACKNOWLEDGE, one.number) is not None
            assert ticking == (one.state == "waiting"), one
        still = now.state in {State.SENT_BACK, State.SUSPENDED}
        assert {one.is_paused for one in now.clocks if one.name is ClockName.ACKNOWLEDGE and not one.stopped_at} <= {
            still
        }
        leading = [one for one in now.assignments if one.role is Role.LEAD and one.state in OPEN]
        assert len(leading) <= 1
        handle = now.clock(ClockName.HANDLE)
        if handle is not None:
            assert handle.is_paused == (now.state in {State.SUSPENDED, State.REPLIED})

    @invariant()
    def closed_only_through_a_review(self) -> None:
        if not hasattr(self, "case") or self.case.state not in {State.CLOSED, State.ARCHIVED}:
            return
        acts = [entry.act for entry in self.history if entry.round == self.case.round]
        ways = {
            "replied": Act.APPROVE,
            "direct": Act.RESOLVE_DIRECTLY,
            "joined": Act.CLOSE_WITH_MAIN,
            "refused": Act.REFUSE,
        }
        assert ways[self.case.closing] in acts
        if self.case.closing == "replied":
            assert acts.index(Act.REPLY) < len(acts) - acts[::-1].index(Act.APPROVE) - 1


AnyOrder.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase


def test_each_act_has_a_state_in_which_it_can_be_done() -> None:
    assert {act for _, act in TABLE} == set(Act) - {Act.ACCEPT}
    assert {state for state, _ in TABLE} == set(State) - {State.ARCHIVED}
