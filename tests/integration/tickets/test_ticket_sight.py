"""What somebody is shown of a ticket: nothing of a confidential one by its neighbours, and no act that is refused."""

from __future__ import annotations

from typing import Any

import pytest
from test_ticket_acts import AGENT, DISPATCHER, LAMP, SUPERVISOR, URBAN, WATER, City, person
from tickets_world import VAULT

from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.loading import view
from agent_desktop.tickets.shapes import TicketView
from foundation.database import Database
from foundation.errors import NotFound
from foundation.people import Principal
from tickets.service.lifecycle import Act
from tickets.service.lists import Filter, View, page
from tickets.service.rules import shipped_rules

STREET = {"district": "天河区", "street": "天河南街道"}


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def shown(city: City, who: Principal, number: str) -> TicketView:
    finder = Finder(city.database, city.acts, VAULT)
    async with city.database.read() as session:
        lens = await finder.lens(session, who)
        return await view(session, lens, await finder.found(session, lens, number))


async def test_a_confidential_ticket_is_not_told_by_its_neighbours(city: City) -> None:
    kept = await city.taken_in(confidential=True, agent="1002", happened_at="昨晚八点", **STREET)
    beside = [await city.taken_in(**STREET) for _ in range(2)]
    found = await shown(city, DISPATCHER, kept)
    assert (found.words, found.street, found.happened_at, found.same_matter) == ("withheld", None, None, [])
    assert [one.service_id for one in (await shown(city, DISPATCHER, beside[0])).same_matter] == [beside[1]]


async def test_under_which_ticket_a_confidential_one_is_joined_is_told_to_nobody_else(city: City) -> None:
    kept, main = await city.taken_in(confidential=True, agent="1002"), await city.taken_in()
    await city.do(DISPATCHER, kept, Act.JOIN, main=main)
    found = await shown(city, DISPATCHER, kept)
    assert found.main == ""
    assert [line.details for line in found.history if main in str(line.details)] == []
    async with city.database.read() as session:
        given: dict[str, Any] = {"after": "", "limit": 10, "now": city.clock.now(), "reader": None}
        part = await page(session, Filter(View.ALL, main=main), rules=shipped_rules(), **given)
    assert part.tickets == []


async def test_a_unit_from_which_it_was_taken_sees_it_no_more(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    assert (await shown(city, URBAN, number)).service_id == number
    await city.do(DISPATCHER, number, Act.REASSIGN, units=("water_company",), reason="职责")
    with pytest.raises(NotFound):
        await shown(city, URBAN, number)
    assert (await shown(city, WATER, number)).service_id == number


async def test_a_follow_up_that_a_colleague_took_is_not_offered(city: City) -> None:
    number, colleague = await city.taken_in(kind="inquiry"), person("agent")
    await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")

    async def blocked(who: Principal) -> str | None:
        return next(one.blocked for one in (await shown(city, who, number)).offers if one.act is Act.FOLLOW_UP)

    assert (await blocked(AGENT), await blocked(colleague)) == (None, None)
    async with city.database.write() as session:
        (await city.acts.held(session, number)).follow_up_by = colleague.account_id
    assert (await blocked(AGENT), await blocked(colleague)) == ("follow_up_taken", None)


async def test_of_the_assisting_units_it_is_one_that_still_works_which_can_be_withdrawn(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management", "water_company"))
    await city.do(DISPATCHER, number, Act.WITHDRAW_UNIT, assignment=2, reason="不需协办")
    await city.do(DISPATCHER, number, Act.ADD_UNIT, units=("water_company",))
    offers = {one.act: one.blocked for one in (await shown(city, DISPATCHER, number)).offers}
    assert offers[Act.WITHDRAW_UNIT] is None


async def test_what_was_asked_for_is_told_with_its_unit(city: City) -> None:
    number = await city.taken_in(urgency="emergency")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.REQUEST_EXTENSION, amount=3, reason="需要勘测")
    found = await shown(city, URBAN, number)
    details = found.history[-1].details or {}
    assert (details["amount"], details["amount_unit"]) == (3, "hours")
    handling = next(one for one in found.clocks if one.name == "handle")
    assert (handling.amount, handling.unit) == (24, "hours")


async def test_of_a_correction_codes_are_told_to_everyone_and_places_as_words(city: City) -> None:
    number = await city.taken_in(**STREET)
    path = [{"code": "com_market", "label": "市场监管"}]
    given = {"kind": "complaint", "path": path, "street": "石牌街道"}
    await city.do(DISPATCHER, number, Act.CORRECT, reason="归类错误", evidence=given)
    codes = {
        "kind": "complaint",
        "kind_before": "help",
        "classes": ["com_market"],
        "classes_before": [code for code, _ in LAMP],
    }
    supervised = await shown(city, SUPERVISOR, number)
    assert (supervised.words, supervised.history[-1].details) == ("on_request", codes)
    places = {"path": path, "street": "石牌街道", "street_before": "天河南街道"}
    assert (await shown(city, DISPATCHER, number)).history[-1].details == codes | places
