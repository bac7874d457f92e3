"""A confidential ticket from dispatch to archive: who is named, what needs reading, who is told whom to ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from test_ticket_acts import DISPATCHER, URBAN, City, person
from test_ticket_sight import shown

from foundation.audit.models import AuditRow
from foundation.database import Database
from foundation.errors import Conflict
from foundation.ids import new_id
from foundation.people import SYSTEM, Principal, Scope
from foundation.people.models import AccountRow
from foundation.people.repository import holders_of, seed_roles, set_grants, set_roles
from tickets.service.acts import Asked, NotPermitted
from tickets.service.lifecycle import Act, State
from tickets.service.readers import Readers

READ: dict[str, Any] = {"confidential.read": Scope.ALL}
TRUSTED = person("dispatcher", **READ)
OWNER, COLLEAGUE = replace(person("agent"), agent="1001"), replace(person("agent"), agent="1002")


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def refused(city: City, who: Principal, number: str, act: Act, **given: Any) -> None:
    """Find an act refused because the words of the ticket are kept from somebody, and offered to him as such."""
    with pytest.raises(NotPermitted) as told:
        await city.do(who, number, act, **given)
    assert told.value.details == {"act": "confidential.read", "reason": "confidential"}
    offers = {one.act: one.blocked for one in (await shown(city, who, number)).offers}
    assert offers[act] == "confidential"


async def account(city: City, name: str, role: str, grants: Mapping[str, Scope], **more: Any) -> uuid.UUID:
    """Make an account and return it."""
    async with city.database.write() as session:
        await seed_roles(session)
        row = AccountRow(account_id=new_id(), name=name, display_name=name, created_at=city.clock.now(), **more)
        session.add(row)
        await session.flush()
        await set_roles(session, row.account_id, [role])
        await set_grants(session, row.account_id, grants)
        return row.account_id


async def noted(city: City, number: str) -> list[tuple[str, str]]:
    """Return what the audit says of readers of a ticket."""
    acts = ("ticket.name_reader", "ticket.withdraw_reader")
    query = select(AuditRow.act, AuditRow.note).where(AuditRow.subject == number, AuditRow.act.in_(acts))
    async with city.database.read() as session:
        return [(act, note) for act, note in await session.execute(query.order_by(AuditRow.position))]


async def test_whoever_may_not_read_it_dispatches_it_and_judges_nothing(city: City) -> None:
    number = await city.taken_in(confidential=True, kind="report")
    await refused(city, DISPATCHER, number, Act.RESOLVE_DIRECTLY, text="已处理")
    await refused(city, DISPATCHER, number, Act.REFUSE, ground="not_in_scope", text="不受理")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await refused(city, URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await refused(city, URBAN, number, Act.REPLY, text="已查处")
    await Readers(city.acts).name(TRUSTED, number, URBAN.account_id or new_id())
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REQUEST_EXTENSION, amount=3, reason="需要取证")
    await refused(city, DISPATCHER, number, Act.GRANT_EXTENSION)
    await refused(city, DISPATCHER, number, Act.DENY_EXTENSION, reason="不准")
    await city.do(TRUSTED, number, Act.GRANT_EXTENSION)
    await city.do(URBAN, number, Act.REPLY, text="已查处")
    await refused(city, DISPATCHER, number, Act.APPROVE)
    await refused(city, DISPATCHER, number, Act.RETURN_REPLY, reason="不够")
    assert await city.acts.do_many(DISPATCHER, [number], Asked(Act.APPROVE, "many")) == {number: "confidential"}
    assert (await city.row(number)).state == State.REPLIED, "nothing of it was done"
    await city.do(TRUSTED, number, Act.APPROVE)
    await refused(
        city, COLLEAGUE, number, Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence={"contacted": True}
    )
    await city.do(OWNER, number, Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence={"contacted": True})
    await city.do(OWNER, number, Act.ARCHIVE)
    assert (await city.row(number)).state == State.ARCHIVED


async def test_an_open_ticket_asks_nobody_whether_he_reads_it(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.RESOLVE_DIRECTLY, text="已处理")
    found = await shown(city, COLLEAGUE, number)
    assert (found.kept, found.trusted, found.reviewers) == (False, None, None)
    assert next(one.blocked for one in found.offers if one.act is Act.FOLLOW_UP) is None


async def test_readers_are_named_and_withdrawn_by_whoever_reads_everything(city: City) -> None:
    kept, plain = await city.taken_in(confidential=True), await city.taken_in()
    readers, reviewer = Readers(city.acts), DISPATCHER.account_id or new_id()
    for who in (DISPATCHER, URBAN, OWNER, person("supervisor", **{"confidential.read": Scope.TEAM})):
        with pytest.raises(NotPermitted):
            await readers.name(who, kept, reviewer)
        with pytest.raises(NotPermitted):
            await readers.withdraw(who, kept, reviewer)
    with pytest.raises(Conflict) as told:
        await readers.name(TRUSTED, plain, reviewer)
    assert told.value.details["reason"] == "not_confidential"
    assert (await shown(city, DISPATCHER, kept)).words == "withheld"
    await readers.name(TRUSTED, kept, reviewer)
    assert (await shown(city, DISPATCHER, kept)).words == "shown"
    await readers.withdraw(person("supervisor", **READ), kept, reviewer)
    await readers.withdraw(SYSTEM, kept, reviewer)
    assert (await shown(city, DISPATCHER, kept)).words == "withheld"
    told_of = [(act, note.replace("-", "")) for act, note in await noted(city, kept)]
    assert told_of == [("ticket.name_reader", reviewer.hex), ("ticket.withdraw_reader", reviewer.hex)]
    assert await noted(city, plain) == []


async def test_from_whom_it_is_kept_is_told_whom_to_ask(city: City) -> None:
    number = await city.taken_in(confidential=True)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    found = await shown(city, URBAN, number)
    assert (found.kept, found.trusted, found.reviewers) == (True, [], None), "nobody has the right yet"
    await account(city, "trusted", "dispatcher", READ)
    await account(city, "leader", "supervisor", READ)
    await account(city, "of_a_team", "supervisor", {"confidential.read": Scope.TEAM}, team="早班")
    await account(city, "locked", "supervisor", READ, locked_at=city.clock.now())
    await account(city, "sees_no_ticket", "system_administrator", READ)
    named = await account(city, "named", "dispatcher", {})
    await account(city, "colleague", "dispatcher", {})
    assert (await shown(city, URBAN, number)).trusted == ["leader", "trusted"]
    assert (await shown(city, COLLEAGUE, number)).trusted is None, "whose work it is not needs to ask nobody"
    await Readers(city.acts).name(TRUSTED, number, URBAN.account_id or new_id())
    await Readers(city.acts).name(TRUSTED, number, named)
    assert (await shown(city, URBAN, number)).trusted is None
    assert (await shown(city, TRUSTED, number)).readers == ["named"], "an account that is stored nowhere has no name"
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REPLY, text="已修复")
    found = await shown(city, DISPATCHER, number)
    assert (found.trusted, found.reviewers) == (["leader", "trusted"], ["named", "trusted"])


async def test_rights_over_everything_are_found_by_role_and_by_grant(city: City) -> None:
    await account(city, "wide", "dispatcher", {})
    await account(city, "of_a_team", "dispatcher", {}, team="早班", reach="team")
    await account(city, "by_grant", "agent", {"tickets.dispatch": Scope.ALL}, agent="1003")
    await account(city, "little", "agent", {"tickets.dispatch": Scope.OWN}, agent="1004")
    async with city.database.read() as session:
        assert list((await holders_of(session, "tickets.dispatch")).values()) == ["by_grant", "wide"]
