"""Lists and searches over a year of a big city: 2,000,000 calls and 100,000 tickets in PostgreSQL, asked as pages ask.

The peer is the same list of the same store with a thousand calls in it: what the year costs stands beside what asking
costs. ``LISTS_CALLS`` chooses another size.
"""

import asyncio
import os
import random
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from figures import Report, percentile
from stores import POSTGRES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

import httpx
from whole_web import Whole, whole_web

from foundation.clock import FakeClock
from foundation.crypto import Vault

CALLS = int(os.environ.get("LISTS_CALLS", "2000000"))
FEW = 1000
TICKETS_IN = 20
"""One call in so many becomes a ticket."""
AGENTS = 1710
ASKS = 60
YEAR_SECONDS = 365 * 86400

FILL = """
CREATE TEMP TABLE made AS SELECT i,
    md5('call' || i)::uuid AS call_id, md5('contact' || i)::uuid AS contact_id,
    md5('caller' || i % {callers})::uuid AS caller_id, (1001 + i % {agents})::text AS agent,
    '{now}'::timestamptz - make_interval(secs => i * {every}::double precision) AS at, i % 7 <> 0 AS answered
  FROM generate_series(1, {calls}) AS i;
INSERT INTO telephony_caller (caller_id, number, number_hash, first_seen_at, legal_hold)
  SELECT md5('caller' || i)::uuid, '{sealed}', md5('caller' || i), '{now}', false
  FROM generate_series(0, {callers} - 1) AS i;
INSERT INTO telephony_contact (contact_id, channel, direction, purpose, platform, confidential, opened_at)
  SELECT contact_id, 'voice', 'inbound', 'hotline', '', i % 100 = 0, at FROM made;
INSERT INTO telephony_call (call_id, contact_id, node, linkedid, direction, purpose, caller_id, line, language,
    menu_path, entered_at, answered_at, ended_at, time_to_answer_seconds, outcome, end_reason)
  SELECT call_id, contact_id, 'node1', 'node1-' || extract(epoch FROM at)::bigint || '.' || i, 'inbound', 'hotline',
    caller_id, '12345', 'zh', '1', at, CASE WHEN answered THEN at + interval '12 s' END, at + interval '4 min',
    CASE WHEN answered THEN 12 END, CASE WHEN answered THEN 'answered' ELSE 'abandoned' END, 'hang_up' FROM made;
INSERT INTO telephony_queue_visit (queue_visit_id, call_id, queue, position, offered_at, answered_at, left_at,
    wait_seconds, outcome)
  SELECT md5('visit' || i)::uuid, call_id, 'hotline_general', 1, at + interval '4 s',
    CASE WHEN answered THEN at + interval '12 s' END, at + interval '4 min', 8,
    CASE WHEN answered THEN 'answered' ELSE 'abandoned' END FROM made;
INSERT INTO telephony_ring (ring_id, call_id, queue_visit_id, agent, started_at, ended_at, result)
  SELECT md5('ring' || i)::uuid, call_id, md5('visit' || i)::uuid, agent, at + interval '8 s', at + interval '12 s',
    CASE WHEN answered THEN 'answered' ELSE 'no_answer' END FROM made;
INSERT INTO telephony_talk (talk_id, call_id, agent, started_at, ended_at, began_by, end_reason)
  SELECT md5('talk' || i)::uuid, call_id, agent, at + interval '12 s', at + interval '4 min', 'queue', 'caller'
  FROM made WHERE answered;
INSERT INTO recordings_recording (call_id, contact_id, answered, base, state, started_at, due_at, tries, legs,
    intervals, duration_seconds, truncated, problem, legal_hold)
  SELECT call_id, contact_id, true, 'r' || i, 'verified', at, at, 1, '[]', '[]', 228, false, '', false
  FROM made WHERE answered;
INSERT INTO tickets_conclusion (contact_id, call_id, conclusion, ticket_id, service_id, agent, concluded_at)
  SELECT contact_id, call_id, CASE WHEN i % {tickets} = 0 THEN 'ticket' ELSE 'no_ticket' END, NULL,
    CASE WHEN i % {tickets} = 0 THEN 'T' || i END, agent, at + interval '5 min' FROM made WHERE answered;
INSERT INTO tickets_service_ticket (id, service_id, position, message_id, digest, ticket_id, contact_id, call_id, state,
    kind, urgency, category_code, category_label, category_level2_code, category_level2_label, summary, description,
    agent, confidential, recordings, sources, accepted_at, received_at, legal_hold)
  SELECT md5('ticket' || i)::uuid, 'T' || i, i, 'm' || i, 'd', md5('t' || i)::uuid, contact_id, call_id, 'accepted',
    'request', 'normal', 'a', 'a', 'b', 'b', 's', 'd', agent, false, '[]', '[]', at, at, false
  FROM made WHERE i % {tickets} = 0;
ANALYZE;
"""

