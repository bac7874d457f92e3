"""Takes a ticket in exactly once and gives it its number."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import BadInput, Conflict, HotlineError, NotFound, Unavailable
from foundation.ids import new_id
from foundation.logs import logger
from foundation.people import guards
from tickets.contract import (
    Category,
    Marked,
    NewReceipt,
    NewTicket,
    Rating,
    Receipt,
    ReceiptPage,
    Repeat,
    Ticket,
    TicketState,
    TicketStatus,
    is_service_number,
    service_number,
)
from tickets.service import repository
from tickets.service.acts import TicketActs
from tickets.service.lifecycle import Actor
from tickets.service.models import QueryCodeRow, ServiceTicketRow
from tickets.service.public import PublicAnswers
from tickets.service.query_codes import Answer, CodeState, hash_of, judge, query_code
from tickets.service.rules import TicketRules

log = logger(__name__)
OVER = frozenset({TicketState.CLOSED, TicketState.NOT_ACCEPTED, TicketState.ARCHIVED})
"""States in which the citizen has his answer."""

ZONE = ZoneInfo("Asia/Shanghai")
TRIES = 4
MAX_PAGE = 500


class TooManyTries(HotlineError):
    """This ticket, or this address, was tried too often in a while."""

    code = "too_many_attempts"


class CodeLocked(HotlineError):
    """The query code of this ticket is locked."""

    code = "code_locked"


@dataclass(frozen=True)
class Taken:
    """A receipt with the query code, and whether the ticket is new."""

    receipt: NewReceipt
    created: bool


@dataclass(frozen=True)
class Progress:
    """What a citizen is told: how his ticket stands, who has it, by when it is answered, and the answer."""

    service_id: str
    state: TicketState
    received_at: datetime
    due_at: datetime | None
    unit: str
    closed_at: datetime | None
    reply: str
    score: int | None


class TicketService:
    """The service behind the contract; ``region`` (six digits) is the platform in its numbers."""

    def __init__(self, database: Database, *, region: str, vault: Vault, clock: Clock | None = None) -> None:
        self.database = database
        self.region = region
        self.vault = vault
        self.clock = clock or SystemClock()
        self.acts = TicketActs(database, region=region, clock=self.clock)

    async def take_in(self, message_id: str, body: bytes, ticket: NewTicket) -> Taken:
        """Store a ticket, or return what was stored when the message or the ticket came before.

        Raises:
            Conflict: the message or the ticket is known with other content.
            Unavailable: the day has no number left.
        """
        digest = hashlib.sha256(body).hexdigest()
        for attempt in range(TRIES):
            try:
                return await self._take_in(message_id, digest, ticket)
            except IntegrityError:  # somebody else stored the same at the same moment: look again
                if attempt == TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    async def _take_in(self, message_id: str, digest: str, ticket: NewTicket) -> Taken:
        async with self.database.write() as session:
            row = await repository.known(session, message_id, ticket.ticket_id)
            if row is not None:
                if row.digest != digest:
                    raise Conflict("this message or ticket was received before with other content")
                await self._keep_code(session, row, self.clock.now())
                return Taken(self._new_receipt(row), created=False)
            now = self.clock.now()
            day = now.astimezone(ZONE).date()
            sequence = await repository.next_sequence(session, self.region, day)
            try:
                service_id = service_number(self.region, day, sequence)
            except ValueError as error:
                raise Unavailable("no ticket number is left for today") from error
            row = self._row(message_id, digest, ticket, service_id, await repository.next_position(session), now)
            session.add(row)
            await session.flush()
            await self.acts.begin(session, row, Actor("agent", row.agent))
            await self._keep_code(session, row, now)
        log.info("ticket_taken_in", service_id=service_id, ticket_id=str(ticket.ticket_id))
        return Taken(self._new_receipt(row), created=True)

    async def _keep_code(self, session: AsyncSession, row: ServiceTicketRow, now: datetime) -> None:
        """Store the hash of a ticket's code, unless it is there."""
        if await repository.query_code(session, row.id) is None:
            code_hash = hash_of(self.vault, row.id, query_code(self.vault, row.id))
            session.add(QueryCodeRow(ticket=row.id, code_hash=code_hash, wrong_tries=0, issued_at=now))

    def _new_receipt(self, row: ServiceTicketRow) -> NewReceipt:
        return NewReceipt(**_receipt(row).model_dump(), query_code=query_code(self.vault, row.id))

    def _row(
        self, message_id: str, digest: str, ticket: NewTicket, service_id: str, position: int, now: datetime
    ) -> ServiceTicketRow:
        return ServiceTicketRow(
            id=new_id(),
            service_id=service_id,
            position=position,
            message_id=message_id,
            digest=digest,
            ticket_id=ticket.ticket_id,
            contact_id=ticket.contact_id,
            call_id=ticket.call_id,
            state=TicketState.ACCEPTED,
            kind=ticket.kind,
            urgency=ticket.urgency,
            category_code=ticket.category.code if ticket.category else "",
            category_label=ticket.category.label if ticket.category else "",
            category_level2_code=ticket.category_level2.code if ticket.category_level2 else "",
            category_level2_label=ticket.category_level2.label if ticket.category_level2 else "",
            category_level3_code=ticket.category_level3.code if ticket.category_level3 else "",
            category_level3_label=ticket.category_level3.label if ticket.category_level3 else "",
            district=ticket.district,
            street=ticket.street,
            community=ticket.community,
            place=ticket.place,
            happened_at=ticket.happened_at,
            party=ticket.party,
            company=ticket.company,
            request=ticket.request,
            danger_words=list(ticket.danger_words),
            lead_unit=ticket.lead_unit,
            assisting_units=list(ticket.assisting_units),
            summary=ticket.summary,
            summary_paragraph=ticket.summary_paragraph,
            description=ticket.description,
            ani_sealed=self.vault.seal(ticket.ani, "phone") if ticket.ani else None,
            ani_lookup=self.vault.lookup(ticket.ani, "phone") if ticket.ani else None,
            line=ticket.line,
            language=ticket.language,
            agent=ticket.agent,
            confidential=ticket.confidential,
            satisfaction=ticket.satisfaction,
            recordings=[recording.model_dump(mode="json") for recording in ticket.recordings],
            sources={name: source.model_dump(mode="json") for name, source in ticket.sources.items()},
            accepted_at=ticket.accepted_at,
            received_at=now,
            matter=_deepest(ticket),
            received_day=now.astimezone(ZONE).date(),
            received_hour=now.astimezone(ZONE).hour,
            round=1,
            acts=0,
            send_backs=0,
            is_final=False,
            passes=0,
            reworks=0,
            reminders=0,
            extensions=0,
            extension_asked=0,
            suspension_asked=False,
            suspension_days=0,
            followed_up=False,
            tries=0,
            level=0,
            leads=0,
            main="",
            reply="",
            closing="",
            fed_back=False,
            is_case=False,
        )

    async def ticket(self, service_id: str) -> Ticket:
        """Return the ticket of a number with what it holds, the caller's number left out.

        Raises:
            NotFound: no such ticket.
        """
        row = None
        if is_service_number(service_id):
            async with self.database.read() as session:
                row = await repository.by_service_id(session, service_id)
        if row is None:
            raise NotFound("there is no ticket of this number")
        return _ticket(row)

    async def status(self, service_id: str, code: str) -> TicketStatus:
        """Return how a ticket stands to whoever knows number and code; a wrong code is counted.

        Raises:
            NotFound: no such ticket, or not this code: which of the two is not told.
            CodeLocked: five wrong codes were given.
        """
        row = await self._known_by(service_id, code)
        return TicketStatus(service_id=row.service_id, state=TicketState(row.state), received_at=row.received_at)

    async def progress(self, service_id: str, code: str, address: str) -> Progress:
        """Return what a citizen is told of his ticket on a page that needs no session.

        Tries are limited by address, by ticket and address, and by ticket, and lock nothing; a right one is given back.

        Raises:
            NotFound: no such ticket, or not this code. TooManyTries: for now.
        """
        row = await self._shown_to(service_id, code, address)
        async with self.database.read() as session:
            organisation = await self.acts.organisations.in_force(session)
        return _progress(row, organisation.name_of(row.lead) if row.lead else "")

    async def rules(self) -> TicketRules:
        """Return the rules in force."""
        async with self.database.read() as session:
            return await self.acts.rules.now(session)

    async def rate_closing(
        self,
        service_id: str,
        code: str,
        score: int,
        request_id: str,
        address: str,
        reasons: Sequence[str] = (),
        *,
        resolved: bool | None = None,
    ) -> Progress:
        """Take a citizen's rating of how his matter was handled; the same request again changes nothing.

        Raises:
            NotFound, TooManyTries. Refused: it is not answered yet, or was rated already.
        """
        row = await self._shown_to(service_id, code, address)
        async with self.database.write() as session:
            held = await self.acts.held(session, row.service_id)
            await self.acts.rate(held, session, score, request_id, reasons, resolved=resolved)
            organisation = await self.acts.organisations.in_force(session)
            return _progress(held, organisation.name_of(held.lead) if held.lead else "")

    async def _shown_to(self, service_id: str, code: str, address: str) -> ServiceTicketRow:
        if not is_service_number(service_id):  # its check digit tells, and nothing is written for it
            raise NotFound("there is no ticket of this number and code")
        now = self.clock.now()
        async with self.database.read() as session:
            wait = await guards.visitor_waits(session, self.vault, address, now)
        if not wait:
            async with self.database.write() as session:
                wait = await guards.take_visitors_try(session, self.vault, service_id, address, now)
        if wait:
            seconds = int(wait.total_seconds()) + 1
            raise TooManyTries("too many tries: wait, or dial 12345", retry_after_seconds=seconds)
        async with self.database.read() as session:
            row = await repository.by_service_id(session, service_id)
            stored = await session.get(QueryCodeRow, row.id) if row is not None else None
        if row is None or stored is None:
            raise NotFound("there is no ticket of this number and code")
        if not hmac.compare_digest(stored.code_hash, hash_of(self.vault, row.id, code)):
            raise NotFound("there is no ticket of this number and code")
        async with self.database.write() as session:
            await guards.return_visitors_try(session, self.vault, service_id, address, now)
        return row

    async def _known_by(self, service_id: str, code: str) -> ServiceTicketRow:
        row, answer = None, Answer.WRONG
        if is_service_number(service_id):
            async with self.database.write() as session:
                row = await repository.by_service_id(session, service_id)
                stored = await repository.query_code(session, row.id) if row else None
                if row is not None and stored is not None:
                    now = CodeState(stored.code_hash, stored.wrong_tries)
                    answer, after = judge(now, hash_of(self.vault, row.id, code))
                    stored.wrong_tries = after.wrong_tries
        if answer is Answer.LOCKED:
            log.warning("query_code_locked", service_id=service_id)
            raise CodeLocked("too many wrong codes for this ticket: an agent helps")
        if row is None or answer is Answer.WRONG:
            raise NotFound("there is no ticket of this number and code")
        return row

    async def rate(self, service_id: str, rating: Rating) -> None:
        """Note what the caller said of the call; the same again changes nothing.

        Raises:
            NotFound: no such ticket.
        """
        async with self.database.write() as session:
            row = await repository.by_service_id(session, service_id) if is_service_number(service_id) else None
            if row is None:
                raise NotFound("there is no ticket of this number")
            row.satisfaction = rating.satisfaction
        log.info("ticket_rated", service_id=service_id)

    async def mark(self, service_id: str, marked: Marked) -> None:
        """Note that the contact of a ticket became confidential, or is so no more.

        What became confidential is public no more and leads no matter: who was joined under it goes his own way.

        Raises:
            NotFound: no such ticket.
        """
        async with self.database.write() as session:
            row = await self.acts.held(session, service_id)
            changed, row.confidential = row.confidential != marked.confidential, marked.confidential
            answers = PublicAnswers(self.clock)
            if marked.confidential and await answers.of_ticket(session, row) is not None:
                await answers.withdraw(session, row)
            leads = row.leads if marked.confidential else 0
        if leads:
            await self.acts.detach_joined(service_id)
        if changed:
            log.info("ticket_marked", service_id=service_id, confidential=marked.confidential)

    async def repeat(self, service_id: str, repeat: Repeat) -> None:
        """Note that the citizen called again: a reminder with his words; of one call once.

        Of a ticket that is joined the one that leads its matter is reminded as well: its unit answers both.

        Raises:
            NotFound: no such ticket. Refused: it is answered.
        """
        async with self.database.read() as session:
            peek = await repository.by_service_id(session, service_id) if is_service_number(service_id) else None
        leading = peek.main if peek is not None and peek.state == TicketState.JOINED else ""
        async with self.database.write() as session:
            # Of two the smaller number is held first.
            rows = [await self.acts.held(session, number) for number in sorted({service_id, leading} - {""})]
            is_kept = any(row.confidential for row in rows)  # what one of them keeps, the other may not tell
            for row in rows:
                if row.service_id != service_id and row.state in OVER:  # its own citizen has not called
                    continue
                text = repeat.text if row.service_id == service_id or not is_kept else ""
                await self.acts.remind(session, row, str(repeat.contact_id), repeat.agent, text)

    async def unlock(self, service_id: str) -> None:
        """Let the code of a ticket be tried again.

        Raises:
            NotFound: no such ticket, or it was taken in before there were codes.
        """
        async with self.database.write() as session:
            row = await repository.by_service_id(session, service_id) if is_service_number(service_id) else None
            stored = await repository.query_code(session, row.id) if row else None
            if stored is None:
                raise NotFound("there is no ticket of this number with a code")
            stored.wrong_tries = 0
        log.info("query_code_unlocked", service_id=service_id)

    async def page(self, since: str, limit: int) -> ReceiptPage:
        """Return the tickets behind a cursor (empty: from the first).

        Raises:
            BadInput: the cursor is none that this service gave out.
        """
        if not re.fullmatch(r"[0-9]{0,18}", since):
            raise BadInput("the cursor is not one of ours; leave it empty to begin")
        async with self.database.read() as session:
            rows = await repository.after(session, int(since or 0), min(max(limit, 1), MAX_PAGE) + 1)
        shown = rows[: min(max(limit, 1), MAX_PAGE)]
        return ReceiptPage(
            tickets=tuple(_receipt(row) for row in shown),
            next_cursor=str(shown[-1].position) if shown else since or "0",
            more=len(rows) > len(shown),
        )

    async def check(self) -> None:
        """Return when a ticket could be taken in; raises otherwise."""
        async with self.database.read() as session:
            await repository.reachable(session)


