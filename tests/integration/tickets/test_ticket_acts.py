"""Acts on tickets on a real store: permissions, history, two at once, mass matters, calendars that change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from tickets_world import VAULT

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.errors import BadInput, NotFound
from foundation.ids import new_id
from foundation.people import SYSTEM, Principal
from foundation.people.acts import ROLES
from foundation.work_calendar import shipped_calendar
from tickets.contract import Category, NewTicket
from tickets.service import TicketService
from tickets.service.acts import Asked, ChangedMeanwhile, NotPermitted, history
from tickets.service.figures import Part, Span, board
from tickets.service.jobs import TicketSweep
from tickets.service.lifecycle import Act, ClockName, Refused, State
from tickets.service.lists import Filter, View, counts, moves, page
from tickets.service.models import ActRow, AssignmentRow, CalendarReadRow, ClockRow, ServiceTicketRow
from tickets.service.rules import shipped_rules
from tickets.service.similar import histories_of_similar

LAMP = (("construction", "城乡建设"), ("con_municipal", "城市建设和市政管理"), ("con_municipal_04", "城市公共设施"))
LAMP_HERE = ("con_municipal_04", "天河区")


def person(role: str, unit: str | None = None, **grants: Any) -> Principal:
    given = dict(ROLES[role].grants) | grants
    return Principal(new_id(), role, role, None, frozenset({role}), given, None, is_system=False, unit=unit)


DISPATCHER, URBAN, WATER = (
    person("dispatcher"),
    person("unit_staff", "urban_management"),
    person("unit_staff", "water_company"),
)
AGENT, SUPERVISOR = person("agent"), person("supervisor")
SPOKEN = {"contacted": True}
RULES = shipped_rules()
LONG_AFTER = (shipped_rules().archive_days + 1) * 86400


class City:
    """A ticket service with its acts, and a clock that is held still."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, FakeClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC))
        self.service = TicketService(database, region="440100", vault=VAULT, clock=self.clock)
        self.acts = self.service.acts
        self.sweep = TicketSweep(database, self.acts)

    async def taken_in(self, **more: Any) -> str:
        first, second, third = (Category(code=code, label=label) for code, label in LAMP)
        given: dict[str, Any] = {
            "contact_id": new_id(),
            "ticket_id": new_id(),
            "kind": "help",
            "category": first,
            "category_level2": second,
            "category_level3": third,
            "district": "天河区",
            "description": "路灯不亮",
            "ani": "13800138000",
            "accepted_at": self.clock.now(),
            "agent": "1001",
        }
        ticket = NewTicket.model_validate(given | more)
        message = str(new_id())
        return (await self.service.take_in(message, message.encode(), ticket)).receipt.service_id

    async def do(self, who: Principal, number: str, act: Act, **given: Any) -> None:
        self.clock.advance(60)
        await self.acts.do(who, number, Asked(act, given.pop("request_id", str(new_id())), **given))

    async def row(self, number: str) -> ServiceTicketRow:
        async with self.database.read() as session:
            return (await session.scalars(select(ServiceTicketRow).where(ServiceTicketRow.service_id == number))).one()

    async def lines(self, number: str) -> list[str]:
        row = await self.row(number)
        async with self.database.read() as session:
            return [line.act for line in await history(session, row.id)]


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def test_a_ticket_goes_round_the_loop(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已电话联系")
    await city.do(URBAN, number, Act.REPLY, text="路灯已修复")
    await city.do(DISPATCHER, number, Act.APPROVE)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence=SPOKEN)
    await city.sweep.turn()
    city.clock.advance(2 * 86400)
    await city.sweep.turn()
    assert (await city.row(number)).state == State.CLOSED, "so long as he can still say something"
    city.clock.advance(LONG_AFTER)
    await city.sweep.turn()
    row = await city.row(number)
    assert (row.state, row.reply, row.score) == (State.ARCHIVED, "路灯已修复", 5)
    expected = ["accept", "dispatch", "acknowledge", "contact", "reply", "approve", "follow_up", "archive"]
    assert await city.lines(number) == expected
    async with city.database.read() as session:
        running = await session.scalar(select(func.count()).select_from(ClockRow).where(ClockRow.stopped_at.is_(None)))
        assert running == 0


