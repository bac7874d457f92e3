"""Facts to call rows: what ``call menu_visit queue_visit ring talk hold`` hold is decided here alone.

Used by the ledger's writer in the transaction that stores the facts, and by ``hotline ledger rebuild``. A fact adds
parameters to named statements (``PROJECTORS``, pure); the statements run once for a whole group, in the order of
``STATEMENTS``: rows are made before they are changed, and what a call's later fact changes stands behind what an
earlier one does. Several facts for one statement keep their order.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from foundation.database import Base
from telephony.events import TRIAL_LINE, Fact, Kind
from telephony.ledger.repository import upsert
from telephony.models import (
    AgentStayRow,
    CallRow,
    ConsultRow,
    ContactRow,
    HelpRow,
    HoldRow,
    MenuVisitRow,
    QueueVisitRow,
    RingRow,
    SupervisionRow,
    TalkRow,
)

Params = dict[str, Any]
Change = tuple[str, Params]
Projector = Callable[[Fact, Params], Iterator[Change]]

IN_ONE_QUERY = 500
"""How many ids a query names: well below the parameters that either database takes."""


def _id(payload: Params, name: str) -> uuid.UUID:
    return uuid.UUID(payload[name])


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


CALL, CONTACT, VISIT = _table(CallRow), _table(ContactRow), _table(QueueVisitRow)
MENU, RING, TALK, HOLD = _table(MenuVisitRow), _table(RingRow), _table(TalkRow), _table(HoldRow)
STAY, CONSULT = _table(AgentStayRow), _table(ConsultRow)
SUPERVISION, HELP = _table(SupervisionRow), _table(HelpRow)

INSERTS: dict[str, type[Base]] = {
    "contact": ContactRow,
    "call": CallRow,
    "menu": MenuVisitRow,
    "visit": QueueVisitRow,
    "ring": RingRow,
    "talk": TalkRow,
    "hold": HoldRow,
    "stay": AgentStayRow,
    "consult": ConsultRow,
    "supervision": SupervisionRow,
    "help": HelpRow,
}
"""Rows that facts make; one that is there already stays as it is."""


def _change(table: Table, key: str, *columns: str) -> Any:
    """Return the statement that sets ``columns`` of the row whose ``key`` is given as ``key_``."""
    return update(table).where(table.c[key] == bindparam("key_")).values({name: bindparam(name) for name in columns})


UPDATES: dict[str, Any] = {
    "menu_completed": _change(MENU, "menu_visit_id", "flow", "version", "path", "ended_at", "ended"),
    "language": _change(CALL, "call_id", "language"),
    "menu_path": _change(CALL, "call_id", "menu_path"),
    "ring_ended": _change(RING, "ring_id", "ended_at", "result"),
    # Only the first answer counts, of a visit as of a call.
    "visit_answered": _change(VISIT, "queue_visit_id", "answered_at", "wait_seconds").where(
        VISIT.c.answered_at.is_(None)
    ),
    "call_answered": _change(CALL, "call_id", "answered_at", "time_to_answer_seconds").where(
        CALL.c.answered_at.is_(None)
    ),
    "hold_ended": _change(HOLD, "hold_id", "ended_at"),
    "consult_answered": _change(CONSULT, "consult_id", "answered_at"),
    "consult_joined": _change(CONSULT, "consult_id", "joined_at"),
    "consult_ended": _change(CONSULT, "consult_id", "ended_at", "result"),
    "supervision_ended": _change(SUPERVISION, "supervision_id", "ended_at"),
    "help_ended": _change(HELP, "help_id", "ended_at"),
    "talk_ended": _change(TALK, "talk_id", "ended_at", "end_reason"),
    "visit_left": _change(VISIT, "queue_visit_id", "left_at", "outcome"),
    "visit_waited": _change(VISIT, "queue_visit_id", "wait_seconds").where(VISIT.c.answered_at.is_(None)),
    "call_outcome": _change(CALL, "call_id", "outcome"),
    "call_ended": _change(CALL, "call_id", "ended_at", "end_reason"),
    "survey_answered": _change(CALL, "call_id", "satisfaction"),
    "danger_heard": _change(CALL, "call_id", "danger"),
    # Left before any queue, also within the greeting, where no menu was opened yet.
    "menu_exit": _change(CALL, "call_id", "outcome").where(CALL.c.outcome.is_(None)),
    "never_offered": _change(CALL, "call_id", "outcome"),
    # The stays before the one that has just begun; facts of an agent come in order.
    "stay_ended": update(STAY)
    .where(STAY.c.agent == bindparam("key_"), STAY.c.ended_at.is_(None), STAY.c.started_at < bindparam("at_"))
    .values(ended_at=bindparam("at_")),
}

STATEMENTS = (*INSERTS, *UPDATES)


def _entered(fact: Fact, p: Params) -> Iterator[Change]:
    contact_id = _id(p, "contact_id")
    yield (
        "contact",
        {
            "contact_id": contact_id,
            "channel": "voice",
            "direction": p["direction"],
            "purpose": p["purpose"],
            "platform": "",
            "confidential": False,
            "opened_at": fact.happened_at,
        },
    )
    yield (
        "call",
        {
            "call_id": fact.call_id,
            "contact_id": contact_id,
            "node": fact.node,
            "linkedid": fact.linkedid,
            "direction": p["direction"],
            "purpose": p["purpose"],
            "caller_id": uuid.UUID(p["caller_id"]) if p.get("caller_id") else None,
            "line": p["line"],
            "language": "zh",
            "menu_path": "",
            "entered_at": fact.happened_at,
        },
    )


def _menu_entered(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "menu",
        {
            "menu_visit_id": _id(p, "menu_visit_id"),
            "call_id": fact.call_id,
            "flow": "",
            "version": 0,
            "path": "",
            "started_at": fact.happened_at,
        },
    )


def _menu_completed(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "menu_completed",
        {
            "key_": _id(p, "menu_visit_id"),
            "flow": p.get("flow", ""),
            "version": p.get("version", 0),
            "path": p.get("path", ""),
            "ended_at": fact.happened_at,
            "ended": p["ended"],
        },
    )
    if p.get("language"):
        yield "language", {"key_": fact.call_id, "language": p["language"]}
    if p.get("path"):
        yield "menu_path", {"key_": fact.call_id, "menu_path": p["path"]}


def _offered(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "visit",
        {
            "queue_visit_id": _id(p, "queue_visit_id"),
            "call_id": fact.call_id,
            "queue": p["queue"],
            "position": p.get("position", 0),
            "offered_at": fact.happened_at,
            "line": p.get("line", ""),
            "language": p.get("language", "zh"),
            # Facts of the release before do not say it.
            "purpose": p.get("purpose") or ("test" if p.get("line") == TRIAL_LINE else "hotline"),
        },
    )


def _ringing(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "ring",
        {
            "ring_id": _id(p, "ring_id"),
            "call_id": fact.call_id,
            "queue_visit_id": _id(p, "queue_visit_id"),
            "agent": p["agent"],
            "started_at": fact.happened_at,
        },
    )


def _ring_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "ring_ended", {"key_": _id(p, "ring_id"), "ended_at": fact.happened_at, "result": p["result"]}


def _answered(fact: Fact, p: Params) -> Iterator[Change]:
    at = fact.happened_at
    yield (
        "talk",
        {
            "talk_id": _id(p, "talk_id"),
            "call_id": fact.call_id,
            "agent": p["agent"],
            "started_at": at,
            "began_by": p.get("began_by", "queue"),
        },
    )
    if p.get("began_by", "queue") != "queue":
        return  # handed on: his wait in the queue was over with the first answer
    yield "visit_answered", {"key_": _id(p, "queue_visit_id"), "answered_at": at, "wait_seconds": at}
    yield "call_answered", {"key_": fact.call_id, "answered_at": at, "time_to_answer_seconds": at}


def _talk_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "talk_ended", {"key_": _id(p, "talk_id"), "ended_at": fact.happened_at, "end_reason": p["reason"]}


def _hold_started(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "hold",
        {
            "hold_id": _id(p, "hold_id"),
            "call_id": fact.call_id,
            "talk_id": _id(p, "talk_id"),
            "whose": p["whose"],
            "started_at": fact.happened_at,
        },
    )


def _hold_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "hold_ended", {"key_": _id(p, "hold_id"), "ended_at": fact.happened_at}


def _consult_began(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "consult",
        {
            "consult_id": _id(p, "consult_id"),
            "call_id": fact.call_id,
            "talk_id": _id(p, "talk_id"),
            "kind": p["kind"],
            "code": p["code"],
            "started_at": fact.happened_at,
        },
    )


def _consult_answered(fact: Fact, p: Params) -> Iterator[Change]:
    yield "consult_answered", {"key_": _id(p, "consult_id"), "answered_at": fact.happened_at}


def _conference_began(fact: Fact, p: Params) -> Iterator[Change]:
    yield "consult_joined", {"key_": _id(p, "consult_id"), "joined_at": fact.happened_at}


def _consult_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "consult_ended", {"key_": _id(p, "consult_id"), "ended_at": fact.happened_at, "result": p["result"]}


def _supervision_began(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "supervision",
        {
            "supervision_id": _id(p, "supervision_id"),
            "call_id": fact.call_id,
            "supervisor": p["supervisor"],
            "agent": p["agent"],
            "mode": p["mode"],
            "started_at": fact.happened_at,
        },
    )


def _supervision_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "supervision_ended", {"key_": _id(p, "supervision_id"), "ended_at": fact.happened_at}


def _help_asked(fact: Fact, p: Params) -> Iterator[Change]:
    yield (
        "help",
        {
            "help_id": _id(p, "help_id"),
            "call_id": fact.call_id,
            "agent": p["agent"],
            "reason": p["reason"],
            "asked_at": fact.happened_at,
        },
    )


def _help_ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "help_ended", {"key_": _id(p, "help_id"), "ended_at": fact.happened_at}


def _queue_left(fact: Fact, p: Params) -> Iterator[Change]:
    visit, at = _id(p, "queue_visit_id"), fact.happened_at
    yield "visit_left", {"key_": visit, "left_at": at, "outcome": p["outcome"]}
    yield "visit_waited", {"key_": visit, "wait_seconds": at}
    yield "call_outcome", {"key_": fact.call_id, "outcome": p["outcome"]}


def _survey_answered(fact: Fact, p: Params) -> Iterator[Change]:
    yield "survey_answered", {"key_": fact.call_id, "satisfaction": p["level"]}


def _danger_heard(fact: Fact, p: Params) -> Iterator[Change]:
    yield "danger_heard", {"key_": fact.call_id, "danger": p["danger"]}


def _ended(fact: Fact, p: Params) -> Iterator[Change]:
    yield "call_ended", {"key_": fact.call_id, "ended_at": fact.happened_at, "end_reason": p["reason"]}
    yield "menu_exit", {"key_": fact.call_id, "outcome": "menu_exit"}
    if not p["offered"]:
        yield "never_offered", {"key_": fact.call_id, "outcome": "menu_exit"}


def _agent_changed(fact: Fact, p: Params) -> Iterator[Change]:
    at = fact.happened_at
    yield (
        "stay",
        {
            "stay_id": fact.fact_id,
            "agent": p["agent"],
            "shown_state": p["shown_state"],
            "pause_reason": p.get("pause_reason", ""),
            "started_at": at,
        },
    )
    yield "stay_ended", {"key_": p["agent"], "at_": at}


PROJECTORS: dict[Kind, Projector] = {
    Kind.call_entered: _entered,
    Kind.menu_entered: _menu_entered,
    Kind.menu_completed: _menu_completed,
    Kind.call_offered: _offered,
    Kind.agent_ringing: _ringing,
    Kind.ring_ended: _ring_ended,
    Kind.call_answered: _answered,
    Kind.talk_ended: _talk_ended,
    Kind.hold_started: _hold_started,
    Kind.hold_ended: _hold_ended,
    Kind.consult_began: _consult_began,
    Kind.consult_answered: _consult_answered,
    Kind.conference_began: _conference_began,
    Kind.consult_ended: _consult_ended,
    Kind.supervision_began: _supervision_began,
    Kind.supervision_ended: _supervision_ended,
    Kind.help_asked: _help_asked,
    Kind.help_ended: _help_ended,
    Kind.queue_left: _queue_left,
    Kind.survey_answered: _survey_answered,
    Kind.danger_heard: _danger_heard,
    Kind.call_ended: _ended,
    Kind.agent_changed: _agent_changed,
}

SINCE: dict[str, tuple[str, Any, Any]] = {
    "visit_answered": ("wait_seconds", VISIT.c.queue_visit_id, VISIT.c.offered_at),
    "visit_waited": ("wait_seconds", VISIT.c.queue_visit_id, VISIT.c.offered_at),
    "call_answered": ("time_to_answer_seconds", CALL.c.call_id, CALL.c.entered_at),
}
"""Durations: a projector gives the moment of their end, the moment of their beginning stands in the row."""


def changes(facts: Iterable[Fact]) -> dict[str, list[Params]]:
    """Return statement -> parameters of a group of facts, in order."""
    found: dict[str, list[Params]] = defaultdict(list)
    for fact in facts:
        projector = PROJECTORS.get(fact.kind)
        if projector is not None:
            for name, params in projector(fact, fact.payload):
                found[name].append(params)
    return found


async def project(session: AsyncSession, facts: Sequence[Fact]) -> None:
    """Bring the call rows to where they stand after these facts."""
    wanted = changes(facts)
    connection = await session.connection()
    for name in STATEMENTS:
        params = wanted.get(name)
        if not params:
            continue
        if name in SINCE:
            await _measure(connection, name, params)
        if name in INSERTS:
            await connection.execute(upsert(session, INSERTS[name]).on_conflict_do_nothing(), params)
        else:
            await connection.execute(UPDATES[name], params)


async def _measure(connection: AsyncConnection, name: str, params: Sequence[Params]) -> None:
    """Turn moments into seconds since the moment in the row; without a row there is nothing to change either."""
    target, key, since = SINCE[name]
    started: dict[uuid.UUID, datetime] = {}
    keys = list({one["key_"] for one in params})
    for at in range(0, len(keys), IN_ONE_QUERY):
        rows = await connection.execute(select(key, since).where(key.in_(keys[at : at + IN_ONE_QUERY])))
        started.update((row[0], row[1]) for row in rows)
    for one in params:
        start = started.get(one["key_"])
        one[target] = None if start is None else max(0.0, (one[target] - start).total_seconds())
