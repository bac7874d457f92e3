"""When it happened. The only module that knows jionlp.

jionlp prints an advertisement at import and unpacks into its own package folder at first use: `warm_up()` does both
under a redirect, ahead of the first call. A time that lies in the future is read as the last one of its kind (晚上十点,
said at nine in the morning, was yesterday). Its work grows with the square of the times in a text, so only a short
window around the first of a sentence is shown to it.
"""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from tickets.prefill.model import Finding, Sentence, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_SENTENCES = 12
BEFORE = 8
WINDOW = 44
_one_at_a_time = threading.Lock()  # the library keeps the text it works on in shared objects
NOTHING = Finding(None, 0.0, None)
_CUE = re.compile(
    r"昨|今天|今早|今晚|今日|今年|前天|前晚|大前天|刚才|刚刚|上午|下午|中午|晚上|凌晨|早上|傍晚|半夜|夜里|上周|上个?星期|上个?礼拜|这周|本周|周[一二三四五六日天]"
    r"|星期[一二三四五六日天]|上个?月|本月|这个月|月初|月底|去年|前年|[0-9一二三四五六七八九十两半]+个?(?:年|月|天|日|周|星期|小时|分钟|点|号)|最近|近日|春节|国庆|元旦|中秋|清明|五一"
)
_RECURRING = re.compile(r"每(?:天|晚|日|周|个|到|年|月)|天天|经常|总是|一到")
_PLANNED = re.compile(r"什么时候|何时|截止|预计|计划|打算|之前要|规定|文件|条例|政策")
_RELATIVE = re.compile(
    r"昨|今|前天|前晚|刚|上周|上个?星期|上个?礼拜|上个?月|这个月|本月|本周|周|星期|最近|天前|小时前|去年"
)
_JUST_NOW = re.compile(r"刚才|刚刚|现在")
_ISO_FORMAT = "%Y-%m-%d %H:%M:%S"


def warm_up() -> None:
    """Import the library and let it unpack, quietly; safe to call again."""
    _extractor()


@functools.cache
def _extractor() -> Callable[..., Any]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import jionlp
        from jionlp.algorithm.ner import time_extractor
        from jionlp.gadget import time_parser

        _silence(time_parser)
        _silence(time_extractor)
        extract: Callable[..., Any] = jionlp.ner.extract_time
        extract("昨天上午九点", time_base=0.0)
    return extract


def _silence(module: ModuleType) -> None:
    """Take `logging` and `print` away from a module of the library: both would write the words of a citizen."""
    quiet = logging.Logger("jionlp.silenced", logging.CRITICAL)
    quiet.addHandler(logging.NullHandler())
    vars(module).update(logging=quiet, print=lambda *_, **__: None)


def find_happened_at(sentences: Sequence[Sentence], now: datetime) -> Finding:
    """Return the best time of the caller's sentences: ISO 8601 in Asia/Shanghai, or `{"from", "to"}` for a span."""
    base = now.astimezone(SHANGHAI)
    best = NOTHING
    looked_at = 0
    seen: set[str] = set()
    for number, sentence in enumerate(sentences):
        if sentence.speaker == "agent":
            continue
        cue = _CUE.search(sentence.text)
        if cue is None:
            continue
        looked_at += 1
        if looked_at > MAX_SENTENCES:
            break
        start = max(0, cue.start() - BEFORE)
        window = sentence.text[start : start + WINDOW]
        if window in seen:
            continue
        seen.add(window)
        finding = _best_in(window, base, number)
        if finding.confidence > best.confidence:
            best = finding
    return best


def _best_in(text: str, now: datetime, number: int) -> Finding:
    best = NOTHING
    for item in _extract(text, now):
        read = _interval(item)
        if read is None:
            continue
        words = str(item.get("text", ""))
        start, end, shifted = _into_the_past(*read, now)
        if start > now:
            continue
        confidence = 0.88 if _RELATIVE.search(words) else 0.78
        if item.get("definition") == "blur":
            confidence -= 0.08
        days = (now - start).days
        confidence -= 0.0 if days <= 62 else 0.15 if days <= 400 else 0.4
        confidence -= 0.2 if shifted else 0.0
        confidence -= 0.3 if _RECURRING.search(text) else 0.0
        confidence -= 0.2 if _PLANNED.search(text) else 0.0
        confidence -= min(0.15, 0.015 * number)
        if confidence > best.confidence:
            best = Finding(_written(start, min(end, now), item), round(confidence, 3), number)
    if best.value is None and (match := _JUST_NOW.search(text)) and match.group() != "现在":
        return Finding(now.replace(second=0, microsecond=0).isoformat(), 0.86, number)
    return best


def _extract(text: str, now: datetime) -> list[dict[str, Any]]:
    """Ask the library, which raises many kinds of exception; a sentence that it cannot read has no time."""
    try:
        with _one_at_a_time:
            found = _extractor()(text, time_base=now.replace(tzinfo=None).timestamp(), with_parsing=True)
    except Exception:  # the library states no exceptions: any of them means "not read"
        return []
    items = []
    for entry in found or ():
        detail = entry.get("detail") or {}
        if detail.get("type") in ("time_point", "time_span"):
            items.append({**detail, "text": entry.get("text", "")})
    return items


def _interval(item: dict[str, Any]) -> tuple[datetime, datetime] | None:
    times = item.get("time")
    if not isinstance(times, (list, tuple)) or len(times) != 2:
        return None
    try:
        start, end = (datetime.strptime(str(t), _ISO_FORMAT).replace(tzinfo=SHANGHAI) for t in times)
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _into_the_past(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime, bool]:
    """Move a time of day of today, or a day of this week, that is still to come back by a day or a week."""
    if start <= now:
        return start, end, False
    for step in (timedelta(days=1), timedelta(days=7)):
        if start - now < step and start - step <= now:
            return start - step, end - step, True
    return start, end, False


def _written(start: datetime, end: datetime, item: dict[str, Any]) -> Value:
    since = str(item.get("text", "")).endswith(("开始", "起", "以来"))
    if since or (end - start <= timedelta(hours=1) and item.get("type") == "time_point"):
        return start.isoformat()
    return {"from": start.isoformat(), "to": end.isoformat()}
