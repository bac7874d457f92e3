"""What the pages of supervision and of the city are told: files in words, clocks by name, faults by code, open work."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import openpyxl
import pytest
from fastapi import FastAPI
from test_ticket_acts import DISPATCHER, LAMP, SUPERVISOR, URBAN, WATER, City
from tickets_world import CLASSES, VAULT

from agent_desktop.access import Gate, install
from agent_desktop.problems import add_problems
from agent_desktop.tickets.city_api import CityDeps, create_city
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.supervision_api import create_ticket_supervision
from foundation.database import Database
from foundation.people.sessions import Limits
from foundation.wake import LocalWake
from foundation.work_calendar import shipped_calendar
from tickets.service.lifecycle import Act
from tickets.service.rules import shipped_rules

TOKEN = "token-of-the-tests-only"
PERIOD = {"since": "2026-11-01", "until": "2026-12-31"}


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


@pytest.fixture
async def pages(city: City) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of both routers, as a program of the house."""
    app = FastAPI()
    install(app, Gate(city.database, city.clock, TOKEN, Limits(timedelta(hours=1), timedelta(hours=12))))
    add_problems(app)
    app.include_router(create_ticket_supervision(Finder(city.database, city.acts, VAULT)))
    app.include_router(create_city(CityDeps(city.database, city.acts, lambda: CLASSES, LocalWake())))
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://web/api/v1", headers=headers
    ) as client:
        yield client


async def test_the_file_of_findings_is_in_words_with_codes_behind(city: City, pages: httpx.AsyncClient) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, number, Act.REFUSE_SEND_BACK, reason="职责清单")
    answer = await pages.get("/ticket-supervision/file", params=PERIOD)
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["督办发现"]
    header, row = list(sheet.iter_rows(values_only=True))
    told = dict(zip(header, row, strict=True))
    assert told["情形"] == "不当退单"
    assert told["工单编号"] == number
    assert told["单位"] == "市城市管理和综合执法局"
    assert told["诉求分类"] == " / ".join(label for _, label in LAMP)
    assert told["依据步骤"] == "3、4"
    assert header[-3:] == ("情形代码", "单位代码", "分类代码")
    assert row[-3:] == ("improper_send_back", "urban_management", LAMP[-1][0])


async def test_a_clock_that_the_calendar_moved_is_told_by_its_name(city: City, pages: httpx.AsyncClient) -> None:
    number = await city.taken_in()
    await city.sweep.turn()
    async with city.database.write() as session:
        content = shipped_calendar().model_dump(mode="json")
        content["days"]["2026-12-01"] = {"kind": "holiday", "name": "演练", "hours_of": "mon"}
        await city.acts.calendars.documents.replace(session, "office", content, version=0, by="x", reason="演练")
    for _ in range(2):
        await city.sweep.turn()
    moved = (await pages.get("/ticket-supervision/moves")).json()
    assert [(one["service_id"], one["clock"]) for one in moved] == [(number, "handle")]


async def test_open_tickets_are_counted_for_each_unit(city: City, pages: httpx.AsyncClient) -> None:
    both, alone, done = [await city.taken_in() for _ in range(3)]
    await city.do(DISPATCHER, both, Act.DISPATCH, units=("urban_management", "water_company"))
    await city.do(DISPATCHER, alone, Act.DISPATCH, units=("water_company",))
    await city.do(SUPERVISOR, done, Act.RESOLVE_DIRECTLY, text="已解答")
    path = "/city/organisation/open-tickets"
    assert (await pages.get(path)).json() == [
        {"unit": "urban_management", "leads": 1, "assists": 0},
        {"unit": "water_company", "leads": 1, "assists": 1},
    ]
    await city.do(WATER, both, Act.ACKNOWLEDGE)
    await city.do(WATER, both, Act.ANSWER_PART, text="管网无异常")
    await city.do(WATER, alone, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, alone, Act.ACCEPT_SEND_BACK)
    assert (await pages.get(path)).json() == [{"unit": "urban_management", "leads": 1, "assists": 0}]


async def test_what_comes_back_is_told_before_it_does(pages: httpx.AsyncClient) -> None:
    path = "/city/organisation/before"
    assert (await pages.get(path)).status_code == 404, "the shipped one"
    for version in (0, 1):
        content = (await pages.get("/city/organisation")).json()["content"]
        content["units"].append(
            {"code": f"office_{version}", "name": f"第{version}处", "level": "city", "parent": "city"}
        )
        body = {"version": version, "reason": "设立", "content": content}
        assert (await pages.put("/city/organisation", json=body)).status_code == 200
        if not version:
            assert (await pages.get(path)).status_code == 404, "the first one of the city's own"
    told = (await pages.get(path)).json()
    assert [one["code"] for one in told["units"]][-1] == "office_0"
    back = await pages.post("/city/organisation/roll-back", json={"version": 2, "reason": "另行研究"})
    assert back.status_code == 204
    assert (await pages.get("/city/organisation")).json()["content"] == told


async def test_rules_that_do_not_fit_are_told_by_codes_of_ours(city: City, pages: httpx.AsyncClient) -> None:
    content: dict[str, Any] = shipped_rules().model_dump(mode="json")
    ground = content["send_back_grounds"][0]
    twice = content | {"send_back_grounds": [ground, ground]}
    first = {"kinds": ["help"], "classes": [], "urgencies": [], "limit": {"amount": 1, "unit": "hours"}}
    for unfit, code, values in (
        (twice, "rules_twice", {"list": "send_back_grounds", "codes": ground["code"]}),
        (content | {"handle": [first]}, "rules_last", {}),
    ):
        body = {"version": 0, "reason": "演练", "content": unfit}
        answer = await pages.put("/city/rules", json=body)
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["code"], fault["values"]) == (422, code, values)


async def test_rules_name_a_calendar_that_there_is(city: City, pages: httpx.AsyncClient) -> None:
    content: dict[str, Any] = shipped_rules().model_dump(mode="json")
    content |= {"calendar": "offices", "case_classes": [], "handle": [content["handle"][-1]]}
    answer = await pages.put("/city/rules", json={"version": 0, "reason": "演练", "content": content})
    assert (answer.status_code, answer.json()["reason"]) == (422, "calendar_unknown")