def _receipt(row: ServiceTicketRow) -> Receipt:
    return Receipt(
        service_id=row.service_id,
        ticket_id=row.ticket_id,
        contact_id=row.contact_id,
        state=TicketState(row.state),
        received_at=row.received_at,
    )


def _progress(row: ServiceTicketRow, unit: str) -> Progress:
    is_answered = row.state in OVER
    stands_still = row.state == TicketState.SUSPENDED  # its end is known once it goes on
    return Progress(
        row.service_id,
        TicketState(row.state),
        row.received_at,
        None if is_answered or stands_still else row.due_at,
        unit,
        row.closed_at,
        row.reply if is_answered else "",
        row.score,
    )


def _deepest(ticket: NewTicket) -> str:
    levels = (ticket.category, ticket.category_level2, ticket.category_level3)
    return next((one.code for one in reversed(levels) if one is not None and one.code), "")


def _category(code: str, label: str) -> Category | None:
    return Category(code=code, label=label) if code or label else None


def _ticket(row: ServiceTicketRow) -> Ticket:
    content = {
        **_receipt(row).model_dump(),
        "kind": row.kind,
        "urgency": row.urgency,
        "category": _category(row.category_code, row.category_label),
        "category_level2": _category(row.category_level2_code, row.category_level2_label),
        "category_level3": _category(row.category_level3_code, row.category_level3_label),
        "district": row.district,
        "street": row.street,
        "community": row.community,
        "place": row.place,
        "happened_at": row.happened_at,
        "party": row.party,
        "company": row.company,
        "request": row.request,
        "danger_words": row.danger_words or (),
        "lead_unit": row.lead_unit,
        "assisting_units": row.assisting_units or (),
        "summary": row.summary,
        "summary_paragraph": row.summary_paragraph,
        "description": row.description,
        "call_id": row.call_id,
        "line": row.line,
        "language": row.language,
        "accepted_at": row.accepted_at,
        "agent": row.agent,
        "satisfaction": row.satisfaction,
        "recordings": row.recordings,
        "sources": row.sources,
    }
    return Ticket.model_validate(content)
