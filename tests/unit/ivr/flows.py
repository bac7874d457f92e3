"""Flows for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from ivr.flow import Flow
from ivr.nodes import CASES, Menu

TWO_LEVELS: dict[str, Any] = {
    "code": "two_levels",
    "version": 3,
    "start": "first",
    "nodes": {
        "first": {
            "type": "menu",
            "prompt": ["hotline/welcome_menu"],
            "attempts": 2,
            "choices": {"1": "second", "9": "notice"},
            "no_input": "person",
            "no_match": "person",
            "error": "person",
        },
        "second": {
            "type": "menu",
            "prompt": ["hotline/a", "hotline/b"],
            "choices": {"1": "english", "*": "first"},
            "no_input": "person",
            "no_match": "notice",
            "error": "person",
        },
        "notice": {"type": "play", "prompt": ["hotline/c"], "next": "person"},
        "english": {"type": "enqueue", "queue": "hotline_english", "language": "en", "priority": 5},
        "person": {"type": "enqueue", "queue": "hotline_general"},
    },
}

ALL_TYPES: dict[str, Any] = {
    "code": "all_types",
    "version": 2,
    "start": "office",
    "nodes": {
        "office": {"type": "hours", "calendar": "office", "open": "line", "closed": "night", "holiday": "feast"},
        "line": {"type": "branch", "on": "line", "cases": {"12333": "labour"}, "otherwise": "caller"},
        "caller": {"type": "branch", "on": "caller", "cases": {"abroad": "english"}, "otherwise": "welcome"},
        "welcome": {
            "type": "menu",
            "prompt": ["hotline/a"],
            "prompt_again": ["hotline/a_slowly"],
            "again_seconds": 8,
            "attempts": 2,
            "choices": {"1": "person", "9": "goodbye"},
            "no_input": "person",
            "no_match": "person",
            "error": "person",
        },
        "night": {"type": "play", "prompt": ["hotline/closed"], "next": "goodbye"},
        "feast": {"type": "hangup", "prompt": ["hotline/holiday"]},
        "goodbye": {"type": "hangup", "prompt": ["hotline/thanks"]},
        "labour": {"type": "enqueue", "queue": "hotline_labour"},
        "english": {"type": "enqueue", "queue": "hotline_english", "language": "en"},
        "person": {"type": "enqueue", "queue": "hotline_general"},
    },
}


def first_of(flow: Flow) -> Menu:
    """Return the menu that a flow begins with."""
    assert flow.first is not None
    return flow.first


CODES = [f"n{i}" for i in range(6)]


Fields = dict[str, st.SearchStrategy[Any]]


@st.composite
def sound_flows(draw: st.DrawFn) -> Flow:
    """Any flow of up to seven nodes that passes its check: keys lead anywhere, everything else leads on to a person.

    The last sentence is for who chose it, and for who calls when the start says that it is not the time.
    """
    nodes: dict[str, Any] = {LAST: {"type": "hangup", "prompt": ["hotline/c"]}}
    for place, name in enumerate(CODES):
        later = st.sampled_from(CODES[place + 1 :] or CODES)
        shut = st.sampled_from([*CODES[place + 1 :], LAST]) if place == 0 else later
        anywhere = st.sampled_from([*CODES, LAST])
        menu: Fields = {
            "type": st.just("menu"),
            "prompt": st.just(["hotline/a"]),
            "prompt_again": st.sampled_from([[], ["hotline/d"]]),
            "attempts": st.integers(1, 3),
            "choices": st.dictionaries(st.sampled_from("0123*#"), anywhere, min_size=1, max_size=3),
            "no_input": later,
            "no_match": later,
            "error": later,
        }
        play: Fields = {"type": st.just("play"), "prompt": st.just(["hotline/b"]), "next": later}
        hours: Fields = {
            "type": st.just("hours"),
            "calendar": st.just("office"),
            "open": later,
            "closed": shut,
            "holiday": shut,
        }
        failures: Fields = {"no_input": later, "no_match": later, "error": later}
        speaks: Fields = {"prompt": st.just(["hotline/a"]), "language": st.sampled_from([None, "yue", "en"])}
        status = f"s{place}"  # only digits may lead to it
        collect: Fields = {
            "type": st.just("collect"),
            "least": st.sampled_from([1, 2, 6]),
            "attempts": st.integers(1, 3),
            "keyed": st.just(status),
        }
        listen: Fields = {
            "type": st.just("listen"),
            "cases": st.dictionaries(st.sampled_from(["labour", "health"]), later, max_size=2),
            "danger": st.one_of(st.none(), later),
            "otherwise": later,
            "error": later,
        }
        message: Fields = {"type": st.just("voicemail"), "left": anywhere, "silent": later, "error": later}
        offer: Fields = {"type": st.just("callback_offer"), "accepted": anywhere, "declined": later}
        survey: Fields = {"type": st.just("survey"), "next": later}
        branches = [
            {"type": st.just("branch"), "on": st.just(on), "cases": _cases(values, later), "otherwise": later}
            for on, values in CASES.items()
        ]
        enqueue: Fields = {
            "type": st.just("enqueue"),
            "queue": st.sampled_from(["qa", "qb"]),
            "language": st.sampled_from([None, "zh", "en"]),
        }
        transfer: Fields = {"type": st.just("transfer"), "number": st.just("02012366")}
        kinds = [menu | speaks, play | speaks, hours, *branches, survey | speaks]
        kinds += [collect | speaks | failures, listen | speaks, message | speaks, offer | speaks | failures]
        kinds += [enqueue, transfer] if place else []
        chosen = kinds if place < len(CODES) - 1 else [enqueue]
        nodes[name] = draw(st.one_of([st.fixed_dictionaries(kind) for kind in chosen]))
        if nodes[name]["type"] == "collect":
            told: Fields = {
                "type": st.just("ticket_status"),
                "states": st.dictionaries(st.just("accepted"), anywhere, max_size=1),
                "otherwise": anywhere,
                "unknown": later,
                "error": later,
            }
            nodes[status] = draw(st.fixed_dictionaries(told))
    reached, waiting = set[str](), [CODES[0]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            node = nodes[name]
            for kind in ("choices", "cases", "states"):
                waiting += node.get(kind, {}).values()
            waiting += [value for key, value in node.items() if key in LEADS_ON and value is not None]
    content = {"code": "any", "version": 1, "start": CODES[0], "nodes": {n: nodes[n] for n in nodes if n in reached}}
    return Flow.model_validate(content)


def _cases(values: Sequence[str], later: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(values), later, min_size=1, max_size=3)


LAST = "last"
CALLERS = CASES["caller"]
LEADS_ON = (
    *("no_input", "no_match", "error", "next", "open", "closed", "holiday", "otherwise"),
    *("keyed", "unknown", "accepted", "declined", "danger", "left", "silent"),
)
