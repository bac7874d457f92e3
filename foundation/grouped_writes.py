"""Writes of many at the same moment in one transaction, each answered when it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database

MOST = 100
Write = Callable[[AsyncSession], Awaitable[None]]


class GroupedWrites:
    """Carries out what was asked for while the transaction before was under way, all of it in the next one.

    A write may be carried out twice: where a group fails each of its writes is tried alone, so that one that cannot be
    kept takes none of the others with it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Write, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def carry_out(self, write: Write) -> None:
        """Return once ``write`` is committed.

        Raises:
            Whatever it, or its transaction, fails with.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="grouped writes")
        await future

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._commit([write for write, _ in group])
            except Exception as error:
                if len(group) == 1:
                    _settle(group[0][1], error)
                    continue
                for write, future in group:
                    try:
                        await self._commit([write])
                    except Exception as own:
                        _settle(future, own)
                    else:
                        _settle(future)
            else:
                for _, future in group:
                    _settle(future)

    async def _commit(self, writes: list[Write]) -> None:
        async with self._database.write() as session:
            for write in writes:
                await write(session)


def _settle(future: asyncio.Future[None], error: Exception | None = None) -> None:
    if future.done():  # nobody waits for it any more
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
