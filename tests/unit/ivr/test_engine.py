"""The menu engine: every caller comes to an end, and in the shipped flow every failure is a person."""

from __future__ import annotations

import pytest
from flows import TWO_LEVELS, sound_flows
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import engine
from ivr.engine import STEPS_LIMIT, Answer, Ask, Effect, Leave, MenuState, Over, Say
from ivr.flow import Enqueue, Flow, default_flow

answers = st.builds(
    Answer,
    st.sampled_from(["", "0", "1", "2", "3", "9", "*", "#", "12"]),
    st.sampled_from(["OK", "TIMEOUT", "ERROR", "INTERRUPTED", "SKIPPED", ""]),
)


@settings(max_examples=40, deadline=None)
@given(flow=sound_flows(), given_answers=st.lists(answers, min_size=STEPS_LIMIT, max_size=STEPS_LIMIT))
def test_any_answers_in_any_sound_flow_end_in_a_queue(flow: Flow, given_answers: list[Answer]) -> None:
    state, effect = engine.begin(flow), None
    for taken in given_answers:
        state, effect = engine.answer(flow, state, taken)
        if isinstance(effect, Leave):
            break
        assert isinstance(effect, Ask | Say)
        assert effect.prompt
    assert isinstance(effect, Leave)
    end = flow.nodes[state.node]
    assert isinstance(end, Enqueue)
    assert (effect.queue, effect.language, effect.priority) == (end.queue, end.language, end.priority)
    assert state.ended in {"choice", "no_input", "no_match", "error"}


@settings(max_examples=40, deadline=None)
@given(flow=sound_flows(), given_answers=st.lists(answers, max_size=10))
def test_a_hang_up_ends_at_once(flow: Flow, given_answers: list[Answer]) -> None:
    state = engine.begin(flow)
    for taken in given_answers:
        state, effect = engine.answer(flow, state, taken)
        if isinstance(effect, Leave):
            return
    assert engine.answer(flow, state, Answer("1", "HANGUP")) == (state, Over())


@settings(max_examples=40, deadline=None)
@given(flow=sound_flows(), given_answers=st.lists(answers, max_size=10), keys=st.integers(0, 9))
def test_whoever_takes_over_asks_the_same_question(flow: Flow, given_answers: list[Answer], keys: int) -> None:
    state, effect = engine.resume(flow, engine.begin(flow))
    for taken in given_answers:
        if isinstance(effect, Leave):
            return
        state, effect = engine.answer(flow, state, taken)
    assert engine.resume(flow, MenuState(state.node, state.path))[1] == effect


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
