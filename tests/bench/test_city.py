"""Lists, searches, dashboards and supervision of a generated city of 100,000 tickets on PostgreSQL, beside bare SQL.

The peer of a list reads as many rows of tickets by their position and nothing that belongs to them; the peer of a
dashboard counts the same tickets by day.
"""

import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from figures import Report, percentile
from sqlalchemy import text
from stores import fresh_store

from agent_desktop.tickets.suggesting import candidates_of
from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from hotline.generate.city import generate_city
from hotline.generate.store import Generator, Wanted
from tickets.service.acts import TicketActs
from tickets.service.figures import Part, Span, dashboard, narrowed
from tickets.service.lists import Filter, View, counts, page
from tickets.service.organisation import Organisation
from tickets.service.public import PublicReports
from tickets.service.rules import TicketRules, shipped_rules
from tickets.service.supervision import found

TICKETS = int(os.environ.get("HOTLINE_BENCH_TICKETS", "100000"))
NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)
ROUNDS = 20
PEER_LIST = "SELECT * FROM tickets_service_ticket ORDER BY position DESC LIMIT 50"
PEER_BOARD = "SELECT received_day, count(*) FROM tickets_service_ticket WHERE received_at >= :since GROUP BY 1"


async def _timed(work: Callable[[], Awaitable[Any]], rounds: int = ROUNDS) -> list[float]:
    """Return the milliseconds of each round behind a first one that warms up."""
    took = []
    for _ in range(rounds + 1):
        began = time.monotonic()
        await work()
        took.append((time.monotonic() - began) * 1000)
    return took[1:]


async def _list(database: Database, wanted: Filter, rules: TicketRules) -> None:
    async with database.read() as session:
        await page(session, wanted, after="", limit=50, now=NOW, reader=None, rules=rules)


async def _suggested(database: Database, organisation: Organisation, rules: TicketRules) -> None:
    """Read a page of 100 with the units that each may belong to, as if all waited to be dispatched."""
    async with database.read() as session:
        part = await page(session, Filter(), after="", limit=100, now=NOW, reader=None, rules=rules)
        await candidates_of(session, organisation, [(one.row, True) for one in part.tickets], NOW)


async def _counts(database: Database, rules: TicketRules) -> None:
    async with database.read() as session:
        await counts(session, [view for view in View if view is not View.ALL], None, NOW, rules)


async def _board(database: Database, span: Span) -> None:
    await dashboard(database, span, Part(), NOW)


async def _found(database: Database, span: Span, rules: TicketRules) -> None:
    async with database.read() as session:
        await found(session, span, rules, NOW)


async def _bare(database: Database, query: str, **given: Any) -> None:
    async with database.read() as session:
        (await session.execute(text(query), given)).all()


async def test_city(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Milliseconds of what pages ask for, as pages ask for it."""
    if "HOTLINE_TEST_POSTGRES_URL" not in os.environ:
        pytest.skip("needs PostgreSQL: make bench starts one")
    made = report("bare SQL: rows by position, count(*) by day of the same tickets")
    async with fresh_store("postgresql", tmp_path, "foundation_", "tickets_") as database:
        clock = FakeClock(NOW)
        vault = Vault({"k1": bytes(range(32))}, "k1", bytes(32))
        acts = TicketActs(database, region="440100", clock=clock)
        city = generate_city(Random(1), 20, 120)
        generator = Generator(database, acts, vault, "440100")
        began = time.monotonic()
        stored = await generator.fill(city, Wanted(tickets=TICKETS, days=365, seed=1))
        assert stored == TICKETS
        made.add(f"{TICKETS} tickets", "made with their histories", "s", time.monotonic() - began)
        async with database.engine.connect() as connection:
            outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await outside.execute(text("VACUUM ANALYZE"))
        rules, district = shipped_rules(), city.districts[0].name
        below = city.organisation.and_below(city.districts[0].code)
        year = Filter(View.ALL, since=NOW - timedelta(days=365), until=NOW)
        lists = {
            "to dispatch": Filter(View.TO_DISPATCH),
            "a unit's inbox": Filter(View.WORKING, below),
            "overdue": Filter(View.OVERDUE),
            "to follow up": Filter(View.TO_FOLLOW_UP),
            "everything of a district": Filter(View.ALL, district=district),
            "a class": Filter(View.ALL, category="con_municipal"),
            "a number's beginning": Filter(View.ALL, number="4401002609"),
            "words that are often said": Filter(View.ALL, words="路灯"),
            "words that nobody said": Filter(View.ALL, words="没有人说过"),
            "a period": Filter(View.ALL, since=NOW - timedelta(days=30), until=NOW),
            "behind first dispatches that failed": narrowed(year, "settled-straight"),
        }
        theirs = await _timed(partial(_bare, database, PEER_LIST))
        for name, wanted in lists.items():
            mine = await _timed(partial(_list, database, wanted, rules))
            made.add(name, "list of 50, p95", "ms", percentile(mine, 0.95), percentile(theirs, 0.95))
        mine = await _timed(partial(_suggested, database, city.organisation, rules))
        made.add(
            "a page with whose each may be", "list of 100, p95", "ms", percentile(mine, 0.95), percentile(theirs, 0.95)
        )
        mine = await _timed(partial(_counts, database, rules))
        made.add("every view", "counts, p95", "ms", percentile(mine, 0.95), percentile(theirs, 0.95))
        for name, days in (("a month", 30), ("a year", 365)):
            span = Span(NOW - timedelta(days=days), NOW)
            theirs = await _timed(partial(_bare, database, PEER_BOARD, since=span.since), 5)
            mine = await _timed(partial(_board, database, span), 5)
            made.add(f"dashboard of {name}", "with everything on the page, p95", "ms", max(mine), max(theirs))
            mine = await _timed(partial(_found, database, span, rules), 3)
            made.add(f"supervision of {name}", "every sign, p95", "ms", max(mine), max(theirs))
        month = (NOW - timedelta(days=30)).strftime("%Y-%m")
        theirs = await _timed(partial(_bare, database, PEER_BOARD, since=NOW - timedelta(days=57)), 5)
        mine = await _timed(partial(PublicReports(database, clock).counted, month), 5)
        made.add("month for everybody", "counted, p95", "ms", max(mine), max(theirs))
    made.write()
