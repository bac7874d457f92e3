"""Those named to read a confidential ticket, by whoever reads every one."""

from __future__ import annotations

import uuid

from foundation import audit
from foundation.errors import Conflict
from foundation.people import Principal, Scope
from tickets.service.acts import NotPermitted, TicketActs
from tickets.service.confidential import READ
from tickets.service.models import NamedReaderRow


class Readers:
    """Names readers of confidential tickets, and takes that back; each is in the audit."""

    def __init__(self, acts: TicketActs) -> None:
        self._acts = acts

    async def name(self, principal: Principal, service_id: str, account_id: uuid.UUID) -> None:
        """Let one more person see what a confidential ticket holds.

        Raises:
            NotFound, NotPermitted. Conflict: the ticket is not confidential.
        """
        _may_name(principal)
        now = self._acts.clock.now()
        async with self._acts.database.write() as session:
            row = await self._acts.held(session, service_id)
            if not row.confidential:
                raise Conflict("readers are named of confidential tickets only", reason="not_confidential")
            if await session.get(NamedReaderRow, (row.id, account_id)) is None:
                by = principal.account_id
                session.add(NamedReaderRow(ticket=row.id, account_id=account_id, named_by=by, named_at=now))
            note = str(account_id)
            await audit.record(session, principal, "ticket.name_reader", "ticket", service_id, now=now, note=note)

    async def withdraw(self, principal: Principal, service_id: str, account_id: uuid.UUID) -> None:
        """Keep from somebody who was named what the ticket holds; nothing happens to who was not.

        Raises:
            NotFound, NotPermitted.
        """
        _may_name(principal)
        now, note = self._acts.clock.now(), str(account_id)
        async with self._acts.database.write() as session:
            row = await self._acts.held(session, service_id)
            named = await session.get(NamedReaderRow, (row.id, account_id))
            if named is None:
                return
            await session.delete(named)
            await audit.record(session, principal, "ticket.withdraw_reader", "ticket", service_id, now=now, note=note)


def _may_name(principal: Principal) -> None:
    if not principal.may(READ, Scope.ALL):
        raise NotPermitted(f"this needs the right {READ}", act=READ)
