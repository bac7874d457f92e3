"""Finds tickets for whoever may see them at all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal
from agent_desktop.tickets.loading import Lens
from foundation import audit
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import BadInput, NotFound
from tickets.contract import is_service_number
from tickets.service import lists, repository
from tickets.service.acts import TicketActs
from tickets.service.lifecycle.case import GONE
from tickets.service.lists import Listed
from tickets.service.models import ServiceTicketRow


@dataclass(frozen=True)
class Finder:
    """Tickets of a store as somebody sees them."""

    database: Database
    acts: TicketActs
    vault: Vault

    async def lens(self, session: AsyncSession, principal: Principal) -> Lens:
        """Return what somebody sees tickets with."""
        return await Lens.of(session, principal, self.acts, self.vault)

    async def found(self, session: AsyncSession, lens: Lens, service_id: str) -> ServiceTicketRow:
        """Return a ticket that whoever asks may see at all; of another unit's he is not told that it is there.

        Raises:
            NotFound: he sees none of this number.
        """
        row = await repository.by_service_id(session, service_id) if is_service_number(service_id) else None
        reached = lens.reached
        if row is not None and reached is not None:
            listed = (await lists.with_parts(session, [row], None))[0]
            if not any(one.unit in reached and one.state not in GONE for one in listed.assignments):
                row = None
        if row is None:
            raise NotFound("there is no ticket of this number")
        return row

    async def listed(self, session: AsyncSession, lens: Lens, row: ServiceTicketRow) -> Listed:
        """Return a ticket with what decides how far it is seen."""
        return (await lists.with_parts(session, [row], lens.principal.account_id))[0]

    async def note_look(
        self, session: AsyncSession, principal: Principal, act: str, service_id: str, purpose: str, note: str
    ) -> None:
        """Write into the audit that somebody looks, and why.

        Raises:
            BadInput: another purpose without a note that says which.
        """
        if purpose == "other" and not note.strip():
            raise BadInput("another purpose needs a note that says which", fields={"note": {"code": "note_missing"}})
        now = self.acts.clock.now()
        await audit.record(session, principal, act, "ticket", service_id, now=now, purpose=purpose, note=note)
