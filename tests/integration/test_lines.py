"""The register of lines and announcements before the menu: what a caller of each number begins with, and until when."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import select
from test_flows import SHIPPED, drafted, send, shelf_of, whole
from whole_web import Whole

from foundation.audit.models import AuditRow
from foundation.clock import FakeClock
from foundation.ids import new_id
from ivr.flow import Flow
from ivr.nodes import Enqueue, Hours, Incident, Play, Transfer
from telephony.models import CallRow, MenuVisitRow

__all__ = ["whole"]  # the fixture

OWN = {"number": "12345", "name": "政务服务便民热线"}
CONSUMERS = {
    "number": "12315",
    "also": ["02012315"],
    "name": "消费维权",
    "mode": "absorbed",
    "level": "province",
    "owner": "市场监督管理局",
    "announcement": "hotline/hold_please",
    "until": "2027-12-31",
    "checks": [{"what": "号码已由运营商割接", "done_on": "2026-11-20"}, {"what": "坐席已培训"}],
}
TAX = {"number": "12366", "name": "纳税服务", "mode": "sub_center", "transfer_to": "02012366", "calendar": "office"}
LABOUR = {"number": "12333", "name": "人社", "mode": "parallel_number", "flow": "labour"}


async def register(whole: Whole, *lines: dict[str, Any], version: int = 0) -> httpx.Response:
    """Put a register in force."""
    body = {"version": version, "lines": list(lines), "reason": "热线归并"}
    return await send(whole, "PUT", "lines", body)


async def announce(whole: Whole, *announcements: dict[str, Any], version: int = 0) -> httpx.Response:
    """Put announcements in force."""
    body = {"version": version, "announcements": list(announcements), "reason": "台风将至"}
    return await send(whole, "PUT", "announcements", body, "supervisor")


async def begins(whole: Whole) -> Mapping[str, tuple[str, Flow]]:
    """Return what callers of each line begin with."""
    shelf = shelf_of(whole)
    await shelf.refresh()
    return shelf.shown()


def announcement(whole: Whole, code: str = "typhoon", hours: float = 6, **more: Any) -> dict[str, Any]:
    """Return an announcement that begins now."""
    now = whole.house.clock.now()
    since, until = now.isoformat(), (now + timedelta(hours=hours)).isoformat()
    return {"code": code, "name": "台风", "prompt": "hotline/hold_please", "since": since, "until": until} | more


def call_row(line: str, entered_at: datetime) -> CallRow:
    """Return a call that ended in the menu."""
    call = new_id()
    return CallRow(
        call_id=call,
        contact_id=new_id(),
        node="node1",
        linkedid=f"node1-{call}",
        direction="inbound",
        purpose="hotline",
        line=line,
        language="zh",
        menu_path="",
        entered_at=entered_at,
        outcome="menu_exit",
    )


async def test_each_mode_leads_its_callers_its_own_way(whole: Whole) -> None:
    labour = copy.deepcopy(SHIPPED)
    labour["nodes"]["welcome"]["prompt"] = ["hotline/hold_please"]
    draft = await send(whole, "POST", "flows/labour/versions", {"content": labour, "reason": "人社专线菜单"})
    assert draft.status_code == 201, draft.text
    assert (await register(whole, OWN, LABOUR)).status_code == 422, "its menu is a draft"
    await send(whole, "POST", "flows/labour/versions/1/publish")
    made = await register(whole, OWN, CONSUMERS, TAX, LABOUR)
    assert (made.status_code, made.json()["version"]) == (200, 1), made.text
    shown = await begins(whole)
    assert {line: name for line, (name, _) in shown.items()} == {
        "": "default:1",
        "12345": "default:1",
        "12315": "line_12315:1",
        "02012315": "line_12315:1",
        "12366": "line_12366:1",
        "12333": "labour:1",
        "99000": "default:1",  # where menus are tried
    }
    absorbed = shown["12315"][1].nodes
    assert absorbed["announcement"] == Play(type="play", prompt=("hotline/hold_please",), next="there")
    assert absorbed["there"] == Enqueue(type="enqueue", queue="hotline_general", language="zh")
    centre = shown["12366"][1]
    assert isinstance(centre.nodes[centre.start], Hours)
    assert centre.nodes["there"] == Transfer(type="transfer", number="02012366")
    assert isinstance(centre.nodes["person"], Enqueue), "a person answers when the sub-centre is closed"
    flows = (await send(whole, "GET", "flows")).json()
    assert flows == [
        {"code": "default", "in_force": 1, "lines": ["12345"]},
        {"code": "labour", "in_force": 1, "lines": ["12333"]},
    ]

    # Another mode is one act; a line that is gone is led like any other number.
    moved = await register(whole, OWN, CONSUMERS | {"mode": "own"}, version=1)
    assert moved.status_code == 200, moved.text
    names = {line: name for line, (name, _) in (await begins(whole)).items()}
    assert (names["12315"], names["02012315"], names["12366"]) == ("default:1", "default:1", "default:1")
    # Who was in the line's own way is still in it.
    shelf = shelf_of(whole)
    await shelf.refresh()
    assert shelf.heard("line_12366:1", "12366") == centre
    assert shelf.heard("line_12366:7", "12366") is None
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == "lines.publish")))
    assert noted == ["1", "2"]


async def test_a_register_that_does_not_fit_is_refused_with_each_sentence(whole: Whole) -> None:
    for line, sentence in (
        (CONSUMERS | {"queue": "hotline_none"}, "queue 'hotline_none' is not in force"),
        (CONSUMERS | {"announcement": "own/none"}, "there is no recording 'own/none'"),
        (CONSUMERS | {"calendar": "none"}, "calendar 'none' is not in force"),
        (LABOUR, "menu 'labour' is not in force"),
        (TAX | {"transfer_to": None}, "needs a number to connect with"),
        (TAX | {"transfer_to": "+12366"}, "is a line of ours"),
        (TAX | {"transfer_to": "12345"}, "is a line of ours"),
        (OWN | {"also": ["12345"]}, "number 12345 stands twice"),
        (OWN | {"since": "2027-01-01", "until": "2026-01-01"}, "ends before it begins"),
    ):
        answer = await register(whole, line)
        assert answer.status_code == 422, line
        assert sentence in answer.text, answer.text
    for wrong in (OWN | {"number": "12"}, OWN | {"mode": "merged"}, OWN | {"name": ""}, OWN | {"transfer_to": "1&2"}):
        assert (await register(whole, wrong)).status_code == 422, wrong
    assert (await send(whole, "GET", "lines")).json()["version"] == 0
    assert (await send(whole, "GET", "lines", None, "supervisor")).status_code == 403
    assert (await register(whole, OWN)).status_code == 200
    for version in (0, 7):
        assert (await register(whole, OWN, version=version)).json()["code"] == "conflict"
    drawn = await send(whole, "POST", "flows/line_12345/versions", {"content": SHIPPED, "reason": "冒名"})
    assert drawn.status_code == 422


async def test_an_announcement_is_heard_first_until_its_end(whole: Whole) -> None:
    await register(whole, OWN, CONSUMERS)
    both = (
        announcement(whole),
        announcement(whole, "water", 2, lines=["12315"], name="停水", answer="hotline/busy_sorry"),
    )
    made = await announce(whole, *both)
    assert (made.status_code, made.json()["version"]) == (200, 1), made.text
    shelf = shelf_of(whole)
    assert await shelf.refresh()
    name, flow = shelf.shown()["12315"]
    assert name == "line_12315:1+1:typhoon.water"
    assert shelf.heard(name, "12315") == flow, "a successor leads him in the same one"
    assert flow.first is not None
    assert (flow.first.prompt, flow.first.timeout_seconds) == (("hotline/hold_please",), 3)
    assert isinstance(flow.first, Incident)
    second = flow.nodes[flow.first.next]
    assert isinstance(second, Incident)
    assert (second.incident, second.answer, second.next) == ("water", ("hotline/busy_sorry",), "announcement")
    assert shelf.shown()[""][0] == "default:1+1:typhoon", "the shorter list of a number without an entry"

    # Its end needs no act of anybody's, and no store.
    clock = whole.house.clock
    assert isinstance(clock, FakeClock)
    clock.advance(3 * 3600)
    assert await shelf.refresh()
    assert shelf.shown()["12315"][0] == "line_12315:1+1:typhoon"
    clock.advance(4 * 3600)
    assert await shelf.refresh()
    assert {name for name, _ in shelf.shown().values()} == {"default:1", "line_12315:1"}
    assert not await shelf.refresh(), "nothing changed"


async def test_callers_who_call_about_it_are_counted(whole: Whole) -> None:
    h = whole.house
    now = h.clock.now()
    async with h.database.write() as session:
        for minutes, ended, path in ((1, "incident", "typhoon"), (2, "incident", "water"), (-9, "incident", "typhoon")):
            call = call_row("12345", now)
            session.add(call)
            session.add(
                MenuVisitRow(
                    menu_visit_id=new_id(),
                    call_id=call.call_id,
                    path=path,
                    ended=ended,
                    started_at=now + timedelta(minutes=minutes),
                )
            )
    board = (await announce(whole, announcement(whole))).json()
    assert board["about"] == {"typhoon": 1}
    assert board["published_by"] == "supervisor"
    assert "hotline/hold_please" in board["prompts"]


async def test_an_announcement_that_does_not_fit_is_refused(whole: Whole) -> None:
    good = announcement(whole)
    for wrong in (
        good | {"prompt": "own/none"},
        good | {"answer": "own/none"},
        good | {"until": good["since"]},
        good | {"code": "Typhoon"},
        good | {"since": "2026-01-01T00:00:00"},  # of no zone
        good | {"name": ""},
    ):
        assert (await announce(whole, wrong)).status_code == 422, wrong
    assert (await announce(whole, good, good)).status_code == 422, "the same twice"
    many = [announcement(whole, f"a{number}") for number in range(4)]
    assert (await announce(whole, *many)).status_code == 422, "every caller hears each of them"
    assert (await send(whole, "GET", "announcements", None, "agent")).status_code == 403
    assert (await send(whole, "GET", "announcements", None, "supervisor")).json()["version"] == 0


async def test_callers_who_hung_up_count_for_the_menu_of_their_line(whole: Whole) -> None:
    h = whole.house
    await drafted(whole, SHIPPED)
    await send(whole, "POST", "flows/labour/versions", {"content": SHIPPED, "reason": "人社专线菜单"})
    await send(whole, "POST", "flows/labour/versions/1/publish")
    await register(whole, OWN, LABOUR, TAX)
    async with h.database.write() as session:
        for line in ("12345", "12333", "+12333", "12366", "999"):
            session.add(call_row(line, h.clock.now() + timedelta(seconds=1)))
    for code, left in (("default", 2), ("labour", 2)):
        found = (await send(whole, "GET", f"flows/{code}/versions/1/figures")).json()
        assert found["hung_up"] == left, code
