"""Who waits and who works, by queue; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from agent_desktop.desk.shapes import QueueView


def queue_views(
    waiting: Mapping[str, tuple[int, datetime]],
    places: Iterable[tuple[str, str]],
    shown: Mapping[str, str],
    names: Mapping[str, str],
) -> list[QueueView]:
    """Return every queue that somebody waits or works in.

    Args:
        waiting: by queue how many wait and since when the first does. places: queue and agent of each member.
        shown: shown state by agent. names: of the queues, as the rules have them.
    """
    members: dict[str, list[str]] = {queue: [] for queue in waiting}
    for queue, agent in places:
        members.setdefault(queue, []).append(shown.get(agent, "logged_off"))
    return [
        QueueView(
            queue=queue,
            name=names.get(queue, ""),
            waiting=waiting[queue][0] if queue in waiting else 0,
            longest_since=waiting[queue][1] if queue in waiting else None,
            ready=sum(state == "ready" for state in states),
            talking=sum(state in ("talking", "on_hold") for state in states),
            logged_in=sum(state != "logged_off" for state in states),
        )
        for queue, states in sorted(members.items())
    ]
