"""The operator's lists by their interface, and what pre-fill makes of them; figures of what agents did with it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from test_flows import send as ask
from test_flows import whole
from whole_web import Whole

from foundation.audit.models import AuditRow
from foundation.errors import Conflict
from foundation.ids import new_id
from hotline.wiring import own_lists
from tickets.intake.models import ConclusionRow, FieldOutcomeRow
from tickets.learning.learned import CURRENT
from tickets.lists import ListsShelf
from tickets.lists.rows import packaged_rows
from tickets.prefill import PrefillContext, Sentence, prefill

__all__ = ["whole"]  # the fixture

PETS = [
    ["pets", "label", "宠物管理"],
    ["pets_dogs", "label", "犬只管理"],
    ["pets_dogs", "parent", "pets"],
    ["pets_dogs", "decisive", "遛狗不牵绳"],
    ["pets_dogs", "decisive", "烈性犬"],
]


async def rows(whole: Whole, name: str) -> tuple[list[list[str]], int]:
    """Return a list in force and its version."""
    answer = await ask(whole, "GET", f"lists/{name}")
    assert answer.status_code == 200, answer.text
    return answer.json()["content"], answer.json()["version"]


def suggested(shelf: ListsShelf, text: str) -> dict[str, Any]:
    """Return what a text fills in by the lists in force."""
    found = prefill([Sentence(text)], PrefillContext(lists=shelf.current))
    return {name: one.value for name, one in found.items()}


async def test_a_place_of_the_operators_own_is_known_from_its_publish_on(whole: Whole) -> None:
    shelf = ListsShelf(whole.house.database, own_lists(whole.house))
    text = "你好，天河区云雀里的路灯坏了"
    assert suggested(shelf, text)["community"] is None
    content, version = await rows(whole, "places")
    assert version == 0
    content.append(["天河区", "communities", "云雀里"])
    tried = await ask(whole, "POST", "lists/places/try", {"text": text, "content": content})
    changed = {one["field"]: (one["now"], one["then"]) for one in tried.json() if one["differs"]}
    assert changed["community"] == (None, "云雀里")
    assert suggested(shelf, text)["community"] is None, "a trial is no publish"

    made = await ask(whole, "PUT", "lists/places", {"content": content, "version": 0, "reason": "新建小区"})
    assert (made.status_code, made.json()["version"]) == (200, 1), made.text
    assert made.json()["published_by"] == "system_administrator"
    assert await shelf.look()
    assert suggested(shelf, text)["community"] == "云雀里"
    assert not await shelf.look(), "nothing is new"
    late = await ask(whole, "PUT", "lists/places", {"content": content, "version": 0, "reason": "再来一次"})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == "lists.publish")))
    assert noted == ["places:1"]


async def test_classes_and_units_of_the_operators_own(whole: Whole) -> None:
    content, _ = await rows(whole, "taxonomy")
    content += PETS
    body = {"content": content, "version": 0, "reason": "本市增加一类"}
    assert (await ask(whole, "PUT", "lists/taxonomy", body)).status_code == 200
    units, _ = await rows(whole, "units")
    units += [["市犬只管理所", "class", "pets_dogs"], ["市犬只管理所", "word", "烈性犬"]]
    assert (
        await ask(whole, "PUT", "lists/units", {"content": units, "version": 0, "reason": "新单位"})
    ).status_code == 200
    shelf = ListsShelf(whole.house.database, own_lists(whole.house))
    await shelf.look()
    found = suggested(shelf, "邻居养烈性犬，遛狗不牵绳，孩子很害怕")
    assert found["category"][:2] == ("宠物管理", "犬只管理")
    assert found["lead_unit"] == "市犬只管理所"
    assert shelf.classes().path(["pets", "pets_dogs"]) == ("宠物管理", "犬只管理")
    back = [row for row in content if not row[0].startswith("pets")]
    refused = await ask(whole, "PUT", "lists/taxonomy", {"content": back, "version": 1, "reason": "撤掉"})
    assert refused.status_code == 422, "a unit names the class"
    assert "市犬只管理所" in refused.json()["title"]
    version = (await ask(whole, "GET", "lists/units")).json()["version"]
    assert (await ask(whole, "POST", "lists/units/roll-back", {"version": version, "reason": "x"})).status_code == 422
    shipped = (await ask(whole, "GET", "lists/units/shipped")).json()
    assert ["市犬只管理所", "class", "pets_dogs"] not in shipped


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("places", ["天河区", "lake", "某湖"], "no kind of place"),
        ("words", ["danger", "war", "打仗"], "no list danger war"),
        ("units", ["市某局", "class", "no_such_class"], "no_such_class"),
        ("units", ["-", "district_unit", "{district.__class__}"], "braces"),
        ("taxonomy", ["lonely", "strong", "孤单"], "has no label"),
        ("taxonomy", ["Bad Code", "label", "坏"], "Bad Code"),
        ("taxonomy", ["construction", "prior", "many"], "no number"),
        ("words", ["hot", "", ""], "no value"),
    ],
)
async def test_a_row_that_does_not_fit_is_named_and_nothing_changes(
    whole: Whole, name: str, row: list[str], said: str
) -> None:
    content, version = await rows(whole, name)
    answer = await ask(
        whole, "PUT", f"lists/{name}", {"content": [*content, row], "version": version, "reason": "试试"}
    )
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["title"]
    assert await rows(whole, name) == (content, version)


async def test_what_is_no_table_is_refused(whole: Whole) -> None:
    for wrong in (
        {"content": [["a", "b"]]},
        {"content": [["天河区", "roads", "路\u0000"]]},
        {"content": [["天河区", "roads", "长" * 65]]},
        {"content": "rows"},
        {"reason": " "},
        {"version": -1},
    ):
        body = {"content": [], "version": 0, "reason": "改", **wrong}
        assert (await ask(whole, "PUT", "lists/places", body)).status_code == 422, wrong
    assert (await ask(whole, "GET", "lists/streets")).status_code == 422
    assert (
        await ask(whole, "PUT", "lists/taxonomy", {"content": [], "version": 0, "reason": "清空"})
    ).status_code == 422


async def test_two_who_publish_at_once_are_one_version(whole: Whole) -> None:
    content, _ = await rows(whole, "words")
    bodies = [{"content": [*content, ["hot", "", word]], "version": 0, "reason": "热词"} for word in ("甲乙", "丙丁")]
    answers = await asyncio.gather(*(ask(whole, "PUT", "lists/words", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len((await ask(whole, "GET", "lists/words/versions")).json()) >= 1


async def test_a_list_goes_back_only_to_one_that_fits_the_others(whole: Whole) -> None:
    shipped, _ = await rows(whole, "taxonomy")
    for content, version in ((shipped, 0), ([*shipped, *PETS], 1)):
        body = {"content": content, "version": version, "reason": "本市增加一类"}
        assert (await ask(whole, "PUT", "lists/taxonomy", body)).status_code == 200
    units, _ = await rows(whole, "units")
    body = {"content": [*units, ["市犬只管理所", "class", "pets_dogs"]], "version": 0, "reason": "新单位"}
    assert (await ask(whole, "PUT", "lists/units", body)).status_code == 200
    refused = await ask(whole, "POST", "lists/taxonomy/roll-back", {"version": 2, "reason": "撤掉"})
    assert refused.status_code == 422
    assert "市犬只管理所" in refused.json()["title"]
    assert (await rows(whole, "taxonomy"))[1] == 2, "nothing changed"


async def test_what_was_checked_against_another_list_is_not_published(whole: Whole) -> None:
    """Somebody published the other list between the check and the transaction."""
    own = own_lists(whole.house)
    async with whole.house.database.read() as session:
        numbers = await own.numbers(session)
    content, _ = await rows(whole, "places")
    body = {"content": content, "version": 0, "reason": "同时"}
    assert (await ask(whole, "PUT", "lists/places", body)).status_code == 200
    units = packaged_rows("units", own.region)
    async with whole.house.database.write() as session:
        with pytest.raises(Conflict):
            await own.publish(session, "units", units, version=0, numbers=numbers, by="t", reason="同时")
    assert (await rows(whole, "units"))[1] == 0


async def test_a_list_that_fits_no_more_is_left_out_alone(whole: Whole) -> None:
    """It was published by rules that became stricter: a process starts with the others."""
    own = own_lists(whole.house)
    places, units = packaged_rows("places", own.region), packaged_rows("units", own.region)
    places.append(("天河区", "communities", "云雀里"))
    units.append(("市某局", "class", "no_such_class"))
    async with whole.house.database.write() as session:
        for name, content in (("places", places), ("units", units)):
            await own.documents.replace(
                session, name, {"rows": [list(row) for row in content]}, version=0, by="t", reason="旧规则"
            )
    shelf = ListsShelf(whole.house.database, own)
    assert await shelf.look()
    assert suggested(shelf, "你好，天河区云雀里的路灯坏了")["community"] == "云雀里"


async def test_a_damaged_model_leaves_the_lists(whole: Whole) -> None:
    own = own_lists(whole.house)
    assert own.models is not None
    own.models.mkdir(parents=True, exist_ok=True)
    (own.models / "m1").write_bytes(b"\x00 no model")
    for pointer in (b"m1", b"\xff\xfe"):
        (own.models / CURRENT).write_bytes(pointer)
        shelf = ListsShelf(whole.house.database, own)
        await shelf.look()
        assert suggested(shelf, "你好，天河区的路灯坏了")["district"] == "天河区"


async def test_a_follower_that_breaks_keeps_nobody_from_the_lists(whole: Whole) -> None:
    shelf = ListsShelf(whole.house.database, own_lists(whole.house))
    told: list[object] = []

    async def breaks(lists: object) -> None:
        raise RuntimeError("broken")

    async def hears(lists: object) -> None:
        told.append(lists)

    shelf.follow(breaks)
    shelf.follow(hears)
    content, _ = await rows(whole, "places")
    body = {"content": [*content, ["天河区", "communities", "云雀里"]], "version": 0, "reason": "新建小区"}
    assert (await ask(whole, "PUT", "lists/places", body)).status_code == 200
    assert await shelf.look()
    assert told == [shelf.current]


async def test_figures_of_what_agents_kept(whole: Whole) -> None:
    now = whole.house.clock.now()
    async with whole.house.database.write() as session:
        for number, (outcome, filled, final) in enumerate(
            (("kept", True, "天河区"), ("edited", True, "海珠区"), ("edited", True, "海珠区"), ("cleared", True, None))
        ):
            contact = new_id()
            session.add(
                FieldOutcomeRow(
                    contact_id=contact,
                    field="district",
                    outcome=outcome,
                    filled=filled,
                    confidence=0.9,
                    suggested=["天河区"],
                    final=[final] if final else None,
                    agent="1001",
                    category="城乡建设" if number else "环境保护",
                    concluded_at=now,
                )
            )
            session.add(
                ConclusionRow(
                    contact_id=contact,
                    conclusion="ticket",
                    agent="1001",
                    concluded_at=now,
                    writing_seconds=None if number == 0 else 10.0 * number,
                )
            )
    span = f"since={(now - timedelta(hours=1)).isoformat()}&until={(now + timedelta(hours=1)).isoformat()}".replace(
        "+", "%2B"
    )
    found = (await ask(whole, "GET", f"prefill/figures?{span}")).json()
    (district,) = found["fields"]
    assert {name: district[name] for name in ("shown", "kept", "edited", "cleared", "kept_rate")} == {
        "shown": 4,
        "kept": 1,
        "edited": 2,
        "cleared": 1,
        "kept_rate": 0.25,
    }
    assert found["writing"] == [{"key": "", "tickets": 4, "after_talk": 3, "median_seconds": 15.0}]
    by = (await ask(whole, "GET", f"prefill/figures?{span}&by=category")).json()
    assert {row["key"]: row["shown"] for row in by["fields"]} == {"城乡建设": 3, "环境保护": 1}
    wrong = (await ask(whole, "GET", f"prefill/wrong?{span}")).json()
    assert [(one["suggested"], one["final"], one["times"]) for one in wrong] == [
        ("天河区", "海珠区", 2),
        ("天河区", None, 1),
    ]
    empty = (await ask(whole, "GET", "prefill/figures?since=2026-01-01&until=2026-01-02")).json()
    assert (empty["fields"], empty["writing"]) == ([], [])
    assert (await ask(whole, "GET", "prefill/figures?since=2026-01-02&until=2026-01-01")).status_code == 422
