"""What must hold once everything is healed and everyone has hung up: each broken promise is a sentence."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from switch_rig import until

from fault_machine.house import FaultyHouse, Lived

SETTLE_SECONDS = 120


async def kept(
    house: FaultyHouse, lived: Sequence[Lived], *, switch_died: bool = False, copies: bool = False
) -> list[str]:
    """Wait until nothing is under way and return every promise that was broken, empty when all were kept.

    ``copies`` says that the carrier's network may have brought an INVITE twice.
    """
    await _quiet(house)
    return [
        *_nobody_lost(house, lived, switch_died),
        *await _one_call_each(house, lived, copies),
        *_one_story_each(house),
        *_one_conclusion_each(house),
        *_recordings(house, switch_died),
        *_nothing_put_aside(house),
        *_agents_free(house),
        *_epochs(house),
        *await _books(house, switch_died),
    ]


async def _quiet(house: FaultyHouse) -> None:
    """Wait for what follows from ended calls: recordings checked, tickets delivered, spool empty."""

    def left() -> dict[str, Any]:
        return {
            "calls": house.rows("SELECT count(*) FROM telephony_call WHERE ended_at IS NULL")[0][0],
            "recordings": house.rows(
                "SELECT count(*) FROM recordings_recording WHERE state IN ('expected','to_verify')"
            )[0][0],
            "outbox": house.rows("SELECT count(*) FROM foundation_outbox WHERE state='pending'")[0][0],
            "spool": len([path for path in (house.var / "spool").glob("*.jsonl") if "refused" not in path.name]),
        }

    calm = {"calls": 0, "recordings": 0, "outbox": 0, "spool": 0}
    await until(left, calm, "everything that follows has happened", SETTLE_SECONDS)


def _nobody_lost(house: FaultyHouse, lived: Sequence[Lived], switch_died: bool) -> list[str]:
    """Promise 3: whoever stays on the line gets a person, and is not thrown out."""
    broken = []
    for one in lived:
        if one.refused is not None or one.plan not in ("speaks", "silent"):
            continue
        if one.cut_off and not switch_died:
            broken += [f"{one.ani} ({one.plan}) was cut off", *_meanwhile(house, one)]
        elif not one.spoke and not one.cut_off:
            broken += [f"{one.ani} ({one.plan}) stayed and got nobody", *_meanwhile(house, one)]
    return broken


def _meanwhile(house: FaultyHouse, one: Lived) -> list[str]:
    """Return what the ledger tells of the time of a caller's call, to find out why; others' calls without their ids."""
    key = house.key_of(one.ani)
    found = house.rows("SELECT call_id, entered_at, ended_at FROM telephony_call WHERE caller_id=?", key)
    told = [] if found else ["     the books have no call of his"]
    for call, entered, ended in found:
        rows = house.rows(
            "SELECT happened_at, stored_at, epoch, kind, payload, call_id=? FROM telephony_ledger"
            " WHERE happened_at BETWEEN ? AND ? AND (call_id=? OR kind IN ('agent_changed', 'agent_ringing', 'gap'))"
            " ORDER BY position",
            *(call, entered, ended or "9", call),
        )
        for happened, stored, epoch, kind, payload, his in rows:
            said = json.loads(payload)
            names = ("agent", "shown_state", "pause_reason", "queue", "outcome", "reason", "ended", "result")
            more = " ".join(str(said[name]) for name in names if said.get(name))
            told.append(f"     {happened} (stored {stored[11:19]}, {epoch}) {'his' if his else '   '} {kind} {more}")
    return told


async def _one_call_each(house: FaultyHouse, lived: Sequence[Lived], copies: bool) -> list[str]:
    """Every caller who was on the line is one call: none lost, none doubled.

    Unless the carrier's network doubled or reordered: for Asterisk a copy of an INVITE that comes after the ACK is
    another call (docs/switch-contract.md), and the books have it as the switch's own do (`_books`).
    """
    broken = []
    for one in lived:
        body = {"ani": one.ani, "since": "2026-01-01T00:00:00Z"}
        found = await asyncio.to_thread(house.api, "POST", "/api/v1/calls/search", body)
        least, most = int(one.refused is None), 2 if copies else 1
        if not least <= len(found) <= most:
            broken += [f"{one.ani} ({one.plan}) is {len(found)} calls", *_meanwhile(house, one)]
        elif found and one.spoke and "answered" not in (outcomes := [call["outcome"] for call in found]):
            broken.append(f"{one.ani} spoke and is {outcomes}")
    return broken


def _one_story_each(house: FaultyHouse) -> list[str]:
    """A call's facts are one story: entered once, ended once, as many talks ended as begun."""
    broken = []
    kinds: dict[str, Counter[str]] = {}
    for call, kind in house.rows("SELECT call_id, kind FROM telephony_ledger WHERE call_id IS NOT NULL"):
        kinds.setdefault(call, Counter())[kind] += 1
    for call, count in kinds.items():
        pairs = (("call_offered", "queue_left"), ("call_answered", "talk_ended"), ("agent_ringing", "ring_ended"))
        if count["call_entered"] != 1 or count["call_ended"] != 1:
            broken.append(f"call {call}: {dict(count)}")
        broken += [
            f"call {call}: {count[begin]} {begin}, {count[end]} {end}"
            for begin, end in pairs
            if count[begin] != count[end]
        ]
    return broken


