"""``hotline restore``: everything is checked before anything is touched, and what stood there is kept aside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine.url import make_url

from foundation.database import Database
from foundation.errors import BadInput, Conflict
from foundation.settings import Settings
from hotline.backup.database import load
from hotline.backup.manifest import Manifest, read_manifest, sha256_of
from hotline.backup.take import KEYS, SPOOL, keys_check
from hotline.migrate import migrate
from hotline.setup.secrets import FOLDER
from hotline.setup.serve import running_pid


@dataclass(frozen=True)
class Restored:
    """What was put back; ``missing`` and ``damaged`` are files of recordings, ``aside`` where the old state lies."""

    manifest: Manifest
    schema_step: str | None
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    aside: Path | None


async def restore(settings: Settings, folder: Path, keys: Path) -> Restored:
    """Put a backup back and bring its schema up.

    Raises:
        BadInput: the backup is not whole, was changed, or its keys are others.
        Conflict: the hotline of this state folder runs, or the PostgreSQL database is not empty.
    """
    manifest = read_manifest(folder)
    file = folder / manifest.database_file
    if not file.is_file() or sha256_of(file) != manifest.database_sha256:
        raise BadInput(f"{file} is missing or was changed since the backup")
    lacking = [name for name in KEYS if not (keys / name).is_file()]
    if lacking:
        raise BadInput(f"{keys} lacks {' and '.join(lacking)}: without them no number can be opened")
    holder = running_pid(settings.var)
    if holder is not None:
        raise Conflict(f"the hotline of {settings.var} runs (process {holder}): stop it first with `make stop`")
    staged = settings.var / f".{FOLDER}.restore"
    shutil.rmtree(staged, ignore_errors=True)
    (staged / FOLDER).mkdir(parents=True, mode=0o700)
    for name in KEYS:
        shutil.copyfile(keys / name, staged / FOLDER / name)
    if keys_check(staged / FOLDER) != manifest.keys_check:
        shutil.rmtree(staged)
        raise BadInput(f"the keys in {keys} are not those of this backup")
    is_sqlite = make_url(settings.database).get_backend_name() == "sqlite"
    if not is_sqlite:
        await _must_be_empty(settings.database)
    aside = _put_aside(settings, is_sqlite=is_sqlite)
    load(settings.database, file)
    secrets = settings.var / FOLDER
    secrets.mkdir(mode=0o700, exist_ok=True)
    for name in KEYS:
        (staged / FOLDER / name).chmod(0o600)
        (staged / FOLDER / name).replace(secrets / name)
    shutil.rmtree(staged)
    if (folder / SPOOL).is_dir():
        shutil.copytree(folder / SPOOL, settings.var / SPOOL)
    missing, damaged = _recordings(folder / "recordings", settings.var / "recordings", manifest)
    database = Database(settings.database, limit_seconds=None)
    try:
        _, step = await migrate(database)
    finally:
        await database.close()
    return Restored(manifest, step, missing, damaged, aside)


async def _must_be_empty(url: str) -> None:
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    finally:
        await database.close()
    if tables:
        raise Conflict(f"the database has {len(tables)} tables: restore into an empty one")


def _put_aside(settings: Settings, *, is_sqlite: bool) -> Path | None:
    """Move what the restore would replace into a folder beside it; nothing is deleted."""
    found = [settings.var / FOLDER / name for name in KEYS]
    if is_sqlite:
        database = Path(make_url(settings.database).database or "")
        found += [database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")]
    found.append(settings.var / SPOOL)
    there = [path for path in found if path.exists()]
    if not there:
        return None
    aside = settings.var / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for path in there:
        path.replace(aside / path.name)
    return aside


def _recordings(source: Path, target: Path, manifest: Manifest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy back what the backup holds and is not there; compare everything with its checksum."""
    missing, damaged = [], []
    for one in manifest.recordings:
        file = target / one.file
        if not file.is_file() and (source / one.file).is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / one.file, file)
        if not file.is_file():
            missing.append(one.file)
        elif sha256_of(file) != one.sha256:
            damaged.append(one.file)
    return tuple(missing), tuple(damaged)
