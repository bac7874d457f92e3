"""What can be permitted: acts, scopes, the shipped roles and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far a grant reaches, from one's own to everything."""

    OWN = "own"
    TEAM = "team"
    QUEUE = "queue"
    UNIT = "unit"
    ALL = "all"


_ORDER = tuple(Scope)

MEANT = frozenset({Scope.OWN, Scope.TEAM, Scope.UNIT, Scope.ALL})
"""Scopes that can be granted; the other waits until accounts have queues."""

OF_AGENTS = frozenset(
    {
        "calls.read",
        "words.read",
        "recordings.listen",
        "numbers.read",
        "confidential.mark",
        "confidential.read",
        "agents.read",
        "agents.act",
        "calls.supervise",
    }
)
"""Acts on what belongs to an agent, and so to his team."""

OF_UNITS = frozenset({"tickets.read", "tickets.handle", "words.read", "numbers.read", "appraisal.read"})
"""Acts on tickets that a handling unit has: with the scope ``unit`` those of one's own unit and of those below it."""


def covers(held: Scope, asked: Scope) -> bool:
    """Tell whether a grant held is enough: ``all`` for everything, each for itself, any for one's own."""
    return held is Scope.ALL or held is asked or asked is Scope.OWN


def wider(one: Scope, other: Scope) -> Scope:
    """Return the scope that reaches further."""
    return max(one, other, key=_ORDER.index)


ACTS: Mapping[str, str] = {
    "desk.use": "work at the agent's desktop: state and calls",
    "calls.read": "see calls: when, how long, how they ended",
    "words.read": "read what was said, drafts and tickets included",
    "recordings.listen": "hear recordings",
    "numbers.read": "see a whole phone number",
    "confidential.read": "see what belongs to a confidential contact, and take that mark away",
    "confidential.mark": "mark a contact confidential",
    "messages.read": "see which messages callers left; with drafts.edit take and answer them",
    "drafts.edit": "fill in, submit and end drafts",
    "agents.read": "see agents and their states",
    "agents.act": "log agents in and off, pause them",
    "calls.supervise": "listen to agents' calls, speak in them, take them over, answer calls for help",
    "phone.use": "have a phone in the browser",
    "accounts.read": "see accounts and roles",
    "accounts.manage": "make, change, lock and unlock accounts",
    "audit.read": "read the audit log",
    "system.read": "see the state of the system",
    "differences.read": "see what the books of calls tell differently",
    "differences.explain": "note why such a difference is no loss",
    "queues.manage": "change queue rules",
    "reports.read": "read figures of calls, queues and agents, also as files",
    "queues.act": "raise and withdraw waiting callers, move agents between queues",
    "surges.switch": "switch a surge profile of the queues on and off",
    "flows.manage": "change menus, prompts, lines and calendars",
    "announcements.manage": "announce something to every caller before the menu",
    "lists.manage": "change classes, places, words and units that pre-fill reads",
    "tickets.read": "see tickets: how they stand, their clocks and their history",
    "tickets.accept": "answer a matter at once, hand danger over to an emergency line",
    "tickets.dispatch": "dispatch tickets, decide what units ask for, review replies",
    "tickets.handle": "acknowledge, handle and answer tickets for a unit",
    "tickets.follow_up": "follow up, remind, have reworked, archive",
    "tickets.supervise": "supervise and escalate tickets, decide the last send-back",
    "tickets.manage": "change the organisation and the rules of tickets",
    "appraisal.read": "see the appraisal of units; with tickets.handle object to what a ticket counts",
    "appraisal.manage": "issue the appraisal, decide objections, change its scheme",
    "demonstration.dial": "dial from the demonstration's citizen page",
}
"""Every act and what it permits; a role or an account can be granted no other."""


@dataclass(frozen=True)
class Role:
    """A shipped role; roles with the same ``excludes`` cannot stand on one account."""

    grants: Mapping[str, Scope]
    excludes: str = ""


_SEPARATED = "administration"


def _grants(scope: Scope, *acts: str) -> dict[str, Scope]:
    return dict.fromkeys(acts, scope)


