"""The state of one agent: whatever happens, in whatever order, nobody is locked in a state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from queueing.agents import state as s
from queueing.agents.state import AgentState, Event, Member, Pause, Unpause, decide

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
WRAP = 30.0
READY = AgentState("1001", "PJSIP/1001p", logged_in=True)
REASONS = ("lunch", "training")


def member(
    paused: bool = False,
    reason: str = "",
    device: int | None = 1,
    last: datetime | None = None,
    settling: bool = False,
) -> Member:
    return Member("PJSIP/1001p", paused, reason, device, last, settling)


def phone(reachable: bool, settling: bool = False) -> s.Phone:
    return s.Phone("PJSIP/1001p", reachable, settling)


def after(state: AgentState, *events: Event, now: datetime = NOW, wrap_up: float = WRAP) -> AgentState:
    for event in events:
        state, _ = decide(state, event, now, wrap_up)
    return state


def orders(state: AgentState, event: Event, now: datetime = NOW, wrap_up: float = WRAP) -> list[s.Effect]:
    return decide(state, event, now, wrap_up)[1]


def test_log_off_is_shown_and_forgets_pauses() -> None:
    state = after(READY, member(True, "lunch"), s.Removed())
    assert (state.shown_state, state.availability, state.paused) == ("logged_off", "logged_off", False)


def test_a_talk_goes_on_when_the_agent_is_taken_out() -> None:
    state = after(READY, s.Talks("c1"), s.Removed())
    assert state.shown_state == "talking"
    state, effects = decide(state, s.TalkEnds("c1"), NOW, WRAP)
    assert (state.shown_state, effects) == ("logged_off", [])


def test_a_talk_ends_in_wrap_up_and_wrap_up_in_ready() -> None:
    talking = after(READY, s.Rings("l1"), s.Talks("c1"))
    state, effects = decide(talking, s.TalkEnds("c1"), NOW, WRAP)
    assert (state.shown_state, effects) == ("wrap_up", [Pause("wrap_up")])
    state = after(state, member(True, "wrap_up", last=NOW))
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP - 1)) == []
    late = NOW + timedelta(seconds=WRAP)
    state, effects = decide(state, s.Ticks(), late, WRAP)
    assert effects == [Unpause()]
    assert state.shown_state == "wrap_up", "until Asterisk says otherwise"
    assert after(state, member(), now=late).shown_state == "ready"


def test_an_order_that_was_lost_is_given_again() -> None:
    state = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW))
    late = NOW + timedelta(seconds=WRAP)
    state = after(state, s.Ticks(), now=late)
    assert orders(state, s.Ticks(), late + timedelta(seconds=1)) == []
    assert orders(state, s.Ticks(), late + timedelta(seconds=s.RETRY_SECONDS)) == [Unpause()]


@pytest.mark.parametrize("step", [3600, -3600])
def test_a_clock_that_is_set_makes_no_wrap_up_shorter_or_longer(step: float) -> None:
    state = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW))
    state = after(state, s.ClockSet(step))
    until = NOW + timedelta(seconds=WRAP + step)
    assert orders(state, s.Ticks(), until - timedelta(seconds=1)) == []
    assert orders(state, s.Ticks(), until) == [Unpause()]


def test_a_clock_that_is_set_matters_to_nobody_who_waits_for_no_time() -> None:
    assert after(READY, s.ClockSet(-3600.0)) == READY


def test_without_wrap_up_the_agent_is_ready_at_once() -> None:
    state, effects = decide(after(READY, s.Talks("c1")), s.TalkEnds("c1"), NOW, 0)
    assert (state.shown_state, effects) == ("ready", [])


@pytest.mark.parametrize("wrap_up", [0.0, WRAP])
def test_a_pause_asked_for_in_a_call_follows_it(wrap_up: float) -> None:
    state = after(READY, s.Talks("c1"), s.WantsPause("lunch"), wrap_up=wrap_up)
    assert (state.shown_state, state.availability) == ("talking", "pause_requested")
    state, effects = decide(state, s.TalkEnds("c1"), NOW, wrap_up)
    if wrap_up:
        assert effects == [Pause("wrap_up")]
        state = after(state, member(True, "wrap_up", last=NOW))
        state, effects = decide(state, s.Ticks(), NOW + timedelta(seconds=wrap_up), wrap_up)
    assert effects == [Pause("lunch")]
    state = after(state, member(True, "lunch"))
    assert (state.shown_state, state.availability, state.requested) == ("paused", "paused", None)


def test_a_pause_asked_for_in_a_call_that_has_just_ended_leaves_it_its_wrap_up() -> None:
    ended = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW))
    state, effects = decide(ended, s.WantsPause("lunch", after_call=True), NOW, WRAP)
    assert (state.shown_state, state.requested, effects) == ("wrap_up", "lunch", [])
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Pause("lunch")]
    assert orders(ended, s.WantsPause("lunch")) == [Pause("lunch")], "asked for in wrap-up it ends that"


@pytest.mark.parametrize("ours", ["unreachable", "phone_awaited"])
def test_a_pause_asked_for_while_the_phone_comes_back_is_not_overtaken(ours: str) -> None:
    state = after(READY, member(True, ours, device=5))
    state, effects = decide(state, s.WantsPause("lunch"), NOW, WRAP)
    assert effects == [Pause("lunch")]
    for came in ((phone(True),), (s.PhoneOpens("PJSIP/1001p"), phone(True))):
        assert Unpause() not in orders(after(state, *came), member(True, ours)), came
    shown = after(state, phone(True), member(True, "lunch"))
    assert (shown.shown_state, shown.requested) == ("paused", None)
    assert orders(shown, member(True, "lunch")) == []


def test_a_pause_asked_for_before_the_absence_is_shown_is_not_overtaken() -> None:
    state = after(READY, member(False, device=5), s.WantsPause("lunch"), member(False, device=5))
    assert orders(after(state, member(True, "phone_awaited", device=5)), phone(True)) == []
    assert orders(after(state, phone(True)), member(True, "phone_awaited")) == [Pause("lunch")]


def test_a_phone_that_was_awaited_ends_no_wrap_up() -> None:
    state = after(READY, member(True, "phone_awaited"), s.Talks("c1"), s.TalkEnds("c1"))
    assert orders(state, member(True, "phone_awaited")) == []
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Unpause()]


def test_a_pause_asked_for_while_the_phone_rings_follows_a_ring_without_answer() -> None:
    state = after(READY, s.Rings("l1"), s.WantsPause("lunch"))
    assert orders(state, s.RingEnds("l1")) == [Pause("lunch")]
    assert orders(after(state, s.Rings("l2")), s.RingEnds("l1")) == [], "another phone still rings"


def test_a_pause_from_elsewhere_during_a_talk_comes_back_after_wrap_up() -> None:
    state = after(READY, s.Talks("c1"), member(True, "training"), s.TalkEnds("c1"))
    state = after(state, member(True, "training"), member(True, "wrap_up", last=NOW))
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Pause("training")]


def test_a_pause_from_elsewhere_during_wrap_up_is_not_taken_back() -> None:
    state = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW), member(True, "training"))
    assert state.shown_state == "paused"
    assert orders(state, s.Ticks(), NOW + timedelta(hours=1)) == []


def test_paused_follows_asterisk() -> None:
    state = after(READY, s.WantsPause("lunch"))
    assert state.shown_state == "ready", "an order is no state"
    assert after(state, member(True, "lunch")).shown_state == "paused"
    assert after(state, member(True, "lunch"), member()).shown_state == "ready"


def test_wrap_up_of_a_dead_owner_counts_from_the_pause() -> None:
    begun = NOW - timedelta(seconds=20)
    state = after(AgentState("1001"), member(True, "wrap_up", last=begun))
    assert state.wrap_up_until == begun + timedelta(seconds=WRAP)
    assert after(AgentState("1001"), member(True, "wrap_up")).wrap_up_until == NOW + timedelta(seconds=WRAP)
    ahead = NOW + timedelta(days=1)
    assert after(AgentState("1001"), member(True, "wrap_up", last=ahead)).wrap_up_until == NOW + timedelta(seconds=WRAP)


def test_wrap_up_ended_by_somebody_else() -> None:
    state = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW), member())
    assert (state.shown_state, state.wrap_up_until) == ("ready", None)


def test_a_phone_that_vanished_pauses_and_its_agent_comes_back_by_his_own_act() -> None:
    state, effects = decide(READY, member(device=5), NOW, WRAP)
    assert (state.shown_state, effects) == ("unreachable", [Pause("unreachable")])
    state = after(state, member(True, "unreachable", device=5))
    assert orders(state, s.WantsWork()) == [], "calls could not reach the phone"
    state, effects = decide(state, member(True, "unreachable", device=1), NOW, WRAP)
    assert effects == []
    assert (state.shown_state, state.pause_reason, state.reachable) == ("paused", "unreachable", True)
    state, effects = decide(state, s.WantsWork(), NOW, WRAP)
    assert effects == [Unpause()]
    assert after(state, member()).shown_state == "ready"


LOST = after(READY, phone(False))
PAUSED = after(LOST, member(True, "unreachable", device=5))


@pytest.mark.parametrize("paused", [False, True], ids=["before the pause is shown", "after it"])
@pytest.mark.parametrize("there", [False, True], ids=["before it is there", "once it is"])
def test_opening_the_window_of_a_lost_phone_is_the_act_of_return(paused: bool, there: bool) -> None:
    state = PAUSED if paused else LOST
    if there:
        state = after(state, phone(True))
    opens = s.PhoneOpens("PJSIP/1001p")
    lead = [Unpause()] if there else [Pause("phone_awaited")]
    state, effects = decide(state, opens, NOW, WRAP)
    assert effects == (lead if paused else [])
    shown = member(True, "unreachable", device=1 if there else 5)
    state, effects = decide(state, shown, NOW, WRAP)
    assert effects == lead, "the pause that was on its way is led out of too"
    if not there:
        state = after(state, member(True, "phone_awaited", device=5))
        state, effects = decide(state, member(True, "phone_awaited", device=1), NOW, WRAP)
        assert effects == [Unpause()]
    assert after(state, member()).shown_state == "ready"


def test_a_phone_that_moves_to_another_window_has_not_vanished() -> None:
    state = after(READY, s.PhoneOpens("PJSIP/1001p"))
    soon, late = NOW + timedelta(seconds=s.OPEN_SECONDS - 1), NOW + timedelta(seconds=s.OPEN_SECONDS)
    assert orders(state, member(device=5), soon) == [Pause("phone_awaited")]
    assert orders(after(state, phone(False), now=soon), member(device=5), soon) == [Pause("phone_awaited")]
    assert orders(state, member(device=5), late) == [Pause("unreachable")]


def test_a_phone_that_was_opened_and_did_not_stay_has_vanished_after_all() -> None:
    state = after(READY, s.PhoneOpens("PJSIP/1001p"), phone(False), member(True, "phone_awaited", device=5))
    late = NOW + timedelta(seconds=s.OPEN_SECONDS)
    assert orders(state, s.Ticks(), late - timedelta(seconds=1)) == []
    state, effects = decide(state, s.Ticks(), late, WRAP)
    assert effects == [Pause("unreachable")]
    assert orders(after(state, phone(True)), member(True, "unreachable", device=1), late) == [], "he comes by an act"


def test_opening_another_phone_than_that_of_the_log_in_changes_nothing() -> None:
    assert decide(PAUSED, s.PhoneOpens("PJSIP/1001w"), NOW, WRAP) == (PAUSED, [])


def test_a_phone_that_vanished_under_an_owner_before_comes_back_by_an_act_too() -> None:
    state = after(AgentState("1001"), member(True, "unreachable", device=5))
    assert orders(state, member(True, "unreachable", device=1)) == []
    assert orders(after(state, phone(True)), s.WantsWork()) == [Unpause()]


def test_an_order_that_was_lost_leaves_a_vanished_phone_one_that_vanished() -> None:
    state = after(READY, member(device=5))
    assert orders(state, member(device=5)) == [Pause("unreachable")]


@pytest.mark.parametrize(
    "before",
    [
        (AgentState("1001"), member(device=5)),
        (READY, member(device=5, settling=True)),
        (after(READY, phone(False, settling=True)), member(device=5)),
    ],
    ids=["logged in before it was there", "the switch was away", "told by the phone"],
)
def test_a_phone_that_was_not_there_yet_takes_calls_once_it_is(before: tuple[AgentState, Member]) -> None:
    state, effects = decide(*before, NOW, WRAP)
    assert (state.shown_state, effects) == ("unreachable", [Pause("phone_awaited")])
    state = after(state, member(True, "phone_awaited", device=5))
    assert orders(state, member(True, "phone_awaited", device=0)) == [], "unknown is not there"
    state, effects = decide(state, member(True, "phone_awaited", device=1), NOW, WRAP)
    assert effects == [Unpause()]
    assert after(state, member()).shown_state == "ready"


def test_a_phone_that_vanishes_in_a_talk_is_shown_and_pauses_after_it() -> None:
    talking = after(READY, s.Talks("c1"), member(device=2))
    state = after(talking, phone(False), member(device=2))
    assert (state.shown_state, state.reachable) == ("talking", False), "its channel lives"
    state = after(state, s.TalkEnds("c1"), member(True, "wrap_up", device=5, last=NOW))
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Pause("unreachable")]
    back = after(state, member(True, "wrap_up", device=1, last=NOW))
    assert orders(back, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Pause("unreachable")], "nobody has said a word"
    assert orders(back, s.EndsWrapUp()) == [Unpause()], "now somebody has"
    talked_on = after(talking, phone(False), phone(True), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW))
    assert orders(talked_on, s.Ticks(), NOW + timedelta(seconds=WRAP)) == [Unpause()]


def test_another_phone_of_the_agent_says_nothing_about_this_one() -> None:
    assert after(READY, s.Phone("PJSIP/1001w", False)) == READY


def test_wrap_up_is_made_longer_once_a_call() -> None:
    state = after(READY, s.Talks("c1"), s.TalkEnds("c1"), member(True, "wrap_up", last=NOW), s.ExtendsWrapUp(60))
    assert (state.wrap_up_until, state.extended) == (NOW + timedelta(seconds=WRAP + 60), True)
    assert after(state, s.ExtendsWrapUp(60)) == state
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP + 59)) == []
    assert orders(state, s.Ticks(), NOW + timedelta(seconds=WRAP + 60)) == [Unpause()]
    assert not after(state, member(), s.Talks("c2")).extended
    assert after(READY, s.ExtendsWrapUp(60)) == READY, "there is none"


def test_a_longer_wrap_up_outlives_the_owner() -> None:
    left = after(AgentState("1001"), member(True, "wrap_up", last=NOW))
    until = NOW + timedelta(seconds=WRAP + 60)
    state = after(left, s.WrapUpKnown(until))
    assert (state.wrap_up_until, state.extended) == (until, True)
    usual = NOW + timedelta(seconds=WRAP + 1)
    assert after(left, s.WrapUpKnown(usual)) == left, "the clocks differ by so much"


def test_a_phone_that_is_back_does_not_end_a_pause_of_the_agent() -> None:
    state = after(READY, member(True, "lunch", device=5))
    assert orders(state, member(True, "lunch", device=1)) == []


def test_hold_is_part_of_a_talk() -> None:
    assert after(READY, s.HoldChanges(True)).shown_state == "ready"
    held = after(READY, s.Talks("c1"), s.HoldChanges(True))
    assert held.shown_state == "on_hold"
    assert after(held, s.Talks("c2")).shown_state == "talking"


def test_since_moves_with_what_is_shown() -> None:
    state = after(READY, member(True, "lunch"))
    later = NOW + timedelta(minutes=1)
    assert after(state, member(True, "lunch"), now=later).since == NOW
    assert after(state, member(True, "training"), now=later).since == later


def test_a_ring_in_vain_pauses_and_the_agent_comes_back_by_his_own_act() -> None:
    rung = after(READY, s.Rings("l1"))
    state, effects = decide(rung, s.RingEnds("l1", 1), NOW, WRAP)
    assert effects == [Pause(s.NOT_ANSWERED)]
    paused = after(state, member(True, s.NOT_ANSWERED))
    assert (paused.shown_state, paused.availability, paused.requested) == ("paused", "paused", None)
    assert orders(paused, s.Ticks(), NOW + timedelta(hours=2)) == [], "nobody knows whether somebody is there"
    assert orders(after(paused, phone(False)), phone(True)) == []
    assert orders(paused, s.WantsWork()) == [Unpause()]


def test_only_so_many_in_a_row_pause_and_what_is_no_fault_of_his_never_does() -> None:
    once = after(READY, s.Rings("l1"), s.RingEnds("l1", 2))
    assert once.unanswered == 1
    assert orders(after(once, s.Rings("l2")), s.RingEnds("l2", 2)) == [Pause(s.NOT_ANSWERED)]
    talked = after(once, s.Rings("l2"), s.Talks("c1"), s.TalkEnds("c1"), wrap_up=0)
    assert talked.unanswered == 0
    # A caller who gives up, another who answers first, a rule without a limit, a leg that is not known.
    for state, event in (
        (after(READY, s.Rings("l1")), s.RingEnds("l1")),
        (after(READY, s.Rings("l1")), s.RingEnds("l2", 1)),
        (after(READY, s.Rings("l1"), phone(False)), s.RingEnds("l1", 1)),
    ):
        assert Pause(s.NOT_ANSWERED) not in orders(state, event)


def test_who_answers_after_a_ring_in_vain_is_not_paused_for_it() -> None:
    vain = after(READY, s.Rings("l1"), s.Rings("l2"), s.RingEnds("l1", 1))
    talked = after(vain, s.Talks("c1"), member(True, s.NOT_ANSWERED), s.TalkEnds("c1"))
    assert talked.requested is None
    late = NOW + timedelta(seconds=WRAP)
    assert orders(after(talked, member(True, "wrap_up", last=NOW)), s.Ticks(), late) == [Unpause()]


def test_a_pause_that_he_asked_for_says_more_than_a_ring_in_vain() -> None:
    asked = after(READY, s.Rings("l1"), s.WantsPause("lunch"))
    assert orders(asked, s.RingEnds("l1", 1)) == [Pause("lunch")]


class AgentLife(RuleBasedStateMachine):
    """An agent, a model of the member in Asterisk, and orders that arrive late or never."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.state = NOW, AgentState("1001")
        self.there, self.paused, self.reason, self.device = False, False, "", 1
        self.last_pause: datetime | None = None
        self.waiting: list[s.Effect] = []
        self.calls = 0

    def feed(self, event: Event) -> None:
        self.state, effects = decide(self.state, event, self.now, WRAP)
        self.waiting += effects

    def shown(self) -> None:
        self.feed(Member("PJSIP/1001p", self.paused, self.reason, self.device, self.last_pause))

    @initialize()
    def logs_in(self) -> None:
        self.there = True
        self.shown()

    @precondition(lambda self: not self.there)
    @rule()
    def logs_in_again(self) -> None:
        self.there, self.paused, self.reason, self.last_pause = True, False, "", None
        self.shown()

    @precondition(lambda self: self.there)
    @rule()
    def logs_off(self) -> None:
        self.there = False
        self.waiting.clear()
        self.feed(s.Removed())

    @precondition(lambda self: self.there)
    @rule(device=st.sampled_from([0, 1, 2, 5, 6]), settling=st.booleans())
    def phone_changes(self, device: int, settling: bool) -> None:
        self.device = device
        self.feed(Member("PJSIP/1001p", self.paused, self.reason, self.device, self.last_pause, settling))

    @precondition(lambda self: self.there)
    @rule(reachable=st.booleans())
    def phone_is_told(self, reachable: bool) -> None:
        self.feed(phone(reachable))

    @rule()
    def opens_the_phone(self) -> None:
        self.feed(s.PhoneOpens("PJSIP/1001p"))

    @precondition(lambda self: bool(self.waiting))
    @rule(lost=st.booleans())
    def order_arrives(self, lost: bool) -> None:
        self.carry_out(self.waiting.pop(0), lost)

    def carry_out(self, order: s.Effect, lost: bool = False) -> None:
        if lost or not self.there:
            return
        self.paused, self.reason = isinstance(order, Pause), order.reason if isinstance(order, Pause) else ""
        if self.paused:
            self.last_pause = self.now
        self.shown()

    @precondition(lambda self: self.there)
    @rule(reason=st.sampled_from(["", *REASONS]))
    def somebody_else_pauses(self, reason: str) -> None:
        self.paused, self.reason = bool(reason), reason
        if reason:
            self.last_pause = self.now
        self.shown()

    @rule(leg=st.sampled_from(["l1", "l2"]))
    def rings(self, leg: str) -> None:
        self.feed(s.Rings(leg))

    @rule(leg=st.sampled_from(["l1", "l2"]), limit=st.sampled_from([0, 1, 2]))
    def ring_ends(self, leg: str, limit: int) -> None:
        self.feed(s.RingEnds(leg, limit))

    @rule()
    def talks(self) -> None:
        self.calls += 1
        self.feed(s.Talks(f"c{self.calls}"))

    @rule(on=st.booleans())
    def holds(self, on: bool) -> None:
        self.feed(s.HoldChanges(on))

    @rule()
    def talk_ends(self) -> None:
        self.feed(s.TalkEnds(f"c{self.calls}"))
        assert self.state.activity not in (s.Activity.talking, s.Activity.on_hold)

    @rule(seconds=st.sampled_from([1, 40]))
    def time_goes_on(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.feed(s.Ticks())

    @rule(
        event=st.sampled_from(
            [*(s.WantsPause(r, r == "lunch") for r in REASONS), s.WantsWork(), s.EndsWrapUp(), s.ExtendsWrapUp(60.0)]
        )
    )
    def asks(self, event: Event) -> None:
        self.feed(event)

    @invariant()
    def what_is_shown_is_what_asterisk_says(self) -> None:
        assert self.state.logged_in == self.there
        assert self.state.shown_state in s.SHOWN_STATES
        if self.there:
            assert (self.state.paused, self.state.pause_reason) == (self.paused, self.reason)
        elif not self.state.call:
            assert self.state.shown_state == "logged_off"

    @invariant()
    def left_alone_it_comes_to_rest(self) -> None:
        """With orders that arrive, everyone ends ready, in a pause somebody asked for, or for a phone that was gone.

        And from there everyone whose phone is there comes back to work by one act.
        """
        kept = self.now, self.state, self.paused, self.reason, self.last_pause, list(self.waiting)
        for leg in tuple(self.state.legs):
            self.feed(s.RingEnds(leg))
        if self.state.call:
            self.feed(s.TalkEnds(self.state.call))
        for _ in range(8):
            while self.waiting:
                self.carry_out(self.waiting.pop(0))
            self.now += timedelta(seconds=WRAP + 61)
            self.feed(s.Ticks())
            if self.there:
                self.shown()
        state = self.state
        assert not self.waiting
        assert state.wrap_up_until is None
        if self.there:
            assert state.requested is None
            assert state.shown_state in ("ready", "paused", "unreachable")
            if state.paused and state.pause_reason == "phone_awaited":
                assert not state.reachable or self.device == 0
            elif state.paused:
                assert state.pause_reason in (*REASONS, "unreachable", s.NOT_ANSWERED)
            else:
                assert state.reachable
            if state.reachable:
                self.feed(s.WantsWork())
                while self.waiting:
                    self.carry_out(self.waiting.pop(0))
                assert self.state.shown_state == "ready"
        self.now, self.state, self.paused, self.reason, self.last_pause, self.waiting = kept


TestAgentLife = AgentLife.TestCase
TestAgentLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
