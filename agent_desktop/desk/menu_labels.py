"""The way through a menu as codes that the page has words for; pure."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.flow import Flow, Menu, Play, Published
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
        here = flow.nodes.get(node)
        while isinstance(here, Play):  # a way through sentences alone does not go round: the flow is checked
            here = flow.nodes.get(here.next)
        then = here.choices.get(key) if isinstance(here, Menu) else None
        labels.append(then or f"key_{key}")
        node = then or ""
    return labels
