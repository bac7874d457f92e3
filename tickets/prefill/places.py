"""District and place, matched against the word list of the region: exact first, then by sound."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rjieba

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.text import strip_numbers
from tickets.prefill.words import load_document

AGENT_FACTOR = 0.85
NOTHING = Finding(None, 0.0, None)
_REGION = re.compile(r"[0-9]{6}")
_EXACT = {"district": 0.96, "short": 0.84, "streets": 0.88, "roads": 0.8, "landmarks": 0.76}
_BY_SOUND = {"district": 0.72, "short": 0.0, "streets": 0.6, "roads": 0.6, "landmarks": 0.55}
_ROAD_BEHIND = re.compile(r"[东西南北中]?(?:大道|路|街|巷|大街)")
_LOCATOR_BEFORE = re.compile(r"[在住到从去于区市道镇]$")
_LOCATOR_BEHIND = re.compile(
    r"地铁|站|村|镇|街|路口|附近|那边|这边|这里|那里|一带|墟|派出所|市场|医院|公园|小区|广场|码头"
)
_SUFFIX = re.compile(
    r"(?:路|大道|大街|街|巷|弄|里弄|村|镇|乡|街道|社区|小区|花园|新村|新邨|苑|公馆|大厦|广场|公园|市场|商场|医院|学校"
    r"|中学|小学|幼儿园|大学|地铁站|车站|客运站|火车站|站|工业园|工业区|城中村|桥|大桥|立交|码头|机场|公寓|酒店|工地"
    r"|派出所|路口|步行街|景区|楼盘|半岛|华庭|名苑)$"
)
_BARE = re.compile(
    r"路|街|巷|村|镇|乡|站|桥|里|小区|社区|学校|医院|市场|工地|公园|广场|道路|马路|公路|街道|路口|农村|商场|酒店|大桥"
    r"|大街|火车站|车站|地铁站|公交站|.{1,2}路"
)
_ADMINISTRATIVE = re.compile(r"(?:[A-Z]\d{0,2}(?:市|区|县|镇)|[\u4e00-\u9fff]{1,3}(?:省|市|区|县))+$")
_TAIL = re.compile(
    r"[A-Za-z]?\d{1,4}(?:号楼?|栋|幢|座|单元|弄|巷)|[一二三四五六七八九十]{1,3}(?:号楼?|栋|幢|座|期|巷)"
    r"|[东西南北A-D](?:门|出?口)|路口|交叉口|交界处?|地铁站|站|附近|旁边|对面"
)
_STOP = frozenset(
    """在 位于 住 住在 家住 我 我们 你 你们 他 他们 的 地 得 到 从 去 是 有 和 与 及 或 了 着 过 于 这 那 这个 那个
    一个 一条 某 某个 经过 沿 因 对 就 也 都 还 投诉 反映 关于 请 请问 我要 要 想 举报 咨询 希望 为何 建议 请求 强烈
    呼吁 由 由于 向 往 把 被 将 给 为 叫 让 来 走 坐 看到 发现 路过 家 我家 本人 现 现在 没有 前面 后面 旁边 附近 对面
    里面 上面 下面 外面 修 建 修建 建设 开 进 出 出来 多 大 小 好 新 旧 老 整个 每个 各 各个 全 本 该 此 此处 属于 管辖
    一直 已经 不 没 全体 民办 公办 私立 公立 同 现有 回 回到 小孩 老人 孩子 居民 业主 市民 政府 领导""".split()  # noqa: SIM905 - a word list reads better as text
)
_NAMED_BY_ANY_WORD = re.compile(r"(?:路|大道|街|巷|村|镇|乡|小区|花园|苑|大厦|公寓|街道)$")
_LETTER = re.compile(r"[A-Z]\d{0,2}$")
_DATE = re.compile(r"[年月日号点]$|^[一二三四五六七八九十两几多]+")
_PROPER_TAGS = ("nr", "ns", "nz", "nt", "eng", "nrt", "j")
_NAME_TAGS = ("n", "vn", "j", "b", "eng", "m", "x", "f", "s", "g")


@dataclass(frozen=True)
class Gazetteer:
    """Names of a region; `names` maps a name to its grade and district."""

    city: str
    districts: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]
    matcher: TermMatcher


@dataclass(frozen=True)
class _Hit:
    name: str
    grade: str
    district: str
    start: int
    end: int
    exact: bool


@functools.lru_cache(maxsize=16)
def load_gazetteer(region: str) -> Gazetteer | None:
    """Return the packaged places of a region; None for a region without a list."""
    if not _REGION.fullmatch(region):
        return None
    try:
        document = load_document(f"places_{region}.yaml")
    except FileNotFoundError:
        return None
    names: dict[str, tuple[str, str]] = {}
    for district, groups in document["districts"].items():
        names[district] = ("district", district)
        for grade in ("short", "streets", "roads", "landmarks"):
            for name in groups.get(grade, ()):
                names.setdefault(name, (grade, district))
                if grade == "streets" and name.endswith("街"):
                    names.setdefault(f"{name}道", (grade, district))
    sounding = [name for name, (grade, _) in names.items() if grade != "short" and len(name) >= 3]
    return Gazetteer(document["city"], tuple(document["districts"]), names, TermMatcher(names, by_sound=sounding))


def correct_places(text: str, gazetteer: Gazetteer) -> str:
    """Return `text` with misheard names of the region written as the list writes them; the length does not change."""
    for hit in _hits(text, gazetteer):
        if not hit.exact:
            text = text[: hit.start] + hit.name + text[hit.end :]
    return text


def find_district(sentences: Sequence[Sentence], region: str) -> Finding:
    """Return the district that the names said point to; names of several districts weaken each other."""
    gazetteer = load_gazetteer(region)
    if gazetteer is None:
        return NOTHING
    doubt: dict[str, float] = {}
    best: dict[str, tuple[float, int]] = {}
    for number, sentence in enumerate(sentences):
        for hit in _hits(sentence.text, gazetteer):
            confidence = (_EXACT if hit.exact else _BY_SOUND)[hit.grade]
            confidence *= AGENT_FACTOR if sentence.speaker == "agent" else 1.0
            doubt[hit.district] = doubt.get(hit.district, 1.0) * (1.0 - confidence)
            if confidence > best.get(hit.district, (0.0, 0))[0]:
                best[hit.district] = (confidence, number)
    if not best:
        return NOTHING
    order = sorted(best, key=lambda district: (doubt[district], best[district][1], district))
    first = order[0]
    rival = 1.0 - doubt[order[1]] if len(order) > 1 else 0.0
    named_outright = best[first][0] >= _EXACT["district"]
    confidence = (1.0 - doubt[first]) * (1.0 - (0.25 if named_outright else 0.5) * rival)
    return Finding(first, round(min(0.99, confidence), 3), best[first][1])


def find_place(sentences: Sequence[Sentence], region: str) -> Finding:
    """Return the most precise place text: listed names and what reads like a street, an estate or a site."""
    gazetteer = load_gazetteer(region)
    best = NOTHING
    for number, sentence in enumerate(sentences[:200]):
        text = correct_places(sentence.text, gazetteer) if gazetteer else sentence.text
        corrected = text != sentence.text
        for span, listed in _spans(text, gazetteer):
            value = strip_numbers(span).strip(" ，,。的")
            if len(value) < 2:
                continue
            confidence = (0.82 if listed else 0.62) - (0.15 if corrected and listed else 0.0)
            confidence += min(0.1, 0.01 * len(value)) - min(0.15, 0.02 * number)
            confidence *= AGENT_FACTOR if sentence.speaker == "agent" else 1.0
            if confidence > best.confidence:
                best = Finding(value, round(confidence, 3), number)
    return best


def _hits(text: str, gazetteer: Gazetteer) -> list[_Hit]:
    hits = []
    for match in gazetteer.matcher.find(text):
        grade, district = gazetteer.names[match.term]
        heard = text[match.start : match.end]
        if not match.exact:
            if heard[-1] != match.term[-1] and not (grade == "district" and heard[:-1] == match.term[:-1]):
                continue
            if grade == "landmarks" and len(match.term) < 4:
                continue
        if grade in ("short", "landmarks") and _ROAD_BEHIND.match(text, match.end):
            continue
        if (
            grade == "landmarks"
            and len(match.term) == 2
            and not (
                _LOCATOR_BEFORE.search(text, max(0, match.start - 1), match.start)
                or _LOCATOR_BEHIND.match(text, match.end)
            )
        ):
            continue
        hits.append(_Hit(match.term, grade, district, match.start, match.end, match.exact))
    return hits


def _spans(text: str, gazetteer: Gazetteer | None) -> list[tuple[str, bool]]:
    """Return the address-like stretches of a sentence and whether a listed name below district level is in them."""
    hits = _hits(text, gazetteer) if gazetteer else []
    parts = [(hit.start, hit.end, hit.grade not in ("district", "short")) for hit in hits]
    for start, end in _generic(text):
        inside = [hit.start for hit in hits if start < hit.end and hit.start < end]
        first = min(inside) if inside else start
        if not any(hit.start <= first and end <= hit.end for hit in hits):
            parts.append((first, end, False))
    if gazetteer:
        parts.extend((m.start(), m.end(), False) for m in re.finditer(re.escape(gazetteer.city) + "市?", text))
    spans: list[tuple[int, int, bool, bool]] = []
    for start, end, known in sorted(parts):
        names_a_site = known or not _is_administrative(text[start:end], gazetteer)
        if spans and start <= spans[-1][1]:
            first, last, was_known, was_site = spans[-1]
            spans[-1] = (first, max(last, end), was_known or known, was_site or names_a_site)
        else:
            spans.append((start, end, known, names_a_site))
    return [(text[_with_letter(text, a) : _with_tail(text, b)][:40], known) for a, b, known, site in spans if site]


def _is_administrative(part: str, gazetteer: Gazetteer | None) -> bool:
    if gazetteer and (part in gazetteer.districts or part.rstrip("市") == gazetteer.city or len(part) <= 2):
        return True
    return bool(_ADMINISTRATIVE.fullmatch(part))


def _with_letter(text: str, start: int) -> int:
    """Take in the letter of an anonymised place (A市, D7县) that the segmentation cut off."""
    match = _LETTER.search(text, max(0, start - 3), start)
    return match.start() if match and text[start : start + 1] in ("市", "区", "县", "镇") else start


def _with_tail(text: str, end: int) -> int:
    for _ in range(3):
        match = _TAIL.match(text, end)
        if match is None:
            break
        end = match.end()
    return end


def _generic(text: str) -> list[tuple[int, int]]:
    """Find stretches of tokens that end like a place name; walks left until a word that cannot be part of a name."""
    tagged = rjieba.tag(text)
    tokens = [token for token, _ in tagged]
    starts: list[int] = []
    position = 0
    for token in tokens:
        starts.append(position)
        position += len(token)
    found = []
    for index, token in enumerate(tokens):
        if not _SUFFIX.search(token):
            continue
        first = index
        while first > 0 and index - first < 4 and _may_belong(*tagged[first - 1]):
            if starts[index] + len(token) - starts[first - 1] > 16:
                break
            first -= 1
        start, end = starts[first], starts[index] + len(token)
        proper = any(tag in _PROPER_TAGS or word.isascii() for word, tag in tagged[first : index + 1])
        if end - start >= 3 and not _BARE.fullmatch(text[start:end]) and (proper or _NAMED_BY_ANY_WORD.search(token)):
            found.append((start, end))
    return found


def _may_belong(token: str, tag: str) -> bool:
    if tag == "m" and _DATE.search(token):
        return False
    return tag.startswith(_NAME_TAGS) and token not in _STOP and token.isalnum()
