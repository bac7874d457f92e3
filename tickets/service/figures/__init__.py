"""Figures of tickets: what comes in, how it is handled, whose it is; each with its formula."""

from tickets.service.figures.dictionary import METRICS, Counts, Metric, computed
from tickets.service.figures.report import Board, Burst, Hot, Part, Span, UnitLine, board, bursts

__all__ = [
    "METRICS",
    "Board",
    "Burst",
    "Counts",
    "Hot",
    "Metric",
    "Part",
    "Span",
    "UnitLine",
    "board",
    "bursts",
    "computed",
]
