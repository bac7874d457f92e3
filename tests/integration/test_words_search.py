"""Calls found by what was said: by whom, why, and what stays hidden."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from seeded import AGENT, Seeded, seed
from sqlalchemy import select, update
from whole_web import Whole, whole_web

from agent_desktop.access import COOKIE
from agent_desktop.words_search_api import around
from foundation.audit.models import AuditRow
from foundation.people.models import AccountRow
from foundation.people.sessions import csrf_of


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application with an account of each role logged in."""
    async with whole_web(tmp_path) as made:
        yield made


@pytest.fixture
async def seeded(whole: Whole) -> Seeded:
    """Put calls with words in."""
    return await seed(whole.house)


async def find(whole: Whole, role: str, text: str, **more: Any) -> tuple[int, Any]:
    """Ask as a role."""
    now = whole.house.clock.now()
    span = {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=1)).isoformat()}
    token = whole.tokens[role]
    headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": csrf_of(token)}
    body = {"text": text, **span, **more}
    answer = await whole.client.post("/api/v1/calls/find-words", json=body, headers=headers)
    return answer.status_code, answer.json()


async def test_a_reviewer_finds_calls_for_a_purpose_and_it_is_in_the_audit(whole: Whole, seeded: Seeded) -> None:
    status, refused = await find(whole, "quality_reviewer", "heard-")
    assert (status, refused["code"]) == (422, "bad_input"), "of others' calls a purpose is needed"
    status, found = await find(whole, "quality_reviewer", "heard-", purpose="quality_review")
    assert status == 200
    assert [one["places"][0]["text"] for one in found] == ["heard-plain"], "a confidential one stays hidden"
    assert found[0]["call"]["call_id"] in {str(call) for call in seeded.calls}
    status, found = await find(whole, "quality_reviewer", "put-right", purpose="quality_review")
    assert [one["places"][0]["text"] for one in found] == ["put-right-plain"], "corrected words are found too"
    async with whole.house.database.read() as session:
        noted = [
            (row.purpose, row.subject) for row in await session.scalars(select(AuditRow)) if row.act == "words.search"
        ]
    assert noted == [("quality_review", "")] * 2, "what was looked for is not in it"


async def test_an_agent_finds_his_own_and_no_others(whole: Whole, seeded: Seeded) -> None:
    status, found = await find(whole, "agent", "heard-")
    assert status == 200
    own = len(found)
    async with whole.house.database.write() as session:
        await session.execute(update(AccountRow).where(AccountRow.agent == AGENT).values(agent="1099"))
    _, found = await find(whole, "agent", "heard-")
    assert own > len(found) == 0


@pytest.mark.parametrize("text", ["%", "h%d", "heard_plain", "' OR 1=1 --"])
async def test_what_is_looked_for_is_text_and_no_pattern(whole: Whole, seeded: Seeded, text: str) -> None:
    status, found = await find(whole, "quality_reviewer", text, purpose="quality_review")
    assert (status, found) == (422, found) if len(text) < 2 else (200, [])


async def test_who_may_not_read_words_finds_none(whole: Whole, seeded: Seeded) -> None:
    assert (await find(whole, "dispatcher", "heard-", purpose="other"))[0] == 403
    long_ago = (whole.house.clock.now() - timedelta(days=200)).isoformat()
    status, refused = await find(whole, "quality_reviewer", "heard-", purpose="quality_review", since=long_ago)
    assert (status, refused["code"]) == (422, "bad_input")


def test_around() -> None:
    assert around("路灯坏了", "路灯") == "路灯坏了"
    assert around("一" * 100 + "路灯" + "二" * 100, "路灯") == "…" + "一" * 40 + "路灯" + "二" * 40 + "…"
    assert around("没有", "路灯") == "没有"
