"""Node types of a flow, and which nodes can follow each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
PROMPT_FORM = r"^[a-z0-9_/]{1,64}$"
Prompt = Annotated[str, Field(pattern=PROMPT_FORM)]
Prompts = Annotated[tuple[Prompt, ...], Field(min_length=1, max_length=8)]
Language = Literal["zh", "yue", "en"]
Number = Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")]
Asked = Literal["line", "caller", "language", "open_ticket", "danger"]

CASES: dict[str, tuple[str, ...]] = {
    "caller": ("mobile", "landline", "service", "abroad", "hidden"),
    "language": ("zh", "yue", "en"),
    "open_ticket": ("yes", "no"),
    "danger": ("police", "fire", "medical", "traffic"),
}
"""What a branch can be asked for, and the values that can come; cases of ``line`` are numbers."""


class Node(BaseModel):
    """Base of the node types."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Speaking(Node):
    """A node that plays ``prompt``, from here on in ``language`` where one is given."""

    prompt: Prompts
    language: Language | None = None


class Asking(Speaking):
    """A node that waits ``timeout_seconds`` for keys, ``attempts`` times, and says where each failure leads.

    From the second time on ``prompt_again`` is played where there is one (slower, simpler), and ``again_seconds`` are
    waited where they are given.
    """

    timeout_seconds: int = Field(3, ge=1, le=30)
    attempts: int = Field(1, ge=1, le=3)
    prompt_again: tuple[Prompt, ...] = Field((), max_length=8)
    again_seconds: int | None = Field(None, ge=1, le=30)
    no_input: Code
    no_match: Code
    error: Code


class Menu(Asking):
    """Waits for one key; silence and wrong keys are counted over the visit to this node.

    Example::

        welcome: {type: menu, prompt: [hotline/welcome_menu], choices: {"1": mandarin}, no_input: mandarin,
                  no_match: mandarin, error: mandarin}
    """

    type: Literal["menu"]
    choices: dict[Annotated[str, Field(pattern=r"^[0-9*#]$")], Code] = Field(min_length=1)


class Collect(Asking):
    """Takes ``least`` to ``most`` digits, ended by ``#``; fewer are no match. They are kept for a ``ticket_status``.

    Example::

        code: {type: collect, prompt: [own/key_your_code], least: 6, most: 6, keyed: progress, no_input: person,
               no_match: person, error: person}
    """

    type: Literal["collect"]
    least: int = Field(1, ge=1, le=20)
    most: int = Field(6, ge=1, le=20)
    keyed: Code


class Play(Speaking):
    """Plays prompts, then goes on. Example: ``closed: {type: play, prompt: [hotline/thanks], next: end}``."""

    type: Literal["play"]
    next: Code


class Hours(Node):
    """Leads on by the working calendar: ``open`` in its hours, ``holiday`` on a holiday, else ``closed``.

    A calendar that is not there counts as open: rather a person too many than none. Example::

        office_hours: {type: hours, calendar: office, open: welcome, closed: night, holiday: night}
    """

    type: Literal["hours"]
    calendar: Code
    open: Code
    closed: Code
    holiday: Code


class Branch(Node):
    """Leads on by what is known of the call without asking the caller.

    ``line``: the number that was dialled. ``caller``: what number it comes from (``mobile landline service abroad
    hidden``). ``language``: what the caller chose the last time (``zh yue en``). ``open_ticket``: whether a ticket of
    his is not closed (``yes no``). ``danger``: what a ``listen`` before it heard (``police fire medical traffic``).
    What is not known, and what has no case, is ``otherwise``. Example::

        abroad: {type: branch, on: caller, cases: {abroad: english, hidden: person}, otherwise: welcome}
    """

    type: Literal["branch"]
    on: Asked
    cases: dict[Annotated[str, Field(pattern=r"^([0-9]{3,20}|[a-z]{2,9})$")], Code] = Field(min_length=1, max_length=40)
    otherwise: Code


class Listen(Speaking):
    """Lets the caller say what it is about, after a tone, for ``seconds`` at most; silence or any key ends it.

    ``cases`` lead on by the first level of the classification where it is told from ``least_confidence`` on; words of
    danger lead to ``danger`` where it is given. Everything else (few words, silence, no recogniser, a slow one) is
    ``otherwise``. The words stay with the call. Example::

        matter: {type: listen, prompt: [own/say_it_after_the_tone], cases: {labour: labour}, danger: emergency,
                 otherwise: person, error: person}
    """

    type: Literal["listen"]
    seconds: int = Field(30, ge=5, le=30)
    least_confidence: float = Field(0.6, ge=0.3, le=1)
    cases: dict[Code, Code] = Field({}, max_length=40)
    danger: Code | None = None
    otherwise: Code
    error: Code


class Voicemail(Speaking):
    """Keeps what the caller says after a tone, for ``seconds`` at most; ``#``, 5 s of silence or hanging up ends it.

    ``left`` once a message is there, also when an owner died meanwhile; ``silent`` where there is none. Agents answer
    messages from their list. Example::

        message: {type: voicemail, prompt: [own/leave_a_message], left: goodbye, silent: person, error: person}
    """

    type: Literal["voicemail"]
    seconds: int = Field(60, ge=10, le=90)
    left: Code
    silent: Code
    error: Code


