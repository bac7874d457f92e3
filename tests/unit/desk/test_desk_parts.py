"""Which parts of whose desktop follow from an event: every kind of fact and of domain event has a rule."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.desk.parts import ALL, DOMAIN_RULES, LEDGER_RULES, RULES, Part, Shown, To, due
from foundation.streams import StreamEvent
from telephony.events import Kind
from tickets import events as ticket_events

ROOT = Path(__file__).parents[3]
CALL, CONTACT, OTHER = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
PACKAGES = ("agent_desktop", "queueing", "speech", "recordings", "tickets", "telephony", "ivr", "foundation", "hotline")


def event(kind: str, subject: uuid.UUID | None = None, **payload: Any) -> StreamEvent:
    """Return an event."""
    return StreamEvent(1, uuid.uuid4(), kind, datetime(2026, 11, 23, tzinfo=UTC), payload, subject)


def parts_of(found: Any, agent: str) -> set[str]:
    """Return the names of an agent's parts."""
    return set(map(str, found.parts.get(agent, ())))


def test_every_kind_of_fact_has_a_rule() -> None:
    assert set(LEDGER_RULES) == set(Kind)


def _published() -> Iterator[str]:
    """Every kind that some module publishes as a domain event, read from the sources."""
    names = {name: value for name, value in vars(ticket_events).items() if isinstance(value, str)}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "publish"):
                    continue
                kind = node.args[1]
                if isinstance(kind, ast.Constant):
                    yield str(kind.value)
                elif isinstance(kind, ast.Attribute):
                    yield names[kind.attr]
                elif isinstance(kind, ast.Name):
                    yield next(rule for rule in RULES if rule == kind.id.lower())


def test_every_domain_event_has_a_rule_and_no_rule_is_for_nothing() -> None:
    assert set(_published()) == set(DOMAIN_RULES)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_nobody_is_told_what_is_another_agents(kind: str) -> None:
    desks = {"1001": Shown(CALL, frozenset({CONTACT})), "1002": Shown(OTHER, frozenset({OTHER})), "1003": Shown()}
    payload = {"agent": "1001", "call_id": str(CALL), "contact_id": str(CONTACT)}
    assert set(due(event(kind, CALL, **payload), desks).parts) <= {"1001"}


@pytest.mark.parametrize("kind", sorted(RULES))
def test_an_event_of_no_desktop_that_is_open_asks_for_no_part(kind: str) -> None:
    payload = {"agent": "1009", "call_id": str(OTHER), "contact_id": str(OTHER)}
    assert due(event(kind, OTHER, **payload), {"1001": Shown(CALL, frozenset({CONTACT}))}).parts == {}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("agent_ringing", {"call", "words", "draft", "figures"}),
        ("call_answered", {"call", "words", "draft", "open_drafts", "figures"}),
        ("talk_ended", {"call", "draft", "open_drafts", "figures"}),
        ("agent_changed", {"agent", "call", "words", "draft"}),
        ("contact_concluded", {"call", "words", "draft", "open_drafts", "figures"}),
        ("phone_claimed", {"phone"}),
    ],
)
def test_the_agent_that_is_named_gets_his_parts(kind: str, wanted: set[str]) -> None:
    assert parts_of(due(event(kind, agent="1001"), {"1001": Shown()}), "1001") == wanted


def test_words_go_to_those_who_show_the_call() -> None:
    desks = {"1001": Shown(CALL), "1002": Shown(OTHER), "1003": Shown()}
    assert due(event("utterance_heard", CALL), desks).parts == {"1001": frozenset({Part.words})}


def test_a_draft_of_the_list_is_told_though_its_call_is_not_on_the_screen() -> None:
    desks = {"1001": Shown(OTHER, frozenset({CONTACT}))}
    found = due(event("draft_updated", CONTACT, contact_id=str(CONTACT), call_id=str(CALL)), desks)
    assert parts_of(found, "1001") >= {"draft", "open_drafts"}


@pytest.mark.parametrize(
    "kind", ["call_offered", "call_answered", "queue_left", "call_ended", "talk_ended", "agent_changed"]
)
def test_what_changes_who_waits_or_works_asks_for_the_queues(kind: str) -> None:
    assert due(event(kind), {}).queues


@pytest.mark.parametrize("kind", ["call_entered", "bridge_entered", "utterance_heard", "something_to_come"])
def test_other_events_do_not(kind: str) -> None:
    assert not due(event(kind, agent="1001"), {"1001": Shown()}).queues


def test_ids_that_are_none_ask_for_nothing() -> None:
    assert due(event("hold_started", call_id="nonsense"), {"1001": Shown(CALL)}).parts == {}
    assert due(event("utterance_heard"), {"1001": Shown()}).parts == {}


def test_every_part_is_asked_for_by_some_event() -> None:
    assert {part for rule in RULES.values() for parts in rule.parts.values() for part in parts} == ALL
    assert {to for rule in RULES.values() for to in rule.parts} == set(To)
