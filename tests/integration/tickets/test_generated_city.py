"""A generated city: the same seed gives the same tickets, every history is one that the table allows."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select
from tickets_world import VAULT

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.errors import Conflict
from hotline.generate.city import generate_city
from hotline.generate.matters import TOPICS
from hotline.generate.store import Generator, Wanted
from tickets.contract import NewTicket
from tickets.prefill.taxonomy import load_taxonomy
from tickets.service import TicketService, cases
from tickets.service.lifecycle import TABLE, Act, State
from tickets.service.models import ActRow, ClockRow, ServiceTicketRow

WANTED = Wanted(tickets=300, days=60, seed=7)


async def filled(database: Database) -> TicketService:
    service = TicketService(database, region="440100", vault=VAULT, clock=FakeClock())
    city = generate_city(Random(7), 4, 40)
    assert len(city.organisation.units) == 40
    assert await Generator(database, service.acts, VAULT, "440100").fill(city, WANTED) == 300
    return service


async def test_every_ticket_has_a_life_that_is_allowed(database: Database) -> None:
    service = await filled(database)
    now = service.clock.now()
    async with database.read() as session:
        rows = list(await session.scalars(select(ServiceTicketRow)))
        lines = list(await session.scalars(select(ActRow).order_by(ActRow.ticket, ActRow.number)))
        setting = await service.acts.setting(session)
        organisation = await service.acts.organisations.in_force(session)
    assert len({row.service_id for row in rows}) == 300
    assert max(line.at for line in lines) <= now
    assert {row.lead for row in rows} - {""} <= set(organisation.by_code)
    for line in lines:
        if line.act == Act.ACCEPT:
            continue
        assert (State(line.state_before), Act(line.act)) in TABLE
    last = {line.ticket: line for line in lines}
    assert all(last[row.id].state_after == row.state and last[row.id].number == row.acts for row in rows)
    assert {"archived", "handling"} <= {row.state for row in rows}
    async with database.write() as session:
        row = next(row for row in rows if row.state == "handling")
        held = await service.acts.held(session, row.service_id)
        case = await cases.load(session, held)
        assert case.lead() is not None
        assert setting.rules.handle_limit(case.kind, case.urgency, case.classes) == case.clocks[0].limit


async def test_the_next_real_ticket_goes_on_behind_them(database: Database) -> None:
    service = await filled(database)
    ticket = {
        "contact_id": "01a20000-0000-7000-8000-000000000001",
        "ticket_id": "01a20000-0000-7000-8000-000000000002",
        "kind": "help",
        "accepted_at": service.clock.now(),
        "agent": "1001",
    }
    taken = await service.take_in("m", b"m", NewTicket.model_validate(ticket))
    async with database.read() as session:
        row = (await session.scalars(select(ServiceTicketRow).order_by(ServiceTicketRow.position.desc()))).first()
        assert row is not None
        assert row.service_id == taken.receipt.service_id
        assert await session.scalar(select(func.count()).select_from(ClockRow).where(ClockRow.ticket == row.id)) == 2


async def test_nothing_is_mixed_with_what_citizens_brought(database: Database) -> None:
    service = await filled(database)
    with pytest.raises(Conflict, match="there are tickets"):
        await Generator(database, service.acts, VAULT, "440100").fill(generate_city(Random(1), 4, 40), WANTED)


def test_cities_are_made_as_they_are_asked_for() -> None:
    city = generate_city(Random(1), 20, 120)
    assert (len(city.districts), len(city.organisation.units)) == (20, 120)
    assert city == generate_city(Random(1), 20, 120)
    with pytest.raises(ValueError, match="has 36 units or more"):
        generate_city(Random(1), 20, 30)
    known = set(load_taxonomy().codes())
    assert {topic.code for topic in TOPICS} <= known
    assert {code for duty in city.organisation.duties for code in duty.classes} <= known
