"""The register of lines: 12345 itself and every hotline merged into it (整体并入, 双号并行, 设分中心)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from foundation.errors import BadInput
from ivr.flow import Flow
from ivr.nodes import AnyNode, Code, Enqueue, Hours, Language, Number, Play, Prompt, Transfer

KIND, CODE = "lines", "register"
DRAWN = "line_"
"""How the codes of flows begin that follow from the register; no menu that is drawn has such a code."""
GENERAL = "hotline_general"
"""The queue where everybody finds a person at any hour."""
TRANSFER_PROMPT = "hotline/transfer_to_agent"
Mode = Literal["own", "absorbed", "parallel_number", "sub_center"]
Level = Literal["ministry", "province", "city", "county"]
Dialled = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,20}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Check(BaseModel):
    """One thing that has to be done before a line is merged, and when it was."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: Annotated[Words, Field(min_length=1)]
    done_on: date | None = None


class Line(BaseModel):
    """One number that citizens dial.

    ``own`` and ``parallel_number`` are led by ``flow``. A caller of an ``absorbed`` line hears ``announcement`` (that
    the number is cancelled, for example) and waits in ``queue``; one of a ``sub_center`` is connected with
    ``transfer_to``. Where ``calendar`` is given both hold in its hours; at any other time a person of 12345 answers.
    ``also`` are forms in which the carrier sends the number. ``since`` and ``until`` are for the register: the last day
    on which the old number is connected.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Dialled
    also: Annotated[tuple[Dialled, ...], Field(max_length=10)] = ()
    name: Annotated[Words, Field(min_length=1)]
    mode: Mode = "own"
    level: Level = "city"
    owner: Words = ""
    flow: Code = "default"
    queue: Code = GENERAL
    language: Language = "zh"
    announcement: Prompt | None = None
    transfer_to: Number | None = None
    calendar: Code | None = None
    since: date | None = None
    until: date | None = None
    checks: Annotated[tuple[Check, ...], Field(max_length=30)] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every form in which the number is dialled."""
        return (self.number, *self.also)

    @property
    def is_drawn(self) -> bool:
        """Whether a drawn menu leads its callers."""
        return self.mode in ("own", "parallel_number")

    @property
    def led_by(self) -> str:
        """The code of the menu that leads its callers, that of ``drawn_flow`` where none is drawn."""
        return self.flow if self.is_drawn else f"{DRAWN}{self.number}"

    @model_validator(mode="after")
    def _whole(self) -> Line:
        if self.mode == "sub_center" and self.transfer_to is None:
            raise ValueError(f"line {self.number} is a sub-centre and needs a number to connect with")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"line {self.number} ends before it begins")
        return self


class Lines(BaseModel):
    """The register."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Literal["register"] = "register"
    lines: Annotated[tuple[Line, ...], Field(max_length=300)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Lines:
        seen = set[str]()
        for line in self.lines:
            for number in line.numbers:
                if number in seen:
                    raise ValueError(f"number {number} stands twice")
                seen.add(number)
        return self


def drawn_flow(line: Line, version: int) -> Flow | None:
    """Return what callers of a line meet that has no drawn flow; ``None`` where it has one."""
    if line.is_drawn:
        return None
    language = line.language if line.language != "zh" else None
    play = Play(type="play", prompt=(line.announcement or TRANSFER_PROMPT,), next="there", language=language)
    there: AnyNode = Enqueue(type="enqueue", queue=line.queue, language=line.language)
    if line.mode == "sub_center" and line.transfer_to is not None:
        there = Transfer(type="transfer", number=line.transfer_to)
    nodes: dict[str, AnyNode] = {"announcement": play, "there": there}
    start = "announcement"
    if line.calendar is not None:
        start = "hours"
        nodes["hours"] = Hours(
            type="hours", calendar=line.calendar, open="announcement", closed="night", holiday="night"
        )
        nodes["night"] = Play(type="play", prompt=(TRANSFER_PROMPT,), next="person", language=language)
        nodes["person"] = Enqueue(type="enqueue", queue=GENERAL, language=line.language)
    return Flow(code=line.led_by, version=version, start=start, nodes=nodes)


def bare(number: str) -> str:
    """Return a number outside as a carrier may send it back to us: without ``+``."""
    return number.removeprefix("+")


def faults(
    lines: Lines,
    *,
    flows: Collection[str],
    prompts: Collection[str],
    queues: Collection[str],
    calendars: Collection[str],
    dialled: Collection[str] = (),
) -> Iterator[str]:
    """Yield what the register names and is not there, a sentence each."""
    ours = {number for line in lines.lines for number in line.numbers} | set(dialled)
    for line in lines.lines:
        if line.mode == "sub_center" and bare(line.transfer_to or "") in ours:
            yield f"line {line.number}: {line.transfer_to} is a line of ours: its callers would go round"
        if line.is_drawn:
            if line.flow not in flows:
                yield f"line {line.number}: menu {line.flow!r} is not in force"
            continue
        if line.announcement is not None and line.announcement not in prompts:
            yield f"line {line.number}: there is no recording {line.announcement!r}"
        if line.mode == "absorbed" and line.queue not in queues:
            yield f"line {line.number}: queue {line.queue!r} is not in force"
        if line.calendar is not None and line.calendar not in calendars:
            yield f"line {line.number}: calendar {line.calendar!r} is not in force"


class LineRegister:
    """Acts on the register; each runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, Lines, clock)

    async def in_force(self, session: AsyncSession) -> tuple[int, Lines]:
        """Return number and content of the register; before the first publish 0 and none."""
        version = await self.documents.in_force(session, CODE)
        return (version.version, self.documents.content_of(version.content)) if version is not None else (0, Lines())


def refuse(sentences: Collection[str]) -> None:
    """Refuse a register that names what is not there.

    Raises:
        BadInput: with each sentence.
    """
    if sentences:
        raise BadInput("this register cannot be published: " + "; ".join(sentences))
