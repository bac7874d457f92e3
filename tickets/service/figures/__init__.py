"""Figures of tickets: what comes in, how it is handled, whose it is; each with its formula and its tickets."""

from tickets.service.figures.bursts import Burst, bursts
from tickets.service.figures.counted import Part, Span, narrowed
from tickets.service.figures.dictionary import METRICS, Counts, Metric, computed
from tickets.service.figures.report import Board, Dashboard, Hot, UnitLine, board, dashboard, totals
from tickets.service.figures.times import ClockLine, clock_lines, reasons

__all__ = [
    "METRICS",
    "Board",
    "Burst",
    "ClockLine",
    "Counts",
    "Dashboard",
    "Hot",
    "Metric",
    "Part",
    "Span",
    "UnitLine",
    "board",
    "bursts",
    "clock_lines",
    "computed",
    "dashboard",
    "narrowed",
    "reasons",
    "totals",
]
