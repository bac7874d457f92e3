"""The database: reachable, migrated, and owned by one controller."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import SQLAlchemyError

from foundation.database import Database
from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from telephony import lease
from telephony.models import LeaseRow

SECONDS = 5.0


def store_checks(settings: Settings) -> list[Check]:
    """Return the checks of the database."""
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
        held = await lease.read(session, settings.node)
    return [
        well("database", f"{database.url.get_backend_name()}, revision {version}", critical=True),
        lease_check(held, settings.node, datetime.now(UTC)),
    ]


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
