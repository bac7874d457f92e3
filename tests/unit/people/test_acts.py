"""Acts, scopes and roles: what the shipped roles may, and who excludes whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.people import SYSTEM, Principal, Scope
from foundation.people.acts import (
    ACTS,
    OF_AGENTS,
    ROLES,
    covers,
    exclusive,
    for_team,
    needs_second_factor,
    separated,
    united,
    wider,
    within_team,
)

scopes = st.sampled_from(list(Scope))


def principal(*roles: str, agent: str | None = None) -> Principal:
    grants = united((act, scope) for role in roles for act, scope in ROLES[role].grants.items())
    return Principal(None, "n", "n", agent, frozenset(roles), grants, None, is_system=False)


def test_roles_grant_known_acts_only() -> None:
    assert {act for role in ROLES.values() for act in role.grants} <= set(ACTS)


def test_nobody_reads_confidential_contacts_by_role() -> None:
    assert [name for name, role in ROLES.items() if "confidential.read" in role.grants] == []


@given(scopes, scopes)
def test_the_wider_scope_covers_what_each_covers_or_is_no_whole(one: Scope, other: Scope) -> None:
    assert wider(one, other) in (one, other)
    assert covers(Scope.ALL, one)
    assert covers(one, one)
    assert covers(one, Scope.OWN)
    if Scope.ALL in (one, other):
        assert wider(one, other) is Scope.ALL


@given(scopes)
def test_only_all_covers_all(held: Scope) -> None:
    assert covers(held, Scope.ALL) == (held is Scope.ALL)


def test_roles_of_one_account_add_up() -> None:
    both = principal("agent", "supervisor", agent="1001")
    assert both.scope("calls.read") is Scope.ALL
    assert both.scope("desk.use") is Scope.OWN
    assert both.scope("accounts.manage") is None


def test_an_agent_reaches_his_own_only() -> None:
    one = principal("agent", agent="1001")
    assert one.may_for_agent("recordings.listen", "1001")
    assert not one.may_for_agent("recordings.listen", "1002")
    assert not one.may_for_agent("recordings.listen", None)
    assert not principal("agent").may_for_agent("recordings.listen", None)
    assert principal("supervisor").may_for_agent("recordings.listen", None)


def test_a_team_is_reached_and_nobody_beside_it() -> None:
    grants = for_team(united(ROLES["supervisor"].grants.items()) | {"desk.use": Scope.OWN})
    lead = Principal(
        None,
        "n",
        "n",
        "1001",
        frozenset({"supervisor"}),
        grants,
        None,
        is_system=False,
        team=frozenset({"1001", "1002"}),
    )
    assert lead.may_for_agent("calls.read", "1002")
    assert not lead.may_for_agent("calls.read", "1003")
    assert not lead.may_for_agent("calls.read", None)
    assert not lead.may("calls.read", Scope.ALL)
    assert not lead.may("differences.read"), "what belongs to no agent belongs to no team"
    assert lead.may("desk.use")


@given(st.dictionaries(st.sampled_from(sorted(ACTS)), scopes))
def test_kept_to_a_team_nobody_may_more_than_before(grants: dict[str, Scope]) -> None:
    kept = for_team(grants)
    assert Scope.ALL not in kept.values()
    assert all(grants[act] in (scope, Scope.ALL) for act, scope in kept.items())
    assert grants.keys() - kept.keys() <= ACTS.keys() - OF_AGENTS
    assert within_team(kept).keys() == kept.keys()


def test_programs_of_the_house_may_everything() -> None:
    assert all(SYSTEM.may(act, Scope.ALL) for act in ACTS)


@pytest.mark.parametrize(
    ("roles", "clash"),
    [
        ({"auditor", "security_administrator"}, {"auditor", "security_administrator"}),
        ({"auditor", "system_administrator", "agent"}, {"auditor", "system_administrator"}),
        ({"auditor", "supervisor"}, set()),
        ({"supervisor", "agent", "dispatcher"}, set()),
        (set(), set()),
    ],
)
def test_administration_is_separated(roles: set[str], clash: set[str]) -> None:
    assert exclusive({role: ROLES[role].excludes for role in roles}) == clash


@pytest.mark.parametrize(
    ("granted", "clash"),
    [
        (
            ROLES["security_administrator"].grants.keys() | {"audit.read"},
            {"accounts.manage", "accounts.read", "audit.read"},
        ),
        (
            ROLES["system_administrator"].grants.keys() | {"accounts.read"},
            {"system.read", "queues.manage", "flows.manage", "lists.manage", "tickets.manage", "accounts.read"},
        ),
        ({"accounts.manage", "audit.read"}, {"accounts.manage", "audit.read"}),
        ({"queues.manage", "accounts.manage"}, {"queues.manage", "accounts.manage"}),
        (ROLES["auditor"].grants.keys() | ROLES["supervisor"].grants.keys(), set()),
        (ROLES["security_administrator"].grants.keys() | {"confidential.read", "agents.read"}, set()),
        (ROLES["supervisor"].grants.keys() | {"audit.read"}, set()),
        (set(), set()),
    ],
)
def test_acts_of_administration_are_separated_in_whatever_way_they_are_granted(
    granted: set[str], clash: set[str]
) -> None:
    assert separated(granted) == clash


@pytest.mark.parametrize("role", ROLES)
def test_no_role_alone_is_separated(role: str) -> None:
    assert separated(ROLES[role].grants) == set()


def test_all_but_pure_agents_need_a_second_factor() -> None:
    assert not needs_second_factor({"agent"})
    assert needs_second_factor({"agent"}, {"confidential.read"})
    assert needs_second_factor({"agent", "supervisor"})
    assert needs_second_factor(set())
    assert all(needs_second_factor({role}) for role in ROLES if role != "agent")
