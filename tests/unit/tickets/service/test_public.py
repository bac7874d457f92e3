"""What everybody may read: words by which somebody can be told are refused, small counts stand under none."""

from __future__ import annotations

from typing import Any

import pytest

from tickets.service.figures import Board, Counts, Hot
from tickets.service.public import content_of, fault_of
from tickets.service.replies import template_of
from tickets.service.rules import shipped_rules


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("请致电 138 1234 5678 联系", "number_inside"),
        ("138.1234.5678", "number_inside"),
        ("138\u3000\u30001234－5678", "number_inside"),
        ("１３８１２３４５６７８", "number_inside"),
        ("电话一三八一二三四五六七八", "number_inside"),
        ("粤A12345 占道", "plate_inside"),
        ("粤a 12345 占道", "plate_inside"),
        ("张先生您好", "name_inside"),
        ("李某某女士反映", "name_inside"),
        ("住 5 栋 301 房", "address_inside"),
        ("住 3-502", "address_inside"),
        ("三单元的住户", "address_inside"),
        ("携带居住证和身份证，到任一地铁站客服中心办理，当日领取。", ""),
        ("拟于 2026-12-01 起建一座人行天桥，工期 12 个月。", ""),
        ("按《条例》第十二条，罚款 200 元以上 1000 元以下。", ""),
        ("诉求人可拨打 12345 查询。", ""),
    ],
)
def test_by_what_somebody_can_be_told(text: str, code: str) -> None:
    assert fault_of(text) == code


def board(**given: Any) -> Board:
    whole: dict[str, Any] = {
        "counts": Counts(received=140),
        "by_kind": {},
        "by_category": [],
        "by_district": {},
        "by_hour": {},
        "by_day": {},
        "hot": [],
        "units": [],
        "open": 0,
        "overdue": 0,
    }
    return Board(**whole | given)


def test_what_came_fewer_than_five_times_is_told_of_neither_month() -> None:
    now = board(
        by_category=[("a", "城乡建设", 120), ("b", "国防", 4), ("c", "科技", 3)],
        by_district={"天河区": 120, "从化区": 3, "南沙区": 2},
        hot=[Hot("c", "停水", 30, 2), Hot("d", "井盖", 4, 0)],
    )
    before = board(by_category=[("a", "城乡建设", 4)], by_district={"天河区": 50, "从化区": 3, "南沙区": 1})
    found = content_of("2026-10", now, before)
    assert [(one.label, one.count, one.before) for one in found.by_category] == [("城乡建设", 120, None)]
    assert [(one.label, one.count, one.before) for one in found.by_district] == [("天河区", 120, 50)]
    assert [(one.label, one.count, one.before) for one in found.hot] == [("停水", 30, None)]


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ({"help": 100, "report": 20, "praise": 2}, {"help": 100}),
        ({"help": 100, "report": 3, "praise": 2}, {"help": 100}),
        ({"help": 100, "report": 20}, {"help": 100, "report": 20}),
        ({"praise": 2}, {}),
    ],
)
def test_what_is_left_out_cannot_be_reckoned(kinds: dict[str, int], shown: dict[str, int]) -> None:
    classes = [(name, name, count) for name, count in kinds.items()]
    found = content_of("2026-10", board(by_kind=kinds, by_category=classes, by_district=kinds), board())
    assert found.by_kind == shown
    assert {one.label: one.count for one in found.by_category} == shown
    assert {one.label: one.count for one in found.by_district} == shown


def test_a_class_that_was_renamed_is_one_class() -> None:
    classes = [("a", "城乡建设", 120), ("b", "交通", 60), ("c", "卫生", 20), ("a", "城乡建设（旧）", 3)]
    found = content_of("2026-11", board(by_category=classes), board(by_category=classes))
    assert [(one.label, one.count, one.before) for one in found.by_category] == [
        ("城乡建设", 123, 123),
        ("交通", 60, 60),
        ("卫生", 20, 20),
    ]


def test_what_a_month_left_out_the_next_one_does_not_tell() -> None:
    october = {"天河区": 100, "南沙区": 20, "从化区": 2}
    november = {"天河区": 110, "南沙区": 30, "从化区": 9}
    found = content_of("2026-11", board(by_district=november), board(by_district=october))
    assert [(one.label, one.before) for one in found.by_district] == [
        ("天河区", 100),
        ("南沙区", None),
        ("从化区", None),
    ]


def test_tickets_without_a_district_hide_none_of_the_others() -> None:
    found = content_of("2026-11", board(by_district={"": 40, "天河区": 110, "南沙区": 30}), board())
    assert [one.label for one in found.by_district] == ["天河区", "南沙区"]


def test_a_month_of_nothing_has_no_shares() -> None:
    found = content_of("2026-10", board(counts=Counts()), board(counts=Counts()))
    assert set(found.metrics.values()) == {None}
    assert set(found.formulas) == set(found.metrics)


def test_a_reply_of_its_own_is_no_template() -> None:
    templates = shipped_rules().reply_templates
    assert template_of("7 号灯杆线路老化，当晚更换，已亮灯。", templates) == ""
    assert template_of(templates[2].text.replace("〔事项〕", "〔事项〕 "), templates) == templates[2].code
    filled = (
        "您反映的石牌西路路灯，我单位已于 11 月 27 日到石牌西路 38 号现场核实，更换了老化线路并加装护罩，当晚已亮灯，"
        "另对同路段 12 基路灯做了检查，问题已处理完毕。如有疑问请致电路灯所。"
    )
    assert template_of(filled, templates) == ""
