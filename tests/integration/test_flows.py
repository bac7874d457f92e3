"""Menus as documents: what may be published, who hears which, and the interface that the page uses."""

from __future__ import annotations

import asyncio
import copy
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from stores import fresh_database
from whole_web import Whole, whole_web

from agent_desktop.access import COOKIE
from foundation.audit.models import AuditRow
from foundation.clock import FakeClock
from foundation.documents.models import DocumentVersionRow
from foundation.ids import new_id
from foundation.people.sessions import csrf_of
from foundation.work_calendar import Calendars
from hotline.wiring import SwitchNames, lists_shelf, queue_rules_publisher
from ivr.flow import Flow, default_flow
from ivr.nodes import Menu
from ivr.prompts import Prompts
from ivr.service import DEFAULT, Flows
from ivr.shelf import FlowShelf
from telephony.events import TRIAL_LINE
from telephony.models import CallRow, MenuVisitRow


def first_of(flow: Flow) -> Menu:
    """Return the menu that a flow begins with."""
    assert flow.first is not None
    return flow.first


SHIPPED = default_flow().model_dump(mode="json", exclude={"version"})


@pytest.fixture(params=["sqlite", "postgresql"])
async def whole(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application on a store of its own, with the shipped menu published."""
    url, drop = (None, lambda: None) if request.param == "sqlite" else fresh_database()
    async with whole_web(tmp_path, url) as made:
        async with made.house.database.write() as session:
            await flows_of(made).calendars.seed(session)
            await flows_of(made).seed(session)
        yield made
    drop()


def flows_of(whole: Whole) -> Flows:
    """Return the acts on flows, as the controller has them."""
    h = whole.house
    switch = SwitchNames(
        h.settings, queue_rules_publisher(h.settings, h.database, h.clock), Prompts(h.clock), lists_shelf(h)
    )
    return Flows(h.clock, switch, Calendars(h.clock))


def shelf_of(whole: Whole) -> FlowShelf:
    """Return another process's shelf."""
    return FlowShelf(whole.house.database, whole.house.clock, flows_of(whole))


async def ask(
    whole: Whole, method: str, path: str, body: Any = None, role: str = "system_administrator"
) -> httpx.Response:
    """Ask about menus as somebody with a role."""
    return await send(whole, method, f"flows/{path}", body, role)


async def send(
    whole: Whole, method: str, path: str, body: Any = None, role: str = "system_administrator"
) -> httpx.Response:
    """Ask the interface as somebody with a role."""
    token = whole.tokens[role]
    headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": csrf_of(token)}
    return await whole.client.request(method, f"/api/v1/{path}", json=body, headers=headers)


def changed(**nodes: Any) -> dict[str, Any]:
    """Return the shipped menu with other nodes."""
    content = copy.deepcopy(SHIPPED)
    content["nodes"].update(nodes)
    return content


def without_english() -> dict[str, Any]:
    """Return a menu of two languages."""
    content = copy.deepcopy(SHIPPED)
    del content["nodes"]["english"], content["nodes"]["welcome"]["choices"]["3"]
    return content


async def drafted(whole: Whole, content: dict[str, Any], reason: str = "不再提供英语") -> dict[str, Any]:
    """Keep a draft."""
    answer = await ask(whole, "POST", "default/versions", {"content": content, "reason": reason})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_menu_is_drawn_published_and_taken_back(whole: Whole) -> None:
    page = (await ask(whole, "GET", "default")).json()
    assert (page["in_force"], [(v["version"], v["state"], v["author"]) for v in page["versions"]]) == (
        1,
        [(1, "published", "system")],
    )
    draft = await drafted(whole, without_english())
    assert (draft["version"], draft["state"], draft["faults"]) == (2, "draft", [])
    assert (draft["author"], draft["reason"]) == ("system_administrator", "不再提供英语")
    assert yaml.safe_load(draft["text"]) == draft["content"]
    there = shelf_of(whole)
    assert await there.refresh()
    assert there.current.version == 1, "a draft is heard by nobody"

    assert (await ask(whole, "POST", "default/versions/2/publish")).json()["state"] == "published"
    assert await there.refresh()
    assert (there.current.version, "3" in first_of(there.current).choices) == (2, False)
    assert not await there.refresh(), "nothing changed since"
    kept = there.get(DEFAULT, 1)
    assert kept is not None
    assert "3" in first_of(kept).choices, "who is in the older one stays in it"

    changes = (await ask(whole, "GET", "default/versions/2/changes?since=1")).json()
    assert [change["path"] for change in changes] == [["nodes", "english"], ["nodes", "welcome", "choices", "3"]]
    assert (changes[1]["before"], changes[1]["after"]) == ("english", None)

    back = await ask(whole, "POST", "default/roll-back", {"version": 2, "reason": "外籍市民需要"})
    assert (back.status_code, back.json()["version"]) == (200, 1)
    twice = await ask(whole, "POST", "default/roll-back", {"version": 2, "reason": "外籍市民需要"})
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict"), "the same act twice takes back one version"
    assert await there.refresh()
    assert there.current.version == 1
    page = (await ask(whole, "GET", "default")).json()
    assert [(v["version"], v["state"]) for v in page["versions"]] == [(2, "rolled_back"), (1, "published")]
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.act).where(AuditRow.subject_kind == "flow")))
    assert sorted(noted) == ["flows.draft", "flows.publish", "flows.roll_back"]
    again = await ask(whole, "POST", "default/roll-back", {"version": 1, "reason": "再退一版"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


UNSOUND: list[tuple[str, dict[str, Any], tuple[str, str, str, str]]] = [
    (
        "a recording that nobody made",
        changed(person={"type": "play", "prompt": ["hotline/none"], "next": "mandarin"}),
        ("prompt_missing", "person", "prompt", "hotline/none"),
    ),
    (
        "a queue that is not in force",
        changed(person={"type": "enqueue", "queue": "nobody"}),
        ("queue_missing", "person", "queue", "nobody"),
    ),
    (
        "a way round",
        changed(person={"type": "play", "prompt": ["hotline/thanks"], "next": "welcome"}),
        ("goes_round", "welcome", "", "welcome > person > welcome"),
    ),
    (
        "a way to nowhere",
        changed(person={"type": "play", "prompt": ["hotline/thanks"], "next": "gone"}),
        ("leads_nowhere", "person", "next", "gone"),
    ),
    ("an island", changed(island={"type": "enqueue", "queue": "hotline_general"}), ("unreachable", "island", "", "")),
    (
        "a number that is too large",
        changed(person={"type": "enqueue", "queue": "hotline_general", "priority": 1000}),
        ("bad_field", "person", "priority", "less_than_equal"),
    ),
    ("nothing", {}, ("bad_field", "", "start", "missing")),
]


@pytest.mark.parametrize(("content", "fault"), [one[1:] for one in UNSOUND], ids=[one[0] for one in UNSOUND])
async def test_an_unsound_menu_is_kept_as_a_draft_and_never_published(
    whole: Whole, content: dict[str, Any], fault: tuple[str, str, str, str]
) -> None:
    draft = await drafted(whole, content)
    told = [(one["code"], one["node"], one["place"], one["detail"]) for one in draft["faults"]]
    assert fault in told
    assert all(one["sentence"] for one in draft["faults"])
    checked = (await ask(whole, "POST", "check", {"content": content})).json()
    assert checked["faults"] == draft["faults"]
    refused = await ask(whole, "POST", f"default/versions/{draft['version']}/publish")
    assert refused.status_code == 422
    assert refused.json()["faults"] == draft["faults"]
    assert (await ask(whole, "GET", "default")).json()["in_force"] == 1


async def test_yaml_goes_in_and_out(whole: Whole) -> None:
    text = (await ask(whole, "GET", "default/versions/1")).json()["text"]
    read = (await ask(whole, "POST", "read", {"text": text})).json()
    assert (read["content"], read["text"], read["faults"]) == (SHIPPED, text, [])
    for broken in ("nodes: [", "- 1", "", "a: &a [1]\nb: *a", "1: 2", "start: .nan", "start: 2026-01-01", "a: 1\na: 2"):
        answer = await ask(whole, "POST", "read", {"text": broken})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), broken


async def test_a_call_is_rehearsed_with_the_engine_of_real_ones(whole: Whole) -> None:
    async def played(*does: str) -> dict[str, Any]:
        answer = await ask(whole, "POST", "rehearse", {"content": SHIPPED, "does": list(does)})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    waiting = await played()
    assert waiting["steps"] == [
        {"node": "welcome", "hears": ["hotline/welcome_menu"], "waits_seconds": 3, "does": "", "asks": "key"},
    ]
    assert waiting["ended"] == ""
    english = await played("3")
    assert [step["node"] for step in english["steps"]] == ["welcome", "english"]
    assert (english["ended"], english["path"], english["queue"], english["language"]) == (
        "choice",
        "3",
        "hotline_general",
        "en",
    )
    assert {(await played(act))["ended"] for act in ("silence", "9", "error", "hang_up")} == {
        "no_input",
        "no_match",
        "error",
        "hang_up",
    }
    message = {"type": "voicemail", "prompt": ["hotline/thanks"], "left": "bye", "silent": "person", "error": "person"}
    nodes = {"message": message, "bye": {"type": "hangup", "prompt": ["hotline/thanks"]}}
    content = {"start": "message", "nodes": nodes | {"person": {"type": "enqueue", "queue": "hotline_general"}}}
    for does, end in (("words:路灯坏了", "message"), ("silence", "passed"), ("error", "error"), ("hang_up", "hang_up")):
        answer = await ask(whole, "POST", "rehearse", {"content": content, "does": [does]})
        assert answer.json()["steps"][0]["asks"] == "words"
        assert answer.json()["ended"] == end
    unsound = await ask(whole, "POST", "rehearse", {"content": {"start": "gone", "nodes": {}}, "does": []})
    assert (unsound.status_code, unsound.json()["faults"][0]["code"]) == (422, "no_start")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("default/versions", {"content": {"start": "\x00"}, "reason": "zero"}),
        ("default/versions", {"content": {"start": "x" * 90_000}, "reason": "long"}),
        ("default/versions", {"content": SHIPPED, "reason": " "}),
        ("default/versions", {"content": SHIPPED, "reason": "第一行\n第二行"}),
        ("default/versions", {"content": [], "reason": "list"}),
        ("rehearse", {"content": SHIPPED, "does": ["1 0"]}),
        ("rehearse", {"content": SHIPPED, "does": ["1"] * 61}),
        ("default/roll-back", {"version": 1, "reason": ""}),
        ("read", {"text": "x" * 90_000}),
    ],
)
async def test_unfit_input_is_refused_and_keeps_nothing(whole: Whole, path: str, body: dict[str, Any]) -> None:
    assert (await ask(whole, "POST", path, body)).status_code == 422
    assert len((await ask(whole, "GET", "default")).json()["versions"]) == 1


