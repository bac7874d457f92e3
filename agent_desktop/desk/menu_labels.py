"""The way through a menu as codes that the page has words for; pure."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.flow import Flow, Published
from ivr.nodes import KEYED, CallbackOffer, Collect, Menu, unforced
from telephony.models import MenuVisitRow


def flow_of(flows: Published, visits: Sequence[MenuVisitRow]) -> Flow:
    """Return the version that a call was in, the one in force where it is not known."""
    last = visits[-1] if visits else None
    return (flows.get(last.flow, last.version) if last is not None else None) or flows.current


def menu_labels(flow: Flow, path: str) -> list[str]:
    """Return the code of the node that each key led to; a key that the flow does not know is ``key_<key>``.

    ``path`` are the keys with dots between them. Flows change; the calls of before keep their keys.
    """
    labels = []
    node = flow.start
    for key in filter(None, path.split(".")):
        then = _chosen(flow, node, key)
        labels.append(then or f"key_{key}")
        node = then
    return labels


def _chosen(flow: Flow, node: str, key: str) -> str:
    """Return where a key led from the nearest question that knows it, ``""`` when none does.

    The books do not tell what was met without a key: sentences, hours, branches, a question left unanswered.
    """
    waiting, seen = [node], set[str]()
    while waiting:
        code = waiting.pop(0)
        here = flow.nodes.get(code)
        if here is None or code in seen:
            continue
        seen.add(code)
        match here:
            case Menu() if key in here.choices:
                return here.choices[key]
            case Collect() if key == KEYED:
                return here.keyed
            case CallbackOffer() if key == "1":
                return here.accepted
        waiting += unforced(here)
    return ""
