"""One row with recognisable text in every column of personal data: of a call, of a confidential one, of an account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.audit.models import AuditRow
from foundation.ids import new_id
from foundation.people import Principal
from foundation.people.models import AccountRow, IdentityRow, SessionRow
from hotline.wiring import House
from recordings.models import RecordingRow
from speech.models import PartialRow, UtteranceRow
from telephony.models import CallerRow, CallRow, ContactRow, TalkRow
from tickets.contract import service_number
from tickets.intake.models import DraftRow, FieldOutcomeRow, TicketRow
from tickets.service.models import ActRow, AssignmentRow, AttachmentContentRow, AttachmentRow, ServiceTicketRow

AGENT = "1001"
UNIT = "urban_management"
SERVICE_IDS = {
    tag: service_number("440100", date(2026, 11, 23), place) for place, tag in enumerate(("plain", "secret"), 1)
}


@dataclass(frozen=True)
class Seed:
    """What stands in a column; ``masked`` is how much of it a masked view tells; ``owner``: whose call or account."""

    column: Any
    text: str
    confidential: bool = False
    owner: str | None = None
    masked: str = ""


@dataclass(frozen=True)
class Seeded:
    """Everything that was put in, and ids to ask for it."""

    seeds: list[Seed]
    calls: list[uuid.UUID]
    contacts: list[uuid.UUID]
    account: uuid.UUID


async def seed(house: House) -> Seeded:
    """Put everything in."""
    seeds: list[Seed] = []
    calls, contacts = [], []
    async with house.database.write() as session:
        for number, confidential in (("13912340001", False), ("13912340002", True)):
            call_id, contact_id = await _call(session, house, number, confidential, seeds)
            calls.append(call_id)
            contacts.append(contact_id)
        account = await _account(session, house, seeds)
    return Seeded(seeds, calls, contacts, account)


def _field(text: str) -> dict[str, Any]:
    return {
        "value": text,
        "source": text,
        "confidence": 0.9,
        "filled": True,
        "edited": False,
        "utterance_id": None,
    }


async def _call(
    session: AsyncSession, house: House, number: str, confidential: bool, seeds: list[Seed]
) -> tuple[uuid.UUID, uuid.UUID]:
    now, vault = house.clock.now(), house.vault
    call_id, contact_id, ticket_id = new_id(), new_id(), new_id()
    tag = "secret" if confidential else "plain"

    def put(column: Any, text: str, masked: str = "") -> str:
        seeds.append(Seed(column, text, confidential, AGENT, masked))
        return text

    caller = CallerRow(
        caller_id=vault.lookup_id(number, "phone"),
        number=vault.seal(put(CallerRow.number, number, f"{number[:3]}****{number[-4:]}"), "phone"),
        number_hash=vault.lookup(number, "phone"),
        first_seen_at=now,
    )
    contact = ContactRow(
        contact_id=contact_id,
        channel="voice",
        direction="inbound",
        purpose="hotline",
        confidential=confidential,
        opened_at=now,
    )
    call = CallRow(
        call_id=call_id,
        contact_id=contact_id,
        node="node1",
        linkedid=f"node1-{tag}",
        direction="inbound",
        purpose="hotline",
        caller_id=caller.caller_id,
        line="12345",
        entered_at=now,
        answered_at=now,
        outcome="answered",
    )
    talk = TalkRow(talk_id=new_id(), call_id=call_id, agent=AGENT, started_at=now)
    heard = UtteranceRow(
        utterance_id=new_id(),
        call_id=call_id,
        contact_id=contact_id,
        track="tap",
        sequence=1,
        speaker="caller",
        source="live",
        started_at=now,
        ended_at=now + timedelta(seconds=2),
        text=put(UtteranceRow.text, f"heard-{tag}"),
        changes=[{"start": 0, "heard": put(UtteranceRow.changes, f"misheard-{tag}"), "corrected": "heard"}],
        corrected_text=put(UtteranceRow.corrected_text, f"put-right-{tag}"),
        corrected_by=AGENT,
        corrected_at=now,
        confidence=0.9,
        language="zh",
        stored_at=now,
    )
    begun = PartialRow(
        tap_id=new_id(),
        call_id=call_id,
        utterance_id=new_id(),
        speaker="caller",
        text=put(PartialRow.text, f"begun-{tag}"),
        started_at=now,
        updated_at=now,
    )
    outcome = FieldOutcomeRow(
        contact_id=contact_id,
        field="summary",
        outcome="edited",
        filled=True,
        confidence=0.9,
        suggested=[put(FieldOutcomeRow.suggested, f"suggested-{tag}")],
        final=[put(FieldOutcomeRow.final, f"typed-{tag}")],
        agent=AGENT,
        category="",
        concluded_at=now,
    )
    file = put(RecordingRow.legs, f"file-{tag}.wav")
    recording = RecordingRow(
        call_id=call_id,
        contact_id=contact_id,
        base="base",
        state="verified",
        started_at=now,
        due_at=now,
        legs={"mixed": {"file": file, "sha256": "0" * 64, "bytes": 1, "seconds": 4.0}},
        intervals=[[now.isoformat(), (now + timedelta(seconds=4)).isoformat()]],
    )
    draft = DraftRow(
        contact_id=contact_id,
        call_id=call_id,
        calls=[str(call_id)],
        state="open",
        fields={"summary": _field(put(DraftRow.fields, f"draft-{tag}"))},
        agent=AGENT,
        opened_at=now,
        answered_at=now,
        updated_at=now,
    )
    ticket = TicketRow(
        id=ticket_id,
        contact_id=contact_id,
        call_id=call_id,
        fields={"summary": _field(put(TicketRow.fields, f"ticket-{tag}"))},
        district=put(TicketRow.district, f"where-{tag}"),
        agent=AGENT,
        request_id=tag,
        created_at=now,
        outbox_id=new_id(),
        handover_body=vault.seal(put(TicketRow.handover_body, f"message-{tag}"), "handover"),
    )
    session.add_all([caller, contact, call, talk, heard, begun, outcome, recording, draft, ticket])
    held = _service_ticket(house, number, ticket, tag, put)
    session.add(held)
    session.add(
        AssignmentRow(
            ticket=held.id,
            number=1,
            unit=UNIT,
            role="lead",
            state="working",
            round=1,
            answer=put(AssignmentRow.answer, f"answer-{tag}"),
        )
    )
    session.add(
        ActRow(
            ticket=held.id,
            number=1,
            request_id="one",
            act="contact",
            actor_kind="person",
            at=now,
            state_after="handling",
            round=1,
            reason=put(ActRow.reason, f"because-{tag}"),
            evidence={"text": put(ActRow.evidence, f"told-{tag}")},
        )
    )
    file = AttachmentRow(id=new_id(), ticket=held.id, name=put(AttachmentRow.name, f"file-{tag}.pdf"), size=1)
    file.media_type, file.digest, file.scan, file.added_at = "application/pdf", tag, "none", now
    session.add(file)
    content = put(AttachmentContentRow.sealed, f"content-{tag}").encode()
    session.add(AttachmentContentRow(id=file.id, sealed=content))
    await session.flush()
    return call_id, contact_id


def _service_ticket(house: House, number: str, ticket: TicketRow, tag: str, put: Any) -> ServiceTicketRow:
    now, vault = house.clock.now(), house.vault
    return ServiceTicketRow(
        id=new_id(),
        service_id=SERVICE_IDS[tag],
        position=1 if tag == "plain" else 2,
        message_id=tag,
        digest=tag,
        ticket_id=ticket.id,
        contact_id=ticket.contact_id,
        call_id=ticket.call_id,
        state="handling",
        kind="help",
        urgency="normal",
        category_code="",
        category_label="",
        category_level2_code="",
        category_level2_label="",
        reply=put(ServiceTicketRow.reply, f"reply-{tag}"),
        round=1,
        acts=1,
        lead=UNIT,
        place=put(ServiceTicketRow.place, f"place-{tag}"),
        street=put(ServiceTicketRow.street, f"street-{tag}"),
        community=put(ServiceTicketRow.community, f"community-{tag}"),
        company=put(ServiceTicketRow.company, f"company-{tag}"),
        request=put(ServiceTicketRow.request, f"request-{tag}"),
        danger_words=[put(ServiceTicketRow.danger_words, f"danger-{tag}")],
        summary_paragraph=put(ServiceTicketRow.summary_paragraph, f"paragraph-{tag}"),
        summary=put(ServiceTicketRow.summary, f"summary-{tag}"),
        description=put(ServiceTicketRow.description, f"description-{tag}"),
        ani_sealed=put(ServiceTicketRow.ani_sealed, vault.seal(number, "phone")),
        ani_lookup=put(ServiceTicketRow.ani_lookup, vault.lookup(number, "phone")),
        agent=AGENT,
        confidential=tag == "secret",
        recordings=[],
        sources={"summary": {"source": put(ServiceTicketRow.sources, f"source-{tag}")}},
        accepted_at=now,
        received_at=now,
    )


async def _account(session: AsyncSession, house: House, seeds: list[Seed]) -> uuid.UUID:
    now, account_id = house.clock.now(), new_id()

    def put(column: Any, text: str, masked: str = "") -> str:
        seeds.append(Seed(column, text, masked=masked))
        return text

    session.add(
        AccountRow(
            account_id=account_id,
            name=put(AccountRow.name, "zhang.stranger", "z**"),
            display_name=put(AccountRow.display_name, "张陌生"),
            created_at=now,
        )
    )
    await session.flush()
    session.add(
        IdentityRow(
            provider="elsewhere",
            subject=put(IdentityRow.subject, "known-as-elsewhere"),
            account_id=account_id,
            changed_at=now,
        )
    )
    session.add(
        SessionRow(
            session_id=new_id(),
            token_hash="none",
            account_id=account_id,
            started_at=now,
            last_act_at=now,
            address=put(SessionRow.address, "192.0.2.77"),
        )
    )
    await session.flush()
    who = Principal(account_id, "", "", None, frozenset(), {}, None, is_system=False)
    note, address = put(AuditRow.note, "noted-of-the-stranger"), put(AuditRow.address, "192.0.2.78")
    await audit.record(session, who, "recordings.listen", "call", "none", now=now, note=note, address=address)
    return account_id
