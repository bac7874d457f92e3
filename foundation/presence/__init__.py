"""Processes that say every few seconds that they work: a row each, written from the loop that does the work."""

from foundation.presence.beat import Presence
from foundation.presence.repository import SEEN_SECONDS, present

__all__ = ["SEEN_SECONDS", "Presence", "present"]
