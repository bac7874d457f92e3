"""The whole interface asked by its own description, as each role: no failure of ours, and answers as described.

`HOTLINE_API_EXAMPLES` says how many requests each operation gets from each role.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from whole_web import whole_web

from agent_desktop.access import COOKIE
from foundation.people.acts import ROLES
from foundation.people.sessions import csrf_of
from hotline.setup.secrets import FOLDER
from hotline.setup.switch import CITIZEN

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("whole_interface")]

EXAMPLES = int(os.environ.get("HOTLINE_API_EXAMPLES", "4"))
ENDS_THE_SESSION = {("DELETE", "/api/v1/session"), ("POST", "/api/v1/session/password")}
"""What would leave the others without somebody to ask as."""
UNAVAILABLE = {"no_owner", "unavailable", "no_ticket_service", "engine_failed"}
"""Codes of a 503 here, where no switch and no controller runs: a try again, no failure."""


@dataclass
class Served:
    """Where the interface answers, its description and a session of each role."""

    address: str
    schema: Any
    tokens: dict[str, str]

    def as_role(self, role: str | None) -> dict[str, str]:
        """Return the headers of a page of this role; `None` is nobody."""
        if role is None:
            return {}
        return {
            "cookie": f"{COOKIE}={self.tokens[role]}",
            "x-csrf-token": csrf_of(self.tokens[role]),
            "origin": self.address,
        }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the whole web application in a thread."""
    ready, over = threading.Event(), threading.Event()
    found: list[Served] = []

    async def serve(folder: Path) -> None:
        (folder / FOLDER).mkdir()
        for secret in (CITIZEN, "sip_1001w"):
            (folder / FOLDER / secret).write_text("secret-of-a-phone")
        async with whole_web(folder) as whole:
            server = uvicorn.Server(uvicorn.Config(whole.app, port=0, log_level="critical"))
            serving = asyncio.ensure_future(server.serve())
            while not server.started:  # noqa: ASYNC110 -- uvicorn tells by a flag alone
                await asyncio.sleep(0.02)
            port = server.servers[0].sockets[0].getsockname()[1]
            found.append(Served(f"http://127.0.0.1:{port}", None, whole.tokens))
            ready.set()
            await asyncio.to_thread(over.wait)
            server.should_exit = True
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve(tmp_path_factory.mktemp("interface"))))
    thread.start()
    try:
        assert ready.wait(60)
        one = found[0]
        one.schema = schemathesis.openapi.from_url(f"{one.address}/openapi.json")
        yield one
    finally:
        over.set()
        thread.join(20)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_operation_answers_as_described(served: Served, role: str | None) -> None:
    wrong: list[str] = []
    asked = 0
    for result in served.schema.get_all_operations():
        operation = result.ok()
        if (operation.method.upper(), operation.path) in ENDS_THE_SESSION:
            continue
        asked += 1

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            answer = case.call(headers=served.as_role(role), timeout=30)
            if answer.status_code >= 500 and case.operation.path != "/health/ready":
                assert answer.status_code == 503, f"{answer.status_code} {answer.text[:200]}"
                assert answer.json()["code"] in UNAVAILABLE, answer.text[:200]
                return
            case.validate_response(answer, checks=[content_type_conformance, response_schema_conformance])

        try:
            ask()
        except (Exception, BaseExceptionGroup) as error:  # every operation is asked before the test fails
            wrong.append(f"{operation.method.upper()} {operation.path}: {_said(error)}")
    assert asked > 50
    assert not wrong, "\n\n".join(wrong)


def _said(error: BaseException) -> str:
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    return "; ".join(f"{type(one).__name__} {str(one)[:500]}" for one in inner)
