"""What citizens of a generated city bring: class, kind and words, all invented (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Topic:
    """A matter that comes again and again: its class, how often, and how it is told."""

    code: str
    """Code of the class, of any level; the taxonomy knows the path to it."""
    weight: float
    asked: tuple[str, ...]
    """What is asked of it as an inquiry."""
    told: tuple[str, ...]
    """What is wrong, for the other kinds."""
    is_urgent: bool = False


TOPICS: tuple[Topic, ...] = (
    Topic(
        "con_municipal_04",
        9,
        ("路灯报修由谁负责",),
        ("路灯连续几晚不亮", "井盖松动响声大", "人行道地砖破损"),
    ),
    Topic(
        "con_municipal_14",
        8,
        ("垃圾分类如何投放",),
        ("垃圾站臭味扰民", "建筑垃圾堆放多日无人清理", "小区外垃圾桶满溢"),
    ),
    Topic(
        "con_municipal_02",
        7,
        ("占道经营如何举报",),
        ("夜市占道经营影响通行", "店外音响吵闹", "流动摊贩阻塞路口"),
    ),
    Topic(
        "con_municipal_12",
        8,
        ("物业费标准怎么查",),
        ("小区电梯频繁停运", "高空抛物无人管理", "地下车库积水"),
    ),
    Topic("con_municipal_16", 5, ("水费怎样缴纳",), ("整栋楼停水", "水压很低", "自来水发黄"), is_urgent=True),
    Topic("con_municipal_15", 4, ("阶梯电价怎样计算",), ("片区停电", "电压不稳", "电线垂落"), is_urgent=True),
    Topic("con_municipal_13", 3, ("燃气开户需要什么材料",), ("楼道有煤气味", "燃气表不走字"), is_urgent=True),
    Topic("con_municipal_06", 6, ("老年乘车卡怎样办理", "末班车时间"), ("公交长时间不到站", "司机拒载老人")),
    Topic(
        "con_planning_02",
        5,
        ("加建需要什么手续",),
        ("楼顶违章搭建", "邻居加层挡光"),
    ),
    Topic(
        "com_market",
        9,
        ("消费维权怎样处理",),
        ("网购退款被拒", "健身房关门不退费", "价格欺诈"),
    ),
    Topic(
        "lab_wages",
        7,
        ("社保断缴怎样补",),
        ("工资拖欠三个月", "加班费不发"),
    ),
    Topic("edu_fees", 4, ("入学报名时间",), ("学校违规收费", "培训机构不退费")),
    Topic("hea_medical", 4, ("医保异地就医备案",), ("医院乱收费", "挂号难")),
    Topic(
        "env_pollution",
        6,
        ("噪音标准是多少",),
        ("工地夜间施工", "工厂排放刺鼻气体", "餐馆油烟扰民"),
    ),
    Topic(
        "jus_traffic",
        6,
        ("车辆年检流程",),
        ("路口红绿灯时间不合理", "违停堵塞消防通道"),
    ),
)
KINDS = (("inquiry", 47.1), ("help", 30.3), ("suggestion", 8.0), ("complaint", 10.6), ("report", 3.0), ("praise", 1.0))
"""Shares of a week of a city in 2024 (inquiry 47.1, help 30.3; the others as published elsewhere, brought to 100)."""
CLOSINGS = ("希望尽快处理。", "请有关部门核实。", "影响居民生活，请解决。")


@dataclass(frozen=True)
class Words:
    """Kind, topic and what was said of it."""

    kind: str
    topic: Topic
    summary: str
    description: str


def draw(random: Random, place: str) -> Words:
    """Return what one citizen brings."""
    topic = random.choices(TOPICS, [one.weight for one in TOPICS])[0]
    kind = random.choices([name for name, _ in KINDS], [share for _, share in KINDS])[0]
    summary = random.choice(topic.asked if kind == "inquiry" else topic.told)
    said = f"市民咨询：{summary}。" if kind == "inquiry" else f"{place}{summary}，{random.choice(CLOSINGS)}"
    return Words(kind, topic, summary, said)
