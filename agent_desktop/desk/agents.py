"""The agents' states as this process knows them: facts at once, rows for what no fact tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from agent_desktop.desk.loading import agent_view, phone_of
from agent_desktop.desk.shapes import AgentView
from foundation.clock import Clock
from queueing.models import AgentStateRow

ROW_IS_LATE = timedelta(seconds=1.5)
"""So long after a fact a row that says otherwise may be older than it."""


class AgentStates:
    """Last known state of every agent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._views: dict[str, AgentView] = {}
        self._told_at: dict[str, datetime] = {}

    def get(self, agent: str) -> AgentView | None:
        """Return an agent's state, ``None`` when there never was one."""
        return self._views.get(agent)

    def activity(self, agent: str) -> str:
        """Return what an agent is doing."""
        view = self._views.get(agent)
        return view.activity if view else "idle"

    def shown(self) -> Mapping[str, str]:
        """Return the shown state by agent."""
        return {agent: view.shown_state for agent, view in self._views.items()}

    def take_fact(self, payload: Mapping[str, Any], happened_at: datetime) -> AgentView | None:
        """Take an ``agent_changed``; the end of a wrap-up and whether the phone is there come with the row."""
        agent = str(payload.get("agent", ""))
        before = self._views.get(agent)
        shown, endpoint = payload.get("shown_state"), str(payload.get("endpoint", ""))
        reachable = False if shown == "unreachable" else before.reachable if before and shown != "ready" else True
        try:
            view = AgentView.model_validate(
                {
                    "agent": agent,
                    "endpoint": endpoint,
                    "phone": phone_of(endpoint) if shown != "logged_off" else "",
                    "shown_state": shown,
                    "availability": payload.get("availability"),
                    "activity": payload.get("activity"),
                    "pause_reason": payload.get("pause_reason", ""),
                    "reachable": reachable,
                    "since": happened_at,
                    "wrap_up_until": before.wrap_up_until if before and shown == "wrap_up" else None,
                }
            )
        except ValidationError:  # a state of a release to come: the row will say it, or the page shows the last one
            return None
        self._views[agent] = view
        self._told_at[agent] = self._clock.now()
        return view

    def take_rows(self, rows: Iterable[AgentStateRow]) -> list[str]:
        """Take the rows and return the agents whose state became another by it."""
        changed = []
        for row in rows:
            try:
                view = agent_view(row)
            except ValidationError:
                continue
            before = self._views.get(row.agent)
            if before == view or (before is not None and before.shown_state != view.shown_state and self._late(row)):
                continue
            if before is not None and before.shown_state == view.shown_state and before.since and view.since:
                # The fact's moment and the row's are a moment apart; the screen's clock must not jump.
                close = abs((before.since - view.since).total_seconds()) < 1
                view = view.model_copy(update={"since": before.since}) if close else view
                if before == view:
                    continue
            self._views[row.agent] = view
            changed.append(row.agent)
        return changed

    def _late(self, row: AgentStateRow) -> bool:
        told_at = self._told_at.get(row.agent)
        return told_at is not None and self._clock.now() - told_at < ROW_IS_LATE
