"""The lists that people work through: whose each ticket may be, what is done to several, who handles it inside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from test_ticket_acts import AGENT, DISPATCHER, SUPERVISOR, URBAN, WATER, City
from tickets_world import VAULT
from whole_web import Whole, whole_web

from agent_desktop.access import COOKIE
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.loading import lines_of, view
from agent_desktop.tickets.shapes import TicketListed, TicketView
from foundation.database import Database
from foundation.ids import new_id
from foundation.people import Principal
from foundation.people.models import AccountRow
from foundation.people.repository import set_roles
from foundation.people.sessions import csrf_of, open_session
from tickets.contract import Category
from tickets.service.lifecycle import Act
from tickets.service.lists import Filter, View, page
from tickets.service.models import ServiceTicketRow
from tickets.service.rules import shipped_rules
from tickets.service.similar import histories_of_similar

LAMP, TAP, WASTE = "con_municipal_04", "con_municipal_16", "con_municipal_14"
STREET = {"district": "天河区", "street": "石牌街"}


def of_class(code: str) -> dict[str, Any]:
    return {"category_level3": Category(code=code, label=code)}


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def queue(city: City, who: Principal, wanted: View = View.TO_DISPATCH, **more: Any) -> dict[str, TicketListed]:
    finder = Finder(city.database, city.acts, VAULT)
    async with city.database.read() as session:
        lens = await finder.lens(session, who)
        given = {"after": "", "limit": 100, "now": city.clock.now(), "reader": who.account_id, "rules": shipped_rules()}
        part = await page(session, Filter(wanted, lens.reached, **more), **given)
        return {line.service_id: line for line in await lines_of(session, lens, part.tickets)}


async def shown(city: City, who: Principal, number: str) -> TicketView:
    finder = Finder(city.database, city.acts, VAULT)
    async with city.database.read() as session:
        lens = await finder.lens(session, who)
        return await view(session, lens, await finder.found(session, lens, number))


async def test_each_row_to_dispatch_names_the_unit_and_why(city: City) -> None:
    lamp, tap = await city.taken_in(), await city.taken_in(**of_class(TAP))
    waste = await city.taken_in(**of_class(WASTE), **STREET)
    kept = await city.taken_in(**of_class(WASTE), **STREET, confidential=True, agent="1002")
    bare = await city.taken_in(category=None, category_level2=None, category_level3=None, district=None)
    found = await queue(city, DISPATCHER)
    units = {number: one.suggested.unit.code if one.suggested else None for number, one in found.items()}
    assert units == {
        lamp: "urban_management",
        tap: "water_company",
        waste: "tianhe_shipai",
        kept: "urban_management",
        bare: None,
    }
    for number in (lamp, tap, waste, kept):
        assert found[number].suggested == (await shown(city, DISPATCHER, number)).candidates[0]
    reason = found[waste].suggested.reasons[0]  # type: ignore[union-attr]  # compared above
    assert (reason.code, reason.details["class"], reason.details["place"]) == ("duty", WASTE, "石牌街")
    assert "石牌街" not in str(found[kept].suggested), "of what is confidential the street is told by nothing"
    assert [one.suggested for one in (await queue(city, AGENT)).values()] == [None] * 5, "it is not theirs to dispatch"


async def test_who_sent_a_ticket_back_is_not_suggested_for_it_again(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="权属不清")
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    [row] = (await queue(city, DISPATCHER)).values()
    assert row.suggested is not None
    assert row.suggested.unit.code == "tianhe"


async def test_whoever_decides_a_send_back_sees_whose_it_may_be(city: City) -> None:
    number = await city.taken_in(**of_class(WASTE), **STREET)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    assert (await shown(city, DISPATCHER, number)).candidates[0].unit.code == "tianhe_shipai"
    assert (await shown(city, SUPERVISOR, number)).candidates == []
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="属街道")
    assert (await shown(city, DISPATCHER, number)).candidates[0].unit.code == "tianhe_shipai"
    found = (await shown(city, SUPERVISOR, number)).candidates
    assert [one.unit.code for one in found] == ["urban_management", "tianhe"], "the street is told with a purpose only"
    assert (await shown(city, URBAN, number)).candidates == []


async def test_similar_tickets_of_many_matters_are_counted_at_once(city: City) -> None:
    async def handled(unit: Principal, **more: Any) -> None:
        number = await city.taken_in(**more)
        await city.do(DISPATCHER, number, Act.DISPATCH, units=(unit.unit,))
        await city.do(unit, number, Act.ACKNOWLEDGE)

    for _ in range(3):
        await handled(WATER)
    await handled(URBAN, district="越秀区")
    sent = await city.taken_in(**of_class(TAP))
    await city.do(DISPATCHER, sent, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, sent, Act.SEND_BACK, ground="not_our_duty", reason="属供水")
    await city.do(DISPATCHER, sent, Act.ACCEPT_SEND_BACK)
    asked = {(LAMP, "天河区"), (LAMP, "越秀区"), (TAP, "天河区"), (LAMP, ""), ("", "天河区"), ("nothing", "天河区")}

    async def counted() -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
        async with city.database.read() as session:
            found = await histories_of_similar(session, asked, city.clock.now())
        return {of: {unit: (one.kept, one.sent_back) for unit, one in units.items()} for of, units in found.items()}

    assert await counted() == {
        (LAMP, "天河区"): {"water_company": (3, 0)},
        (LAMP, "越秀区"): {"urban_management": (1, 0)},
        (TAP, "天河区"): {"urban_management": (0, 1)},
        (LAMP, ""): {"water_company": (3, 0), "urban_management": (1, 0)},
        ("", "天河区"): {},
        ("nothing", "天河区"): {},
    }
    async with city.database.read() as session:
        begun = await session.scalar(select(ServiceTicketRow.received_at).where(ServiceTicketRow.service_id == sent))
    assert begun is not None
    city.clock.advance(181 * 86_400)
    assert all(not units for units in (await counted()).values()), "half a year"


async def test_a_page_of_many_matters_asks_no_more_than_one_of_few(city: City) -> None:
    async with city.database.read() as session:
        bind = session.get_bind()
    asked: list[str] = []
    event.listen(bind, "before_cursor_execute", lambda *given: asked.append(given[2]))

    async def questions() -> int:
        asked.clear()
        await queue(city, DISPATCHER)
        return len(asked)

    await city.taken_in()
    few = await questions()
    for district in ("天河区", "越秀区", "白云区", "番禺区"):
        for code in (LAMP, TAP, WASTE, "con_municipal_12"):
            await city.taken_in(**of_class(code), district=district)
    assert few > 3
    assert await questions() == few


async def test_a_unit_lists_what_one_of_its_people_handles(city: City) -> None:
    numbers = [await city.taken_in() for _ in range(2)]
    for number in numbers:
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management", "water_company"))
        await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(WATER, numbers[0], Act.ACKNOWLEDGE)
    await city.do(URBAN, numbers[0], Act.ASSIGN_INSIDE, handler=URBAN.name)
    assert list(await queue(city, URBAN, View.WORKING, handler=URBAN.name)) == numbers[:1]
    rows = await queue(city, URBAN, View.WORKING)
    assert [rows[number].handler for number in numbers] == [URBAN.name, ""]
    assert [rows[number].assignment for number in numbers] == [1, 1]
    theirs = await queue(city, WATER, View.ALL)
    assert [(theirs[number].assignment, theirs[number].handler) for number in numbers] == [(2, ""), (2, "")]
    await city.do(DISPATCHER, numbers[0], Act.REASSIGN, units=("tianhe",), reason="属地")
    assert await queue(city, DISPATCHER, View.ALL, handler=URBAN.name) == {}, "it was taken from him"


@dataclass
class House:
    """The whole web application with tickets, and people of units."""

    whole: Whole

    async def person(self, name: str, role: str, unit: str | None, *, locked: bool = False) -> None:
        now = self.whole.house.clock.now()
        async with self.whole.house.database.write() as session:
            row = AccountRow(account_id=new_id(), name=name, display_name=f"甲 {name}", unit=unit, created_at=now)
            row.locked_at = now if locked else None
            session.add(row)
            await session.flush()
            await set_roles(session, row.account_id, [role])
            self.whole.tokens[name], _ = await open_session(session, row.account_id, now=now, confirmed=True)

    async def ask(self, who: str, method: str, path: str, **given: Any) -> httpx.Response:
        token = self.whole.tokens[who]
        headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": csrf_of(token)}
        return await self.whole.client.request(method, f"/api/v1/tickets{path}", headers=headers, **given)

    async def act(self, who: str, act: str, numbers: list[str], **given: Any) -> Any:
        body = {"act": act, "request_id": str(new_id()), "service_ids": numbers, **given}
        answer = await self.ask(who, "POST", "/acts", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Yield the web application with people of two units, one of them above another."""
    async with whole_web(tmp_path) as whole:
        made = House(whole)
        await made.person("li", "unit_staff", "urban_management")
        await made.person("wang", "unit_staff", "urban_management")
        await made.person("gone", "unit_staff", "urban_management", locked=True)
        await made.person("other", "unit_staff", "gas")
        await made.person("seen", "quality_reviewer", "urban_management")
        await made.person("head", "unit_lead", "tianhe")
        await made.person("street", "unit_staff", "tianhe_shipai")
        yield made


