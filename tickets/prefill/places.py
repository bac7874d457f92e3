"""District and place, matched against the word list of the region: exact first, then by sound."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.naming import is_proper, name_start, tokens
from tickets.prefill.text import strip_numbers
from tickets.prefill.words import load_document

AGENT_FACTOR = 0.85
NOTHING = Finding(None, 0.0, None)
_REGION = re.compile(r"[0-9]{6}")
ABOVE = ("district", "short", "streets")
LONGEST_GAP = 8
SHORT = 2
"""A listed name of no more characters is an area (芳村), not a village."""
_NEXT_PHRASE = re.compile(
    r"[，, 、]?(?:那个|这个|就是|嗯|呃|啊|在)?[，, ]?([\u4e00-\u9fffA-Za-z0-9]{3,14}?)"
    r"(?:那边|这边|这里|那里|附近|里面|旁边|门口)?(?=[，,。！？；\n]|$)"
)
_LINK = re.compile(r"附近|旁边|对面|靠近|隔壁|边上")
_GAP = re.compile(
    r"(?:[，,、 的。]|那个|这个|就是|嗯|呃|啊|里面|那边|这边|这里|那里|附近|旁边|对面|靠近|隔壁|边上|在|有个|有一个)*"
)
GRADES = ("short", "streets", "communities", "roads", "landmarks")
_EXACT = {"district": 0.96, "short": 0.84, "streets": 0.88, "communities": 0.84, "roads": 0.8, "landmarks": 0.76}
_BY_SOUND = {"district": 0.72, "short": 0.0, "streets": 0.6, "communities": 0.6, "roads": 0.6, "landmarks": 0.55}
_ROAD_BEHIND = re.compile(r"[东西南北中]?(?:大道|路|街|巷|大街)")
_LOCATOR_BEFORE = re.compile(r"[在住到从去于区市道镇]$")
_LOCATOR_BEHIND = re.compile(
    r"地铁|站|村|镇|街|路口|附近|那边|这边|这里|那里|一带|墟|派出所|市场|医院|公园|小区|广场|码头"
)
_SUFFIX = re.compile(
    r"(?:路|大道|大街|街|巷|弄|里弄|村|镇|乡|街道|社区|小区|花园|新村|新邨|苑|公馆|大厦|广场|公园|市场|商场|医院|学校"
    r"|中学|小学|幼儿园|大学|地铁站|车站|客运站|火车站|站|工业园|工业区|城中村|桥|大桥|立交|码头|机场|公寓|酒店|工地"
    r"|派出所|路口|步行街|景区|楼盘|半岛|华庭|名苑|大院|商厦|家园|御苑|雅苑|科技园|产业园|创意园|写字楼|政务大厅|办事大厅"
    r"|政务中心|服务中心|图书馆|体育馆|体育中心|文化宫|水库|湿地|河涌|批发市场|肉菜市场|总站|地铁口|宿舍|别墅|一街|横路)$"
)
_BARE = re.compile(
    r"路|街|巷|村|镇|乡|站|桥|里|小区|社区|学校|医院|市场|工地|公园|广场|道路|马路|公路|街道|路口|农村|商场|酒店|大桥"
    r"|大街|火车站|车站|地铁站|公交站|.{1,2}路"
)
_ADMINISTRATIVE = re.compile(r"(?:[A-Z]\d{0,2}(?:市|区|县|镇)|[\u4e00-\u9fff]{1,3}(?:省|市|区|县))+$")
_TAIL = re.compile(
    r"[A-Za-z]?\d{1,4}(?:号之[一二三四五\d]{1,2}|号楼?|栋|幢|座|单元|弄|巷|楼|室|街)|[A-Za-z](?:栋|座|区|出?口)"
    r"|[一二三四五六七八九十百]{1,5}(?:号楼?|栋|幢|座|期|巷|单元|楼|街)|[东西南北A-D正后](?:门|出?口)"
    r"|路口|交叉口|交界处?|地铁站|公交站|站|附近|旁边|对面|门口|村口|桥底下?|天桥底下?|路段|后门|楼下|侧"
)
_COMMUNITY = re.compile(r"(?:社区|居委会|村委会|村)$")
_NAME = r"(?:(?![区县镇乡市街道的])[\u4e00-\u9fff]){1,5}?"
_COMMUNITY_NAME = re.compile(rf"{_NAME}社区(?!服务|医院|卫生)|{_NAME}(?:居委会|村委会)|{_NAME}村(?!口|委)")
_ONLY_COMMUNITY = re.compile(r"[\u4e00-\u9fff]{2,5}(?:社区|村)")
_COMMITTEE = re.compile(r"社区(?!服务|医院|卫生)")
_NO_COMMUNITY = re.compile(r"(?:新村|农村|城中村|度假村|[本该我这那某]村|小区|社区服务中心)$|^(?:我们|本|该|这个|那个)")
_NAMED_BY_ANY_WORD = re.compile(r"(?:路|大道|街|巷|村|镇|乡|小区|花园|苑|大厦|公寓|街道)$")
_LETTER = re.compile(r"[A-Z]\d{0,2}$")


@dataclass(frozen=True)
class Gazetteer:
    """Names of a region; `names` maps a name to its grade and district."""

    region: str
    city: str
    districts: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]
    matcher: TermMatcher

    def streets(self) -> dict[str, list[str]]:
        """Return the street offices and towns of each district in their full form."""
        found: dict[str, list[str]] = {district: [] for district in self.districts}
        for name, (grade, district) in self.names.items():
            if grade == "streets" and not name.endswith("街道"):
                found[district].append(f"{name}道" if name.endswith("街") else name)
        return found


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
    return parse_gazetteer(document)


def parse_gazetteer(document: Mapping[str, Any]) -> Gazetteer:
    """Return the places of a document: city, and for each district names by grade."""
    names: dict[str, tuple[str, str]] = {}
    for district, groups in document["districts"].items():
        names[district] = ("district", district)
        for grade in GRADES:
            for name in groups.get(grade, ()):
                names.setdefault(name, (grade, district))
                if grade == "streets" and name.endswith("街"):
                    names.setdefault(f"{name}道", (grade, district))
    sounding = [name for name, (grade, _) in names.items() if grade != "short" and len(name) >= 3]
    return Gazetteer(
        region=str(document["region"]),
        city=str(document["city"]),
        districts=tuple(document["districts"]),
        names=names,
        matcher=TermMatcher(names, by_sound=sounding),
    )


def correct_places(text: str, gazetteer: Gazetteer) -> str:
    """Return `text` with misheard names of the region written as the list writes them; the length does not change."""
    for hit in _hits(text, gazetteer):
        if not hit.exact:
            text = text[: hit.start] + hit.name + text[hit.end :]
    return text


def find_district(sentences: Sequence[Sentence], gazetteer: Gazetteer | None) -> Finding:
    """Return the district that the names said point to; names of several districts weaken each other."""
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


def find_street(sentences: Sequence[Sentence], gazetteer: Gazetteer | None) -> Finding:
    """Return the street office or town that was named (棠下街道, 太和镇), in its full form."""
    best = NOTHING
    for number, sentence in enumerate(sentences if gazetteer else ()):
        assert gazetteer is not None
        for hit in _hits(sentence.text, gazetteer):
            if hit.grade != "streets":
                continue
            confidence = (_EXACT if hit.exact else _BY_SOUND)["streets"] - min(0.15, 0.02 * number)
            confidence *= AGENT_FACTOR if sentence.speaker == "agent" else 1.0
            if confidence > best.confidence:
                best = Finding(f"{hit.name}道" if hit.name.endswith("街") else hit.name, round(confidence, 3), number)
    return best


def find_community(sentences: Sequence[Sentence], gazetteer: Gazetteer | None) -> Finding:
    """Return the residents' committee or village that was named (员村社区, 棠下村)."""
    best = NOTHING
    for number, sentence in enumerate(sentences[:200]):
        named = [(name, 0.68) for name in _community_names(sentence.text, gazetteer)]
        named += [
            (hit.name + _committee(sentence.text, hit.end), (_EXACT if hit.exact else _BY_SOUND)["communities"])
            for hit in (_hits(sentence.text, gazetteer) if gazetteer else ())
            if hit.grade == "communities"
            or (hit.grade == "landmarks" and len(hit.name) > 2 and _COMMUNITY.search(hit.name))
        ]
        for name, confidence in named:
            weighed = (confidence - min(0.15, 0.02 * number)) * (AGENT_FACTOR if sentence.speaker == "agent" else 1.0)
            if weighed > best.confidence and not _NO_COMMUNITY.search(name):
                best = Finding(name, round(weighed, 3), number)
    return best


