"""Bodies of the ticket contract; unknown members are ignored so that either side may be upgraded first."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Kind(StrEnum):
    """What a citizen wants: 咨询 求助 投诉 举报 建议 表扬."""

    INQUIRY = "inquiry"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Urgency(StrEnum):
    """How fast it has to move; ``emergency``: life or safety is at stake."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Party(StrEnum):
    """On whose behalf a citizen speaks."""

    CITIZEN = "citizen"
    ENTERPRISE = "enterprise"


class TicketState(StrEnum):
    """Where a ticket stands in the service."""

    ACCEPTED = "accepted"  # 已受理
    DISPATCHED = "dispatched"  # 已派单
    HANDLING = "handling"  # 办理中
    SUSPENDED = "suspended"  # 已挂起
    SENT_BACK = "sent_back"  # 退单待定
    REPLIED = "replied"  # 已答复，待审核
    CLOSED = "closed"  # 已办结
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    JOINED = "joined"  # 并入同事项
    ARCHIVED = "archived"  # 已归档


# Kept out everywhere: NUL cannot be stored by PostgreSQL, the others spoil a screen or an export.
_NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(max_length=200, pattern=_NO_CONTROLS)]
Words = Annotated[str, StringConstraints(max_length=20_000, pattern=_NO_CONTROLS)]
Code = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_.:-]*$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Category(_Body):
    """Class of the matter; the code is empty when only a label is known."""

    code: Code = ""
    label: Line


class Recording(_Body):
    """A recording that belongs to the matter, by reference; it is fetched from the hotline by id."""

    recording_id: str = Field(max_length=64)
    leg: Code | None = None
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    duration_seconds: float | None = Field(None, ge=0)


Satisfaction = Annotated[int | None, Field(ge=1, le=5, description="5 (very satisfied) to 1 (very dissatisfied)")]


class FieldSource(_Body):
    """Where the value of a field comes from."""

    source: str = Field(max_length=2000, description="`agent`, or the sentence that was heard")
    confidence: float = Field(1.0, ge=0, le=1)
    edited: bool = Field(False, description="a person set or confirmed it")
    utterance_id: str | None = Field(None, max_length=64, description="the sentence it was taken from")


class NewTicket(_Body):
    """A matter that a citizen brought, as the agent submitted it."""

    contact_id: uuid.UUID = Field(description="the matter coming in; one contact gives at most one ticket")
    call_id: uuid.UUID | None = None
    ticket_id: uuid.UUID = Field(description="the hotline's own key")
    kind: Kind
    category: Category | None = Field(None, description="first-level class")
    category_level2: Category | None = None
    category_level3: Category | None = None
    district: Line | None = None
    street: Line | None = Field(None, description="street office or town (街道, 镇)")
    community: Line | None = Field(None, description="residents' committee or village (社区, 村)")
    place: Line | None = Field(None, description="free address below the district")
    happened_at: Line | None = Field(
        None, description="when it happened: ISO 8601 moment, date, or interval with a slash"
    )
    party: Party | None = Field(None, description="on whose behalf the citizen speaks")
    company: Line | None = Field(None, description="the company, shop or institution that was named")
    request: Line | None = Field(None, description="what is asked for")
    summary: Line = ""
    summary_paragraph: Annotated[str, StringConstraints(max_length=600, pattern=_NO_CONTROLS)] = ""
    description: Words = Field("", description="what the citizen said, in words")
    urgency: Urgency = Urgency.NORMAL
    danger_words: tuple[Line, ...] = Field((), max_length=10)
    lead_unit: Line | None = Field(None, description="the unit that the agent proposes to handle it")
    assisting_units: tuple[Line, ...] = Field((), max_length=5)
    ani: str | None = Field(None, max_length=32, pattern=r"^[0-9+*#]*$", description="the caller's number")
    line: str | None = Field(None, max_length=32, pattern=_NO_CONTROLS, description="the number dialled")
    language: Code | None = None
    accepted_at: AwareDatetime
    agent: Code
    confidential: bool = Field(
        False, description="the citizen asked for confidentiality when the ticket was handed over"
    )
    satisfaction: Satisfaction = Field(
        None, description="what the caller said of the call by key, if he had when the ticket was handed over"
    )
    recordings: tuple[Recording, ...] = Field((), max_length=50)
    sources: dict[str, FieldSource] = Field(default_factory=dict, description="source of each field by its name")


class Receipt(_Body):
    """What the service knows about a ticket, without a number, a name or a word."""

    service_id: str = Field(min_length=1, max_length=40, description="number of the ticket, spoken to the citizen")
    ticket_id: uuid.UUID
    contact_id: uuid.UUID
    state: TicketState
    received_at: AwareDatetime


class NewReceipt(Receipt):
    """The answer to whoever sent a ticket; nobody else is told the code."""

    query_code: str | None = Field(
        None,
        pattern=r"^[0-9]{6}$",
        description="the citizen asks for the ticket with it; the same when the same message comes again",
    )


class Rating(_Body):
    """What the caller said of the call by key, after its ticket had been handed over."""

    satisfaction: Annotated[int, Field(ge=1, le=5, description="5 (very satisfied) to 1 (very dissatisfied)")]


class Marked(_Body):
    """Whether the contact of a ticket is confidential, told once it changes after the ticket had been handed over."""

    confidential: bool


class Repeat(_Body):
    """The same citizen called again about a ticket that there is; ``text`` is what he said, empty when confidential."""

    contact_id: uuid.UUID = Field(description="of the new call; the same again is counted once")
    call_id: uuid.UUID | None = None
    accepted_at: AwareDatetime
    agent: str = Field(max_length=64)
    text: str = Field("", max_length=1000)


class Ticket(Receipt):
    """A ticket as it was taken in, the caller's number left out."""

    kind: Kind
    urgency: Urgency
    category: Category | None = None
    category_level2: Category | None = None
    category_level3: Category | None = None
    district: str | None = None
    street: str | None = None
    community: str | None = None
    place: str | None = None
    happened_at: str | None = None
    party: Party | None = None
    company: str | None = None
    request: str | None = None
    summary: str
    summary_paragraph: str = ""
    description: str
    danger_words: tuple[str, ...] = ()
    lead_unit: str | None = None
    assisting_units: tuple[str, ...] = ()
    call_id: uuid.UUID | None = None
    line: str | None = None
    language: str | None = None
    accepted_at: AwareDatetime
    agent: str
    satisfaction: Satisfaction = None
    recordings: tuple[Recording, ...] = ()
    sources: dict[str, FieldSource] = Field(default_factory=dict)


class StatusQuestion(_Body):
    """What a citizen knows of a ticket besides its number."""

    code: str = Field(pattern=r"^[0-9]{6}$", description="the query code")


class TicketStatus(_Body):
    """What a citizen is told: how the ticket stands."""

    service_id: str
    state: TicketState
    received_at: AwareDatetime


class ReceiptPage(_Body):
    """Tickets behind a cursor, in the order in which they were stored, without gaps."""

    tickets: tuple[Receipt, ...]
    next_cursor: str = Field(description="give it as `since` to read on; the same as `since` when nothing is new")
    more: bool = Field(description="whether there is more behind it now")


class Problem(_Body):
    """An error, RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="stable code")
    detail: str | None = None
    errors: tuple[dict[str, str], ...] = Field((), description="place and code of each fault in the body")
