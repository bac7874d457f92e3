"""What the desktop is answered and told; the web application's types are generated from these models.

Every member is always there: what is not known is ``null``. Moments are ISO 8601 in UTC, durations are seconds, phone
numbers are masked wherever the member is called ``ani``.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.desk.colleague_shapes import CallConsult, Listener
from tickets.contract import Kind, Party, Urgency
from tickets.intake.types import Conclusion, DraftState, Reason

ShownState = Literal["logged_off", "ready", "paused", "unreachable", "ringing", "talking", "on_hold", "wrap_up"]
Availability = Literal["logged_off", "ready", "paused", "pause_requested"]
Activity = Literal["idle", "ringing", "talking", "on_hold", "wrap_up"]
CallState = Literal["ringing", "consulted", "talking", "on_hold", "ended"]
Speaker = Literal["caller", "agent"]
Purpose = Literal["quality_review", "complaint_handling", "dispute", "training", "legal_request", "other"]
Danger = Literal["police", "fire", "medical", "traffic"]
Leg = Literal["mixed", "caller", "to_caller", "waiting", "message", "message2", "message3"]


class Shape(BaseModel):
    """Base of everything answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# -- agents ------------------------------------------------------------------------------------------------------


class AgentView(Shape):
    """An agent's state; ``phone`` is ``w`` (browser) or ``p`` (SIP phone), empty when logged off."""

    agent: str
    endpoint: str
    phone: Literal["w", "p", ""]
    shown_state: ShownState
    availability: Availability
    activity: Activity
    pause_reason: str
    reachable: bool
    since: datetime | None
    wrap_up_until: datetime | None


class QueueView(Shape):
    """Who waits in a queue and who works in it; ``name`` as the rules have it."""

    queue: str
    name: str
    waiting: int
    longest_since: datetime | None
    ready: int
    talking: int
    logged_in: int


class Done(Shape):
    """It was done."""

    ok: Literal[True] = True


# -- drafts ------------------------------------------------------------------------------------------------------


class Span(Shape):
    """From one moment or date to another, as they were said."""

    from_: str = Field(alias="from")
    to: str


class DraftField(Shape):
    """One field; with ``filled`` the value counts, without it (and not ``edited``) it is a hint to take."""

    value: str | list[str] | Span | None
    source: str | None
    confidence: float | None
    filled: bool
    edited: bool
    utterance_id: str | None


class DraftConclusion(Shape):
    """What the contact ended in."""

    conclusion: Conclusion
    reason: Reason | None
    service_id: str | None
    ticket_id: uuid.UUID | None


class DraftTicket(Shape):
    """The ticket that the draft became; ``service_id`` is there once the ticket service has it."""

    id: uuid.UUID
    service_id: str | None
    created_at: datetime
    handed_over_at: datetime | None


class DraftSummary(Shape):
    """A draft without its fields."""

    contact_id: uuid.UUID
    call_id: uuid.UUID
    state: DraftState
    version: int
    revision: int
    queue: str | None
    line: str | None
    language: str | None
    agent: str | None
    opened_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime
    ani: str
    conclusion: DraftConclusion | None
    ticket: DraftTicket | None


class Draft(DraftSummary):
    """A draft as it stands; ``version`` is given back with an edit, ``revision`` grows with every change."""

    fields: dict[str, DraftField]


class Ticket(Shape):
    """A submitted ticket."""

    id: uuid.UUID
    contact_id: uuid.UUID
    call_id: uuid.UUID | None
    fields: dict[str, DraftField]
    agent: str
    request_id: str
    created_at: datetime
    service_id: str | None
    handed_over_at: datetime | None


# -- the call on the screen --------------------------------------------------------------------------------------


class DistrictGuess(Shape):
    """Where the caller may be: by the area code of a landline, or by the words said."""

    label: str
    source: Literal["number", "words"]


class RepeatCalls(Shape):
    """Calls of the same number before this one: of the same day, within 7 and 30 days."""

    today: int
    days7: int
    days30: int


class EarlierTicket(Shape):
    """A ticket of an earlier call of the same number; from ``status`` on as the ticket service tells it, if it does."""

    service_id: str | None
    created_at: datetime
    kind: Kind | None
    category: list[str]
    summary: str
    status: str | None
    unit: str
    due_at: datetime | None
    closed_at: datetime | None
    reply: str


class CallerHistory(Shape):
    """What is known of a caller's earlier calls."""

    repeat_calls: RepeatCalls
    earlier_tickets: list[EarlierTicket]


class DeskCall(Shape):
    """The call that an agent's desktop shows; ``ended_at`` is the end of the agent's talk.

    ``consulted``: the colleague ``asked_by`` asks this agent; ``listeners`` are empty where agents are not told.
    """

    call_id: uuid.UUID
    contact_id: uuid.UUID
    state: CallState
    queue: str | None
    line: str
    menu_path: list[str]
    language: str
    ani: str
    district_guess: DistrictGuess | None
    entered_at: datetime
    rung_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: float | None
    repeat_calls: RepeatCalls
    earlier_tickets: list[EarlierTicket]
    confidential: bool
    danger: Danger | None
    asked_by: str
    earlier_agents: list[str]
    consult: CallConsult | None
    listeners: list[Listener]
    help_asked_at: datetime | None


