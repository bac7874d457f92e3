"""Loads the parts of one agent's desktop from the store."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk import repository, screen
from agent_desktop.desk.colleague_shapes import CallConsult, Listener
from agent_desktop.desk.districts import district_guess
from agent_desktop.desk.drafts import drafts, summaries
from agent_desktop.desk.figures import TalkTime, bounds, day_of, figures
from agent_desktop.desk.history import caller_history
from agent_desktop.desk.lines import call_lines, danger_of
from agent_desktop.desk.menu_labels import flow_of, menu_labels
from agent_desktop.desk.parts import Part, Shown
from agent_desktop.desk.screen import OnScreen
from agent_desktop.desk.shapes import (
    AgentView,
    Alarm,
    DayTime,
    DayView,
    DeskCall,
    Draft,
    DraftSummary,
    Figures,
    PauseTime,
    PhoneClaim,
    QueueView,
    Utterance,
    WordChange,
)
from agent_desktop.desk.sources import Sources
from foundation.people import Scope
from foundation.people.masking import Exposure, column_exposure
from queueing.figures.metrics import Counts, computed
from queueing.figures.report import agent_counts
from queueing.models import AgentStateRow
from speech import repository as speech
from speech.models import PartialRow, UtteranceRow
from telephony.ledger import colleagues, screens, sums
from telephony.ledger import repository as ledger
from telephony.models import CallerRow, CallRow, ConsultRow, RingRow
from tickets.intake import repository as intake
from tickets.intake.models import DraftRow
from tickets.intake.types import DraftState

LIVE, RECORDING = "live", "recording"

ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    Part.agent: TypeAdapter(AgentView | None),
    Part.call: TypeAdapter(DeskCall | None),
    Part.words: TypeAdapter(list[Utterance]),
    Part.draft: TypeAdapter(Draft | None),
    Part.open_drafts: TypeAdapter(list[DraftSummary]),
    Part.figures: TypeAdapter(Figures),
    Part.phone: TypeAdapter(PhoneClaim | None),
    "queues": TypeAdapter(list[QueueView]),
    "alarms": TypeAdapter(list[Alarm]),
}


@dataclass(frozen=True)
class Loaded:
    """Parts as loaded, and what the desktop shows now."""

    parts: Mapping[Part, Any]
    on_screen: OnScreen | None
    shown: Shown


class DeskLoader:
    """Loads what is asked for within one session, so that the parts fit each other."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    async def load(
        self,
        session: AsyncSession,
        agent: str,
        grants: Mapping[str, Scope],
        activity: str,
        parts: frozenset[Part],
        before: Shown,
    ) -> Loaded:
        """Return those parts of an agent's desktop that the store knows (all but the agent's own state).

        All of it is his own; whoever may not see even that of his own (``grants``) has it left out.
        Which call is shown is found out each time; when it is another than ``before``, its words and draft come too.
        """
        now = self.sources.clock.now()
        ring, on_screen = await self._on_screen(session, agent, activity, now)
        call = await session.get(CallRow, on_screen.call_id) if on_screen else None
        if (call.call_id if call else None) != before.call_id:
            parts |= {Part.call, Part.words, Part.draft}
        draft = await self._draft_of(session, call, on_screen, agent)
        open_rows = await intake.open_drafts_of(session, agent)
        found: dict[Part, Any] = {}
        if Part.call in parts:
            found[Part.call] = (
                await self._call(session, agent, call, on_screen, ring, draft, grants)
                if call is not None and on_screen
                else None
            )
        if Part.words in parts:
            readable = _shows(grants, UtteranceRow.text)
            found[Part.words] = await self.words(session, call.call_id) if call and readable else []
        if Part.draft in parts:
            readable = _shows(grants, DraftRow.fields)
            found[Part.draft] = (await drafts(session, self.sources, [draft]))[0] if draft and readable else None
        if Part.open_drafts in parts:
            found[Part.open_drafts] = summaries(await drafts(session, self.sources, open_rows))
        if Part.figures in parts:
            found[Part.figures] = await self.figures(session, agent, day_of(now))
        if Part.phone in parts:
            found[Part.phone] = await self._phone(session, agent)
        contacts = {row.contact_id for row in open_rows} | ({call.contact_id} if call else set())
        return Loaded(found, on_screen, Shown(on_screen.call_id if on_screen else None, frozenset(contacts)))

    async def words(self, session: AsyncSession, call_id: uuid.UUID) -> list[Utterance]:
        """Return what was heard live; of a call that was not listened to, what its recording holds."""
        rows = await speech.utterances(session, call_id, LIVE) or await speech.utterances(session, call_id, RECORDING)
        return [*map(utterance_shape, rows), *map(_partial, await speech.partials(session, call_id))]

    async def figures(self, session: AsyncSession, agent: str, day: date) -> Figures:
        """Return the figures of an agent's day."""
        since, until = bounds(day)
        rows = [row for row in await screens.talks_between(session, agent, since, until) if _counts(row[1])]
        held = await screens.hold_seconds(session, [call.call_id for _, call in rows])
        return figures(
            [TalkTime(talk.started_at, talk.ended_at, held.get(talk.talk_id, 0.0)) for talk, _ in rows],
            await intake.tickets_between(session, agent, since, until),
            await screens.unanswered_rings(session, agent, since, until),
        )

    async def day(self, session: AsyncSession, agent: str, day: date) -> DayView:
        """Return an agent's day with its calls, the newest first."""
        rows = await screens.talks_between(session, agent, *bounds(day))
        calls = list({call.call_id: call for _, call in rows}.values())
        return DayView(
            date=day,
            figures=await self.figures(session, agent, day),
            time=await self._time(session, agent, day),
            calls=await call_lines(session, self.sources, calls),
        )

    async def _time(self, session: AsyncSession, agent: str, day: date) -> DayTime:
        since, until = bounds(day)
        until = min(until, self.sources.clock.now())
        if until <= since:  # a day to come
            return DayTime(logged_in_seconds=0, wrap_up_seconds=0, paused_seconds=0, occupancy=None, pauses=[])
        counts = (await agent_counts(session, since, until, agents=[agent])).get(agent, Counts())
        stays = await sums.stay_sums(session, since, until, agents=[agent])
        pauses: dict[str, float] = {}
        for (_, state, reason), seconds in stays.items():
            if state == "paused":
                pauses[reason] = pauses.get(reason, 0.0) + seconds
        occupancy = computed(counts)["occupancy"]
        return DayTime(
            logged_in_seconds=round(counts.logged_in_seconds, 3),
            wrap_up_seconds=round(counts.wrap_up_seconds, 3),
            paused_seconds=round(counts.paused_seconds, 3),
            occupancy=None if occupancy is None else round(min(1.0, occupancy), 6),
            pauses=[PauseTime(reason=reason, seconds=round(pauses[reason], 3)) for reason in sorted(pauses)],
        )

    async def _on_screen(
        self, session: AsyncSession, agent: str, activity: str, now: datetime
    ) -> tuple[RingRow | None, OnScreen | None]:
        rung, talked = await screens.latest_ring(session, agent), await screens.latest_talk(session, agent)
        ring = talk = None
        if rung is not None:
            row, call = rung
            ring = screen.Ring(row.call_id, row.started_at, row.ended_at, call.ended_at is not None)
        if talked is not None:
            spoken, call = talked
            draft = await intake.draft(session, call.contact_id)
            elsewhere = draft is not None and draft.agent not in (None, agent)
            talk = screen.Talk(
                call_id=call.call_id,
                started_at=spoken.started_at,
                ended_at=spoken.ended_at or call.ended_at,
                call_ended=call.ended_at is not None,
                on_hold=await screens.is_on_hold(session, spoken.talk_id),
                concluded=elsewhere or (draft is not None and draft.state != DraftState.OPEN),
            )
        asked = await colleagues.consult_of(session, agent)
        asks = screen.Asked(asked[0].call_id, asked[0].answered_at is not None) if asked else None
        return rung[0] if rung else None, screen.on_screen(ring, talk, activity, now, asks)

    async def _draft_of(
        self, session: AsyncSession, call: CallRow | None, on_screen: OnScreen | None, agent: str
    ) -> DraftRow | None:
        """Return the draft of the call shown; once that is over, only while it is the agent's."""
        row = await intake.draft(session, call.contact_id) if call else None
        if row is None or on_screen is None:
            return None
        return row if on_screen.state != "ended" or row.agent in (None, agent) else None

    async def _call(
        self,
        session: AsyncSession,
        agent: str,
        call: CallRow,
        on_screen: OnScreen,
        ring: RingRow | None,
        draft: DraftRow | None,
        grants: Mapping[str, Scope],
    ) -> DeskCall:
        caller = await session.get(CallerRow, call.caller_id) if call.caller_id else None
        number = self.sources.number(caller)
        visits = await ledger.visits_of(session, call.call_id)
        menus = await ledger.menus_of(session, call.call_id) if call.menu_path else []
        history = await caller_history(session, self.sources, call)
        written = _shows(grants, DraftRow.fields)
        consult = await colleagues.consult_in(session, call.call_id)
        is_asked = consult is not None and (consult.kind, consult.code) == ("agent", agent)
        going_on = on_screen.state != "ended" and call.ended_at is None
        told = going_on and self.sources.show_listeners
        heard = await colleagues.listeners(session, call.call_id) if told else []
        helped = await colleagues.help_in(session, call.call_id)
        return DeskCall(
            call_id=call.call_id,
            contact_id=call.contact_id,
            state=on_screen.state,
            queue=visits[-1].queue if visits else None,
            line=call.line,
            menu_path=menu_labels(flow_of(self.sources.flows, menus), call.menu_path),
            language=call.language,
            ani=self.sources.masked(caller),
            district_guess=district_guess(number, draft.fields if draft and written else {}),
            entered_at=call.entered_at,
            rung_at=ring.started_at if ring is not None and ring.call_id == call.call_id else None,
            answered_at=call.answered_at,
            ended_at=on_screen.ended_at or call.ended_at,
            wait_seconds=visits[-1].wait_seconds if visits else None,
            repeat_calls=history.repeat_calls,
            earlier_tickets=history.earlier_tickets if written else [],
            confidential=bool(await screens.confidential(session, [call.contact_id])),
            danger=danger_of(call),
            asked_by=(await screens.last_agent(session, call.call_id) or "") if is_asked else "",
            earlier_agents=await colleagues.earlier_agents(session, call.call_id, agent),
            consult=_consult(consult) if consult is not None and going_on else None,
            listeners=[
                Listener.model_validate({"supervisor": row.supervisor, "mode": row.mode})
                for row in heard
                if row.agent == agent
            ],
            help_asked_at=helped.asked_at if helped is not None and helped.agent == agent else None,
        )

    async def _phone(self, session: AsyncSession, agent: str) -> PhoneClaim | None:
        row = await repository.phone_claim(session, agent)
        return PhoneClaim(window=row.window, label=row.label, claimed_at=row.claimed_at) if row else None