async def taken_in(house: House, count: int, **more: Any) -> list[str]:
    """Have matters of lamps taken in by citizens who showed no number."""
    city = City(house.whole.house.database)
    return [await city.taken_in(ani=None, **more) for _ in range(count)]


async def test_each_of_several_goes_to_its_own_unit_and_what_fails_is_named(house: House) -> None:
    lamp, tap, *others = [*(await taken_in(house, 1)), *(await taken_in(house, 3, **of_class(TAP)))]
    rows = (await house.ask("dispatcher", "GET", "?view=to_dispatch")).json()["tickets"]
    suggested = {one["service_id"]: {"units": [one["suggested"]["unit"]["code"]]} for one in rows}
    assert suggested[lamp] == {"units": ["urban_management"]}
    await house.act("dispatcher", "dispatch", [others[0]], units=["gas"])
    each = suggested | {others[1]: {"units": ["no_unit"]}}
    done = await house.act("dispatcher", "dispatch", [lamp, tap, *others], each=each)
    assert done == {"done": 2, "failed": {others[0]: "not_in_this_state", others[1]: "bad_input"}}
    async with house.whole.house.database.read() as session:
        leads = dict((await session.execute(select(ServiceTicketRow.service_id, ServiceTicketRow.lead))).all())  # type: ignore[arg-type]
    assert leads == {lamp: "urban_management", tap: "water_company", others[0]: "gas", others[1]: ""}


