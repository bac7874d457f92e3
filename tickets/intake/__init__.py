"""Drafts that open with the call and fill while it is heard, and the one conclusion of each contact."""

from tickets.intake.handlers import domain_handlers, ledger_handlers
from tickets.intake.jobs import SuggestionJob
from tickets.intake.ports import IntakeDeps, Prefill, Words
from tickets.intake.service import IntakeService
from tickets.intake.types import ConclusionView, DraftState, DraftView, Reason, SimilarTicket, TicketView

__all__ = [
    "ConclusionView",
    "DraftState",
    "DraftView",
    "IntakeDeps",
    "IntakeService",
    "Prefill",
    "Reason",
    "SimilarTicket",
    "SuggestionJob",
    "TicketView",
    "Words",
    "domain_handlers",
    "ledger_handlers",
]
