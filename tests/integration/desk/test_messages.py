"""What callers left: taken by one agent, heard by him, and gone once its contact is concluded."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from desk_world import Call, DeskWorld, Person
from sqlalchemy import update

from foundation import audit
from foundation.people import Scope
from hotline.left_messages import unanswered
from telephony.models import CallRow
from tickets.prefill.wording import packaged_wording


@pytest.fixture
async def person(world: DeskWorld) -> Person:
    """Return an agent."""
    return await world.agent("1001")


@pytest.fixture
async def other(world: DeskWorld) -> Person:
    """Return another one."""
    return await world.agent("1002")


@pytest.fixture
async def boss(world: DeskWorld) -> Person:
    """Return a supervisor."""
    return await world.session(await world.account("boss", "supervisor"))


@pytest.fixture
async def message(world: DeskWorld) -> Call:
    """Return a call that left a message, with its words."""
    made = Call(world, 1)
    await made.leave_message()
    await made.say("路灯坏了", second=10.5)
    await world.work()
    return made


async def listed(person: Person, **asked: Any) -> list[dict[str, Any]]:
    """Return the list as somebody sees it."""
    answer = await person.get("/messages", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


async def test_everyone_sees_what_waits_and_nobody_the_number(person: Person, boss: Person, message: Call) -> None:
    for each in (person, boss):
        [line] = await listed(each)
        assert (line["call_id"], line["ani"], line["seconds"]) == (str(message.call_id), "199****0001", 5.0)
        assert (line["agent"], line["mine"], line["conclusion"]) == (None, False, None)
    assert (await person.get(f"/calls/{message.call_id}")).status_code == 404, "it is nobody's call yet"
    assert (await person.post(f"/calls/{message.call_id}/listen", {})).status_code == 404


async def test_who_takes_it_hears_it_and_has_its_draft(person: Person, message: Call) -> None:
    taken = (await person.post(f"/messages/{message.call_id}/take")).json()
    assert (taken["agent"], taken["mine"]) == ("1001", True)
    shown = (await person.get(f"/calls/{message.call_id}")).json()
    assert [one["text"] for one in shown["transcript"]["utterances"]] == ["路灯坏了"]
    assert (await person.post(f"/calls/{message.call_id}/number", {})).json()["number"] == "19900000001"
    grant = (await person.post(f"/calls/{message.call_id}/listen", {})).json()
    assert [leg["leg"] for leg in grant["legs"]] == ["message"]
    heard = await person.get(grant["legs"][0]["url"].removeprefix("/api/v1"))
    assert heard.content[:4] == b"RIFF"
    [draft] = (await person.get("/desk/drafts")).json()
    assert draft["contact_id"] == str(message.contact_id)
    assert (await person.post(f"/messages/{message.call_id}/take")).status_code == 200, "again changes nothing"


async def test_two_who_reach_for_it_at_once(person: Person, other: Person, message: Call) -> None:
    answers = await asyncio.gather(*(one.post(f"/messages/{message.call_id}/take") for one in (person, other)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [lost] = [one for one, answer in zip((person, other), answers, strict=True) if answer.status_code == 409]
    assert (await lost.get(f"/calls/{message.call_id}")).status_code == 404
    wrong = {"reason": "wrong_number"}
    assert (await lost.post(f"/desk/drafts/{message.contact_id}/no-ticket", wrong)).status_code == 404
    assert (await lost.post(f"/messages/{message.call_id}/give-back")).status_code == 409


async def test_what_is_given_back_is_there_for_another(person: Person, other: Person, message: Call) -> None:
    await person.post(f"/messages/{message.call_id}/take")
    back = (await person.post(f"/messages/{message.call_id}/give-back")).json()
    assert (back["agent"], back["mine"]) == (None, False)
    assert (await person.get(f"/calls/{message.call_id}")).status_code == 404
    assert (await person.get("/desk/drafts")).json() == []
    assert (await other.post(f"/messages/{message.call_id}/take")).json()["agent"] == "1002"


async def test_once_concluded_it_waits_no_more(person: Person, other: Person, message: Call) -> None:
    await person.post(f"/messages/{message.call_id}/take")
    answer = await person.post(f"/desk/drafts/{message.contact_id}/no-ticket", {"reason": "wrong_number"})
    assert answer.status_code == 200, answer.text
    assert await listed(other) == []
    [line] = await listed(other, every=True)
    assert (line["conclusion"], line["agent"]) == ("no_ticket", "1001")
    assert (await other.post(f"/messages/{message.call_id}/take")).status_code == 409
    assert (await person.get(f"/calls/{message.call_id}")).status_code == 200, "it stays his"


async def test_the_end_of_the_call_told_late_takes_it_from_nobody(world: DeskWorld, person: Person) -> None:
    """The list is read from recordings, the draft from the ledger: one of the two is first."""
    call = Call(world, 1)
    await call.leave_message(is_read=False)
    await person.post(f"/messages/{call.call_id}/take")
    await world.work()
    assert len((await person.get("/desk/drafts")).json()) == 1


async def test_pages_run_from_the_oldest(world: DeskWorld, person: Person) -> None:
    calls = [Call(world, 10 * number, f"1990000000{number}") for number in (1, 2, 3)]
    for call in calls:
        await call.leave_message()
    first = (await person.get("/messages", params={"limit": 2})).json()
    assert [line["call_id"] for line in first["messages"]] == [str(call.call_id) for call in calls[:2]]
    assert first["waiting"] == 3
    rest = (await person.get("/messages", params={"limit": 2, "before": first["next"]})).json()
    assert [line["call_id"] for line in rest["messages"]] == [str(calls[2].call_id)]
    assert rest["next"] is None
    newest = (await person.get("/messages", params={"every": True, "limit": 1})).json()
    assert [line["call_id"] for line in newest["messages"]] == [str(calls[2].call_id)]


async def test_who_tries_a_menu_leaves_no_work(world: DeskWorld, person: Person, message: Call) -> None:
    async with world.database.write() as session:
        await session.execute(update(CallRow).values(purpose="test"))
    assert await listed(person) == []
    assert (await person.post(f"/messages/{message.call_id}/take")).status_code == 404


async def test_a_confidential_one_shows_no_number_to_others(person: Person, boss: Person, message: Call) -> None:
    await message.make_confidential()
    assert [line["ani"] for line in await listed(boss)] == [""]
    assert [line["ani"] for line in await listed(person)] == [""]


async def test_who_has_no_desk_takes_none(boss: Person, person: Person, message: Call) -> None:
    assert (await boss.post(f"/messages/{message.call_id}/take")).status_code == 403
    assert (await person.post(f"/messages/{uuid.uuid4()}/take")).status_code == 404


async def test_a_supervisor_takes_it_back_from_who_is_ill(
    person: Person, other: Person, boss: Person, message: Call
) -> None:
    await person.post(f"/messages/{message.call_id}/take")
    assert (await other.post(f"/messages/{message.call_id}/take")).status_code == 409
    assert (await boss.post(f"/messages/{message.call_id}/give-back")).json()["agent"] is None
    assert (await other.post(f"/messages/{message.call_id}/take")).json()["agent"] == "1002"
    wrong = {"reason": "wrong_number"}
    assert (await person.post(f"/desk/drafts/{message.contact_id}/no-ticket", wrong)).status_code == 404


async def test_who_takes_it_is_in_the_audit(world: DeskWorld, person: Person, message: Call) -> None:
    await person.post(f"/messages/{message.call_id}/take")
    await person.post(f"/messages/{message.call_id}/give-back")
    async with world.database.read() as session:
        entries = [(entry.act, entry.subject, entry.outcome) for entry in await audit.page(session)]
    assert ("messages.take", str(message.call_id), "done") in entries
    assert ("messages.give_back", str(message.call_id), "done") in entries


async def test_a_confidential_one_is_for_who_may_see_such(world: DeskWorld, person: Person, message: Call) -> None:
    await message.make_confidential()
    refused = await person.post(f"/messages/{message.call_id}/take")
    assert (refused.status_code, refused.json()["code"]) == (403, "confidential")
    trusted = await world.account("1003", "agent", agent="1003", grants={"confidential.read": Scope.ALL})
    assert (await (await world.session(trusted)).post(f"/messages/{message.call_id}/take")).status_code == 200


async def test_danger_in_a_message_is_seen_at_once(world: DeskWorld, person: Person, message: Call) -> None:
    assert [line["danger"] for line in await listed(person)] == [None]
    await message.say("我家煤气泄漏了，着火了", second=12.5)
    await world.work()
    assert [line["danger"] for line in await listed(person)] == ["fire"]
    async with world.database.read() as session:
        assert set(await unanswered(session, world.clock.now(), packaged_wording())) == {"message_danger"}
    await person.post(f"/messages/{message.call_id}/take")
    async with world.database.read() as session:
        assert await unanswered(session, world.clock.now(), packaged_wording()) == {}
        late = world.clock.now() + timedelta(hours=3)
        assert set(await unanswered(session, late, packaged_wording())) == {"messages"}
