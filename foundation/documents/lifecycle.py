"""What can be done to a version in which state: one frozen table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from foundation.errors import Conflict


class State(StrEnum):
    """State of one version; the values are API."""

    draft = "draft"
    validated = "validated"
    published = "published"
    superseded = "superseded"  # was in force until a later one was published
    rolled_back = "rolled_back"  # was in force and was taken back


class Act(StrEnum):
    """What is done to a version; the last three happen to it when another is published or taken back."""

    change = "change"
    validate = "validate"
    publish = "publish"
    supersede = "supersede"
    roll_back = "roll_back"
    restore = "restore"


TABLE: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.draft, Act.change): State.draft,
        (State.draft, Act.validate): State.validated,
        (State.validated, Act.change): State.draft,
        (State.validated, Act.validate): State.validated,
        (State.validated, Act.publish): State.published,
        (State.published, Act.supersede): State.superseded,
        (State.published, Act.roll_back): State.rolled_back,
        (State.superseded, Act.restore): State.published,
    }
)


def next_state(state: State, act: Act) -> State:
    """Return the state after an act.

    Raises:
        Conflict: the act is not allowed in this state.
    """
    after = TABLE.get((state, act))
    if after is None:
        raise Conflict(f"a version that is {state} cannot go through {act}", state=str(state), act=str(act))
    return after