async def test_what_is_not_there_is_said(whole: Whole) -> None:
    for path in ("other", "default/versions/9", "default/versions/1/changes?since=9"):
        assert (await ask(whole, "GET", path)).status_code == 404
    assert (await ask(whole, "POST", "default/versions/9/publish")).status_code == 404
    names = (await ask(whole, "GET", "names")).json()
    assert names["prompts"]["hotline/thanks"] == "感谢您的来电，再见。"
    assert "English, press three." in names["prompts"]["hotline/welcome_menu"]
    assert names["queues"] == ["hotline_general"]
    published = await ask(whole, "POST", "default/versions/1/publish")
    assert (published.status_code, published.json()["code"]) == (409, "conflict")


async def test_two_who_publish_at_once_follow_each_other(whole: Whole) -> None:
    numbers = [(await drafted(whole, without_english()))["version"] for _ in range(3)]
    answers = await asyncio.gather(*(ask(whole, "POST", f"default/versions/{n}/publish") for n in numbers))
    assert {answer.status_code for answer in answers} == {200}
    page = (await ask(whole, "GET", "default")).json()
    assert [v["state"] for v in page["versions"]].count("published") == 1
    assert page["in_force"] in numbers


async def test_a_publish_is_heard_of_at_once(whole: Whole) -> None:
    there, heard = shelf_of(whole), asyncio.Event()
    there.look_seconds = 600
    running = asyncio.create_task(there.run(whole.house.wake, heard.set))
    async with asyncio.timeout(60):
        await heard.wait()
        heard.clear()
        await asyncio.sleep(0.7)  # it waits for the next signal now
        number = (await drafted(whole, without_english()))["version"]
        await ask(whole, "POST", f"default/versions/{number}/publish")
        await heard.wait()
    assert there.current.version == number
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_without_a_store_everything_stays_as_it_is(whole: Whole) -> None:
    there = shelf_of(whole)
    assert await there.refresh()

    class Away:
        """A store that does not answer."""

        def read(self) -> Any:
            """Fail."""
            raise OperationalError("SELECT", {}, Exception("away"))

    there._database = Away()  # type: ignore[assignment]
    assert not await there.refresh()
    assert (there.current.version, there.loaded) == (1, True)
    never = FlowShelf(Away(), flows_of(whole).documents, flows_of(whole).calendars)  # type: ignore[arg-type]
    assert not await never.refresh()
    assert (never.current.nodes, never.current.version, never.loaded) == (default_flow().nodes, 0, False)
    assert never.get(DEFAULT, 0) == never.current


