"""What callers say in a menu (fulfils ``ivr.ports.Hearing``): a live tap writes it down, pre-fill understands it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from foundation.database import Database
from ivr.ports import Understood
from speech import repository as speech
from speech.models import UtteranceRow
from speech.taps import TapPlanner
from telephony.calls.state import CallState
from telephony.events import call_id_of
from tickets.lists import ListsShelf
from tickets.prefill import Lists, PrefillContext, Sentence, load_taxonomy, packaged_lists, prefill, service_for

LOOK_SECONDS = 0.25
FIRST_SECONDS = 6.0
"""So long the first words may take after the caller has ended; a recogniser that is slower leaves him to a person."""
SETTLED_SECONDS = 1.0
"""Words to which nothing was added for so long are all of them."""


class CallHearing:
    """Taps the caller and reads his words from the store."""

    def __init__(self, database: Database, taps: TapPlanner, lists: ListsShelf) -> None:
        self._database, self._taps, self._lists = database, taps, lists

    async def begin(self, call: CallState) -> bool:
        """Order a tap of the caller."""
        return await self._taps.hear(call.linkedid)

    async def understood(self, call: CallState, since: datetime) -> Understood:
        """Wait for the caller's last words and classify them."""
        loop = asyncio.get_running_loop()
        began = changed = loop.time()
        rows: Sequence[UtteranceRow] = ()
        while loop.time() - began < FIRST_SECONDS or (rows and loop.time() - changed < SETTLED_SECONDS):
            found = await self._words(call, since)
            if len(found) != len(rows):
                rows, changed = found, loop.time()
            elif rows and loop.time() - changed >= SETTLED_SECONDS:
                break
            await asyncio.sleep(LOOK_SECONDS)
        return await asyncio.to_thread(understand, [row.words for row in rows], self._lists.current)

    async def _words(self, call: CallState, since: datetime) -> list[UtteranceRow]:
        async with self._database.read() as session:
            rows = await speech.utterances(session, call_id_of(call.node, call.linkedid), "live")
        return [row for row in rows if row.speaker == "caller" and row.ended_at >= since]


def understand(said: Sequence[str], lists: Lists | None = None) -> Understood:
    """Return category and danger of what a caller said, by the lists in force or the shipped ones."""
    lists = lists or packaged_lists(PrefillContext().region)
    sentences = [Sentence(text=text, speaker="caller", utterance_id="") for text in said]
    found = prefill(sentences, PrefillContext(lists=lists))["category"]
    first = found.value[0] if isinstance(found.value, tuple) else None
    code = next((code for code, label in categories(lists).items() if label == first), "")
    return Understood(code, found.confidence if code else 0.0, service_for("。".join(said), lists.wording))


def categories(lists: Lists | None = None) -> dict[str, str]:
    """Return the first level of the classification, code -> label."""
    return {root.code: root.label for root in (lists.taxonomy if lists else load_taxonomy()).roots}
