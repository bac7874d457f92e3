"""Who acts: a person with a session, or the product's own programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from foundation.people.acts import ACTS, Scope, covers


@dataclass(frozen=True)
class Principal:
    """Whoever asks, and what he may: ``grants`` maps act to scope, ``team`` are the agents that ``team`` reaches.

    ``unit`` is the code of the handling unit that he acts for; the scope ``unit`` reaches it and those below it.
    """

    account_id: UUID | None
    name: str
    display_name: str
    agent: str | None
    roles: frozenset[str]
    grants: Mapping[str, Scope] = field(hash=False)
    session_id: UUID | None
    is_system: bool
    address: str = ""
    team: frozenset[str] = frozenset()
    unit: str | None = None

    def scope(self, act: str) -> Scope | None:
        """Return how far he may do ``act``, ``None`` when not at all."""
        return self.grants.get(act)

    def may(self, act: str, scope: Scope = Scope.OWN) -> bool:
        """Tell whether he may do ``act`` as far as ``scope``."""
        held = self.grants.get(act)
        return held is not None and covers(held, scope)

    def may_for_agent(self, act: str, agent: str | None) -> bool:
        """Tell whether he may do ``act`` on what belongs to ``agent``: his own, his team's, or everyone's."""
        if agent in self.team and self.may(act, Scope.TEAM):
            return True
        return self.may(act, Scope.ALL) or (self.owns(agent) and self.may(act))

    def owns(self, agent: str | None) -> bool:
        """Tell whether ``agent`` is himself."""
        return self.agent is not None and self.agent == agent


SYSTEM = Principal(
    account_id=None,
    name="system",
    display_name="system",
    agent=None,
    roles=frozenset(),
    grants=dict.fromkeys(ACTS, Scope.ALL),
    session_id=None,
    is_system=True,
)
"""Programs of the house, the command line, tests: whoever has the internal token."""
