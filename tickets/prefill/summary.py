"""One line for the ticket, made of the caller's own words, without long numbers."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tickets.prefill.model import Finding, Sentence
from tickets.prefill.text import strip_numbers
from tickets.prefill.words import load_words

LENGTH = 60
PARAGRAPH = 300
NOTHING = Finding(None, 0.0, None)
_CLAUSE = re.compile(r"[^，,。！？!?；;、\n]+")
_SPACE = re.compile(r"\s+")
_REPEATED = re.compile(r"([\u3400-\u9fff]{1,3})\1+")
_SALUTATION = re.compile(
    r"^(?:尊敬的[\u3400-\u9fff]{0,8}|[\u3400-\u9fff]{0,3})(?:书记|市长|县长|省长|区长|厅长|局长|领导|主任)们?"
    r"(?:[：:，,！! ]+(?:您好|你好)?|您好|你好)[：:，,。！! ]*"
)
_HAN = re.compile(r"[\u3400-\u9fffA-Za-z]")
_EMPTY_CLAUSE = re.compile(
    r"(?:我(?:的|这个)?|联系)?(?:手机|电话|号码|手机号码?|电话号码)(?:号码|号)?是?[:：]?"
    r"|我?(?:要|想|想要)?(?:投诉|反映|咨询|举报|求助|问)(?:一下|个问题|一个问题|个事|件事|一件事)?"
)


@functools.cache
def _empty_words() -> re.Pattern[str]:
    words = load_words()
    fillers = "|".join(re.escape(word) for word in sorted(words.fillers, key=len, reverse=True))
    return re.compile(rf"^(?:{fillers})+|(?:{fillers})+$")


def summarise(sentences: Sequence[Sentence], evidence: Sequence[float]) -> Finding:
    """Return at most 60 characters from the caller's most telling sentence, and the next one where there is room.

    `evidence` says for each sentence how much it tells about the matter; the first telling sentence wins ties.
    """
    candidates: list[tuple[float, int, str]] = []
    order = 0
    for number, sentence in enumerate(sentences[:120]):
        if sentence.speaker == "agent":
            continue
        text = _clean(sentence.text)
        if len(text) < 2:
            continue
        length = min(1.0, len(text) / 12)
        weight = (evidence[number] if number < len(evidence) else 0.0) + 0.1
        candidates.append((weight * length / (1.0 + 0.35 * order), number, text))
        order += 1
    if not candidates:
        return NOTHING
    score, number, text = max(candidates, key=lambda item: (item[0], -item[1]))
    summary = _cut(text, LENGTH)
    if len(summary) < LENGTH // 2:
        following = [c for c in candidates if c[1] > number and c[0] >= 0.15 * score and c[2] not in summary]
        if following:
            more = _cut(following[0][2], LENGTH - len(summary) - 1)
            summary = f"{summary}，{more}" if len(more) >= 4 else summary
    summary = strip_numbers(summary)[:LENGTH].strip(" ，,、：:；;")
    if not summary:
        return NOTHING
    return Finding(summary, round(min(0.9, 0.5 + min(score, 8.0) / 20), 3), number)


def summarise_paragraph(sentences: Sequence[Sentence], evidence: Sequence[float]) -> Finding:
    """Return the caller's telling sentences in the order they were said, at most 300 characters."""
    candidates: list[tuple[float, int, str]] = []
    for number, sentence in enumerate(sentences[:200]):
        text = strip_numbers(_clean(sentence.text)).strip(" ，,、：:；;") if sentence.speaker != "agent" else ""
        if len(text) >= 4 and all(text != said for _, _, said in candidates):
            weight = (evidence[number] if number < len(evidence) else 0.0) + 0.02 * min(len(text), 40)
            candidates.append((weight / (1.0 + 0.1 * len(candidates)), number, text))
    if not candidates:
        return NOTHING
    kept: list[tuple[int, str]] = []
    left = PARAGRAPH
    for _, number, text in sorted(candidates, key=lambda item: (-item[0], item[1])):
        if len(text) + 1 <= left:
            kept.append((number, text))
            left -= len(text) + 1
    if not kept:
        _, number, text = max(candidates)
        kept = [(number, _cut(text, PARAGRAPH - 1))]
    paragraph = "。".join(text for _, text in sorted(kept)) + "。"
    return Finding(paragraph, 0.8, None)


def _clean(text: str) -> str:
    text = _SALUTATION.sub("", strip_numbers(text), count=1)
    greetings = load_words().greetings
    clauses = []
    for clause in _CLAUSE.findall(text):
        kept = _SALUTATION.sub("", clause.strip(), count=1)
        kept = _empty_words().sub("", _SPACE.sub(" ", kept).strip())
        if not kept or (len(kept) <= 10 and any(kept.startswith(greeting) for greeting in greetings)):
            continue
        if not _HAN.search(kept) or _EMPTY_CLAUSE.fullmatch(kept):
            continue
        clauses.append(_REPEATED.sub(_once, kept))
    return "，".join(clauses)


def _once(match: re.Match[str]) -> str:
    """Keep a doubled single character, which is a word of its own (天天), and drop other stuttering."""
    unit, whole = match.group(1), match.group()
    return whole if len(unit) == 1 and len(whole) == 2 else unit


def _cut(text: str, limit: int) -> str:
    """Cut at the last clause end that fits, else hard."""
    if len(text) <= limit:
        return text
    end = text.rfind("，", 0, limit + 1)
    return text[: end if end >= limit // 3 else limit]
