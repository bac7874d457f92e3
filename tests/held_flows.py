"""Flows without a store: what a menu driver or a page looks them up in."""

from foundation.work_calendar import WorkCalendar
from ivr.flow import Flow, default_flow


class HeldFlows:
    """One flow in force and others that were published once."""

    def __init__(self, current: Flow | None = None, *others: Flow) -> None:
        self.current = current or default_flow()
        self.loaded = True
        self.calendars: dict[str, WorkCalendar] = {}
        shipped = default_flow().model_copy(update={"version": 0})
        self._known = {(flow.code, flow.version): flow for flow in (shipped, self.current, *others)}

    def shown(self) -> dict[str, tuple[str, Flow]]:
        """Return what every caller begins with."""
        return {"": (f"{self.current.code}:{self.current.version}", self.current)}

    def heard(self, name: str, line: str) -> Flow | None:
        """Return what a caller began with."""
        code, _, version = name.partition(":")
        return self.get(code, int(version)) if version.isdecimal() else None

    def get(self, code: str, version: int) -> Flow | None:
        """Return a flow that was published once."""
        return self._known.get((code, version))
