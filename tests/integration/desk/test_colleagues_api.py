"""Callers sent on and supervised by the web interface: who may, of which call, what a colleague sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import call_story as story
import pytest
from desk_world import Call, DeskWorld, Person
from sqlalchemy import select

from agent_desktop.desk.parts import Part, Shown
from agent_desktop.desk.shapes import DeskCall
from foundation.audit.models import AuditRow
from foundation.ids import new_id
from foundation.people import Scope
from queueing.agents.state import AgentState
from telephony.ami import messages
from telephony.events import Fact, Kind

LEG, LEG_CHANNEL = "node1-1795400000.9", "PJSIP/1002p-00000009"
READY = AgentState("1002", "PJSIP/1002p", logged_in=True)


@pytest.fixture
async def person(world: DeskWorld) -> Person:
    """Return an agent with a controller in charge."""
    await world.own()
    return await world.agent()


@pytest.fixture
async def call(world: DeskWorld) -> Call:
    """Return a call that the agent talks in."""
    made = Call(world, 1)
    await made.answer()
    return made


def _of_leg(call: Call, event: type[messages.SwitchEvent], second: float, **more: Any) -> messages.SwitchEvent:
    return event(at=story.at(second), channel=LEG_CHANNEL, uniqueid=LEG, linkedid=call.linkedid, **more)


async def ask(call: Call) -> None:
    """Have agent 1002 be rung about a call."""
    await call.play(_of_leg(call, messages.ColleagueRings, 20, kind="agent", code="1002"))


async def shown_to(world: DeskWorld, agent: str) -> DeskCall | None:
    """Return the call on an agent's screen."""
    async with world.database.read() as session:
        parts, grants = frozenset(Part), {"words.read": Scope.OWN, "calls.read": Scope.OWN}
        loaded = await world.hub.loader.load(session, agent, grants, "talking", parts, Shown())
    found: DeskCall | None = loaded.parts[Part.call]
    return found


async def entries(world: DeskWorld, act: str) -> list[tuple[str, str, str]]:
    """Return subject, note and outcome of what is in the audit."""
    async with world.database.read() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.act == act).order_by(AuditRow.position))
        return [(row.subject, row.note, row.outcome) for row in rows]


ORDERS: list[tuple[str, Any, str, dict[str, str]]] = [
    ("transfer", {"kind": "queue", "code": "english", "reason": "other_language"}, "transfer", {}),
    ("transfer", {"kind": "outside", "code": "police"}, "transfer", {"reason": "other"}),
    ("consult", {"kind": "agent", "code": "1002"}, "consult", {}),
    ("complete", None, "complete", {}),
    ("confer", None, "confer", {}),
    ("help", {"reason": "danger"}, "ask_help", {}),
]


async def test_orders_about_colleagues_reach_the_owner(world: DeskWorld, person: Person, call: Call) -> None:
    for path, body, name, more in ORDERS:
        answer = await person.post(f"/desk/calls/{call.call_id}/{path}", body)
        assert (answer.status_code, answer.json()) == (200, {"ok": True}), path
        sent = world.commands[-1]
        assert (sent["name"], sent["arguments"]) == (
            name,
            {"agent": "1001", "call_id": str(call.call_id), **(body or {}), **more},
        )
    await person.post(f"/desk/calls/{call.call_id}/help/end")
    assert world.commands[-1]["arguments"] == {"call_id": str(call.call_id)}


async def test_nobody_sends_anothers_caller_on(world: DeskWorld, call: Call) -> None:
    await world.own()
    other = await world.agent("1002")
    for path, body, _, _ in ORDERS:
        assert (await other.post(f"/desk/calls/{call.call_id}/{path}", body)).status_code == 404, path
    assert world.commands == []


BAD: list[tuple[str, Any]] = [
    ("transfer", {"kind": "number", "code": "110"}),
    ("transfer", {"kind": "outside", "code": "110@elsewhere"}),
    ("consult", {"kind": "queue", "code": "english"}),
    ("consult", {}),
    ("help", {"reason": "x" * 40}),
]


