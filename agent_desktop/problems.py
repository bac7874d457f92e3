"""Errors as ``application/problem+json`` (RFC 9457); the status follows from the error's code."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core.core_schema import ErrorType
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as StoreTimeout
from starlette.exceptions import HTTPException

from foundation.database import reason_of
from foundation.errors import HotlineError
from foundation.logs import logger

log = logger(__name__)
PYDANTIC = frozenset(get_args(ErrorType))

STATUS = {
    "bad_input": 422,
    "bad_action": 422,
    "unauthorised": 401,
    "bad_credentials": 401,
    "forbidden": 403,
    "bad_csrf": 403,
    "confidential": 403,
    "own_account": 409,
    "acts_exclude": 409,
    "scope_without_relation": 422,
    "bad_password": 422,
    "account_locked": 423,
    "too_many_attempts": 429,
    "not_found": 404,
    "recording_missing": 404,
    "recording_not_ready": 409,
    "recording_damaged": 409,
    "bad_grant": 403,
    "grant_expired": 403,
    "no_phone": 404,
    "conflict": 409,
    "act_refused": 409,
    "ticket_changed": 409,
    "file_refused": 422,
    "code_locked": 423,
    "prompt_in_use": 409,
    "engine_failed": 503,
    "in_call": 409,
    "not_in_call": 409,
    "not_on_hold": 409,
    "held_by_phone": 409,
    "phone_unreachable": 409,
    "phone_not_registered": 409,
    "no_wrap_up": 409,
    "wrap_up_extended": 409,
    "phone_moved": 409,
    "colleague_busy": 409,
    "no_consult": 409,
    "not_outside": 409,
    "in_conference": 409,
    "supervisor_busy": 409,
    "unavailable": 503,
    "no_owner": 503,
    "ami_gone": 503,
    "ami_timeout": 503,
    "ami_refused": 502,
    "lease_lost": 503,
}

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "status", "code", "title"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "retryable": {"type": "boolean"},
    },
}
_NAMED = {"$ref": "#/components/schemas/Problem"}
_DESCRIBED = {"description": "A problem", "content": {"application/problem+json": {"schema": _NAMED}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": _DESCRIBED, "5XX": _DESCRIBED}
"""What every route may answer instead of its own, for the description of the interface."""


def problem(status: int, code: str, title: str, **more: object) -> JSONResponse:
    """Return one problem."""
    return JSONResponse(
        {"type": "about:blank", "status": status, "code": code, "title": title, **more},
        status_code=status,
        media_type="application/problem+json",
    )


def add_problems(app: FastAPI) -> None:
    """Turn every error of ours, and the store's absence, into a problem."""
    described = app.openapi

    def with_problem() -> dict[str, Any]:
        found = described()
        found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return found

    app.openapi = with_problem  # type: ignore[method-assign]  # the way that FastAPI documents

    @app.exception_handler(HotlineError)
    async def ours(_: Request, error: HotlineError) -> JSONResponse:
        if error.code not in STATUS:  # a fault of this house: its words are for those who run it
            log.error("request_failed", code=error.code, error=str(error))
            return problem(500, error.code, "the server could not do this; its log says why")
        return problem(STATUS[error.code], error.code, str(error), retryable=error.retryable, **error.details)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # The values given stay out of the answer and out of every log.
        faults = [
            {"field": ".".join(map(str, e["loc"])), "reason": e["msg"]}
            # What a validator of ours says by a code of its own names things, not what was given.
            | ({"code": e["type"], "values": e.get("ctx", {})} if e["type"] not in PYDANTIC else {})
            for e in error.errors()
        ]
        return problem(422, "bad_input", "the request does not fit", errors=faults)

    @app.exception_handler(HTTPException)
    async def plain(_: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
        answer = problem(error.status_code, codes.get(error.status_code, "refused"), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(IntegrityError)
    async def done_meanwhile(_: Request, error: IntegrityError) -> JSONResponse:
        """Somebody else did the same at the same moment, and was first."""
        log.warning("done_meanwhile", error=reason_of(error))
        return problem(409, "conflict", "somebody else did this at the same moment; read it again")

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(StoreTimeout)
    async def store_away(_: Request, error: Exception) -> JSONResponse:
        log.error("store_did_not_answer", error=type(error).__name__, reason=reason_of(error))
        return problem(
            503,
            "unavailable",
            "the store does not answer now; look whether it was done before asking again",
            retryable=True,
        )
