"""Figures of a menu from the visits to it: who went which way, how long it took (pure)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ivr.engine import INCIDENT, MESSAGE, PASSED, STEPS_LIMIT, TOLD, TRANSFERRED
from ivr.flow import Flow
from ivr.nodes import FAILURES, LEFT, AnyNode, Asking, Enqueue, Hangup, Menu, Transfer, Voicemail, is_chosen, ways

GONE = ("hang_up", "rescued")
"""How a visit ends that reached no end of the flow."""
CHOICE = "choice"
WALKS_LIMIT = 5_000
Walk = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Nodes, and the ``(node, outcome)`` between them."""


@dataclass(frozen=True)
class Visit:
    """One stay in a menu: keys that led somewhere, how it ended (``None``: it goes on), seconds."""

    path: tuple[str, ...]
    ended: str | None
    seconds: float | None


@dataclass(frozen=True)
class FlowFigures:
    """What became of the visits.

    ``ended`` counts visits by how they ended; ``nodes`` callers by node, ``edges`` by ``(node, outcome)``. ``untold``
    visits could have gone two ways, or one that this flow does not have, and are in no node; those that ended with an
    announcement before the flow are in none either. Seconds are those of visits that ended, ``None`` without any.
    """

    visits: int
    ended: dict[str, int]
    nodes: dict[str, int]
    edges: dict[tuple[str, str], int]
    untold: int
    p50_seconds: float | None
    p95_seconds: float | None


def figures(flow: Flow, visits: Iterable[Visit]) -> FlowFigures:
    """Count visits to a flow."""
    alike: Counter[tuple[tuple[str, ...], str]] = Counter()
    ended: Counter[str] = Counter()
    seconds = []
    for visit in visits:
        alike[visit.path, visit.ended or ""] += 1
        if visit.ended:
            ended[visit.ended] += 1
            if visit.seconds is not None:
                seconds.append(visit.seconds)
    nodes: Counter[str] = Counter()
    edges: Counter[tuple[str, str]] = Counter()
    untold = 0
    for (path, end), count in alike.items():
        if end == INCIDENT:
            continue
        walk = walk_of(flow, path, end)
        if walk is None:
            untold += count
            continue
        stood, went = walk
        nodes.update(dict.fromkeys(stood, count))
        edges.update(dict.fromkeys(went, count))
    seconds.sort()
    return FlowFigures(
        visits=alike.total(),
        ended=dict(ended),
        nodes=dict(nodes),
        edges=dict(edges),
        untold=untold,
        p50_seconds=_share(seconds, 0.5),
        p95_seconds=_share(seconds, 0.95),
    )


def walk_of(flow: Flow, path: Sequence[str], ended: str) -> Walk | None:
    """Return the nodes and edges of a visit, ``None`` when the books fit several ways or none.

    ``ended`` is that of the menu, empty while the caller is in it. Of several outcomes between the same two nodes any
    is named. Of ways with more and fewer failures before the last key, which the books do not tell of, the one with the
    fewest counts.
    """
    waiting: list[tuple[Walk, int, int]] = [(((flow.start,), ()), 0, 0)]
    found: dict[int, list[Walk]] = {}  # by failures
    for _ in range(WALKS_LIMIT):
        if not waiting:
            break
        (stood, went), keys, failures = waiting.pop()
        node = flow.nodes[stood[-1]]
        if keys == len(path) and _is_end(node, went, ended):
            found.setdefault(failures, []).append((stood, went))
            continue
        for outcome, after in ways(node) if len(went) < STEPS_LIMIT else ():
            further = ((*stood, after), (*went, (stood[-1], outcome)))
            if outcome == LEFT:  # no key: the books keep none of it
                waiting.append((further, keys, failures))
            elif is_chosen(outcome):
                if keys < len(path) and path[keys] == outcome.removeprefix("choices."):
                    waiting.append((further, keys + 1, failures))
            elif outcome not in FAILURES:
                waiting.append((further, keys, failures))
            elif _may_fail(node, path, keys, outcome, ended):
                waiting.append((further, keys, failures + 1))
    likely = found[min(found)] if found and not waiting else []
    # Outcomes that lead the same way (closed and holiday to one step) are one way; which of them it was is not told.
    return likely[0] if len({stood for stood, _ in likely}) == 1 else None


def _is_end(node: object, went: tuple[tuple[str, str], ...], ended: str) -> bool:
    """Whether a visit that came here is over, and as the books say."""
    if ended in (*GONE, ""):  # where he was, the books do not say: at the question that the last key led to
        return isinstance(node, Asking)
    if ended == MESSAGE:  # what he heard after it, the books do not say
        return isinstance(node, Voicemail)
    if isinstance(node, Hangup | Transfer):
        return ended == (TOLD if isinstance(node, Hangup) else TRANSFERRED)
    if not isinstance(node, Enqueue) or ended == TOLD:
        return False
    last = next((outcome for _, outcome in reversed(went) if outcome in FAILURES or is_chosen(outcome)), "")
    return ended == (last if last in FAILURES else CHOICE if last else PASSED)


def _may_fail(node: AnyNode, path: Sequence[str], keys: int, outcome: str, ended: str) -> bool:
    """A failure at a question is told by the visit's end; before another key it is one only where that key is none."""
    if keys < len(path):
        return not isinstance(node, Menu) or path[keys] not in node.choices
    return outcome == ended


def _share(ordered: Sequence[float], share: float) -> float | None:
    """Return the value below which this share of the values lies (nearest rank)."""
    return round(ordered[math.ceil(share * len(ordered)) - 1], 1) if ordered else None