async def test_a_unit_acknowledges_several_each_for_the_unit_whose_it_is(house: House) -> None:
    numbers = await taken_in(house, 2)
    await house.act("dispatcher", "dispatch", numbers, units=["urban_management", "tianhe_shipai"])
    await house.act("dispatcher", "reassign", numbers[1:], units=["tianhe"], reason="属地")
    rows = (await house.ask("head", "GET", "?view=to_acknowledge")).json()["tickets"]
    assert {one["service_id"]: one["assignment"] for one in rows} == dict(zip(numbers, (2, 3), strict=True))
    each = {one["service_id"]: {"assignment": one["assignment"]} for one in rows}
    assert await house.act("head", "acknowledge", numbers, each=each) == {"done": 2, "failed": {}}
    rows = (await house.ask("head", "GET", "?view=to_acknowledge")).json()["tickets"]
    assert {one["service_id"]: one["assignment"] for one in rows} == {numbers[1]: 2}, "the office below has its own"


async def test_somebody_of_the_unit_is_named_and_nobody_else(house: House) -> None:
    [number, free] = await taken_in(house, 2)
    await house.act("dispatcher", "dispatch", [number], units=["urban_management"])
    await house.act("dispatcher", "dispatch", [free], units=["gas"])
    for who, which in (("li", number), ("other", free)):
        await house.act(who, "acknowledge", [which])
    found = (await house.ask("li", "GET", "/people?unit=urban_management")).json()
    assert found == {"people": [{"name": name, "display_name": f"甲 {name}"} for name in ("li", "wang")]}
    assert (await house.ask("li", "GET", "/people?unit=gas")).json() == {"people": []}
    assert [one["name"] for one in (await house.ask("head", "GET", "/people")).json()["people"]] == ["head", "street"]
    assert (await house.ask("dispatcher", "GET", "/people")).status_code == 403

    async def named(handler: str) -> httpx.Response:
        body = {"act": "assign_inside", "request_id": str(new_id()), "handler": handler}
        return await house.ask("li", "POST", f"/{number}/acts", json=body)

    refused = await named("某某")
    assert (refused.status_code, refused.json()["reason"]) == (422, "handler_unknown")
    assert (await named("other")).status_code == (await named("")).status_code == (await named("seen")).status_code
    answer = (await named("wang")).json()
    assert (answer["handler"], answer["assignments"][0]["handler"]) == ("甲 wang", "甲 wang")
    assert answer["history"][-1]["details"]["handler"] == "甲 wang"
    mine = {who: (await house.ask(who, "GET", "?view=working&handler=me")).json()["tickets"] for who in ("li", "wang")}
    assert mine["li"] == []
    assert [(one["service_id"], one["handler"]) for one in mine["wang"]] == [(number, "甲 wang")]
    done = await house.act("li", "assign_inside", [number, free], handler="li")
    assert done == {"done": 1, "failed": {free: "not_found"}}
    assert (await house.act("li", "assign_inside", [number], handler="某某"))["failed"] == {number: "handler_unknown"}


async def test_where_nobody_has_an_account_a_name_is_written(house: House) -> None:
    [number] = await taken_in(house, 1)
    await house.act("dispatcher", "dispatch", [number], units=["tianhe_shipai_lvhe"])
    each = {number: {"assignment": 1}}
    await house.act("street", "acknowledge", [number], each=each)
    assert (await house.ask("street", "GET", "/people?unit=tianhe_shipai_lvhe")).json() == {"people": []}
    assert await house.act("street", "assign_inside", [number], each=each, handler="社区网格员") == {
        "done": 1,
        "failed": {},
    }
    [row] = (await house.ask("street", "GET", "?view=working")).json()["tickets"]
    assert row["handler"] == "社区网格员"


async def test_the_catalogue_names_the_districts(house: House) -> None:
    found = (await house.ask("dispatcher", "GET", "/catalogue")).json()["districts"]
    assert "天河区" in found
    assert found == sorted(set(found))


async def test_who_keeps_accounts_chooses_their_unit_from_those_there_are(house: House) -> None:
    found = (await house.ask("security_administrator", "GET", "/units")).json()["units"]
    assert {"code": "urban_management", "name": "市城市管理和综合执法局"} in found
    assert (await house.ask("dispatcher", "GET", "/units")).status_code == 403
