"""Node types of a flow, and which nodes can follow each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
PROMPT_FORM = r"^[a-z0-9_/]{1,64}$"
Prompt = Annotated[str, Field(pattern=PROMPT_FORM)]
Language = Literal["zh", "yue", "en"]


class Node(BaseModel):
    """Base of the node types."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Menu(Node):
    """Plays prompts and waits for one key; silence and wrong keys are counted over the visit to this node.

    From the second time on ``prompt_again`` is played where there is one (slower, simpler), and ``again_seconds`` are
    waited where they are given.

    Example::

        welcome: {type: menu, prompt: [hotline/welcome_menu], choices: {"1": mandarin}, no_input: mandarin,
                  no_match: mandarin, error: mandarin}
    """

    type: Literal["menu"]
    prompt: tuple[Prompt, ...] = Field(min_length=1, max_length=8)
    timeout_seconds: int = Field(3, ge=1, le=30)
    attempts: int = Field(1, ge=1, le=3)
    prompt_again: tuple[Prompt, ...] = Field((), max_length=8)
    again_seconds: int | None = Field(None, ge=1, le=30)
    choices: dict[Annotated[str, Field(pattern=r"^[0-9*#]$")], Code] = Field(min_length=1)
    no_input: Code
    no_match: Code
    error: Code


class Play(Node):
    """Plays prompts, then goes on. Example: ``closed: {type: play, prompt: [hotline/thanks], next: end}``."""

    type: Literal["play"]
    prompt: tuple[Prompt, ...] = Field(min_length=1, max_length=8)
    next: Code


class Hours(Node):
    """Leads on by the working calendar: ``open`` in its hours, ``holiday`` on a holiday, else ``closed``.

    A calendar that is not there counts as open: rather a person too many than none. Example::

        office_hours: {type: hours, calendar: office, open: welcome, closed: night, holiday: night}
    """

    type: Literal["hours"]
    calendar: Code
    open: Code
    closed: Code
    holiday: Code


class Branch(Node):
    """Leads on by what is known of the call: the ``line`` that was dialled, or what number it comes from (``caller``).

    Cases of ``caller`` are ``mobile landline service abroad hidden``. Example::

        abroad: {type: branch, on: caller, cases: {abroad: english, hidden: person}, otherwise: welcome}
    """

    type: Literal["branch"]
    on: Literal["line", "caller"]
    cases: dict[Annotated[str, Field(pattern=r"^([0-9]{3,20}|mobile|landline|service|abroad|hidden)$")], Code] = Field(
        min_length=1, max_length=40
    )
    otherwise: Code


class Hangup(Node):
    """Plays a last sentence and ends the call. Example: ``goodbye: {type: hangup, prompt: [hotline/thanks]}``."""

    type: Literal["hangup"]
    prompt: tuple[Prompt, ...] = Field(min_length=1, max_length=8)


class Enqueue(Node):
    """Puts the caller into a queue. Example: ``mandarin: {type: enqueue, queue: hotline_general, language: zh}``."""

    type: Literal["enqueue"]
    queue: Code
    language: Language = "zh"
    priority: int = Field(0, ge=0, le=100)


AnyNode = Annotated[Menu | Play | Hours | Branch | Enqueue | Hangup, Field(discriminator="type")]
FAILURES = ("no_input", "no_match", "error")
SHUT = ("closed", "holiday")
"""Outcomes of ``Hours`` after which a caller may be told that nobody is there."""


def ways(node: AnyNode) -> Iterator[tuple[str, str]]:
    """Yield each outcome of a node with the node it leads to: ``choices.<key>``, ``cases.<value>`` or a field."""
    match node:
        case Menu():
            for key, after in node.choices.items():
                yield f"choices.{key}", after
            yield "no_input", node.no_input
            yield "no_match", node.no_match
            yield "error", node.error
        case Play():
            yield "next", node.next
        case Hours():
            yield "open", node.open
            yield "closed", node.closed
            yield "holiday", node.holiday
        case Branch():
            for value, after in node.cases.items():
                yield f"cases.{value}", after
            yield "otherwise", node.otherwise
        case Enqueue() | Hangup():
            return


def unforced(node: AnyNode) -> tuple[str, ...]:
    """Return the nodes that can follow without a key that counts."""
    return tuple(after for outcome, after in ways(node) if not is_chosen(outcome))


def is_chosen(outcome: str) -> bool:
    """Tell whether only a key that counts has this outcome."""
    return outcome.startswith("choices.")
