"""The working calendar: weekly hours, holidays, working days moved to a weekend (调休)."""

from foundation.work_calendar.model import ZONE, Reading, State, WorkCalendar, next_change, read_at
from foundation.work_calendar.service import DEFAULT, KIND, Calendars, shipped_calendar
from foundation.work_calendar.working_time import Limit, Pause, Unit, due_at, is_provisional, is_working_day

__all__ = [
    "DEFAULT",
    "KIND",
    "ZONE",
    "Calendars",
    "Limit",
    "Pause",
    "Reading",
    "State",
    "Unit",
    "WorkCalendar",
    "due_at",
    "is_provisional",
    "is_working_day",
    "next_change",
    "read_at",
    "shipped_calendar",
]
