"""The message to the ticket service and what its answers mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from foundation.errors import Unavailable
from foundation.ids import new_id
from foundation.outbox import Refused
from foundation.signing import BadSignature, secret_of, signed_headers, verified_id
from tickets.contract import NewReceipt, Receipt, TicketState
from tickets.handover.answers import read_answer
from tickets.handover.body import dialable, new_ticket
from tickets.intake.categories import Classes

NOW = datetime.now(UTC)


def entry(value: object, *, filled: bool = True) -> dict[str, Any]:
    """Return a field as intake keeps it."""
    kept = {"value": value, "source": "一句话", "confidence": 0.9, "filled": filled, "edited": False}
    return kept | {"utterance_id": "u1"}


def test_hints_and_withheld_numbers_stay_at_home() -> None:
    ticket = new_ticket(
        ticket_id=new_id(),
        contact_id=new_id(),
        call_id=None,
        fields={
            "kind": entry("help"),
            "summary": entry("停水"),
            "happened_at": entry({"from": "2026-11-22", "to": "2026-11-23"}),
            "place": entry("某处", filled=False),
        },
        agent="1001",
        accepted_at=NOW,
        line="12345",
        language=None,
        facts={
            "ani": "anonymous",
            "language": "zh, en",
            "recordings": [{"recording_id": "r1"}, {"recording_id": "x" * 65}],
        },
        classes=Classes({}),
    )
    assert (ticket.place, ticket.ani, ticket.line, ticket.urgency) == (None, None, "12345", "normal")
    assert ticket.sources.keys() == {"kind", "summary", "happened_at"}
    assert [recording.recording_id for recording in ticket.recordings] == ["r1"]
    assert ticket.language is None
    assert ticket.happened_at == "2026-11-22/2026-11-23"


@pytest.mark.parametrize(
    ("number", "kept"), [("+86 138-0013-8000", "+8613800138000"), ("", None), (None, None), ("Anonymous", None)]
)
def test_dialable(number: str | None, kept: str | None) -> None:
    assert dialable(number) == kept


@pytest.mark.parametrize(
    "status", [301, 401, 403, 404, 405, 407, 408, 418, 421, 425, 429, 451, 500, 502, 503, 504, 599]
)
def test_what_comes_again(status: int) -> None:
    with pytest.raises(Unavailable, match=str(status)):
        read_answer(status, b"", new_id())


def test_answer_of_a_wrong_secret_or_address_says_where_to_look() -> None:
    with pytest.raises(Unavailable, match="webhook secret"):
        read_answer(401, b"", new_id())
    with pytest.raises(Unavailable, match="HOTLINE_TICKET_SERVICE_URL"):
        read_answer(404, b"", new_id())


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_what_is_final(status: int) -> None:
    with pytest.raises(Refused):
        read_answer(status, b"", new_id())


def test_receipt() -> None:
    plain = Receipt(
        service_id="1", ticket_id=new_id(), contact_id=new_id(), state=TicketState.ACCEPTED, received_at=NOW
    )
    assert read_answer(200, plain.model_dump_json().encode(), plain.ticket_id).query_code is None, "an older service"
    receipt = NewReceipt(**plain.model_dump(), query_code="012345")
    body = receipt.model_dump_json().encode()
    assert read_answer(201, body, receipt.ticket_id) == receipt
    with pytest.raises(Refused):
        read_answer(200, body, new_id())
    with pytest.raises(Unavailable):
        read_answer(200, b"<html>", receipt.ticket_id)


def test_signature() -> None:
    message, body = new_id(), '{"a": "中"}'
    headers = signed_headers("a-secret-of-the-tests-only", message, NOW, body)
    assert verified_id("a-secret-of-the-tests-only", headers, body.encode()) == str(message)
    with pytest.raises(BadSignature):
        verified_id("a-secret-of-the-tests-only", headers, body.encode() + b" ")
    with pytest.raises(BadSignature):
        verified_id("another-secret-of-the-tests", headers, body.encode())
    assert secret_of(secret_of("a-secret-of-the-tests-only")) == secret_of("a-secret-of-the-tests-only")
    with pytest.raises(ValueError, match="16 characters"):
        secret_of("short")
