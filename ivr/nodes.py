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

    Example::

        welcome: {type: menu, prompt: [hotline/welcome_menu], choices: {"1": mandarin}, no_input: mandarin,
                  no_match: mandarin, error: mandarin}
    """

    type: Literal["menu"]
    prompt: tuple[Prompt, ...] = Field(min_length=1, max_length=8)
    timeout_seconds: int = Field(3, ge=1, le=30)
    attempts: int = Field(1, ge=1, le=3)
    choices: dict[Annotated[str, Field(pattern=r"^[0-9*#]$")], Code] = Field(min_length=1)
    no_input: Code
    no_match: Code
    error: Code


class Play(Node):
    """Plays prompts, then goes on. Example: ``closed: {type: play, prompt: [hotline/thanks], next: end}``."""

    type: Literal["play"]
    prompt: tuple[Prompt, ...] = Field(min_length=1, max_length=8)
    next: Code


class Enqueue(Node):
    """Puts the caller into a queue. Example: ``mandarin: {type: enqueue, queue: hotline_general, language: zh}``."""

    type: Literal["enqueue"]
    queue: Code
    language: Language = "zh"
    priority: int = Field(0, ge=0, le=100)


AnyNode = Annotated[Menu | Play | Enqueue, Field(discriminator="type")]


def ways(node: AnyNode) -> Iterator[tuple[str, str]]:
    """Yield each outcome of a node with the node it leads to; a key's outcome is ``choices.<key>``."""
    match node:
        case Menu():
            for key, after in node.choices.items():
                yield f"choices.{key}", after
            yield "no_input", node.no_input
            yield "no_match", node.no_match
            yield "error", node.error
        case Play():
            yield "next", node.next
        case Enqueue():
            return


def unforced(node: AnyNode) -> tuple[str, ...]:
    """Return the nodes that can follow without a key that counts."""
    return tuple(after for outcome, after in ways(node) if not outcome.startswith("choices."))
