"""A contact is marked confidential, once and for all of it: call, words, recording, draft and ticket."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest
from desk_world import Call, DeskWorld, Person
from sqlalchemy import select

from foundation import audit
from foundation.outbox import Delivery
from foundation.outbox.models import OutboxRow
from foundation.people import Scope
from hotline.wiring import CallFacts
from telephony.ledger import screens
from telephony.ledger.rebuild import rebuild
from tickets.handover import DESTINATION, TicketServiceDeliverer
from tickets.service import create_service_app
from tickets.service.models import ServiceTicketRow

SECRET = "a-secret-of-the-tests-only"


@pytest.fixture
async def person(world: DeskWorld) -> Person:
    """Return the agent."""
    return await world.agent()


@pytest.fixture
async def boss(world: DeskWorld) -> Person:
    """Return a supervisor."""
    return await world.session(await world.account("boss", "supervisor"))


@pytest.fixture
async def call(world: DeskWorld) -> Call:
    """Return a call that 1001 talked in, with words and a recording."""
    made = Call(world, 1)
    await made.answer()
    await made.say("不要公开我的姓名")
    await made.end()
    await made.record()
    return made


async def mark(person: Person, call: Call, note: str = "") -> httpx.Response:
    """Ask for confidentiality."""
    return await person.post(f"/desk/calls/{call.call_id}/confidential", {"note": note})


async def unmark(person: Person, call: Call, **body: Any) -> httpx.Response:
    """Take it away."""
    return await person.post(f"/desk/calls/{call.call_id}/not-confidential", body)


async def entries(world: DeskWorld, act: str) -> list[tuple[str, str, str, str]]:
    """Return subject, purpose, note and outcome of an act, the oldest first."""
    async with world.database.read() as session:
        found = await audit.page(session, act=act)
    return [(entry.subject, entry.purpose, entry.note, entry.outcome) for entry in reversed(found)]


async def test_the_agent_of_the_call_marks_it_once_however_often_he_presses(
    world: DeskWorld, person: Person, call: Call
) -> None:
    for _ in range(3):
        answer = await mark(person, call, "来电人要求")
        assert (answer.status_code, answer.json()) == (200, {"confidential": True})
    assert await entries(world, "confidential.mark") == [(str(call.call_id), "caller_asked", "来电人要求", "done")]
    own = (await person.get(f"/calls/{call.call_id}")).json()
    assert (own["confidential"], own["withheld"]) == (True, False)
    assert own["transcript"]["utterances"]


async def test_after_the_mark_a_supervisor_sees_neither_number_nor_words_nor_player(
    person: Person, boss: Person, call: Call
) -> None:
    await mark(person, call)
    found = (await boss.get(f"/calls/{call.call_id}")).json()
    assert (found["confidential"], found["withheld"], found["ani"], found["recording"]) == (True, True, "", None)
    assert found["transcript"]["utterances"] == []
    (line,) = (await boss.get("/calls")).json()["calls"]
    assert (line["confidential"], line["ani"]) == (True, "")
    for path in ("listen", "number"):
        answer = await boss.post(f"/calls/{call.call_id}/{path}", {"purpose": "training"})
        assert (answer.status_code, answer.json()["code"]) == (403, "confidential")


async def test_a_supervisor_marks_and_is_kept_out_by_it_himself(world: DeskWorld, boss: Person, call: Call) -> None:
    assert (await mark(boss, call)).status_code == 200
    assert (await boss.get(f"/calls/{call.call_id}")).json()["withheld"] is True
    assert len(await entries(world, "confidential.mark")) == 1


async def test_nobody_else_marks(world: DeskWorld, call: Call) -> None:
    other = await world.agent("1002")
    assert (await mark(other, call)).status_code == 404
    assert (await mark(other, Call(world, 77))).status_code == 404
    for role in ("dispatcher", "quality_reviewer", "auditor"):
        assert (await mark(await world.session(await world.account(role, role)), call)).status_code == 403
    assert {outcome for _, _, _, outcome in await entries(world, "confidential.mark")} == {"forbidden"}
    async with world.database.read() as session:
        assert await screens.confidential(session, [call.contact_id]) == set()


@pytest.mark.parametrize("note", ["长" * 201, "a\x00b", "\u202egpj", 12, None])
async def test_a_note_that_is_none_is_refused(world: DeskWorld, person: Person, call: Call, note: Any) -> None:
    answer = await mark(person, call, note)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert (await person.get(f"/calls/{call.call_id}")).json()["confidential"] is False


async def test_only_who_sees_all_confidential_contacts_takes_it_away_and_says_why(
    world: DeskWorld, person: Person, boss: Person, call: Call
) -> None:
    await mark(person, call)
    little = await world.account("little", "supervisor", grants={"confidential.read": Scope.OWN})
    for refused in (person, boss, await world.session(little)):
        answer = await unmark(refused, call, purpose="dispute")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    trusted = await world.session(await world.account("trusted", "supervisor", grants={"confidential.read": Scope.ALL}))
    for body in ({}, {"purpose": "other"}):
        assert (await unmark(trusted, call, **body)).status_code == 422
    assert (await boss.get(f"/calls/{call.call_id}")).json()["withheld"] is True
    for _ in range(2):
        answer = await unmark(trusted, call, purpose="other", note="来电人撤回")
        assert (answer.status_code, answer.json()) == (200, {"confidential": False})
    assert await entries(world, "confidential.unmark") == [(str(call.call_id), "other", "来电人撤回", "done")]
    assert (await boss.get(f"/calls/{call.call_id}")).json()["withheld"] is False


async def test_it_outlives_a_rebuild_of_the_call_rows(world: DeskWorld, person: Person, call: Call) -> None:
    await mark(person, call)
    assert await rebuild(world.database) > 0
    assert (await person.get(f"/calls/{call.call_id}")).json()["confidential"] is True


async def test_the_desktop_shows_it_at_once(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    await call.answer()
    async with served.screen(person) as screen:
        assert screen.snapshot["call"]["confidential"] is False
        assert (await mark(person, call)).status_code == 200
        await screen.until("call", lambda c: c and c["confidential"], "that is confidential")


@pytest.mark.parametrize("confidential", [False, True])
async def test_the_ticket_that_is_handed_over_carries_it(
    world: DeskWorld, person: Person, call: Call, confidential: bool
) -> None:
    if confidential:
        await mark(person, call)
    answer = await person.post(
        f"/desk/drafts/{call.contact_id}/submit", {"fields": {"kind": "help", "summary": "路灯"}, "request_id": "r"}
    )
    assert answer.status_code == 200, answer.text
    service = create_service_app(world.database, region="440100", webhook_secret=SECRET, vault=world.vault)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://service") as client:
        deliverer = TicketServiceDeliverer(
            world.database,
            CallFacts(world.vault),
            world.vault,
            client,
            base_url="http://service",
            webhook_secret=SECRET,
        )
        async with world.database.read() as session:
            row = (await session.scalars(select(OutboxRow))).one()
        assert await deliverer.deliver(Delivery(row.id, DESTINATION, row.kind, row.subject, row.payload, 1)) is not None
    async with world.database.read() as session:
        stored = (await session.scalars(select(ServiceTicketRow))).one()
    assert (stored.ticket_id, stored.confidential) == (uuid.UUID(answer.json()["id"]), confidential)