async def test_who_may_do_what(city: City) -> None:
    number = await city.taken_in()
    for who in (AGENT, SUPERVISOR):
        with pytest.raises(NotPermitted):
            await city.do(who, number, Act.DISPATCH, units=("urban_management",))
    with pytest.raises(NotFound):
        await city.do(URBAN, number, Act.DISPATCH, units=("urban_management",))
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    for given in ({}, {"assignment": 1}):
        with pytest.raises(NotFound):  # of another unit's ticket it is not even told that it is there
            await city.do(WATER, number, Act.ACKNOWLEDGE, **given)
    with pytest.raises(NotPermitted):
        await city.do(DISPATCHER, number, Act.CLOSE_WITH_MAIN, text="x")
    with pytest.raises(NotPermitted):
        await city.do(AGENT, number, Act.RATE, score=5)
    with pytest.raises(NotFound):
        await city.do(DISPATCHER, "4401002611230000019", Act.APPROVE)
    await city.do(person("unit_lead", "city"), number, Act.ACKNOWLEDGE)  # what stands above may act for it
    assert await city.lines(number) == ["accept", "dispatch", "acknowledge"]


async def test_a_unit_that_is_not_there_gets_nothing(city: City) -> None:
    number = await city.taken_in()
    with pytest.raises(BadInput, match="no unit nowhere"):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("nowhere",))


async def test_pressed_twice_is_done_once_and_an_old_page_is_refused(city: City) -> None:
    number = await city.taken_in()
    for _ in range(2):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",), request_id="one", seen=1)
    with pytest.raises(ChangedMeanwhile):
        await city.do(DISPATCHER, number, Act.REASSIGN, units=("water_company",), reason="职责", seen=1)
    assert await city.lines(number) == ["accept", "dispatch"]


async def test_two_at_once_follow_each_other(city: City) -> None:
    number = await city.taken_in()
    asked = [city.do(DISPATCHER, number, Act.DISPATCH, units=(unit,)) for unit in ("urban_management", "water_company")]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in done if one] == [Refused]
    assert await city.lines(number) == ["accept", "dispatch"]
    async with city.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(AssignmentRow)) == 1


async def test_history_cannot_be_changed(city: City) -> None:
    await city.taken_in()
    with pytest.raises(SQLAlchemyError, match="append-only"):
        async with city.database.write() as session:
            await session.execute(update(ActRow).values(reason="anders"))


async def test_fifty_callers_of_one_matter_are_all_answered(city: City) -> None:
    main = await city.taken_in()
    others = [await city.taken_in() for _ in range(49)]
    failed = await city.acts.do_many(DISPATCHER, others, Asked(Act.JOIN, "mass", main=main))
    assert failed == {}
    assert (await city.row(main)).leads == 49
    await city.do(DISPATCHER, main, Act.DISPATCH, units=("water_company",))
    await city.do(WATER, main, Act.ACKNOWLEDGE)
    await city.do(WATER, main, Act.CONTACT, reached=True, text="已联系")
    await city.do(WATER, main, Act.REPLY, text="水管已修复，18 时恢复供水")
    await city.do(DISPATCHER, main, Act.APPROVE)
    late = await city.taken_in()
    with pytest.raises(Refused, match="main_unfit"):
        await city.do(DISPATCHER, late, Act.JOIN, main=main)
    rows = [await city.row(number) for number in others]
    assert {(row.state, row.reply) for row in rows} == {(State.CLOSED, "水管已修复，18 时恢复供水")}
    await city.do(AGENT, others[0], Act.REWORK, reason="我家还没有水")
    assert ((await city.row(others[0])).state, (await city.row(main)).leads) == (State.ACCEPTED, 48)
    assert await city.lines(others[1]) == ["accept", "join", "close_with_main"]


