"""Errors as problems: what a caller may know, and what only the log is told."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import TimeoutError as StoreTimeout

from agent_desktop.problems import add_problems
from foundation.errors import NotFound
from hotline.setup.secrets import NoSecret
from tickets.service.organisation.model import Organisation

PATH = "/srv/hotline/secrets/data_key"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("there is no such call"), 404, "not_found"),
        (NoSecret(f"{PATH} is missing or empty"), 500, "no_secret"),
        (StoreTimeout("QueuePool limit reached"), 503, "unavailable"),
    ],
    ids=["what was asked for", "a fault of the house", "a store that is given up"],
)
async def test_an_error_is_a_problem_that_tells_no_path(error: Exception, status: int, code: str) -> None:
    app = FastAPI()
    add_problems(app)

    @app.get("/")
    async def fails() -> None:
        raise error

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as client:
        answer = await client.get("/")
        described = (await client.get("/openapi.json")).json()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert PATH not in answer.text
    assert "Problem" in described["components"]["schemas"]


async def test_what_a_rule_of_ours_says_has_a_code_and_what_was_given_stays_inside() -> None:
    app = FastAPI()
    add_problems(app)

    @app.put("/")
    async def put(body: Organisation) -> None:
        raise AssertionError(body)

    circle = {"code": "a", "name": "甲", "level": "city", "parent": "a"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as client:
        ours = (await client.put("/", json={"units": [circle]})).json()
        theirs = (await client.put("/", json={"units": "一份秘密"})).json()
    assert [(one["code"], one["values"]) for one in ours["errors"]] == [("organisation_circle", {"unit": "a"})]
    assert ["code" in one for one in theirs["errors"]] == [False]
    assert "秘密" not in str(theirs)
