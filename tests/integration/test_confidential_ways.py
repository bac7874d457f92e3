"""A confidential ticket over HTTP: the right is given to an account, readers are named, refusals are in the audit."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from seeded import SERVICE_IDS, UNIT, seed
from sqlalchemy import select
from whole_web import Whole, whole_web

from agent_desktop.access import COOKIE
from foundation.audit.models import AuditRow
from foundation.ids import new_id
from foundation.people import Scope
from foundation.people.models import AccountRow
from foundation.people.repository import set_grants, set_roles
from foundation.people.sessions import csrf_of, open_session

KEPT, PLAIN = SERVICE_IDS["secret"], SERVICE_IDS["plain"]
WORDS = "description-secret"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application with a confidential ticket that a unit handles, and somebody of two units."""
    async with whole_web(tmp_path) as made:
        await seed(made.house)
        await person(made, "urban", "unit_staff", unit=UNIT)
        await person(made, "water", "unit_staff", {"confidential.read": Scope.ALL}, unit="water_company")
        yield made


async def person(whole: Whole, name: str, role: str, grants: dict[str, Scope] | None = None, **more: Any) -> uuid.UUID:
    """Make an account that is logged in."""
    now = whole.house.clock.now()
    async with whole.house.database.write() as session:
        row = AccountRow(account_id=new_id(), name=name, display_name=name, created_at=now, **more)
        session.add(row)
        await session.flush()
        await set_roles(session, row.account_id, [role])
        await set_grants(session, row.account_id, grants or {})
        whole.tokens[name], _ = await open_session(session, row.account_id, now=now, confirmed=True)
        return row.account_id


async def ask(whole: Whole, who: str, method: str, path: str, body: Any = None) -> httpx.Response:
    """Ask as a page of somebody does."""
    headers = {"cookie": f"{COOKIE}={whole.tokens[who]}", "x-csrf-token": csrf_of(whole.tokens[who])}
    return await whole.client.request(method, f"/api/v1/{path}", json=body, headers=headers)


async def entries(whole: Whole, act: str) -> list[AuditRow]:
    """Return the entries of an act in the audit."""
    async with whole.house.database.read() as session:
        return list(await session.scalars(select(AuditRow).where(AuditRow.act == act).order_by(AuditRow.position)))


async def trusted(whole: Whole) -> dict[str, Any]:
    """Have a security administrator give a dispatcher the right, and return the account; he logs in again."""
    account_id = await person(whole, "trusted", "dispatcher")
    answer = await ask(
        whole, "security_administrator", "PATCH", f"accounts/{account_id}", {"grants": {"confidential.read": "all"}}
    )
    assert answer.status_code == 200
    assert (await ask(whole, "trusted", "GET", "tickets/counts")).status_code == 401, "other rights end a session"
    async with whole.house.database.write() as session:
        now = whole.house.clock.now()
        whole.tokens["trusted"], _ = await open_session(session, account_id, now=now, confirmed=True)
    found: dict[str, Any] = answer.json()
    return found


async def test_from_the_right_to_what_the_unit_reads(whole: Whole) -> None:
    assert (await trusted(whole))["grants"] == {"confidential.read": "all"}
    assert [entry.note for entry in await entries(whole, "account.rights_changed")] == [
        "dispatcher -> dispatcher,confidential.read:all"
    ]
    unread = (await ask(whole, "urban", "GET", f"tickets/{KEPT}")).json()
    assert (unread["kept"], unread["description"], unread["trusted"]) == (True, None, ["trusted"])

    async def awaits_a_reader() -> tuple[list[str], int]:
        page = (await ask(whole, "trusted", "GET", "tickets?view=to_name")).json()
        counts = (await ask(whole, "trusted", "GET", "tickets/counts")).json()["counts"]
        return [one["service_id"] for one in page["tickets"]], counts["to_name"]

    assert await awaits_a_reader() == ([KEPT], 1)
    named = await ask(whole, "trusted", "POST", f"tickets/{KEPT}/readers", {"name": " Urban "})
    assert (named.status_code, named.json()["readers"]) == (200, ["urban"])
    assert await awaits_a_reader() == ([], 0)
    read = (await ask(whole, "urban", "GET", f"tickets/{KEPT}")).json()
    assert (read["kept"], read["description"]) == (False, WORDS)
    told = {"act": "contact", "request_id": "one", "reached": True, "text": "已联系"}
    assert (await ask(whole, "urban", "POST", f"tickets/{KEPT}/acts", told)).status_code == 200
    gone = await ask(whole, "trusted", "DELETE", f"tickets/{KEPT}/readers/urban")
    assert (gone.status_code, gone.json()["readers"]) == (200, [])
    assert await awaits_a_reader() == ([KEPT], 1)
    assert (await ask(whole, "urban", "GET", f"tickets/{KEPT}")).json()["description"] is None


