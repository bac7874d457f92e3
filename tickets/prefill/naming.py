"""Where a proper name in running text begins: tokens, walked left from its last word."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

_STOP = frozenset(
    """在 位于 住 住在 家住 我 我们 你 你们 他 他们 的 地 得 到 从 去 是 有 和 与 及 或 了 着 过 于 这 那 这个 那个
    一个 一条 某 某个 经过 沿 因 对 就 也 都 还 投诉 反映 关于 请 请问 我要 要 想 举报 咨询 希望 为何 建议 请求 强烈
    呼吁 由 由于 向 往 把 被 将 给 为 叫 让 来 走 坐 看到 发现 路过 家 我家 本人 现 现在 没有 前面 后面 旁边 附近 对面
    里面 上面 下面 外面 修 建 修建 建设 开 进 出 出来 多 大 小 好 新 旧 老 整个 每个 各 各个 全 本 该 此 此处 属于 管辖
    一直 已经 不 没 全体 民办 公办 私立 公立 同 现有 回 回到 小孩 老人 孩子 居民 业主 市民 政府 领导""".split()  # noqa: SIM905 - a word list reads better as text
)
_DATE = re.compile(r"[年月日号点]$|^[一二三四五六七八九十两几多]+")
PROPER_TAGS = ("nr", "ns", "nz", "nt", "eng", "nrt", "j")
_NAME_TAGS = ("n", "vn", "j", "b", "eng", "m", "x", "f", "s", "g")

Token = tuple[str, str, int]
"""Word, part of speech, place of its first character."""


def tokens(text: str) -> list[Token]:
    """Cut a text into words."""
    found: list[Token] = []
    position = 0
    for word, tag in rjieba.tag(text):
        found.append((word, tag, position))
        position += len(word)
    return found


def name_start(words: Sequence[Token], last: int, *, most_words: int = 4, most_characters: int = 16) -> int:
    """Return the number of the first word of the name that ends with word `last`."""
    first = last
    end = words[last][2] + len(words[last][0])
    while first > 0 and last - first < most_words and may_belong(*words[first - 1][:2]):
        if end - words[first - 1][2] > most_characters:
            break
        first -= 1
    return first


def may_belong(word: str, tag: str) -> bool:
    """Say whether a word can be part of a name."""
    if tag == "m" and _DATE.search(word):
        return False
    return tag.startswith(_NAME_TAGS) and word not in _STOP and word.isalnum()


def is_proper(words: Sequence[Token]) -> bool:
    """Say whether a name has a word in it that is a name by itself."""
    return any(tag in PROPER_TAGS or word.isascii() for word, tag, _ in words)
