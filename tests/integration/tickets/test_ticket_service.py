"""The ticket service by its contract."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from tickets_world import SECRET, VAULT, World

from foundation.ids import new_id
from foundation.signing import signed_headers
from tickets.contract import Receipt, ReceiptPage, is_service_number, service_number
from tickets.contract.codes import TRIES
from tickets.service import TicketService
from tickets.service.models import QueryCodeRow


def ticket(**more: Any) -> dict[str, Any]:
    """Return the body of a ticket."""
    given = {
        "contact_id": str(new_id()),
        "call_id": str(new_id()),
        "ticket_id": str(new_id()),
        "kind": "help",
        "category": {"code": "environment", "label": "环境保护"},
        "description": "夜间施工",
        "ani": "13800138000",
        "accepted_at": "2026-11-23T01:05:00Z",
        "agent": "1001",
    }
    return given | more


async def post(world: World, body: object, *, message: uuid.UUID | None = None, **more: Any) -> httpx.Response:
    """Post a signed body."""
    sent = json.dumps(body, ensure_ascii=False)
    headers = signed_headers(more.get("secret", SECRET), message or new_id(), more.get("at", datetime.now(UTC)), sent)
    return await world.direct.post("/tickets", content=sent.encode(), headers=headers | more.get("headers", {}))


async def test_first_201_then_200_with_the_same_then_409(world: World) -> None:
    message, body = new_id(), ticket()
    first = await post(world, body, message=message)
    again = await post(world, body, message=message)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    receipt = Receipt.model_validate(first.json())
    assert is_service_number(receipt.service_id)
    other = await post(world, ticket(), message=message)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert other.headers["content-type"] == "application/problem+json"
    moved = await post(world, {**body, "place": "别处"})
    assert moved.status_code == 409, "one ticket for one key of the sender"
    assert (await world.direct.get("/tickets")).json()["tickets"] == [receipt.model_dump(mode="json")]
    assert len(await world.stored()) == 1


async def test_read_of_one_ticket_returns_what_it_holds_but_the_number_and_the_code(world: World) -> None:
    body = ticket(place="中山大道1号", sources={"place": {"source": "agent"}}, recordings=[{"recording_id": "r1"}])
    made = (await post(world, body)).json()
    answer = await world.direct.get(f"/tickets/{made['service_id']}")
    held = answer.json()
    assert {name: held[name] for name in ("kind", "place", "description", "agent", "call_id")} == {
        name: body[name] for name in ("kind", "place", "description", "agent", "call_id")
    }
    assert held["category"] == body["category"]
    assert held["category_level2"] is None
    assert held["recordings"][0]["recording_id"] == "r1"
    assert held["sources"]["place"]["source"] == "agent"
    assert "13800138000" not in answer.text
    assert made["query_code"] not in answer.text.replace(held["service_id"], "")
    assert "query_code" not in answer.text


async def test_number_and_code_tell_how_a_ticket_stands(world: World) -> None:
    made = [(await post(world, ticket())).json() for _ in range(12)]
    codes = [one["query_code"] for one in made]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 10
    first = made[0]
    answer = await world.direct.post(f"/tickets/{first['service_id']}/status", json={"code": first["query_code"]})
    assert answer.status_code == 200
    assert answer.json() == {name: first[name] for name in ("service_id", "state", "received_at")}
    async with world.database.read() as session:
        stored = list(await session.scalars(select(QueryCodeRow.code_hash)))
    assert [len(code_hash) for code_hash in stored] == [64] * 12


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def ask(world: World, number: str, code: str) -> tuple[int, str]:
    """Ask how a ticket stands; return status and code of the problem."""
    answer = await world.direct.post(f"/tickets/{number}/status", json={"code": code})
    return answer.status_code, answer.json().get("code", "")


async def test_five_wrong_codes_lock_the_ticket_until_it_is_unlocked(world: World) -> None:
    made, other = (await post(world, ticket())).json(), (await post(world, ticket())).json()
    number, code = made["service_id"], made["query_code"]
    for _ in range(4):
        assert await ask(world, number, wrong(code)) == (404, "not_found")
    assert await ask(world, number, code) == (200, ""), "a right code sets the count back"
    for _ in range(4):
        assert await ask(world, number, wrong(code)) == (404, "not_found")
    assert await ask(world, number, wrong(code)) == (423, "code_locked")
    assert await ask(world, number, code) == (423, "code_locked"), "locked for the right code too"
    assert await ask(world, other["service_id"], other["query_code"]) == (200, ""), "only this ticket"
    await TicketService(world.database, region="440100", vault=VAULT, clock=world.clock).unlock(number)
    assert await ask(world, number, code) == (200, "")


async def test_wrong_codes_at_the_same_moment_are_all_counted(world: World) -> None:
    made = (await post(world, ticket())).json()
    answers = await asyncio.gather(
        *(ask(world, made["service_id"], wrong(made["query_code"])) for _ in range(TRIES + 3))
    )
    assert sorted(status for status, _ in answers) == [404] * 4 + [423] * 4


async def test_unknown_number_answers_as_a_wrong_code_does(world: World) -> None:
    made = (await post(world, ticket())).json()
    wrong_code = await world.direct.post(
        f"/tickets/{made['service_id']}/status", json={"code": wrong(made["query_code"])}
    )
    unknown = service_number("440100", date(2026, 11, 23), 77)
    no_ticket = await world.direct.post(f"/tickets/{unknown}/status", json={"code": made["query_code"]})
    assert (wrong_code.status_code, wrong_code.json()) == (no_ticket.status_code, no_ticket.json())
    for code in ("12345", "1234567", "12345a", "１２３４５６"):
        assert (await ask(world, made["service_id"], code))[0] == 422


async def test_same_message_at_the_same_moment(world: World) -> None:
    message, body = new_id(), ticket()
    answers = await asyncio.gather(*(post(world, body, message=message) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"secret": "another-secret-of-the-tests"},
        {"at": datetime.now(UTC) - timedelta(minutes=6)},
        {"headers": {"webhook-signature": "nonsense"}},
        {"headers": {"webhook-signature": "v1,***"}},
        {"headers": {"webhook-id": "other"}},
    ],
)
async def test_bad_signature_is_refused(world: World, more: dict[str, Any]) -> None:
    answer = await post(world, ticket(), **more)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert await world.stored() == []


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"kind": "order"}, "kind"),
        ({"accepted_at": "2026-11-23T01:05:00"}, "accepted_at"),
        ({"place": "a\x00b"}, "place"),
        ({"ani": "not a number"}, "ani"),
        ({"description": "x" * 20_001}, "description"),
    ],
)
async def test_body_that_does_not_fit_is_named_and_not_repeated(world: World, more: dict[str, Any], at: str) -> None:
    answer = await post(world, ticket(**more))
    assert answer.status_code == 422
    assert [fault["at"] for fault in answer.json()["errors"]] == [at]
    assert str(next(iter(more.values())))[:8] not in answer.text


async def test_too_large_and_unknown(world: World) -> None:
    assert (await post(world, "x" * 1_000_001)).status_code == 413
    for path, status in (
        ("/tickets/1", 404),
        ("/tickets/%00", 404),
        ("/tickets?since=-1", 422),
        ("/tickets?limit=0", 422),
        ("/none", 404),
    ):
        answer = await world.direct.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await world.direct.get("/health")).json()["status"] == "ok"


async def test_list_has_no_gap_while_tickets_come_in(world: World) -> None:
    wanted = [ticket() for _ in range(24)]
    seen: list[Receipt] = []
    done = asyncio.Event()

    async def read() -> None:
        cursor, last = "", False
        while True:
            page = ReceiptPage.model_validate(
                (await world.direct.get("/tickets", params={"since": cursor, "limit": 5})).json()
            )
            seen.extend(page.tickets)
            cursor = page.next_cursor
            if last and not page.more:
                return
            last = done.is_set() and not page.more
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    for start in range(0, 24, 6):
        answers = await asyncio.gather(*(post(world, body) for body in wanted[start : start + 6]))
        assert {answer.status_code for answer in answers} == {201}
    done.set()
    await asyncio.wait_for(reader, 20)
    stored = await world.stored()
    assert [row.position for row in stored] == list(range(1, 25))
    assert [str(receipt.ticket_id) for receipt in seen] == [str(row.ticket_id) for row in stored]
    assert len({receipt.service_id for receipt in seen}) == 24
    assert sorted(receipt.service_id[12:18] for receipt in seen) == [f"{n:06d}" for n in range(1, 25)]


async def test_numbers_begin_anew_with_the_day_in_china(world: World) -> None:
    first = (await post(world, ticket())).json()["service_id"]
    world.clock.advance(14 * 3600 + 54 * 60)
    before_midnight = (await post(world, ticket())).json()["service_id"]
    world.clock.advance(60)
    after_midnight = (await post(world, ticket())).json()["service_id"]
    assert [number[6:18] for number in (first, before_midnight, after_midnight)] == [
        "261123000001",
        "261123000002",
        "261124000001",
    ]


async def test_store_that_is_away_is_a_problem_to_try_again(world: World) -> None:
    async with world.database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE tickets_service_ticket"))
    for answer in (await post(world, ticket()), await world.direct.get("/health"), await world.direct.get("/tickets")):
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "5"
