"""Published documents: versions, their lifecycle, one in force, told in the same transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from stores import KINDS, fresh_store

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.documents import TABLE, Act, Difference, Documents, State, Version, compare, next_state
from foundation.errors import BadInput, Conflict, NotFound
from foundation.streams.models import DomainEventRow


class Greeting(BaseModel):
    """A kind of document."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)


class Store:
    """Documents of one kind on a store of their own."""

    def __init__(self, database: Database) -> None:
        self.database, self.documents = database, Documents("greeting", Greeting, FakeClock())

    async def draft(self, text: str, *, validate: bool = True) -> int:
        """Write a version."""
        async with self.database.write() as session:
            made = await self.documents.draft(session, "main", {"text": text}, author="ann", reason=f"says {text}")
            if validate:
                await self.documents.validate(session, "main", made.version)
        return made.version

    async def publish(self, number: int) -> Version:
        """Publish a version."""
        async with self.database.write() as session:
            return await self.documents.publish(session, "main", number, by="bob")

    async def roll_back(self) -> Version:
        """Take back what is in force."""
        async with self.database.write() as session:
            return await self.documents.roll_back(session, "main", by="bob", reason="wrong")

    async def in_force(self) -> str | None:
        """Return the text in force."""
        async with self.database.read() as session:
            version = await self.documents.in_force(session, "main")
        return version.content["text"] if version else None

    async def states(self) -> list[State]:
        """Return the states, oldest first."""
        async with self.database.read() as session:
            return [version.state for version in await self.documents.history(session, "main")][::-1]

    async def told(self) -> list[tuple[str, int]]:
        """Return kind and version of what was told."""
        async with self.database.read() as session:
            rows = await session.scalars(select(DomainEventRow).order_by(DomainEventRow.position))
            return [(row.kind, row.payload["version"]) for row in rows]


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with fresh_store(request.param, tmp_path, "foundation_") as database:
        yield Store(database)


async def test_from_draft_to_published(store: Store) -> None:
    number = await store.draft("a", validate=False)
    assert await store.states() == [State.draft]
    with pytest.raises(Conflict):
        await store.publish(number)
    async with store.database.write() as session:
        await store.documents.validate(session, "main", number)
    version = await store.publish(number)
    assert (version.author, version.reason, version.published_by) == ("ann", "says a", "bob")
    assert await store.in_force() == "a"
    assert await store.told() == [("document_published", 1)]


async def test_one_version_is_in_force(store: Store) -> None:
    for text in "abc":
        await store.publish(await store.draft(text))
    assert await store.states() == [State.superseded, State.superseded, State.published]
    assert await store.in_force() == "c"
    with pytest.raises(Conflict):
        await store.publish(3)
    with pytest.raises(Conflict):
        await store.publish(1)


async def test_taking_back_brings_the_one_before_in_force(store: Store) -> None:
    for text in "abc":
        await store.publish(await store.draft(text))
    assert (await store.roll_back()).version == 2
    assert (await store.roll_back()).version == 1
    assert await store.states() == [State.published, State.rolled_back, State.rolled_back]
    with pytest.raises(Conflict, match="first"):
        await store.roll_back()
    assert await store.in_force() == "a", "a refused act changes nothing"
    await store.publish(await store.draft("d"))
    assert (await store.roll_back()).version == 1
    assert await store.told() == [
        *[("document_published", n) for n in (1, 2, 3)],
        ("document_rolled_back", 3),
        ("document_rolled_back", 2),
        ("document_published", 4),
        ("document_rolled_back", 4),
    ]


async def test_content_is_checked_by_its_owners_model(store: Store) -> None:
    number = await store.draft("", validate=False)
    async with store.database.write() as session:
        with pytest.raises(BadInput, match="text: "):
            await store.documents.validate(session, "main", number)
    async with store.database.write() as session:
        await store.documents.change(session, "main", number, {"text": "a"})
        await store.documents.validate(session, "main", number)
        await store.documents.change(session, "main", number, {"text": "b"})
    assert await store.states() == [State.draft], "a change is validated anew"


async def test_what_was_published_is_not_changed(store: Store) -> None:
    number = await store.draft("a")
    await store.publish(number)
    async with store.database.write() as session:
        with pytest.raises(Conflict):
            await store.documents.change(session, "main", number, {"text": "b"})
    assert await store.in_force() == "a"


async def test_unknown_and_unreasoned(store: Store) -> None:
    assert await store.in_force() is None
    with pytest.raises(NotFound):
        await store.publish(1)
    with pytest.raises(NotFound):
        await store.roll_back()
    async with store.database.write() as session:
        with pytest.raises(BadInput, match="reason"):
            await store.documents.draft(session, "main", {}, author="a", reason=" ")


async def test_versions_written_at_once_have_their_own_numbers(store: Store) -> None:
    assert sorted(await asyncio.gather(*(store.draft(text) for text in "abcde"))) == [1, 2, 3, 4, 5]


async def test_two_who_publish_at_once_leave_one_in_force(store: Store) -> None:
    numbers = [await store.draft(text) for text in "abc"]
    await asyncio.gather(*(store.publish(number) for number in numbers))
    assert sorted(await store.states()) == [State.published, State.superseded, State.superseded]


@pytest.mark.parametrize(("state", "act"), [(s, a) for s in State for a in Act])
def test_the_table_decides(state: State, act: Act) -> None:
    if (state, act) in TABLE:
        assert next_state(state, act) is TABLE[state, act]
    else:
        with pytest.raises(Conflict):
            next_state(state, act)


def test_compare_names_each_place() -> None:
    before = {"a": 1, "b": {"c": [1], "d": 2}}
    after = {"a": 1, "b": {"c": [1, 2]}, "e": None}
    assert list(compare(before, after)) == [
        Difference(("b", "c"), [1], [1, 2]),
        Difference(("b", "d"), 2, None),
    ]
