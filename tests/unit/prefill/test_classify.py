"""First-level class of invented appeals."""

import pytest

from tickets.prefill.classify import load_classifier

pytestmark = pytest.mark.unit

CASES = [
    ("小区门口的路灯坏了一个月", "城乡建设"),
    ("物业公司乱收物业费还不维修电线", "城乡建设"),
    ("自来水压力太小，六楼用不上水", "城乡建设"),
    ("开发商延期交房已经一年", "城乡建设"),
    ("夜里工厂排放废气，味道刺鼻", "环境保护"),
    ("楼下烧烤店油烟扰民", "环境保护"),
    ("出租车司机不打表还拒载", "交通运输"),
    ("快递员不送货上门，丢了包裹也不赔", "交通运输"),
    ("幼儿园收费太高，老师态度不好", "教育文体"),
    ("外来人员的孩子怎么报名上小学", "教育文体"),
    ("公司拖欠工资三个月不发", "劳动和社会保障"),
    ("养老保险怎么转移到外省", "劳动和社会保障"),
    ("健身房倒闭了不退会员卡的钱", "商贸旅游"),
    ("旅行社强制购物，导游骂游客", "商贸旅游"),
    ("电梯经常出故障没人检验", "商贸旅游"),
    ("医院乱收费，医生开大处方", "卫生计生"),
    ("餐馆的食品过期，吃了拉肚子", "卫生计生"),
    ("独生子女补贴什么时候发", "卫生计生"),
    ("护照丢了怎么补办，身份证也要换", "政法"),
    ("想申请低保，居委会不给办", "民政"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_first_level(text: str, expected: str) -> None:
    assert load_classifier().classify([text]).label == expected


def test_homophones_still_classify() -> None:
    result = load_classifier().classify(["五叶公司一直乱收五叶费"])
    assert result.label == "城乡建设"
    assert result.confidence < load_classifier().classify(["物业公司一直乱收物业费"]).confidence + 1e-9


def test_a_landmark_is_not_the_matter() -> None:
    assert load_classifier().classify(["实验中学旁边的垃圾箱没人清理"]).label == "城乡建设"


def test_shares_sum_to_one_and_order_is_stable() -> None:
    first = load_classifier().classify(["公交车不准点", "司机态度差"])
    assert first == load_classifier().classify(["公交车不准点", "司机态度差"])
    assert sum(share for _, share in first.shares) == pytest.approx(1.0)


def test_little_said_is_little_sure() -> None:
    assert load_classifier().classify(["那个小孩"]).confidence < 0.6
    assert load_classifier().classify(["嗯"]).label is None
