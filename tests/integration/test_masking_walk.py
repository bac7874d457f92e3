"""Every readable route, asked by every role, tells of personal data what the table of data classes says and no more."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from seeded import AGENT, SERVICE_IDS, UNIT, Seed, Seeded, seed
from whole_web import Way, Whole, whole_web

from agent_desktop.access import COOKIE
from foundation.audit.models import AuditRow
from foundation.database import Base
from foundation.ids import new_id
from foundation.people import Scope
from foundation.people.acts import ROLES
from foundation.people.masking import Exposure, column_exposure
from foundation.people.models import AccountRow
from foundation.people.repository import set_grants, set_roles
from foundation.people.sessions import open_session
from hotline import tables
from recordings.models import RecordingRow
from speech.models import UtteranceRow
from telephony.models import CallerRow
from tickets.intake.models import DraftRow, TicketRow
from tickets.service.models import ActRow, AssignmentRow, AttachmentRow, ServiceTicketRow

WORDS = {UtteranceRow.text, UtteranceRow.changes, UtteranceRow.corrected_text}
OF_CALLS = {*WORDS, TicketRow.fields, DraftRow.fields, RecordingRow.legs}
S = ServiceTicketRow
OF_MATTERS = {S.street, S.community, S.place, S.company, S.request, S.summary, S.summary_paragraph, S.description}
OF_TICKETS = {
    *OF_MATTERS,
    S.danger_words,
    S.reply,
    AssignmentRow.answer,
    ActRow.reason,
    ActRow.evidence,
    AttachmentRow.name,
}
"""What tickets tell: to whose contact or unit it is, and to dispatchers while the ticket is open."""
OF_PEOPLE = {AccountRow.name, AccountRow.display_name, AuditRow.note, AuditRow.address}
TOLD = {(str(column), False) for column in OF_CALLS | OF_TICKETS | OF_PEOPLE}
TOLD |= {(str(column), True) for column in OF_CALLS | OF_TICKETS}
TOLD |= {(str(S.sources), True), (str(S.sources), False)}
"""What routes tell whole to somebody at all, of calls that are confidential or not; every other column stays inside."""

MORE: Mapping[str, tuple[str, str | None, dict[str, Scope]]] = {
    "colleague": ("agent", "1002", {}),
    "trusted": ("supervisor", None, {"confidential.read": Scope.ALL}),
    "watcher": ("dispatcher", None, {"audit.read": Scope.ALL}),
    "handler": ("unit_staff", None, {}),
}
"""People beside those of one role: role, agent's code, grants of their own."""
UNITS = {"handler": UNIT}
OF_UNIT = {"unit_staff", "unit_lead"}
"""Without a unit, they reach nothing."""


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application with an account of each role, and the others, logged in."""
    async with whole_web(tmp_path) as made:
        async with made.house.database.write() as session:
            now = made.house.clock.now()
            for name, (role, agent, grants) in MORE.items():
                account_id = new_id()
                row = AccountRow(account_id=account_id, name=name, display_name=name, agent=agent, created_at=now)
                row.unit = UNITS.get(name)
                session.add(row)
                await session.flush()
                await set_roles(session, account_id, [role])
                await set_grants(session, account_id, grants)
                made.tokens[name], _ = await open_session(session, account_id, now=now, confirmed=True)
        yield made


@pytest.fixture
async def seeded(whole: Whole) -> Seeded:
    """Return what was put in."""
    return await seed(whole.house)


def grants_of(who: str) -> dict[str, Scope]:
    """Return what somebody may."""
    role, _, own = MORE.get(who, (who, None, {}))
    return {**ROLES[role].grants, **own}


def agent_of(who: str) -> str | None:
    """Return the agent's code of somebody."""
    return MORE[who][1] if who in MORE else AGENT if who == "agent" else None


