"""When and why a call ended that was gone when somebody looked again (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from telephony.calls.state import CallState
from telephony.events import started_at

BOOT_SECONDS = timedelta(seconds=2)  # an uptime is told in whole seconds, and so is the beginning of a call


@dataclass(frozen=True)
class Evidence:
    """What is known of a gap.

    Args:
        heard: moments at which the node was heard of before it: its last event, the loss of the link.
        logged: the last moment of each call in Asterisk's own files.
        booted_at: when the Asterisk that runs now started, to about a second.
        cut_off: calls that were followed on another Asterisk than the one that runs now.
    """

    heard: Sequence[datetime]
    logged: Mapping[str, datetime]
    booted_at: datetime | None
    cut_off: Set[str] = frozenset()

    def end_of(self, state: CallState, now: datetime) -> tuple[str, datetime]:
        """Return reason (switch_restarted, gap) and moment of the end of a call that is gone.

        The moment is the last at which the call is known to have been there: what follows is neither talk nor in the
        recording. Calls that die with their Asterisk lived as long as it did, so that any sign of it counts.
        """
        signs = [*self.heard, *([state.last_at] if state.last_at else [])]
        if self.booted_at is not None and self._of_another(state.linkedid, self.booted_at):
            signs += self.logged.values()
            before = [sign for sign in signs if sign < self.booted_at]
            return "switch_restarted", max(before, default=min(now, self.booted_at))
        if state.linkedid in self.logged:
            signs.append(self.logged[state.linkedid])
        return "gap", min(now, max(signs, default=now))

    def _of_another(self, linkedid: str, booted_at: datetime) -> bool:
        """Whoever followed the call knows it; a successor sees only that it is older than the Asterisk that runs."""
        age = started_at(linkedid) - booted_at
        return age < -BOOT_SECONDS or (linkedid in self.cut_off and age < BOOT_SECONDS)


def is_another(booted_before: datetime | None, booted_at: datetime | None) -> bool:
    """Return whether two connections, told when their Asterisk started, were to two of them."""
    return booted_before is not None and booted_at is not None and booted_at - booted_before > BOOT_SECONDS
