"""What is due for one waiting caller: a higher priority, words over the music (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from queueing.rules.compiler import raises_of
from queueing.rules.model import Announce, QueueSettings
from queueing.waiting.estimate import is_better, position_sentence, spoken_minutes, wait_sentence

DANGER_STEP = "danger"
INVITATION = "hotline/speak_while_waiting"


@dataclass(frozen=True)
class Waiter:
    """A caller in a queue; seconds count from the joining. ``raised_to`` is what he is known to have at the least,
    ``told_position`` and ``told_minutes`` were said to him, ``invited``: he was asked to say what it is about."""

    queue: str
    raised_to: int = 0
    led_on: bool = False
    spoken: int = 0
    last_spoken_at: float | None = None
    told_position: int | None = None
    told_minutes: int | None = None
    invited: bool = False


def priority_due(waiter: Waiter, settings: QueueSettings, waited: float) -> int | None:
    """Return the priority that a caller has to be raised to by now, ``None`` when he has it."""
    due = max((priority for after, priority in raises_of(settings) if waited >= after), default=0)
    return due if due > waiter.raised_to else None


def is_invitation_due(waiter: Waiter, announce: Announce, waited: float) -> bool:
    """Tell whether it is time to invite a caller to say what it is about; once in a queue."""
    return not waiter.invited and 0 < announce.invite_after_seconds <= waited


def is_sentence_due(waiter: Waiter, announce: Announce, waited: float) -> bool:
    """Tell whether it is time for words; for whom an agent's phone rings, the caller of this function waits."""
    if not announce.says_anything:
        return False
    if waiter.last_spoken_at is None:
        return waited >= announce.first_after_seconds
    return waited - waiter.last_spoken_at >= announce.every_seconds


def say(
    waiter: Waiter, announce: Announce, waited: float, position: int | None, wait_seconds: float | None
) -> tuple[Waiter, tuple[str, ...]]:
    """Return the caller as told, and the recordings; what would be worse than what he was told before is left out."""
    files: list[str] = []
    after = replace(waiter, spoken=waiter.spoken + 1, last_spoken_at=waited)
    better = position is not None and (waiter.told_position is None or position <= waiter.told_position)
    if announce.position and position is not None and better:
        files.append(position_sentence(position))
        after = replace(after, told_position=position)
    if announce.wait and wait_seconds is not None:
        minutes = spoken_minutes(wait_seconds)
        if is_better(minutes, waiter.told_minutes):
            files.append(wait_sentence(minutes))
            after = replace(after, told_minutes=minutes)
    if announce.comfort:
        files.append(announce.comfort[waiter.spoken % len(announce.comfort)])
    return after, tuple(files)
