"""What an answer of the ticket service means; pure."""

from __future__ import annotations

import uuid

from pydantic import ValidationError

from foundation.errors import Unavailable
from foundation.outbox import Refused
from tickets.contract import Receipt

# Asked to come again: too slow, too early, too often.
_LATER = frozenset({408, 425, 429})


def read_answer(status: int, body: bytes, ticket_id: uuid.UUID) -> Receipt:
    """Return the receipt of a delivered ticket.

    Raises:
        Unavailable: no answer of the service itself (5xx, a proxy's page); trying again can help.
        Refused: the service said no, or answered for another ticket.
    """
    if status in (200, 201):
        try:
            receipt = Receipt.model_validate_json(body)
        except ValidationError as error:
            raise Unavailable(f"status {status} without a receipt; is this the ticket service?") from error
        if receipt.ticket_id != ticket_id:
            raise Refused("the ticket service answered for another ticket")
        return receipt
    if status >= 500 or status in _LATER:
        raise Unavailable(f"the ticket service answered {status}")
    raise Refused(f"the ticket service answered {status}")
