"""The hook behind which a city's scanner looks at every file before it is kept."""

from __future__ import annotations

import asyncio
import shlex
from typing import Protocol

from foundation.errors import BadInput, Unavailable
from foundation.logs import logger

log = logger(__name__)

SECONDS = 60.0
FOUND = 1
"""With this status a scanner says that a file is harmful, as ClamAV's do."""


class FileRefused(BadInput):
    """The scanner says that the file is harmful."""

    code = "file_refused"


class Scan(Protocol):
    """Looks at a file before it is kept; ``name`` is what is noted with it."""

    name: str

    async def look(self, body: bytes) -> None:
        """Return when it may be kept.

        Raises:
            FileRefused: it is harmful. Unavailable: nothing looked at it, so it is not kept.
        """


class NoScan:
    """Nothing scans."""

    name = "none"

    async def look(self, body: bytes) -> None:
        """Let it pass."""


class CommandScan:
    """A command that gets the file on its standard input: status 0 clean, 1 harmful, any other: it did not look.

    Example: ``clamdscan --no-summary -``. No shell reads it.
    """

    name = "clean"

    def __init__(self, command: str, seconds: float = SECONDS) -> None:
        self._words, self._seconds = shlex.split(command), seconds

    async def look(self, body: bytes) -> None:
        """Run the command."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            log.error("scanner_cannot_be_started", error=type(error).__name__)
            raise Unavailable("the scanner cannot be started: the file was not kept") from error
        try:
            async with asyncio.timeout(self._seconds):
                await process.communicate(body)
        except TimeoutError as error:
            log.error("scanner_silent")
            raise Unavailable("the scanner does not answer: the file was not kept") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == FOUND:
            raise FileRefused("the scanner says that this file is harmful")
        if process.returncode:
            log.error("scanner_failed", status=process.returncode)
            raise Unavailable("the scanner failed: the file was not kept")
