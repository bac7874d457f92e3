"""A report of a month of 2,000,000 calls on PostgreSQL, beside counting the same rows in bare SQL.

The month is invented in the database: a call every 1.3 s, four in five answered, forty queues. The peer reads the same
two tables with `count(*)` by day, nothing else.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from figures import Report
from sqlalchemy import text
from stores import fresh_store

from foundation.database import Database
from foundation.work_calendar import ZONE
from queueing.figures import report as reports
from queueing.figures.report import Asked
from queueing.rules.model import QueueRules

CALLS = int(os.environ.get("HOTLINE_BENCH_CALLS", "2000000"))
SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE)
MAKE_CALLS = """
INSERT INTO telephony_call (call_id, contact_id, node, linkedid, direction, purpose, line, language, menu_path,
  entered_at, answered_at, ended_at, time_to_answer_seconds, outcome)
SELECT gen_random_uuid(), gen_random_uuid(), 'node1', 'l' || n, 'inbound',
  CASE WHEN n % 100 = 0 THEN 'test' ELSE 'hotline' END, CASE WHEN n % 5 = 0 THEN '12329' ELSE '12345' END,
  CASE WHEN n % 20 = 0 THEN 'en' ELSE 'zh' END, '', t, CASE WHEN n % 10 < 8 THEN t + interval '12 s' END,
  t + interval '200 s', CASE WHEN n % 10 < 8 THEN 5 + n % 20 END,
  CASE WHEN n % 10 < 8 THEN 'answered' WHEN n % 10 = 8 THEN 'abandoned' ELSE 'menu_exit' END
FROM (SELECT n, timestamptz '2026-10-31 16:00+00' + n * (2592000.0 / :calls) * interval '1 s' AS t
      FROM generate_series(0, :calls - 1) n) made
"""
MAKE_VISITS = """
INSERT INTO telephony_queue_visit (queue_visit_id, call_id, queue, position, offered_at, answered_at, left_at,
  wait_seconds, outcome, line, language, purpose)
SELECT gen_random_uuid(), call_id, 'queue_' || (abs(hashtext(linkedid)) % 40), 1, entered_at + interval '8 s',
  answered_at, coalesce(answered_at, ended_at), coalesce(time_to_answer_seconds, 30), outcome, line, language, purpose
FROM telephony_call WHERE outcome <> 'menu_exit'
"""
PEER = """
SELECT (SELECT count(*) FROM (SELECT date_trunc('day', entered_at), count(*) FROM telephony_call GROUP BY 1) a),
       (SELECT count(*) FROM (SELECT date_trunc('day', offered_at), count(*) FROM telephony_queue_visit GROUP BY 1) b)
"""


async def _invent(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(MAKE_CALLS), {"calls": CALLS})
        await connection.execute(text(MAKE_VISITS))
    async with database.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in ("telephony_call", "telephony_queue_visit"):
            await outside.execute(text(f"VACUUM ANALYZE {table}"))


async def _read(database: Database, asked: Asked) -> None:
    async with database.read() as session:
        await reports.report(session, asked, QueueRules(), UNTIL, greeting_seconds=8)


async def _timed(work: Callable[[], Any]) -> float:
    """Return the seconds of the better of two runs."""
    took = []
    for _ in range(2):
        began = time.monotonic()
        await work()
        took.append(time.monotonic() - began)
    return min(took)


async def test_report(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Seconds of a month's report, whole and by queue."""
    if "HOTLINE_TEST_POSTGRES_URL" not in os.environ:
        pytest.skip("needs PostgreSQL: make bench starts one")
    made = report("bare SQL: count(*) by day of the same rows")
    async with fresh_store("postgresql", tmp_path, "telephony_") as database:
        await _invent(database)

        async def peer() -> None:
            async with database.read() as session:
                await session.execute(text(PEER))

        theirs = await _timed(peer)
        cases: tuple[tuple[Literal["", "queue", "line"], Literal["day", "hour"]], ...]
        cases = (("", "day"), ("queue", "day"), ("line", "day"), ("", "hour"), ("queue", "hour"))
        for by, interval in cases:
            mine = await _timed(partial(_read, database, Asked(SINCE, UNTIL, interval, by=by)))
            made.add(f"{CALLS} calls, by {by or 'nothing'}", f"a month by {interval}", "s", mine, theirs)
    made.write()
