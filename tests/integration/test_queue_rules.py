"""Queue rules by their interface: looked at before they are published, not past a fault nor without an owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from test_flows import send as ask
from test_flows import whole
from whole_web import Whole

from foundation.audit.models import AuditRow
from queueing import repository
from queueing.publish.push import QueueRulesPublisher
from queueing.rules.model import GENERAL, QueueRules

__all__ = ["whole"]  # the fixture

ENGLISH = {
    "skills": {"english": {"name": "英语", "kind": "language"}},
    "agents": {"1001": {"english": 1}, "1002": {"english": 3}},
    "queues": {
        GENERAL: {},
        "english": {
            "name": "英语",
            "requires": ["english"],
            "start_level": 1,
            "steps": [
                {"act": "widen", "after_seconds": 10, "level": 3},
                {"act": "overflow", "after_seconds": 60, "target": {"to": "queue", "queue": GENERAL}},
            ],
        },
    },
    "surges": {"storm": {"name": "台风", "queues": {"english": {"ring_seconds": 8}}}},
}


async def _in_force(whole: Whole, content: dict[str, Any]) -> None:
    """Put rules in force in the store, as an owner has them."""
    house = whole.house
    publisher = QueueRulesPublisher(house.database, house.clock, house.settings.node, lambda: None)  # type: ignore[arg-type, return-value]
    await publisher.seed(QueueRules.model_validate(content))
    async with house.database.write() as session:
        await repository.note_rules(session, house.settings.node, 1, house.clock.now(), drifted=True)


async def test_before_publishing_it_shows_exactly_what_the_switch_will_be_told(whole: Whole) -> None:
    await _in_force(whole, {"queues": {GENERAL: {}}})
    board = (await ask(whole, "GET", "queue-rules")).json()
    assert (board["in_force"], board["on_switch"]["drifts"]) == (1, 1)
    assert "hotline/comfort" in board["prompts"]
    found = (await ask(whole, "POST", "queue-rules/check", {"content": ENGLISH})).json()
    assert found["faults"] == []
    files = {file["name"]: file["lines"] for file in found["files"]}
    added = {name: [line["text"] for line in lines if line["kind"] == "added"] for name, lines in files.items()}
    assert {"[english]", "defaultrule = english"} <= set(added["queues.conf"])
    assert "penaltychange = 10,2" in added["queuerules.conf"]
    assert added["globals"] == [f"QUEUE_PLAN_english = open|0|2|60|queue:{GENERAL}"]
    assert {line["kind"] for line in files["queues.conf"]} == {"same", "added"}
    assert found["members"] == [
        {"agent": "1001", "queue": "english", "before": None, "after": 0},
        {"agent": "1002", "queue": "english", "before": None, "after": 2},
    ]
    assert found["members_changed"] == 2


async def test_what_is_wrong_is_named_by_queue_and_place(whole: Whole) -> None:
    closed = {"queues": {GENERAL: {"staffed": {"span": "07:00-23:00"}}}}
    (fault,) = (await ask(whole, "POST", "queue-rules/check", {"content": closed})).json()["faults"]
    assert (fault["code"], fault["queue"], fault["place"]) == ("no_person", GENERAL, "staffed")
    assert fault["detail"] == "mon 00:00"
    broken = {"queues": {GENERAL: {"ring_seconds": 0}}}
    (fault,) = (await ask(whole, "POST", "queue-rules/check", {"content": broken})).json()["faults"]
    assert (fault["code"], fault["queue"], fault["place"]) == ("bad_field", GENERAL, "ring_seconds")
    assert (await ask(whole, "POST", "queue-rules/check", {"content": {"queues": {}}})).json()["faults"]


async def test_rules_with_a_fault_are_not_published_and_without_an_owner_none_are(whole: Whole) -> None:
    await _in_force(whole, {"queues": {GENERAL: {}}})
    closed = {"queues": {GENERAL: {"staffed": {"span": "07:00-23:00"}}}}
    made = await ask(whole, "POST", "queue-rules/versions", {"content": closed, "reason": "夜里没人"})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    refused = await ask(whole, "POST", "queue-rules/versions/2/publish")
    assert (refused.status_code, refused.json()["faults"][0]["code"]) == (422, "no_person")
    made = await ask(whole, "POST", "queue-rules/versions", {"content": ENGLISH, "reason": "增开英语座席"})
    alone = await ask(whole, "POST", f"queue-rules/versions/{made.json()['version']}/publish")
    assert (alone.status_code, alone.json()["code"]) == (503, "no_owner")
    assert (await ask(whole, "GET", "queue-rules")).json()["in_force"] == 1


async def test_rules_drawn_from_a_version_that_is_not_in_force_any_more_are_not_published(whole: Whole) -> None:
    await _in_force(whole, {"queues": {GENERAL: {}}})
    made = await ask(whole, "POST", "queue-rules/versions", {"content": ENGLISH, "reason": "增开英语座席"})
    path = f"queue-rules/versions/{made.json()['version']}/publish"
    late = await ask(whole, "POST", path, {"in_force": 7})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    board = (await ask(whole, "GET", "queue-rules")).json()
    assert [(one["version"], one["state"]) for one in board["versions"]] == [(2, "draft"), (1, "published")]
    assert (await ask(whole, "POST", path, {"in_force": 0})).status_code == 422
    now = await ask(whole, "POST", path, {"in_force": 1})
    assert (now.status_code, now.json()["code"]) == (503, "no_owner"), "as far as a hotline without an owner goes"


async def test_a_surge_is_switched_by_one_act_and_ended_by_a_time(whole: Whole) -> None:
    await _in_force(whole, ENGLISH)
    now = whole.house.clock.now()
    until = (now + timedelta(hours=2)).isoformat()
    on = {"version": 0, "surge": "storm", "until": until, "reason": "台风登陆"}
    board = (await ask(whole, "PUT", "queue-rules/surge", on, role="supervisor")).json()
    assert (board["version"], board["surge"], board["profiles"]) == (1, "storm", [{"code": "storm", "name": "台风"}])
    told = (await ask(whole, "POST", "queue-rules/check", {"content": ENGLISH})).json()["files"][0]["lines"]
    assert "timeout = 8" in [line["text"] for line in told if line["kind"] == "same"]
    later = {"content": ENGLISH, "at": (now + timedelta(hours=3)).isoformat()}
    told = (await ask(whole, "POST", "queue-rules/check", later)).json()["files"][0]["lines"]
    assert "timeout = 8" not in [line["text"] for line in told]
    off = {"version": 1, "surge": None, "reason": "台风已过"}
    assert (await ask(whole, "PUT", "queue-rules/surge", off, role="supervisor")).json()["surge"] == ""
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == "surges.switch")))
    assert noted == ["storm", "off"]


async def test_a_surge_that_cannot_be_is_refused(whole: Whole) -> None:
    await _in_force(whole, ENGLISH)
    past = (whole.house.clock.now() - timedelta(minutes=1)).isoformat()
    for wrong, status in (
        ({"surge": "storm", "until": past}, 422),
        ({"surge": "storm"}, 422),
        ({"surge": "flood", "until": "2099-01-01T00:00:00Z"}, 404),
    ):
        body = {"version": 0, "reason": "试一试", **wrong}
        assert (await ask(whole, "PUT", "queue-rules/surge", body)).status_code == status, wrong