@pytest.mark.parametrize(("path", "body"), BAD)
async def test_what_does_not_fit_never_reaches_the_owner(
    world: DeskWorld, person: Person, call: Call, path: str, body: Any
) -> None:
    answer = await person.post(f"/desk/calls/{call.call_id}/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert world.commands == []


async def test_who_can_be_asked(world: DeskWorld, person: Person) -> None:
    await world.agent_is(READY)
    await world.agent_is(replace(READY, agent="1003", endpoint="PJSIP/1003p", call="a"))
    await world.agent_is(AgentState("1004", "PJSIP/1004p"))
    found = (await person.get("/desk/colleagues")).json()
    assert [(one["agent"], one["free"]) for one in found["agents"]] == [("1002", True), ("1003", False)]
    assert [one["number"] for one in found["directory"]] == ["110", "119", "120", "122"]
    assert {one["queue"] for one in found["queues"]} == {"hotline_general"}
    assert "other_language" in found["reasons"]
    assert "danger" in found["help_reasons"]


async def test_a_colleague_who_is_asked_sees_the_call_and_reads_its_draft(world: DeskWorld, call: Call) -> None:
    await world.own()
    asked = await world.agent("1002")
    assert await shown_to(world, "1002") is None
    await ask(call)
    rings = await shown_to(world, "1002")
    assert rings is not None
    assert (rings.call_id, rings.state, rings.asked_by) == (call.call_id, "ringing", "1001")
    await call.play(_of_leg(call, messages.ColleagueAnswered, 22))
    talks = await shown_to(world, "1002")
    assert talks is not None
    assert (talks.state, talks.earlier_agents) == ("consulted", ["1001"])
    assert (await asked.get(f"/desk/drafts/{call.contact_id}")).status_code == 200
    assert (
        await asked.patch(f"/desk/drafts/{call.contact_id}", {"version": 1, "fields": {"place": "x"}})
    ).status_code == 404
    asker = await shown_to(world, "1001")
    assert asker is not None
    assert asker.consult is not None
    assert (asker.consult.code, asker.consult.answered, asker.consult.joined) == ("1002", True, False)
    await call.end()
    assert await shown_to(world, "1002") is None
    assert (await asked.get(f"/desk/drafts/{call.contact_id}")).status_code == 404


# -- supervisors -------------------------------------------------------------------------------------------------------


async def supervisor(world: DeskWorld, agent: str | None = "1009", **more: Any) -> Person:
    """Log a supervisor in."""
    return await world.session(await world.account("boss", "supervisor", agent=agent, **more))


async def test_supervision_is_written_down_before_it_is_done(world: DeskWorld, call: Call) -> None:
    await world.own()
    boss = await supervisor(world)
    for mode in ("monitor", "whisper"):
        assert (await boss.post("/wall/agents/1001/supervise", {"mode": mode})).status_code == 200
    sent = [command for command in world.commands if command["name"] == "supervise"]
    which = {"agent": "1001", "call_id": str(call.call_id)}
    assert sent[0]["arguments"] == {"supervisor": "1009", "mode": "monitor", **which}
    world.refusal = (409, {"code": "supervisor_busy", "title": "your phone did not answer"})
    answer = await boss.post("/wall/agents/1001/supervise", {"mode": "barge"})
    assert (answer.status_code, answer.json()["code"]) == (409, "supervisor_busy")
    assert await entries(world, "calls.supervise") == [
        ("1001", "monitor", "asked"),
        ("1001", "monitor", "done"),
        ("1001", "whisper", "asked"),
        ("1001", "whisper", "done"),
        ("1001", "barge", "asked"),
        ("1001", "barge", "supervisor_busy"),
    ]


async def test_an_order_whose_answer_is_lost_stays_in_the_audit(world: DeskWorld, call: Call) -> None:
    boss = await supervisor(world)  # no controller is in charge
    answer = await boss.post("/wall/agents/1001/take-over", {"reason": "来电人要求"})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_owner")
    assert await entries(world, "calls.supervise") == [
        ("1001", "来电人要求", "asked"),
        ("1001", "来电人要求", "no_owner"),
    ]


async def test_who_may_not_listen(world: DeskWorld, call: Call) -> None:
    await world.own()
    deaf = await world.session(await world.account("deaf", "supervisor"))
    answer = await deaf.post("/wall/agents/1001/supervise", {"mode": "monitor"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_phone")
    agent = await world.agent("1002")
    assert (await agent.post("/wall/agents/1001/supervise", {"mode": "monitor"})).status_code == 403
    boss = await supervisor(world)
    assert (await boss.post("/wall/agents/1002/supervise", {"mode": "monitor"})).json()["code"] == "conflict"
    assert (await boss.post("/wall/agents/1001/take-over", {"reason": " "})).status_code == 422
    marking = await world.agent("1001")
    assert (await marking.post(f"/desk/calls/{call.call_id}/confidential", {})).status_code == 200
    assert (world.commands[-1]["name"], world.commands[-1]["arguments"]) == (
        "end_supervision",
        {"call_id": str(call.call_id)},
    )
    world.commands.clear()
    answer = await boss.post("/wall/agents/1001/supervise", {"mode": "monitor"})
    assert (answer.status_code, answer.json()["code"]) == (403, "confidential")
    assert world.commands == []


async def test_whoever_leads_a_team_listens_to_it_alone(world: DeskWorld, call: Call) -> None:
    await world.own()
    await world.agent("1001", team="early")
    boss = await supervisor(world, team="late", reach="team")
    assert (await boss.post("/wall/agents/1001/supervise", {"mode": "monitor"})).status_code == 403
    assert world.commands == []


async def test_what_is_done_for_an_agent_has_its_reason_in_the_audit(world: DeskWorld) -> None:
    await world.own()
    boss = await supervisor(world)
    await boss.post("/agents/1001/pause", {"reason": "meal", "note": "轮换"})
    await boss.post("/agents/1001/unpause", {"note": "高峰"})
    await boss.post("/agents/1001/logoff")
    assert await entries(world, "agents.act") == [
        ("1001", "pause meal yes: 轮换", "asked"),
        ("1001", "pause meal yes: 轮换", "done"),
        ("1001", "unpause: 高峰", "asked"),
        ("1001", "unpause: 高峰", "done"),
        ("1001", "logoff", "asked"),
        ("1001", "logoff", "done"),
    ]


async def test_an_agent_sees_who_listens_where_he_is_to(world: DeskWorld, call: Call) -> None:
    payload = {"supervision_id": str(call.call_id), "supervisor": "1009", "agent": "1001", "mode": "monitor"}
    began = Fact(
        new_id(), Kind.supervision_began, "node1", call.linkedid, story.at(30), call_id=call.call_id, payload=payload
    )
    await world.store_facts([began])
    shown = await shown_to(world, "1001")
    assert shown is not None
    assert [(one.supervisor, one.mode) for one in shown.listeners] == [("1009", "monitor")]
    world.hub.loader.sources = replace(world.hub.sources, show_listeners=False)
    hidden = await shown_to(world, "1001")
    assert hidden is not None
    assert hidden.listeners == []
