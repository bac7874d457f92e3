"""A web process with desktops on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk_world import DeskWorld
from stores import KINDS, fresh_store

from foundation.database import Database
from hotline import tables

PREFIXES = ("agent_desktop_", "foundation_", "queueing_", "recordings_", "speech_", "telephony_", "tickets_")


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a database with all tables."""
    assert tables.ALL
    async with fresh_store(request.param, tmp_path, *PREFIXES) as made:
        yield made


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """Yield the process without its server and its hub: its routes are asked in memory."""
    made = DeskWorld(database, tmp_path)
    yield made
    await made.client.aclose()


@pytest.fixture
async def served(world: DeskWorld) -> AsyncIterator[DeskWorld]:
    """Yield the process, serving."""
    async with world.serving():
        yield world