def _one_conclusion_each(house: FaultyHouse) -> list[str]:
    """Promise 5: every answered call has exactly one conclusion, and its ticket is in the service exactly once."""
    query = (
        "SELECT c.call_id, (SELECT count(*) FROM tickets_conclusion d WHERE d.contact_id=c.contact_id),"
        " (SELECT count(*) FROM tickets_service_ticket s WHERE s.contact_id=c.contact_id)"
        " FROM telephony_call c WHERE c.answered_at IS NOT NULL"
    )
    broken = [
        f"call {call}: {conclusions} conclusions, {tickets} tickets in the service"
        for call, conclusions, tickets in house.rows(query)
        if (conclusions, tickets) != (1, 1)
    ]
    strangers = house.rows(
        "SELECT count(*) FROM tickets_service_ticket s WHERE s.contact_id NOT IN"
        " (SELECT contact_id FROM telephony_call WHERE answered_at IS NOT NULL)"
    )[0][0]
    return [*broken, *([f"{strangers} tickets of calls that nobody answered"] if strangers else [])]


def _recordings(house: FaultyHouse, switch_died: bool) -> list[str]:
    """Promise 6: every answered call has its recording, checked and whole."""
    query = (
        "SELECT c.call_id, r.state, r.problem FROM telephony_call c"
        " LEFT JOIN recordings_recording r ON r.call_id=c.call_id WHERE c.answered_at IS NOT NULL"
    )
    return [
        f"recording of {call}: {state} {problem}"
        for call, state, problem in house.rows(query)
        if state != "verified" or (problem and not switch_died)
    ]


def _nothing_put_aside(house: FaultyHouse) -> list[str]:
    """No event stuck, no message given up, no fact refused."""
    broken = [
        f"{table}: {count}"
        for table, where in (("foundation_stuck_event", ""), ("foundation_outbox", " WHERE state='dead'"))
        if (count := house.rows(f"SELECT count(*) FROM {table}{where}")[0][0])
    ]
    return broken + [f"refused facts in {path.name}" for path in (house.var / "spool").glob("*.refused.jsonl")]


def _agents_free(house: FaultyHouse) -> list[str]:
    """Nobody is locked in a state that does not end."""
    rows = house.rows("SELECT agent, shown_state FROM queueing_agent_state WHERE activity != 'idle'")
    return [f"agent {agent} is {state} and on no call" for agent, state in rows]


def _epochs(house: FaultyHouse) -> list[str]:
    """Facts of an older owner never come in behind those of a newer one."""
    epochs = [row[0] for row in house.rows("SELECT epoch FROM telephony_ledger ORDER BY position")]
    return [] if epochs == sorted(epochs) else ["a fact of an older epoch stands behind one of a newer"]


async def _books(house: FaultyHouse, switch_died: bool) -> list[str]:
    """Promise 8: ledger, call rows, the switch's own files, recordings and tickets agree."""
    _, out = await house.attempt("reconcile", "--hours", "24", "--settle", "0", "--json")
    explained = {"recording_problem"} if switch_died else set()
    return [
        f"books differ: {one['kind']} of {one['subject']}: {one['books']}"
        for one in json.loads(out)["differences"]
        if one["kind"] not in explained
    ]
