"""The desktop's routes: own state, own day, own drafts and nobody else's."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import date
from inspect import signature
from typing import Any

import call_story as story
import pytest
from desk_world import Call, DeskWorld, Person
from sqlalchemy import func, select

from foundation.outbox.models import OutboxRow
from foundation.people import SYSTEM, Scope
from queueing.agents.desk import AgentDesk
from queueing.agents.state import AgentState
from tickets.contract import Category, NewTicket
from tickets.contract.numbers import service_number
from tickets.intake.fields import FIELDS
from tickets.intake.models import TicketRow
from tickets.service import TicketService
from tickets.service.acts import Asked
from tickets.service.lifecycle import Act

GOOD = {"kind": "help", "category": None, "summary": "路灯坏了", "description": "天河区路灯坏了三天"}


async def count(world: DeskWorld, table: type[Any]) -> int:
    """Return how many rows there are."""
    async with world.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


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


async def version_of(person: Person, call: Call) -> int:
    """Return the draft's version."""
    found: int = (await person.get(f"/desk/drafts/{call.contact_id}")).json()["version"]
    return found


async def edit(person: Person, call: Call, fields: dict[str, Any]) -> Any:
    """Set fields of the draft as it is now."""
    body = {"version": await version_of(person, call), "fields": fields}
    return await person.patch(f"/desk/drafts/{call.contact_id}", body)


# -- state and calls ---------------------------------------------------------------------------------------------------


COMMANDS: list[tuple[str, Any, str, dict[str, str]]] = [
    ("login", {"phone": "w"}, "login", {"agent": "1001", "phone": "w"}),
    ("pause", {"reason": "meal"}, "pause", {"agent": "1001", "reason": "meal"}),
    (
        "pause",
        {"reason": "meal", "after_call": True},
        "pause",
        {"agent": "1001", "reason": "meal", "after_call": "yes"},
    ),
    ("unpause", None, "unpause", {"agent": "1001"}),
    ("extend-wrap-up", {"seconds": 30}, "extend_wrap_up", {"agent": "1001", "seconds": "30"}),
    ("end-wrap-up", None, "end_wrap_up", {"agent": "1001"}),
    ("logoff", None, "logoff", {"agent": "1001"}),
]


async def test_commands_reach_the_owner(world: DeskWorld, person: Person) -> None:
    for path, body, name, arguments in COMMANDS:
        answer = await person.post(f"/desk/{path}", body)
        assert answer.status_code == 200, answer.text
        assert (world.commands[-1]["name"], world.commands[-1]["arguments"]) == (name, arguments)
        signature(getattr(AgentDesk, name)).bind(None, **arguments)  # as the controller does
        assert answer.json()["agent"] == "1001"
        assert answer.json()["phone"] == ("" if path == "logoff" else "w")
    assert len({uuid.UUID(command["command_id"]) for command in world.commands}) == len(COMMANDS)


READY = AgentState("1001", "PJSIP/1001w", logged_in=True)
BUSY = {
    "ringing": replace(READY, legs=frozenset({"a"})),
    "talking": replace(READY, call="a"),
    "on_hold": replace(READY, call="a", on_hold=True),
}


@pytest.mark.parametrize("activity", BUSY)
async def test_nobody_logs_off_during_a_call(served: DeskWorld, activity: str) -> None:
    await served.own()
    person = await served.agent()
    assert (await person.get("/desk/state")).json() is None
    async with served.screen(person) as screen:
        await served.agent_is(BUSY[activity])
        await screen.until("agent", lambda a: a["activity"] == activity)
        assert (await person.get("/desk/state")).json()["activity"] == activity
        answer = await person.post("/desk/logoff")
        assert (answer.status_code, answer.json()["code"]) == (409, "in_call")
        assert served.commands == []
        await served.agent_is(READY)
        await screen.until("agent", lambda a: a["activity"] == "idle")
        assert (await person.post("/desk/logoff")).status_code == 200
    assert [command["name"] for command in served.commands] == ["logoff"]


