"""Prompts as documents, their recordings beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents, Version
from foundation.errors import BadInput
from foundation.logs import logger
from ivr.prompts import repository
from ivr.prompts.convert import Sound
from ivr.prompts.model import FALL_BACK, KIND, Prompt

log = logger(__name__)

TRIED = timedelta(days=1)
"""A recording that was tried and not published is kept for so long."""


class Shipped(Protocol):
    """The recordings that come with the product."""

    def words(self, language: str) -> Mapping[str, str]:
        """Return what each shipped prompt says in a language, by name."""
        ...

    def wav(self, name: str, language: str) -> bytes | None:
        """Return a shipped recording."""
        ...


class Prompts:
    """Acts on prompts; each runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, Prompt, clock)
        self._clock = clock

    async def keep(self, session: AsyncSession, sound: Sound) -> None:
        """Keep a recording that somebody tries; of others that were tried a day ago and not used nothing stays."""
        now = self._clock.now()
        await repository.keep(session, sound.sha256, sound.wav, sound.seconds, now)
        old = await repository.older(session, now - TRIED)
        if old:
            used = await self._ever_used(session)
            await repository.drop(session, old - used)
            await repository.touch(session, old & used, now)  # looked through again in a day, not at each upload

    async def publish(
        self, session: AsyncSession, name: str, languages: dict[str, Any], *, version: int, by: str, reason: str
    ) -> Version:
        """Keep a prompt as the next version and put it in force; ``version`` is the one that was read, 0: none.

        Raises:
            Conflict: another is in force. BadInput: a recording is not there, or something does not fit.
        """
        content = self.documents.content_of({"code": name, "languages": languages})
        used = {one.audio for one in content.languages.values() if one.audio}
        await repository.touch(session, used, self._clock.now())
        lengths = await repository.seconds_of(session, used)
        for language, spoken in content.languages.items():
            if spoken.audio and spoken.audio not in lengths:
                raise BadInput(f"the recording for {language} is not there any more: upload it again")
        stored = content.model_dump(mode="json")
        for spoken in stored["languages"].values():
            spoken["seconds"] = lengths.get(spoken["audio"], 0.0)
        return await self.documents.replace(session, name, stored, version=version, by=by, reason=reason)

    async def in_force(self, session: AsyncSession) -> dict[str, tuple[Version, Prompt]]:
        """Return every published prompt by name; one that is not understood any more is left out."""
        found = {}
        for version in await self.documents.all_in_force(session):
            try:
                found[version.code] = version, self.documents.content_of(version.content)
            except BadInput as error:
                log.error("prompt_not_understood", name=version.code, version=version.version, error=str(error))
        return found

    async def words(self, session: AsyncSession) -> dict[str, str]:
        """Return the words of published prompts that a caller in Mandarin hears; of shipped ones, where replaced."""
        found = {}
        for name, (_, prompt) in (await self.in_force(session)).items():
            order = FALL_BACK["zh"] if name.startswith("own/") else ("zh",)
            there = [prompt.languages[one] for one in order if one in prompt.languages]
            heard = next((spoken for spoken in there if spoken.audio), None)
            if heard is not None:
                found[name] = heard.text
        return found

    async def _ever_used(self, session: AsyncSession) -> set[str]:
        versions = await self.documents.published_since(session, ())
        spoken = [one for version in versions for one in version.content.get("languages", {}).values()]
        return {one["audio"] for one in spoken if one.get("audio")}
