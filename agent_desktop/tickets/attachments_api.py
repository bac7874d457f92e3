"""``/api/v1/tickets/{number}/files``: files are added by whose work a ticket is, and read by who reads its words."""

from __future__ import annotations

import uuid
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from agent_desktop.access import Gate, Principal, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.loading import view as view_of
from agent_desktop.tickets.shapes import LookAsked, Number, TicketView
from foundation import audit
from foundation.errors import BadInput
from foundation.people.masking import Exposure
from tickets.service.attachments import MOST_BYTES, Attachments

Reader = Annotated[Principal, Depends(allow("tickets.read"))]
Name = Annotated[str, Query(min_length=1, max_length=200, pattern=WITHOUT_CONTROLS)]


def create_attachments(finder: Finder, attachments: Attachments) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
    database = finder.database

    @router.post("/{service_id}/files", status_code=201)
    async def add(service_id: Number, name: Name, principal: Reader, request: Request) -> TicketView:
        """Add a file; the body is what it holds. The same file again changes nothing."""
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            row = await finder.found(session, lens, service_id)
            may = lens.sight(await finder.listed(session, lens, row)).may_add_files
        if not may:
            raise await Gate.of(request).refuse(principal, "tickets.handle", request.url.path)
        body = await _body(request)
        named = await attachments.examine(name, body)
        async with database.write() as session:
            row = await finder.acts.held(session, service_id)
            made = await attachments.add(session, row, principal, named, body)
            now, what = finder.acts.clock.now(), f"{made.id}"
            await audit.record(session, principal, "ticket.add_file", "ticket", service_id, now=now, note=what)
            return await view_of(session, await finder.lens(session, principal), row)

    @router.post("/{service_id}/files/{file}", response_class=Response)
    async def read(
        service_id: Number, file: uuid.UUID, principal: Reader, request: Request, body: LookAsked | None = None
    ) -> Response:
        """Return a file; who works elsewhere says what for, and the purpose is in the audit."""
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            row = await finder.found(session, lens, service_id)
            words = lens.sight(await finder.listed(session, lens, row)).words
        if words is Exposure.WITHHELD or (words is Exposure.ON_REQUEST and body is None):
            raise await Gate.of(request).refuse(principal, "words.read", request.url.path)
        async with database.read() as session:
            found, content = await attachments.content(session, row.id, file)
        if words is Exposure.ON_REQUEST and body is not None:
            async with database.write() as session:
                await finder.note_look(session, principal, "words.read", service_id, body.purpose, body.note)
        kept = f"attachment; filename=\"{found.id}\"; filename*=UTF-8''{quote(found.name)}"
        headers = {"content-disposition": kept, "cache-control": "no-store", "x-content-type-options": "nosniff"}
        return Response(content, media_type=found.media_type, headers=headers)

    return router


async def _body(request: Request) -> bytes:
    """Return what a file holds, at most so much as may be kept."""
    taken = bytearray()
    async for part in request.stream():
        taken += part
        if len(taken) > MOST_BYTES:
            raise BadInput(f"a file has at most {MOST_BYTES >> 20} MB", reason="file_too_large")
    return bytes(taken)