class WordChange(Shape):
    """What a word list put right: ``heard`` at character ``start`` of the machine's text became ``corrected``."""

    start: int
    heard: str
    corrected: str


class Utterance(Shape):
    """One piece of what was said; a ``partial`` one is replaced by the next with the same id.

    ``text`` is what counts; ``machine_text`` is the recogniser's, after the word lists' ``changes``. They differ where
    an agent put it right (``corrected_by``).
    """

    utterance_id: uuid.UUID
    call_id: uuid.UUID
    speaker: Speaker
    started_at: datetime
    ended_at: datetime
    text: str
    machine_text: str
    changes: list[WordChange]
    corrected_by: str | None
    confidence: float
    partial: bool


class SimilarTicket(Shape):
    """A ticket that may be about the same matter; ``likeness`` 0..1."""

    ticket_id: uuid.UUID
    service_id: str | None
    created_at: datetime
    summary: str
    status: str | None
    likeness: float


# -- the agent's day and calls -----------------------------------------------------------------------------------


class Figures(Shape):
    """Figures of an agent's day, formulas in docs/metrics.md; ``no_answer`` counts rings that were not answered."""

    answered: int
    tickets: int
    talk_seconds: float
    handle_seconds: float
    average_handle_seconds: float | None
    no_answer: int


class TicketNumber(Shape):
    """Number of a ticket."""

    service_id: str | None


class CallLine(Shape):
    """One call in a list."""

    call_id: uuid.UUID
    contact_id: uuid.UUID
    entered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ani: str
    line: str
    language: str
    queue: str | None
    agent: str | None
    wait_seconds: float | None
    talk_seconds: float | None
    outcome: str | None
    conclusion: Conclusion | None
    ticket: TicketNumber | None
    recording_state: str | None
    confidential: bool
    danger: Danger | None


class PauseTime(Shape):
    """Pauses of a day for one reason: seconds together."""

    reason: str
    seconds: float


class DayTime(Shape):
    """Where an agent's day went, formulas in docs/metrics.md; ``occupancy`` null: he took no calls at any time."""

    logged_in_seconds: float
    wrap_up_seconds: float
    paused_seconds: float
    occupancy: float | None
    pauses: list[PauseTime]


class DayView(Shape):
    """An agent's day in Asia/Shanghai."""

    date: date
    figures: Figures
    time: DayTime
    calls: list[CallLine]


class CallPage(Shape):
    """Calls, the newest first; ``next`` is given as ``before`` to read on, ``null`` at the end."""

    calls: list[CallLine]
    next: uuid.UUID | None


class RecordingLeg(Shape):
    """One file of a recording; ``file`` is relative to the folder of recordings."""

    file: str
    sha256: str
    bytes: int
    seconds: float


class Recording(Shape):
    """The recording of a call; ``intervals`` are the bridged times that its files consist of, in order.

    ``path`` and ``sha256`` are those of both sides together, the path relative to the folder of recordings.
    """

    state: str
    path: str | None
    sha256: str | None
    duration_seconds: float | None
    legs: dict[Leg, RecordingLeg]
    truncated: bool
    problem: str
    intervals: list[tuple[datetime, datetime]]


class CallUtterance(Shape):
    """One utterance; ``audio_seconds`` is where it begins in the leg ``audio_leg``, ``null`` when it is not in it."""

    utterance_id: uuid.UUID
    speaker: Speaker
    started_at: datetime
    ended_at: datetime
    text: str
    machine_text: str
    changes: list[WordChange]
    corrected_by: str | None
    confidence: float
    audio_leg: Leg | None
    audio_seconds: float | None


class Transcript(Shape):
    """The words of a call: of the whole recording once that is written down, until then those heard live."""

    source: Literal["live", "recording"]
    utterances: list[CallUtterance]


class CallTicket(Shape):
    """The ticket of a call; with ``query_code`` and the number the citizen asks how it stands."""

    id: uuid.UUID
    service_id: str | None
    query_code: str | None
    fields: dict[str, DraftField]
    agent: str


class Call(Shape):
    """Everything that hangs on a call.

    ``withheld``: it is confidential, and number, words, recording and ticket fields are kept back. ``needs_purpose``:
    words and ticket fields are kept back until a purpose is given (``POST /calls/{call_id}/words``). ``satisfaction``
    is what the caller said by key once the agent had hung up: 5 (very satisfied) to 1 (very dissatisfied).
    """

    call_id: uuid.UUID
    contact_id: uuid.UUID
    ani: str
    dnis: str
    language: str
    menu_path: str
    menu_path_labels: list[str]
    menu_ended: str | None
    queue: str | None
    wait_seconds: float | None
    time_to_answer_seconds: float | None
    agent: str | None
    outcome: str | None
    end_reason: str | None
    satisfaction: int | None
    danger: Danger | None
    entered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    conclusion: Conclusion | None
    recording: Recording | None
    transcript: Transcript
    ticket: CallTicket | None
    confidential: bool
    withheld: bool
    needs_purpose: bool
    caller_history: CallerHistory | None
    district_guess: DistrictGuess | None


