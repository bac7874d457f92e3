"""Flows for tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ivr.flow import Flow

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

CODES = [f"n{i}" for i in range(6)]


Fields = dict[str, st.SearchStrategy[Any]]


@st.composite
def sound_flows(draw: st.DrawFn) -> Flow:
    """Any flow of up to six nodes that passes its check: keys lead anywhere, everything else leads on."""
    nodes: dict[str, Any] = {}
    for place, name in enumerate(CODES):
        later = st.sampled_from(CODES[place + 1 :] or CODES)
        menu: Fields = {
            "type": st.just("menu"),
            "prompt": st.just(["hotline/a"]),
            "attempts": st.integers(1, 3),
            "choices": st.dictionaries(st.sampled_from("0123*#"), st.sampled_from(CODES), min_size=1, max_size=3),
            "no_input": later,
            "no_match": later,
            "error": later,
        }
        play: Fields = {"type": st.just("play"), "prompt": st.just(["hotline/b"]), "next": later}
        enqueue: Fields = {"type": st.just("enqueue"), "queue": st.sampled_from(["qa", "qb"])}
        kinds = [menu] if place == 0 else [menu, play, enqueue] if place < len(CODES) - 1 else [enqueue]
        nodes[name] = draw(st.one_of([st.fixed_dictionaries(kind) for kind in kinds]))
    reached, waiting = set[str](), [CODES[0]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            node = nodes[name]
            waiting += [*node.get("choices", {}).values(), *(v for k, v in node.items() if k in LEADS_ON)]
    content = {"code": "any", "version": 1, "start": CODES[0], "nodes": {n: nodes[n] for n in CODES if n in reached}}
    return Flow.model_validate(content)


LEADS_ON = ("no_input", "no_match", "error", "next")