async def test_a_send_back_that_is_one_too_many_is_the_supervisors(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    sent: dict[str, Any] = {"ground": "not_our_duty", "reason": "不属职责"}
    for _ in range(2):
        await city.do(URBAN, number, Act.SEND_BACK, **sent)
        await city.do(DISPATCHER, number, Act.REFUSE_SEND_BACK, reason="职责清单")
    await city.do(URBAN, number, Act.SEND_BACK, **sent)
    with pytest.raises(Refused, match="supervisor_decides"):
        await city.do(DISPATCHER, number, Act.REFUSE_SEND_BACK, reason="职责清单")
    await city.do(SUPERVISOR, number, Act.REFUSE_SEND_BACK, reason="由城管局办理")
    with pytest.raises(Refused, match="send_back_final"):
        await city.do(URBAN, number, Act.SEND_BACK, **sent)
    assert (await city.row(number)).level == 2


async def test_a_corrected_class_changes_the_row_and_says_what_it_was(city: City) -> None:
    number = await city.taken_in()
    path = [{"code": "com_market", "label": "市场监管"}]
    await city.do(DISPATCHER, number, Act.CORRECT, reason="归类错误", evidence={"kind": "complaint", "path": path})
    row = await city.row(number)
    assert (row.kind, row.category_code, row.matter, row.is_case) == ("complaint", "com_market", "com_market", True)
    async with city.database.read() as session:
        line = (await history(session, row.id))[-1]
        assert line.evidence["classes_before"] == [code for code, _ in LAMP]
        clock = (await session.scalars(select(ClockRow).where(ClockRow.name == "handle"))).one()
        assert (clock.amount, clock.unit) == (15, "working_days")


async def test_another_calendar_lists_every_ticket_that_moved(city: City) -> None:
    first, second = await city.taken_in(), await city.taken_in(kind="inquiry")
    await city.sweep.turn()
    async with city.database.write() as session:
        content = shipped_calendar().model_dump(mode="json")
        content["days"]["2026-12-01"] = {"kind": "holiday", "name": "演练", "hours_of": "mon"}
        made = await city.acts.calendars.documents.replace(session, "office", content, version=0, by="x", reason="演练")
    before = {number: (await city.row(number)).due_at for number in (first, second)}
    for _ in range(2):  # by two turns: what was taken in meanwhile is there in the second
        await city.sweep.turn()
    async with city.database.read() as session:
        found = await moves(session, "office", made.version)
        told = [(number, clock) for _, number, clock in found]
        assert told == [(first, ClockName.HANDLE)], "two working days of an inquiry end before it"
    assert (await city.row(first)).due_at == before[first] + timedelta(days=1)  # type: ignore[operator]
    assert (await city.row(second)).due_at == before[second]
    await city.sweep.turn()
    async with city.database.read() as session:
        assert len(await moves(session, "office", made.version)) == 1, "each once"


async def publish_calendar(city: City, code: str, day: str, version: int = 0) -> int:
    async with city.database.write() as session:
        content = shipped_calendar().model_dump(mode="json") | {"code": code}
        content["days"][day] = {"kind": "holiday", "name": "演练", "hours_of": "mon"}
        documents = city.acts.calendars.documents
        return (await documents.replace(session, code, content, version=version, by="x", reason="演练")).version


class BusyOnce:
    """A store that refuses the first write."""

    def __init__(self, database: Database) -> None:
        self._database, self._refused = database, False
        self.read = database.read

    def write(self) -> Any:
        if not self._refused:
            self._refused = True
            raise SQLAlchemyError("the store is busy")
        return self._database.write()


async def test_a_calendar_that_could_not_be_followed_is_followed_later(city: City) -> None:
    number = await city.taken_in()
    for _ in range(2):
        await city.sweep.turn()
    await publish_calendar(city, "office", "2026-12-01")
    before = (await city.row(number)).due_at
    sweep = TicketSweep(BusyOnce(city.database), city.acts)  # type: ignore[arg-type]
    await sweep.turn()
    assert (await city.row(number)).due_at == before
    await sweep.turn()
    assert (await city.row(number)).due_at == before, "it is not asked at once again"
    city.clock.advance(60)
    await sweep.turn()
    assert (await city.row(number)).due_at == before + timedelta(days=1)  # type: ignore[operator]
    late = await city.taken_in()
    await sweep.turn()
    async with city.database.read() as session:
        assert (await session.get_one(CalendarReadRow, "office")).version == 1
    assert (await city.row(late)).due_at is not None


async def test_what_is_taken_in_by_the_calendar_before_is_set_anew_as_well(city: City) -> None:
    await city.taken_in()
    for _ in range(2):
        await city.sweep.turn()
    await publish_calendar(city, "office", "2026-12-01")
    await city.sweep.turn()
    late = await city.taken_in()
    due = (await city.row(late)).due_at
    assert due is not None
    of = ClockRow.ticket == (await city.row(late)).id
    async with city.database.write() as session:  # as if it had read the calendar before the publish
        await session.execute(update(ClockRow).where(of, ClockRow.name == "handle").values(due_at=due - timedelta(1)))
    await city.sweep.turn()
    async with city.database.read() as session:
        assert await session.scalar(select(ClockRow.due_at).where(of, ClockRow.name == "handle")) == due


async def test_rules_that_go_to_another_calendar_and_back_take_the_clocks_along(city: City) -> None:
    number = await city.taken_in()
    for _ in range(2):
        await city.sweep.turn()
    before = (await city.row(number)).due_at
    await publish_calendar(city, "other", "2026-12-01")
    content = shipped_rules().model_dump(mode="json")
    for calendar, version, due in (("other", 0, timedelta(days=1)), ("office", 1, timedelta())):
        async with city.database.write() as session:
            rules = city.acts.rules.documents
            await rules.replace(
                session, "city", content | {"calendar": calendar}, version=version, by="x", reason="演练"
            )
        for _ in range(2):
            await city.sweep.turn()
        assert (await city.row(number)).due_at == before + due, calendar  # type: ignore[operator]


async def test_tickets_of_a_release_before_get_their_clocks(city: City) -> None:
    number = await city.taken_in()
    async with city.database.write() as session:
        await session.execute(delete(ActRow))
        await session.execute(delete(ClockRow))
        await session.execute(update(ServiceTicketRow).values(acts=0, due_at=None))
    await city.sweep.turn()
    assert await city.lines(number) == ["accept"]
    assert (await city.row(number)).due_at is not None


async def test_lists_show_each_what_he_has_to_do(city: City) -> None:
    numbers = [await city.taken_in() for _ in range(5)]
    urgent = await city.taken_in(urgency="emergency")
    for number in numbers[:3]:
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management", "water_company"))
    await city.do(URBAN, numbers[0], Act.ACKNOWLEDGE)
    await city.do(URBAN, numbers[1], Act.SEND_BACK, ground="not_our_duty", reason="x")
    now = city.clock.now()

    async def listed(view: View, **more: Any) -> list[str]:
        async with city.database.read() as session:
            wanted = Filter(view, **more)
            found, after = [], ""
            while True:
                part = await page(session, wanted, after=after, limit=2, now=now, reader=None, rules=shipped_rules())
                found += [one.row.service_id for one in part.tickets]
                after = part.next
                if not after:
                    return found

    urban, water = {"urban_management"}, {"water_company"}
    assert await listed(View.TO_DISPATCH) == [urgent, *numbers[3:]]
    assert await listed(View.SENT_BACK) == [numbers[1]]
    assert await listed(View.WORKING, units=urban) == [numbers[0]]
    assert await listed(View.TO_ACKNOWLEDGE, units=urban) == [numbers[2]]
    assert await listed(View.TO_ACKNOWLEDGE, units=water) == [numbers[0], numbers[2]]
    assert await listed(View.ALL, units=water) == numbers[2::-1]
    assert await listed(View.ALL, number=urgent) == [urgent]
    async with city.database.read() as session:
        found = await counts(session, (View.TO_DISPATCH, View.SENT_BACK, View.WITH_UNITS), None, now, shipped_rules())
        assert found == {"to_dispatch": 3, "sent_back": 1, "with_units": 3}
        past = (await histories_of_similar(session, {LAMP_HERE}, now))[LAMP_HERE]
        assert (past["urban_management"].kept, past["urban_management"].sent_back) == (1, 0)
    assert SYSTEM.may("tickets.dispatch")


async def test_lists_are_in_the_order_of_the_clock_that_they_show_and_danger_is_first(city: City) -> None:
    slow = await city.taken_in(kind="inquiry")  # two working days to handle, four working hours to dispatch
    city.clock.advance(5 * 3600)
    urgent = await city.taken_in(kind="complaint", urgency="urgent")
    city.clock.advance(2 * 3600)
    gas = await city.taken_in(kind="complaint", urgency="emergency")

    async def listed(view: View, after: str = "", limit: int = 50) -> tuple[list[str], str]:
        async with city.database.read() as session:
            now = city.clock.now()
            part = await page(session, Filter(view), after=after, limit=limit, now=now, reader=None, rules=RULES)
            return [one.row.service_id for one in part.tickets], part.next

    async def read_on(view: View) -> list[str]:
        found: list[str] = []
        after = ""
        while True:
            some, after = await listed(view, after, 1)
            found += some
            if not after:
                return found

    assert (await listed(View.TO_DISPATCH))[0] == [gas, slow, urgent] == await read_on(View.TO_DISPATCH)
    by_end = [slow, urgent, gas]
    assert (await listed(View.OPEN))[0] == by_end == await read_on(View.OPEN)
    assert (await listed(View.DUE_SOON))[0] == []
    city.clock.advance(13 * 60)
    assert (await listed(View.DUE_SOON))[0] == [gas], "of a quarter of an hour twelve minutes are over"
    city.clock.advance(9 * 3600)
    assert (await listed(View.DUE_SOON))[0] == [], "nothing more is warned"
    city.clock.advance(11 * 3600)
    assert (await listed(View.DUE_SOON))[0] == [gas], "its handling is, though its other clocks are late"
    for broken in ("1", "x|y|z", "1|2026|1", "1|2026-11-28T00:00:00+00:00|" + "9" * 30):
        with pytest.raises(BadInput):
            await listed(View.OPEN, broken)
        with pytest.raises(BadInput):
            await listed(View.ALL, broken + "9" * 20)


async def test_the_citizens_clock_began_when_he_was_taken_in(city: City) -> None:
    at_once = await city.taken_in(kind="inquiry")
    friday = city.clock.now()
    city.clock.advance(3 * 86400)
    late = await city.taken_in(kind="inquiry", accepted_at=friday)
    assert (await city.row(late)).due_at == (await city.row(at_once)).due_at, "however long the service was away"
    unbelievable = await city.taken_in(kind="inquiry", accepted_at=friday - timedelta(days=900))
    due = (await city.row(unbelievable)).due_at
    assert due is not None
    assert due > friday - timedelta(days=7)


async def test_who_stands_in_for_a_unit_handles_what_it_had(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    with pytest.raises(NotFound):
        await city.do(WATER, number, Act.ACKNOWLEDGE)
    async with city.database.write() as session:
        now = await city.acts.organisations.in_force(session)
        ended = {"until": city.clock.now().date() - timedelta(days=1), "substitute": "water_company"}
        units = [one.model_copy(update=ended) if one.code == "urban_management" else one for one in now.units]
        content = now.model_copy(update={"units": tuple(units)}).model_dump(mode="json")
        shelf = city.acts.organisations.documents
        held = await shelf.number_in_force(session, "city") or 0
        await shelf.replace(session, "city", content, version=held, by="x", reason="撤并")
    await city.do(WATER, number, Act.ACKNOWLEDGE)
    assert (await city.row(number)).state == State.HANDLING


async def test_what_became_of_a_danger_is_told_by_its_unit_or_the_service_desk(city: City) -> None:
    number = await city.taken_in(urgency="emergency")
    await city.do(AGENT, number, Act.HAND_OVER, service="119", text="已三方通话转接")
    await city.do(AGENT, number, Act.FEED_BACK, text="消防已出警")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.FEED_BACK, text="已到场，无人受伤")
    with pytest.raises(NotFound):
        await city.do(WATER, number, Act.FEED_BACK, text="不是我们")
    assert (await city.lines(number))[-1] == "feed_back"


async def test_words_are_sought_where_whoever_asks_reads_them(city: City) -> None:
    lamp = await city.taken_in(description="石牌西路路灯不亮，晚上看不清路", place="石牌西路 38 号")
    await city.taken_in(description="井盖 100% 松动", summary="井盖_松动")
    secret = await city.taken_in(description="路灯工程有人收钱", confidential=True)
    done = await city.taken_in(description="路灯杆生锈")
    await city.do(DISPATCHER, done, Act.REFUSE, ground="petition", text="请向信访部门查询")
    await city.do(DISPATCHER, lamp, Act.DISPATCH, units=("urban_management",))

    async def found(words: str, units: set[str] | None = None) -> list[str]:
        wanted = Filter(View.ALL, units, words=words)
        async with city.database.read() as session:
            now = city.clock.now()
            part = await page(session, wanted, after="", limit=50, now=now, reader=None, rules=shipped_rules())
            return [one.row.service_id for one in part.tickets]

    assert await found("路灯") == [done, lamp], "what is confidential is not found"
    assert await found("路灯 看不清") == [lamp], "each of the words"
    assert await found("38 号") == [lamp], "where it is"
    assert await found("路灯", {"urban_management"}) == [lamp]
    assert await found("路灯", {"water_company"}) == []
    assert len(await found("100%")) == 1
    assert await found("%") == await found("_松") == await found("井盖"), "no patterns"
    assert secret not in await found("收钱")
    city.clock.advance(LONG_AFTER)
    await city.sweep.turn()
    assert await found("路灯") == [lamp], "what is archived a dispatcher reads no more"


async def test_a_stop_between_the_answer_and_those_who_joined_is_healed(city: City) -> None:
    main, other = await city.taken_in(), await city.taken_in()
    await city.do(DISPATCHER, main, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, main, Act.ACKNOWLEDGE)
    await city.do(URBAN, main, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, main, Act.REPLY, text="已修复")
    await city.do(DISPATCHER, main, Act.APPROVE)
    async with city.database.write() as session:  # as a process that was killed behind the approval leaves it
        waiting = update(ServiceTicketRow).where(ServiceTicketRow.service_id == other)
        await session.execute(waiting.values(state="joined", main=main))
    await city.sweep.turn()
    row = await city.row(other)
    assert (row.state, row.reply) == (State.CLOSED, "已修复")
    assert (await city.lines(other))[-1] == "close_with_main"


async def test_those_who_join_a_rework_are_told_its_answer(city: City) -> None:
    main, first = await city.taken_in(), await city.taken_in()
    await city.do(DISPATCHER, first, Act.JOIN, main=main)
    await city.do(DISPATCHER, main, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, main, Act.ACKNOWLEDGE)
    await city.do(URBAN, main, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, main, Act.REPLY, text="您家楼下已修复")
    await city.do(DISPATCHER, main, Act.APPROVE, text="该路段已修复")
    assert (await city.row(first)).reply == "该路段已修复"
    await city.do(AGENT, main, Act.REWORK, reason="又不亮了")
    later = await city.taken_in()
    await city.do(DISPATCHER, later, Act.JOIN, main=main)
    await city.do(URBAN, main, Act.SEND_BACK, ground="not_our_duty", reason="属供电单位")
    await city.do(DISPATCHER, main, Act.ACCEPT_SEND_BACK)
    await city.do(DISPATCHER, main, Act.RESOLVE_DIRECTLY, text="已由供电单位恢复")
    assert (await city.row(later)).reply == "已由供电单位恢复", "not what was written for the round before"


async def test_a_confidential_ticket_leads_no_matter(city: City) -> None:
    main, other = await city.taken_in(confidential=True), await city.taken_in()
    with pytest.raises(Refused, match="main_confidential"):
        await city.do(DISPATCHER, other, Act.JOIN, main=main)
    await city.do(DISPATCHER, main, Act.JOIN, main=other)


async def test_joined_both_ways_at_once_one_is_refused(city: City) -> None:
    one, other = await city.taken_in(), await city.taken_in()
    asked = [city.do(DISPATCHER, a, Act.JOIN, main=b) for a, b in ((one, other), (other, one))]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in done if each] == [Refused]
    leads = sorted([(await city.row(number)).leads for number in (one, other)])
    assert leads == [0, 1]