async def test_where_the_published_menu_is_not_understood_any_more_the_shipped_one_is_heard(whole: Whole) -> None:
    number = (await drafted(whole, without_english()))["version"]
    await ask(whole, "POST", f"default/versions/{number}/publish")
    async with whole.house.database.write() as session:
        row = await session.get(DocumentVersionRow, ("flow", DEFAULT, number))
        assert row is not None
        row.content = {**row.content, "nodes": {}}
    there = shelf_of(whole)
    assert await there.refresh()
    assert (there.loaded, there.current) == (True, there.get(DEFAULT, 0))


async def test_the_shipped_menu_is_published_once_and_never_over_anothers(whole: Whole) -> None:
    number = (await drafted(whole, without_english()))["version"]
    await ask(whole, "POST", f"default/versions/{number}/publish")
    async with whole.house.database.write() as session:
        await flows_of(whole).seed(session)
    assert (await ask(whole, "GET", "default")).json()["in_force"] == number


def _call(call_id: uuid.UUID, number: int, entered_at: datetime, outcome: str) -> CallRow:
    return CallRow(
        call_id=call_id,
        contact_id=new_id(),
        node="node1",
        linkedid=f"1795400000.{number}",
        direction="inbound",
        purpose="hotline",
        line="12345",
        entered_at=entered_at,
        outcome=outcome,
    )