async def test_a_change_of_anything_else_keeps_the_right(whole: Whole) -> None:
    account = await trusted(whole)
    path = f"accounts/{account['id']}"
    for change in (
        {"display_name": "派单员"},
        {"roles": ["dispatcher", "supervisor"]},
        {"grants": None, "team": "早班"},
    ):
        answer = await ask(whole, "security_administrator", "PATCH", path, change)
        assert (answer.status_code, answer.json()["grants"]) == (200, {"confidential.read": "all"}), change
    answer = await ask(whole, "security_administrator", "PATCH", path, {"grants": {}})
    assert answer.json()["grants"] == {}
    assert (await entries(whole, "account.rights_changed"))[-1].note == (
        "dispatcher,supervisor,confidential.read:all -> dispatcher,supervisor"
    )


@pytest.mark.parametrize("who", ["auditor", "system_administrator", "supervisor", "dispatcher", "agent", "urban"])
async def test_nobody_else_gives_the_right(whole: Whole, who: str) -> None:
    account_id = await person(whole, "wishful", "dispatcher")
    answer = await ask(whole, who, "PATCH", f"accounts/{account_id}", {"grants": {"confidential.read": "all"}})
    assert (answer.status_code, answer.json()["act"]) == (403, "accounts.manage")
    assert [entry.outcome for entry in await entries(whole, "accounts.manage")] == ["forbidden"]
    assert await entries(whole, "account.rights_changed") == []


async def test_who_may_not_read_it_names_nobody_and_judges_nothing(whole: Whole) -> None:
    await trusted(whole)
    for who in ("dispatcher", "supervisor", "urban"):
        answer = await ask(whole, who, "POST", f"tickets/{KEPT}/readers", {"name": who})
        assert (answer.status_code, answer.json()["act"]) == (403, "confidential.read")
        assert (await ask(whole, who, "DELETE", f"tickets/{KEPT}/readers/trusted")).status_code == 403
    for who, act in (("dispatcher", "grant_extension"), ("urban", "reply")):
        body = {"act": act, "request_id": "one", "text": "已办理"}
        answer = await ask(whole, who, "POST", f"tickets/{KEPT}/acts", body)
        assert (answer.status_code, answer.json()["act"]) == (403, "confidential.read")
    refusals = [(entry.subject, entry.outcome) for entry in await entries(whole, "confidential.read")]
    assert refusals.count((f"/api/v1/tickets/{KEPT}/acts", "forbidden")) == 2


async def test_a_reader_is_an_account_and_named_of_a_ticket_that_one_sees(whole: Whole) -> None:
    await trusted(whole)
    for name in ("nobody", "张三", "x\u0000y", "no such name"):
        answer = await ask(whole, "trusted", "POST", f"tickets/{KEPT}/readers", {"name": name})
        assert (answer.status_code, answer.json().get("reason")) == (404, "no_account"), name
    plain = await ask(whole, "trusted", "POST", f"tickets/{PLAIN}/readers", {"name": "urban"})
    assert (plain.status_code, plain.json()["reason"]) == (409, "not_confidential")
    other = await ask(whole, "water", "POST", f"tickets/{KEPT}/readers", {"name": "water"})
    assert other.status_code == 404, "the ticket is with another unit"
    assert await entries(whole, "ticket.name_reader") == []


async def test_a_follow_up_is_taken_by_who_reads_it(whole: Whole) -> None:
    await trusted(whole)
    await person(whole, "colleague", "agent", agent="1002")
    answer = await ask(whole, "colleague", "POST", f"tickets/{KEPT}/follow-up/take")
    assert (answer.status_code, answer.json()["act"]) == (403, "confidential.read")
    answer = await ask(whole, "agent", "POST", f"tickets/{KEPT}/follow-up/take")
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_in_this_state"), "it is not closed yet"