async def test_an_act_on_a_ticket_of_a_release_before_starts_its_clocks_first(city: City) -> None:
    number = await city.taken_in()
    async with city.database.write() as session:
        await session.execute(delete(ActRow))
        await session.execute(delete(ClockRow))
        await session.execute(update(ServiceTicketRow).values(acts=0, due_at=None))
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    assert await city.lines(number) == ["accept", "dispatch"]
    assert (await city.row(number)).due_at is not None


async def test_a_bad_rating_stays_with_those_who_follow_up_and_hinders_no_other(city: City) -> None:
    bad, good = await city.taken_in(), await city.taken_in()
    for number in (bad, good):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
        await city.do(URBAN, number, Act.ACKNOWLEDGE)
        await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
        await city.do(URBAN, number, Act.REPLY, text="已处理")
        await city.do(DISPATCHER, number, Act.APPROVE)
    for number, score in ((bad, 1), (good, 5)):
        async with city.database.write() as session:
            # A citizen's own id is never one that the house gives its lines.
            await city.acts.rate(await city.acts.held(session, number), session, score, "archive-7")
        async with city.database.write() as session:
            await city.acts.rate(await city.acts.held(session, number), session, score, "archive-7")
    city.clock.advance(LONG_AFTER)
    await city.sweep.turn()
    assert [(await city.row(number)).state for number in (bad, good)] == [State.CLOSED, State.ARCHIVED]
    async with city.database.read() as session:
        rules = shipped_rules()
        found = await counts(session, (View.TO_FOLLOW_UP,), None, city.clock.now(), rules)
    assert found == {"to_follow_up": 1}