ROLES: Mapping[str, Role] = {
    "agent": Role(
        _grants(
            Scope.OWN,
            "desk.use",
            "phone.use",
            "calls.read",
            "words.read",
            "recordings.listen",
            "numbers.read",
            "messages.read",
            "drafts.edit",
            "confidential.mark",
        )
        | _grants(Scope.ALL, "tickets.read", "tickets.accept", "tickets.follow_up")
    ),
    "supervisor": Role(
        _grants(
            Scope.ALL,
            "calls.read",
            "words.read",
            "recordings.listen",
            "numbers.read",
            "messages.read",
            "agents.read",
            "agents.act",
            "differences.read",
            "differences.explain",
            "confidential.mark",
            "announcements.manage",
            "surges.switch",
            "reports.read",
            "queues.act",
            "calls.supervise",
            "phone.use",
            "tickets.read",
            "tickets.accept",
            "tickets.follow_up",
            "tickets.supervise",
            "appraisal.read",
            "appraisal.manage",
        )
    ),
    "quality_reviewer": Role(_grants(Scope.ALL, "calls.read", "words.read", "recordings.listen", "tickets.read")),
    "dispatcher": Role(_grants(Scope.ALL, "calls.read", "tickets.read", "tickets.accept", "tickets.dispatch")),
    "unit_staff": Role(_grants(Scope.UNIT, *sorted(OF_UNITS))),
    "unit_lead": Role(_grants(Scope.UNIT, *sorted(OF_UNITS))),
    "system_administrator": Role(
        _grants(
            Scope.ALL,
            "system.read",
            "queues.manage",
            "surges.switch",
            "reports.read",
            "flows.manage",
            "lists.manage",
            "tickets.manage",
            "announcements.manage",
            "agents.read",
            "differences.read",
        ),
        _SEPARATED,
    ),
    "security_administrator": Role(_grants(Scope.ALL, "accounts.read", "accounts.manage"), _SEPARATED),
    "auditor": Role(_grants(Scope.ALL, "audit.read", "accounts.read", "differences.read"), _SEPARATED),
}
"""The roles of a release. They are rows too; `foundation.people.repository.seed_roles` makes the rows follow."""


def united(grants: Iterable[tuple[str, Scope]]) -> dict[str, Scope]:
    """Return each act with the widest scope it was granted with."""
    found: dict[str, Scope] = {}
    for act, scope in grants:
        found[act] = wider(found[act], scope) if act in found else scope
    return found


def for_team(grants: Mapping[str, Scope]) -> dict[str, Scope]:
    """Return what is left of everything granted to somebody whose roles reach no further than his team."""
    kept = {act: scope for act, scope in grants.items() if scope is not Scope.ALL or act in OF_AGENTS}
    return {act: Scope.TEAM if scope is Scope.ALL else scope for act, scope in kept.items()}


def within_team(grants: Mapping[str, Scope]) -> dict[str, Scope]:
    """Return how far grants reach on what belongs to the team: what is granted for it is as good as for all."""
    return {act: Scope.ALL if scope is Scope.TEAM else scope for act, scope in grants.items()}


def exclusive(groups: Mapping[str, str]) -> set[str]:
    """Return those roles (role -> its ``excludes``) that must not stand on one account together."""
    shared = [group for group in groups.values() if group]
    return {role for role, group in groups.items() if group and shared.count(group) > 1}


def separated(granted: Iterable[str]) -> set[str]:
    """Return those of the acts granted that no one of the roles which exclude each other may do alone.

    What a role outside of them may do too (``agents.read``) separates nobody.
    """
    clash: set[str] = set()
    open_to_others = {act for role in ROLES.values() if not role.excludes for act in role.grants}
    for group in {role.excludes for role in ROLES.values() if role.excludes}:
        holders = [role.grants.keys() - open_to_others for role in ROLES.values() if role.excludes == group]
        held = set(granted) & set().union(*holders)
        if not any(held <= acts for acts in holders):
            clash |= held
    return clash


def needs_second_factor(roles: Iterable[str], own_grants: Iterable[str] = ()) -> bool:
    """Tell whether a password is not enough: for everyone but an agent who is nothing else."""
    return set(roles) != {"agent"} or bool(set(own_grants))
