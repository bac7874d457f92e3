"""The agent of the session, whom every route of the desktop is about."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from agent_desktop.access import Forbidden, Principal, allow


def agent_of(principal: Principal) -> str:
    """Return the agent that an account belongs to.

    Raises:
        Forbidden: it is no agent's.
    """
    if principal.agent is None:
        raise Forbidden("this account is no agent's", act="desk.use")
    return principal.agent


async def _at_desk(principal: Annotated[Principal, Depends(allow("desk.use"))]) -> str:
    return agent_of(principal)


AtDesk = Annotated[str, Depends(_at_desk)]
