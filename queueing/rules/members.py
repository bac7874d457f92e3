"""Which agents are members of which queues, and with what penalty: skills compiled (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from queueing.rules.model import GENERAL, QueueRules, QueueSettings


def level_in(settings: QueueSettings, skills: Mapping[str, int]) -> int | None:
    """Return an agent's level in a queue, 1 the best; ``None``: no member.

    With every skill required it is the worst of them; without, the best way over one neighbour skill.
    """
    if all(skill in skills for skill in settings.requires):
        return max((skills[skill] for skill in settings.requires), default=1)
    near = [added + skills[skill] for skill, added in settings.neighbours.items() if skill in skills]
    return min(near, default=None)


def places_of(rules: QueueRules, agent: str) -> dict[str, int]:
    """Return queue -> penalty of an agent; everybody is in the queue for everybody."""
    skills = rules.agents.get(agent, {})
    found = {GENERAL: 0}
    for code, settings in rules.queues.items():
        level = level_in(settings, skills) if code != GENERAL else None
        # Without a skill required it is a queue that everybody serves.
        if level is not None:
            found[code] = level - 1
    return found


def members_of(rules: QueueRules, queue: str, agents: Collection[str]) -> dict[str, int]:
    """Return agent -> penalty of the members that a queue would have of these agents."""
    found = {agent: places_of(rules, agent) for agent in agents}
    return {agent: places[queue] for agent, places in found.items() if queue in places}