async def test_figures_tell_where_callers_went(whole: Whole) -> None:
    now = whole.house.clock.now()
    called = [("1", "choice", 4), ("1", "choice", 5), ("", "no_input", 12), ("3", "choice", 6)]
    async with whole.house.database.write() as session:
        for number, (path, ended, seconds) in enumerate(called):
            call_id, entered = new_id(), now + timedelta(seconds=number)
            session.add(_call(call_id, number, entered, "answered"))
            began = entered + timedelta(seconds=2)
            session.add(
                MenuVisitRow(
                    menu_visit_id=new_id(),
                    call_id=call_id,
                    flow=DEFAULT,
                    version=1,
                    path=path,
                    started_at=began,
                    ended_at=entered + timedelta(seconds=seconds),
                    ended=ended,
                )
            )
        for number in (10, 11):
            session.add(_call(new_id(), number, now + timedelta(seconds=9), "menu_exit"))
    shown = (await ask(whole, "GET", "default/versions/1/figures")).json()
    assert (shown["visits"], shown["hung_up"], shown["untold"], shown["is_cut"]) == (4, 2, 0, False)
    assert shown["ended"] == {"choice": 3, "no_input": 1}
    assert shown["nodes"]["welcome"] == {"callers": 4, "outcomes": {"choices.1": 2, "no_input": 1, "choices.3": 1}}
    assert shown["nodes"]["mandarin"] == {"callers": 2, "outcomes": {}}
    assert (shown["p50_seconds"], shown["p95_seconds"]) == (5.0, 12.0)

    # Who hung up while another version was in force did not hang up on this one.
    clock = whole.house.clock
    assert isinstance(clock, FakeClock)
    clock.advance(60)
    other = await drafted(whole, without_english())
    await ask(whole, "POST", f"default/versions/{other['version']}/publish")
    clock.advance(60)
    await ask(whole, "POST", "default/roll-back", {"version": other["version"], "reason": "外籍市民需要"})
    shown = (await ask(whole, "GET", "default/versions/1/figures")).json()
    assert (shown["visits"], shown["hung_up"]) == (4, 0)

    await drafted(whole, {"nodes": "none yet"})
    nobody = (await ask(whole, "GET", "default/versions/3/figures?days=31")).json()
    assert (nobody["visits"], nobody["hung_up"], nobody["nodes"]) == (0, None, {})
    assert (await ask(whole, "GET", "default/versions/4/figures")).status_code == 404
    assert (await ask(whole, "GET", "default/versions/1/figures?days=32")).status_code == 422


