"""A version that is tried by a real call before callers hear it: on a number of its own, for half an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from ivr.nodes import Code

KIND, CODE = "trial", "line"
LASTS = timedelta(minutes=30)


class Trial(BaseModel):
    """Which version callers of the trial line hear, and until when; afterwards they hear what everybody hears."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Literal["line"] = "line"
    flow: Code = "default"
    version: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    until: AwareDatetime


class Trials:
    """Acts on the trial; each runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, Trial, clock)
        self._clock = clock

    async def begin(self, session: AsyncSession, flow: str, version: int, *, by: str) -> Trial:
        """Have the trial line play a version in place of any other that is tried."""
        trial = Trial(flow=flow, version=version, until=self._clock.now() + LASTS)
        content = trial.model_dump(mode="json")
        made = await self.documents.draft(session, CODE, content, author=by, reason=f"trial of {flow}:{version}")
        await self.documents.validate(session, CODE, made.version)
        await self.documents.publish(session, CODE, made.version, by=by)
        return trial

    async def runs(self, session: AsyncSession) -> bool:
        """Tell whether a version is tried now."""
        version = await self.documents.in_force(session, CODE)
        return version is not None and Trial.model_validate(version.content).until > self._clock.now()
