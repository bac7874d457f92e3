"""HTTP side of the ticket service: a FastAPI application to mount under ``/ticket-service/v1`` or to run alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException

from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import HotlineError, Unavailable
from foundation.logs import logger
from foundation.signing import verified_id
from tickets.contract import (
    VERSION,
    Marked,
    NewReceipt,
    NewTicket,
    Problem,
    Rating,
    ReceiptPage,
    Repeat,
    StatusQuestion,
    Ticket,
    TicketStatus,
)
from tickets.service.service import MAX_PAGE, TicketService

log = logger(__name__)

MAX_BODY = 1_000_000
STATUS = {
    "bad_signature": 401,
    "unauthorised": 401,  # of whoever guards the reading routes
    "forbidden": 403,
    "bad_csrf": 403,
    "bad_input": 422,
    "not_found": 404,
    "conflict": 409,
    "act_refused": 409,
    "too_large": 413,
    "code_locked": 423,
    "unavailable": 503,
}
_REF = "#/components/schemas/{model}"
_PROBLEM: dict[str, Any] = {
    "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
}


class TooLarge(HotlineError):
    """The body is larger than ``MAX_BODY`` bytes."""

    code = "too_large"


def create_service_app(
    database: Database,
    *,
    region: str,
    webhook_secret: str,
    vault: Vault,
    clock: Clock | None = None,
    read_dependencies: Sequence[params.Depends] = (),
    content_dependencies: Sequence[params.Depends] = (),
) -> FastAPI:
    """Return the application; a signature guards the taking in.

    Args:
        read_dependencies: guard what tells ids and states. content_dependencies: guard what tells words.
    """
    service = TicketService(database, region=region, vault=vault, clock=clock)
    app = FastAPI(
        title="Ticket service",
        version=VERSION,
        docs_url=None,  # its pages load foreign scripts
        redoc_url=None,
        description="Takes in the tickets of a 12345 hotline and tells how they stand.",
    )

    def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
        return {status: {"description": "Problem", **_PROBLEM} for status in statuses}

    @app.post(
        "/tickets",
        status_code=201,
        response_model=NewReceipt,
        responses={200: {"model": NewReceipt, "description": "Known already"}, **problems(401, 409, 413, 422, 503)},
        openapi_extra=_signed("NewTicket"),
    )
    async def take_in(request: Request, response: Response) -> NewReceipt:
        """Take a ticket in: 201 the first time, 200 with the same body when the same message comes again."""
        body = await _body(request)
        message_id = verified_id(webhook_secret, request.headers, body)
        taken = await service.take_in(message_id, body, NewTicket.model_validate_json(body))
        response.status_code = 201 if taken.created else 200
        return taken.receipt

    @app.post(
        "/tickets/{service_id}/satisfaction",
        status_code=204,
        responses=problems(401, 404, 422, 503),
        openapi_extra=_signed("Rating"),
    )
    async def rate(service_id: str, request: Request) -> None:
        """Take what the caller said of the call by key once its ticket was here; the same again changes nothing."""
        body = await _body(request)
        verified_id(webhook_secret, request.headers, body)
        await service.rate(service_id, Rating.model_validate_json(body))

    @app.post(
        "/tickets/{service_id}/confidential",
        status_code=204,
        responses=problems(401, 404, 422, 503),
        openapi_extra=_signed("Marked"),
    )
    async def mark(service_id: str, request: Request) -> None:
        """Take whether the contact is confidential once that changed; the same again changes nothing."""
        body = await _body(request)
        verified_id(webhook_secret, request.headers, body)
        await service.mark(service_id, Marked.model_validate_json(body))

    @app.post(
        "/tickets/{service_id}/repeats",
        status_code=204,
        responses=problems(401, 404, 409, 422, 503),
        openapi_extra=_signed("Repeat"),
    )
    async def repeat(service_id: str, request: Request) -> None:
        """Take that the citizen called again: a reminder, or, once it is answered, a reason to ask. 409: it is over."""
        body = await _body(request)
        verified_id(webhook_secret, request.headers, body)
        await service.repeat(service_id, Repeat.model_validate_json(body))

    @app.get("/tickets/{service_id}", responses=problems(404, 503), dependencies=list(content_dependencies))
    async def one(service_id: str) -> Ticket:
        """Return what a ticket holds; the caller's number is not in it."""
        return await service.ticket(service_id)

    @app.post(
        "/tickets/{service_id}/status", responses=problems(404, 422, 423, 503), dependencies=list(read_dependencies)
    )
    async def status(service_id: str, question: StatusQuestion) -> TicketStatus:
        """Tell a citizen, through the program that asks, how the ticket stands; five wrong codes lock it (423)."""
        return await service.status(service_id, question.code)

    @app.get("/tickets", responses=problems(422, 503), dependencies=list(read_dependencies))
    async def page(since: str = "", limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100) -> ReceiptPage:
        """Return the tickets behind a cursor, in the order in which they were stored."""
        return await service.page(since, limit)

    @app.get("/health", responses=problems(503))
    async def health() -> dict[str, str]:
        """Answer 200 when a ticket would be taken in."""
        await service.check()
        return {"status": "ok", "version": VERSION}

    _add_problems(app)
    _describe(app)
    return app


