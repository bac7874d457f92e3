"""The menu engine: every caller comes to an end, and in the shipped flow every failure is a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flows import ALL_TYPES, CALLERS, TWO_LEVELS, sound_flows
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.work_calendar import ZONE, shipped_calendar
from ivr import engine
from ivr.engine import (
    MESSAGE,
    STEPS_LIMIT,
    Answer,
    Ask,
    Book,
    Circumstances,
    Effect,
    Farewell,
    Forward,
    Hear,
    Keep,
    Leave,
    Look,
    MenuState,
    Over,
    Say,
)
from ivr.flow import Flow, default_flow
from ivr.nodes import Asking, Enqueue, Hangup, Hours, TicketStatus, Transfer

answers = st.builds(
    Answer,
    st.sampled_from(["", *"01239*#", "12", "123456", "accepted", "unknown", "done", "labour", "danger:fire", "left"]),
    st.sampled_from(["OK", "TIMEOUT", "ERROR", "INTERRUPTED", "SKIPPED", ""]),
)
OFFICE = {"office": shipped_calendar()}
BEGINNING = datetime(2026, 1, 1, tzinfo=ZONE)
MOMENTS = st.integers(0, 2 * 365 * 24 * 4).map(lambda quarters: BEGINNING + timedelta(minutes=15 * quarters))
around = st.builds(
    Circumstances,
    MOMENTS,
    st.just("12345"),
    st.sampled_from(CALLERS),
    st.sampled_from([OFFICE, {}]),
    st.sampled_from(["", "zh", "yue"]),
    st.sampled_from(["", "yes", "no"]),
)
FAILED = {"no_input", "no_match", "error"}


@settings(max_examples=60, deadline=None)
@given(
    flow=sound_flows(),
    given_answers=st.lists(answers, min_size=STEPS_LIMIT, max_size=STEPS_LIMIT),
    moments=st.lists(around, min_size=STEPS_LIMIT + 1, max_size=STEPS_LIMIT + 1),
)
def test_any_answers_in_any_sound_flow_end_with_a_person_or_the_last_sentence(
    flow: Flow, given_answers: list[Answer], moments: list[Circumstances]
) -> None:
    """Whatever time it is at each step: who failed, chose nothing or met an error never hears the last sentence."""
    state, effect = engine.resume(flow, engine.begin(flow), moments[-1])
    steps = 0
    while isinstance(effect, Ask | Say | Hear | Keep | Look | Book):
        assert effect.prompt if isinstance(effect, Ask | Say | Hear | Keep) else True
        state, effect = engine.answer(flow, state, given_answers[steps], moments[steps])
        steps += 1
    assert isinstance(effect, Leave | Forward | Farewell)
    end = flow.nodes[state.node]
    if isinstance(effect, Farewell):
        assert isinstance(end, Hangup)
        assert state.ended not in FAILED
        assert state.ended in {"choice", MESSAGE} or isinstance(flow.nodes[flow.start], Hours)
        return
    if isinstance(effect, Forward):
        assert isinstance(end, Transfer)
        assert effect.number == end.number
        return
    assert isinstance(end, Enqueue)
    assert (effect.queue, effect.priority) == (end.queue, end.priority)
    assert effect.language == (end.language or state.language or "zh")
    assert state.ended in {"choice", "", MESSAGE, *FAILED}


@settings(max_examples=40, deadline=None)
@given(flow=sound_flows(), given_answers=st.lists(answers, max_size=10), now=around)
def test_a_hang_up_ends_at_once(flow: Flow, given_answers: list[Answer], now: Circumstances) -> None:
    state = engine.begin(flow)
    for taken in given_answers:
        state, effect = engine.answer(flow, state, taken, now)
        if isinstance(effect, Leave | Forward | Farewell):
            return
    assert engine.answer(flow, state, Answer("1", "HANGUP"), now) == (state, Over())


@settings(max_examples=40, deadline=None)
@given(flow=sound_flows(), given_answers=st.lists(answers, max_size=10), now=around)
def test_whoever_takes_over_asks_the_same_question(flow: Flow, given_answers: list[Answer], now: Circumstances) -> None:
    """From the first try on: a successor does not know how often it was asked."""
    state, effect = engine.resume(flow, engine.begin(flow), now)
    for taken in given_answers:
        if isinstance(effect, Leave | Forward | Farewell):
            break
        state, effect = engine.answer(flow, state, taken, now)
    found = engine.resume(flow, MenuState(state.node, state.path, language=state.language), now)[1]
    node = flow.nodes[state.node]
    if isinstance(node, Asking):
        assert isinstance(found, Ask)
        assert (found.prompt, found.timeout_seconds, found.language) == (
            node.prompt,
            node.timeout_seconds,
            state.language,
        )
    elif not isinstance(node, TicketStatus):  # it asks for the code of a caller who keyed it to another owner
        assert found == effect


AT_WORK = datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 26, 22, 0, tzinfo=ZONE)
HOLIDAY = datetime(2026, 10, 1, 9, 0, tzinfo=ZONE)
MOVED_WORKDAY = datetime(2026, 10, 10, 9, 0, tzinfo=ZONE)  # a Saturday
ALL = Flow.model_validate(ALL_TYPES)


@pytest.mark.parametrize(
    ("now", "node", "effect"),
    [
        (Circumstances(AT_WORK, "12345", "mobile", OFFICE), "welcome", Ask(("hotline/a",), 3)),
        (Circumstances(MOVED_WORKDAY, "12345", "mobile", OFFICE), "welcome", Ask(("hotline/a",), 3)),
        (Circumstances(AT_WORK, "12345", "abroad", OFFICE), "english", Leave("hotline_english", "en", 0)),
        (Circumstances(AT_WORK, "12333", "abroad", OFFICE), "labour", Leave("hotline_labour", "zh", 0)),
        (Circumstances(NIGHT, "12345", "mobile", OFFICE), "night", Say(("hotline/closed",))),
        (Circumstances(HOLIDAY, "12345", "mobile", OFFICE), "feast", Farewell(("hotline/holiday",))),
        (Circumstances(HOLIDAY, "12345", "hidden", {}), "welcome", Ask(("hotline/a",), 3)),
    ],
    ids=["at work", "a Saturday that is worked", "abroad", "another line", "night", "holiday", "no calendar"],
)
def test_hours_and_branches_ask_the_caller_nothing(now: Circumstances, node: str, effect: Effect) -> None:
    state, found = engine.resume(ALL, engine.begin(ALL), now)
    assert (state.node, found, state.ended, state.steps) == (node, effect, "", 0)


def test_the_second_reading_is_another_with_more_time() -> None:
    now = Circumstances(AT_WORK, "12345", "mobile", OFFICE)
    state, _ = engine.resume(ALL, engine.begin(ALL), now)
    state, effect = engine.answer(ALL, state, Answer("", "TIMEOUT"), now)
    assert effect == Ask(("hotline/a_slowly",), 8)
    assert engine.answer(ALL, state, Answer("9", "OK"), now)[1] == Farewell(("hotline/thanks",))


def test_who_was_in_a_flow_that_nobody_knows_begins_again_where_no_question_comes_first() -> None:
    now = Circumstances(AT_WORK, "12345", "mobile", OFFICE)
    state, effect = engine.resume(ALL, MenuState("of_another_flow", ("1",)), now)
    assert (state.node, effect) == ("welcome", Ask(("hotline/a",), 3))


def test_a_node_of_another_flow_leads_to_the_way_of_errors() -> None:
    state, effect = engine.resume(default_flow(), MenuState("of_another_flow", ("1",)))
    assert effect == Leave("hotline_general", "zh", 0)
    assert (state.ended, state.path) == ("error", ("1",))


@pytest.mark.parametrize(
    ("taken", "language", "ended"),
    [
        (Answer("1", "OK"), "zh", "choice"),
        (Answer("2", "OK"), "yue", "choice"),
        (Answer("3", "OK"), "en", "choice"),
        (Answer("0", "OK"), "zh", "choice"),
        (Answer("7", "OK"), "zh", "no_match"),
        (Answer("#", "OK"), "zh", "no_match"),
        (Answer("", "TIMEOUT"), "zh", "no_input"),
        (Answer("", "OK"), "zh", "no_input"),
        (Answer("", "ERROR"), "zh", "error"),
        (Answer("2", "ERROR"), "zh", "error"),
        (Answer("", "SKIPPED"), "zh", "no_input"),
    ],
)
def test_the_shipped_flow(taken: Answer, language: str, ended: str) -> None:
    flow = default_flow()
    state, effect = engine.answer(flow, engine.begin(flow), taken)
    assert effect == Leave("hotline_general", language, 0)
    assert state.ended == ended
    assert state.path == ((taken.digits,) if ended == "choice" else ())


def _walk(flow: Flow, *digits: str) -> tuple[MenuState, Effect]:
    state, effect = engine.resume(flow, engine.begin(flow))
    for key in digits:
        state, effect = engine.answer(flow, state, Answer(key, "OK" if key else "TIMEOUT"))
    return state, effect


def test_the_path_holds_the_keys_that_led_somewhere() -> None:
    flow = Flow.model_validate(TWO_LEVELS)
    state, effect = _walk(flow, "7", "1", "*", "1", "1")
    assert effect == Leave("hotline_english", "en", 5)
    assert state.path == ("1", "*", "1", "1")


def test_failures_are_counted_over_the_visit() -> None:
    flow = Flow.model_validate(TWO_LEVELS)
    state, effect = _walk(flow, "7")
    assert (state.node, state.tries) == ("first", 1)
    assert isinstance(effect, Ask)
    assert _walk(flow, "7", "")[1] == Leave("hotline_general", "zh", 0)
    state, _ = _walk(flow, "7", "1", "*")
    assert (state.node, state.tries) == ("first", 0), "a new visit counts anew"


def test_a_sentence_is_followed_by_the_next_node_whatever_is_pressed() -> None:
    flow = Flow.model_validate(TWO_LEVELS)
    assert _walk(flow, "9")[1] == Say(("hotline/c",))
    assert _walk(flow, "9", "5")[1] == Leave("hotline_general", "zh", 0)


def test_going_round_by_key_ends() -> None:
    flow = Flow.model_validate(TWO_LEVELS)
    state, effect = _walk(flow, *("1", "*") * (STEPS_LIMIT // 2))
    assert effect == Leave("hotline_general", "zh", 0)
    assert state.ended == "error"
