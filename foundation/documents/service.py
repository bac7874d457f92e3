"""Acts on the documents of one kind; each runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import repository
from foundation.documents.lifecycle import Act, State, next_state
from foundation.documents.models import DocumentRow, DocumentVersionRow
from foundation.documents.repository import Version, version_of
from foundation.errors import BadInput, Conflict, NotFound
from foundation.streams import publish as tell

Content = TypeVar("Content", bound=BaseModel)


class Documents(Generic[Content]):
    """The documents of one kind; ``model`` is its owner's and checks what may be published."""

    def __init__(self, kind: str, model: type[Content], clock: Clock) -> None:
        self.kind, self.model, self._clock = kind, model, clock

    async def draft(
        self, session: AsyncSession, code: str, content: dict[str, Any], *, author: str, reason: str
    ) -> Version:
        """Keep a new version, as unfinished as it may be, and return it."""
        if not reason.strip():
            raise BadInput("a version needs a reason: one sentence for whoever reads the history")
        document = await repository.ensure_document(session, self.kind, code)
        document.last_version += 1
        row = DocumentVersionRow(
            kind=self.kind,
            code=code,
            version=document.last_version,
            state=State.draft,
            content=content,
            author=author,
            reason=reason.strip(),
            created_at=self._clock.now(),
            published_by="",
            rolled_back_by="",
            rollback_reason="",
        )
        session.add(row)
        await session.flush()
        return version_of(row)

    async def change(self, session: AsyncSession, code: str, number: int, content: dict[str, Any]) -> Version:
        """Replace the content of a version that was not published yet; it has to be validated again."""
        _, row = await self._held(session, code, number)
        row.state = next_state(State(row.state), Act.change)
        row.content = content
        return version_of(row)

    async def replace(
        self, session: AsyncSession, code: str, content: dict[str, Any], *, version: int, by: str, reason: str
    ) -> Version:
        """Put a content in force in one act, in place of the version that was read; 0: none was.

        Raises:
            Conflict: another is in force. BadInput: the sentence names each place and what is wrong there.
        """
        document = await repository.ensure_document(session, self.kind, code)
        if version:
            await self.expect(session, code, version)
        elif document.published_version is not None:
            raise Conflict(f"{self.kind} {code} was made by somebody else meanwhile")
        made = await self.draft(session, code, content, author=by, reason=reason)
        await self.validate(session, code, made.version)
        return await self.publish(session, code, made.version, by=by)

    async def validate(self, session: AsyncSession, code: str, number: int) -> Version:
        """Check a version by its owner's model.

        Raises:
            BadInput: the sentence names each place and what is wrong there.
        """
        _, row = await self._held(session, code, number)
        after = next_state(State(row.state), Act.validate)
        self.content_of(row.content)
        row.state = after
        return version_of(row)

    async def publish(self, session: AsyncSession, code: str, number: int, *, by: str) -> Version:
        """Put a validated version in force."""
        document, row = await self._held(session, code, number)
        row.state = next_state(State(row.state), Act.publish)
        self.content_of(row.content)  # the model may have become stricter since
        before = document.published_version
        if before is not None:
            await self._move(session, code, before, Act.supersede)
        row.supersedes, row.published_by, row.published_at = before, by, self._clock.now()
        document.published_version = number
        await self._tell(session, "document_published", code, number)
        return version_of(row)

    async def roll_back(self, session: AsyncSession, code: str, *, by: str, reason: str) -> Version:
        """Take the version in force back and return the one that is in force again.

        Raises:
            Conflict: there is none before it.
        """
        document = await repository.document(session, self.kind, code)
        if document is None or document.published_version is None:
            raise NotFound(f"no {self.kind} {code} is published")
        row = await self._move(session, code, document.published_version, Act.roll_back)
        if row.supersedes is None:
            raise Conflict(f"version {row.version} of {self.kind} {code} is the first: there is nothing to go back to")
        row.rolled_back_by, row.rolled_back_at, row.rollback_reason = by, self._clock.now(), reason
        restored = await self._move(session, code, row.supersedes, Act.restore)
        document.published_version = restored.version
        await self._tell(session, "document_rolled_back", code, row.version)
        return version_of(restored)

    async def in_force(self, session: AsyncSession, code: str) -> Version | None:
        """Return the published version."""
        row = await repository.in_force(session, self.kind, code)
        return version_of(row) if row is not None else None

    async def before(self, session: AsyncSession, code: str) -> Version:
        """Return the version that is in force again once the one in force is taken back.

        Raises:
            NotFound: nothing is in force, or nothing was before it.
        """
        row = await repository.in_force(session, self.kind, code)
        if row is None or row.supersedes is None:
            raise NotFound(f"nothing comes back when {self.kind} {code} is taken back")
        return await self.version(session, code, row.supersedes)

    async def all_in_force(self, session: AsyncSession) -> list[Version]:
        """Return the published version of every document of this kind, by code."""
        return [version_of(row) for row in await repository.all_in_force(session, self.kind)]

    async def version(self, session: AsyncSession, code: str, number: int) -> Version:
        """Return one version.

        Raises:
            NotFound: there is none.
        """
        row = await repository.version(session, self.kind, code, number)
        if row is None:
            raise NotFound(f"{self.kind} {code} has no version {number}")
        return version_of(row)

    async def published_since(self, session: AsyncSession, known: Collection[tuple[str, int]]) -> list[Version]:
        """Return every version of this kind that is or was in force but those known; what they hold never changes."""
        new = await repository.ever_published(session, self.kind) - set(known)
        return [await self.version(session, code, number) for code, number in sorted(new)]

    async def number_in_force(self, session: AsyncSession, code: str) -> int | None:
        """Return the number of the published version."""
        return await repository.number_in_force(session, self.kind, code)

    async def codes(self, session: AsyncSession) -> list[str]:
        """Return the code of every document of this kind that has a version."""
        return await repository.codes(session, self.kind)

    async def numbers_in_force(self, session: AsyncSession) -> dict[str, int]:
        """Return the number of the published version of every document of this kind."""
        return await repository.numbers_in_force(session, self.kind)

    async def expect(self, session: AsyncSession, code: str, number: int) -> None:
        """Hold a document until the commit and make sure that this version is in force: of two only one acts on it.

        Raises:
            Conflict: another is. NotFound: none is.
        """
        document = await repository.document(session, self.kind, code)
        if document is None or document.published_version is None:
            raise NotFound(f"no {self.kind} {code} is published")
        if document.published_version != number:
            raise Conflict(f"version {number} is not in force any more")

    async def in_force_since(self, session: AsyncSession, code: str) -> datetime | None:
        """Return when the version in force came in force, by its publish or by the roll-back of the one after it."""
        return await repository.in_force_since(session, self.kind, code)

    async def history(self, session: AsyncSession, code: str) -> list[Version]:
        """Return the versions, newest first."""
        return [version_of(row) for row in await repository.versions(session, self.kind, code)]

    def content_of(self, content: dict[str, Any]) -> Content:
        """Return a content as its owner's model.

        Raises:
            BadInput: it does not fit.
        """
        try:
            return self.model.model_validate(content)
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or self.kind}: {e['msg']}" for e in error.errors())
            raise BadInput(f"this {self.kind} cannot be published: {faults}") from error

    async def _held(self, session: AsyncSession, code: str, number: int) -> tuple[DocumentRow, DocumentVersionRow]:
        document = await repository.document(session, self.kind, code)
        row = await repository.version(session, self.kind, code, number)
        if document is None or row is None:
            raise NotFound(f"{self.kind} {code} has no version {number}")
        return document, row

    async def _move(self, session: AsyncSession, code: str, number: int, act: Act) -> DocumentVersionRow:
        _, row = await self._held(session, code, number)
        row.state = next_state(State(row.state), act)
        return row

    async def _tell(self, session: AsyncSession, event: str, code: str, number: int) -> None:
        await session.flush()
        await tell(session, event, None, {"kind": self.kind, "code": code, "version": number})
