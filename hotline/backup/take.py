"""``hotline backup``: a consistent copy of the database first, then what it names, then the manifest."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import select

from foundation.database import Database
from foundation.errors import BadInput
from foundation.settings import Settings
from hotline.backup.database import SQLITE, dump
from hotline.backup.manifest import NAME, Manifest, RecordingFile, sha256_of
from hotline.migrate import current_step
from hotline.setup.secrets import FOLDER, read_secret
from recordings.models import RecordingRow

KEYS = ("data_key", "lookup_key")
"""Without them numbers cannot be opened and callers not found again. Every other secret can be made anew."""
SPOOL = "spool"
CHECKED = "hotline backup"


@dataclass(frozen=True)
class Taken:
    """What was backed up; ``missing`` are files of recordings that the database names and the disk has not."""

    folder: Path
    keys: Path
    manifest: Manifest
    missing: tuple[str, ...]


async def take(settings: Settings, target: Path, keys: Path, *, recordings: bool) -> Taken:
    """Write a backup into a new folder under ``target``, and the keys into a new folder under ``keys``.

    Nothing of it has its name before it is whole and on disk; an interrupted one leaves folders that end in ``.part``.

    Raises:
        BadInput: the keys would lie beside the data.
        Unavailable: the database cannot be copied.
    """
    _apart(target, keys)
    now = datetime.now(UTC)
    name = f"hotline-{settings.node}-{now:%Y%m%dT%H%M%SZ}"
    part, key_part = target / f"{name}.part", keys / f"{name}-keys.part"
    for folder in (part, key_part):
        folder.mkdir(parents=True, mode=0o700)
    file = dump(settings.database, part)
    # What follows is read from the copy where that is possible, so that it fits the copy.
    copied = Database(f"sqlite+aiosqlite:///{file}") if file.name == SQLITE else Database(settings.database)
    try:
        async with copied.read() as session:
            legs = list(await session.scalars(select(RecordingRow.legs).where(RecordingRow.legs.is_not(None))))
        step = await current_step(copied)
    finally:
        await copied.close()
    for left in part.glob(f"{SQLITE}-*"):
        left.unlink()  # of our own look into it
    listed = [
        RecordingFile(file=leg["file"], sha256=leg["sha256"], bytes=leg["bytes"])
        for entry in legs
        for leg in entry.values()
    ]
    missing = _copy_recordings(settings.var / "recordings", part / "recordings", listed, copy=recordings)
    # Facts that wait for the store: those that it has meanwhile are known by their ids.
    for waiting in (settings.var / SPOOL).glob("*.jsonl"):
        (part / SPOOL).mkdir(exist_ok=True)
        _write(part / SPOOL / waiting.name, waiting.read_bytes())
    for secret in KEYS:
        _write(key_part / secret, (settings.var / FOLDER / secret).read_bytes())
    manifest = Manifest(
        version=version("hotline12345"),
        created_at=now,
        node=settings.node,
        region=settings.region,
        schema_step=step,
        database="sqlite" if file.name == SQLITE else "postgresql",
        database_file=file.name,
        database_sha256=sha256_of(file),
        keys_check=keys_check(settings.var / FOLDER),
        with_recordings=recordings,
        recordings=listed,
    )
    _write(part / NAME, manifest.model_dump_json(indent=1).encode())
    folder, key_folder = target / name, keys / f"{name}-keys"
    key_part.rename(key_folder)
    part.rename(folder)
    for parent in (target, keys):
        _sync(parent)
    return Taken(folder, key_folder, manifest, missing)


def _apart(target: Path, keys: Path) -> None:
    if keys.resolve() == target.resolve() or target.resolve() in keys.resolve().parents:
        raise BadInput("keep keys apart from data: give --keys a folder outside that of the backup")


def keys_check(folder: Path) -> str:
    """Return a value by which keys are recognised, and which says nothing about them."""
    made = hmac.new(b"", CHECKED.encode(), hashlib.sha256)
    for name in KEYS:
        made = hmac.new(read_secret(folder.parent, name).encode(), made.digest(), hashlib.sha256)
    return made.hexdigest()[:32]


def _copy_recordings(source: Path, target: Path, listed: list[RecordingFile], *, copy: bool) -> tuple[str, ...]:
    missing = []
    for one in listed:
        file = source / one.file
        if not file.is_file():
            missing.append(one.file)
        elif copy:
            made = target / one.file
            made.parent.mkdir(parents=True, exist_ok=True)
            try:
                made.hardlink_to(file)  # checked recordings are never written again
            except OSError:
                shutil.copyfile(file, made)
    return tuple(missing)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
