"""Whole lists of a call's facts, to compare with what they must be."""

import json
from typing import Any

from house import HotlineHouse

ENTERED = ["call_entered"]
MENU = [*ENTERED, "menu_entered", "menu_completed:choice"]
QUEUED = [*MENU, "call_offered"]
RINGING = [*QUEUED, "agent_ringing"]
ANSWERED = [*RINGING, "ring_ended:answered", "call_answered", "bridge_entered"]
HUNG_UP = "call_ended:hang_up"
WHOLE = [*ANSWERED, "bridge_left", "talk_ended", "queue_left:answered", HUNG_UP]
RESULTS = ("outcome", "result", "ended", "reason", "whose")
# Asterisk tells these in either order, and its files in a third.
EITHER_ORDER = (("talk_ended", "bridge_left"), ("bridge_entered", "call_answered"))


def story(house: HotlineHouse, call: dict[str, Any]) -> list[str]:
    """Return every fact of a call in order, with its result where it has one; who ended a talk is left out.

    A gap in which a talk ended does not tell who hung up.
    """
    key = call["call_id"].replace("-", "")
    rows = house.rows("SELECT kind, payload FROM telephony_ledger WHERE call_id=? ORDER BY position", key)
    told: list[str] = []
    for kind, payload in rows:
        result = next((value for name in RESULTS if (value := json.loads(payload).get(name))), "")
        told.append(f"{kind}:{result}" if result and kind != "talk_ended" else kind)
    for place in range(len(told) - 1):
        pair = tuple(text.partition(":")[0] for text in told[place : place + 2])
        if pair in EITHER_ORDER:
            told[place : place + 2] = reversed(told[place : place + 2])
    return told


def ring_row(house: HotlineHouse, call: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return agent and result of each ring of a call."""
    key = call["call_id"].replace("-", "")
    return house.rows("SELECT agent, result FROM telephony_ring WHERE call_id=? ORDER BY started_at", key)