def _committee(text: str, end: int) -> str:
    match = _COMMITTEE.match(text, end)
    return match.group() if match else ""


def _community_names(text: str, gazetteer: Gazetteer | None) -> list[str]:
    """Return names that end like one of a community, without what stands above it."""
    found = []
    for part in _parts(text, gazetteer):
        match = _COMMUNITY_NAME.search(text, part.start, part.end)
        if match is not None and not part.above and (len(match.group()) > SHORT or not part.listed):
            found.append(match.group() + _committee(text, match.end()))
        elif match is not None and not part.above and (committee := _committee(text, match.end())):
            found.append(match.group() + committee)
    return found


def find_place(sentences: Sequence[Sentence], gazetteer: Gazetteer | None) -> Finding:
    """Return the most precise place text: listed names and what reads like a street, an estate or a site.

    City and district in front of it are left to their own field.
    """
    best = NOTHING
    for number, sentence in enumerate(sentences[:200]):
        text = correct_places(sentence.text, gazetteer) if gazetteer else sentence.text
        corrected = text != sentence.text
        for span, listed in _spans(text, gazetteer):
            value = strip_numbers(span).strip(" ，,。的")
            if len(value) < 2 or _ONLY_COMMUNITY.fullmatch(value):
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


@dataclass(frozen=True)
class _Part:
    """A stretch of an address; `above`: city, district or street, which have fields of their own."""

    start: int
    end: int
    above: bool
    listed: bool


