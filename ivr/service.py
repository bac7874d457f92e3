"""Flows as documents: drawn, checked, published, taken back, tried out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents, Version
from foundation.documents import repository as documents_repository
from foundation.errors import BadInput
from foundation.work_calendar import Calendars
from ivr.flow import Flow, default_flow, faults_of
from ivr.lines import LineRegister
from ivr.soundness import check_names

KIND = "flow"
TO_COME = frozenset({"callback_offer"})
"""Types of nodes that nothing carries out yet: a flow with one is not published."""
DEFAULT = "default"
"""The flow of every line that has none of its own."""


class Switch(Protocol):
    """What the switch has to play and to lead to."""

    async def prompts(self, session: AsyncSession) -> Mapping[str, str]:
        """Return the recordings that a caller can hear, with what they say; empty where that is not known."""
        ...

    def categories(self) -> Collection[str]:
        """Return the codes of the classification's first level."""
        ...

    def dialled(self) -> Collection[str]:
        """Return the numbers that this hotline was set up with, and the one on which menus are tried."""
        ...

    async def queues(self, session: AsyncSession) -> Collection[str]:
        """Return the queues in force."""
        ...


class UnsoundFlow(BadInput):
    """A flow that must not be published; ``faults`` says at which node and why."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        sentences = "; ".join(one["sentence"] for one in faults)
        super().__init__(f"this flow cannot be published: {sentences}", faults=faults)


def flow_of(version: Version) -> Flow:
    """Return a published version as the flow that callers hear."""
    return Flow.model_validate(version.content | {"code": version.code, "version": version.version})


class Flows:
    """Acts on flows; each runs in the caller's transaction."""

    def __init__(self, clock: Clock, switch: Switch, calendars: Calendars) -> None:
        self.documents = Documents(KIND, Flow, clock)
        self._switch, self.calendars, self.register = switch, calendars, LineRegister(clock)

    async def faults(self, session: AsyncSession, content: Any) -> list[dict[str, str]]:
        """Return everything that keeps a content from being published, empty when nothing does."""
        try:
            flow = Flow.model_validate(content)
        except ValidationError as error:
            return faults_of(error)
        prompts = await self._switch.prompts(session)
        queues = await self._switch.queues(session)
        calendars = await self.calendars.all_in_force(session)
        _, lines = await self.register.in_force(session)
        named = check_names(
            flow.nodes,
            prompts=prompts,
            queues=queues,
            calendars=calendars,
            categories=self._switch.categories(),
            lines={*self._switch.dialled(), *(number for line in lines.lines for number in line.numbers)},
            missing=TO_COME,
        )
        return [asdict(fault) | {"sentence": fault.sentence} for fault in named]

    async def draft(
        self, session: AsyncSession, code: str, content: dict[str, Any], *, author: str, reason: str
    ) -> Version:
        """Keep a new version, as unfinished as it may be."""
        return await self.documents.draft(session, code, _kept(code, content), author=author, reason=reason)

    async def publish(self, session: AsyncSession, code: str, number: int, *, by: str) -> Version:
        """Check a version and put it in force: whoever calls from then on hears it.

        Raises:
            UnsoundFlow: a caller could be trapped in it, or it names what the switch does not have.
        """
        version = await self.documents.version(session, code, number)
        faults = await self.faults(session, version.content)
        if faults:
            raise UnsoundFlow(faults)
        await self.documents.validate(session, code, number)
        return await self.documents.publish(session, code, number, by=by)

    async def roll_back(self, session: AsyncSession, code: str, *, by: str, reason: str) -> Version:
        """Take the version in force back; the one before it is in force again."""
        if not reason.strip():
            raise BadInput("taking a version back needs a reason: one sentence for whoever reads the history")
        return await self.documents.roll_back(session, code, by=by, reason=reason.strip())

    async def seed(self, session: AsyncSession) -> None:
        """Publish the shipped flow unless one is published already."""
        await documents_repository.ensure_document(session, KIND, DEFAULT)
        if await self.documents.in_force(session, DEFAULT) is not None:
            return
        content = _kept(DEFAULT, default_flow().model_dump(mode="json"))
        made = await self.documents.draft(session, DEFAULT, content, author="system", reason="as shipped")
        await self.documents.validate(session, DEFAULT, made.version)
        await self.documents.publish(session, DEFAULT, made.version, by="system")


def _kept(code: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return a content as it is stored: under its document's code, without a number that the document gives."""
    return {"code": code} | {name: value for name, value in content.items() if name not in ("code", "version")}
