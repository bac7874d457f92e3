"""What may be asked of an operator's lists: which is in force, and to put another there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents, Version
from foundation.errors import BadInput, NotFound
from tickets.learning.learned import LearnedClassifier, current_name, load_current
from tickets.lists.rows import NAMES, BadRow, Row, document_of, packaged_rows
from tickets.prefill import Lists, lists_of

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

    async def publish(
        self, session: AsyncSession, name: str, rows: list[Row], *, version: int, by: str, reason: str
    ) -> Version:
        """Put a list in force in place of the version that was read (0: the shipped one).

        Raises:
            BadInput: it does not fit itself or the others in force; the message names the first row.
            Conflict: another version is in force.
        """
        content = self.documents.content_of({"rows": [list(row) for row in rows]})
        own = await self.own(session)
        try:
            lists_of(self.region, {**own, name: document_of(_known(name), content.rows)})
        except (ValueError, KeyError) as error:
            number = error.number if isinstance(error, BadRow) else None
            raise BadInput(str(error), fields={"rows": {"code": "row_unfit", "row": number}}) from error
        held = {"rows": [list(row) for row in content.rows]}
        return await self.documents.replace(session, name, held, version=version, by=by, reason=reason)

    async def own(self, session: AsyncSession) -> dict[str, dict[str, Any]]:
        """Return the documents in force that an operator published, by list."""
        found: dict[str, dict[str, Any]] = {}
        for version in await self.documents.all_in_force(session):
            content = self.documents.content_of(version.content)
            found[version.code] = document_of(version.code, content.rows)
        return found

    async def numbers(self, session: AsyncSession) -> dict[str, int]:
        """Return the number of each version in force."""
        return await self.documents.numbers_in_force(session)

    def lists(self, own: Mapping[str, Mapping[str, Any]]) -> Lists:
        """Return the lists with these documents in place of the shipped ones, and what was learnt; takes a second."""
        lists = lists_of(self.region, own)
        model = load_current(self.models) if self.models is not None else None
        return replace(lists, classifier=LearnedClassifier(lists.taxonomy, model)) if model is not None else lists

    def learned(self) -> str:
        """Return the name of the learnt model in use; empty where there is none."""
        return current_name(self.models) if self.models is not None else ""


def _known(name: str) -> str:
    if name not in NAMES:
        raise NotFound("there is no such list")
    return name
