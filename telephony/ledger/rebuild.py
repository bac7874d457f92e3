"""Makes the call rows anew from the ledger, some calls at a time: the line's owner goes on storing meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from foundation.database import Database
from telephony.ledger import projection, repository

CALLS_AT_ONCE = 50
"""A transaction of so many calls (some 1,800 facts) holds the store for a fraction of a second."""

AGENT_FACTS_AT_ONCE = 1000


async def rebuild(database: Database) -> int:
    """Make ``call menu_visit queue_visit ring talk hold agent_stay`` anew; return how many facts were read.

    Each call is removed and made in one transaction, in which the stream stays locked: a writer at work waits, and
    then adds to rows that are whole. Rows of calls that no fact speaks of are removed at the end. Interrupted, it has
    left calls that are whole; the rest is done when it runs again. Agents' stays are made last, some at a time: until
    then figures of agents' time are short.
    """
    count = 0
    after: uuid.UUID | None = None
    while True:
        async with database.read() as session:
            calls = await repository.calls_of_ledger(session, after, CALLS_AT_ONCE)
        if not calls:
            break
        count += await _remake(database, calls)
        after = calls[-1]
    for table in repository.REBUILT:
        after = None
        while True:
            async with database.read() as session:
                strangers = await repository.calls_without_facts(session, table, after, CALLS_AT_ONCE)
            if not strangers:
                break
            await _remake(database, strangers)
            after = strangers[-1]
    return count + await _rebuild_stays(database)


async def _rebuild_stays(database: Database) -> int:
    """Make the agents' stays anew; one that the owner adds meanwhile is the same row, closed by the next fact."""
    async with database.write() as session:
        await repository.clear_stays(session)
    count, after = 0, 0
    while True:
        async with database.write() as session:
            found = await repository.facts_of_agents(session, after, AGENT_FACTS_AT_ONCE)
            if not found:
                return count
            await projection.project(session, [fact for _, fact in found])
        count, after = count + len(found), found[-1][0]


async def _remake(database: Database, calls: Sequence[uuid.UUID]) -> int:
    async with database.write() as session:
        await repository.hold(session)
        facts = await repository.facts_of_calls(session, calls)
        await repository.clear_rebuilt(session, calls)
        await projection.project(session, facts)
    return len(facts)