def _spans(text: str, gazetteer: Gazetteer | None) -> list[tuple[str, bool]]:
    """Return the addresses of a sentence below street level, and whether a listed name is in them.

    Parts with nothing but a pause or a filler between them (林和街，那个，天誉商厦B座) are one address.
    """
    found: list[tuple[str, bool]] = []
    value, listed, last = "", False, -1
    for part in _parts(text, gazetteer):
        gap = text[last : part.start] if 0 <= last <= part.start else None
        if gap is None or len(gap) > LONGEST_GAP or not _GAP.fullmatch(gap):
            if value:
                found.append((value[:40], listed))
            value, listed = "", False
        elif value and (link := _LINK.search(gap)):
            value += link.group()
        if not part.above:
            value += text[_with_letter(text, part.start) : part.end]
            listed = listed or part.listed
        last = part.end
    if value:
        found.append((value[:40], listed))
    return found


def _parts(text: str, gazetteer: Gazetteer | None) -> list[_Part]:
    """Return the parts of addresses in order, none inside another, each with its house number."""
    hits = _hits(text, gazetteer) if gazetteer else []
    parts = [_Part(h.start, _with_street(text, h), h.grade in ABOVE, h.grade not in ABOVE) for h in hits]
    if gazetteer and gazetteer.city:
        city = re.escape(gazetteer.city)
        parts += [_Part(m.start(), m.end(), True, False) for m in re.finditer(f"(?:广东省)?{city}市?", text)]
    for start, end in _generic(text):
        for part in sorted(parts, key=lambda one: one.start):
            if part.above and part.start <= start < part.end:
                start = part.end
        if end - start >= 2 and not any(p.start <= start and end <= p.end for p in parts):
            parts.append(_Part(start, end, _is_administrative(text[start:end], gazetteer), False))
    for part in [one for one in parts if one.above]:
        start, end = _follows(text, part.end)
        if end and not any(p.start < end and start < p.end for p in parts):
            parts.append(_Part(start, end, False, False))
    merged: list[_Part] = []
    for part in sorted(parts, key=lambda one: (one.start, -one.end)):
        before = merged[-1] if merged else None
        if before is not None and part.start < before.end:
            if part.end > before.end:
                merged[-1] = _Part(before.start, part.end, before.above and part.above, before.listed or part.listed)
        elif before is not None and part.start == before.end and not before.above and not part.above:
            merged[-1] = _Part(before.start, part.end, False, before.listed or part.listed)
        else:
            merged.append(part)
    return [p if p.above else _Part(p.start, _with_tail(text, p.end), False, p.listed) for p in merged]


def _follows(text: str, end: int) -> tuple[int, int]:
    """Return the short phrase without a verb that follows a district or a street: who names these names a site next."""
    match = _NEXT_PHRASE.match(text, end)
    if match is None or any(not _may_name(tag) for _, tag, _ in tokens(match.group(1))):
        return 0, 0
    return match.start(1), match.end(1)


def _may_name(tag: str) -> bool:
    return tag.startswith(("n", "m", "eng", "x", "f", "s", "q", "j", "b", "g", "l", "i", "t"))


def _with_street(text: str, hit: _Hit) -> int:
    """Take in the 道 of a street office that the list has without."""
    is_short = hit.grade == "streets" and hit.name.endswith("街") and text[hit.end : hit.end + 1] == "道"
    return hit.end + is_short


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
    """Find stretches of words that end like a place name."""
    words = tokens(text)
    found = []
    for index, (word, _, start) in enumerate(words):
        if not _SUFFIX.search(word):
            continue
        first = name_start(words, index)
        begin, end = words[first][2], start + len(word)
        proper = is_proper(words[first : index + 1])
        if end - begin >= 3 and not _BARE.fullmatch(text[begin:end]) and (proper or _NAMED_BY_ANY_WORD.search(word)):
            found.append((begin, end))
    return found
