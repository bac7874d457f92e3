"""The company, shop or institution that is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tickets.prefill.model import Finding, Sentence
from tickets.prefill.naming import Token, is_proper, may_belong, name_start, tokens
from tickets.prefill.text import strip_numbers
from tickets.prefill.words import Words

NOTHING = Finding(None, 0.0, None)
_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》，。！？\n]{2,24})[”\"」』》]")
_CALLED = re.compile(r"(?:名字叫|名称叫|店名叫|名叫|叫做|叫作|招牌是|店名是|名字是|叫)([\u4e00-\u9fffA-Za-z0-9]{2,20})")
_CALLED_BARE = re.compile(
    r"(?:名字叫|名称叫|店名叫|公司叫|机构叫|店叫|叫做|叫作|店名是|(?:公司|店|机构|中心|平台|中介|银行|学校|医院)[，,]?(?:就?叫|是叫))"
    r"(?![我你他她它你们大不人])([\u4e00-\u9fffA-Za-z0-9]{2,8}?)(?=的|，|,|。|！|$)"
)
_PLACE_WORDS = re.compile(r"^(?:广州市?|[\u4e00-\u9fff]{1,3}区)$")
_GENERIC = frozenset(
    """一家 这家 那家 某家 两家 几家 有家 附近 旁边 楼下 对面 门口 当地 私人 装修 物业 快递 物流 搬家 旅游 保险 房地产
    地产 开发 建筑 施工 供水 供电 燃气 自来水 公交 出租车 中介 劳务 派遣 培训 教育 医疗 社区 街道 村 镇 小区 学校 医院
    银行 食品 服装 电子 化工 家具 印刷 火锅 烧烤 奶茶 咖啡 快餐 小 大 老 新 民办 公办 私立 公立 外资 国有 民营
    个体 连锁""".split()  # noqa: SIM905 - a word list reads better as text
)
_NOT_INSIDE = frozenset(
    "的地得了着过是有在到去来从被把给让叫找买卖说问查送寄坐打修拿用吃喝玩办租住做当和与跟及或很太就都也还又不没这那我你他她它"
)
_MEASURED = re.compile(r"[一二两三几这那某每有个间所][家间所个]?$")


def find_company(sentences: Sequence[Sentence], words: Words) -> Finding:
    """Return the proper name of an organisation in the caller's words; the longest ending known decides where it ends.

    A general word for a kind of shop (一家火锅店) is no name.
    """
    suffixes = tuple(sorted(words.organisations, key=len, reverse=True))
    best = NOTHING
    for number, sentence in enumerate(sentences[:120]):
        if sentence.speaker == "agent":
            continue
        for name, confidence in _names(sentence.text, suffixes):
            weighed = round(confidence - min(0.1, 0.01 * number), 3)
            if weighed > best.confidence:
                best = Finding(strip_numbers(name)[:40], weighed, number)
    return best


def _names(text: str, suffixes: tuple[str, ...]) -> list[tuple[str, float]]:
    found = []
    called = _CALLED.search(text)
    if called and (name := _ended(called.group(1), suffixes)):
        found.append((name, 0.85))
    bare = _CALLED_BARE.search(text)
    if bare and not (called and found):
        found.append((bare.group(1), 0.62))
    for quoted in _QUOTED.finditer(text):
        behind = text[quoted.end() : quoted.end() + 6]
        ending = next((suffix for suffix in suffixes if behind.startswith(suffix)), "")
        if ending or quoted.group(1).endswith(suffixes):
            found.append((quoted.group(1) + ending, 0.8))
    words = tokens(text)
    taken = -1
    for index in range(len(words)):
        end, suffix = _ending(words, index, suffixes)
        if not suffix or index <= taken:
            continue
        taken = end
        first = _start(words, end)
        while first < end and (words[first][0] in _GENERIC or _PLACE_WORDS.match(words[first][0])):
            first += 1
        begin, stop = words[first][2], words[end][2] + len(words[end][0])
        name = text[begin:stop]
        core = name[: -len(suffix)] if name.endswith(suffix) else name
        if len(core) < 2 or core in _GENERIC or _MEASURED.search(core):
            continue
        proper = is_proper(words[first : end + 1])
        found.append((name, (0.72 if proper else 0.5) + min(0.12, 0.02 * len(core))))
    return found


def _start(words: Sequence[Token], end: int) -> int:
    """Return where a name begins; a single character that is no name by itself may stand inside one (明辉达电子厂)."""
    first = name_start(words, end, most_words=5, most_characters=20)
    while first > 1 and len(words[first - 1][0]) == 1 and _inside_name(words[first - 1], words[first - 2]):
        first = name_start(words, first - 2, most_words=3, most_characters=10)
    return first


def _inside_name(middle: Token, before: Token) -> bool:
    word = middle[0]
    is_han = "\u4e00" <= word <= "\u9fff"
    return is_han and word not in _NOT_INSIDE and may_belong(*before[:2]) and before[1].startswith(("n", "a", "j", "g"))


def _ending(words: Sequence[Token], index: int, suffixes: tuple[str, ...]) -> tuple[int, str]:
    """Return the last word of an organisation's ending that begins within word `index`, and the ending."""
    word = words[index][0]
    if index + 1 < len(words) and (word + words[index + 1][0]) in suffixes:
        return index + 1, word + words[index + 1][0]
    return index, next((suffix for suffix in suffixes if word.endswith(suffix)), "")


def _ended(text: str, suffixes: tuple[str, ...]) -> str:
    """Return the text up to its first ending of an organisation; empty when there is none."""
    ends = [position + len(s) for s in suffixes if (position := text.find(s, 1)) > 0]
    return text[: max(e for e in ends if e <= min(ends) + 4)] if ends else ""
