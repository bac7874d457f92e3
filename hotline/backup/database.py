"""The database of a backup: SQLite's own online copy, or ``pg_dump`` and ``pg_restore``."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy.engine.url import URL, make_url

from foundation.errors import BadInput, Unavailable

SQLITE, POSTGRESQL = "hotline.sqlite3", "hotline.pgdump"
STEP_SECONDS = 0.01
PAGES = 2000  # of 4 KB: a copy gives way to writers after each so many
TOOL_SECONDS = 6 * 3600


def dump(url: str, folder: Path) -> Path:
    """Copy the database into a folder while it is used; return the file.

    Raises:
        Unavailable: there is no database, or PostgreSQL's tools are missing or fail.
    """
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        source = Path(made.database or "")
        if not source.is_file():
            raise Unavailable(f"there is no database at {source}: run `hotline migrate` or `make run` first")
        return _copy_sqlite(source, folder / SQLITE)
    target = folder / POSTGRESQL
    _tool(made, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def load(url: str, file: Path) -> None:
    """Put a database back. SQLite: the file takes its place. PostgreSQL: into an empty schema.

    Raises:
        BadInput: the backup is of the other kind of database.
        Unavailable: PostgreSQL's tools are missing or fail.
    """
    made = make_url(url)
    kind = made.get_backend_name()
    if (kind == "sqlite") != (file.name == SQLITE):
        raise BadInput(f"this backup is not of a {kind} database: set HOTLINE_DATABASE_URL to one of its own kind")
    if kind == "sqlite":
        target = Path(made.database or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_sqlite(file, target)
        return
    _tool(made, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction", str(file))


def _copy_sqlite(source: Path, target: Path) -> Path:
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as there,
        contextlib.closing(sqlite3.connect(target)) as here,
    ):
        there.backup(here, pages=PAGES, sleep=STEP_SECONDS)
        (verdict,) = here.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise Unavailable(f"the copy of {source.name} is damaged: {verdict}")
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return target


def _tool(url: URL, name: str, *words: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise Unavailable(f"{name} is not installed: apt-get install postgresql-client")
    environment = os.environ | {"PGCONNECT_TIMEOUT": "10"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [program, *words, f"--dbname={plain}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TOOL_SECONDS,
    )
    if done.returncode != 0:
        # Rows can stand in the tool's message; its first line says what it was about.
        raise Unavailable(f"{name} failed: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else 'no word'}")
