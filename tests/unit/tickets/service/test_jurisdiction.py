"""Which unit a matter belongs to, and why; the organisation as a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tickets.prefill.taxonomy import load_taxonomy
from tickets.prefill.units import packaged_duties
from tickets.service.organisation import History, Matter, Organisation, suggest
from tickets.service.organisation.shelf import shipped_organisation

DAY = date(2026, 11, 27)
CITY = shipped_organisation("440100")
LAMP = ("construction", "con_municipal", "con_municipal_04")
WASTE = ("construction", "con_municipal", "con_municipal_14")


def city(*duties: dict[str, Any], units: tuple[dict[str, Any], ...] = ()) -> Organisation:
    plain = [{"code": code, "name": code, "level": "city"} for code in ("lamps", "water", "heirs")]
    return Organisation.model_validate(
        {"units": [*units, *(u for u in plain if u["code"] not in {x["code"] for x in units})], "duties": duties}
    )


def codes(found: list[Any]) -> list[str]:
    return [one.unit for one in found]


def test_the_deeper_class_and_the_narrower_place_lead() -> None:
    found = suggest(CITY, Matter(WASTE, "天河区", "石牌街"), {}, DAY)
    assert codes(found) == ["tianhe_shipai", "urban_management", "tianhe"]
    assert found[0].reasons[0].details == {
        "class": "con_municipal_14",
        "place": "石牌街",
        "basis": "镇街职责清单（示例）",
    }
    assert codes(suggest(CITY, Matter(LAMP, "天河区", "石牌街"), {}, DAY)) == ["urban_management", "tianhe"]


def test_only_duties_that_can_fit_are_looked_at() -> None:
    duties = (
        {"unit": "lamps", "classes": ["con_municipal_04"], "districts": ["天河区"]},
        {"unit": "water", "districts": ["天河区"], "streets": ["石牌街"]},
        {"unit": "heirs", "districts": ["天河区"]},
        {"unit": "heirs", "classes": ["construction"], "basis": "别处"},
        {"unit": "water"},
    )
    made = city(*duties)

    def found(*classes: str, places: tuple[str, ...] = ()) -> list[int]:
        return [made.duties.index(one) for one in made.duties_for(classes, places)]

    assert found("con_municipal_04") == [0]
    assert found("construction", "con_municipal_04", places=("天河区", "石牌街", "")) == [0, 1, 2, 3], "in their order"
    assert found("civil", places=("越秀区",)) == []


def test_a_duty_holds_within_its_days_only() -> None:
    duties = (
        {"unit": "lamps", "classes": ["con_municipal_04"], "until": "2026-11-26"},
        {"unit": "water", "classes": ["con_municipal_04"], "since": "2026-11-27"},
    )
    assert codes(suggest(city(*duties), Matter(LAMP), {}, date(2026, 11, 26))) == ["lamps"]
    assert codes(suggest(city(*duties), Matter(LAMP), {}, DAY)) == ["water"]


def test_a_unit_that_is_no_more_is_acted_for() -> None:
    gone = {"code": "lamps", "name": "lamps", "level": "city", "until": "2026-06-30", "substitute": "heirs"}
    made = city({"unit": "lamps", "classes": ["con_municipal_04"]}, units=(gone,))
    found = suggest(made, Matter(LAMP), {}, DAY)
    assert (codes(found), found[0].acts_for) == (["heirs"], "lamps")
    without = city({"unit": "lamps", "classes": ["con_municipal_04"]}, units=({**gone, "substitute": None},))
    assert suggest(without, Matter(LAMP), {}, DAY) == []


def test_what_similar_ones_did_counts_once_it_is_enough() -> None:
    duties = ({"unit": "lamps", "classes": ["con_municipal_04"]}, {"unit": "water", "classes": ["con_municipal_04"]})
    made = city(*duties)
    assert codes(suggest(made, Matter(LAMP), {"water": History(2, 0)}, DAY)) == ["lamps", "water"], "two say nothing"
    assert codes(suggest(made, Matter(LAMP), {"water": History(9, 1)}, DAY)) == ["water", "lamps"]
    assert codes(suggest(made, Matter(LAMP), {"lamps": History(1, 9)}, DAY)) == ["water", "lamps"]


def test_whom_the_agent_proposed_is_heard() -> None:
    found = suggest(CITY, Matter(("civil",), proposed=("市民政局", "没有这个单位")), {}, DAY)
    assert [(one.unit, [reason.code for reason in one.reasons]) for one in found] == [("civil_affairs", ["proposed"])]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"units": [{"code": "a", "name": "a", "level": "city"}] * 2}, "units stand twice: a"),
        ({"units": [{"code": "a", "name": "a", "level": "city", "parent": "b"}]}, "names b, which there is not"),
        (
            {
                "units": [
                    {"code": "a", "name": "a", "level": "city", "parent": "b"},
                    {"code": "b", "name": "b", "level": "city", "parent": "a"},
                ]
            },
            "stands below itself",
        ),
        ({"units": [{"code": "a", "name": "a", "level": "city"}], "duties": [{"unit": "b"}]}, "duty 1 belongs to b"),
        ({"units": [{"code": "A", "name": "a", "level": "city"}]}, "pattern"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Organisation.model_validate(change)


def test_the_shipped_city_fits_the_taxonomy_and_the_units_that_prefill_proposes() -> None:
    known = set(load_taxonomy().codes())
    assert {code for duty in CITY.duties for code in duty.classes} <= known
    assert set(packaged_duties().names()) <= set(CITY.by_name)
    assert CITY.and_below("tianhe") >= {"tianhe", "tianhe_shipai", "tianhe_shipai_lvhe"}
    assert "yuexiu" not in CITY.and_below("tianhe")
