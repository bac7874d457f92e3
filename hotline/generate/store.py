"""Puts a generated city into the ticket service's tables: the organisation as a document, tickets in large groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.crypto import Vault
from foundation.database import Base, Database
from foundation.errors import Conflict
from foundation.ids import derived_id
from foundation.streams.repository import take_positions
from foundation.work_calendar import ZONE
from hotline.generate.city import City, District
from hotline.generate.lives import Player
from hotline.generate.matters import TOPICS, Topic, Words, draw
from tickets.contract import TicketState, service_number
from tickets.prefill import load_taxonomy
from tickets.service import cases
from tickets.service.acts import TicketActs
from tickets.service.lifecycle import Case
from tickets.service.lifecycle.states import DONE
from tickets.service.models import (
    ActRow,
    AssignmentRow,
    ClockRow,
    ClosingRow,
    QueryCodeRow,
    ServiceSequenceRow,
    ServiceTicketRow,
)
from tickets.service.organisation import CODE, Matter, suggest
from tickets.service.query_codes import hash_of, query_code
from tickets.service.repository import STREAM

GROUP = 500
AGENTS = 60
CALLERS = 40_000
Progress = Callable[[int], None]
Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class Wanted:
    """How large a city: its tickets spread over so many days before now."""

    tickets: int
    days: int
    seed: int


class Generator:
    """Fills an empty ticket service."""

    def __init__(self, database: Database, acts: TicketActs, vault: Vault, region: str) -> None:
        self._database, self._acts, self._vault, self._region = database, acts, vault, region
        self._paths = _paths()

    async def fill(self, city: City, wanted: Wanted, progress: Progress = lambda _: None) -> int:
        """Publish the organisation and store the tickets; return how many.

        Raises:
            Conflict: there are tickets already: what is generated is never mixed with what citizens brought.
        """
        random, now = Random(wanted.seed), self._acts.clock.now()
        async with self._database.write() as session:
            if await session.scalar(select(func.count()).select_from(ServiceTicketRow)):
                raise Conflict("there are tickets in this store: generate into one of its own (HOTLINE_VAR)")
            documents = self._acts.organisations.documents
            before = await documents.number_in_force(session, CODE) or 0
            content = city.organisation.model_dump(mode="json", exclude_defaults=True)
            await documents.replace(session, CODE, content, version=before, by="system", reason="生成的城市")
            setting = await self._acts.setting(session)
        player = Player(random, setting.rules, setting.calendar, now)
        stored = 0
        for group in _grouped(self._arrivals(random, player, wanted, now)):
            async with self._database.write() as session:
                await self._store(session, random, player, city, group)
            stored += len(group)
            progress(stored)
        return stored

    def _arrivals(self, random: Random, player: Player, wanted: Wanted, now: datetime) -> Iterator[datetime]:
        """Yield when tickets arrive, day after day: fewer at weekends, none in the future."""
        first = now - timedelta(days=wanted.days)
        days = [first + timedelta(days=ahead) for ahead in range(wanted.days + 1)]
        weights = [0.6 if day.astimezone(ZONE).weekday() > 4 else 1.0 for day in days]
        spread = Counter(random.choices(range(len(days)), weights, k=wanted.tickets))
        for number, day in enumerate(days):
            drawn = (player.arrival(day) for _ in range(spread[number]))
            yield from sorted(at if at <= now else at - timedelta(days=1) for at in drawn)

    async def _store(
        self, session: AsyncSession, random: Random, player: Player, city: City, arrivals: Sequence[datetime]
    ) -> None:
        sequences: dict[date, int] = {}
        rows: Rows = {
            table: [] for table in (ServiceTicketRow, AssignmentRow, ClockRow, ClosingRow, ActRow, QueryCodeRow)
        }
        position = await take_positions(session, STREAM, len(arrivals))
        for place, at in enumerate(arrivals):
            day = at.astimezone(ZONE).date()
            if day not in sequences:
                held = await session.get(ServiceSequenceRow, (self._region, day))
                sequences[day] = held.last if held is not None else 0
            sequences[day] += 1
            number = service_number(self._region, day, sequences[day])
            self._ticket(rows, random, player, city, at, number, position + place)
        for table, made in rows.items():
            if made:
                await session.execute(insert(table), made)
        for day, last in sequences.items():
            await session.merge(ServiceSequenceRow(platform=self._region, day=day, last=last))

    def _ticket(
        self, rows: Rows, random: Random, player: Player, city: City, at: datetime, number: str, position: int
    ) -> None:
        district = random.choice(city.districts)
        street = random.choice(district.streets) if district.streets else None
        words = draw(random, district.name + (street or ""))
        path = self._paths[words.topic.code]
        urgency = _urgency(random, words.topic, words)
        matter = Matter([code for code, _ in path], district.name, street or "")
        units = [one.unit for one in suggest(city.organisation, matter, {}, at.date())]
        caller = f"1990{random.randrange(CALLERS):07d}" if random.random() > 0.02 else ""
        case = Case(TicketState.ACCEPTED, words.kind, urgency, tuple(code for code, _ in path), bool(caller), at)
        agent = f"{1001 + random.randrange(AGENTS)}"
        life = player.play(case, agent, units or ["city"])
        row = self._row(number, position, at, words, path, district, street, urgency, agent, caller)
        cases.put(row, None, life.case, at)
        row.closed_at = life.closings[-1].closed_at if life.closings and life.case.state in DONE else None
        rows[ActRow] += [_values(cases.line_row(row, entry, "")) for entry in life.entries]
        rows[ServiceTicketRow].append(_values(row))
        rows[AssignmentRow] += [_values(cases.assignment_row(row, one)) for one in life.case.assignments]
        rows[ClockRow] += [_values(cases.clock_row(row, one)) for one in life.case.clocks]
        rows[ClosingRow] += [_values(cases.closing_row(row, one)) for one in life.closings]
        code = hash_of(self._vault, row.id, query_code(self._vault, row.id))
        rows[QueryCodeRow].append({"ticket": row.id, "code_hash": code, "wrong_tries": 0, "issued_at": at})

    def _row(
        self,
        number: str,
        position: int,
        at: datetime,
        words: Words,
        path: Sequence[tuple[str, str]],
        district: District,
        street: str | None,
        urgency: str,
        agent: str,
        caller: str,
    ) -> ServiceTicketRow:
        def own(what: str) -> Any:
            return derived_id(at.timestamp(), number, what)

        levels = [*path, ("", ""), ("", ""), ("", "")][:3]
        return ServiceTicketRow(
            id=own("ticket"),
            service_id=number,
            position=position,
            message_id=f"generated-{number}",
            digest="generated",
            ticket_id=own("sender"),
            contact_id=own("contact"),
            state=TicketState.ACCEPTED,
            kind=words.kind,
            urgency=urgency,
            category_code=levels[0][0],
            category_label=levels[0][1],
            category_level2_code=levels[1][0],
            category_level2_label=levels[1][1],
            category_level3_code=levels[2][0],
            category_level3_label=levels[2][1],
            matter=path[-1][0],
            received_day=at.astimezone(ZONE).date(),
            received_hour=at.astimezone(ZONE).hour,
            district=district.name,
            street=street,
            party="citizen",
            summary=words.summary,
            summary_paragraph="",
            description=words.description,
            danger_words=[],
            assisting_units=[],
            ani_sealed=self._vault.seal(caller, "phone") if caller else None,
            ani_lookup=self._vault.lookup(caller, "phone") if caller else None,
            line="12345",
            language="zh",
            agent=agent,
            confidential=False,
            recordings=[],
            sources={},
            accepted_at=at,
            received_at=at,
            legal_hold=False,
            acts=0,
        )


def _values(row: Base) -> dict[str, Any]:
    """Return a row for a bulk insert."""
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}


def _urgency(random: Random, topic: Topic, words: Words) -> str:
    if "煤气味" in words.summary or "垂落" in words.summary:
        return "emergency"
    return "urgent" if topic.is_urgent and words.kind != "inquiry" and random.random() < 0.4 else "normal"


def _grouped(arrivals: Iterator[datetime]) -> Iterator[list[datetime]]:
    group: list[datetime] = []
    for at in arrivals:
        group.append(at)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _paths() -> dict[str, list[tuple[str, str]]]:
    """Return the path from the first level down to the class of each topic."""
    wanted, found = {topic.code for topic in TOPICS}, {}
    for root in load_taxonomy().roots:
        for branch in root.children:
            first = [(root.code, root.label), (branch.code, branch.label)]
            found[branch.code] = first
            found |= {leaf.code: [*first, (leaf.code, leaf.label)] for leaf in branch.children}
    return {code: found[code] for code in wanted}
