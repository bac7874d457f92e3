"""The interface of the appraisal: what a supervisor and a unit see of an issued month, its tickets, file and scheme."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import select
from test_appraisal import closed
from test_ticket_acts import DISPATCHER, URBAN, WATER, City

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the whole web process

from whole_web import Whole, whole_web

from agent_desktop.access import COOKIE
from foundation.audit.models import AuditRow
from foundation.ids import new_id
from foundation.people.models import AccountRow
from foundation.people.repository import set_roles
from foundation.people.sessions import csrf_of, open_session
from tickets.service.lifecycle import Act

MONTH = "2026-11"
PEOPLE = {
    "chief": ("supervisor", None),
    "urban": ("unit_staff", "urban_management"),
    "water": ("unit_lead", "water_company"),
}


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application."""
    async with whole_web(tmp_path) as made:
        yield made


async def december(whole: Whole, city: City) -> None:
    """Let the month be over for everybody, and log people in."""
    for clock in (city.clock, whole.house.clock):
        clock.advance(20 * 86400)  # type: ignore[attr-defined]  # the whole web is given a fake one
    now = whole.house.clock.now()
    async with whole.house.database.write() as session:
        for name, (role, unit) in PEOPLE.items():
            row = AccountRow(account_id=new_id(), name=name, display_name=name, unit=unit, created_at=now)
            session.add(row)
            await session.flush()
            await set_roles(session, row.account_id, [role])
            whole.tokens[name], _ = await open_session(session, row.account_id, now=now, confirmed=True)


async def send(whole: Whole, who: str, method: str, path: str, body: Any = None) -> httpx.Response:
    token = whole.tokens[who]
    headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": csrf_of(token)}
    whole.house.clock.advance(60)  # type: ignore[attr-defined]
    return await whole.client.request(method, f"/api/v1/appraisal/{path}", json=body, headers=headers)


async def told(whole: Whole, who: str, path: str = MONTH) -> Any:
    answer = await send(whole, who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def urban_of(view: Any) -> Any:
    return next(one for one in view["units"] if one["unit"]["code"] == "urban_management")


async def noted(whole: Whole, act: str) -> list[str]:
    async with whole.house.database.read() as session:
        return list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == act).order_by(AuditRow.at)))


async def a_month(whole: Whole) -> tuple[str, str, str]:
    """Have two tickets closed by a unit, and one that it sent back closed by another; the month is over."""
    city = City(whole.house.database)
    good, bad = await closed(city, 5), await closed(city, 1, resolved=False)
    gone = await city.taken_in()
    await city.do(DISPATCHER, gone, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, gone, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, gone, Act.ACCEPT_SEND_BACK, reason="另行派单")
    await city.do(DISPATCHER, gone, Act.DISPATCH, units=("water_company",))
    await city.do(WATER, gone, Act.ACKNOWLEDGE)
    await december(whole, city)
    return good, bad, gone


async def test_a_unit_sees_its_tickets_and_what_each_counts_and_no_others(whole: Whole) -> None:
    good, bad, gone = await a_month(whole)
    every, mine = await told(whole, "chief"), await told(whole, "urban")
    assert {one["unit"]["code"] for one in every["units"]} == {"urban_management", "water_company"}
    assert [one["unit"]["code"] for one in mine["units"]] == ["urban_management"]
    assert (mine["revision"], mine["revisions"], mine["scheme"]["version"]) == (0, [], 0)
    behind = {one["service_id"]: one for one in await told(whole, "urban", f"{MONTH}/units/urban_management/tickets")}
    assert behind.keys() == {good, bad, gone}
    assert behind[bad]["counts"] == {
        "acknowledged": 1,
        "promptly": 1,
        "closed": 1,
        "ended": 1,
        "in_time": 1,
        "asked": 1,
        "scored": 1,
    }
    tally = urban_of(mine)["tally"]
    for name, count in tally.items():
        assert sum(one["counts"].get(name, 0) for one in behind.values()) == count, name
    assert {number: one["opens"] for number, one in behind.items()} == {good: True, bad: True, gone: False}
    seen = await told(whole, "chief", f"{MONTH}/units/urban_management/tickets")
    assert all(one["opens"] for one in seen)
    refused = await send(whole, "urban", "GET", f"{MONTH}/units/water_company/tickets")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    body = {"unit": "urban_management", "service_id": gone, "reason": "职责清单未列"}
    filed = await send(whole, "urban", "POST", f"{MONTH}/objections", body)
    assert filed.status_code == 201, filed.text
    assert [(one["service_id"], one["opens"]) for one in filed.json()["objections"]] == [(gone, False)]
    assert (await told(whole, "water"))["objections"] == []


