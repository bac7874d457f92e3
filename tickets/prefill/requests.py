"""What the caller asks for, in his own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tickets.prefill.matcher import TermMatcher
from tickets.prefill.model import Finding, Sentence
from tickets.prefill.text import strip_numbers

LONGEST = 80
NOTHING = Finding(None, 0.0, None)
_CLAUSE = re.compile(r"[^，,。！!？?；;\n]+[，,。！!？?；;\n]?")
_QUESTION = re.compile(r"[?？]|吗[。！]?$|呢[。！]?$|什么时候|多少钱|需要什么|怎么办理|如何办理|怎么申请")
_EMPTY = re.compile(
    r"(?:麻烦|谢谢|希望|请问|请|帮忙|帮我|望|盼|想问|我想问|想咨询|我想咨询)?(?:你们?了?|您了?|一下|回复|好)?[，。！？,.!?]*"
)
_MATTER_ONLY = re.compile(
    r"^(?:我)?(?:想|要|想要)?(?:咨询|问|了解|反映|投诉|举报)(?:一下|一个|个|的)?[^，。？！]{0,14}(?:问题|情况|事情|事|政策)[，。！]?$"
)
_SECRECY = re.compile(r"保密|不要透露|别透露|隐私|转告|谢谢")
_STRONG = (
    "希望",
    "请求",
    "恳",
    "请",
    "要求",
    "强烈要求",
    "建议",
    "麻烦",
    "帮",
    "呼吁",
    "能不能",
    "能否",
    "可不可以",
    "想请",
)


class Wishes:
    """Finds requests; made once of the words that they begin with."""

    def __init__(self, words: Sequence[str], neutral: Sequence[str] = ()) -> None:
        self._words = frozenset(words)
        self._matcher = TermMatcher([*words, *neutral])

    def find(self, sentences: Sequence[Sentence], kind: object) -> Finding:
        """Return what is asked for: from its first word to the end of its sentence, at most 80 characters.

        Of several the strongest counts, then the latest; of an inquiry, what is asked.
        """
        spoken = [(number, s.text) for number, s in enumerate(sentences) if s.speaker != "agent"]
        best: tuple[float, int, str] = (0.0, 0, "")
        for order, (number, text) in enumerate(spoken):
            late = order / max(1, len(spoken) - 1) if len(spoken) > 1 else 0.5
            wishes = self._wishes(text, kind == "inquiry")
            for value, weight in sorted(wishes, key=lambda wish: -wish[1])[:1]:
                score = weight + 0.25 * late - (0.4 if _SECRECY.search(value) else 0.0)
                if score >= best[0]:
                    best = (score, number, value)
        score, number, value = best
        if not value:
            return NOTHING
        return Finding(value, round(min(0.9, 0.35 + 0.4 * score), 3), number)

    def _wishes(self, text: str, is_inquiry: bool) -> list[tuple[str, float]]:
        found: list[tuple[str, float]] = []
        for index, (start, clause) in enumerate((m.start(), m.group()) for m in _CLAUSE.finditer(text)):
            match = next((one for one in self._matcher.find(clause) if one.term in self._words), None)
            question = bool(_QUESTION.search(clause))
            if match is None and not (is_inquiry and question):
                continue
            begin = match.start if match is not None and match.start <= 8 else 0 if question else None
            if begin is None:
                continue
            value = _whole(text[start + begin :])
            if len(value) < 4 or _EMPTY.fullmatch(value) or _MATTER_ONLY.match(value):
                continue
            strong = match is not None and match.term.startswith(_STRONG)
            weight = 0.9 if strong else 0.65
            if is_inquiry:
                weight += 0.3 if question else -0.3
            elif question and not strong:
                weight -= 0.35
            found.append((value, weight - 0.05 * index))
        return found


def _whole(text: str) -> str:
    """Cut after the sentence, or at the last clause that fits."""
    end = re.search(r"[。！!？?\n；;]", text)
    value = strip_numbers(text[: end.start()] if end else text).strip(" ，,。！!？?；;")
    if len(value) <= LONGEST:
        return value
    cut = value.rfind("，", 0, LONGEST)
    return value[: cut if cut > 10 else LONGEST]