class Confidentiality(Shape):
    """Whether the contact of a call is confidential now."""

    confidential: bool


class CallNumber(Shape):
    """The whole number of a caller; asking for it is in the audit."""

    number: str


class ListenLeg(Shape):
    """A file to play."""

    leg: Leg
    seconds: float
    url: str


class ListenGrant(Shape):
    """The right to play one call's recording for a short time, in this session alone; ``peaks`` are 0 to 1."""

    grant: str
    expires_at: datetime
    legs: list[ListenLeg]
    intervals: list[tuple[datetime, datetime]]
    peaks: list[float]


# -- the catalogue -----------------------------------------------------------------------------------------------


class Choice(Shape):
    """A class of appeals."""

    code: str
    label: str


class ChoiceBranch(Choice):
    """A second-level class with those below it."""

    children: list[Choice]


class ChoiceTree(Choice):
    """A first-level class with those below it."""

    children: list[ChoiceBranch]


class Catalogue(Shape):
    """What may be chosen in the forms.

    ``categories``: three levels. ``streets``: street offices and towns by district. ``limits``: the longest text by
    field. ``pause_limits``: minutes by reason.
    """

    kinds: list[Kind]
    urgencies: list[Urgency]
    categories: list[ChoiceTree]
    districts: list[str]
    streets: dict[str, list[str]]
    units: list[str]
    parties: list[Party]
    languages: list[str]
    limits: dict[str, int]
    pause_reasons: list[str]
    pause_limits: dict[str, int]
    no_ticket_reasons: list[Reason]
    purposes: list[Purpose]
    wrap_up_seconds: int
    ring_seconds: int


# -- the socket --------------------------------------------------------------------------------------------------


class PhoneClaim(Shape):
    """The softphone window that owns the agent's browser phone."""

    window: uuid.UUID
    label: str
    claimed_at: datetime


class Alarm(Shape):
    """Something that everybody should know.

    ``store_away switch_away worker_away tickets_waiting tickets_refused disk_low disk_full``.
    """

    code: str
    since: datetime


class Words(Shape):
    """Utterances of a call that are new or changed."""

    call_id: uuid.UUID
    utterances: list[Utterance]


class Snapshot(Shape):
    """Everything that the desktop shows, at one moment."""

    agent: AgentView | None
    queues: list[QueueView]
    call: DeskCall | None
    words: list[Utterance]
    draft: Draft | None
    open_drafts: list[DraftSummary]
    figures: Figures
    phone: PhoneClaim | None
    alarms: list[Alarm]


class Nothing(Shape):
    """An empty body."""


class Frame(Shape):
    """What every frame of the socket has; ``sequence`` begins at 1 for each connection and grows by 1."""

    v: Literal[1]
    sequence: int
    at: datetime


class SnapshotFrame(Frame):
    """First frame, and answer to ``{"type": "snapshot"}``."""

    type: Literal["snapshot"]
    body: Snapshot


class AgentFrame(Frame):
    """The agent's own state changed."""

    type: Literal["agent"]
    body: AgentView | None


class QueuesFrame(Frame):
    """The queues changed; at most twice a second."""

    type: Literal["queues"]
    body: list[QueueView]


class CallFrame(Frame):
    """The call on the screen changed, or went."""

    type: Literal["call"]
    body: DeskCall | None


class WordsFrame(Frame):
    """Words were said."""

    type: Literal["words"]
    body: Words


class DraftFrame(Frame):
    """The draft of the call on the screen changed."""

    type: Literal["draft"]
    body: Draft | None


class OpenDraftsFrame(Frame):
    """The list of unfinished drafts changed."""

    type: Literal["open_drafts"]
    body: list[DraftSummary]


class FiguresFrame(Frame):
    """The figures of the day changed."""

    type: Literal["figures"]
    body: Figures


class PhoneFrame(Frame):
    """Another window owns the phone."""

    type: Literal["phone"]
    body: PhoneClaim | None


class AlarmsFrame(Frame):
    """The alarms changed."""

    type: Literal["alarms"]
    body: list[Alarm]


class PingFrame(Frame):
    """Sent every 10 s; the client answers ``{"type": "pong"}``."""

    type: Literal["ping"]
    body: Nothing


SocketFrame = (
    SnapshotFrame
    | AgentFrame
    | QueuesFrame
    | CallFrame
    | WordsFrame
    | DraftFrame
    | OpenDraftsFrame
    | FiguresFrame
    | PhoneFrame
    | AlarmsFrame
    | PingFrame
)
