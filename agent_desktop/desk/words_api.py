"""``/api/v1/desk/words``: an agent puts right what the machine heard in his calls; its words stay beside his."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.desk.at_desk import agent_of
from agent_desktop.desk.loading import utterance_shape
from agent_desktop.desk.parts import UTTERANCE_CORRECTED
from agent_desktop.desk.shapes import Utterance
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, NotFound
from foundation.streams import publish
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from speech.models import UtteranceRow
from speech.numbers import mask_numbers
from telephony.ledger import screens

LONGEST = 2000


class WordsCorrected(BaseModel):
    """What was really said, long numbers hidden as everywhere; ``null`` lets the machine's words count again."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST, pattern=WITHOUT_CONTROLS)] | None


@dataclass(frozen=True)
class WordsDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    wake: Wake


def create_words(deps: WordsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter()

    @router.put("/words/{utterance_id}", response_model=Utterance)
    async def correct(
        utterance_id: uuid.UUID, body: WordsCorrected, principal: Annotated[Principal, Depends(allow("drafts.edit"))]
    ) -> Utterance:
        """Correct an utterance of a call of one's own; again with the same text changes nothing."""
        agent = agent_of(principal)
        text = mask_numbers(body.text.strip()).text if body.text is not None else None
        if text == "":
            raise BadInput("there are no words in it", fields={"text": {"code": "required"}})
        async with deps.database.write() as session:
            row = await session.get(UtteranceRow, utterance_id, with_for_update=True)
            if row is None or not await screens.took_part(session, [agent], row.call_id):
                raise NotFound("there are no such words in a call of yours")
            wanted = None if text == row.text else text
            if wanted != row.corrected_text:
                row.corrected_text, row.corrected_by, row.corrected_at = wanted, agent, deps.clock.now()
                ids = {
                    "call_id": str(row.call_id),
                    "contact_id": str(row.contact_id),
                    "utterance_id": str(utterance_id),
                }
                await publish(session, UTTERANCE_CORRECTED, row.call_id, ids)
            shown = utterance_shape(row)
        await deps.wake.signal(DOMAIN)
        return shown

    return router
