"""Who handles what: the tree of units, their duties with dates, and the unit that a matter belongs to."""

from tickets.service.organisation.jurisdiction import Candidate, History, Matter, suggest
from tickets.service.organisation.model import CODE, KIND, Duty, Level, Organisation, Unit
from tickets.service.organisation.shelf import Organisations

__all__ = [
    "CODE",
    "KIND",
    "Candidate",
    "Duty",
    "History",
    "Level",
    "Matter",
    "Organisation",
    "Organisations",
    "Unit",
    "suggest",
]