Ask = Callable[[], Awaitable[httpx.Response]]


class Store:
    """A database of one's own on the tests' PostgreSQL, with so many calls in the year before the clock's moment."""

    def __init__(self, calls: int, folder: Path) -> None:
        assert POSTGRES
        self.name, self.calls, self.folder = f"lists_{uuid.uuid4().hex}", calls, folder
        self._server = POSTGRES.replace("+psycopg", "")
        self.url = f"{POSTGRES.rpartition('/')[0]}/{self.name}"
        self.now = FakeClock().now()
        folder.mkdir()

    def __enter__(self) -> "Store":
        self._outside(f"CREATE DATABASE {self.name}")
        return self

    def __exit__(self, *gone: object) -> None:
        self._outside(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _outside(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(statement.encode())

    def fill(self, vault: Vault) -> None:
        """Make the calls; every number is the same invented one, sealed, for nobody reads it here."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as store:
            made = FILL.format(
                calls=self.calls,
                callers=max(1, self.calls // 5),
                agents=AGENTS,
                tickets=TICKETS_IN,
                every=YEAR_SECONDS / self.calls,
                now=self.now.isoformat(),
                sealed=vault.seal("19900010001", "phone"),
            )
            store.execute(made.encode())


def _asks(web: Whole, store: Store, chance: random.Random) -> dict[str, Callable[[], Ask]]:
    """Return by name what makes the next question of a kind."""

    def calls(role: str, **query: object) -> Ask:
        headers = {"cookie": f"hotline_session={web.tokens[role]}"}
        params = {name: str(value) for name, value in query.items()}
        return lambda: web.client.get("/api/v1/calls", params=params, headers=headers)

    def some_day() -> dict[str, object]:
        until = store.now - timedelta(days=chance.randrange(364))
        return {"until": until.isoformat(), "since": (until - timedelta(days=1)).isoformat()}

    def agent() -> str:
        return str(1001 + chance.randrange(AGENTS))

    return {
        "newest": lambda: calls("supervisor"),
        "a day": lambda: calls("supervisor", **some_day()),
        "of an agent": lambda: calls("supervisor", agent=agent()),
        "of an agent, a day": lambda: calls("supervisor", agent=agent(), **some_day()),
        "abandoned": lambda: calls("supervisor", outcome="abandoned"),
        "an outcome nobody had": lambda: calls("supervisor", outcome="lost"),
        "an agent nobody is": lambda: calls("supervisor", agent="9999"),
    }


async def _measure(report: Report, stores: dict[str, Store]) -> None:
    seconds: dict[str, dict[str, list[float]]] = {}
    for name, store in stores.items():
        async with whole_web(store.folder, store.url) as web:
            await asyncio.to_thread(store.fill, web.house.vault)
            chance = random.Random(1)
            for what, ask in _asks(web, store, chance).items():
                taken = seconds.setdefault(what, {}).setdefault(name, [])
                for _ in range(ASKS):
                    question = ask()
                    began = time.perf_counter()
                    answer = await question()
                    taken.append(time.perf_counter() - began)
                    assert answer.status_code == 200, answer.text
                    found = answer.json()["calls"]
                    assert found or "nobody" in what or ", " in what or store.calls == FEW, what
    for what, both in seconds.items():
        for share in (50, 95):
            mine, peer = (percentile(both[name], share / 100) * 1000 for name in ("ours", "peer"))
            report.add(what, f"p{share}", "ms", mine, peer)


@pytest.mark.skipif(not POSTGRES, reason="HOTLINE_TEST_POSTGRES_URL is not set: make bench starts a PostgreSQL")
def test_lists(report: Callable[[str], Report], tmp_path: Path) -> None:
    made = report(f"the same lists of {FEW:,} calls")
    made.details |= {"calls": CALLS, "tickets": CALLS // TICKETS_IN}
    with Store(CALLS, tmp_path / "many") as many, Store(FEW, tmp_path / "few") as few, made.watched():
        asyncio.run(_measure(made, {"ours": many, "peer": few}))
    made.write()
