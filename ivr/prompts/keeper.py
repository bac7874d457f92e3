"""Brings published recordings into the folder that Asterisk plays from."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from foundation.database import Database
from foundation.logs import logger
from ivr.prompts import repository
from ivr.prompts.model import FALL_BACK, LANGUAGES, Prompt
from ivr.prompts.service import Prompts, Shipped

log = logger(__name__)

LIST = "published.json"
"""Names the files that this keeper wrote: the start of the hotline leaves them alone."""
MISSING = Gauge("hotline_prompts_missing", "Recordings in force that could not be brought to this switch")


class PromptKeeper:
    """Writes what is in force and not there; takes away what is in force no more. A call that plays goes on playing."""

    def __init__(self, database: Database, prompts: Prompts, shipped: Shipped, folder: Path) -> None:
        self._database, self._prompts, self._shipped, self._folder = database, prompts, shipped, folder
        self._seen: dict[str, tuple[int, int, str]] = {}  # when and how large a file was, and what it held

    async def refresh(self) -> None:
        """Bring the folder up to date; without a store everything stays as it is."""
        try:
            async with self._database.read() as session:
                in_force = {name: prompt for name, (_, prompt) in (await self._prompts.in_force(session)).items()}
            wanted = wanted_files(in_force)
            written = await asyncio.to_thread(self._written)
            for place in written.keys() - wanted.keys():
                await asyncio.to_thread(self._take_away, place)
            failed = 0
            for place, digest in wanted.items():
                if not await asyncio.to_thread(self._is_there, place, digest):
                    failed += not await self._bring(place, digest)
            MISSING.set(failed)
            if written != wanted:
                await asyncio.to_thread(_write, self._folder / LIST, json.dumps(wanted, sort_keys=True).encode())
        except (SQLAlchemyError, OSError) as error:
            log.error("prompts_not_brought", error=f"{type(error).__name__}: {error}")

    async def _bring(self, place: str, digest: str) -> bool:
        async with self._database.read() as session:
            wav = await repository.wav_of(session, digest)
        if wav is None or sha256(wav).hexdigest() != digest:
            log.error("prompt_recording_missing", place=place)
            return False
        await asyncio.to_thread(_write, self._folder / place, wav)
        log.info("prompt_brought", place=place)
        return True

    def _written(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self._folder / LIST).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def _is_there(self, place: str, digest: str) -> bool:
        path = self._folder / place
        try:
            now = path.stat()
            if self._seen.get(place, ())[:2] != (now.st_mtime_ns, now.st_size):
                held = sha256(path.read_bytes()).hexdigest()
                self._seen[place] = (now.st_mtime_ns, now.st_size, held)
        except FileNotFoundError:
            return False
        return self._seen[place][2] == digest

    def _take_away(self, place: str) -> None:
        language, _, name = place.removesuffix(".wav").partition("/")
        wav = self._shipped.wav(name, language)
        if wav is not None:
            _write(self._folder / place, wav)
        else:
            (self._folder / place).unlink(missing_ok=True)


def wanted_files(prompts: Mapping[str, Prompt]) -> dict[str, str]:
    """Return ``<language>/<name>.wav`` -> SHA-256 for what is in force.

    A prompt of the operator's has a file in each language, by ``FALL_BACK``; of a shipped one only what was replaced.
    """
    wanted = {}
    for name, prompt in prompts.items():
        for language in LANGUAGES:
            order = FALL_BACK[language] if name.startswith("own/") else (language,)
            there = [prompt.languages[one].audio for one in order if one in prompt.languages]
            if audio := next((one for one in there if one), ""):
                wanted[f"{language}/{name}.wav"] = audio
    return wanted


def _write(path: Path, content: bytes) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)  # whatever is taken away from new folders here: Asterisk may run as another account
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
