"""Keeps files of tickets in the store, sealed: a ticket and its files are saved, and lost, together."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.errors import Conflict, NotFound
from foundation.ids import new_id
from foundation.people import Principal
from tickets.service.attachments.kinds import fit
from tickets.service.attachments.scan import Scan
from tickets.service.lifecycle import State
from tickets.service.models import AttachmentContentRow, AttachmentRow, ServiceTicketRow

MOST_FILES = 20
PURPOSE = "attachment"


async def files_of(session: AsyncSession, ticket: uuid.UUID) -> Sequence[AttachmentRow]:
    """Return the files of a ticket, in order."""
    query = select(AttachmentRow).where(AttachmentRow.ticket == ticket).order_by(AttachmentRow.added_at)
    return (await session.scalars(query)).all()


class Attachments:
    """Files of tickets; acts run in the caller's transaction, who has seen to the permission."""

    def __init__(self, vault: Vault, scan: Scan, clock: Clock) -> None:
        self._vault, self.scan, self._clock = vault, scan, clock

    async def examine(self, name: str, body: bytes) -> tuple[str, str]:
        """Return name and media type of a file that may be kept.

        Raises:
            BadInput, FileRefused: it may not. Unavailable: the scanner does not look.
        """
        found = fit(name, body)
        await self.scan.look(body)
        return found

    async def add(
        self, session: AsyncSession, row: ServiceTicketRow, principal: Principal, named: tuple[str, str], body: bytes
    ) -> AttachmentRow:
        """Keep a file that was examined; the same file again is the one that is there. ``row`` is held.

        Raises:
            Conflict: the ticket is archived, or has as many files as it may.
        """
        if row.state == State.ARCHIVED:
            raise Conflict("an archived ticket takes no more files", reason="not_in_this_state")
        digest = hashlib.sha256(body).hexdigest()
        there = select(AttachmentRow).where(AttachmentRow.ticket == row.id, AttachmentRow.digest == digest)
        if (known := await session.scalar(there)) is not None:
            return known
        count = select(func.count()).select_from(AttachmentRow).where(AttachmentRow.ticket == row.id)
        if (await session.scalar(count) or 0) >= MOST_FILES:
            raise Conflict(f"a ticket has at most {MOST_FILES} files", reason="too_many_files")
        made = AttachmentRow(
            id=new_id(),
            ticket=row.id,
            name=named[0],
            media_type=named[1],
            size=len(body),
            digest=digest,
            scan=self.scan.name,
            added_by=principal.account_id,
            added_unit=principal.unit or "",
            added_at=self._clock.now(),
        )
        session.add(made)
        session.add(AttachmentContentRow(id=made.id, sealed=self._vault.seal_bytes(body, PURPOSE)))
        await session.flush()
        return made

    async def content(self, session: AsyncSession, ticket: uuid.UUID, file: uuid.UUID) -> tuple[AttachmentRow, bytes]:
        """Return a file of a ticket with what it holds.

        Raises:
            NotFound: the ticket has no such file.
        """
        row = await session.get(AttachmentRow, file)
        held = await session.get(AttachmentContentRow, file)
        if row is None or held is None or row.ticket != ticket:
            raise NotFound("the ticket has no such file")
        return row, self._vault.open_bytes(held.sealed, PURPOSE)
