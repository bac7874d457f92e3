"""The working calendar by its interface, and a flow that asks it."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy import select
from test_flows import SHIPPED, drafted, flows_of, shelf_of, whole
from test_flows import send as ask
from whole_web import Whole

from foundation.audit.models import AuditRow
from foundation.documents.models import DocumentVersionRow
from foundation.work_calendar import shipped_calendar

__all__ = ["whole"]  # the fixture


async def moment(whole: Whole, at: str) -> dict[str, Any]:
    """Ask what holds at a moment."""
    answer = await ask(whole, "GET", f"calendars/office/at?moment={at}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_calendar_is_read_tried_and_changed(whole: Whole) -> None:
    shown = (await ask(whole, "GET", "calendars/office")).json()
    assert (shown["version"], shown["published_by"], shown["announced"]) == (1, "system", [2024, 2025, 2026])
    assert shown["days"]["2026-10-10"] == {"kind": "workday", "name": "国庆节调休", "hours_of": "mon"}
    found = await moment(whole, "2026-10-01T10:00")
    assert (found["state"], found["name"], found["until"]) == ("holiday", "国庆节", "2026-10-08T00:00:00+08:00")
    assert (await moment(whole, "2027-01-04T10:00"))["provisional"]

    change = {name: shown[name] for name in ("weekly", "days", "announced", "version")}
    change["weekly"] |= {"sat": ["09:00-12:00"]}
    made = await ask(whole, "PUT", "calendars/office", change | {"reason": "周六上午增开"})
    assert (made.status_code, made.json()["version"]) == (200, 2)
    assert made.json()["published_by"] == "system_administrator"
    assert (await moment(whole, "2026-11-28T10:00"))["state"] == "open"
    late = await ask(whole, "PUT", "calendars/office", change | {"reason": "以旧换新"})
    assert (late.status_code, late.json()["code"]) == (409, "conflict"), "nobody overwrites what he has not read"
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == "calendars.publish")))
    assert noted == ["office:2"]


async def test_what_is_no_calendar_changes_nothing(whole: Whole) -> None:
    shown = (await ask(whole, "GET", "calendars/office")).json()
    change = {name: shown[name] for name in ("weekly", "days", "announced", "version")} | {"reason": "改时间"}
    for wrong in (
        {"weekly": {"mon": ["14:00-17:30", "08:30-12:00"]}},
        {"weekly": {"mon": ["25:00-26:00"]}},
        {"days": {"2026-02-30": {"kind": "holiday"}}},
        {"reason": " "},
        {"version": 0},
    ):
        assert (await ask(whole, "PUT", "calendars/office", change | wrong)).status_code == 422, wrong
    assert (await ask(whole, "PUT", "calendars/other", change)).status_code == 404
    assert (await ask(whole, "GET", "calendars/office/at?moment=1850-01-01T00:00")).status_code == 422
    assert (await ask(whole, "PUT", "calendars/office", change, "supervisor")).status_code == 403
    assert (await ask(whole, "GET", "calendars/office")).json()["version"] == 1


def by_hours(calendar: str = "office") -> dict[str, Any]:
    """Return the shipped menu behind office hours: at night a sentence, then a person."""
    content = copy.deepcopy(SHIPPED)
    content["start"] = "office_hours"
    content["nodes"] |= {
        "office_hours": {
            "type": "hours",
            "calendar": calendar,
            "open": "welcome",
            "closed": "night",
            "holiday": "goodbye",
        },
        "night": {"type": "play", "prompt": ["hotline/transfer_to_agent"], "next": "person"},
        "goodbye": {"type": "hangup", "prompt": ["hotline/thanks"]},
    }
    return content


async def test_a_menu_asks_the_calendar(whole: Whole) -> None:
    unknown = await drafted(whole, by_hours("town_hall"))
    assert [(f["code"], f["detail"]) for f in unknown["faults"]] == [("calendar_missing", "town_hall")]
    assert (await ask(whole, "GET", "flows/names")).json()["calendars"] == ["office"]
    draft = await drafted(whole, by_hours())
    assert draft["faults"] == []

    async def played(at: str, *does: str) -> tuple[list[str], str, str]:
        body = {"content": by_hours(), "does": list(does), "at": at}
        call = (await ask(whole, "POST", "flows/rehearse", body)).json()
        return [step["node"] for step in call["steps"]], call["ended"], call["queue"]

    assert await played("2026-11-26T10:00", "1") == (
        ["office_hours", "welcome", "mandarin"],
        "choice",
        "hotline_general",
    )
    assert await played("2026-11-26T22:00") == (["office_hours", "night", "person"], "passed", "hotline_general")
    assert await played("2026-10-01T10:00") == (["office_hours", "goodbye"], "told", "")
    assert await played("2026-10-01T02:00:00Z") == (["office_hours", "goodbye"], "told", "")
    for wrong in ({"line": "12,345"}, {"caller": "friend"}, {"at": "soon"}, {"at": "9999-12-31T23:59:59Z"}):
        answer = await ask(whole, "POST", "flows/rehearse", {"content": by_hours(), "does": [], **wrong})
        assert answer.status_code == 422

    assert (await ask(whole, "POST", f"flows/default/versions/{draft['version']}/publish")).status_code == 200
    there = shelf_of(whole)
    assert await there.refresh()
    assert there.current.first is None
    assert there.calendars["office"] == shipped_calendar()


async def test_a_calendar_that_is_not_understood_any_more_counts_as_none(whole: Whole) -> None:
    there = shelf_of(whole)
    async with whole.house.database.write() as session:
        row = await session.get(DocumentVersionRow, ("calendar", "office", 1))
        assert row is not None
        row.content = {"code": "office", "weekly": "always"}
    await there.refresh()
    assert there.calendars == {}
    async with whole.house.database.read() as session:
        assert await flows_of(whole).calendars.all_in_force(session) == {}
