"""Facts of telephony: the vocabulary of the ledger.

A fact is derived, not counted: its id comes from node, linked id, kind and key, so whoever sees the same thing again (a
standby, a resync, the back-fill from ``queue_log``) makes the same row, and the second copy is refused by the database.
Payloads hold ids and codes only: never a number, a name or a word.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from foundation.ids import derived_id

SCHEMA = 1
LINKEDID = re.compile(r"(?:[A-Za-z0-9_]+-)?(\d{9,11})\.\d+\Z")

TRIAL_LINE = "99000"
"""Nobody but those who try a menu dials it: its calls are in no figure."""
OPEN_CALLS = 4096
"""So many calls' ids are remembered: each event of a call asks for them again."""


class Kind(StrEnum):
    """Kinds of facts; the values are API."""

    call_entered = "call_entered"
    menu_entered = "menu_entered"
    menu_completed = "menu_completed"
    message_began = "message_began"
    danger_heard = "danger_heard"
    call_offered = "call_offered"
    agent_ringing = "agent_ringing"
    ring_ended = "ring_ended"
    call_answered = "call_answered"
    talk_ended = "talk_ended"
    hold_started = "hold_started"
    hold_ended = "hold_ended"
    consult_began = "consult_began"
    consult_answered = "consult_answered"
    consult_ended = "consult_ended"
    conference_began = "conference_began"
    handover_began = "handover_began"
    handover_failed = "handover_failed"
    supervision_began = "supervision_began"
    supervision_ended = "supervision_ended"
    help_asked = "help_asked"
    help_ended = "help_ended"
    bridge_entered = "bridge_entered"
    bridge_left = "bridge_left"
    queue_left = "queue_left"
    survey_answered = "survey_answered"
    call_ended = "call_ended"
    agent_changed = "agent_changed"
    command_done = "command_done"
    unexpected = "unexpected"
    gap = "gap"


@dataclass(frozen=True)
class Fact:
    """One row of the ledger, before it has a place in it."""

    fact_id: uuid.UUID
    kind: Kind
    node: str
    linkedid: str
    happened_at: datetime
    call_id: uuid.UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)


@lru_cache(OPEN_CALLS)
def started_at(linkedid: str) -> datetime:
    """Return when the first channel of a call was made: the Unix seconds inside its linked id.

    Raises:
        ValueError: not an id of Asterisk's form ``[system-]seconds.number``.
    """
    found = LINKEDID.match(linkedid)
    if found is None:
        raise ValueError("not a linked id")
    return datetime.fromtimestamp(int(found[1]), UTC)


def id_of(node: str, linkedid: str, *key: str) -> uuid.UUID:
    """Return the id that always belongs to this part of this call."""
    return derived_id(started_at(linkedid).timestamp(), node, linkedid, *key)


@lru_cache(OPEN_CALLS)
def call_id_of(node: str, linkedid: str) -> uuid.UUID:
    """Return the ``call_id`` of a linked id."""
    return id_of(node, linkedid, "call")


@lru_cache(OPEN_CALLS)
def contact_id_of(node: str, linkedid: str) -> uuid.UUID:
    """Return the ``contact_id`` of a linked id."""
    return id_of(node, linkedid, "contact")
