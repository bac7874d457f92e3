"""Which parts of whose desktop follow from an event; pure.

A desktop is made of parts, each loaded and sent as a whole. An event names an agent, or a call or contact that some
desktops show; ``RULES`` says which parts of theirs it can have changed. Too much costs a query, too little a stale
screen, so a part is named where in doubt: what turns out to be the same as before is not sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.streams import StreamEvent
from telephony.events import Kind
from tickets import events as ticket_events

PHONE_CLAIMED = "phone_claimed"
CONTACT_MARKED = "contact_marked"
UTTERANCE_HEARD = "utterance_heard"
UTTERANCE_CORRECTED = "utterance_corrected"
TRANSCRIPT_DONE = "transcript_done"
RECORDING_CHECKED = "recording_checked"


class Part(StrEnum):
    """Parts of one agent's desktop; each is a frame type."""

    agent = "agent"
    call = "call"
    words = "words"
    draft = "draft"
    open_drafts = "open_drafts"
    figures = "figures"
    phone = "phone"


ALL = frozenset(Part)


class To(StrEnum):
    """Whose desktops: of the agent that is named, of the colleague who is asked, those that show the call, those that
    show or list the contact.
    """

    agent = "agent"
    colleague = "colleague"
    call = "call"
    contact = "contact"


@dataclass(frozen=True)
class Rule:
    """Parts that an event of one kind can have changed; ``queues`` are everybody's."""

    parts: Mapping[To, frozenset[Part]] = field(default_factory=dict)
    queues: bool = False


def _rule(*, queues: bool = False, **parts: str) -> Rule:
    return Rule({To(to): frozenset(map(Part, names.split())) for to, names in parts.items()}, queues)


NOTHING = Rule()

LEDGER_RULES: Mapping[Kind, Rule] = {
    Kind.call_entered: NOTHING,
    Kind.menu_entered: NOTHING,
    Kind.menu_completed: _rule(call="call"),
    Kind.message_began: NOTHING,
    Kind.danger_heard: _rule(call="call"),
    Kind.call_offered: _rule(call="call", queues=True),
    Kind.agent_ringing: _rule(agent="call words draft figures"),
    Kind.ring_ended: _rule(agent="call words draft figures"),
    Kind.call_answered: _rule(agent="call words draft open_drafts figures", call="call", queues=True),
    Kind.talk_ended: _rule(agent="call draft open_drafts figures", queues=True),
    Kind.hold_started: _rule(call="call"),
    Kind.hold_ended: _rule(call="call figures"),
    Kind.consult_began: _rule(agent="call", colleague="call words draft"),
    Kind.consult_answered: _rule(call="call", colleague="call words draft"),
    Kind.consult_ended: _rule(call="call", colleague="call words draft"),
    Kind.conference_began: _rule(call="call", colleague="call"),
    Kind.handover_began: _rule(call="call draft"),
    Kind.handover_failed: _rule(call="call draft"),
    Kind.supervision_began: _rule(agent="call", call="call"),
    Kind.supervision_ended: _rule(agent="call", call="call"),
    Kind.help_asked: _rule(agent="call", call="call"),
    Kind.help_ended: _rule(agent="call", call="call"),
    Kind.bridge_entered: NOTHING,
    Kind.bridge_left: NOTHING,
    Kind.queue_left: _rule(call="call", queues=True),
    Kind.survey_answered: _rule(call="call"),
    Kind.call_ended: _rule(call="call draft open_drafts figures", queues=True),
    Kind.agent_changed: _rule(agent="agent call words draft", queues=True),
    Kind.command_done: NOTHING,
    Kind.unexpected: NOTHING,
    Kind.gap: NOTHING,
}

DOMAIN_RULES: Mapping[str, Rule] = {
    UTTERANCE_HEARD: _rule(call="words"),
    UTTERANCE_CORRECTED: _rule(call="words"),
    TRANSCRIPT_DONE: _rule(call="words"),
    RECORDING_CHECKED: NOTHING,
    ticket_events.DRAFT_UPDATED: _rule(agent="open_drafts", contact="draft open_drafts call"),
    ticket_events.TICKET_SUBMITTED: _rule(agent="draft open_drafts figures", contact="draft"),
    ticket_events.CONTACT_CONCLUDED: _rule(
        agent="call words draft open_drafts figures", contact="call words draft open_drafts"
    ),
    ticket_events.TICKET_HANDED_OVER: _rule(contact="draft"),
    PHONE_CLAIMED: _rule(agent="phone"),
    CONTACT_MARKED: _rule(contact="call"),
}

RULES: Mapping[str, Rule] = {**{str(kind): rule for kind, rule in LEDGER_RULES.items()}, **DOMAIN_RULES}


@dataclass(frozen=True)
class Shown:
    """What a desktop shows: its call, and the contacts whose drafts it shows or lists."""

    call_id: uuid.UUID | None = None
    contacts: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Due:
    """What has to be loaded: parts by agent, and whether the queues may have changed."""

    parts: Mapping[str, frozenset[Part]]
    queues: bool


def due(event: StreamEvent, desks: Mapping[str, Shown]) -> Due:
    """Return what an event asks for; ``desks`` are the agents with a desktop open."""
    rule = RULES.get(event.kind, NOTHING)
    found: dict[str, frozenset[Part]] = {}
    for to, parts in rule.parts.items():
        for agent in _agents(to, event, desks):
            found[agent] = found.get(agent, frozenset()) | parts
    return Due(found, rule.queues)


def _agents(to: To, event: StreamEvent, desks: Mapping[str, Shown]) -> list[str]:
    if to is To.agent:
        named = str(event.payload.get("agent") or "")
        return [named] if named in desks else []
    if to is To.colleague:
        asked = str(event.payload.get("code") or "") if event.payload.get("kind") == "agent" else ""
        return [asked] if asked in desks else []
    if to is To.call:
        call_id = _id(event.payload.get("call_id")) or event.subject
        return [agent for agent, shown in desks.items() if call_id is not None and shown.call_id == call_id]
    contact_id, call_id = _id(event.payload.get("contact_id")), _id(event.payload.get("call_id"))
    return [
        agent
        for agent, shown in desks.items()
        if contact_id in shown.contacts or (call_id is not None and shown.call_id == call_id)
    ]


def _id(text: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None
