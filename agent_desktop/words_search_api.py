"""``/api/v1/calls/find-words``: calls in which something was said; of others' calls for a purpose, in the audit."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS, Reason, check_reason
from agent_desktop.desk.lines import call_lines
from agent_desktop.desk.shapes import CallLine, Shape, Speaker
from agent_desktop.desk.sources import Sources
from agent_desktop.storable import Moment
from foundation import audit
from foundation.database import Database
from foundation.errors import BadInput
from foundation.people.masking import CONFIDENTIAL
from speech import repository as speech
from speech.models import UtteranceRow
from telephony.ledger import screens

LONGEST = timedelta(days=93)
MOST_CALLS = 50
MOST_READ = 4 * MOST_CALLS
"""Calls read: of those some may be confidential."""
AROUND = 40
"""Characters of an utterance shown on each side of what was looked for."""
Wanted = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40, pattern=WITHOUT_CONTROLS)]


class WordsSearch(Reason):
    """What was said, in a time of at most 93 days; the words stand in the body, for an address ends up in logs."""

    text: Wanted
    since: Moment
    until: Moment
    limit: Annotated[int, Field(ge=1, le=MOST_CALLS)] = MOST_CALLS


class WordsPlace(Shape):
    """Where in a call it was said, with a little around it."""

    utterance_id: uuid.UUID
    speaker: Speaker
    started_at: datetime
    text: str


class WordsFound(Shape):
    """A call in which it was said, and where first."""

    call: CallLine
    places: list[WordsPlace]


@dataclass(frozen=True)
class WordsSearchDeps:
    """What the route needs."""

    database: Database
    sources: Sources


def create_words_search(deps: WordsSearchDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/calls/find-words")
    async def find(
        body: WordsSearch, principal: Annotated[Principal, Depends(allow("words.read"))]
    ) -> list[WordsFound]:
        """Find calls by what was said, the newest first; confidential ones only for whoever may see them."""
        if not timedelta(0) < body.until - body.since <= LONGEST:
            raise BadInput(
                "a time begins before it ends and is 93 days at most", fields={"until": {"code": "bad_span"}}
            )
        agents = _reach(principal)
        others = agents is None or set(agents) - {principal.agent}
        if others and not principal.is_system:
            check_reason(body)
        async with deps.database.write() as session:
            purpose, note = body.purpose or "", body.note
            await audit.record(
                session, principal, "words.search", now=deps.sources.clock.now(), purpose=purpose, note=note
            )
        async with deps.database.read() as session:
            rows = await speech.find_words(session, body.text, body.since, body.until, agents, MOST_READ)
            calls = await screens.calls_by_id(session, list(dict.fromkeys(row.call_id for row in rows)))
            secret = await screens.confidential(session, [call.contact_id for call in calls])
            if others and principal.scope(CONFIDENTIAL) is not Scope.ALL:
                calls = [call for call in calls if call.contact_id not in secret]
            lines = await call_lines(session, deps.sources, calls[: body.limit])
        return [WordsFound(call=line, places=_places(rows, line.call_id, body.text)) for line in lines]

    return router


def _reach(principal: Principal) -> Collection[str] | None:
    """Return whose calls he may read the words of; ``None`` for everyone's."""
    if principal.may("words.read", Scope.ALL):
        return None
    team = principal.team if principal.may("words.read", Scope.TEAM) else frozenset()
    return team | ({principal.agent} if principal.agent is not None else frozenset())


def _places(rows: list[UtteranceRow], call_id: uuid.UUID, wanted: str) -> list[WordsPlace]:
    """Return up to three places of a call; what was heard live and again in the recording is one."""
    found: list[WordsPlace] = []
    for row in sorted((row for row in rows if row.call_id == call_id), key=lambda row: row.started_at):
        is_known = any(abs((one.started_at - row.started_at).total_seconds()) < 3 for one in found)
        if len(found) < 3 and not is_known:
            speaker: Speaker = "agent" if row.speaker == "agent" else "caller"
            text = around(row.words if wanted.lower() in row.words.lower() else row.text, wanted)
            found.append(
                WordsPlace(utterance_id=row.utterance_id, speaker=speaker, started_at=row.started_at, text=text)
            )
    return found


def around(text: str, wanted: str) -> str:
    """Cut a text to what stands around its first ``wanted``."""
    at = max(0, text.lower().find(wanted.lower()))
    first, last = max(0, at - AROUND), min(len(text), at + len(wanted) + AROUND)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