@pytest.mark.parametrize("way", ["direct", "joined"])
async def test_who_is_not_content_is_reworked_however_he_was_answered(city: City, way: str) -> None:
    number = await city.taken_in()
    if way == "direct":
        await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    else:
        main = await city.taken_in()
        await city.do(DISPATCHER, number, Act.JOIN, main=main)
        await city.do(AGENT, main, Act.RESOLVE_DIRECTLY, text="已恢复供水")
        await city.sweep.turn()
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=False, score=1, text="仍未恢复", evidence=SPOKEN)
    city.clock.advance(LONG_AFTER)
    await city.sweep.turn()
    assert (await city.row(number)).state == State.CLOSED, "not archived over his head"
    await city.do(AGENT, number, Act.REWORK, reason="仍未恢复")
    assert (await city.row(number)).state == State.ACCEPTED


async def test_a_rework_takes_nothing_from_what_was_said(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=False, score=1, text="未解决", evidence=SPOKEN)
    span = Span(city.clock.now() - timedelta(days=1), city.clock.now() + timedelta(days=1))
    before = (await board(city.database, span, Part(), city.clock.now())).counts
    await city.do(AGENT, number, Act.REWORK, reason="未解决")
    after = (await board(city.database, span, Part(), city.clock.now())).counts
    assert (before.closed, before.asked, before.confirmed, before.scored, before.satisfied) == (1, 1, 0, 1, 0)
    assert after == replace(before, reworked=1)


