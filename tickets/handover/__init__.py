"""Brings submitted tickets to the ticket service, once each."""

from tickets.handover.deliverer import DESTINATION, TicketServiceDeliverer
from tickets.handover.ports import ContactFacts, Facts, RecordingFact

__all__ = ["DESTINATION", "ContactFacts", "Facts", "RecordingFact", "TicketServiceDeliverer"]
