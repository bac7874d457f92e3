"""Hearing a recording: a purpose where it is not one's own, an entry in the audit, a grant, then the files."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

from agent_desktop.access import Principal, allow
from agent_desktop.call_access import Confidential, Reason, checked_call, found_call
from agent_desktop.desk.shapes import Leg, ListenGrant, ListenLeg
from agent_desktop.grants import Grants
from agent_desktop.playback_files import PlaybackFiles, RecordingMissing
from agent_desktop.views import intervals_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from recordings import repository as recordings
from recordings.models import RecordingRow

PAUSES = timedelta(minutes=15)
"""A grant outlives the recording by this, for who stops and goes back."""

PLAYED: tuple[Leg, ...] = ("mixed", "caller", "to_caller", "message", "message2", "message3", "waiting")


class RecordingNotReady(HotlineError):
    """The recording is still being made or checked."""

    code = "recording_not_ready"
    retryable = True


@dataclass(frozen=True)
class PlaybackDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    files: PlaybackFiles
    grants: Grants


def create_playback(deps: PlaybackDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/calls/{call_id}/listen", response_model=ListenGrant)
    async def listen(
        call_id: uuid.UUID, body: Reason, principal: Annotated[Principal, Depends(allow("recordings.listen"))]
    ) -> ListenGrant:
        """Give the right to play a call's recording."""
        await checked_call(deps.database, deps.clock, principal, "recordings.listen", call_id, body)
        async with deps.database.read() as session:
            row = _there(await recordings.of_call(session, call_id))
        legs: list[Leg] = [leg for leg in PLAYED if leg in row.legs]
        seconds = {leg: float(row.legs[leg]["seconds"]) for leg in legs}
        peaks = await asyncio.to_thread(deps.files.peaks, row.legs[legs[0]]["file"])
        expires_at = deps.clock.now() + timedelta(seconds=max(seconds.values())) + PAUSES
        grant = deps.grants.give(call_id, legs, _holder(principal), expires_at)
        return ListenGrant(
            grant=grant,
            expires_at=expires_at,
            legs=[
                ListenLeg(leg=leg, seconds=seconds[leg], url=f"/api/v1/calls/{call_id}/audio/{leg}?grant={grant}")
                for leg in legs
            ],
            intervals=intervals_of(row),
            peaks=peaks,
        )

    @router.get("/calls/{call_id}/audio/{leg}", response_class=FileResponse)
    async def audio(
        call_id: uuid.UUID,
        leg: Leg,
        grant: Annotated[str, Query(max_length=1024)],
        principal: Annotated[Principal, Depends(allow("recordings.listen"))],
    ) -> FileResponse:
        """Return a file of a recording, or the range of it that is asked for."""
        deps.grants.check(grant, call_id, leg, _holder(principal), deps.clock.now())
        async with deps.database.read() as session:
            found = await found_call(session, principal, "recordings.listen", call_id)
            row = _there(await recordings.of_call(session, call_id))
        if found.withheld:  # it became confidential after the grant
            raise Confidential("this contact is confidential")
        if leg not in row.legs:
            raise RecordingMissing("this recording has no such leg")
        path = await asyncio.to_thread(deps.files.path, row.legs[leg]["file"])
        return FileResponse(path, media_type="audio/wav", headers={"cache-control": "no-store"})

    return router


def _holder(principal: Principal) -> str:
    return str(principal.session_id) if principal.session_id else principal.name


def _there(row: RecordingRow | None) -> RecordingRow:
    if row is not None and row.state in recordings.OPEN_STATES:
        raise RecordingNotReady("the recording is still being checked")
    if row is None or not any(leg in row.legs for leg in PLAYED):
        raise RecordingMissing("there is no recording of this call")
    return row
