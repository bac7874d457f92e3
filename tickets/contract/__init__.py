"""The ticket contract ``/ticket-service/v1``: what both sides of the hand-over agree on.

``openapi.json`` beside this module is the contract as a document; a ticket service of another make implements it.
"""

from tickets.contract.models import (
    Category,
    FieldSource,
    Kind,
    Marked,
    NewReceipt,
    NewTicket,
    Party,
    Problem,
    Rating,
    Receipt,
    ReceiptPage,
    Recording,
    Repeat,
    StatusQuestion,
    Ticket,
    TicketState,
    TicketStatus,
    Urgency,
)
from tickets.contract.numbers import check_digit, is_service_number, service_number

VERSION = "1.3.0"
PREFIX = "/ticket-service/v1"

__all__ = [
    "PREFIX",
    "VERSION",
    "Category",
    "FieldSource",
    "Kind",
    "Marked",
    "NewReceipt",
    "NewTicket",
    "Party",
    "Problem",
    "Rating",
    "Receipt",
    "ReceiptPage",
    "Recording",
    "Repeat",
    "StatusQuestion",
    "Ticket",
    "TicketState",
    "TicketStatus",
    "Urgency",
    "check_digit",
    "is_service_number",
    "service_number",
]
