"""Flows: what a menu is made of, read from YAML and refused when a caller could be trapped in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from foundation.errors import BadInput
from foundation.work_calendar import WorkCalendar
from ivr import soundness
from ivr.nodes import AnyNode, Code, Incident, Menu
from ivr.soundness import Fault

TEXT_LIMIT = 60_000
"""Characters of a flow's text; a hundred nodes are some 30,000."""
UNSOUND = "unsound"


class Flow(BaseModel):
    """A flow: nodes by code, one of them the start; where that is a menu, the dialplan itself starts its prompt.

    ``version`` is that of the published document; a file may name its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    version: int = Field(1, ge=1)
    start: Code
    nodes: dict[Code, AnyNode] = Field(max_length=100)

    @property
    def first(self) -> Menu | Incident | None:
        """The question whose prompt the dialplan starts, ``None`` where the controller begins with something else."""
        node = self.nodes[self.start]
        return node if isinstance(node, Menu | Incident) and node.language is None else None

    @model_validator(mode="after")
    def _sound(self) -> Flow:
        faults = list(check(self))
        if faults:
            told = {"sentences": "; ".join(fault.sentence for fault in faults)}
            raise PydanticCustomError(UNSOUND, "{sentences}", told | {"faults": [asdict(fault) for fault in faults]})
        return self


class Published(Protocol):
    """The flows at hand (``ivr.shelf.FlowShelf``); ``loaded`` is false until it is known which is in force.

    ``current`` is that of a line without one of its own. Version 0 of the default is the shipped flow.
    """

    loaded: bool

    @property
    def current(self) -> Flow:
        """The flow in force for every line that has none of its own."""
        ...

    @property
    def calendars(self) -> Mapping[str, WorkCalendar]:
        """The working calendars in force, by code."""
        ...

    def get(self, code: str, version: int) -> Flow | None:
        """Return a flow that was published once."""
        ...

    def shown(self) -> Mapping[str, tuple[str, Flow]]:
        """Return what callers of each line begin with now, with its name; ``""`` is every line that is not named."""
        ...

    def heard(self, name: str, line: str) -> Flow | None:
        """Return what a caller of a line began with, by the name of it; ``None``: nobody knows it."""
        ...


def check(flow: Flow) -> Iterator[Fault]:
    """Yield each fault of a flow by itself."""
    return soundness.check(flow.start, flow.nodes)


def faults_of(error: ValidationError) -> list[dict[str, str]]:
    """Return what is wrong as ``code node place detail sentence``; a field that does not fit has code ``bad_field``."""
    found: list[dict[str, str]] = []
    for one in error.errors():
        if one["type"] == UNSOUND:
            faults = [Fault(**fault) for fault in one["ctx"]["faults"]]
            found += [asdict(fault) | {"sentence": fault.sentence} for fault in faults]
            continue
        place = [str(part) for part in one["loc"]]
        node = place[1] if len(place) > 1 and place[0] == "nodes" else ""
        # Inside a node the second part is its type, which says nothing more.
        inner = place[3:] if node and len(place) > 3 else place[2:] if node else place
        field = ".".join(part for part in inner if part != "[key]")
        found.append({"code": "bad_field", "node": node, "place": field, "detail": one["type"], "sentence": one["msg"]})
    return found


def parse(text: str, name: str = "flow") -> Any:
    """Return what a text in YAML holds.

    Raises:
        BadInput: it is too long or no YAML; the sentence says where.
    """
    if len(text) > TEXT_LIMIT:
        raise BadInput(f"{name} is longer than {TEXT_LIMIT} characters")
    try:
        return yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that does not exist
        raise BadInput(f"{name} is no YAML: {error}") from error


def dump(content: dict[str, Any]) -> str:
    """Return a flow's content as YAML, a node a block; ``parse`` gives the same content back."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


def load(path: Path) -> Flow:
    """Read a flow file.

    Raises:
        BadInput: the sentence says what is wrong and where.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read: {error}") from error
    try:
        return Flow.model_validate(parse(text, path.name))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'flow'}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{path.name}: {faults}") from error


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, for YAML lets the last one win, and aliases, which can unfold without end.

    ``on``, ``off``, ``yes`` and ``no`` are words here, not truths: a branch has a field ``on``.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias is not allowed", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping."""
        seen: set[object] = set()
        for key, _ in node.value:
            name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def default_flow() -> Flow:
    """Return the flow that is shipped: one level, silence and every error lead to a person."""
    return load(Path(__file__).parent / "flows" / "default.yaml")
