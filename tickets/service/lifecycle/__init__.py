"""The life of a ticket: what can be done to it in which state, and what follows (pure)."""

from tickets.service.lifecycle.case import (
    Actor,
    Assignment,
    AssignmentState,
    Case,
    Clock,
    ClockName,
    Entry,
    Order,
    Role,
)
from tickets.service.lifecycle.decide import Decision, Refused, accept, decide
from tickets.service.lifecycle.states import Act, State
from tickets.service.lifecycle.table import TABLE, Rule

__all__ = [
    "TABLE",
    "Act",
    "Actor",
    "Assignment",
    "AssignmentState",
    "Case",
    "Clock",
    "ClockName",
    "Decision",
    "Entry",
    "Order",
    "Refused",
    "Role",
    "Rule",
    "State",
    "accept",
    "decide",
]
