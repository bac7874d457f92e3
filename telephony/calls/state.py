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
class Consult:
    """A colleague who is rung for the agent, or whom he has asked: ``kind`` agent or outside, ``code`` who.

    ``joined``: he talks to the caller too, in a conference.
    """

    consult_id: uuid.UUID
    kind: str
    code: str
    leg: str
    leg_channel: str
    answered: bool = False
    joined: bool = False

    @property
    def agent(self) -> str:
        """The agent that he is; empty: nobody of ours."""
        return self.code if self.kind == "agent" else ""


@dataclass(frozen=True)
class Handover:
    """The leg that the caller is about to be bridged with, until he is."""

    how: str
    agent: str
    leg: str
    leg_channel: str


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
    consult: Consult | None = None
    consults: int = 0
    handover: Handover | None = None
    handovers: int = 0
    conferences: int = 0
    help_id: uuid.UUID | None = None  # of a call for help that nobody has answered
    supervisions: frozenset[uuid.UUID] = frozenset()  # of supervisors who are on the call
    holds: int = 0
    bridges: int = 0
    bridged: bool = False
    satisfaction: int | None = None
    last_at: datetime | None = None  # the newest moment that a fact tells of
    # When each last began or ended, so that a late copy is known as one.
    menu_moved_at: datetime | None = None
    hold_moved_at: datetime | None = None
    consult_moved_at: datetime | None = None
    talk_moved_at: datetime | None = None
    handover_moved_at: datetime | None = None
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
            talked, moved_at = state.talked | {talk.leg}, fact.happened_at
            return {
                "visits": visits,
                "talk": talk,
                "talks": state.talks + 1,
                "talked": talked,
                "talk_moved_at": moved_at,
            }
        case Kind.talk_ended:
            return {"talk": None, "talk_moved_at": fact.happened_at}
        case Kind.hold_started if state.talk:
            apart = p.get("by") == "switch"
            out = apart or state.talk.out_of_queue
            talk = replace(state.talk, hold_by=p["whose"], apart=apart, out_of_queue=out)
            return {"talk": talk, "holds": state.holds + 1, "hold_moved_at": fact.happened_at}
        case Kind.hold_ended if state.talk:
            return {"talk": replace(state.talk, hold_by="", apart=False), "hold_moved_at": fact.happened_at}
        case Kind.consult_began:
            consult = Consult(uuid.UUID(p["consult_id"]), p["kind"], p["code"], p["leg"], p["leg_channel"])
            return {"consult": consult, "consults": state.consults + 1, "consult_moved_at": fact.happened_at}
        case Kind.consult_answered if state.consult:
            return {"consult": replace(state.consult, answered=True)}
        case Kind.conference_began if state.consult:
            return {"consult": replace(state.consult, joined=True), "conferences": state.conferences + 1}
        case Kind.consult_ended:
            return {"consult": None, "consult_moved_at": fact.happened_at}
        case Kind.help_asked:
            return {"help_id": uuid.UUID(p["help_id"])}
        case Kind.help_ended:
            return {"help_id": None}
        case Kind.supervision_began:
            return {"supervisions": state.supervisions | {uuid.UUID(p["supervision_id"])}}
        case Kind.supervision_ended:
            return {"supervisions": state.supervisions - {uuid.UUID(p["supervision_id"])}}
        case Kind.handover_began:
            handover = Handover(p["how"], p["agent"], p["leg"], p["leg_channel"])
            count = state.handovers + 1
            return {"handover": handover, "handovers": count, "handover_moved_at": fact.happened_at}
        case Kind.handover_failed:
            return {"handover": None, "handover_moved_at": fact.happened_at}
        case Kind.bridge_entered:
            # Whoever the caller was handed over to has him now.
            moved = {"bridges": state.bridges + 1, "bridge_moved_at": fact.happened_at}
            if state.handover is not None:
                moved["handover_moved_at"] = fact.happened_at
            return {"bridged": True, "handover": None, **moved}
        case Kind.bridge_left:
            return {"bridged": False, "bridge_moved_at": fact.happened_at}
        case Kind.queue_left if state.visits:
            visit = replace(state.visits[-1], closed=True, closed_at=fact.happened_at)
            return {"visits": (*state.visits[:-1], visit)}
        case Kind.survey_answered:
            # What he said in a menu is not about the agent who answers later.
            return {} if p.get("in_menu") else {"satisfaction": p["level"]}
        case Kind.call_ended:
            gone: dict[str, Any] = {"talk": None, "rings": {}, "bridged": False, "consult": None, "handover": None}
            gone |= {"help_id": None, "supervisions": frozenset()}
            return {"ended": True, "menu_open": False, **gone}
    return {}
