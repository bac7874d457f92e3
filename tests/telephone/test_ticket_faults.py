"""The ticket service slow, failing, answering twice, in a process of its own: each call one ticket."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from faulty_proxy import FaultyProxy
from house import HotlineHouse, running_house
from switch_rig import Switch, free_port, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]

AGENTS = ("1001", "1002", "1003", "1004")
FAULTS = ["slow", "500", "twice", "lost", "late", "500", "twice", "lost"]


@pytest.fixture
def ports() -> tuple[int, int]:
    """Return the port of the faulty line and that of the ticket service behind it."""
    return free_port(), free_port()


@pytest.fixture
def house(switch_copy: Switch, ports: tuple[int, int]) -> Iterator[HotlineHouse]:
    """Yield a hotline whose ticket service is behind the faulty line."""
    url = f"http://127.0.0.1:{ports[0]}/ticket-service/v1"
    with running_house(switch_copy, HOTLINE_TICKET_SERVICE_URL=url) as opened:
        opened.start_command("ticket-service", "--port", str(ports[1]))
        yield opened


async def test_four_calls_at_once_over_a_faulty_line_become_four_tickets(
    house: HotlineHouse, ports: tuple[int, int]
) -> None:
    async def one() -> dict[str, Any]:
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani, keys=[(0.3, "1")])
            await house.call_of(ani, lambda c: c["agent"] is not None, 30, "an answer")
            await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
        await house.submitted(call)
        return await house.settled(ani, 120)

    proxy = FaultyProxy(ports[1], list(FAULTS))
    async with proxy.running(ports[0]), contextlib.AsyncExitStack() as stack:
        for code in AGENTS:
            await stack.enter_async_context(house.agent(code))
        calls = await asyncio.gather(*(one() for _ in AGENTS))
        waiting = "SELECT count(*) FROM foundation_outbox WHERE state != 'sent'"
        await until(lambda: house.rows(waiting), [(0,)], "nothing waits in the outbox", 60)
    assert proxy.faults == [], "every fault was met"
    assert proxy.posted > len(FAULTS)
    assert [house.tickets_in_service(call) for call in calls] == [1] * len(calls)
    assert house.rows("SELECT count(*) FROM tickets_service_ticket") == [(len(calls),)]
    numbers = {call["ticket"]["service_id"] for call in calls}
    assert numbers == {row[0] for row in house.rows("SELECT service_id FROM tickets_service_ticket")}
    assert len(numbers) == len(calls)
    handed_over = "SELECT count(*) FROM foundation_event WHERE kind = 'ticket_handed_over'"
    assert house.rows(handed_over) == [(len(calls),)]