async def test_issued_lines_stay_when_an_objection_is_granted_and_each_revision_is_reached(whole: Whole) -> None:
    good, bad, gone = await a_month(whole)
    issued = (await send(whole, "chief", "POST", f"{MONTH}/issue")).json()
    assert [(one["revision"], one["issued_by"]) for one in issued["revisions"]] == [(1, "chief")]
    body = {"unit": "urban_management", "service_id": bad, "reason": "来电人要求超出法定标准"}
    (objection,) = (await send(whole, "urban", "POST", f"{MONTH}/objections", body)).json()["objections"]
    decision = {"granted": True, "note": "情况属实"}
    after = (await send(whole, "chief", "POST", f"{MONTH}/objections/{objection['id']}/decision", decision)).json()
    for view in (after, await told(whole, "urban")):
        one = urban_of(view)
        assert {**one, "recount": None} == urban_of(issued)
        assert one["recount"]["score"] > one["score"]
        assert one["recount"]["tally"]["objected"] == 1
        assert (view["revision"], view["differs"]) == (1, True)
    second = (await send(whole, "chief", "POST", f"{MONTH}/issue")).json()
    assert (second["revision"], second["differs"]) == (2, False)
    assert [one["revision"] for one in second["revisions"]] == [2, 1]
    assert urban_of(second)["score"] == one["recount"]["score"]
    first = await told(whole, "urban", f"{MONTH}?revision=1")
    assert (first["revision"], first["issued_at"]) == (1, issued["issued_at"])
    assert urban_of(first)["score"] == urban_of(issued)["score"]
    assert (await send(whole, "chief", "GET", f"{MONTH}?revision=3")).status_code == 404
    path = f"{MONTH}/units/urban_management/tickets"
    left_out = [
        {one["service_id"]: one["left_out"] for one in await told(whole, "urban", path + revision)}
        for revision in ("", "?revision=2", "?revision=1")
    ]
    assert left_out == [dict.fromkeys((good, gone), False) | {bad: out} for out in (True, True, False)]


async def test_the_file_holds_what_whoever_takes_it_may_see(whole: Whole) -> None:
    good, bad, gone = await a_month(whole)
    await send(whole, "chief", "POST", f"{MONTH}/issue")
    found = {}
    for who in ("chief", "urban"):
        answer = await send(whole, who, "GET", f"{MONTH}/file")
        assert answer.headers["content-disposition"] == 'attachment; filename="appraisal-2026-11-1.xlsx"'
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
        found[who] = {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in sheets.items()}
    assert [one["unit"] for one in found["chief"]["units"]] == ["water_company", "urban_management"]
    (mine,) = found["urban"]["units"]
    assert mine == found["chief"]["units"][1]
    shown = urban_of(await told(whole, "urban"))
    assert (mine["score"], mine["name"]) == (shown["score"], shown["unit"]["name"])
    assert [mine[name] for name in ("resolution_rate", "resolution_rate: resolved", "resolution_rate: asked")] == [
        0.5,
        1,
        2,
    ]
    assert (mine["improper_rate"], mine["improper_rate: sent_back"], mine["objected"]) == (0, 1, 0)
    assert {one["ticket"] for one in found["urban"]["tickets"]} == {good, bad, gone}
    assert len(found["chief"]["tickets"]) == 4, "the one that was sent back counts for both units"
    assert [one["weight"] for one in found["urban"]["scheme"]] == [15, 30, 20, 15, 5, 10, 5]
    assert await noted(whole, "reports.export") == [f"appraisal:{MONTH}:1"] * 2


async def test_the_scheme_has_versions_and_is_taken_back_and_issued_months_stay(whole: Whole) -> None:
    await a_month(whole)
    issued = (await send(whole, "chief", "POST", f"{MONTH}/issue")).json()
    shipped = await told(whole, "chief", "scheme")
    assert (shipped["version"], shipped["published_by"]) == (1, "system"), "a month was issued by it"
    assert {one["rate"] for one in shipped["indicators"]} <= {one["rate"] for one in shipped["rates"]}
    assert {"rate": "in_time_rate", "formula": "in_time / ended", "part": "in_time", "whole": "ended"} in shipped[
        "rates"
    ]

    def scheme(weight: float) -> dict[str, Any]:
        rates = {"in_time_rate": weight, "resolution_rate": 100 - weight}
        return {"indicators": [{"rate": r, "weight": w, "zero_at": 0.5, "full_at": 1.0} for r, w in rates.items()]}

    for version, weight in ((1, 60), (2, 70)):
        body = {"scheme": scheme(weight), "version": version, "reason": f"权重 {weight}"}
        made = await send(whole, "chief", "PUT", "scheme", body)
        assert (made.status_code, made.json()["version"], made.json()["published_by"]) == (200, version + 1, "chief")
    late = await send(whole, "chief", "PUT", "scheme", {"scheme": scheme(80), "version": 2, "reason": "迟了"})
    assert late.status_code == 409
    versions = await told(whole, "chief", "scheme/versions")
    assert [(one["version"], one["state"], one["author"], one["reason"]) for one in versions] == [
        (3, "published", "chief", "权重 70"),
        (2, "superseded", "chief", "权重 60"),
        (1, "superseded", "system", "as shipped"),
    ]
    assert [one["indicators"][0]["weight"] for one in versions] == [70, 60, 15]
    stale = await send(whole, "chief", "POST", "scheme/roll-back", {"version": 2, "reason": "不对"})
    assert stale.status_code == 409
    back = await send(whole, "chief", "POST", "scheme/roll-back", {"version": 3, "reason": "另行研究"})
    assert (back.json()["version"], back.json()["indicators"][0]["weight"]) == (2, 60)
    assert (await send(whole, "urban", "GET", "scheme/versions")).status_code == 403
    of_month, next_month = await told(whole, "urban"), await told(whole, "urban", "2026-12")
    assert of_month["scheme"] == issued["scheme"]
    assert urban_of(of_month) == urban_of(issued)
    assert (next_month["scheme"]["version"], next_month["scheme"]["reason"]) == (2, "权重 60")
    assert await noted(whole, "appraisal.scheme") == ["city:2", "city:3"]
    assert await noted(whole, "appraisal.roll_back") == ["city:3"]
