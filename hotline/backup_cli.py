"""``hotline backup`` and ``hotline restore``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from foundation.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def backup(
    folder: Annotated[Path, typer.Argument(help="Where a folder of this backup is made.")],
    keys: Annotated[Path, typer.Option(help="Where the keys go: outside the folder of the backup.")],
    recordings: Annotated[bool, typer.Option(help="Copy the recordings too; else only their checksums.")] = False,
    json_: Json = False,
) -> None:
    """Copy database and keys, with the checksums of all recordings, while calls go on."""
    from hotline.backup.take import take

    done = asyncio.run(take(Settings(), folder, keys, recordings=recordings))
    found = {
        "folder": str(done.folder),
        "keys": str(done.keys),
        "schema": done.manifest.schema_step,
        "recordings": len(done.manifest.recordings),
        "missing": list(done.missing),
    }
    lines = [
        f"backup: {done.folder}",
        f"keys:   {done.keys} (keep them apart from the backup)",
        f"{len(done.manifest.recordings)} files of recordings {'copied' if recordings else 'listed with checksums'}",
        *(f"missing: {name}" for name in done.missing),
    ]
    typer.echo(json.dumps(found, indent=2) if json_ else "\n".join(lines))


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder of a backup.")],
    keys: Annotated[Path, typer.Option(help="The folder of its keys.")],
    json_: Json = False,
) -> None:
    """Put a backup back into a state folder whose hotline does not run; what stood there is kept aside."""
    from hotline.backup.restore import restore as run

    done = asyncio.run(run(Settings(), folder, keys))
    found = {
        "created_at": done.manifest.created_at.isoformat(),
        "schema": done.schema_step,
        "recordings": len(done.manifest.recordings),
        "missing": list(done.missing),
        "damaged": list(done.damaged),
        "aside": str(done.aside) if done.aside else None,
    }
    lines = [
        f"restored the backup of {done.manifest.created_at:%Y-%m-%d %H:%M:%S} UTC, schema {done.schema_step}",
        f"{found['recordings']} files of recordings, {len(done.missing)} missing, {len(done.damaged)} damaged",
        *(f"missing: {name}" for name in done.missing),
        *(f"damaged: {name}" for name in done.damaged),
        *([f"what stood here lies in {done.aside}"] if done.aside else []),
        "next: make run, then hotline doctor",
    ]
    typer.echo(json.dumps(found, indent=2) if json_ else "\n".join(lines))
    if done.missing or done.damaged:
        raise typer.Exit(1)
