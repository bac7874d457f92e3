"""The check that no caller is trapped in a flow (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ivr.nodes import (
    CASES,
    DEAD_ENDS,
    KEYED,
    SHUT,
    AnyNode,
    Asking,
    Branch,
    Collect,
    Enqueue,
    Hangup,
    Hours,
    Listen,
    Speaking,
    TicketStatus,
    Transfer,
    is_chosen,
    unforced,
    ways,
)

SENTENCES = {
    "no_start": "start {node!r} is no node",
    "start_leads_nowhere": "start {node!r} must lead on: it is a queue, a number outside or a last sentence",
    "leads_nowhere": "node {node!r} leads to {detail!r}, which does not exist",
    "unreachable": "node {node!r} cannot be reached",
    "goes_round": "a caller who presses no key that counts goes round without an end: {detail}",
    "hangs_up": "a caller who presses no key that counts is hung up on: {detail}",
    "case_unknown": "node {node!r} has a case {detail!r} that never comes",
    "digits_unfit": "node {node!r} wants at least more digits than at most",
    "nothing_keyed": "node {node!r} needs a code: only a step that takes digits may lead to it, not {detail!r}",
    "category_missing": "node {node!r} has a category {detail!r}, which the classification does not have",
    "own_line": "node {node!r} connects with {detail}, which is a line of this hotline: its callers would go round",
    "not_here": "node {node!r} is of type {detail!r}, which nothing on this hotline carries out yet",
    "calendar_missing": "node {node!r} asks calendar {detail!r}, which is not in force",
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
    if isinstance(nodes[start], Enqueue | Transfer | Hangup):
        yield Fault("start_leads_nowhere", start)
    for code, node in nodes.items():
        for outcome, after in ways(node):
            if after not in nodes:
                yield Fault("leads_nowhere", code, outcome, after)
            elif isinstance(nodes[after], TicketStatus) and outcome != KEYED:
                yield Fault("nothing_keyed", after, "", code)
        if isinstance(node, Branch):
            for value in node.cases:
                if not (value.isdigit() if node.on == "line" else value in CASES[node.on]):
                    yield Fault("case_unknown", code, f"cases.{value}", value)
        if isinstance(node, Collect) and node.least > node.most:
            yield Fault("digits_unfit", code, "least")
    if isinstance(nodes[start], TicketStatus):
        yield Fault("nothing_keyed", start, "", start)
    reached = _reached(start, nodes)
    for code in sorted(nodes.keys() - reached):
        yield Fault("unreachable", code)
    yield from _loops(nodes)
    yield from _hung_up_on(start, nodes)


def check_names(
    nodes: Mapping[str, AnyNode],
    *,
    prompts: Collection[str],
    queues: Collection[str],
    calendars: Collection[str],
    categories: Collection[str],
    lines: Collection[str] = (),
    missing: Collection[str] = (),
) -> Iterator[Fault]:
    """Yield what the flow names and is not there, ``lines`` of ours that it would call, ``missing`` types of nodes."""
    for code, node in nodes.items():
        if node.type in missing:
            yield Fault("not_here", code, "type", node.type)
        for place, prompt in prompts_of(node):
            if prompt not in prompts:
                yield Fault("prompt_missing", code, place, prompt)
        if isinstance(node, Transfer) and node.number.removeprefix("+") in lines:
            yield Fault("own_line", code, "number", node.number)
        if isinstance(node, Listen):
            for category in node.cases:
                if category not in categories:
                    yield Fault("category_missing", code, f"cases.{category}", category)
        if isinstance(node, Enqueue) and node.queue not in queues:
            yield Fault("queue_missing", code, "queue", node.queue)
        if isinstance(node, Hours) and node.calendar not in calendars:
            yield Fault("calendar_missing", code, "calendar", node.calendar)


def prompts_of(node: AnyNode) -> Iterator[tuple[str, str]]:
    """Yield each recording that a node names, with the field it stands in."""
    if isinstance(node, Speaking):
        yield from (("prompt", prompt) for prompt in node.prompt)
    if isinstance(node, Asking):
        yield from (("prompt_again", prompt) for prompt in node.prompt_again)


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


def _hung_up_on(start: str, nodes: Mapping[str, AnyNode]) -> Iterator[Fault]:
    """Who chose nothing is hung up on only because it is not the time; a failure leads to a person at any time."""
    for way in [_to_hang_up(nodes, start, SHUT), *_after_failures(nodes)]:
        if way:
            yield Fault("hangs_up", way[0], "", " > ".join(way))


def _after_failures(nodes: Mapping[str, AnyNode]) -> Iterator[tuple[str, ...]]:
    for code, node in nodes.items():
        for outcome, after in ways(node):
            if outcome in DEAD_ENDS and (rest := _to_hang_up(nodes, after, ())):
                yield (code, *rest)


def _to_hang_up(nodes: Mapping[str, AnyNode], first: str, but: Collection[str]) -> tuple[str, ...]:
    """Return a way from a node to a hang-up on which no key counts, without these outcomes; else nothing."""
    seen: set[str] = set()
    waiting: list[tuple[str, ...]] = [(first,)]
    while waiting:
        way = waiting.pop()
        node = nodes.get(way[-1])
        if isinstance(node, Hangup):
            return way
        if node is None or way[-1] in seen:
            continue
        seen.add(way[-1])
        waiting += [(*way, after) for outcome, after in ways(node) if not is_chosen(outcome) and outcome not in but]
    return ()
