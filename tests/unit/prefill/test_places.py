"""Districts and places: exact, by sound, through roads and landmarks."""

import pytest

from tickets.prefill.model import Sentence
from tickets.prefill.places import find_community, find_district, find_place, find_street, load_gazetteer

pytestmark = pytest.mark.unit
REGION = "440100"
PLACES = load_gazetteer(REGION)


def district(text: str) -> tuple[object, float]:
    finding = find_district([Sentence(text)], PLACES)
    return finding.value, finding.confidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我住在天河区", "天河区"),
        ("海珠这边有个工地", "海珠区"),
        ("车陂街道办事处没有人", "天河区"),
        ("江南西路的路灯不亮", "海珠区"),
        ("在广州南站坐车", "番禺区"),
        ("白云机场的大巴停了", "花都区"),
        ("南方医院门口很堵", "白云区"),
        ("新塘镇的自来水很浑", "增城区"),
    ],
)
def test_exact_names(text: str, expected: str) -> None:
    assert district(text)[0] == expected


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("我在天和区", "天河区"),
        ("海猪区这边停水", "海珠区"),
        ("黄浦区的工厂", "黄埔区"),
        ("番鱼区有人吗", "番禺区"),
        ("增成区的公交", "增城区"),
        ("丽湾区这里", "荔湾区"),
        ("从花区的温泉", "从化区"),
    ],
)
def test_homophones_match_with_less_confidence(heard: str, expected: str) -> None:
    value, confidence = district(heard)
    assert value == expected
    assert 0.6 <= confidence < district(f"我在{expected}")[1]


@pytest.mark.parametrize("text", ["老人和小孩走路不方便", "今天喝去的水很脏", "一座小楼要拆", "这里的良田没有了", ""])
def test_ordinary_words_are_no_district(text: str) -> None:
    assert district(text)[0] is None


def test_a_road_named_after_a_district_does_not_outweigh_the_road() -> None:
    assert district("天河北路有积水")[0] == "天河区"
    assert district("增城路上有积水")[0] is None


def test_two_districts_lower_the_confidence() -> None:
    one = district("我在天河区")[1]
    two = district("我在天河区，公司在海珠区")[1]
    assert two < one


def test_other_regions_have_no_list() -> None:
    assert load_gazetteer("110000") is None
    assert load_gazetteer("../secret") is None
    assert find_district([Sentence("我在天河区")], None).value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天晚上天和区体育西路那边很吵", "体育西路"),
        ("我要表扬番禺中心医院的护士", "番禺中心医院"),
        ("海珠区江南西路12号的井盖坏了", "江南西路12号"),
    ],
)
def test_place_text(text: str, expected: str) -> None:
    assert find_place([Sentence(text)], PLACES).value == expected


def test_anonymised_places_are_read_as_they_stand() -> None:
    assert find_community([Sentence("D7县青山镇柳林村的路坏了")], PLACES).value == "柳林村"


def test_the_letter_of_an_anonymised_place_stays() -> None:
    assert find_place([Sentence("投诉B市晨光职业学校乱收费")], PLACES).value == "B市晨光职业学校"


def test_eleven_districts_and_no_name_in_two() -> None:
    gazetteer = load_gazetteer(REGION)
    assert gazetteer is not None
    assert len(gazetteer.districts) == 11
    assert all(name.strip() == name and len(name) >= 2 for name in gazetteer.names)


@pytest.mark.parametrize(
    ("text", "street", "community"),
    [
        ("我住在天河区棠下街棠下村", "棠下街道", "棠下村"),
        ("白云区太和镇的服装厂", "太和镇", None),
        ("员村街道员村社区居委会不开门", "员村街道", "员村社区"),
        ("五羊新村的树倒了", None, None),
        ("我们村没有路灯", None, None),
    ],
)
def test_street_and_community(text: str, street: str | None, community: str | None) -> None:
    assert find_street([Sentence(text)], PLACES).value == street
    assert find_community([Sentence(text)], PLACES).value == community
