"""Flow files: what a menu is made of, and the check that no caller is trapped in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foundation.errors import BadInput

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
Prompt = Annotated[str, Field(pattern=r"^[a-z0-9_/]{1,64}$")]
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
    prompt: tuple[Prompt, ...] = Field(min_length=1)
    timeout_seconds: int = Field(3, ge=1, le=30)
    attempts: int = Field(1, ge=1, le=3)
    choices: dict[Annotated[str, Field(pattern=r"^[0-9*#]$")], Code] = Field(min_length=1)
    no_input: Code
    no_match: Code
    error: Code


class Play(Node):
    """Plays prompts, then goes on. Example: ``closed: {type: play, prompt: [hotline/thanks], next: end}``."""

    type: Literal["play"]
    prompt: tuple[Prompt, ...] = Field(min_length=1)
    next: Code


class Enqueue(Node):
    """Puts the caller into a queue. Example: ``mandarin: {type: enqueue, queue: hotline_general, language: zh}``."""

    type: Literal["enqueue"]
    queue: Code
    language: Language = "zh"
    priority: int = Field(0, ge=0, le=100)


AnyNode = Annotated[Menu | Play | Enqueue, Field(discriminator="type")]


class Flow(BaseModel):
    """A flow: nodes by code, one of them the start, which is a menu (its prompt is started by the dialplan)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    version: int = Field(ge=1)
    start: Code
    nodes: dict[Code, AnyNode] = Field(max_length=100)

    @property
    def first(self) -> Menu:
        """The menu whose prompt the dialplan starts."""
        node = self.nodes[self.start]
        if not isinstance(node, Menu):
            raise BadInput(f"start {self.start!r} is no menu")
        return node

    @model_validator(mode="after")
    def _sound(self) -> Flow:
        problems = list(check(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def successors(node: AnyNode) -> tuple[str, ...]:
    """Return every node that can follow."""
    match node:
        case Menu():
            return (*node.choices.values(), node.no_input, node.no_match, node.error)
        case Play():
            return (node.next,)
        case Enqueue():
            return ()


def unforced(node: AnyNode) -> tuple[str, ...]:
    """Return the nodes that can follow without a key that counts."""
    match node:
        case Menu():
            return (node.no_input, node.no_match, node.error)
        case Play():
            return (node.next,)
        case Enqueue():
            return ()


def check(flow: Flow) -> Iterator[str]:
    """Yield a sentence for each fault: a missing node, one that cannot be reached, a way without an end."""
    if flow.start not in flow.nodes:
        yield f"start {flow.start!r} is no node"
        return
    if not isinstance(flow.nodes[flow.start], Menu):
        yield f"start {flow.start!r} must be a menu: the switch itself plays its prompt"
    for code, node in flow.nodes.items():
        for after in successors(node):
            if after not in flow.nodes:
                yield f"node {code!r} leads to {after!r}, which does not exist"
    reached = _closure(flow, {flow.start})
    for code in sorted(flow.nodes.keys() - reached):
        yield f"node {code!r} cannot be reached"
    yield from _loops(flow)


def _closure(flow: Flow, start: set[str]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        node = flow.nodes.get(waiting.pop())
        for after in successors(node) if node is not None else ():
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached


def _loops(flow: Flow) -> Iterator[str]:
    """Who presses no key that counts must come to an end, however silence, wrong keys and errors take turns."""
    done: set[str] = set()
    for code in flow.nodes:
        round_trip = _round_trip(flow, code, (), done)
        if round_trip is not None:
            way = " > ".join(round_trip)
            yield f"a caller who presses no key that counts goes round without an end: {way}"


def _round_trip(flow: Flow, code: str, before: tuple[str, ...], done: set[str]) -> tuple[str, ...] | None:
    if code in before:
        return (*before[before.index(code) :], code)
    if code in done or code not in flow.nodes:
        return None
    for after in unforced(flow.nodes[code]):
        found = _round_trip(flow, after, (*before, code), done)
        if found is not None:
            done.update(before, (code,))
            return found
    done.add(code)
    return None


def load(path: Path) -> Flow:
    """Read a flow file.

    Raises:
        BadInput: the sentence says what is wrong and where.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), _Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read: {error}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that does not exist
        raise BadInput(f"{path.name} is no YAML: {error}") from error
    try:
        return Flow.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'flow'}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{path.name}: {faults}") from error


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice: YAML itself lets the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping."""
        seen: set[object] = set()
        for key, _ in node.value:
            name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def default_flow() -> Flow:
    """Return the flow that is shipped: one level, silence and every error lead to a person."""
    return load(Path(__file__).parent / "flows" / "default.yaml")
