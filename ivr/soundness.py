"""The check that no caller is trapped in a flow (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ivr.nodes import AnyNode, Enqueue, Menu, Play, unforced, ways

SENTENCES = {
    "no_start": "start {node!r} is no node",
    "start_no_menu": "start {node!r} must be a menu: the switch itself plays its prompt",
    "leads_nowhere": "node {node!r} leads to {detail!r}, which does not exist",
    "unreachable": "node {node!r} cannot be reached",
    "goes_round": "a caller who presses no key that counts goes round without an end: {detail}",
    "prompt_missing": "node {node!r} plays {detail!r}, and there is no such recording in the caller's language",
    "queue_missing": "node {node!r} leads to queue {detail!r}, which is not in force",
}
"""What each fault means, by its code; the codes are API."""


@dataclass(frozen=True)
class Fault:
    """One fault: at which node and at which of its outcomes or fields; ``detail`` is the name that is wrong there."""

    code: str
    node: str
    place: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The fault in words."""
        return SENTENCES[self.code].format(node=self.node, detail=self.detail)


def check(start: str, nodes: Mapping[str, AnyNode]) -> Iterator[Fault]:
    """Yield each fault: a missing node, one that cannot be reached, a way without an end."""
    if start not in nodes:
        yield Fault("no_start", start)
        return
    if not isinstance(nodes[start], Menu):
        yield Fault("start_no_menu", start)
    for code, node in nodes.items():
        for outcome, after in ways(node):
            if after not in nodes:
                yield Fault("leads_nowhere", code, outcome, after)
    reached = _reached(start, nodes)
    for code in sorted(nodes.keys() - reached):
        yield Fault("unreachable", code)
    yield from _loops(nodes)


def check_names(nodes: Mapping[str, AnyNode], *, prompts: Collection[str], queues: Collection[str]) -> Iterator[Fault]:
    """Yield what the flow names and the switch does not have: recordings and queues."""
    for code, node in nodes.items():
        if isinstance(node, Menu | Play):
            for prompt in node.prompt:
                if prompt not in prompts:
                    yield Fault("prompt_missing", code, "prompt", prompt)
        if isinstance(node, Enqueue) and node.queue not in queues:
            yield Fault("queue_missing", code, "queue", node.queue)


def _reached(start: str, nodes: Mapping[str, AnyNode]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        node = nodes.get(waiting.pop())
        for _, after in ways(node) if node is not None else ():
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached


def _loops(nodes: Mapping[str, AnyNode]) -> Iterator[Fault]:
    """Who presses no key that counts must come to an end, however silence, wrong keys and errors take turns."""
    done: set[str] = set()
    for code in nodes:
        round_trip = _round_trip(nodes, code, (), done)
        if round_trip is not None:
            yield Fault("goes_round", round_trip[0], "", " > ".join(round_trip))


def _round_trip(
    nodes: Mapping[str, AnyNode], code: str, before: tuple[str, ...], done: set[str]
) -> tuple[str, ...] | None:
    if code in before:
        return (*before[before.index(code) :], code)
    if code in done or code not in nodes:
        return None
    for after in unforced(nodes[code]):
        found = _round_trip(nodes, after, (*before, code), done)
        if found is not None:
            done.update(before, (code,))
            return found
    done.add(code)
    return None
