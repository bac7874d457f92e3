"""A citizen with number and code: he looks as often as he likes, who guesses waits, and says whether it is resolved."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from test_ticket_acts import AGENT, DISPATCHER, URBAN, City

from foundation.database import Database
from foundation.errors import NotFound
from foundation.ids import new_id
from foundation.people import limits
from foundation.people.models import LoginGuardRow
from tickets.contract import Category, NewTicket
from tickets.service.lifecycle import Act, ClockName, Refused
from tickets.service.models import ClockRow
from tickets.service.service import TooManyTries

HOME, OFFICE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def taken_in(city: City) -> tuple[str, str]:
    """Take a ticket in; return its number and code."""
    ticket = NewTicket(
        contact_id=new_id(),
        ticket_id=new_id(),
        kind="inquiry",
        category=Category(code="construction", label="城乡建设"),
        description="如何办理",
        ani="13800138000",
        accepted_at=city.clock.now(),
        agent="1001",
    )
    message = str(new_id())
    receipt = (await city.service.take_in(message, message.encode(), ticket)).receipt
    assert receipt.query_code is not None
    return receipt.service_id, receipt.query_code


async def guarded(city: City) -> int:
    async with city.database.read() as session:
        return await session.scalar(select(func.count()).select_from(LoginGuardRow)) or 0


async def test_who_knows_the_code_looks_as_often_as_he_likes(city: City) -> None:
    number, code = await taken_in(city)
    for _ in range(3 * limits.OF_A_CODE.burst):
        assert (await city.service.progress(number, code, HOME)).service_id == number


async def test_who_guesses_waits_and_keeps_nobody_from_his_ticket(city: City) -> None:
    number, code = await taken_in(city)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(limits.OF_A_CODE.burst):
        with pytest.raises(NotFound):
            await city.service.progress(number, wrong, OFFICE)
    for guess in (wrong, code):
        with pytest.raises(TooManyTries):
            await city.service.progress(number, guess, OFFICE)
    assert (await city.service.progress(number, code, HOME)).service_id == number
    city.clock.advance(limits.OF_A_CODE.per.total_seconds())
    assert (await city.service.progress(number, code, OFFICE)).service_id == number


async def test_an_address_that_waits_costs_the_store_nothing(city: City) -> None:
    numbers = [(await taken_in(city))[0] for _ in range(limits.OF_A_VISITOR.burst + 3)]
    for number in numbers[: limits.OF_A_VISITOR.burst]:
        with pytest.raises(NotFound):
            await city.service.progress(number, "000000", OFFICE)
    before = await guarded(city)
    for number in numbers[limits.OF_A_VISITOR.burst :]:
        with pytest.raises(TooManyTries):
            await city.service.progress(number, "000000", OFFICE)
    with pytest.raises(NotFound):  # no number of a ticket: told at once
        await city.service.progress(numbers[0][:-1] + str((int(numbers[0][-1]) + 1) % 10), "000000", HOME)
    assert await guarded(city) == before


async def test_a_citizen_says_whether_it_is_resolved(city: City) -> None:
    number, code = await taken_in(city)
    with pytest.raises(Refused):
        await city.service.rate_closing(number, code, 5, "r0", HOME, resolved=True)
    await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    for _ in range(2):  # the answer was lost: the same again
        await city.service.rate_closing(number, code, 5, "r1", HOME, resolved=False)
    row = await city.row(number)
    assert (row.score, row.resolved) == (5, False)
    async with city.database.read() as session:
        waits = ClockRow.name == ClockName.REWORK
        assert await session.scalar(select(func.count()).select_from(ClockRow).where(waits)) == 1


async def test_of_what_stands_still_no_end_is_told(city: City) -> None:
    number, code = await taken_in(city)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    assert (await city.service.progress(number, code, HOME)).due_at is not None
    await city.do(URBAN, number, Act.REQUEST_SUSPENSION, amount=5, reason="等待鉴定")
    await city.do(DISPATCHER, number, Act.GRANT_SUSPENSION)
    assert (await city.service.progress(number, code, HOME)).due_at is None
