"""What the desktop may ask of intake."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.outbox import enqueue
from foundation.outbox.relay import TOPIC
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from tickets.contract import is_service_number
from tickets.intake import drafts, fields, publishing, repository, views
from tickets.intake.categories import ClassesNow, packaged_classes
from tickets.intake.models import ConclusionRow, DraftRow, TicketRow
from tickets.intake.similar import LIKE, likeness
from tickets.intake.types import (
    Conclusion,
    ConclusionView,
    DraftState,
    DraftView,
    Reason,
    SimilarTicket,
    TicketView,
)

DESTINATION = "ticket_service"
MESSAGE = "ticket_submitted"
REPEAT = "repeat"
SUGGESTIONS = "suggestions"
"""What wakes the job that makes suggestions."""

SIMILAR_SINCE = timedelta(days=30)
SIMILAR_READ, SIMILAR_SHOWN = 200, 10

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class IntakeService:
    """Drafts, tickets and conclusions; every act is one transaction and can be repeated."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        *,
        classes: ClassesNow | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.database = database
        self.wake = wake
        self.classes = classes or packaged_classes
        self.clock = clock or SystemClock()

    async def draft(self, contact_id: uuid.UUID) -> DraftView:
        """Return the draft of a contact, or raise ``NotFound``."""
        async with self.database.read() as session:
            return views.draft(_found(await repository.draft(session, contact_id)))

    async def draft_of_call(self, call_id: uuid.UUID) -> DraftView:
        """Return the draft of a call, or raise ``NotFound``."""
        async with self.database.read() as session:
            return views.draft(_found(await repository.draft_of_call(session, call_id)))

    async def open_drafts(self, agent: str) -> list[DraftView]:
        """Return what an agent answered and has not concluded, the oldest first."""
        async with self.database.read() as session:
            return [views.draft(row) for row in await repository.open_drafts_of(session, agent)]

    async def ticket(self, ticket_id: uuid.UUID) -> TicketView:
        """Return a ticket, or raise ``NotFound``."""
        async with self.database.read() as session:
            row = await repository.ticket(session, ticket_id)
        if row is None:
            raise NotFound("there is no such ticket")
        return views.ticket(row)

    async def ticket_of(self, contact_id: uuid.UUID) -> TicketView | None:
        """Return the ticket of a contact if it has one."""
        async with self.database.read() as session:
            row = await repository.ticket_of(session, contact_id)
        return views.ticket(row) if row else None

    async def conclusion(self, contact_id: uuid.UUID) -> ConclusionView | None:
        """Return what a contact ended in if it has."""
        async with self.database.read() as session:
            row = await repository.conclusion(session, contact_id)
        return views.conclusion(row) if row else None

    async def edit(self, contact_id: uuid.UUID, version: int, changes: Mapping[str, object]) -> DraftView:
        """Set fields of an open draft; ``version`` is the one that the person saw.

        Raises:
            BadInput: ``details["fields"]`` says which field and why.
            Conflict: somebody else edited in between (``details["version"]`` is the one now), or it is not open.
            NotFound: no draft.
        """
        values = fields.checked(changes, self.classes())
        async with self.database.write() as session:
            row = _open(await repository.lock_draft(session, contact_id))
            wanted = fields.with_edits(row.fields, values)
            if wanted == row.fields:  # a repetition whose answer was lost, or nothing new
                return views.draft(row)
            if row.version != version:
                raise Conflict("the draft was edited in between; look at it again", version=row.version)
            row.fields = wanted
            await self._touched(session, row)
        await self.wake.signal(DOMAIN)
        return views.draft(row)

    async def take(
        self, contact_id: uuid.UUID, call_id: uuid.UUID, agent: str, *, line: str, language: str
    ) -> DraftView:
        """Give the draft of a contact that no agent talked to (a message was left) to an agent; again changes nothing.

        Raises:
            Conflict: another agent has it (``details["agent"]``), or the contact is concluded.
        """
        _check_codes(agent=agent)
        async with self.database.write() as session:
            row = await repository.open_draft(session, contact_id, call_id, self.clock.now())
            before = await repository.conclusion(session, contact_id)  # under the draft's lock
            if before is not None:
                raise Conflict("the contact is concluded already", conclusion=before.conclusion)
            if row.state == DraftState.OPEN and row.agent not in (None, agent):
                raise Conflict("another agent has it", agent=row.agent)
            if (row.state, row.agent) != (DraftState.OPEN, agent):
                row.state, row.agent = DraftState.OPEN, agent
                row.line, row.language = row.line or line, row.language or language
                row.words_wanted += 1  # no suggestions are made while nobody needs them
                await self._touched(session, row)
        await self.wake.signal(DOMAIN)
        await self.wake.signal(SUGGESTIONS)
        return views.draft(row)

    async def give_back(self, contact_id: uuid.UUID, agent: str | None) -> DraftView:
        """Leave the draft of a contact to other agents again; ``agent`` is ``None`` where somebody decides for all.

        Raises:
            Conflict: it is not this agent's, nobody's, or not open. NotFound: no draft.
        """
        async with self.database.write() as session:
            row = _open(await repository.lock_draft(session, contact_id))
            if row.agent is None or agent not in (None, row.agent) or row.answered_at is not None:
                raise Conflict("this is not yours to give back", agent=row.agent)
            row.state, row.agent = DraftState.CLOSED, None
            await self._touched(session, row)
        await self.wake.signal(DOMAIN)
        return views.draft(row)

    async def submit(
        self, contact_id: uuid.UUID, agent: str, edits: Mapping[str, object], request_id: str
    ) -> TicketView:
        """Make the draft a ticket: ticket, conclusion, outbox row and events in one transaction.

        ``edits`` is laid over the draft; a desktop gives every field as the agent sees it, so that a suggestion that
        came in the last moment does not enter unseen. Once there is a ticket it is returned, whatever is given.

        Raises:
            BadInput: a field cannot stand, or one is missing.
            Conflict: the contact was concluded otherwise.
            NotFound: no draft.
        """
        _check_codes(agent=agent, request_id=request_id)
        async with self.database.write() as session:
            draft = _found(await repository.lock_draft(session, contact_id))
            before = await repository.ticket_of(session, contact_id)
            if before is not None:
                return views.ticket(before)
            _held(_open(draft), agent)
            draft.fields = fields.with_edits(draft.fields, fields.checked(edits, self.classes()))
            fields.check_complete(draft.fields, self.classes())
            ticket = await self._ticket(session, draft, agent, request_id)
            draft.state = DraftState.SUBMITTED
            draft.agent = agent
            concluded = await self._conclude(session, draft, agent, Conclusion.TICKET, ticket_id=ticket.id)
            repository.add_outcomes(session, concluded, draft.fields)
            await publishing.ticket_submitted(session, concluded)
        await self.wake.signal(TOPIC)
        await self.wake.signal(DOMAIN)
        return views.ticket(ticket)

    async def conclude_without_ticket(
        self, contact_id: uuid.UUID, reason: Reason | str, *, agent: str = ""
    ) -> ConclusionView:
        """End a contact without a ticket; the same again returns the same.

        Raises:
            BadInput: no such reason.
            Conflict: the contact was concluded otherwise.
            NotFound: no draft.
        """
        if reason not in tuple(Reason):
            raise BadInput("no such reason", fields={"reason": {"code": "unknown_choice", "choices": list(Reason)}})
        return await self._end(contact_id, agent, Conclusion.NO_TICKET, reason=Reason(reason))

    async def link(self, contact_id: uuid.UUID, service_id: str, *, agent: str = "") -> ConclusionView:
        """End a contact by linking it to a ticket that there is already; errors as above."""
        number = "".join(service_id.split())
        if not is_service_number(number):
            raise BadInput("this is no ticket number", fields={"service_id": {"code": "bad_check_digit"}})
        return await self._end(contact_id, agent, Conclusion.LINKED, service_id=number)

    async def _end(
        self,
        contact_id: uuid.UUID,
        agent: str,
        conclusion: Conclusion,
        *,
        reason: Reason | None = None,
        service_id: str | None = None,
    ) -> ConclusionView:
        _check_codes(agent=agent or "none")
        async with self.database.write() as session:
            draft = _found(await repository.lock_draft(session, contact_id))
            before = await repository.conclusion(session, contact_id)
            if before is not None:
                if (before.conclusion, before.reason, before.service_id) != (conclusion, reason, service_id):
                    raise Conflict("the contact is concluded already", conclusion=before.conclusion)
                return views.conclusion(before)
            _held(draft, agent)
            draft.state = DraftState.CLOSED
            agent = agent or draft.agent or ""
            row = await self._conclude(session, draft, agent, conclusion, reason=reason, service_id=service_id)
            if service_id is not None:  # the ticket's unit hears that the citizen called again
                payload = {"service_id": service_id, "contact_id": str(contact_id)}
                await enqueue(session, DESTINATION, REPEAT, contact_id, payload, now=self.clock.now())
        if service_id is not None:
            await self.wake.signal(TOPIC)
        await self.wake.signal(DOMAIN)
        return views.conclusion(row)

    async def _ticket(self, session: AsyncSession, draft: DraftRow, agent: str, request_id: str) -> TicketRow:
        now = self.clock.now()
        ticket_id = new_id()
        ids = {"ticket_id": str(ticket_id), "contact_id": str(draft.contact_id), "call_id": str(draft.call_id)}
        ticket = TicketRow(
            id=ticket_id,
            contact_id=draft.contact_id,
            call_id=draft.call_id,
            fields=draft.fields,
            matter=self._matter(draft.fields),
            district=_text(fields.effective(draft.fields).get("district")),
            line=draft.line,
            language=draft.language,
            agent=agent,
            request_id=request_id,
            created_at=now,
            outbox_id=await enqueue(session, DESTINATION, MESSAGE, ticket_id, ids, now=now),
        )
        session.add(ticket)
        return ticket

    async def _conclude(
        self,
        session: AsyncSession,
        draft: DraftRow,
        agent: str,
        conclusion: Conclusion,
        *,
        reason: Reason | None = None,
        ticket_id: uuid.UUID | None = None,
        service_id: str | None = None,
    ) -> ConclusionRow:
        row = ConclusionRow(
            contact_id=draft.contact_id,
            call_id=draft.call_id,
            conclusion=conclusion,
            reason=reason,
            ticket_id=ticket_id,
            service_id=service_id,
            agent=agent,
            concluded_at=self.clock.now(),
        )
        if ticket_id is not None and draft.ended_at is not None:
            row.writing_seconds = max(0.0, (row.concluded_at - draft.ended_at).total_seconds())
        session.add(row)
        await self._touched(session, draft)
        await publishing.contact_concluded(session, row)
        return row

    def _matter(self, entries: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the code of the second level of what it is about, or of the first; empty when it has none."""
        category = fields.effective(entries).get("category")
        codes = self.classes().codes(category) if isinstance(category, list) else ()
        return codes[min(1, len(codes) - 1)] if codes else ""

    async def similar(self, contact_id: uuid.UUID) -> list[SimilarTicket]:
        """Return tickets of the last 30 days that may be about the same, the likest first; raises ``NotFound``.

        They are of the same matter and district, and at most ten; this contact's own is none of them.
        """
        async with self.database.read() as session:
            draft = _found(await repository.draft(session, contact_id))
            shown = {name: entry["value"] for name, entry in draft.fields.items()}
            matter, district = self._matter(_as_filled(draft.fields)), _text(shown.get("district"))
            if not matter or not district:
                return []
            since = self.clock.now() - SIMILAR_SINCE
            rows = await repository.tickets_of_matter(session, matter, district, since, SIMILAR_READ)
        found = [
            SimilarTicket(
                row.id, row.contact_id, row.service_id, row.created_at, summary_of(row.fields), likeness_of(shown, row)
            )
            for row in rows
            if row.contact_id != contact_id and fields.effective(row.fields).get("confidential") != "yes"
        ]
        return sorted((one for one in found if one.likeness >= LIKE), key=lambda one: -one.likeness)[:SIMILAR_SHOWN]

    async def _touched(self, session: AsyncSession, row: DraftRow) -> None:
        row.version += 1
        drafts.touch(row, self.clock.now())
        await session.flush()
        await publishing.draft_updated(session, row)


def likeness_of(shown: Mapping[str, Any], row: TicketRow) -> float:
    """Return how like a ticket is to the values of a draft."""
    return round(likeness(shown, fields.effective(row.fields)), 3)


def summary_of(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the summary of a ticket, or the beginning of what was said."""
    values = fields.effective(entries)
    return (_text(values.get("summary")) or _text(values.get("description")))[:80]


def _as_filled(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Hints count too where it is asked what else there is."""
    return {name: {**entry, "filled": entry["value"] is not None} for name, entry in entries.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _found(row: DraftRow | None) -> DraftRow:
    if row is None:
        raise NotFound("there is no draft of this contact")
    return row


def _open(row: DraftRow | None) -> DraftRow:
    row = _found(row)
    if row.state != DraftState.OPEN:
        raise Conflict("the draft is not open", state=row.state)
    return row


def _held(row: DraftRow, agent: str) -> None:
    """Refuse whoever gave a message back, or never had it, while another has it."""
    if row.answered_at is None and row.agent is not None and agent not in ("", row.agent):
        raise Conflict("another agent has it", agent=row.agent)


def _check_codes(**codes: str) -> None:
    """Refuse what the ticket contract would refuse as a code."""
    faults = {name: {"code": "bad_code", "max_length": 64} for name, code in codes.items() if not _CODE.fullmatch(code)}
    if faults:
        raise BadInput("a code does not fit", fields=faults)
