"""The database: reachable, migrated, owned by one controller; and what it tells of the other processes."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import SQLAlchemyError

from foundation.database import Database
from foundation.documents import repository as documents
from foundation.presence import present
from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.doctor_checks.work import (
    aside_checks,
    lists_check,
    recognisers_check,
    rules_check,
    speech_check,
    worker_check,
)
from hotline.migrate import newest
from hotline.put_aside import put_aside
from hotline.wiring import MODELS, PRESENCE
from queueing import repository as queueing
from queueing.publish.book import KIND as RULES
from speech import repository as speech
from telephony import lease
from telephony.models import LeaseRow
from tickets.learning.learned import current_name
from tickets.lists.service import KIND as LISTS

SECONDS = 5.0


def store_checks(settings: Settings) -> list[Check]:
    """Return the checks of the database and of what it tells."""
    file = make_url(settings.database)
    if file.get_backend_name() == "sqlite" and not Path(file.database or "").is_file():
        remedy = "run `make run` once, or `.venv/bin/hotline migrate`"
        return [wrong("database", f"{file.database} is not there yet", remedy, critical=True)]
    return asyncio.run(_checks(settings))


async def _checks(settings: Settings) -> list[Check]:
    database = Database(settings.database, busy_seconds=SECONDS)
    try:
        async with asyncio.timeout(SECONDS * 2):
            return await _look(database, settings)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no answer"
        remedy = "start the database or correct HOTLINE_DATABASE_URL"
        return [wrong("database", f"{database.url.get_backend_name()}: {reason}", remedy, critical=True)]
    finally:
        await database.close()


async def _look(database: Database, settings: Settings) -> list[Check]:
    async with database.read() as session:
        connection = await session.connection()
        tables = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
        if LeaseRow.__tablename__ not in tables or "alembic_version" not in tables:
            return [wrong("database", "its tables are missing", "run `.venv/bin/hotline migrate`", critical=True)]
        version = await session.scalar(text("select version_num from alembic_version"))
        schema = schema_check(database.url.get_backend_name(), version, newest())
        if not schema.ok:
            return [schema]
        now = datetime.now(UTC)
        checks = [schema, lease_check(await lease.read(session, settings.node), settings.node, now)]
        checks.append(worker_check(await present(session, PRESENCE, now)))
        if settings.speech_engine != "none":
            checks.append(speech_check(len(await speech.workers(session, now))))
        checks.append(recognisers_check(settings))
        numbers = await documents.numbers_in_force(session, LISTS)
        models = settings.var / MODELS
        checks.append(lists_check(numbers, current_name(models), models))
        in_force = await documents.number_in_force(session, RULES, settings.node)
        told = await queueing.rules_on_switch(session, settings.node)
        told_version, compared_at = (told.version, told.compared_at) if told is not None else (None, None)
        checks.append(rules_check(in_force, told_version, compared_at, now))
        return [*checks, *aside_checks(await put_aside(session, settings))]


def schema_check(backend: str, version: str | None, wanted: str | None) -> Check:
    """Compare the schema with the one that this release is made for."""
    if version == wanted:
        return well("database", f"{backend}, revision {version}", critical=True)
    remedy = "run `.venv/bin/hotline migrate`; if the schema is of a newer release, run that release"
    return wrong("database", f"{backend}, revision {version} in place of {wanted}", remedy, critical=True)


def lease_check(held: lease.Lease | None, node: str, now: datetime) -> Check:
    """Judge who owns the node: fresh, and ready to take calls."""
    remedy = "start the hotline; if it runs, see the controller's log: callers reach agents, but without menu or ticket"
    if held is None:
        return wrong("owner", f"nobody has ever owned {node}", remedy, critical=True)
    if not held.valid(now):
        age = (now - held.expires_at).total_seconds()
        return wrong("owner", f"the lease of {node} ended {age:.0f} s ago", remedy, critical=True)
    if held.ready_at is None:
        return wrong(
            "owner", f"epoch {held.epoch} is still reading the switch", "look again in some seconds", critical=True
        )
    return well("owner", f"epoch {held.epoch} at {held.address}", critical=True)
