"""Words into sound by an engine that the operator brings: a command, or any class with these two methods."""

from __future__ import annotations

import asyncio
import shlex
from typing import Protocol

from foundation.errors import HotlineError

SPEAK_SECONDS = 60.0
MOST_BYTES = 64 << 20


class EngineFailed(HotlineError):
    """A program that speaks or converts is missing, silent or broken."""

    code = "engine_failed"
    retryable = True


class Synthesis(Protocol):
    """An engine that speaks."""

    @property
    def enabled(self) -> bool:
        """Whether there is one."""
        ...

    async def speak(self, text: str, language: str) -> bytes:
        """Return the words as a recording of any usual format.

        Raises:
            EngineFailed: the engine failed; the sentence says how.
        """
        ...


class NoSynthesis:
    """No engine: recordings are uploaded."""

    enabled = False

    async def speak(self, text: str, language: str) -> bytes:
        """Refuse."""
        raise EngineFailed("no engine speaks here: set HOTLINE_SYNTHESIS_COMMAND")


class CommandSynthesis:
    """An engine as a command: the words on standard input, a recording on standard output.

    ``{language}`` in it becomes ``zh``, ``yue`` or ``en``. No shell reads it.
    """

    enabled = True

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    async def speak(self, text: str, language: str) -> bytes:
        """Run the command."""
        words = [word.replace("{language}", language) for word in self._words]
        try:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
        except OSError as error:
            raise EngineFailed(f"the engine cannot be started: {type(error).__name__}") from error
        try:
            async with asyncio.timeout(SPEAK_SECONDS):
                said, _ = await process.communicate(text.encode())
        except TimeoutError as error:
            raise EngineFailed(f"the engine was silent for {SPEAK_SECONDS:.0f} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or not said or len(said) > MOST_BYTES:
            raise EngineFailed(f"the engine failed with {process.returncode}")
        return said