async def test_orders_about_a_call_reach_the_owner(world: DeskWorld, person: Person, call: Call) -> None:
    for path, name in (("hold", "hold"), ("resume", "resume"), ("hang-up", "hang_up")):
        answer = await person.post(f"/desk/calls/{call.call_id}/{path}")
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
        assert world.commands[-1]["name"] == name
        assert world.commands[-1]["arguments"] == {"agent": "1001", "call_id": str(call.call_id)}


async def test_nobody_orders_about_anothers_call(world: DeskWorld, call: Call) -> None:
    await world.own()
    other = await world.agent("1002")
    for path in ("hold", "resume", "hang-up"):
        assert (await other.post(f"/desk/calls/{call.call_id}/{path}")).status_code == 404
    assert world.commands == []


async def test_the_owners_refusal_is_told(world: DeskWorld, person: Person) -> None:
    world.refusal = (409, {"code": "conflict", "title": "in a call with the other phone"})
    answer = await person.post("/desk/login", {"phone": "w"})
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (409, "conflict", False)


async def test_an_owner_whose_store_is_busy_is_worth_asking_again(world: DeskWorld, person: Person) -> None:
    world.refusal = (503, {"code": "unavailable", "title": "the store does not answer now", "retryable": True})
    answer = await person.post("/desk/login", {"phone": "w"})
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "unavailable", True)


async def test_without_an_owner_it_says_so(world: DeskWorld) -> None:
    answer = await (await world.agent()).post("/desk/unpause")
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "no_owner", True)


BAD_COMMANDS: list[tuple[str, Any]] = [
    ("login", {"phone": "x"}),
    ("login", {}),
    ("login", {"phone": "w", "agent": "1002"}),
    ("pause", {"reason": ""}),
    ("pause", {"reason": "wrap_up"}),
    ("pause", {"reason": "a,b"}),
    ("pause", {"reason": "x" * 40}),
    ("pause", {"reason": "<script>"}),
    ("pause", {"reason": "🍜"}),
    ("pause", {"reason": None}),
    ("extend-wrap-up", {"seconds": 0}),
    ("extend-wrap-up", {"seconds": "1e9"}),
    ("extend-wrap-up", {}),
    ("calls/none/hold", None),
]


