"""Brings the suggestions of open drafts up to the words heard."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import timedelta

from prometheus_client import Histogram
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import AWAY, Database
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from tickets.intake import drafts, publishing, repository
from tickets.intake.ports import IntakeDeps
from tickets.intake.service import SUGGESTIONS
from tickets.intake.suggestions import as_description, merged
from tickets.intake.types import DraftState
from tickets.prefill import PrefillContext, Sentence, Suggestion

log = logger(__name__)

BATCH = 20
MARGIN = timedelta(seconds=1)

PREFILL_SECONDS = Histogram("hotline_prefill_seconds", "Time that one pre-fill takes, reading of the words excluded")


class SuggestionJob:
    """Reads the words, runs pre-fill in a thread, writes what changed; several may run at once.

    The work to do is the state ``words_wanted > words_done`` of a draft: a crash loses nothing, several utterances that
    arrive together cost one turn.
    """

    def __init__(self, database: Database, wake: Wake, deps: IntakeDeps, *, poll_seconds: float = 1.0) -> None:
        self.database = database
        self.wake = wake
        self.deps = deps
        self.poll_seconds = poll_seconds
        self._looked_at = deps.clock.now()

    async def run(self) -> None:
        """Work until cancelled; a store that is away is waited for."""
        await self._warm_up()
        pause = 0.2
        while True:
            mark = self.wake.mark(SUGGESTIONS)
            try:
                done = await self.step()
            except (*AWAY, HotlineError, OSError) as error:
                log.warning("suggestions_wait", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
                continue
            pause = 0.2
            if not done:
                await self.wake.wait(SUGGESTIONS, self.poll_seconds, mark)

    async def _warm_up(self) -> None:
        """Let pre-fill read its word lists before the first caller speaks."""
        context = PrefillContext(region=self.deps.region, now=self.deps.clock.now())
        try:
            await asyncio.to_thread(self.deps.prefill, [Sentence("昨天上午九点，路灯坏了。")], context)
        except Exception as error:
            log.error("prefill_failed", error=type(error).__name__)

    async def step(self) -> int:
        """Bring the drafts that wait now up to date; return how many there were."""
        async with self.database.read() as session:
            waiting = await repository.drafts_with_new_words(session, BATCH)
            fresh = len(waiting)
            waiting += await self._begun(session, {contact_id for contact_id, *_ in waiting})
        for contact_id, calls, wanted, language in waiting:
            await self._refresh(contact_id, calls, wanted, language)
        if waiting:
            await self.wake.signal(DOMAIN)
        return fresh

    async def _begun(
        self, session: AsyncSession, besides: set[uuid.UUID]
    ) -> list[tuple[uuid.UUID, list[str], int, str | None]]:
        """Return the open drafts of calls in which something is being said: what is begun is enough to suggest from."""
        since, self._looked_at = self._looked_at - MARGIN, self.deps.clock.now()
        calls = await self.deps.words.begun_since(session, since)
        found = await repository.open_drafts_of_calls(session, calls) if calls else []
        return [one for one in found if one[0] not in besides]

    async def _refresh(self, contact_id: uuid.UUID, calls: list[str], wanted: int, language: str | None) -> None:
        suggestions = await self._suggestions(contact_id, calls, language)
        async with self.database.write() as session:
            row = await repository.lock_draft(session, contact_id)
            if row is None or row.state != DraftState.OPEN or row.words_done > wanted:
                return
            row.words_done = wanted
            if suggestions is None:
                return
            try:
                fields = merged(row.fields, suggestions, self.deps.classes())
            except Exception as error:  # a form as it was is better than a job that ends
                log.error("suggestions_not_merged", contact_id=str(contact_id), error=type(error).__name__)
                return
            if fields != row.fields:
                row.fields = fields
                drafts.touch(row, self.deps.clock.now())
                await session.flush()
                await publishing.draft_updated(session, row)

    async def _suggestions(
        self, contact_id: uuid.UUID, calls: list[str], language: str | None
    ) -> dict[str, Suggestion] | None:
        """Return the suggestions of now; ``None`` when that failed: the form stays, the next words try again."""
        sentences: list[Sentence] = []
        context = PrefillContext(
            region=self.deps.region, now=self.deps.clock.now(), lists=self.deps.lists(), language=language
        )
        try:
            async with self.database.read() as session:
                for call_id in calls:
                    sentences += await self.deps.words.sentences(session, uuid.UUID(call_id))
            began = time.perf_counter()
            found = dict(await asyncio.to_thread(self.deps.prefill, sentences, context))
            PREFILL_SECONDS.observe(time.perf_counter() - began)
        except AWAY:
            raise
        except Exception as error:  # a form without suggestions is better than none
            log.error("prefill_failed", contact_id=str(contact_id), error=type(error).__name__)
            return None
        description = as_description(sentences)
        return {"description": description, **found} if description else found
