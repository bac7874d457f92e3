"""Configuration files of Asterisk over AMI: written aside, read back, copied in one action (SWITCH section 5).

AMI has no rename: the copy truncates its target and writes it anew. What a crash leaves there shows on reading it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from foundation.errors import BadInput, Unavailable
from queueing.rules.compiler import Section
from telephony.ami.actions import Action
from telephony.ami.client import AmiError
from telephony.ami.framing import AmiMessage

LINES_AT_ONCE = 25  # Asterisk refuses about 40 changes in one action
DRAFT = "hotline_draft.conf"
EMPTY = "hotline_empty.conf"
"""A file that stays empty: copied onto the draft, it empties that whatever stands there."""

NAME = re.compile(r"[a-z0-9_]{1,32}\Z")
SETTING = re.compile(r"[a-z0-9_-]{1,64}\Z")
VALUE = re.compile(r"[A-Za-z0-9_., -]{1,200}\Z")

Change = tuple[tuple[str, str], ...]


class Wire(Protocol):
    """What is needed of the AMI connection."""

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action and return its response."""
        ...


def changes(sections: Sequence[Section]) -> Iterator[Change]:
    """Yield the changes that make an empty file these sections.

    Raises:
        BadInput: a name or value that must not stand in a configuration file.
    """
    for section in sections:
        if not NAME.match(section.name):
            raise BadInput("a section is named by 1 to 32 characters of a-z, 0-9 and _")
        yield ("Action", "NewCat"), ("Cat", section.name)
        for name, value in section.settings:
            if not SETTING.match(name) or not VALUE.match(value):
                raise BadInput(f"setting {name!r} of {section.name} cannot stand in a configuration file")
            yield ("Action", "Append"), ("Cat", section.name), ("Var", name), ("Value", value)


def copy(source: str, target: str, batch: Sequence[Change] = ()) -> Action:
    """Read ``source``, make the changes, write ``target``."""
    headers = [("SrcFilename", source), ("DstFilename", target)]
    for number, change in enumerate(batch):
        headers += [(f"{name}-{number:06d}", value) for name, value in change]
    return Action("UpdateConfig", tuple(headers))


async def write_draft(wire: Wire, sections: Sequence[Section]) -> None:
    """Write the sections into the draft and read them back.

    Raises:
        Unavailable: something else stands there. AmiError: Asterisk refused.
    """
    lines = list(changes(sections))
    for name in (EMPTY, DRAFT):
        try:
            await wire.request(Action("CreateConfig", (("Filename", name),)))
        except AmiError as error:
            if "exists" not in str(error).lower():
                raise
    await wire.request(copy(EMPTY, DRAFT))
    for start in range(0, len(lines), LINES_AT_ONCE):
        await wire.request(copy(DRAFT, DRAFT, lines[start : start + LINES_AT_ONCE]))
    if not same(await read(wire, DRAFT), sections):
        raise Unavailable("the draft on the switch is not what was written; somebody else may be writing")


async def read(wire: Wire, name: str) -> tuple[Section, ...] | None:
    """Return what stands in a file, ``None`` when there is no such file or none that Asterisk can read."""
    try:
        message = await wire.request(Action("GetConfig", (("Filename", name),)))
    except AmiError:
        return None
    return sections_of(message)


def same(found: Sequence[Section] | None, wanted: Sequence[Section]) -> bool:
    """Tell whether two files mean the same: sections in any order, each setting once, in any order."""
    if found is None:
        return False
    return sorted((s.name, sorted(s.settings)) for s in found) == sorted((s.name, sorted(s.settings)) for s in wanted)


def sections_of(message: AmiMessage) -> tuple[Section, ...]:
    """Read the answer to ``GetConfig``."""
    names: dict[str, str] = {}
    settings: dict[str, list[tuple[str, str]]] = {}
    for header in message:
        kind, _, number = header.partition("-")
        if kind == "category":
            names[number] = message[header]
        elif kind == "line":
            name, _, value = message[header].partition("=")
            settings.setdefault(number.partition("-")[0], []).append((name, value))
    return tuple(Section(names[number], tuple(settings.get(number, ()))) for number in names)
