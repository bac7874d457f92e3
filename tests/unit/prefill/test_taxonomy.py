"""The packaged taxonomy: labels, codes, terms."""

import hashlib

import pytest

from tickets.prefill import load_taxonomy
from tickets.prefill.taxonomy import CODE, parse_taxonomy

pytestmark = pytest.mark.unit
LABELS = {
    *("城乡建设", "党务政务", "国土资源", "环境保护", "纪检监察", "交通运输", "经济管理", "科技与信息产业"),
    *("民政", "农村农业", "商贸旅游", "卫生计生", "政法", "教育文体", "劳动和社会保障"),
}


def test_first_level_labels() -> None:
    assert set(load_taxonomy().labels()) == LABELS


def test_labels_of_all_three_levels_are_those_that_were_agreed() -> None:
    """A change of any label must be meant: tickets that are stored bear the old one."""
    roots = load_taxonomy().roots
    triples = sorted(
        (root.label, branch.label, leaf.label) for root in roots for branch in root.children for leaf in branch.children
    )
    assert len(set(triples)) == len(triples) == 517
    text = "\n".join("/".join(triple) for triple in triples)
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "ec712656f6abb87c8bdcf2ec6b24d9d03e93cd013c5ed3ef0799365ce8f9d5d4"
    )


def test_codes_are_valid_and_unique() -> None:
    codes = list(load_taxonomy().codes())
    assert len(codes) == len(set(codes)) > 500
    assert all(CODE.fullmatch(code) for code in codes)


def test_every_first_level_class_has_words_and_a_second_level() -> None:
    for root in load_taxonomy().roots:
        assert root.children
        assert 0.0 < root.prior <= 1.0
        assert sum(len(branch.terms) for branch in root.children) >= 20
        assert all(branch.children for branch in root.children)


@pytest.mark.parametrize("codes", [["a", "a"], ["Bad Code"], ["x" * 33]])
def test_bad_codes_are_refused(codes: list[str]) -> None:
    document = {"version": 1, "classes": [{"code": code, "label": "类"} for code in codes]}
    with pytest.raises(ValueError, match="taxonomy code"):
        parse_taxonomy(document)
