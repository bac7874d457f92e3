"""Figures of a menu: each visit counts where it went, and nowhere when that cannot be told."""

from __future__ import annotations

import pytest
from flows import ALL_TYPES, CALLERS, TWO_LEVELS, sound_flows
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import engine
from ivr.engine import (
    PASSED,
    TOLD,
    TRANSFERRED,
    Answer,
    Ask,
    Book,
    Circumstances,
    Farewell,
    Forward,
    Hear,
    Keep,
    Leave,
    Look,
    Say,
)
from ivr.figures import Visit, figures, walk_of
from ivr.flow import Flow, default_flow
from ivr.nodes import LEFT, is_chosen

DEFAULT = default_flow()
LEVELS = Flow.model_validate(TWO_LEVELS)
ALL = Flow.model_validate(ALL_TYPES)

SHUT = Flow.model_validate(
    ALL_TYPES
    | {"nodes": {code: node for code, node in ALL_TYPES["nodes"].items() if code != "night"}}
    | {
        "nodes": {
            code: node | ({"closed": "feast"} if code == "office" else {})
            for code, node in ALL_TYPES["nodes"].items()
            if code != "night"
        }
    }
)
"""Closed and holiday lead to one step."""


def test_visits_are_counted_by_node_and_way() -> None:
    found = figures(
        DEFAULT,
        [
            *[Visit(("1",), "choice", 4.0)] * 6,
            *[Visit(("0",), "choice", 3.0)] * 2,
            Visit((), "no_input", 12.0),
            Visit((), "hang_up", 2.0),
            Visit((), None, None),
        ],
    )
    assert (found.visits, found.untold) == (11, 0)
    assert found.ended == {"choice": 8, "no_input": 1, "hang_up": 1}
    assert found.nodes == {"welcome": 11, "mandarin": 6, "person": 3}
    assert found.edges == {("welcome", "choices.1"): 6, ("welcome", "choices.0"): 2, ("welcome", "no_input"): 1}
    assert (found.p50_seconds, found.p95_seconds) == (4.0, 12.0)


def test_nobody_called() -> None:
    found = figures(DEFAULT, [])
    assert (found.visits, found.nodes, found.p50_seconds) == (0, {}, None)


@pytest.mark.parametrize(
    ("flow", "path", "ended", "nodes"),
    [
        (LEVELS, "1.1", "choice", ["first", "second", "english"]),
        (LEVELS, "1.*.9", "choice", ["first", "second", "first", "notice", "person"]),
        (LEVELS, "1", "no_match", ["first", "second", "notice", "person"]),
        (LEVELS, "1", "hang_up", ["first", "second"]),
        (LEVELS, "7", "choice", None),
        (ALL, "", TOLD, None),  # at night, or on a holiday
        (SHUT, "", TOLD, ["office", "feast"]),
        (ALL, "", PASSED, None),  # another line, or from abroad
        (ALL, "9", TOLD, ["office", "line", "caller", "welcome", "goodbye"]),
        (ALL, "1", "choice", ["office", "line", "caller", "welcome", "person"]),
        (ALL, "", "no_input", ["office", "line", "caller", "welcome", "person"]),
    ],
)
def test_the_way_of_a_visit(flow: Flow, path: str, ended: str, nodes: list[str] | None) -> None:
    found = walk_of(flow, [key for key in path.split(".") if key], ended)
    assert (list(found[0]) if found else None) == nodes


answers = st.builds(
    Answer,
    st.sampled_from(["", "0", "1", "2", "3", "*", "123456", "accepted", "unknown", "done"]),
    st.sampled_from(["OK", "TIMEOUT", "ERROR"]),
)


@settings(max_examples=60, deadline=None)
@given(
    flow=sound_flows(), given_answers=st.lists(answers, min_size=engine.STEPS_LIMIT), caller=st.sampled_from(CALLERS)
)
def test_what_is_told_of_any_call_is_a_way_through_its_flow_to_its_end(
    flow: Flow, given_answers: list[Answer], caller: str
) -> None:
    now = Circumstances(caller=caller)
    state, effect = engine.resume(flow, engine.begin(flow), now)
    steps = 0
    while isinstance(effect, Ask | Say | Hear | Keep | Look | Book):
        state, effect = engine.answer(flow, state, given_answers[steps], now)
        steps += 1
    assert isinstance(effect, Leave | Forward | Farewell)
    ends = {Farewell: TOLD, Forward: TRANSFERRED}
    walk = walk_of(flow, state.path, ends.get(type(effect)) or state.ended or PASSED)
    if walk is None:
        return
    nodes, edges = walk
    assert nodes[0] == flow.start
    keys = [key.removeprefix("choices.") for _, key in edges if is_chosen(key) and key != LEFT]
    assert keys == list(state.path), "a message is no key"
    assert type(flow.nodes[nodes[-1]]) is type(flow.nodes[state.node])