async def test_figures_keep_what_he_said_first_and_the_rework_goes_by_what_he_said_last(city: City) -> None:
    number = await city.taken_in(kind="inquiry")
    await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    async with city.database.write() as session:
        await city.acts.rate(await city.acts.held(session, number), session, 1, "first-word")
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=True, score=5, text="已解决", evidence=SPOKEN)
    span = Span(city.clock.now() - timedelta(days=1), city.clock.now() + timedelta(days=1))
    counted = (await board(city.database, span, Part(), city.clock.now())).counts
    assert (counted.asked, counted.confirmed, counted.scored, counted.satisfied) == (1, 1, 1, 0)
    city.clock.advance(LONG_AFTER)
    await city.sweep.turn()
    assert (await city.row(number)).state == State.ARCHIVED, "he is content in the end"


async def test_what_is_taken_from_a_unit_was_not_acknowledged(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(DISPATCHER, number, Act.REASSIGN, units=("water_company",), reason="职责")
    span = Span(city.clock.now() - timedelta(days=1), city.clock.now() + timedelta(days=1))
    assert (await board(city.database, span, Part(), city.clock.now())).counts.acknowledged == 0
    await city.do(WATER, number, Act.ACKNOWLEDGE)
    counted = (await board(city.database, span, Part(), city.clock.now())).counts
    assert (counted.acknowledged, counted.promptly) == (1, 1)


async def test_whoever_was_not_reached_said_nothing(city: City) -> None:
    number = await city.taken_in(kind="inquiry")
    await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=False, resolved=True, score=5, text="无人接听")
    row = await city.row(number)
    assert (row.score, row.resolved, row.tries) == (None, None, 1)
    async with city.database.read() as session:
        line = (await history(session, row.id))[-1]
        assert line.evidence == {"text": "无人接听", "reached": False}


