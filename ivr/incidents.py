"""Announcements before the menu while something happens to many: a typhoon, a burst water main."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from ivr.flow import Flow
from ivr.lines import Dialled, Words
from ivr.nodes import Code, Incident, Prompt

KIND, CODE = "incidents", "announcements"
ANSWER = "hotline/thanks"
MOST = 3
"""At one time: every caller hears each of them first."""


class Announcement(BaseModel):
    """What callers of ``lines`` (empty: of every line) hear before the menu, until ``until``.

    Whoever presses 1 calls about this: he is counted, hears ``answer``, and the hotline hangs up. Any other key, and
    silence, goes on to the menu.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,20}$")]
    name: Annotated[Words, Field(min_length=1)]
    prompt: Prompt
    answer: Prompt = ANSWER
    lines: Annotated[tuple[Dialled, ...], Field(max_length=300)] = ()
    since: AwareDatetime
    until: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Announcement:
        if self.since >= self.until:
            raise ValueError(f"announcement {self.code} ends before it begins")
        return self

    def holds(self, line: str, at: datetime) -> bool:
        """Tell whether callers of a line hear it at a moment."""
        return self.since <= at < self.until and (not self.lines or line in self.lines)


class Incidents(BaseModel):
    """The announcements, first heard first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Literal["announcements"] = "announcements"
    announcements: Annotated[tuple[Announcement, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Incidents:
        codes = [one.code for one in self.announcements]
        if len(codes) != len(set(codes)):
            raise ValueError("two announcements have the same code")
        return self


def announced(flow: Flow, announcements: Sequence[Announcement]) -> Flow:
    """Return a flow with these announcements before it."""
    start, nodes = flow.start, dict(flow.nodes)
    for one in reversed(announcements):
        code: Code = next(name for name in _names(one.code) if name not in nodes)
        nodes[code] = Incident(type="play", prompt=(one.prompt,), next=start, incident=one.code, answer=(one.answer,))
        start = code
    return flow.model_copy(update={"start": start, "nodes": nodes})


def _names(code: str) -> Sequence[str]:
    return [f"incident_{code}", *(f"i{number}_{code}" for number in range(10))]


class IncidentBoard:
    """Acts on announcements; each runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, Incidents, clock)

    async def in_force(self, session: AsyncSession) -> tuple[int, Incidents]:
        """Return number and content; before the first publish 0 and none."""
        version = await self.documents.in_force(session, CODE)
        found = self.documents.content_of(version.content) if version is not None else Incidents()
        return (version.version if version is not None else 0), found
