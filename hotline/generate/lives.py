"""Lives of tickets in a generated city: acts drawn by chance, decided as real ones are (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from foundation.work_calendar import ZONE, WorkCalendar, is_working_day
from tickets.service.lifecycle import Act, Actor, Case, ClockName, Decision, Entry, Order, Refused, accept, decide
from tickets.service.lifecycle.clocks import Setting, is_discontent, must_be_reworked
from tickets.service.lifecycle.closing import Closing, closing_after
from tickets.service.lifecycle.decide import refusal
from tickets.service.lifecycle.states import DONE
from tickets.service.rules import TicketRules

HOURS = (2, 1, 1, 1, 1, 2, 4, 9, 16, 19, 18, 14, 9, 10, 16, 18, 17, 13, 9, 8, 7, 6, 4, 3)
"""How calls spread over the hours of a day."""
REPLIES = (
    "已到现场处理完毕，问题解决。",
    "已责成责任单位整改，并向来电人说明。",
    "经核实，相关情况已处理，后续将加强巡查。",
)
ANSWERS = ("已按政策解答。", "已告知办理流程和所需材料。", "已告知办理地点和时间。")


@dataclass(frozen=True)
class Life:
    """A ticket as it stands and its history."""

    case: Case
    entries: Sequence[Entry]
    closings: Sequence[Closing]


@dataclass(frozen=True)
class Chances:
    """How often what happens; shares of 1."""

    direct: float = 0.52
    send_back: float = 0.06
    send_back_right: float = 0.6
    assisting: float = 0.08
    extension: float = 0.04
    late: float = 0.05
    returned: float = 0.04
    reached: float = 0.8
    resolved: float = 0.87
    rated: float = 0.18
    rework: float = 0.55
    remind: float = 0.05
    contacted: float = 0.97
    says_why: float = 0.7
    lawful: float = 0.985


class Player:
    """Plays the life of one ticket after another up to a moment."""

    def __init__(self, random: Random, rules: TicketRules, calendar: WorkCalendar, until: datetime) -> None:
        self._random, self.rules, self.calendar, self.until = random, rules, calendar, until
        self._chances = Chances()
        self._grounds = [one.code for one in rules.send_back_grounds]

    def arrival(self, day: datetime) -> datetime:
        """Return a moment of a day, as calls spread over it."""
        hour = self._random.choices(range(24), HOURS)[0]
        local = day.astimezone(ZONE).replace(
            hour=hour, minute=self._random.randrange(60), second=self._random.randrange(60)
        )
        return local.astimezone(UTC)

    def play(self, case: Case, agent: str, units: Sequence[str], leads: int = 0) -> Life:
        """Return what becomes of a matter; ``units`` may handle it, the likeliest first."""
        at, chances = _Course(self, replace(case, leads=leads), agent), self._chances
        draw = self._random.random
        if (case.kind == "inquiry" and draw() < chances.direct * 1.6) or (
            case.kind in ("praise", "suggestion") and draw() < 0.4
        ):
            at.later(minutes=self._random.uniform(1, 12))
            at.do(Act.RESOLVE_DIRECTLY, at.agent, text=self._random.choice(ANSWERS))
        else:
            self._handle(at, units)
        self._afterwards(at, units)
        at.note_missed(self.until)
        return at.life

    def _handle(self, at: _Course, units: Sequence[str]) -> None:
        draw, chances = self._random.random, self._chances
        at.worked(hours=self._random.lognormvariate(-1.2, 0.9))
        helpers = units[1:2] if draw() < chances.assisting else ()
        at.do(Act.DISPATCH, DISPATCHER, units=(units[0], *helpers))
        if draw() < chances.send_back and len(units) > 1:
            at.worked(hours=self._random.uniform(0.3, 3))
            at.do(
                Act.SEND_BACK, at.unit, assignment=at.lead, ground=self._random.choice(self._grounds), reason="不属职责"
            )
            at.worked(hours=self._random.uniform(0.2, 2))
            if draw() < chances.send_back_right:
                at.do(Act.ACCEPT_SEND_BACK, DISPATCHER)
                at.worked(hours=self._random.uniform(0.1, 1))
                at.do(Act.DISPATCH, DISPATCHER, units=(units[1],))
            else:
                at.do(Act.REFUSE_SEND_BACK, DISPATCHER, reason="按职责清单办理")
        self._round(at)

    def _round(self, at: _Course) -> None:
        """Play one round in the units, from acknowledging to the review."""
        draw, chances = self._random.random, self._chances
        at.worked(hours=self._random.lognormvariate(0.3, 0.8))
        for one in [one for one in at.case.assignments if one.state == "waiting"]:
            at.do(Act.ACKNOWLEDGE, Actor("person", "generated", one.unit), assignment=one.number)
        at.worked(hours=self._random.lognormvariate(1.0, 0.8))
        for _ in range(self.rules.follow_up_tries):
            reached = draw() < 0.85
            at.do(Act.CONTACT, at.unit, assignment=at.lead, reached=reached, text="电话联系" if reached else "无人接听")
            if reached:
                break
            at.worked(hours=2)
        if draw() < chances.remind:
            at.do(Act.REMIND, at.agent)
        if draw() < chances.extension:
            at.do(Act.REQUEST_EXTENSION, at.unit, assignment=at.lead, amount=at.half_limit, reason="需要勘测")
            at.worked(hours=3)
            at.do(Act.GRANT_EXTENSION, DISPATCHER)
        share = self._random.uniform(1.02, 1.4) if draw() < chances.late else min(self._random.betavariate(2, 3), 0.97)
        at.to_share_of_limit(share)
        for one in [one for one in at.case.assignments if one.role == "assisting" and one.state == "working"]:
            by = Actor("person", "generated", one.unit)
            at.do(Act.ANSWER_PART, by, assignment=one.number, text=self._random.choice(REPLIES))
        at.do(Act.REPLY, at.unit, assignment=at.lead, text=self._random.choice(REPLIES))
        at.worked(hours=self._random.uniform(0.2, 6))
        if draw() < chances.returned:
            at.do(Act.RETURN_REPLY, DISPATCHER, reason="答复未回应诉求")
            at.worked(hours=self._random.uniform(1, 8))
            at.do(Act.REPLY, at.unit, assignment=at.lead, text=self._random.choice(REPLIES))
            at.worked(hours=self._random.uniform(0.2, 6))
        at.do(Act.APPROVE, DISPATCHER, evidence={"lawful": draw() < chances.lawful} if at.case.is_case else {})

    def _afterwards(self, at: _Course, units: Sequence[str]) -> None:
        draw, chances = self._random.random, self._chances
        for _ in range(self.rules.reworks + 1):
            if draw() < chances.rated:
                at.later(minutes=self._random.uniform(5, 3000))
                score, resolved = self._score(), draw() < chances.resolved
                at.do(Act.RATE, Actor("citizen"), score=score, resolved=resolved, evidence=self._why(score, resolved))
            for _ in range(self.rules.follow_up_tries):
                at.worked(hours=self._random.uniform(1, 10))
                reached = draw() < chances.reached
                said: dict[str, Any] = (
                    {"resolved": draw() < chances.resolved, "score": self._score()} if reached else {}
                )
                if reached:
                    said["evidence"] = {"contacted": draw() < chances.contacted, **self._why(**said)}
                at.do(Act.FOLLOW_UP, at.agent, reached=reached, text="回访", **said)
                if reached:
                    break
            if not (at.must_be_reworked or (at.is_discontent and draw() < chances.rework)):
                break
            at.worked(hours=self._random.uniform(0.5, 7))
            at.do(Act.REWORK, at.agent, reason="来电人表示未解决")
            if at.lead is None:
                at.worked(hours=self._random.uniform(0.2, 2))
                at.do(Act.DISPATCH, DISPATCHER, units=(units[0],))
            self._round(at)
        at.later(minutes=self.rules.archive_days * 1440)
        at.do(Act.ARCHIVE, Actor("system"))

    def _why(self, score: int, resolved: bool) -> dict[str, Any]:
        """Return the reason that somebody who is not content gives, those named first in the rules more often."""
        codes = [one.code for one in self.rules.survey_reasons]
        says_why = is_discontent(resolved, score, self.rules) and self._random.random() < self._chances.says_why
        if not codes or not says_why:
            return {}
        return {"reasons": self._random.choices(codes, [1 / place for place, _ in enumerate(codes, 1)])}

    def _score(self) -> int:
        return self._random.choices((5, 4, 3, 2, 1), (58, 25, 9, 4, 4))[0]


DISPATCHER = Actor("person", "generated")


class _Course:
    """One ticket on its way; it stops where the present begins."""

    def __init__(self, player: Player, case: Case, agent: str) -> None:
        self._player, self.agent = player, Actor("agent", agent)
        self.now = case.received_at
        made = accept(case, self.agent, self._setting())
        self.case, self.entries = made.case, [made.entry]
        self._closings: dict[int, Closing] = {}

    @property
    def life(self) -> Life:
        """The ticket as it stands."""
        return Life(self.case, self.entries, list(self._closings.values()))

    @property
    def is_discontent(self) -> bool:
        """Whether the citizen was answered by a unit and is not content."""
        return self.case.closing == "replied" and is_discontent(self.case.resolved, self.case.score, self._player.rules)

    @property
    def must_be_reworked(self) -> bool:
        """Whether it cannot be archived before it was reworked."""
        return self.case.state in DONE and must_be_reworked(self.case, self._setting())

    @property
    def lead(self) -> int | None:
        """Number of the assignment that leads."""
        found = self.case.lead()
        return found.number if found else None

    @property
    def unit(self) -> Actor:
        """Somebody of the unit that leads."""
        found = self.case.lead()
        return Actor("person", "generated", found.unit if found else "")

    @property
    def half_limit(self) -> int:
        """Half of what handling may take, in its own unit."""
        clock = self.case.clock(ClockName.HANDLE)
        return max(1, clock.limit.amount // 2) if clock else 1

    def _setting(self) -> Setting:
        return Setting(self._player.rules, self._player.calendar, self.now)

    def later(self, *, minutes: float) -> None:
        """Let time pass, day and night."""
        self.now += timedelta(minutes=minutes)

    def worked(self, *, hours: float) -> None:
        """Let time pass in which offices work; dangers do not wait for it."""
        self.now += timedelta(hours=hours)
        while self.case.urgency != "emergency" and not self._is_office_time():
            self.now += timedelta(hours=1)

    def _is_office_time(self) -> bool:
        local = self.now.astimezone(ZONE)
        return 8 <= local.hour < 18 and is_working_day(self._player.calendar, local.date())

    def to_share_of_limit(self, share: float) -> None:
        """Let time pass until so much of the handling limit is used up."""
        clock = self.case.clock(ClockName.HANDLE)
        if clock is not None:
            self.now = max(self.now, clock.started_at + (clock.due_at - clock.started_at) * share)

    def note_missed(self, until: datetime) -> None:
        """Note each end that passed up to a moment, as it passed."""
        for clock in sorted(self.case.clocks, key=lambda one: one.due_at):
            moment = clock.due_at + timedelta(seconds=5)
            if clock.stopped_at is None and clock.missed_at is None and moment <= until:
                order = Order(Act.MISS, Actor("system"), amount=clock.number, assignment=clock.assignment)
                setting = Setting(self._player.rules, self._player.calendar, moment)
                if refusal(self.case, order, setting) is None:
                    made = decide(self.case, order, setting)
                    self.case, self.entries = made.case, [*self.entries, made.entry]

    def do(self, act: Act, by: Actor, **given: object) -> None:
        """Do an act, unless it lies in the future or the ticket does not allow it any more."""
        if self.now > self._player.until:
            return
        self.note_missed(self.now)
        try:
            made: Decision = decide(self.case, Order(act, by, **given), self._setting())  # type: ignore[arg-type]
        except Refused:
            return
        before, self.case = self.case.state, made.case
        self.entries.append(made.entry)
        closing = closing_after(self._closings.get(self.case.round), before, self.case, self.now)
        if closing is not None:
            self._closings[closing.round] = closing
