"""Tells whether a reply was written for its matter, or is a template or the reply to another one (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from tickets.service.rules import Template

ALIKE = 0.85
"""From this share of common characters on two texts are the same one."""
_APART = re.compile(r"[\s，。；：、！？,.;:!?“”\"'（）()【】\[\]]+")


def plain(text: str) -> str:
    """Return a text without spaces and punctuation."""
    return _APART.sub("", text)


def template_of(text: str, templates: Sequence[Template]) -> str:
    """Return the code of the template that a reply is, with next to nothing of its own; empty: of none."""
    own, best, found = plain(text), 0.0, ""
    for one in templates:
        matcher = SequenceMatcher(None, own, plain(one.text), autojunk=False)
        if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
            continue
        if (ratio := matcher.ratio()) >= ALIKE and ratio > best:
            best, found = ratio, one.code
    return found
