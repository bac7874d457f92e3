"""Writes spoken numerals as figures where they count or name something: 一百二十号 becomes 120号. Pure.

Recognisers of the Kaldi kind write what was said; others write figures themselves. Numerals that are part of a word
(一直, 三元里, 五山) or say roughly how much (两三天, 十几个) stay as they are.
"""

from __future__ import annotations

import re

import cn2an

_NUMERAL = "零〇一二三四五六七八九十百千万两"
_COUNTED = re.compile(
    rf"(?<![{_NUMERAL}几第])([{_NUMERAL}]{{2,12}})(?=号|栋|幢|座|楼|层|室|单元|块|元(?!里)|月|日|岁|点|分|公里|千米|米|斤|吨|度"
    r"|平方|平米|天|年|个月|个小时|小时|分钟|人(?!民)|户|次|路公交|路车)"
)
_NAMED = re.compile(
    rf"(?<![{_NUMERAL}几第])([一二三四五六七八九十两])(?=号(?:楼|线|门|院|出口)?|栋|幢|单元|月[一二三四五六七八九十\d]|点(?:半|钟|[一二三四五六七八九十\d]))"
)
_DECIMAL = re.compile(rf"(?<![{_NUMERAL}])([{_NUMERAL}]+)点([零一二三四五六七八九]+)(?=元|块|公里|米|吨|度|平方|万|%)")
_HUNDREDTHS = re.compile(rf"百分之([{_NUMERAL}]+)(?![{_NUMERAL}])")
_ROUGH = re.compile(
    r"^(?:一二|二三|两三|三四|三五|四五|五六|六七|七八|八九|[一二三四五六七八九]十[一二三四五六七八九]{2,})$"
)
_UNIT = re.compile("[十百千万]")


def with_figures(text: str) -> str:
    """Return a text with figures for the numerals that count or name something."""
    text = _HUNDREDTHS.sub(lambda found: f"{_figure(found[1])}%", text)
    text = _DECIMAL.sub(lambda found: f"{_figure(found[1])}.{''.join(_figure(one) for one in found[2])}", text)
    text = _COUNTED.sub(lambda found: _counted(found[1]), text)
    return _NAMED.sub(lambda found: _figure(found[1]), text)


def _counted(numeral: str) -> str:
    if _ROUGH.match(numeral):
        return numeral
    if not _UNIT.search(numeral):
        return "".join(_figure(one) for one in numeral)
    return _figure(numeral)


def _figure(numeral: str) -> str:
    """Return one numeral as a figure; one that is none stays."""
    try:
        return str(cn2an.cn2an(numeral.replace("〇", "零"), "smart"))
    except (ValueError, KeyError):  # a numeral that nobody writes, such as 百十一, is a missing key to the library
        return numeral
