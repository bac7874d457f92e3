"""Keeping accounts over HTTP: who may, what is refused, and that nothing of a refused form is stored."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from people_world import PASSWORD, PeopleWorld
from sqlalchemy import func, select

from foundation.people import SYSTEM, Scope, repository
from foundation.people.acts import ROLES
from foundation.people.models import AccountRow, RoleGrantRow, RoleRow

NEW = {"name": "li.wei", "display_name": "李伟", "roles": ["agent"], "agent": "1007"}


async def test_a_security_administrator_makes_changes_and_locks(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    made = await keeper.send("POST", "accounts", NEW)
    assert made.status_code == 201
    account, password = made.json()["account"], made.json()["password"]
    assert (account["name"], account["roles"], account["must_change_password"]) == ("li.wei", ["agent"], True)
    assert (await world.again("li.wei", password)).json()["step"] == "password"
    path = f"accounts/{account['id']}"
    changed = await keeper.send("PATCH", path, {"roles": ["supervisor"], "agent": "", "display_name": "李 伟"})
    assert (changed.json()["roles"], changed.json()["agent"]) == (["supervisor"], None)
    granted = await keeper.send("PATCH", path, {"grants": {"confidential.read": "all"}})
    assert granted.json()["grants"] == {"confidential.read": "all"}
    assert (await keeper.send("POST", f"{path}/lock")).json()["lock_reason"] == "administrator"
    assert (await world.again("li.wei", password)).status_code == 423
    assert (await keeper.send("POST", f"{path}/unlock")).json()["lock_reason"] is None
    other = (await keeper.send("POST", f"{path}/reset-password")).json()["password"]
    assert other != password
    assert (await world.again("li.wei", other)).json()["step"] == "totp_setup"
    assert (await keeper.send("POST", f"{path}/reset-totp")).json()["has_second_factor"] is False
    listed = (await keeper.send("GET", "accounts")).json()["accounts"]
    assert [row["name"] for row in listed] == ["chief", "li.wei"]
    own = (await keeper.session())["account"]["id"]
    acts = [row.act for row in await world.entries() if row.subject == account["id"] and str(row.actor) == own]
    assert acts == [
        "account.created",
        "account.rights_changed",
        "account.changed",
        "account.rights_changed",
        "account.locked",
        "account.unlocked",
        "password.reset",
        "second_factor.reset",
    ]


async def test_what_rights_changed_is_in_the_audit(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    account = (await keeper.send("POST", "accounts", NEW)).json()["account"]
    await keeper.send("PATCH", f"accounts/{account['id']}", {"roles": ["agent", "supervisor"]})
    entry = (await world.entries("account.rights_changed"))[0]
    assert entry.note == "agent,agent=1007 -> agent,supervisor,agent=1007"
    assert "li.wei" not in entry.note


async def test_a_team_is_noted_and_ends_no_session_of_who_reaches_no_further_for_it(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    typist = await world.logged_in("li.wei", "agent", agent="1007")
    account = (await keeper.send("GET", "accounts")).json()["accounts"][1]
    assert (account["name"], account["team"], account["reach"]) == ("li.wei", None, "all")
    path = f"accounts/{account['id']}"
    assert (await keeper.send("PATCH", path, {"team": " 早班 "})).json()["team"] == "早班"
    assert (await typist.session())["authenticated"] is True
    assert [entry.note for entry in await world.entries("account.team")] == [" -> 早班"]
    assert await world.entries("account.rights_changed") == []
    wide = await keeper.send("PATCH", path, {"roles": ["agent", "supervisor"], "reach": "team"})
    assert (wide.status_code, wide.json()["reach"]) == (200, "team")
    assert (await typist.session())["authenticated"] is False, "other rights end a session"
    assert (await world.entries("account.rights_changed"))[0].note.endswith("-> team=早班,agent,supervisor,agent=1007")
    left = await keeper.send("PATCH", path, {"team": ""})
    assert (left.status_code, left.json()["field"]) == (422, "team"), "who reaches a team keeps one"
    assert (await keeper.send("PATCH", path, {"team": "", "reach": "all"})).json()["team"] is None


async def test_roles_are_listed_with_what_they_permit(world: PeopleWorld) -> None:
    auditor = await world.logged_in("reader", "auditor")
    roles = {row["role"]: row for row in (await auditor.send("GET", "roles")).json()["roles"]}
    assert set(roles) == set(ROLES)
    assert roles["agent"]["second_factor"] is False
    assert roles["auditor"]["excludes"] == roles["system_administrator"]["excludes"] != ""
    assert roles["supervisor"]["grants"]["calls.read"] == "all"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": "chief"}, 409, "name"),
        ({"agent": None}, 422, "agent"),
        ({"agent": "1001"}, 409, "agent"),
        ({"roles": []}, 422, None),
        ({"roles": ["nobody"]}, 422, "roles"),
        ({"roles": ["auditor", "security_administrator"]}, 409, "roles"),
        ({"roles": ["system_administrator", "auditor", "agent"]}, 409, "roles"),
        ({"grants": {"everything": "all"}}, 422, "grants"),
        ({"grants": {"calls.read": "galaxy"}}, 422, None),
        ({"grants": {"calls.read": "team"}}, 422, "team"),
        ({"grants": {"audit.read": "team"}, "team": "早班"}, 422, "grants"),
        ({"reach": "team"}, 422, "team"),
        ({"reach": "queue"}, 422, "reach"),
        ({"reach": "galaxy"}, 422, None),
        ({"roles": ["system_administrator"], "team": "早班", "reach": "team"}, 422, "reach"),
        ({"team": "<b>早班</b>"}, 422, "team"),
        ({"team": "班" * 33}, 422, "team"),
        ({"team": "早\u202e班"}, 422, "team"),
        ({"grants": {"calls.read": "all", "words.read": "queue"}}, 422, "grants"),
        ({"grants": {"calls.read": "unit"}}, 422, "grants"),
        ({"roles": ["auditor"], "grants": {"accounts.manage": "own"}}, 409, "grants"),
        ({"grants": {"audit.read": "all", "queues.manage": "all"}}, 409, "grants"),
        ({"language": "tlh"}, 422, "language"),
        ({"is_demonstration": True}, 422, None),
    ],
)
async def test_accounts_that_may_not_be(world: PeopleWorld, change: dict[str, Any], status: int, field: str) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    await world.account("1001", "agent", agent="1001")
    answer = await keeper.send("POST", "accounts", NEW | change)
    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert await count(world) == 2


async def test_nobody_raises_himself(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    own = (await keeper.session())["account"]["id"]
    for method, path, body in (
        ("PATCH", f"accounts/{own}", {"roles": ["security_administrator", "supervisor"]}),
        ("PATCH", f"accounts/{own}", {"grants": {"confidential.read": "all"}}),
        ("POST", f"accounts/{own}/lock", None),
        ("POST", f"accounts/{own}/reset-totp", None),
        ("POST", f"accounts/{own}/reset-password", None),
    ):
        answer = await keeper.send(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "own_account")
    assert (await keeper.session())["account"]["grants"] == {"accounts.read": "all", "accounts.manage": "all"}
    assert (await keeper.send("PATCH", f"accounts/{own}", {"display_name": "主管"})).status_code == 200


async def test_a_scope_without_meaning_is_refused_by_its_own_code(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    made, _ = await world.account("boss", "supervisor")
    for scope in ("queue", "unit"):
        answer = await keeper.send("PATCH", f"accounts/{made.id}", {"grants": {"confidential.read": scope}})
        assert (answer.status_code, answer.json()["code"]) == (422, "scope_without_relation")
        assert answer.json()["scope"] == scope
    assert (await world.accounts.named("boss")).grants == {}


async def test_no_grant_joins_what_the_roles_of_administration_separate(world: PeopleWorld) -> None:
    chief = await world.logged_in("chief", "security_administrator")
    for name, role, act in (
        ("second", "security_administrator", "audit.read"),
        ("third", "security_administrator", "system.read"),
        ("admin", "system_administrator", "accounts.manage"),
        ("reader", "auditor", "accounts.manage"),
    ):
        made, _ = await world.account(name, role)
        for scope in ("all", "own"):
            answer = await chief.send("PATCH", f"accounts/{made.id}", {"grants": {act: scope}})
            assert (answer.status_code, answer.json()["code"]) == (409, "acts_exclude"), (role, act)
        assert act in answer.json()["acts"]
        assert (await world.accounts.named(name)).grants == {}
        assert (await chief.send("PATCH", f"accounts/{made.id}", {"grants": {"calls.read": "all"}})).status_code == 200
    # Nor does a role that is given to whoever has such a grant already.
    made, _ = await world.account("boss", "supervisor")
    path = f"accounts/{made.id}"
    assert (await chief.send("PATCH", path, {"grants": {"audit.read": "all"}})).status_code == 200
    answer = await chief.send("PATCH", path, {"roles": ["system_administrator"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "acts_exclude")
    assert (await world.accounts.named("boss")).roles == ["supervisor"]


async def test_an_account_that_is_not_there(world: PeopleWorld) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    nobody = "01a20000-0000-7000-8000-000000000000"
    for path in ("lock", "unlock", "reset-password", "reset-totp"):
        assert (await keeper.send("POST", f"accounts/{nobody}/{path}")).status_code == 404
    assert (await keeper.send("PATCH", f"accounts/{nobody}", {})).status_code == 404
    assert (await keeper.send("PATCH", "accounts/none", {})).status_code == 422


async def test_two_administrators_at_once_make_one_account(world: PeopleWorld) -> None:
    results = await asyncio.gather(
        *(world.accounts.create(SYSTEM, "li.wei", "李伟", ["supervisor"]) for _ in range(4)), return_exceptions=True
    )
    assert sorted(getattr(result, "code", "made") for result in results) == ["conflict"] * 3 + ["made"]
    assert await count(world) == 1


INVALID = [
    "",
    " ",
    "x" * 65,
    "长" * 300,
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "🔥",
    "李伟👩‍👩‍👧",
    "a\x00b",
    "\x00",
    "a\nb",
    "a\tb",
    "a\x1b[31mb",
    "\u202egnp.exe",
    "a\u2066b\u2069",
    "a\u200bb",
    "\ufeffab",
    "a\u2028b",
    "'; DROP TABLE foundation_account; --",
    "../../etc/passwd",
    "${jndi:ldap://x}",
    "%00",
    "\ud800",
    "\uffff",
]


@pytest.mark.parametrize("field", ["name", "display_name", "agent", "roles", "language", "grants"])
async def test_invalid_inputs_of_the_account_form(world: PeopleWorld, field: str) -> None:
    keeper = await world.logged_in("chief", "security_administrator")
    entries = len(await world.entries())
    for wrong in INVALID:
        value: Any = [wrong] if field == "roles" else {wrong: "all"} if field == "grants" else wrong
        answer = await send_raw(keeper, "accounts", {**NEW, field: value})
        assert answer.status_code == 422, (field, ascii(wrong), answer.text)
        assert answer.json()["title"]
        assert answer.headers["content-type"] == "application/problem+json"
    assert await count(world) == 1
    assert len(await world.entries()) == entries


@pytest.mark.parametrize("form", ["session", "session/totp"])
async def test_invalid_inputs_of_the_log_in_forms(world: PeopleWorld, form: str) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    for n, wrong in enumerate(INVALID):
        if form == "session":
            browser = world.browser(f"198.51.100.{n + 10}")
        body = {"name": wrong, "password": wrong} if form == "session" else {"code": wrong}
        answer = await send_raw(browser, form, body)
        assert answer.status_code in (401, 422), (ascii(wrong), answer.text)
        assert answer.json()["title"]
        assert "1001" not in answer.text
    assert (await world.again("1001")).status_code == 200


async def test_invalid_inputs_of_the_password_form(world: PeopleWorld) -> None:
    """Signs, scripts and emoji may stand in a password; what cannot be typed again may not."""
    browser = await world.logged_in("1001", "agent", agent="1001")
    hidden = [wrong + "correct horse" for wrong in INVALID if not wrong.isprintable()]
    assert len(hidden) > 10
    for wrong in ["", "🔥🔥", "x" * 300, "长" * 129, *hidden]:
        answer = await send_raw(browser, "session/password", {"old": PASSWORD, "new": wrong})
        assert answer.status_code == 422, ascii(wrong)
        assert answer.json()["code"] in ("bad_password", "bad_input")
        assert "horse" not in answer.text
    assert (await world.again("1001")).status_code == 200


async def test_shipped_roles_follow_the_release_and_the_operator_s_stay(world: PeopleWorld) -> None:
    async with world.database.write() as session:
        session.add(RoleRow(role="trainer", excludes="", is_shipped=False))
        await session.flush()
        session.add(RoleGrantRow(role="trainer", act="words.read", scope="all"))
        session.add(RoleGrantRow(role="dispatcher", act="audit.read", scope="all"))
        row = await session.get(RoleGrantRow, ("agent", "desk.use"))
        assert row is not None
        row.scope = "all"
    async with world.database.write() as session:
        await repository.seed_roles(session)
        await repository.seed_roles(session)
    async with world.database.read() as session:
        grants = await repository.role_grants(session)
    assert grants.pop("trainer") == {"words.read": Scope.ALL}
    assert grants == {name: dict(role.grants) for name, role in ROLES.items()}


async def send_raw(browser: Any, path: str, body: Any) -> Any:
    """Send JSON that may hold what Python refuses to encode (a lone surrogate)."""
    import json

    headers = {"content-type": "application/json", "x-csrf-token": browser.csrf, "origin": "https://hotline.test"}
    return await browser.http.post(f"/api/v1/{path}", content=json.dumps(body).encode(), headers=headers)


async def count(world: PeopleWorld) -> int:
    async with world.database.read() as session:
        return await session.scalar(select(func.count()).select_from(AccountRow)) or 0
