"""What a city decides about its tickets: limits, grounds, thresholds; a document that is published in versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.documents import Documents
from foundation.documents import repository as documents_repository
from foundation.work_calendar import Limit
from tickets.contract import Kind, Urgency

KIND = "ticket_rules"
CODE = "city"
LISTS = ("send_back_grounds", "refusal_grounds", "survey_reasons", "reply_templates")
"""Lists whose entries are told apart by a code that stays."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimeLimit(_Rule):
    """How long something may take; a day of work ends with the working hours of the calendar."""

    amount: Annotated[int, Field(ge=1, le=400)]
    unit: Literal["working_days", "working_hours", "hours", "minutes"]

    @property
    def limit(self) -> Limit:
        """Return it as the calendar reads it."""
        return Limit(self.amount, self.unit)


class HandleRule(_Rule):
    """A limit for what it names; empty lists name everything. The first rule that fits counts."""

    kinds: tuple[Kind, ...] = ()
    classes: tuple[Code, ...] = Field((), description="codes of any level")
    urgencies: tuple[Urgency, ...] = ()
    limit: TimeLimit


class ByUrgency(_Rule):
    """A limit for each urgency."""

    normal: TimeLimit
    urgent: TimeLimit
    emergency: TimeLimit

    def of(self, urgency: str) -> Limit:
        """Return the limit of an urgency."""
        found: TimeLimit = getattr(self, urgency)
        return found.limit


class Ground(_Rule):
    """A ground on which a unit may send a ticket back, or a ticket is not accepted; a reason of a bad rating."""

    code: Code
    label: Label
    text: Annotated[str, StringConstraints(max_length=500)] = ""


class Template(_Rule):
    """A reply to begin with; what stays of it as it is, is no answer to anybody's matter, and is marked."""

    code: Code
    label: Label
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class TicketRules(_Rule):
    """Everything that is decided about the life of a ticket."""

    version: Literal[1] = 1
    calendar: Code = "office"
    warn_share: Annotated[float, Field(gt=0, lt=1, description="of a limit; then it is warned")] = 0.8
    handle: Annotated[tuple[HandleRule, ...], Field(min_length=1, max_length=200)]
    feedback: TimeLimit = Field(description="danger: until the first feedback")
    dispatch: ByUrgency
    acknowledge: ByUrgency
    decide: TimeLimit
    review: TimeLimit
    follow_up: TimeLimit
    rework: TimeLimit = Field(
        TimeLimit(amount=1, unit="working_days"), description="from a bad rating until it goes back to the unit"
    )
    supervise: TimeLimit = Field(
        TimeLimit(amount=3, unit="working_days"), description="from a supervision until the unit says what it does"
    )
    send_back_within: TimeLimit = Field(description="from the dispatch; later a unit has to handle it")
    send_back_grounds: Annotated[tuple[Ground, ...], Field(min_length=1, max_length=40)]
    send_backs: Annotated[int, Field(ge=1, le=9, description="the one of this number is escalated; then none")] = 3
    refusal_grounds: Annotated[tuple[Ground, ...], Field(min_length=1, max_length=40)]
    extensions: Annotated[int, Field(ge=0, le=9)] = 2
    suspension_days: Annotated[int, Field(ge=1, le=400, description="working days for which one may be asked")] = 30
    reworks: Annotated[int, Field(ge=1, le=9, description="with this one it is escalated, and the last")] = 3
    passes: Annotated[int, Field(ge=1, le=9, description="with this one it is escalated")] = 3
    follow_up_tries: Annotated[int, Field(ge=1, le=9)] = 3
    archive_days: Annotated[int, Field(ge=1, le=400, description="behind the answer; so long he can rate it")] = 15
    bad_score: Annotated[int, Field(ge=1, le=4, description="this and less is a bad rating")] = 2
    survey_reasons: Annotated[tuple[Ground, ...], Field(max_length=20)] = Field(
        (), description="why a citizen is not satisfied: offered in the follow-up and on his page"
    )
    reply_templates: Annotated[tuple[Template, ...], Field(max_length=60)] = ()
    contact_kinds: tuple[Kind, ...] = Field((), description="kinds that are not answered without speaking first")
    case_classes: tuple[Code, ...] = Field((), description="classes of mediation and law enforcement")

    @model_validator(mode="after")
    def _sound(self) -> TicketRules:
        last = self.handle[-1]
        if last.kinds or last.classes or last.urgencies:
            says = "the last limit for handling must name nothing: it holds for whatever is left"
            raise PydanticCustomError("rules_last", says)
        for name in LISTS:
            codes = [one.code for one in getattr(self, name)]
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                details = {"list": name, "codes": ", ".join(twice[:5])}
                raise PydanticCustomError("rules_twice", "codes stand twice in {list}: {codes}", details)
        return self

    def handle_limit(self, kind: str, urgency: str, classes: tuple[str, ...]) -> Limit:
        """Return how long handling may take."""
        for rule in self.handle:
            fits = not rule.kinds or kind in rule.kinds
            fits = fits and (not rule.urgencies or urgency in rule.urgencies)
            if fits and (not rule.classes or any(code in rule.classes for code in classes)):
                return rule.limit.limit
        raise AssertionError("the last rule names nothing")

    def is_case(self, classes: tuple[str, ...]) -> bool:
        """Tell whether a matter is one of mediation or law enforcement."""
        return any(code in self.case_classes for code in classes)


class TicketRuleBook:
    """The rules as documents; each act runs in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self.documents = Documents(KIND, TicketRules, clock)
        self._held: tuple[int, TicketRules] | None = None

    async def now(self, session: AsyncSession) -> TicketRules:
        """Return the rules in force, read once for each version."""
        number = await self.documents.number_in_force(session, CODE) or 0
        if self._held is None or self._held[0] != number:
            self._held = await self.in_force(session)
        return self._held[1]

    async def in_force(self, session: AsyncSession) -> tuple[int, TicketRules]:
        """Return number and content of the rules in force; 0 and the shipped ones while none were published."""
        version = await self.documents.in_force(session, CODE)
        if version is None:
            return 0, shipped_rules()
        return version.version, self.documents.content_of(version.content)

    async def seed(self, session: AsyncSession) -> None:
        """Publish the shipped rules unless some are published already."""
        await documents_repository.ensure_document(session, KIND, CODE)  # of two who begin at once one waits
        if await self.documents.in_force(session, CODE) is None:
            content = shipped_rules().model_dump(mode="json")
            await self.documents.replace(session, CODE, content, version=0, by="system", reason="as shipped")


def shipped_rules() -> TicketRules:
    """Return the rules that are shipped."""
    text = (Path(__file__).parent / "ticket_rules.yaml").read_text("utf-8")
    return TicketRules.model_validate(yaml.safe_load(text))
