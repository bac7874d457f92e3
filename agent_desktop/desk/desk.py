"""What one agent's open desktops have been told, and what they are due."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agent_desktop.desk.loading import ADAPTERS, Loaded
from agent_desktop.desk.outlet import Outlet
from agent_desktop.desk.parts import ALL, Part, Shown, due
from agent_desktop.desk.shapes import AgentView, Utterance, Words
from foundation.people import Scope
from foundation.streams import StreamEvent

LOADED_PARTS = ALL - {Part.agent}
ORDER = (Part.call, Part.draft, Part.words, Part.open_drafts, Part.figures, Part.phone)


def as_json(kind: str, value: Any) -> str:
    """Return a body as it is sent."""
    return ADAPTERS[kind].dump_json(value, by_alias=True).decode()


class Desk:
    """The desktops (sockets) of one agent; they are always told the same.

    Bodies are kept as sent, so that what is loaded again and did not change costs no frame, and a snapshot is put
    together from them. One task serves a desk, so a later state is never overtaken by an earlier one.
    """

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.grants: Mapping[str, Scope] = {}  # of the newest session; other rights end the sessions before
        self.outlets: set[Outlet] = set()
        self.shown = Shown()
        self.wanted = asyncio.Event()
        self._parts: set[Part] = set()
        self._anew: set[Outlet] = set()
        self._happened_at: datetime | None = None
        self._bodies: dict[str, str] = {Part.agent: "null"}
        self._words: dict[uuid.UUID, str] = {}
        self._passed: list[StreamEvent] | None = None  # since the load that is under way began

    def want(self, parts: Iterable[Part], happened_at: datetime | None = None) -> None:
        """Have parts loaded."""
        self._parts |= LOADED_PARTS.intersection(parts)
        if happened_at is not None and (self._happened_at is None or happened_at < self._happened_at):
            self._happened_at = happened_at
        self.wanted.set()

    def want_snapshot(self, outlet: Outlet) -> None:
        """Have everything loaded for one socket."""
        self._anew.add(outlet)
        self.wanted.set()

    def want_snapshots(self) -> None:
        """Have everything loaded for every socket."""
        self._anew |= self.outlets
        self.wanted.set()

    def passes(self, event: StreamEvent) -> None:
        """Keep an event that comes during a load: it may be about the call which that load finds to be shown."""
        if self._passed is not None:
            self._passed.append(event)

    def take(self) -> tuple[frozenset[Part], set[Outlet], datetime | None]:
        """Return what is to be loaded now and since when the earliest of it is true; from now on it is not wanted."""
        self._passed = []
        parts, anew, happened_at = frozenset(self._parts), self._anew & self.outlets, self._happened_at
        self._parts, self._anew, self._happened_at = set(), set(), None
        self.wanted.clear()
        return LOADED_PARTS if anew else parts, anew, happened_at

    def put_back(self, parts: frozenset[Part], anew: set[Outlet], happened_at: datetime | None) -> None:
        """Want again what could not be loaded."""
        self._passed = None
        self._anew |= anew
        self.want(parts, happened_at)

    def tell_agent(self, view: AgentView | None, happened_at: datetime | None = None) -> None:
        """Tell the agent's own state, which nobody has to load."""
        self._tell(Part.agent, as_json(Part.agent, view), happened_at)

    def tell(self, loaded: Loaded, happened_at: datetime | None) -> None:
        """Tell what changed; what happened during the load to a call that is newly shown is loaded after it."""
        before, self.shown = self.shown, loaded.shown
        if self.shown.call_id != before.call_id:
            self._words = {}
        for part in ORDER:
            if part not in loaded.parts:
                continue
            if part is Part.words:
                self._tell_words(loaded.parts[part], happened_at)
            else:
                self._tell(part, as_json(part, loaded.parts[part]), happened_at)
        passed, self._passed = self._passed or [], None
        if self.shown != before:
            for event in passed:
                if parts := due(event, {self.agent: self.shown}).parts.get(self.agent):
                    self.want(parts, event.happened_at)

    def snapshot(self, outlets: Iterable[Outlet], everybodys: Mapping[str, str]) -> None:
        """Send everything to these sockets; ``everybodys`` are the bodies that all agents share."""
        bodies = {**self._bodies, **everybodys}
        body = "{" + ",".join(f'"{name}":{text}' for name, text in bodies.items()) + "}"
        for outlet in outlets:
            outlet.started = True
            outlet.put("snapshot", body)

    def _tell(self, part: Part, body: str, happened_at: datetime | None) -> None:
        if self._bodies.get(part) != body:
            self._bodies[part] = body
            self._put(part, body, happened_at)

    def _tell_words(self, words: list[Utterance], happened_at: datetime | None) -> None:
        fresh = []
        for utterance in words:
            text = utterance.model_dump_json()
            if self._words.get(utterance.utterance_id) != text:
                self._words[utterance.utterance_id] = text
                fresh.append(utterance)
        self._bodies[Part.words] = "[" + ",".join(self._words.values()) + "]"
        if fresh:
            body = Words(call_id=fresh[0].call_id, utterances=fresh).model_dump_json()
            self._put(Part.words, body, happened_at)

    def _put(self, part: Part, body: str, happened_at: datetime | None) -> None:
        for outlet in self.outlets:
            if outlet.started:
                outlet.put(part, body, happened_at)
