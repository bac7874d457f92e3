"""Logging in over HTTP: steps, limits, lock, second factor, expiry, CSRF, cookies."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest
from people_world import HOURS, IDLE, PASSWORD, TOKEN, PeopleWorld
from sqlalchemy import select, text

from foundation.people import SYSTEM, limits
from foundation.people.accounts import Change
from foundation.people.models import IdentityRow, LoginGuardRow, SecondFactorRow, SessionRow
from foundation.people.passwords import Passwords


async def test_an_agent_logs_in_and_has_to_take_a_password_of_his_own(world: PeopleWorld) -> None:
    _, password = await world.account("1001", "agent", agent="1001")
    browser = world.browser()
    assert (await browser.session())["authenticated"] is False
    body = (await browser.send("POST", "session", {"name": "1001", "password": password})).json()
    assert (body["authenticated"], body["step"], body["account"]["grants"]) == (False, "password", {})
    refused = await browser.send("GET", "probe")
    assert (refused.status_code, refused.json()["code"], refused.json()["step"]) == (401, "unauthorised", "password")
    for new, reason in (("short", "too_short"), (password, "same"), ("the-1001-password", "name")):
        answer = await browser.send("POST", "session/password", {"old": password, "new": new})
        assert (answer.status_code, answer.json()["reason"]) == (422, reason)
    body = (await browser.send("POST", "session/password", {"old": password, "new": PASSWORD})).json()
    assert (body["authenticated"], body["step"]) == (True, None)
    assert body["account"]["grants"]["desk.use"] == "own"
    assert (await browser.send("GET", "probe")).json() == {"name": "1001", "agent": "1001", "system": False}
    assert (await world.again("1001", password)).status_code == 401


async def test_a_supervisor_sets_up_a_second_factor(world: PeopleWorld) -> None:
    _, password = await world.account("wang", "supervisor")
    browser = world.browser()
    body = (await browser.send("POST", "session", {"name": "wang", "password": password})).json()
    assert body["step"] == "totp_setup"
    assert (await browser.send("POST", "session/totp", {"code": "000000"})).status_code == 409
    skipped = await browser.send("POST", "session/password", {"old": password, "new": PASSWORD})
    assert skipped.status_code == 409
    made = (await browser.send("POST", "session/totp-setup", {})).json()
    assert made["uri"].startswith("otpauth://totp/")
    assert made["svg"].startswith("<svg")
    wrong = await browser.send("POST", "session/totp-setup/confirm", {"code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_credentials")
    answer = await browser.send("POST", "session/totp-setup/confirm", {"code": await world.code_of("wang")})
    assert answer.json()["step"] == "password"
    async with world.database.read() as session:
        factor = (await session.scalars(select(SecondFactorRow))).one()
    assert made["secret"] not in factor.sealed
    assert (await browser.send("POST", "session/totp-setup", {})).status_code == 409


async def test_a_code_is_good_once_and_gives_another_cookie(world: PeopleWorld) -> None:
    await world.logged_in("wang", "supervisor")
    first, second = world.browser(), world.browser()
    for browser in (first, second):
        body = (await browser.send("POST", "session", {"name": "wang", "password": PASSWORD})).json()
        assert body["step"] == "totp"
    before = first.http.cookies["hotline_session"]
    code = await world.code_of("wang")
    assert (await first.send("POST", "session/totp", {"code": code})).json()["authenticated"] is True
    assert first.http.cookies["hotline_session"] != before
    again = await second.send("POST", "session/totp", {"code": code})
    assert (again.status_code, again.json()["code"]) == (401, "bad_credentials")


async def test_two_at_once_cannot_use_one_code(world: PeopleWorld) -> None:
    await world.logged_in("wang", "supervisor")
    browsers = [world.browser() for _ in range(3)]
    for browser in browsers:
        await browser.send("POST", "session", {"name": "wang", "password": PASSWORD})
    world.clock.advance(60)
    code = await world.code_of("wang")
    answers = await asyncio.gather(*(b.send("POST", "session/totp", {"code": code}) for b in browsers))
    assert sorted(a.status_code for a in answers) in ([200, 401, 401], [200, 401, 429])


async def test_wrong_name_and_wrong_password_look_alike(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    answers = [await world.again("1001", "wrong password"), await world.again("nobody", "wrong password")]
    assert [a.status_code for a in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    async with world.database.read() as session:
        stored = [row.guard_key for row in await session.scalars(select(LoginGuardRow))]
    assert all("nobody" not in key for key in stored)


async def test_known_and_unknown_names_lock_alike(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    seen = {}
    for name in ("1001", "nobody"):
        codes = []
        for _ in range(limits.LOCK_AFTER + 1):
            answer = await world.again(name, "wrong password")
            while answer.status_code == 429:
                assert answer.json()["retry_after_seconds"] > 0
                world.clock.advance(answer.json()["retry_after_seconds"])
                answer = await world.again(name, "wrong password")
            codes.append(answer.status_code)
        seen[name] = codes
    assert seen["1001"] == seen["nobody"] == [401] * (limits.LOCK_AFTER - 1) + [423, 423]
    locked = await world.again("1001")
    assert (locked.status_code, locked.json()["code"]) == (423, "account_locked")
    world.clock.advance(locked.json()["retry_after_seconds"])
    assert (await world.again("1001")).status_code == 200
    assert "too_many_failures" in await world.outcomes("account.locked")


async def test_an_administrator_takes_the_lock_away(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    for _ in range(limits.LOCK_AFTER):
        await world.again("1001", "wrong password")
        world.clock.advance(10)
    assert (await world.again("1001")).status_code == 423
    account = await world.accounts.named("1001")
    assert account.lock_reason == "too_many_failures"
    assert account.locked_until is not None
    await world.accounts.unlock(SYSTEM, account.id)
    assert (await world.again("1001")).status_code == 200


async def test_a_lock_of_failures_does_not_end_the_session_of_the_one_at_work(world: PeopleWorld) -> None:
    working = await world.logged_in("1001", "agent", agent="1001")
    for _ in range(limits.LOCK_AFTER):
        await world.again("1001", "wrong password", "203.0.113.9")
        world.clock.advance(10)
    assert (await world.again("1001")).status_code == 423
    assert (await working.send("GET", "probe")).status_code == 200


async def test_many_tries_at_once_do_not_slip_through(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    answers = await asyncio.gather(*(world.again("1001", f"wrong password {n}") for n in range(12)))
    assert sorted({a.status_code for a in answers}) == [401, 429]
    assert sum(a.status_code == 401 for a in answers) == limits.OF_A_NAME.burst


async def test_an_address_is_limited_over_all_names(world: PeopleWorld) -> None:
    for n in range(limits.OF_AN_ADDRESS.burst):
        assert (await world.again(f"name{n}", "x")).status_code == 401
    limited = await world.again("another", "x")
    assert (limited.status_code, limited.json()["code"]) == (429, "too_many_attempts")
    assert limited.json()["retry_after_seconds"] <= 5
    assert (await world.again("another", "x", "203.0.113.9")).status_code == 401


async def test_log_ins_that_end_well_cost_nothing(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    for _ in range(limits.OF_A_NAME.burst * 2):
        assert (await world.again("1001")).status_code == 200


async def test_codes_are_limited_like_passwords(world: PeopleWorld) -> None:
    await world.logged_in("wang", "supervisor")
    browser = world.browser()
    codes = []
    for _ in range(limits.LOCK_AFTER):
        world.clock.advance(30)
        await browser.send("POST", "session", {"name": "wang", "password": PASSWORD})
        codes.append((await browser.send("POST", "session/totp", {"code": "000000"})).status_code)
    assert codes[-1] == 423, "a right password between the codes must not begin the count anew"


async def test_a_session_ends_without_acts_and_in_the_end_anyway(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    for _ in range(3):
        world.clock.advance(IDLE - 1)
        assert (await browser.send("POST", "session/alive")).status_code == 200
    world.clock.advance(IDLE - 60)
    assert (await browser.send("GET", "probe")).status_code == 200
    world.clock.advance(60)
    over = await browser.send("GET", "probe")
    assert (over.status_code, over.json()["code"]) == (401, "unauthorised")
    assert (await browser.session())["authenticated"] is False
    relogged = await browser.send("POST", "session", {"name": "1001", "password": PASSWORD})
    assert relogged.json()["authenticated"] is True
    for _ in range(int(HOURS * 3600 // (IDLE - 1)) + 1):
        world.clock.advance(IDLE - 1)
        last = await browser.send("POST", "session/alive")
    assert last.status_code == 401


async def test_looking_does_not_prolong_a_session_and_acting_does(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    first = (await browser.session())["expires_at"]
    world.clock.advance(600)
    await browser.send("GET", "probe")
    assert (await browser.session())["expires_at"] == first
    await browser.send("POST", "probe")
    assert (await browser.session())["expires_at"] > first


async def test_acts_need_the_csrf_value_and_a_page_of_ours(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    right = browser.csrf
    for wrong in ("", "x" * 64, "é"):
        browser.csrf = wrong
        answer = await browser.http.post("/api/v1/probe", headers={"x-csrf-token": wrong.encode()} if wrong else {})
        assert (answer.status_code, answer.json()["code"]) == (403, "bad_csrf")
    browser.csrf = right
    assert (await browser.send("POST", "probe")).status_code == 200
    for origin in ("https://evil.test", "null", "https://hotline.test.evil.test", "https://hotline.test:444"):
        assert (await browser.send("POST", "probe", origin=origin)).json()["code"] == "bad_csrf"
    for method, path in (("POST", "session"), ("POST", "session/alive"), ("DELETE", "session")):
        body = {"name": "1001", "password": PASSWORD} if path == "session" and method == "POST" else None
        answer = await browser.send(method, path, body, origin="https://evil.test")
        assert (answer.status_code, answer.json()["code"]) == (403, "bad_csrf")


async def test_the_cookie_is_out_of_reach_and_the_store_does_not_know_it(world: PeopleWorld) -> None:
    _, password = await world.account("1001", "agent", agent="1001")
    answer = await world.again("1001", password)
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Max-Age" not in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    async with world.database.read() as session:
        rows = list(await session.scalars(select(SessionRow)))
    assert [row.token_hash for row in rows] == [hashlib.sha256(token.encode()).hexdigest()]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_session_that_another_log_in_replaces_ends_in_the_audit_too(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    first = (await browser.session())["account"]["id"]
    _, password = await world.account("1002", "agent", agent="1002")
    await browser.send("POST", "session", {"name": "1002", "password": "wrong password"})
    assert await world.entries("session.ended") == []
    answer = await browser.send("POST", "session", {"name": "1002", "password": password})
    assert answer.status_code == 200
    (ended,) = await world.entries("session.ended")
    assert (str(ended.actor), ended.subject, ended.note, ended.outcome) == (first, first, "replaced", "done")
    assert ended.address == "198.51.100.7"
    # Over a session that is over already nothing ends again.
    await browser.send("DELETE", "session")
    await browser.send("POST", "session", {"name": "1001", "password": PASSWORD})
    assert len(await world.entries("session.ended")) == 2


async def test_logging_off_ends_the_session_here_and_in_the_store(world: PeopleWorld) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    stolen = browser.http.cookies["hotline_session"]
    assert (await browser.send("DELETE", "session")).json()["authenticated"] is False
    answer = await browser.http.get("/api/v1/probe", headers={"cookie": f"hotline_session={stolen}"})
    assert answer.status_code == 401
    assert "session.ended" in [row.act for row in await world.entries()]


@pytest.mark.parametrize("how", ["lock", "roles", "password", "second_factor", "own_password"])
async def test_sessions_end_when_the_account_changes(world: PeopleWorld, how: str) -> None:
    browser = await world.logged_in("1001", "agent", agent="1001")
    other = world.browser()
    await other.send("POST", "session", {"name": "1001", "password": PASSWORD})
    account = await world.accounts.named("1001")
    if how == "lock":
        await world.accounts.lock(SYSTEM, account.id)
    elif how == "roles":
        await world.accounts.change(SYSTEM, account.id, Change(roles=["agent", "supervisor"]))
    elif how == "password":
        await world.accounts.reset_password(SYSTEM, account.id)
    elif how == "second_factor":
        await world.accounts.reset_second_factor(SYSTEM, account.id)
    else:
        body = {"old": PASSWORD, "new": "another horse battery"}
        assert (await browser.send("POST", "session/password", body)).status_code == 200
    assert (await other.send("GET", "probe")).status_code == 401
    assert (await browser.send("GET", "probe")).status_code == (200 if how == "own_password" else 401)


async def test_a_one_time_password_is_good_for_three_days(world: PeopleWorld) -> None:
    _, password = await world.account("1001", "agent", agent="1001")
    world.clock.advance(timedelta(hours=72).total_seconds())
    assert (await world.again("1001", password)).status_code == 401
    account = await world.accounts.named("1001")
    _, password = await world.accounts.reset_password(SYSTEM, account.id)
    assert (await world.again("1001", password)).status_code == 200


async def test_a_locked_account_says_so_to_its_owner_only(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    await world.accounts.lock(SYSTEM, (await world.accounts.named("1001")).id)
    assert (await world.again("1001")).status_code == 423
    assert (await world.again("1001", "wrong password")).status_code == 401


async def test_a_password_is_hashed_anew_when_the_parameters_change(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    old = Passwords(time_cost=2, memory_kib=8)
    async with world.database.write() as session:
        identity = (await session.scalars(select(IdentityRow))).one()
        identity.secret = await old.hash(PASSWORD)
    assert (await world.again("1001")).status_code == 200
    async with world.database.read() as session:
        identity = (await session.scalars(select(IdentityRow))).one()
    assert not world.passwords.is_outdated(identity.secret)


async def test_programs_come_with_the_token(world: PeopleWorld) -> None:
    browser = world.browser()
    answer = await browser.http.get("/api/v1/probe", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.json()["system"] is True
    for wrong in ("Bearer ", "Bearer x", TOKEN, f"Bearer {TOKEN[:-1]}", "Basic abc", "Bearer \xe9"):
        answer = await browser.http.get("/api/v1/probe", headers={"authorization": wrong.encode("latin-1")})
        assert answer.status_code == 401


async def test_log_ins_leave_entries_without_names_or_passwords(world: PeopleWorld) -> None:
    await world.logged_in("1001", "agent", agent="1001")
    await world.again("1001", "wrong password")
    await world.again("nobody-known", "wrong password")
    rows = await world.entries("session.opened")
    assert [row.outcome for row in rows] == ["done", "bad_credentials", "bad_credentials"]
    assert [row.subject_kind for row in rows] == ["account", "account", "unknown_name"]
    assert [row.actor_kind for row in rows] == ["person", "nobody", "nobody"]
    assert {row.address for row in rows} == {"198.51.100.7"}
    async with world.database.read() as session:
        everything = str((await session.execute(text("SELECT * FROM foundation_audit"))).all())
    assert "nobody-known" not in everything
    assert "wrong password" not in everything