class TicketStatus(Node):
    """Tells where the caller's ticket with the query code that was keyed just before stands, by its state.

    ``states`` lead on by the ticket service's states, every other to ``otherwise``; ``unknown``: no ticket of this
    caller has this code; ``error``: the ticket service does not answer. Example::

        progress: {type: ticket_status, states: {accepted: being_handled}, otherwise: being_handled, unknown: person,
                   error: person}
    """

    type: Literal["ticket_status"]
    states: dict[Code, Code] = Field({}, max_length=20)
    otherwise: Code
    unknown: Code
    error: Code


class CallbackOffer(Asking):
    """Offers to call back: ``1`` accepts, every other key declines; ``accepted`` once it is noted. Example::

    offer: {type: callback_offer, prompt: [own/offer], accepted: goodbye, declined: person, no_input: person,
            no_match: person, error: person}
    """

    type: Literal["callback_offer"]
    accepted: Code
    declined: Code


class Survey(Speaking):
    """Asks how satisfied the caller is (``1`` very satisfied to ``5`` very dissatisfied); goes on whatever is pressed.

    Example: ``rating: {type: survey, prompt: [hotline/survey], next: goodbye}``. After a talk with an agent the switch
    asks by itself.
    """

    type: Literal["survey"]
    timeout_seconds: int = Field(5, ge=1, le=30)
    next: Code


class Hangup(Speaking):
    """Plays a last sentence and ends the call. Example: ``goodbye: {type: hangup, prompt: [hotline/thanks]}``."""

    type: Literal["hangup"]


class Enqueue(Node):
    """Puts the caller into a queue, in the language he was led in unless one is given.

    Example: ``mandarin: {type: enqueue, queue: hotline_general, language: zh}``.
    """

    type: Literal["enqueue"]
    queue: Code
    language: Language | None = None
    priority: int = Field(0, ge=0, le=100)


class Transfer(Node):
    """Connects the caller with a number outside, which is told line, menu path and the call's id; else with a person.

    Example: ``tax: {type: transfer, number: "02012366"}``.
    """

    type: Literal["transfer"]
    number: Number


AnyNode = Annotated[
    Menu
    | Collect
    | Listen
    | Voicemail
    | Play
    | Hours
    | Branch
    | TicketStatus
    | CallbackOffer
    | Survey
    | Enqueue
    | Transfer
    | Hangup,
    Field(discriminator="type"),
]


class Incident(Play):
    """An announcement before the flow: ``1`` says that the call is about it.

    He hears the answer; any key then leads on to the flow after all, and who is silent is counted and bidden farewell.
    So nobody is hung up on who pressed 1 from habit. No document holds one: ``ivr.incidents`` puts it before what a
    line plays while it lasts.
    """

    incident: Code
    answer: Prompts
    timeout_seconds: int = 3


FAILURES = ("no_input", "no_match", "error")
DEAD_ENDS = (*FAILURES, "unknown", "silent")
"""Outcomes that lead to a person at any time."""
SHUT = ("closed", "holiday")
"""Outcomes of ``Hours`` after which a caller may be told that nobody is there."""
LEFT = "left"
"""Outcome of ``Voicemail`` that only a caller who spoke has."""
KEYED = "keyed"
"""Outcome of ``Collect``, and what its digits are in a path: they may be a secret."""


def ways(node: AnyNode) -> Iterator[tuple[str, str]]:
    """Yield each outcome of a node with the node it leads to: ``choices.<key>``, ``cases.<value>`` or a field."""
    match node:
        case Menu():
            for key, after in node.choices.items():
                yield f"choices.{key}", after
        case Collect():
            yield KEYED, node.keyed
        case CallbackOffer():
            yield "choices.1", node.accepted
            yield "declined", node.declined
        case Play() | Survey():
            yield "next", node.next
        case Hours():
            yield "open", node.open
            yield "closed", node.closed
            yield "holiday", node.holiday
        case Branch():
            for value, after in node.cases.items():
                yield f"cases.{value}", after
            yield "otherwise", node.otherwise
        case Listen():
            for category, after in node.cases.items():
                yield f"cases.{category}", after
            if node.danger is not None:
                yield "danger", node.danger
            yield "otherwise", node.otherwise
            yield "error", node.error
        case Voicemail():
            yield LEFT, node.left
            yield "silent", node.silent
            yield "error", node.error
        case TicketStatus():
            for state, after in node.states.items():
                yield f"states.{state}", after
            yield "otherwise", node.otherwise
            yield "unknown", node.unknown
            yield "error", node.error
        case Enqueue() | Transfer() | Hangup():
            return
    if isinstance(node, Asking):
        yield "no_input", node.no_input
        yield "no_match", node.no_match
        yield "error", node.error


def unforced(node: AnyNode) -> tuple[str, ...]:
    """Return the nodes that can follow without a key that counts."""
    return tuple(after for outcome, after in ways(node) if not is_chosen(outcome))


def is_chosen(outcome: str) -> bool:
    """Tell whether only a caller who pressed a key that counts, or who left a message, has this outcome."""
    return outcome.startswith("choices.") or outcome in (KEYED, LEFT)
