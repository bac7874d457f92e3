"""What an answer of the ticket service means; pure."""

from __future__ import annotations

import uuid

from pydantic import ValidationError

from foundation.errors import Unavailable
from foundation.outbox import Refused
from tickets.contract import NewReceipt

# A clear no to what the message says. Anything else can change without the message: a secret, an address, a proxy.
_REFUSED = frozenset({400, 409, 413, 422})
_LOOK_AT = {
    401: "; does it hold the same webhook secret?",
    403: "; does it let us in?",
    404: "; is HOTLINE_TICKET_SERVICE_URL right?",
    405: "; is HOTLINE_TICKET_SERVICE_URL right?",
}


def read_answer(status: int, body: bytes, ticket_id: uuid.UUID) -> NewReceipt:
    """Return the receipt of a delivered ticket.

    Raises:
        Unavailable: no answer to the ticket itself (5xx, a proxy's page, a wrong secret or address); it stays to be
            tried again until somebody has put that right.
        Refused: the service said no to the content, or answered for another ticket.
    """
    if status in (200, 201):
        try:
            receipt = NewReceipt.model_validate_json(body)
        except ValidationError as error:
            raise Unavailable(f"status {status} without a receipt; is this the ticket service?") from error
        if receipt.ticket_id != ticket_id:
            raise Refused("the ticket service answered for another ticket")
        return receipt
    if status in _REFUSED:
        raise Refused(f"the ticket service answered {status}")
    raise Unavailable(f"the ticket service answered {status}{_LOOK_AT.get(status, '')}")