def addresses(way: Way, seeded: Seeded) -> list[str]:
    """Return every path of a route that leads to something that was put in."""
    known: dict[str, list[Any]] = {
        "call_id": seeded.calls,
        "contact_id": seeded.contacts,
        "account_id": [seeded.account],
        "service_id": list(SERVICE_IDS.values()),
        "leg": ["mixed"],
    }
    names = [name for name in known if f"{{{name}" in way.path]
    found = []
    for values in itertools.product(*(known[name] for name in names)):
        path = way.path
        for name, value in zip(names, values, strict=True):
            path = path.replace(f"{{{name}}}", str(value))
        found.append(Way(way.method, path, way.guards).address)
    return found


async def told(whole: Whole, seeded: Seeded, headers: dict[str, str]) -> str:
    """Return everything that the readable routes tell to whoever sends ``headers``."""
    texts, answered = [], 0
    # The audit first: refusals of this walk push its page on.
    texts.append((await whole.client.get("/api/v1/audit", headers=headers)).text)
    for way in whole.ways():
        if way.method != "GET":
            continue
        for address in addresses(way, seeded):
            answer = await whole.client.get(address, headers=headers)
            assert answer.status_code != 500, (address, answer.text)
            answered += answer.status_code == 200
            texts.append(answer.text)
    assert answered > 3
    return "\n".join(texts)


def expected(who: str, one: Seed) -> Exposure:
    """Return what the table says."""
    own = one.owner is not None and one.owner == agent_of(who)
    if one.column in OF_TICKETS and not one.confidential and ("tickets.dispatch" in grants_of(who) or who in UNITS):
        return Exposure.SHOWN
    if one.column in OF_TICKETS and own:
        return Exposure.SHOWN
    return column_exposure(grants_of(who), one.column, own=own, confidential=one.confidential)


async def test_something_stands_in_every_column_of_personal_data(seeded: Seeded) -> None:
    assert tables.ALL
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "data_class" in column.info
    }
    put_in = {f"{one.column.class_.__tablename__}.{one.column.key}" for one in seeded.seeds}
    assert put_in == columns


@pytest.mark.parametrize("who", [*ROLES, *MORE])
async def test_nobody_is_told_more_than_the_table_says(whole: Whole, seeded: Seeded, who: str) -> None:
    text = await told(whole, seeded, {"cookie": f"{COOKIE}={whole.tokens[who]}"})
    told_too_much = [
        (str(one.column), one.text, expected(who, one))
        for one in seeded.seeds
        if one.text in text and expected(who, one) is not Exposure.SHOWN
    ]
    assert told_too_much == []
    for one in seeded.seeds:
        if one.column is CallerRow.number:
            lists_it = "calls.read" in grants_of(who) and (
                grants_of(who)["calls.read"] is Scope.ALL or one.owner == agent_of(who)
            )
            lists_it = lists_it or ("tickets.read" in grants_of(who) and (who in UNITS or who not in OF_UNIT))
            is_told = lists_it and expected(who, one) is not Exposure.WITHHELD
            assert (one.masked in text) == is_told, one


async def test_an_agent_is_told_his_own_and_an_auditor_names_notes_and_addresses(whole: Whole, seeded: Seeded) -> None:
    seen = {}
    for who in ("watcher", "auditor", "agent"):
        text = await told(whole, seeded, {"cookie": f"{COOKIE}={whole.tokens[who]}"})
        seen[who] = {(str(one.column), one.confidential) for one in seeded.seeds if one.text in text}
        if who == "watcher":
            assert '"z**"' in text
    assert seen["agent"] == {(str(column), kept) for column in OF_CALLS | OF_TICKETS for kept in (False, True)}
    assert seen["auditor"] == {(str(column), False) for column in OF_PEOPLE}
    own_work = {(str(column), False) for column in OF_TICKETS}
    assert seen["watcher"] == {(str(AuditRow.note), False), (str(AuditRow.address), False), *own_work}


async def test_programs_are_told_what_routes_tell_at_all(whole: Whole, seeded: Seeded) -> None:
    text = await told(whole, seeded, {"authorization": f"Bearer {whole.app.state.gate.token}"})
    assert {(str(one.column), one.confidential) for one in seeded.seeds if one.text in text} == TOLD
