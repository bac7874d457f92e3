"""What supervision looks at: tickets that went wrong, each with what shows it, and those for the joint meeting."""

from tickets.service.supervision.detectors import Finding, Sign, for_meeting, found

__all__ = ["Finding", "Sign", "for_meeting", "found"]