async def test_a_draft_is_tried_by_a_real_call_and_in_no_figure(whole: Whole) -> None:
    draft = await drafted(whole, without_english())
    begun = await ask(whole, "POST", f"default/versions/{draft['version']}/trial")
    assert begun.status_code == 200, begun.text
    assert begun.json()["line"] == TRIAL_LINE
    shelf = shelf_of(whole)
    assert await shelf.refresh()
    name, flow = shelf.shown()[TRIAL_LINE]
    assert (name, flow.nodes.keys()) == ("default:2", without_english()["nodes"].keys())
    assert shelf.shown()[""][0] == "default:1", "nobody else hears it"
    assert shelf.heard(name, TRIAL_LINE) == flow

    unsound = await drafted(whole, {"start": "gone", "nodes": {}})
    refused = await ask(whole, "POST", f"default/versions/{unsound['version']}/trial")
    assert (refused.status_code, refused.json()["faults"][0]["code"]) == (422, "no_start")
    assert (await ask(whole, "POST", "default/versions/9/trial")).status_code == 404

    clock = whole.house.clock
    assert isinstance(clock, FakeClock)
    clock.advance(31 * 60)
    assert await shelf.refresh()
    assert shelf.shown()[TRIAL_LINE][0] == "default:1", "after half an hour it is a line like any other"


LISTENS: dict[str, Any] = {
    "start": "matter",
    "nodes": {
        "matter": {
            "type": "listen",
            "prompt": ["hotline/hold_please"],
            "cases": {"labour": "labour"},
            "danger": "which",
            "otherwise": "person",
            "error": "person",
        },
        "which": {"type": "branch", "on": "danger", "cases": {"fire": "fire"}, "otherwise": "person"},
        "fire": {"type": "transfer", "number": "119"},
        "labour": {"type": "enqueue", "queue": "hotline_general", "priority": 3},
        "person": {"type": "enqueue", "queue": "hotline_general"},
    },
}


@pytest.mark.parametrize(
    ("does", "nodes"),
    [
        ("words:老板三个月没有发工资了，我要讨薪", ["matter", "labour"]),
        ("words:我们楼里煤气泄漏了", ["matter", "which", "fire"]),
        ("words:请问消防演练是哪天", ["matter", "person"]),
        ("words:你好", ["matter", "person"]),
        ("silence", ["matter", "person"]),
        ("error", ["matter", "person"]),
    ],
)
async def test_what_a_caller_says_is_tried_with_what_understands_real_ones(
    whole: Whole, does: str, nodes: list[str]
) -> None:
    answer = await ask(whole, "POST", "rehearse", {"content": LISTENS, "does": [does]})
    assert answer.status_code == 200, answer.text
    assert [step["node"] for step in answer.json()["steps"]] == nodes


async def test_a_category_that_does_not_exist_is_named(whole: Whole) -> None:
    assert (await ask(whole, "GET", "names")).json()["categories"]["labour"] == "劳动和社会保障"
    content = copy.deepcopy(LISTENS)
    content["nodes"]["matter"]["cases"] = {"wages": "labour"}
    checked = (await ask(whole, "POST", "check", {"content": content})).json()
    assert [(fault["code"], fault["detail"]) for fault in checked["faults"]] == [("category_missing", "wages")]
