"""Who reads a confidential ticket, and which acts are left to those who do (pure)."""

from __future__ import annotations

from foundation.people import Principal, Scope
from tickets.service.lifecycle import Act
from tickets.service.models import ServiceTicketRow

READ = "confidential.read"
"""Who has it over all reads every confidential ticket, and names others who read one."""

NEEDS_READING = frozenset(
    {
        Act.RESOLVE_DIRECTLY,
        Act.REFUSE,
        Act.CONTACT,
        Act.ANSWER_PART,
        Act.REPLY,
        Act.APPROVE,
        Act.RETURN_REPLY,
        Act.GRANT_EXTENSION,
        Act.DENY_EXTENSION,
        Act.GRANT_SUSPENSION,
        Act.DENY_SUSPENSION,
        Act.FOLLOW_UP,
    }
)
"""Acts that speak to the citizen, or judge words: nobody does them to a ticket whose words are kept from him."""


def is_kept(who: Principal, row: ServiceTicketRow, *, is_named: bool) -> bool:
    """Tell whether everything personal is kept from somebody because the ticket is confidential."""
    if not row.confidential or who.is_system or is_named or who.owns(row.agent):
        return False
    return not who.may(READ, Scope.ALL)
