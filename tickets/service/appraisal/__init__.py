"""Appraisal of units (考核): a scheme of indicators with weights, and a month's report from histories alone."""

from tickets.service.appraisal.month import Month, MonthLine, events_of_month, month_of
from tickets.service.appraisal.scheme import CODE, KIND, Indicator, Scheme, SchemeBook, Tally, scored

__all__ = [
    "CODE",
    "KIND",
    "Indicator",
    "Month",
    "MonthLine",
    "Scheme",
    "SchemeBook",
    "Tally",
    "events_of_month",
    "month_of",
    "scored",
]
