"""What may be asked of an operator's lists: which is in force, and to put another there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents, Version
from foundation.documents import repository as documents
from foundation.errors import BadInput, Conflict, NotFound
from foundation.logs import logger
from tickets.learning.learned import LearnedClassifier, current_name, load_current
from tickets.lists.rows import NAMES, BadRow, Row, document_of, packaged_rows
from tickets.prefill import Lists, lists_of

log = logger(__name__)

KIND = "list"
MOST_ROWS = 30_000

_CLEAN = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
Cell = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64, pattern=_CLEAN)]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_CLEAN)]


class ListContent(BaseModel):
    """Rows of a list: key, what, value."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[tuple[Filled, Cell, Cell]], Field(max_length=MOST_ROWS)]


class OwnLists:
    """The lists that an operator put in place of the shipped ones."""

    def __init__(self, region: str, clock: Clock, models: Path | None = None) -> None:
        self.region, self.models = region, models
        self.documents = Documents(KIND, ListContent, clock)

    async def rows(self, session: AsyncSession, name: str) -> tuple[list[Row], Version | None]:
        """Return a list in force and its version; none: it is the shipped one.

        Raises:
            NotFound: there is no such list.
        """
        version = await self.documents.in_force(session, _known(name))
        if version is None:
            return packaged_rows(name, self.region), None
        return list(self.documents.content_of(version.content).rows), version

    def check(self, name: str, rows: Sequence[Row], held: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuse rows that do not fit themselves or the other lists; takes a second, so not in a loop of events.

        Raises:
            BadInput: the message names the first row.
        """
        try:
            lists_of(self.region, {**held, name: document_of(_known(name), rows)})
        except (ValueError, KeyError) as error:
            number = error.number if isinstance(error, BadRow) else None
            raise BadInput(str(error), fields={"rows": {"code": "row_unfit", "row": number}}) from error

    async def publish(
        self,
        session: AsyncSession,
        name: str,
        rows: Sequence[Row],
        *,
        version: int,
        numbers: Mapping[str, int],
        by: str,
        reason: str,
    ) -> Version:
        """Put a list that was checked in force, in place of the version that was read (0: the shipped one).

        ``numbers``: the versions of all lists in force that it was checked against.

        Raises:
            Conflict: another version is in force, of this list or of one that it was checked against.
        """
        await self._hold(session)
        if await self.numbers(session) != dict(numbers):
            raise Conflict("another list was changed meanwhile: look at it again")
        content = {"rows": [list(row) for row in rows]}
        return await self.documents.replace(session, _known(name), content, version=version, by=by, reason=reason)

    async def roll_back(self, session: AsyncSession, name: str, *, version: int, by: str, reason: str) -> None:
        """Take the version in force back.

        Raises:
            Conflict: another is in force. BadInput: the one before it does not fit the other lists in force.
        """
        await self._hold(session)
        await self.documents.expect(session, name, version)
        restored = await self.documents.roll_back(session, name, by=by, reason=reason)
        rows = self.documents.content_of(restored.content).rows
        await asyncio.to_thread(self.check, name, rows, await self.own(session, besides=name))

    async def own(self, session: AsyncSession, besides: str = "") -> dict[str, dict[str, Any]]:
        """Return the documents in force that an operator published, by list; one that is not understood is left out."""
        found: dict[str, dict[str, Any]] = {}
        for version in await self.documents.all_in_force(session):
            if version.code == besides or version.code not in NAMES:
                continue
            try:
                content = self.documents.content_of(version.content)
                found[version.code] = document_of(version.code, content.rows)
            except (ValueError, KeyError, BadInput) as error:  # the rules became stricter since
                log.error("list_not_understood", name=version.code, error=type(error).__name__)
        return found

    async def _hold(self, session: AsyncSession) -> None:
        """Have one at a time change lists: each is checked against the others."""
        for name in NAMES:
            await documents.ensure_document(session, KIND, name)

    async def numbers(self, session: AsyncSession) -> dict[str, int]:
        """Return the number of each version in force."""
        return await self.documents.numbers_in_force(session)

    def lists(self, own: Mapping[str, Mapping[str, Any]]) -> Lists:
        """Return the lists with these documents in place of the shipped ones, and what was learnt; takes a second."""
        lists = lists_of(self.region, own)
        try:
            model = load_current(self.models) if self.models is not None else None
        except Exception as error:  # whatever is wrong with a file that somebody damaged
            log.error("learned_model_not_read", error=type(error).__name__)
            model = None
        return replace(lists, classifier=LearnedClassifier(lists.taxonomy, model)) if model is not None else lists

    def learned(self) -> str:
        """Return the name of the learnt model in use; empty where there is none."""
        return current_name(self.models) if self.models is not None else ""


def _known(name: str) -> str:
    if name not in NAMES:
        raise NotFound("there is no such list")
    return name
