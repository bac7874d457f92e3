"""What leaves the house: rows written with the state they report, delivered until the other side has them.

The row's id is the idempotency key. A crash between delivery and its mark means that the same id is delivered again;
the other side answers with what it already has.
"""

from foundation.outbox.policy import backoff_seconds
from foundation.outbox.relay import Deliverer, OnSent, Relay
from foundation.outbox.repository import OutboxStatus, dead_letters, enqueue, forget_sent, retry_dead, status
from foundation.outbox.types import Delivery, Refused, State

__all__ = [
    "Deliverer",
    "Delivery",
    "OnSent",
    "OutboxStatus",
    "Refused",
    "Relay",
    "State",
    "backoff_seconds",
    "dead_letters",
    "enqueue",
    "forget_sent",
    "retry_dead",
    "status",
]
