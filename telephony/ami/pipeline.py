"""Commands to channels in ``AGI(agi:async)``: several in one write, each resolved exactly once (SWITCH section 3)."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from telephony.ami import actions
from telephony.ami.actions import Action
from telephony.ami.framing import AmiMessage

CODED = re.compile(r"(\d{3})[ -]")
VALUE = re.compile(r"result=(-?\d+)(?: \((.*)\))?", re.DOTALL)


class ResultKind(StrEnum):
    """How a command ended."""

    ok = "ok"
    ended = "ended"  # hang-up, AsyncAGIEnd, no such session, link lost: there is nobody to lead
    unanswered = "unanswered"  # nothing came within the time limit, and the caller may still be there
    refused = "refused"  # a 5xx code
    out_of_step = "out_of_step"  # no three-digit code: later answers may be shifted


@dataclass(frozen=True)
class AgiResult:
    """Answer of one AGI command; ``value`` is the text in brackets, ``number`` the result."""

    kind: ResultKind
    number: int = 0
    value: str = ""


ENDED = AgiResult(ResultKind.ended)
UNANSWERED = AgiResult(ResultKind.unanswered)


def parse_result(text: str) -> AgiResult:
    """Read the Result of AsyncAGIExec."""
    coded = CODED.match(text)
    if coded is None:
        return AgiResult(ResultKind.ended if text.startswith("HANGUP") else ResultKind.out_of_step)
    if coded[1] == "511":
        return ENDED  # not permitted on a dead channel
    if coded[1] != "200":
        return AgiResult(ResultKind.refused, int(coded[1]))
    found = VALUE.search(text)
    if found is None:
        return AgiResult(ResultKind.out_of_step)
    if found[2] == "hangup":
        return ENDED
    return AgiResult(ResultKind.ok, int(found[1]), (found[2] or "").rstrip("\n"))


class Wire(Protocol):
    """What a pipeline needs of the client."""

    def post(self, sent: Sequence[Action]) -> list[asyncio.Future[list[AmiMessage]]]:
        """Write several actions in one piece."""
        ...


class Pipelines:
    """Open commands by channel.

    ``CommandID`` carries the owner's epoch, the channel's session and a number; an answer of another epoch or of a
    finished session finds nobody waiting and is dropped.
    """

    def __init__(self, wire: Wire, epoch: int) -> None:
        self._wire = wire
        self.epoch = epoch
        self._numbers = itertools.count(1)
        self._open: dict[str, asyncio.Future[AgiResult]] = {}
        self._by_channel: defaultdict[str, set[str]] = defaultdict(set)

    async def run(self, channel: str, commands: Sequence[str], within: float) -> list[AgiResult]:
        """Send ``commands`` in one write and return their results in order, at the latest after ``within`` seconds.

        What has no answer then is ``unanswered``; of a channel that hung up, ``ended``.

        Raises:
            AmiGone: no connection.
        """
        if not commands:
            return []
        loop = asyncio.get_running_loop()
        ids = [f"e{self.epoch}-{next(self._numbers)}" for _ in commands]
        futures = []
        for command_id in ids:
            future = self._open[command_id] = loop.create_future()
            self._by_channel[channel].add(command_id)
            futures.append(future)
        try:
            sent = self._wire.post([actions.agi(channel, c, i) for c, i in zip(commands, ids, strict=True)])
            for answer, result in zip(sent, futures, strict=True):
                answer.add_done_callback(partial(_refused, result))
            await asyncio.wait(futures, timeout=within)
            return [future.result() if future.done() else UNANSWERED for future in futures]
        finally:
            for command_id in ids:
                self._open.pop(command_id, None)
                self._by_channel[channel].discard(command_id)
            if not self._by_channel[channel]:
                del self._by_channel[channel]

    def executed(self, command_id: str, result: str) -> None:
        """Take an AsyncAGIExec."""
        future = self._open.get(command_id)
        if future is not None and not future.done():
            future.set_result(parse_result(result))

    def ended(self, channel: str) -> None:
        """Take AsyncAGIEnd, Hangup: every open command of the channel is over."""
        for command_id in self._by_channel.get(channel, ()):
            future = self._open.get(command_id)
            if future is not None and not future.done():
                future.set_result(ENDED)

    def all_ended(self) -> None:
        """The link is lost: nothing that is open will be answered."""
        for channel in list(self._by_channel):
            self.ended(channel)


def _refused(result: asyncio.Future[AgiResult], answer: asyncio.Future[list[AmiMessage]]) -> None:
    """An AGI action that was not even queued (no such channel, link gone) will get no AsyncAGIExec."""
    if not result.done() and (answer.cancelled() or answer.exception() is not None):
        result.set_result(ENDED)
