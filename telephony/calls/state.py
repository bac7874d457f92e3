"""State of one call, folded from its facts, so that whoever reads the ledger knows what the owner knew."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from telephony.events import Fact, Kind


@dataclass(frozen=True)
class Visit:
    """One stay in a queue."""

    visit_id: uuid.UUID
    queue: str
    offered_at: datetime
    answered: bool = False
    closed: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Talk:
    """The conversation going on.

    ``hold_by`` says whose hold it is on (agent, caller), ``apart`` that this hold is the switch's: both legs are out of
    their bridge. ``out_of_queue`` stays true from the first such hold on: the caller's dialplan has left ``Queue()``.
    """

    talk_id: uuid.UUID
    agent: str
    leg: str
    leg_channel: str
    hold_by: str = ""
    apart: bool = False
    out_of_queue: bool = False


@dataclass(frozen=True)
class CallState:
    """What is known of a call; ``entered`` is false until its first fact."""

    node: str
    linkedid: str
    entered: bool = False
    ended: bool = False
    line: str = ""
    uniqueid: str = ""
    channel: str = ""
    caller_id: uuid.UUID | None = None
    menus: int = 0
    menu_open: bool = False
    menu_path: str = ""
    message: bool = False  # he was asked to leave one
    language: str = "zh"
    visits: tuple[Visit, ...] = ()
    rings: dict[str, str] = field(default_factory=dict)  # open rings: agent's channel id -> agent
    talk: Talk | None = None
    talks: int = 0
    holds: int = 0
    bridges: int = 0
    bridged: bool = False
    satisfaction: int | None = None
    last_at: datetime | None = None  # the newest moment that a fact tells of
    # When each last began or ended, so that a late copy is known as one.
    menu_moved_at: datetime | None = None
    hold_moved_at: datetime | None = None
    bridge_moved_at: datetime | None = None
    rung: frozenset[str] = frozenset()  # every agent's channel that rang
    talked: frozenset[str] = frozenset()  # every agent's channel that talked
    left: tuple[str, ...] = field(default=(), compare=False)  # whose far end hung up, in order; no fact tells that

    @property
    def visit(self) -> Visit | None:
        """The visit that is not over."""
        return self.visits[-1] if self.visits and not self.visits[-1].closed else None

    @property
    def left_first(self) -> str:
        """Who hung up the talk that is going on, ``caller`` or ``agent``; empty when nobody is known to have."""
        ends = {self.uniqueid: "caller"} | ({self.talk.leg: "agent"} if self.talk else {})
        return next((ends[channel] for channel in self.left if channel in ends), "")

    @property
    def answered(self) -> bool:
        """Whether any agent talked to the caller."""
        return self.talks > 0


def evolve(state: CallState, fact: Fact) -> CallState:
    """Return the state after a fact."""
    last = fact.happened_at if state.last_at is None else max(state.last_at, fact.happened_at)
    return replace(state, last_at=last, **_changes(state, fact))


def _changes(state: CallState, fact: Fact) -> dict[str, Any]:
    p = fact.payload
    match fact.kind:
        case Kind.call_entered:
            caller = p.get("caller_id")
            return {
                "entered": True,
                "line": p.get("line", ""),
                "uniqueid": p.get("uniqueid", state.linkedid),
                "channel": p.get("channel", ""),
                "caller_id": uuid.UUID(caller) if caller else None,
            }
        case Kind.menu_entered:
            return {"menus": state.menus + 1, "menu_open": True, "menu_moved_at": fact.happened_at}
        case Kind.menu_completed:
            return {
                "menu_open": False,
                "menu_moved_at": fact.happened_at,
                "menu_path": p.get("path", state.menu_path),
                "language": p.get("language") or state.language,
            }
        case Kind.message_began:
            return {"message": True}
        case Kind.call_offered:
            visit = Visit(uuid.UUID(p["queue_visit_id"]), p["queue"], fact.happened_at)
            return {"visits": (*state.visits, visit)}
        case Kind.agent_ringing:
            return {"rings": {**state.rings, p["leg"]: p["agent"]}, "rung": state.rung | {p["leg"]}}
        case Kind.ring_ended:
            return {"rings": {leg: agent for leg, agent in state.rings.items() if leg != p["leg"]}}
        case Kind.call_answered:
            visits = (*state.visits[:-1], replace(state.visits[-1], answered=True)) if state.visits else ()
            talk = Talk(uuid.UUID(p["talk_id"]), p["agent"], p["leg"], p.get("leg_channel", ""))
            talked = state.talked | {talk.leg}
            return {"visits": visits, "talk": talk, "talks": state.talks + 1, "talked": talked}
        case Kind.talk_ended:
            return {"talk": None}
        case Kind.hold_started if state.talk:
            apart = p.get("by") == "switch"
            out = apart or state.talk.out_of_queue
            talk = replace(state.talk, hold_by=p["whose"], apart=apart, out_of_queue=out)
            return {"talk": talk, "holds": state.holds + 1, "hold_moved_at": fact.happened_at}
        case Kind.hold_ended if state.talk:
            return {"talk": replace(state.talk, hold_by="", apart=False), "hold_moved_at": fact.happened_at}
        case Kind.bridge_entered:
            return {"bridged": True, "bridges": state.bridges + 1, "bridge_moved_at": fact.happened_at}
        case Kind.bridge_left:
            return {"bridged": False, "bridge_moved_at": fact.happened_at}
        case Kind.queue_left if state.visits:
            visit = replace(state.visits[-1], closed=True, closed_at=fact.happened_at)
            return {"visits": (*state.visits[:-1], visit)}
        case Kind.survey_answered:
            # What he said in a menu is not about the agent who answers later.
            return {} if p.get("in_menu") else {"satisfaction": p["level"]}
        case Kind.call_ended:
            return {"ended": True, "menu_open": False, "talk": None, "rings": {}, "bridged": False}
    return {}
