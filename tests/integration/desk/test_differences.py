"""Differences between books over the interface: who sees them, who explains them, and that it is in the audit."""

from __future__ import annotations

import uuid

import pytest
from desk_world import DeskWorld, Person

from foundation import audit
from telephony.reconcile import repository
from telephony.reconcile.compare import Difference


@pytest.fixture
async def boss(world: DeskWorld) -> Person:
    """Return a supervisor."""
    return await world.session(await world.account("boss", "supervisor"))


async def find(world: DeskWorld, *differences: Difference) -> None:
    """Have the reconciliation find them."""
    now = world.clock.now()
    async with world.database.write() as session:
        await repository.keep(session, differences, now, now)


async def test_a_supervisor_explains_what_an_administrator_may_only_see(world: DeskWorld, boss: Person) -> None:
    call = uuid.uuid4()
    await find(
        world,
        Difference("visits_differ", str(call), call, {"ledger": "1", "queue_log": "2"}),
        Difference("recording_without_call", "node1-1.1", None, {"recordings": "a file"}),
    )
    page = (await boss.get("/differences")).json()
    assert page["open"] == 2
    by_kind = {one["kind"]: one for one in page["differences"]}
    assert by_kind["visits_differ"]["books"] == {"ledger": "1", "queue_log": "2"}
    assert by_kind["visits_differ"]["call_id"] == str(call)
    key = by_kind["visits_differ"]["difference_id"]

    operator = await world.session(await world.account("operator", "system_administrator"))
    assert (await operator.get("/differences")).json()["open"] == 2
    assert (await operator.post(f"/differences/{key}/explain", {"explanation": "换机期间"})).status_code == 403
    assert (await (await world.agent()).get("/differences")).status_code == 403

    answer = await boss.post(f"/differences/{key}/explain", {"explanation": "  换机期间，已核对  "})
    assert (answer.status_code, answer.json()["explanation"]) == (200, "换机期间，已核对")
    assert answer.json()["explained_by"]
    assert [one["kind"] for one in (await boss.get("/differences")).json()["differences"]] == ["recording_without_call"]
    assert (await boss.get("/differences?every=true")).json()["open"] == 1
    async with world.database.read() as session:
        found = await audit.page(session, act="differences.explain")
    assert [(one.subject, one.outcome) for one in found if one.outcome == "done"] == [(key, "done")]
    assert {one.outcome for one in found} == {"done", "forbidden"}


async def test_pages_follow_each_other(world: DeskWorld, boss: Person) -> None:
    await find(world, *(Difference("recording_without_call", f"node1-{n}.1") for n in range(5)))
    seen, before = [], ""
    for _ in range(3):
        page = (await boss.get(f"/differences?limit=2{before}")).json()
        seen += [one["subject"] for one in page["differences"]]
        before = f"&before={page['next']}"
    assert page["next"] is None
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "text", ["", " ", "短", "x" * 501, "一\n行", "\x00\x01", "\u202e反", "来电 199-0000-0001 已回", None, 5, ["x"]]
)
async def test_a_bad_explanation_is_refused_and_nothing_changes(world: DeskWorld, boss: Person, text: object) -> None:
    await find(world, Difference("recording_without_call", "node1-1.1"))
    (one,) = (await boss.get("/differences")).json()["differences"]
    answer = await boss.post(f"/differences/{one['difference_id']}/explain", {"explanation": text})
    assert answer.status_code in (400, 422), answer.text
    assert (await boss.get("/differences")).json()["open"] == 1
    assert (await boss.post(f"/differences/{uuid.uuid4()}/explain", {"explanation": "没有这条"})).status_code == 404