def _consult(row: ConsultRow) -> CallConsult:
    return CallConsult.model_validate(
        {
            "kind": row.kind,
            "code": row.code,
            "started_at": row.started_at,
            "answered": row.answered_at is not None,
            "joined": row.joined_at is not None,
        }
    )


def _shows(grants: Mapping[str, Scope], column: Any) -> bool:
    return column_exposure(grants, column, own=True) is Exposure.SHOWN


def _counts(call: CallRow) -> bool:
    return call.purpose not in screens.UNCOUNTED


def agent_view(row: AgentStateRow) -> AgentView:
    """Return an agent's state as stored."""
    return AgentView.model_validate(
        {
            "agent": row.agent,
            "endpoint": row.endpoint,
            "phone": phone_of(row.endpoint) if row.shown_state != "logged_off" else "",
            "shown_state": row.shown_state,
            "availability": row.availability,
            "activity": row.activity,
            "pause_reason": row.pause_reason,
            "reachable": row.reachable,
            "since": row.since,
            "wrap_up_until": row.wrap_up_until,
        }
    )


def phone_of(endpoint: str) -> str:
    """Return which phone an endpoint ``PJSIP/1001w`` is."""
    return endpoint[-1] if endpoint[-1:] in ("w", "p") else ""


def utterance_shape(row: UtteranceRow) -> Utterance:
    """Return an utterance as it is answered."""
    return Utterance(
        utterance_id=row.utterance_id,
        call_id=row.call_id,
        speaker="agent" if row.speaker == "agent" else "caller",
        started_at=row.started_at,
        ended_at=row.ended_at,
        text=row.words,
        machine_text=row.text,
        changes=word_changes(row),
        corrected_by=row.corrected_by if row.corrected_text is not None else None,
        confidence=round(row.confidence, 3),
        partial=False,
    )


def word_changes(row: UtteranceRow) -> list[WordChange]:
    """Return what the word lists put right."""
    return [WordChange.model_validate(change) for change in row.changes or ()]


def _partial(row: PartialRow) -> Utterance:
    return Utterance(
        utterance_id=row.utterance_id,
        call_id=row.call_id,
        speaker="agent" if row.speaker == "agent" else "caller",
        started_at=row.started_at,
        ended_at=row.updated_at,
        text=row.text,
        machine_text=row.text,
        changes=[],
        corrected_by=None,
        confidence=0.0,
        partial=True,
    )
