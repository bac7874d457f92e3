"""Whatever the line to the ticket service does: one ticket there, its number here."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from tickets_world import SECRET, VAULT, World

from foundation.ids import new_id
from foundation.outbox import Delivery, OnSent, dead_letters, enqueue, retry_dead, status
from foundation.outbox.models import OutboxRow
from foundation.outbox.repository import count_dead, retry_all, unsent
from foundation.signing import signed_headers
from tickets.contract import is_service_number
from tickets.handover import DESTINATION, TicketServiceDeliverer
from tickets.intake.models import TicketRow


async def assert_once(world: World, ticket_id: uuid.UUID) -> None:
    """One ticket in the service, its number here, one event, nothing left to do."""
    stored = await world.stored()
    ticket = await world.intake.ticket(ticket_id)
    assert [row.ticket_id for row in stored] == [ticket_id]
    assert ticket.service_id == stored[0].service_id
    assert is_service_number(stored[0].service_id)
    assert ticket.handed_over_at is not None
    assert await world.events("ticket_handed_over") == 1
    async with world.database.read() as session:
        assert (await status(session, DESTINATION)).pending == 0
        assert await session.scalar(select(TicketRow.handover_body)) is None


async def test_ticket_arrives_with_all_it_holds(world: World) -> None:
    world.facts.known["recordings"] = [{"recording_id": "rec-1", "leg": "caller", "duration_seconds": 9.5}]
    contact_id, call_id = await world.call()
    ticket = await world.intake.submit(
        contact_id, "1001", {"category": ["环境保护", "env_pollution"], "place": "中山大道1号"}, "r1"
    )
    await world.relay_for(1)
    await assert_once(world, ticket.id)
    row = (await world.stored())[0]
    assert (row.contact_id, row.call_id, row.agent, row.line) == (contact_id, call_id, "1001", "12345")
    assert (row.kind, row.category_code, row.district, row.place) == (
        "complaint",
        "environment",
        "天河区",
        "中山大道1号",
    )
    assert row.category_level2_code == "env_pollution"
    assert row.service_id.startswith("440100261123000001")
    assert row.ani_sealed is not None
    assert "13800138000" not in row.ani_sealed
    assert VAULT.open(row.ani_sealed, "phone") == "13800138000"
    assert row.sources["district"]["utterance_id"] == "u1"
    assert row.sources["place"]["source"] == "agent"
    assert row.recordings[0]["recording_id"] == "rec-1"


async def test_service_away_for_a_minute(world: World) -> None:
    world.faulty.after = "away"
    ticket = await world.submitted()
    await world.relay_for(60)
    assert world.faulty.requests >= 5
    assert (await world.intake.ticket(ticket.id)).service_id is None
    world.faulty.after = "ok"
    await world.relay_for(70)
    await assert_once(world, ticket.id)


async def test_all_that_waited_hurry_when_the_service_is_back(world: World) -> None:
    world.faulty.after = "away"
    tickets = [await world.submitted() for _ in range(12)]
    await world.relay_for(600, every=10)
    world.faulty.after = "ok"
    world.clock.advance(301)
    await world.relay_for(5)
    assert {row.ticket_id for row in await world.stored()} == {ticket.id for ticket in tickets}


@pytest.mark.parametrize(
    "faults",
    [
        ["500"] * 9,
        ["503", "page", "429", "500"],
        ["lost"] * 4,
        ["lost", "500", "lost"],
        ["401"] * 9,
        ["403", "404", "405", "407", "421", "425", "301"],
    ],
)
async def test_answers_that_help_nobody(world: World, faults: list[str]) -> None:
    world.faulty.faults = faults
    ticket = await world.submitted()
    wanted = len(faults) + 1
    await world.relay_for(900, every=5)
    await assert_once(world, ticket.id)
    assert world.faulty.requests == wanted


async def test_slow_service_is_left_after_the_time_limit(world: World) -> None:
    world.faulty.faults = ["slow"]
    ticket = await world.submitted()
    relay = world.new_relay(deliver_seconds=0.05)
    await relay.step()
    async with world.database.read() as session:
        assert (await session.scalars(select(OutboxRow))).one().last_error == "TimeoutError"
    await world.relay_for(3)
    await assert_once(world, ticket.id)


async def test_socket_that_accepts_and_says_nothing(world: World) -> None:
    accepted: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _reader, writer: accepted.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ticket = await world.submitted()
    async with httpx.AsyncClient() as client:
        deaf = world.deliverer(client=client, base_url=f"http://127.0.0.1:{port}", limits=httpx.Timeout(0.1))
        await world.new_relay(deliverer=deaf).step()
    for writer in accepted:
        writer.close()
    server.close()
    async with world.database.read() as session:
        error = (await session.scalars(select(OutboxRow))).one().last_error
    assert error is not None
    assert "did not answer in time (ReadTimeout)" in error
    await world.relay_for(3)
    await assert_once(world, ticket.id)


async def test_message_is_the_same_to_the_byte_when_the_facts_change(world: World) -> None:
    world.faulty.faults = ["lost", "lost"]
    ticket = await world.submitted()
    await world.relay.step()
    world.facts.known = {"ani": None, "recordings": [{"recording_id": "rec-2"}]}
    await world.relay_for(10)
    await assert_once(world, ticket.id)
    assert len(world.faulty.bodies) == 3
    assert len(set(world.faulty.bodies)) == 1


class Killed(BaseException):
    """The process ends here."""


class KilledAfterPost:
    """Delivers, and dies before anything can be marked."""

    def __init__(self, inner: TicketServiceDeliverer) -> None:
        self.inner = inner

    async def deliver(self, delivery: Delivery) -> OnSent | None:
        await self.inner.deliver(delivery)

        async def die(_session: AsyncSession) -> None:
            raise Killed

        return die


async def test_relay_killed_between_post_and_mark(world: World) -> None:
    ticket = await world.submitted()
    with pytest.raises(Killed):
        await world.new_relay(deliverer=KilledAfterPost(world.deliverer())).step()
    assert len(await world.stored()) == 1
    assert (await world.intake.ticket(ticket.id)).service_id is None
    assert await world.relay.step() == 0, "the claim of the dead relay still runs"
    await world.relay_for(95)
    await assert_once(world, ticket.id)
    assert world.faulty.requests == 2


async def test_two_relays_at_once(world: World) -> None:
    tickets = [await world.submitted() for _ in range(10)]
    other = world.new_relay()
    for _ in range(4):
        await asyncio.gather(world.relay.step(), other.step())
    assert sorted(row.ticket_id for row in await world.stored()) == sorted(ticket.id for ticket in tickets)
    assert world.faulty.requests == 10


async def test_two_relays_deliver_the_same_when_a_claim_ran_out(world: World) -> None:
    ticket = await world.submitted()

    class Late:
        async def deliver(self, delivery: Delivery) -> OnSent | None:
            on_sent = await world.deliverer().deliver(delivery)
            world.clock.advance(91)
            await world.relay.step()
            return on_sent

    await world.new_relay(deliverer=Late()).step()
    await assert_once(world, ticket.id)
    assert world.faulty.requests == 2


async def test_refusal_becomes_a_dead_letter_that_can_be_sent_again(world: World) -> None:
    world.faulty.after = "422"
    ticket = await world.submitted()
    await world.relay_for(60)
    assert world.faulty.requests == 4
    async with world.database.read() as session:
        letter = (await dead_letters(session))[0]
    assert letter.last_error == "refused: the ticket service answered 422"
    assert letter.id == ticket.outbox_id
    world.faulty.after = "ok"
    async with world.database.write() as session:
        assert await retry_dead(session, letter.id, now=world.clock.now())
    await world.relay_for(2)
    await assert_once(world, ticket.id)


async def test_everything_is_sent_again_at_once_when_asked(world: World) -> None:
    world.faulty.after = "422"
    refused = await world.submitted()
    await world.relay_for(60)
    world.faulty.after = "401"
    waiting = await world.submitted()
    await world.relay_for(60)
    async with world.database.read() as session:
        listed = await unsent(session)
        assert await count_dead(session) == 1
    assert [(row.state, row.last_error) for row in listed] == [
        ("dead", "refused: the ticket service answered 422"),
        ("pending", "unavailable: the ticket service answered 401; does it hold the same webhook secret?"),
    ]
    world.faulty.after = "ok"
    async with world.database.write() as session:
        assert await retry_all(session, now=world.clock.now()) == 2
    await world.relay_for(1)
    assert {row.ticket_id for row in await world.stored()} == {refused.id, waiting.id}
    async with world.database.read() as session:
        assert (await count_dead(session), list(await unsent(session))) == (0, [])


async def test_query_code_is_kept_sealed_and_opens_the_ticket_though_the_answer_was_lost(world: World) -> None:
    world.faulty.faults = ["lost", "lost"]
    ticket = await world.submitted()
    await world.relay_for(10)
    await assert_once(world, ticket.id)
    async with world.database.read() as session:
        row = await session.get(TicketRow, ticket.id)
    assert row is not None
    assert row.query_code is not None
    code = VAULT.open(row.query_code, "query_code")
    assert code not in row.query_code
    answer = await world.direct.post(f"/tickets/{row.service_id}/status", json={"code": code})
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")


async def test_id_reused_for_other_content_is_a_dead_letter(world: World) -> None:
    ticket = await world.submitted()
    await world.relay_for(1)
    async with world.database.write() as session:
        row = await session.get(TicketRow, ticket.id)
        assert row is not None
        row.service_id, row.fields = None, {**row.fields, "place": {**row.fields["kind"], "value": "别处"}}
        await enqueue(
            session, DESTINATION, "ticket_submitted", ticket.id, {"ticket_id": str(ticket.id)}, now=world.clock.now()
        )
    await world.relay_for(30)
    async with world.database.read() as session:
        assert [letter.last_error for letter in await dead_letters(session)] == [
            "refused: the ticket service answered 409"
        ]
    assert len(await world.stored()) == 1


async def test_running_relay_is_woken(world: World) -> None:
    running = asyncio.create_task(world.new_relay(poll_seconds=30).run())
    try:
        await asyncio.sleep(0.05)
        ticket = await world.submitted()
        async with asyncio.timeout(5):
            while (await world.intake.ticket(ticket.id)).service_id is None:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
    await assert_once(world, ticket.id)


async def rated(world: World) -> list[int | None]:
    """Return what the service knows of how satisfied callers are."""
    return [row.satisfaction for row in await world.stored()]


async def test_what_the_caller_said_before_the_hand_over_goes_with_the_ticket(world: World) -> None:
    contact_id, call_id = await world.call()
    world.facts.known["satisfaction"] = 5
    await world.happen("survey_answered", contact_id=contact_id, call_id=call_id, level=5)
    ticket = await world.intake.submit(contact_id, "1001", {}, "r1")
    await world.relay_for(1)
    await assert_once(world, ticket.id)
    assert (await rated(world), world.faulty.requests) == ([5], 1)


@pytest.mark.parametrize("times", [1, 3])
async def test_what_the_caller_said_after_the_hand_over_follows_it(world: World, times: int) -> None:
    contact_id, call_id = await world.call()
    ticket = await world.intake.submit(contact_id, "1001", {}, "r1")
    await world.relay_for(1)
    assert await rated(world) == [None]
    await world.happen("survey_answered", times=times, contact_id=contact_id, call_id=call_id, level=2)
    world.faulty.faults = ["500", "lost", "page", "503"]
    await world.relay_for(60)
    assert await rated(world) == [2]
    await assert_once(world, ticket.id)


async def test_what_the_caller_said_waits_for_the_ticket_to_arrive(world: World) -> None:
    contact_id, call_id = await world.call()
    world.faulty.after = "away"
    ticket = await world.intake.submit(contact_id, "1001", {}, "r1")
    await world.relay_for(5)
    await world.happen("survey_answered", contact_id=contact_id, call_id=call_id, level=1)
    await world.relay_for(30)
    world.faulty.after = "ok"
    await world.relay_for(400, every=5)
    assert await rated(world) == [1]
    await assert_once(world, ticket.id)


async def test_a_service_without_ratings_is_asked_once(world: World) -> None:
    contact_id, call_id = await world.call()
    ticket = await world.intake.submit(contact_id, "1001", {}, "r1")
    await world.relay_for(1)
    asked = world.faulty.requests
    world.faulty.after = "404"
    await world.happen("survey_answered", contact_id=contact_id, call_id=call_id, level=3)
    await world.relay_for(60)
    assert world.faulty.requests == asked + 1
    await assert_once(world, ticket.id)
    assert await rated(world) == [None]


async def test_a_rating_that_is_none_or_not_signed_is_refused(world: World) -> None:
    ticket = await world.submitted()
    await world.relay_for(1)
    number = (await world.intake.ticket(ticket.id)).service_id
    transport = httpx.ASGITransport(world.faulty.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        unsigned = await client.post(f"/tickets/{number}/satisfaction", json={"satisfaction": 5})
        assert unsigned.status_code == 401
        for body, path, status in (
            ('{"satisfaction": 6}', number, 422),
            ('{"satisfaction": null}', number, 422),
            ('{"satisfaction": 4}', "44010026112300000199", 404),
        ):
            headers = signed_headers(SECRET, new_id(), datetime.now(UTC), body)
            answer = await client.post(f"/tickets/{path}/satisfaction", content=body, headers=headers)
            assert answer.status_code == status
    assert await rated(world) == [None]
