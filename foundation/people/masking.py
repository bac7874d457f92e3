"""What a principal sees of personal data, from the ``data_class`` of its column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.people.acts import Scope, covers

DATA_CLASS = "data_class"
CONFIDENTIAL = "confidential.read"


class Exposure(StrEnum):
    """How a value is shown: whole; masked until it is asked for with a purpose; masked; not at all."""

    SHOWN = "shown"
    ON_REQUEST = "on_request"
    MASKED = "masked"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Rule:
    """Who sees a class of data: ``granted`` to those who may do ``act``, ``otherwise`` to everyone else.

    ``own``: how everyone sees what is his own, whatever he may; ``None``: his own as far as he may do ``act``.
    """

    act: str
    granted: Exposure
    otherwise: Exposure
    own: Exposure | None = None


RULES: Mapping[str, Rule] = {
    "phone": Rule("numbers.read", Exposure.ON_REQUEST, Exposure.MASKED),
    "id_number": Rule("numbers.read", Exposure.ON_REQUEST, Exposure.MASKED),
    "words": Rule("words.read", Exposure.ON_REQUEST, Exposure.WITHHELD),
    "address": Rule("words.read", Exposure.ON_REQUEST, Exposure.WITHHELD),
    "audio": Rule("recordings.listen", Exposure.ON_REQUEST, Exposure.WITHHELD),
    "name": Rule("accounts.read", Exposure.SHOWN, Exposure.MASKED, own=Exposure.SHOWN),
    "network_address": Rule("audit.read", Exposure.SHOWN, Exposure.WITHHELD),
    "note": Rule("audit.read", Exposure.SHOWN, Exposure.WITHHELD),
}
"""One rule for each ``data_class``; ``note`` is what somebody wrote about his own act into the audit."""


def exposure(
    grants: Mapping[str, Scope], data_class: str, *, own: bool = False, confidential: bool = False
) -> Exposure:
    """Return how a value of ``data_class`` is shown to whoever has ``grants``.

    Args:
        own: the thing is the principal's own (his call, his draft, his account): no purpose is asked for.
        confidential: it belongs to a confidential contact; without ``confidential.read`` it is withheld unless own.

    Raises:
        KeyError: the class has no rule.
    """
    rule = RULES[data_class]
    asked = Scope.OWN if own else Scope.ALL
    if is_kept(grants, own=own, confidential=confidential):
        return Exposure.WITHHELD
    if own and rule.own is not None:
        return rule.own
    if not _may(grants, rule.act, asked):
        return rule.otherwise
    return Exposure.SHOWN if own and rule.granted is Exposure.ON_REQUEST else rule.granted


def is_kept(grants: Mapping[str, Scope], *, own: bool, confidential: bool) -> bool:
    """Tell whether everything personal is kept from whoever has ``grants`` because the contact is confidential."""
    return confidential and not own and not _may(grants, CONFIDENTIAL, Scope.ALL)


def column_exposure(
    grants: Mapping[str, Scope], column: Any, *, own: bool = False, confidential: bool = False
) -> Exposure:
    """Return how a mapped column (``CallerRow.number``) is shown; one without ``data_class`` is no personal data."""
    data_class = column.info.get(DATA_CLASS)
    if data_class is None:
        return Exposure.SHOWN
    return exposure(grants, data_class, own=own, confidential=confidential)


def _may(grants: Mapping[str, Scope], act: str, asked: Scope) -> bool:
    held = grants.get(act)
    return held is not None and covers(held, asked)
