"""Shapes of tickets as pages see them; words are null where whoever asks may not read them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation.work_calendar import Unit
from tickets.contract import Kind, TicketState, Urgency
from tickets.service.lifecycle import Act, AssignmentState, ClockName, Role
from tickets.service.lists import View

NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Number = Annotated[str, Field(pattern=r"^[0-9]{19}$")]
TicketPurpose = Literal["contact", "quality_review", "complaint_handling", "dispute", "legal_request", "other"]
UnitCode = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=WITHOUT_CONTROLS)]
Text = Annotated[str, StringConstraints(max_length=5000, pattern=NO_CONTROLS)]


class UnitNamed(BaseModel):
    """A unit by code and name."""

    code: str
    name: str


class UnitsNamed(BaseModel):
    """Units by code and name."""

    units: list[UnitNamed]


class ClockShown(BaseModel):
    """A clock: ``late`` when it stopped, or runs, behind ``due_at``; ``paused`` while it stands still."""

    name: ClockName
    assignment: int | None
    amount: int = Field(description="what it was given, in `unit`, without what it was extended by")
    unit: Unit
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    stopped_at: datetime | None
    paused: bool
    late: bool
    provisional: bool = Field(description="the calendar of a year in it is not announced yet")


class AssignmentShown(BaseModel):
    """A unit's part: ``mine`` when whoever asks acts for it; ``answer`` is null where he may not read it.

    ``handler`` is shown by name: of an account's the one to show, else as it was written.
    """

    number: int
    unit: UnitNamed
    role: Role
    state: AssignmentState
    round: int
    handler: str
    reached: bool
    tries: int
    answer: str | None
    mine: bool


class ReasonShown(BaseModel):
    """Why a unit is suggested: ``duty history proposed`` and what belongs into the sentence."""

    code: str
    details: dict[str, Any]


class CandidateShown(BaseModel):
    """A unit that a matter may belong to, and why; ``acts_for``: it stands in for that unit."""

    unit: UnitNamed
    reasons: list[ReasonShown]
    acts_for: UnitNamed | None


class TicketListed(BaseModel):
    """A ticket in a list."""

    service_id: str
    state: TicketState
    kind: Kind
    urgency: Urgency
    category: list[str] = Field(description="labels from the first level down")
    district: str | None
    street: str | None
    summary: str | None
    confidential: bool
    received_at: datetime
    due_at: datetime | None
    clock: ClockShown | None = Field(description="the next one to end")
    lead: UnitNamed | None
    send_backs: int
    passes: int
    reworks: int
    level: int
    reminders: int
    leads: int
    called_again: bool = Field(description="he called again behind the answer, and nobody has asked him why yet")
    main: str
    requests: list[Literal["extension", "suspension"]]
    score: int | None
    discontent: bool = Field(description="he rated it badly, or said that it is not resolved")
    taken: bool = Field(description="somebody follows it up")
    mine: bool = Field(description="and that is whoever asks")
    suggested: CandidateShown | None = Field(
        None, description="for dispatchers, of what is to be dispatched: the unit that it may belong to first"
    )
    assignment: int | None = Field(None, description="of the unit of whoever asks: sent with an act on many")
    handler: str = Field("", description="who handles it there")


class TicketPage(BaseModel):
    """A part of a list; ``next`` goes into ``after`` of the next question, empty at the end."""

    tickets: list[TicketListed]
    next: str


class TicketCounts(BaseModel):
    """How many tickets each view holds."""

    counts: dict[View, int]


class HistoryLine(BaseModel):
    """One act; ``reason`` and ``details`` are null where whoever asks may not read words."""

    number: int
    act: Act
    actor_kind: str
    actor: str
    unit: UnitNamed | None
    at: datetime
    state_before: str
    state_after: str
    round: int
    assignment: int | None
    reason: str | None
    details: dict[str, Any] | None


class FileShown(BaseModel):
    """A file of a ticket; its name is null where whoever asks may not read words. ``size`` in bytes."""

    id: uuid.UUID
    name: str | None
    media_type: str
    size: int
    scan: str = Field(description="clean: a scanner looked at it; none: there is none")
    added_at: datetime
    unit: UnitNamed | None


class RelatedTicket(BaseModel):
    """Another ticket of the same matter or caller."""

    service_id: str
    state: TicketState
    category: str
    district: str | None
    received_at: datetime
    leads: int


class ActOffered(BaseModel):
    """An act that whoever asks has the right to in this state; ``blocked`` is the code of what still hinders it.

    ``assignment`` is sent with the act: of several units that one acts for it says which.
    """

    act: Act
    blocked: str | None
    assignment: int | None


class TicketView(TicketListed):
    """A ticket with everything that whoever asks may see.

    ``words``: ``shown``, ``on_request`` (state a purpose), or ``withheld``; ``number`` tells it of the caller's.
    ``kept``: everything personal is kept from whoever asks, because it is confidential; who works on it is told by
    log-in name who can name ``readers`` of it (``trusted``), a dispatcher also who can review its reply.
    """

    words: Literal["shown", "on_request", "withheld"]
    number: Literal["on_request", "withheld"]
    masked_number: str
    category_codes: list[str]
    community: str | None
    place: str | None
    happened_at: str | None
    party: str | None
    company: str | None
    request: str | None
    summary_paragraph: str | None
    description: str | None
    danger_words: list[str]
    language: str | None
    line: str | None
    agent: str
    call_id: uuid.UUID | None
    contact_id: uuid.UUID
    accepted_at: datetime
    closed_at: datetime | None
    closing: str
    reply: str | None
    round: int
    acts_seen: int
    extension_asked: int
    is_final: bool
    is_case: bool
    followed_up: bool
    follow_up_tries: int
    resolved: bool | None
    call_satisfaction: int | None
    handed_over: list[str]
    fed_back: bool
    clocks: list[ClockShown]
    assignments: list[AssignmentShown]
    history: list[HistoryLine]
    candidates: list[CandidateShown]
    same_matter: list[RelatedTicket]
    same_caller: list[RelatedTicket]
    joined: list[RelatedTicket]
    offers: list[ActOffered]
    files: list[FileShown]
    may_add_files: bool
    kept: bool
    readers: list[str]
    trusted: list[str] | None
    reviewers: list[str] | None


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LevelGiven(_Body):
    """A class by code and label."""

    code: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_]*$")]
    label: Line


class Corrected(_Body):
    """What was taken in wrongly; what is not given stays."""

    kind: Kind | None = None
    urgency: Urgency | None = None
    is_case: bool | None = Field(None, description="a matter of mediation or law enforcement, whatever its class says")
    path: Annotated[list[LevelGiven], Field(min_length=1, max_length=3)] | None = None
    district: Line | None = None
    street: Line | None = None
    community: Line | None = None
    place: Line | None = None


class ActAsked(_Body):
    """An act; which members count depends on it. ``request_id`` makes a second press harmless.

    ``seen`` is ``acts_seen`` of the ticket as it was read: an act on an older one is refused.
    """

    act: Act
    request_id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
    seen: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=NO_CONTROLS)] = ""
    units: Annotated[tuple[UnitCode, ...], Field(max_length=10)] = ()
    assignment: Annotated[int, Field(ge=1, le=1000)] | None = None
    handler: Annotated[str, Field(max_length=64, pattern=WITHOUT_CONTROLS)] = ""
    text: Text = ""
    ground: Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9_]*$")] = ""
    amount: Annotated[int, Field(ge=0, le=400)] = 0
    reached: bool | None = None
    resolved: bool | None = None
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    service: Annotated[str, Field(max_length=3, pattern=r"^[0-9]*$")] = ""
    main: Annotated[str, Field(max_length=19, pattern=r"^[0-9]*$")] = ""
    contacted: bool | None = Field(None, description="follow-up: the citizen says that the unit spoke with him")
    reasons: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")], ...], Field(max_length=10)] = Field(
        (), description="follow-up: why he is not satisfied, codes of the survey"
    )
    lawful: bool | None = Field(None, description="approval of a matter of law: whether its procedure was lawful")
    corrected: Corrected | None = None


class OfOne(_Body):
    """What differs for one of several tickets; what is not given is that of all."""

    units: Annotated[tuple[UnitCode, ...], Field(max_length=10)] = ()
    assignment: Annotated[int, Field(ge=1, le=1000)] | None = None


class ActOnMany(ActAsked):
    """The same act on several tickets."""

    service_ids: Annotated[list[Number], Field(min_length=1, max_length=200)]
    each: Annotated[dict[Number, OfOne], Field(max_length=200)] = Field(
        {}, description="by number: what differs, the unit that each is dispatched to"
    )


class ManyDone(BaseModel):
    """How many went through, and the code of what hindered each other one."""

    done: int
    failed: dict[str, str]


class PersonNamed(BaseModel):
    """Somebody by the name that he logs in with and the one that is shown."""

    name: str
    display_name: str


class UnitPeople(BaseModel):
    """Who can handle a ticket inside a unit."""

    people: list[PersonNamed]


class LookAsked(_Body):
    """Why somebody looks at what he does not work on."""

    purpose: TicketPurpose
    note: Annotated[str, Field(max_length=200, pattern=WITHOUT_CONTROLS)] = ""


class NumberShown(BaseModel):
    """The caller's whole number."""

    number: str


class ReaderNamed(_Body):
    """The log-in name of whoever may see a confidential ticket."""

    name: Annotated[str, Field(min_length=2, max_length=32)]


class UnitShown(UnitNamed):
    """A unit of the organisation in force; ``holds``: it acts today."""

    level: str
    parent: str | None
    holds: bool
    on_duty: list[str]


class GroundShown(BaseModel):
    """A ground, reason or template by code and label; ``text`` is what a citizen is told."""

    code: str
    label: str
    text: str


class ClassShown(BaseModel):
    """A class and those below it."""

    code: str
    label: str
    children: list[ClassShown]


class TicketCatalogue(BaseModel):
    """What pages offer: units, classes, grounds, and limits that people are told."""

    classes: list[ClassShown]
    districts: list[str]
    units: list[UnitShown]
    send_back_grounds: list[GroundShown]
    refusal_grounds: list[GroundShown]
    survey_reasons: list[GroundShown]
    reply_templates: list[GroundShown]
    extensions: int
    suspension_days: int
    send_backs: int
    follow_up_tries: int
    bad_score: int
