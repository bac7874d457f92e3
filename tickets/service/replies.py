"""Tells whether a reply was written for its matter, or is a template or the reply to another one (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from tickets.service.rules import Template

ALIKE = 0.85
"""From this share of common characters on two texts are the same one."""
LONGEST = 1000
"""So many characters of both are compared."""
_APART = re.compile(r"[\s，。；：、！？,.;:!?“”\"'（）()【】\[\]]+")


def plain(text: str) -> str:
    """Return a text without spaces and punctuation."""
    return _APART.sub("", text)


def template_of(text: str, templates: Sequence[Template]) -> str:
    """Return the code of the template that a reply is, with next to nothing of its own; empty: of none."""
    own, best, found = plain(text)[:LONGEST], 0.0, ""
    for one in templates:
        whole = plain(one.text)[:LONGEST]
        if not ALIKE <= (len(own) + 1) / (len(whole) + 1) <= 1 / ALIKE:
            continue  # too long or too short to be mostly the same
        matcher = SequenceMatcher(None, own, whole)
        if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
            continue
        if (ratio := matcher.ratio()) >= ALIKE and ratio > best:
            best, found = ratio, one.code
    return found
