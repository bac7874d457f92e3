"""What may be chosen in the desktop's forms."""

from __future__ import annotations

from typing import get_args

from agent_desktop.desk.shapes import Catalogue, Choice, ChoiceBranch, ChoiceTree, Purpose
from foundation.errors import BadInput
from tickets.contract import Kind, Party, Urgency
from tickets.intake import Reason
from tickets.intake.fields import FIELDS
from tickets.prefill import Lists

PAUSE_REASONS = ("rest", "meal", "meeting", "training", "paperwork", "other")
"""Why an agent may ask for a pause; the page has the words."""


LANGUAGES = ("zh", "yue", "en")
"""Languages that a contact may be in; the page has the words."""


def check_pause_reason(reason: str) -> None:
    """Refuse a pause for what is no reason, whoever asks for it.

    Raises:
        BadInput.
    """
    if reason not in PAUSE_REASONS:
        choices = list(PAUSE_REASONS)
        raise BadInput("no such reason", fields={"reason": {"code": "unknown_choice", "choices": choices}})


def build_catalogue(lists: Lists, *, wrap_up_seconds: int, ring_seconds: int) -> Catalogue:
    """Return the catalogue by the lists in force; without a list of places there are no districts."""
    places = lists.gazetteer
    return Catalogue(
        kinds=list(Kind),
        urgencies=list(Urgency),
        categories=[
            ChoiceTree(
                code=root.code,
                label=root.label,
                children=[
                    ChoiceBranch(
                        code=branch.code,
                        label=branch.label,
                        children=[Choice(code=leaf.code, label=leaf.label) for leaf in branch.children],
                    )
                    for branch in root.children
                ],
            )
            for root in lists.taxonomy.roots
        ],
        districts=list(places.districts) if places else [],
        streets=places.streets() if places else {},
        units=list(lists.duties.names()),
        parties=list(Party),
        languages=list(LANGUAGES),
        limits={name: rule.max_length for name, rule in FIELDS.items()},
        pause_reasons=list(PAUSE_REASONS),
        pause_limits={},
        no_ticket_reasons=list(Reason),
        purposes=list(get_args(Purpose)),
        wrap_up_seconds=wrap_up_seconds,
        ring_seconds=ring_seconds,
    )