async def test_the_service_desk_ends_a_suspension(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.REQUEST_SUSPENSION, amount=5, reason="等待鉴定")
    await city.do(DISPATCHER, number, Act.GRANT_SUSPENSION)
    await city.do(DISPATCHER, number, Act.RESUME)
    assert (await city.row(number)).state == State.HANDLING


async def suspended(city: City) -> str:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.REQUEST_SUSPENSION, amount=2, reason="等待鉴定")
    await city.do(DISPATCHER, number, Act.GRANT_SUSPENSION)
    return number


async def test_a_suspension_ends_by_itself(city: City) -> None:
    number = await suspended(city)
    before = (await city.row(number)).due_at
    await city.sweep.turn()
    assert (await city.row(number)).state == State.SUSPENDED, "two working days are granted"
    city.clock.advance(timedelta(days=6).total_seconds())  # the house was down over the end
    await city.sweep.turn()
    await city.sweep.turn()
    row = await city.row(number)
    assert (row.state, row.due_at) == (State.HANDLING, before + timedelta(days=2))  # type: ignore[operator]
    async with city.database.read() as session:
        last = (await history(session, row.id))[-1]
        assert (last.act, last.actor_kind) == ("resume", "system")
        assert [line.act for line in await history(session, row.id)].count("resume") == 1


async def test_what_a_release_before_suspended_without_an_end_goes_on(city: City) -> None:
    number = await suspended(city)
    async with city.database.write() as session:
        await session.execute(delete(ClockRow).where(ClockRow.name == ClockName.SUSPEND))
    await city.sweep.turn()
    assert (await city.row(number)).state == State.HANDLING