async def test_what_does_not_fit_never_reaches_the_owner(world: DeskWorld, person: Person) -> None:
    for path, body in BAD_COMMANDS:
        answer = await person.post(f"/desk/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), (path, body)
    assert world.commands == []


async def test_only_agents_have_a_desk(world: DeskWorld) -> None:
    boss = await world.session(await world.account("boss", "supervisor"))
    program = {"authorization": "Bearer internal-token"}
    for path in ("/desk/catalogue", "/desk/day", "/desk/drafts"):
        assert (await boss.get(path)).status_code == 403
        assert (await world.client.get(f"/api/v1{path}", headers=program)).status_code == 403
        assert (await world.client.get(f"/api/v1{path}")).status_code == 401


async def test_an_act_without_the_pages_token_is_refused(world: DeskWorld, person: Person) -> None:
    del person.headers["x-csrf-token"]
    answer = await person.post("/desk/unpause")
    assert (answer.status_code, answer.json()["code"]) == (403, "bad_csrf")


async def test_the_catalogue_holds_what_the_forms_need(person: Person) -> None:
    found = (await person.get("/desk/catalogue")).json()
    assert "complaint" in found["kinds"]
    assert "天河区" in found["districts"]
    assert found["limits"] == {name: rule.max_length for name, rule in FIELDS.items()}
    assert all(tree["children"] for tree in found["categories"])
    assert (found["wrap_up_seconds"], found["ring_seconds"]) == (30, 15)


# -- the day -----------------------------------------------------------------------------------------------------------


async def test_the_day_has_its_calls_and_figures(world: DeskWorld, person: Person, call: Call) -> None:
    await call.play(story.holds(20), story.resumes(30))
    await call.end(seconds=68)
    await person.post(f"/desk/drafts/{call.contact_id}/submit", {"fields": GOOD, "request_id": "r"})
    missed = Call(world, 200, "19900000002")
    await missed.ring()
    await missed.play(story.rings_out(21, 2), story.hangs_up(30))
    found = (await person.get("/desk/day")).json()
    assert found["figures"] == {
        "answered": 1,
        "tickets": 1,
        "talk_seconds": 50.0,
        "handle_seconds": 60.0,
        "average_handle_seconds": 60.0,
        "no_answer": 1,
    }
    (line,) = found["calls"]
    assert (line["call_id"], line["ani"], line["outcome"]) == (str(call.call_id), "199****0001", "answered")
    assert (line["wait_seconds"], line["talk_seconds"], line["conclusion"]) == (2, 60, "ticket")
    assert (line["ticket"], line["recording_state"], line["confidential"]) == ({"service_id": None}, None, False)


async def test_a_day_without_calls_has_no_average(person: Person, call: Call) -> None:
    found = (await person.get("/desk/day?date=2020-01-01")).json()
    assert (found["calls"], found["figures"]["average_handle_seconds"]) == ([], None)


async def test_a_day_that_is_none_is_refused(person: Person) -> None:
    for day in ("today", "2026-13-01", "0001-01-01", "9999-12-31", "<script>"):
        assert (await person.get("/desk/day", params={"date": day})).status_code == 422, day


# -- drafts ------------------------------------------------------------------------------------------------------------


async def test_a_draft_is_saved_as_it_is_typed(person: Person, call: Call) -> None:
    answer = await edit(person, call, {"kind": "complaint", "summary": "  夜间施工 🚧  "})
    assert answer.status_code == 200, answer.text
    fields = answer.json()["fields"]
    assert (fields["summary"]["value"], fields["summary"]["source"], fields["summary"]["edited"]) == (
        "夜间施工 🚧",
        "agent",
        True,
    )
    assert answer.json()["ani"] == "199****0001"
    (listed,) = (await person.get("/desk/drafts")).json()
    assert listed == answer.json()


async def test_an_edit_of_a_version_that_changed_is_a_conflict_that_loses_nothing(person: Person, call: Call) -> None:
    seen = await version_of(person, call)
    path = f"/desk/drafts/{call.contact_id}"
    assert (await person.patch(path, {"version": seen, "fields": {"place": "一号"}})).status_code == 200
    answer = await person.patch(path, {"version": seen, "fields": {"place": "二号"}})
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (409, "conflict", seen + 1)
    assert (await person.get(path)).json()["fields"]["place"]["value"] == "一号"


async def test_submitted_twice_it_is_one_ticket(world: DeskWorld, person: Person, call: Call) -> None:
    path = f"/desk/drafts/{call.contact_id}/submit"
    answers = await asyncio.gather(
        *(person.post(path, {"fields": GOOD, "request_id": request}) for request in ("a", "a", "b"))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await count(world, TicketRow), await count(world, OutboxRow)) == (1, 1)


async def test_the_ticket_service_away_changes_nothing_for_the_agent(
    world: DeskWorld, person: Person, call: Call
) -> None:
    # Nobody delivers here: the ticket waits in the outbox.
    answer = await person.post(f"/desk/drafts/{call.contact_id}/submit", {"fields": GOOD, "request_id": "r"})
    assert (answer.status_code, answer.json()["service_id"]) == (200, None)
    draft = (await person.get(f"/desk/drafts/{call.contact_id}")).json()
    assert (draft["state"], draft["conclusion"]["conclusion"]) == ("submitted", "ticket")
    assert (draft["ticket"]["id"], draft["ticket"]["handed_over_at"]) == (answer.json()["id"], None)
    async with world.database.read() as session:
        assert [row.state for row in await session.scalars(select(OutboxRow))] == ["pending"]


async def test_ended_without_a_ticket_and_linked(world: DeskWorld, person: Person, call: Call) -> None:
    answer = await person.post(f"/desk/drafts/{call.contact_id}/no-ticket", {"reason": "answered"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["conclusion"]["reason"] == "answered"
    again = await person.post(f"/desk/drafts/{call.contact_id}/submit", {"fields": GOOD, "request_id": "r"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    other = Call(world, 300, "19900000002")
    await other.answer()
    refused = await person.post(f"/desk/drafts/{other.contact_id}/link", {"service_id": "4401002611230000011"})
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {"service_id"})
    assert (await person.get("/desk/drafts")).json()[0]["contact_id"] == str(other.contact_id)


async def test_a_call_is_linked_to_a_ticket_that_somebody_looks_at(
    world: DeskWorld, person: Person, call: Call
) -> None:
    service = TicketService(world.database, region="440100", vault=world.vault, clock=world.clock)

    async def taken_in() -> str:
        ticket = NewTicket(
            contact_id=uuid.uuid4(),
            ticket_id=uuid.uuid4(),
            kind="inquiry",
            category=Category(code="construction", label="城乡建设"),
            description="如何办理",
            accepted_at=world.clock.now(),
            agent="1001",
        )
        message = str(uuid.uuid4())
        return (await service.take_in(message, message.encode(), ticket)).receipt.service_id

    refused, answered = await taken_in(), await taken_in()
    await service.acts.do(SYSTEM, refused, Asked(Act.REFUSE, "a1", ground="petition", text="请向信访部门查询"))
    await service.acts.do(SYSTEM, answered, Asked(Act.RESOLVE_DIRECTLY, "a2", text="已解答"))
    path = f"/desk/drafts/{call.contact_id}/link"
    unknown = service_number("440100", date(2026, 1, 1), 77)
    for number, code in ((refused, "ticket_over"), (unknown, "no_such_ticket")):
        answer = await person.post(path, {"service_id": number})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"service_id": {"code": code}})
    for _ in range(2):
        answer = await person.post(path, {"service_id": answered})
        assert (answer.status_code, answer.json()["conclusion"]["conclusion"]) == (200, "linked")


async def test_nobody_sees_or_touches_anothers_draft(world: DeskWorld, call: Call) -> None:
    other, path = await world.agent("1002"), f"/desk/drafts/{call.contact_id}"
    answers = [
        await other.get(path),
        await other.patch(path, {"version": 1, "fields": {"place": "x"}}),
        await other.post(f"{path}/submit", {"fields": GOOD, "request_id": "r"}),
        await other.post(f"{path}/no-ticket", {"reason": "answered"}),
        await other.post(f"{path}/link", {"service_id": "1"}),
        await other.get(f"/desk/drafts/{uuid.uuid4()}"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 6
    assert (await other.get("/desk/drafts")).json() == []
    assert await count(world, TicketRow) == 0


async def test_a_draft_goes_with_the_call_to_who_answered_last(world: DeskWorld, person: Person, call: Call) -> None:
    other = await world.agent("1002")
    await call.play(story.completes(20, 2, "agent"), story.rings(21, 3, "1002"))
    path = f"/desk/drafts/{call.contact_id}"
    assert (await other.get(path)).status_code == 200  # it rings there: the form is begun
    assert (await other.patch(path, {"version": 1, "fields": {"place": "x"}})).status_code == 404
    await call.play(story.connects(23, 3, "1002"))
    # The worker has not read that yet.
    assert (await edit(other, call, {"place": "二号"})).status_code == 200
    assert (await person.patch(path, {"version": 2, "fields": {"place": "x"}})).status_code == 404


async def test_who_may_only_look_edits_nothing(world: DeskWorld, call: Call) -> None:
    watcher = await world.session(await world.account("watcher", agent="1001", grants={"desk.use": Scope.OWN}))
    path = f"/desk/drafts/{call.contact_id}"
    assert (await watcher.patch(path, {"version": 1, "fields": {}})).status_code == 403


BIDI, ZERO = "\u202e", "\x00"
BAD_FIELDS: list[dict[str, Any]] = [
    {"summary": "长" * 201},
    {"description": "长" * 10_001},
    {"place": "p" * 201},
    {"district": "d" * 65},
    {"summary": f"a{ZERO}b"},
    {"summary": "a\nb"},
    {"summary": "a\x1b[31mb"},
    {"summary": f"safe{BIDI}gpj.exe"},
    {"place": "\u2066hidden"},
    {"description": "bell\x07"},
    {"kind": "<script>alert(1)</script>"},
    {"kind": "🙂"},
    {"kind": "complain"},
    {"urgency": "now"},
    {"category": "没有这一类"},
    {"category": ["城乡建设", "' OR 1=1 --"]},
    {"happened_at": "yesterday"},
    {"happened_at": {"from": "2026-11-23"}},
    {"summary": 12},
    {"summary": ["a"]},
    {"no_such_field": "x"},
    {"summary": {"value": "x"}},
]


async def test_a_bad_field_is_named_and_nothing_else_is_lost(person: Person, call: Call) -> None:
    await edit(person, call, {"urgency": "urgent"})
    path = f"/desk/drafts/{call.contact_id}"
    before = (await person.get(path)).json()
    for bad in BAD_FIELDS:
        answer = await edit(person, call, bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), bad
        assert set(answer.json()["fields"]) == set(bad)
        submitted = await person.post(f"{path}/submit", {"fields": {**GOOD, **bad}, "request_id": "r"})
        assert (submitted.status_code, set(submitted.json()["fields"])) == (422, set(bad))
        assert (await person.get(path)).json() == before


DANGEROUS = ("<script>alert(1)</script>", "👨‍👩‍👧 家", "'; DROP TABLE x; --", "=1+1", "العربية", "長" * 200)


async def test_text_that_looks_dangerous_is_text(person: Person, call: Call) -> None:
    for good in DANGEROUS:
        answer = await edit(person, call, {"summary": good})
        assert answer.status_code == 200, answer.text
        assert answer.json()["fields"]["summary"]["value"] == good


BAD_FORMS: list[tuple[str, Any]] = [
    ("submit", {"fields": {}, "request_id": ""}),
    ("submit", {"fields": {}, "request_id": "x" * 65}),
    ("submit", {"fields": {}, "request_id": "a b"}),
    ("submit", {"fields": {}, "request_id": "中"}),
    ("submit", {"fields": []}),
    ("submit", {"fields": {str(n): "x" for n in range(40)}, "request_id": "r"}),
    ("submit", {"fields": {}, "request_id": "r", "agent": "1002"}),
    ("submit", {"fields": {}, "request_id": "r"}),
    ("no-ticket", {"reason": "because"}),
    ("no-ticket", {"reason": "x" * 100}),
    ("no-ticket", {"reason": ""}),
    ("no-ticket", {}),
    ("link", {"service_id": ""}),
    ("link", {"service_id": "1" * 41}),
    ("link", {"service_id": "<script>"}),
    ("link", {"service_id": f"44{BIDI}01"}),
    ("link", {"service_id": "🎫"}),
    ("link", {"service_id": "12"}),
    ("link", {"service_id": None}),
    ("link", {"service_id": "4401002611230000010 9"}),
]


async def test_a_bad_form_is_refused_and_the_draft_stays(world: DeskWorld, person: Person, call: Call) -> None:
    for act, body in BAD_FORMS:
        answer = await person.post(f"/desk/drafts/{call.contact_id}/{act}", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), (act, body)
        assert answer.json().get("fields") or answer.json().get("errors")
        assert (await person.get(f"/desk/drafts/{call.contact_id}")).json()["state"] == "open"
    assert await count(world, TicketRow) == 0
