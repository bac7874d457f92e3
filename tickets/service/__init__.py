"""The built-in ticket service: takes tickets in once, numbers them, lists them; runs mounted or alone."""

from tickets.service.app import create_service_app
from tickets.service.service import TicketService

__all__ = ["TicketService", "create_service_app"]
