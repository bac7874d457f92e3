"""Ordered rows that say what happened, and subscribers that miss none of them.

A stream hands out positions from one row that stays locked until the commit, so positions become visible in order and
without gaps on both databases. Each subscriber keeps a cursor that moves in the same transaction as its own effects.
"""

from foundation.streams.repository import DomainEvents, Stream, publish, take_positions, wake_after
from foundation.streams.subscriber import Handler, Subscriber
from foundation.streams.types import StreamEvent

__all__ = ["DomainEvents", "Handler", "Stream", "StreamEvent", "Subscriber", "publish", "take_positions", "wake_after"]
