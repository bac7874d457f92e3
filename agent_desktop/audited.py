"""Orders to the owner that are written down before they are given: what was done is never without its entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_desktop.access import Principal
from agent_desktop.owner_link import OwnerLink
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError


@dataclass(frozen=True)
class AuditedOrders:
    """Gives orders in the name of a person."""

    database: Database
    clock: Clock
    owner: OwnerLink

    async def give(
        self,
        principal: Principal,
        act: str,
        subject: tuple[str, object],
        name: str,
        arguments: dict[str, Any],
        *,
        note: str = "",
        within: float = 15.0,
    ) -> dict[str, Any]:
        """Carry out a command of the owner; ``subject`` is kind and id of what it is done to.

        The entry ``asked`` comes first: an answer that is late or lost takes nothing back that the switch was told. A
        second one tells how it ended: ``done``, or the code of the error.

        Raises:
            NoOwner: nobody is there to do it, or the answer is late. CommandRefused: the owner's own reason.
        """
        await self._note(principal, act, subject, note, "asked")
        try:
            answer = await self.owner.command(name, arguments, within=within)
        except HotlineError as error:
            await self._note(principal, act, subject, note, error.code)
            raise
        await self._note(principal, act, subject, note, "done")
        return answer

    async def _note(self, principal: Principal, act: str, subject: tuple[str, object], note: str, outcome: str) -> None:
        async with self.database.write() as session:
            now = self.clock.now()
            await audit.record(session, principal, act, *subject, now=now, note=note, outcome=outcome)