def _signed(model: str) -> dict[str, Any]:
    """Describe a route that reads a signed body."""
    return {
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": text}
            for name, text in (
                ("webhook-id", "idempotency key, the same at every repetition"),
                ("webhook-timestamp", "Unix seconds, at most five minutes off"),
                ("webhook-signature", "`v1,` and base64 HMAC-SHA256 of `id.timestamp.body`"),
            )
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=model)}}},
        },
    }


def _describe(app: FastAPI) -> None:
    """Add the models that the routes read and answer by hand to the document."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for model in (NewTicket, Rating, Marked, Repeat, Problem):
                schema = model.model_json_schema(ref_template=_REF)
                schemas.update(schema.pop("$defs", {}))
                schemas[model.__name__] = schema
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


async def _body(request: Request) -> bytes:
    """Read the body, at most ``MAX_BODY`` bytes of it."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise TooLarge(f"a ticket is at most {MAX_BODY} bytes")
        parts.append(part)
    return b"".join(parts)


def _problem(status: int, code: str, title: str, errors: Sequence[dict[str, str]] = ()) -> JSONResponse:
    body = Problem(title=title, status=status, code=code, errors=tuple(errors))
    return JSONResponse(
        body.model_dump(mode="json"),
        status,
        media_type="application/problem+json",
        headers={"retry-after": "5"} if status == 503 else None,
    )


def _add_problems(app: FastAPI) -> None:
    """Answer every error as ``application/problem+json``; the words of a ticket are never repeated in one."""

    @app.exception_handler(HotlineError)
    async def _ours(_request: Request, error: HotlineError) -> JSONResponse:
        return _problem(STATUS.get(error.code, 500), error.code, str(error))

    @app.exception_handler(ValidationError)
    async def _invalid(_request: Request, error: ValidationError) -> JSONResponse:
        faults = [{"at": ".".join(map(str, e["loc"])), "code": e["type"]} for e in error.errors(include_input=False)]
        return _problem(422, "bad_input", "the ticket does not fit the contract", faults)

    @app.exception_handler(RequestValidationError)
    async def _bad_query(_request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [{"at": ".".join(map(str, e["loc"])), "code": str(e["type"])} for e in error.errors()]
        return _problem(422, "bad_input", "a parameter does not fit", faults)

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        return _problem(error.status_code, f"http_{error.status_code}", str(error.detail))

    @app.exception_handler(SQLAlchemyError)
    async def _store(_request: Request, error: SQLAlchemyError) -> JSONResponse:
        log.warning("ticket_store_failed", error=type(error).__name__)
        if isinstance(error, DataError):  # the same would be refused again
            return _problem(422, "bad_input", "the store cannot hold this ticket")
        return _problem(503, Unavailable.code, "the store of the ticket service does not answer")

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
        log.error("ticket_service_failed", error=type(error).__name__)
        return _problem(500, "internal", "the ticket service failed")
