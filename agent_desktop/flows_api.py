"""``/api/v1/flows``: menus drawn, checked, tried out, published and taken back by those who answer for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.calendars_api import moment_of
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.sip_address import SipAddress
from agent_desktop.storable import storable
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import State, Version, compare
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from ivr.engine import Circumstances
from ivr.figures import FlowFigures, Visit, figures
from ivr.flow import TEXT_LIMIT, Flow, dump, faults_of, parse
from ivr.lines import DRAWN, LineRegister
from ivr.ports import Understood
from ivr.rehearsal import Rehearsal, rehearse
from ivr.service import DEFAULT, Flows, Switch, UnsoundFlow, flow_of
from ivr.trials import Trials
from telephony.events import TRIAL_LINE
from telephony.ledger import repository as ledger
from telephony.models import MenuVisitRow

VISITS_MOST = 20_000
Deed = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,20}|[*#]|[a-z_]{1,32}|words:[^\x00-\x1f\x7f]{1,200})$")]
Number = Annotated[int, InPath(ge=1, le=1_000_000)]
Code = Annotated[str, InPath(pattern=r"^[a-z0-9_]{1,32}$")]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]


TRIAL_USER = "menu_trial"
_MANAGES = allow("flows.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]


class FlowFault(BaseModel):
    """What keeps a flow from being published: at which node, at which outcome or field, and which name is wrong.

    ``code`` is one of ``no_start start_leads_nowhere leads_nowhere unreachable goes_round hangs_up case_unknown
    digits_unfit nothing_keyed category_missing own_line not_here prompt_missing queue_missing calendar_missing`` or
    ``bad_field``, where ``detail`` says what kind of value is wanted. ``sentence`` says it in English.
    """

    code: str
    node: str
    place: str
    detail: str
    sentence: str


class FlowSummary(BaseModel):
    """One version; ``author`` and ``published_by`` are names, ``system`` for what was shipped."""

    version: int
    state: State
    author: str
    reason: str
    created_at: datetime
    published_by: str
    published_at: datetime | None


class FlowName(BaseModel):
    """A menu: its code, the version in force (null before any was), and the registered lines that it leads."""

    code: str
    in_force: int | None
    lines: list[str]


class FlowHistory(BaseModel):
    """The versions of a flow, newest first, at most 100; ``in_force`` is what callers hear, null before any was."""

    code: str
    in_force: int | None
    versions: list[FlowSummary]


class FlowVersion(FlowSummary):
    """One version with its content, the same as YAML, and what would keep it from being published today."""

    code: str
    content: dict[str, Any]
    text: str
    faults: list[FlowFault]


class Content(BaseModel):
    """A flow as JSON: ``start`` and ``nodes`` by code, as ``hotline check-flow`` reads it; it may be unfinished."""

    model_config = ConfigDict(extra="forbid")

    content: dict[str, Any]

    @field_validator("content")
    @classmethod
    def _storable(cls, content: dict[str, Any]) -> dict[str, Any]:
        return storable(content, TEXT_LIMIT)


class NewVersion(Content):
    """A content to keep as a new draft, and why: one sentence for whoever reads the history."""

    reason: Reason


class Text(BaseModel):
    """A flow as YAML."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=TEXT_LIMIT)]


class Checked(BaseModel):
    """A content, the same as YAML, and what would keep it from being published."""

    content: dict[str, Any]
    text: str
    faults: list[FlowFault]


class Played(Content):
    """A content, and what a caller does in it: keys or digits, ``silence``, ``error`` (nothing plays), ``hang_up``.

    Where the ticket service is asked, its answer: a state, or ``unknown``; where he may speak, ``words:`` and what he
    says. ``language`` and ``open_ticket`` are what the books know of the caller. ``at`` is when he calls (now, when it
    is not given; a moment without a zone is China's), ``line`` the number that he dials, ``caller`` what kind of number
    he calls from.
    """

    does: Annotated[list[Deed], Field(max_length=60)]
    at: datetime | None = None
    line: Annotated[str, Field(pattern=r"^[0-9]{3,20}$")] = "12345"
    caller: Literal["mobile", "landline", "service", "abroad", "hidden"] = "mobile"
    language: Literal["", "zh", "yue", "en"] = ""
    open_ticket: Literal["", "yes", "no"] = ""


class PlayedStep(BaseModel):
    """Where the caller is, what he hears, how many seconds he has for a key, and what he does; empty: his turn.

    ``asks`` is what is waited for: ``key``, ``digits``, ``words``, ``ticket`` (what the ticket service says), empty for
    nothing.
    """

    node: str
    hears: list[str]
    waits_seconds: int
    does: str
    asks: str


class PlayedCall(BaseModel):
    """A call that was played.

    ``ended`` is ``choice no_input no_match error`` or ``passed`` (nothing was asked) on the way to a queue, ``told``
    when the hotline hung up after its last sentence, ``transferred`` to ``number`` outside, ``hang_up`` when he did;
    empty while it is his turn.
    """

    steps: list[PlayedStep]
    ended: str
    path: str
    queue: str
    language: str
    priority: int
    number: str


class TakenBack(BaseModel):
    """Which version is taken back, and why; it has to be the one in force."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


@dataclass(frozen=True)
class TrialAccess:
    """Where a page finds the switch, and what reads the password that it knows ``menu_trial`` by."""

    address: SipAddress
    secret: Callable[[], str]


class TrialPhone(BaseModel):
    """What a page calls the trial line with."""

    user: str
    password: str = Field(repr=False)
    ws: str
    domain: str
    line: str


class FlowTrial(BaseModel):
    """The number that plays a version to whoever tries it, and until when."""

    line: str
    until: datetime


class Change(BaseModel):
    """One place that differs between two versions; a side that lacks it is null."""

    path: list[str]
    before: Any
    after: Any


class NodeFigures(BaseModel):
    """How many callers came to a node, and how many left it by which outcome (``choices.1``, ``no_input`` ..)."""

    callers: int
    outcomes: dict[str, int]


class FlowFiguresView(BaseModel):
    """What became of the callers of a version over some days.

    ``visits`` that went on to a queue or heard the last sentence, the newest 20,000 at most (``is_cut``: there were
    more); ``ended`` counts them by how they ended: ``choice no_input no_match error passed told``. ``untold``: visits
    that fit several ways; they are in no node. ``hung_up``: callers who hung up before that, since the version came in
    force; null for one that is not. Seconds are those from entering the line to the menu's end.
    """

    since: datetime
    visits: int
    hung_up: int | None
    is_cut: bool
    ended: dict[str, int]
    nodes: dict[str, NodeFigures]
    untold: int
    p50_seconds: float | None
    p95_seconds: float | None


class FlowNames(BaseModel):
    """What a flow may name: recordings, by name with what they say (empty where not known), queues, calendars.

    ``categories``: the first level of the classification, by code with its label.
    """

    prompts: dict[str, str]
    categories: dict[str, str]
    queues: list[str]
    calendars: list[str]


def create_flows(
    database: Database,
    clock: Clock,
    wake: Wake,
    flows: Flows,
    switch: Switch,
    understand: Callable[[Sequence[str]], Understood],
    categories: Mapping[str, str],
    access: TrialAccess,
) -> APIRouter:
    """Return the router; ``understand`` is what callers' words are understood with, ``categories`` code -> label."""
    router = APIRouter(prefix="/api/v1/flows", tags=["flows"], dependencies=[Depends(_MANAGES)])
    register, trials = LineRegister(clock), Trials(clock)

    async def whole(session: AsyncSession, version: Version) -> FlowVersion:
        names = await _names(session, [version])
        return FlowVersion(
            **_summary(version, names).model_dump(),
            code=version.code,
            content=version.content,
            text=dump(version.content),
            faults=[FlowFault(**fault) for fault in await flows.faults(session, version.content)],
        )

    async def shown(version: Version) -> FlowVersion:
        """Show a version after its act is kept: nobody waits for the store's lock meanwhile."""
        async with database.read() as session:
            return await whole(session, version)

    @router.get("")
    async def all_flows() -> list[FlowName]:
        """Return every menu, the one of lines without one of their own first."""
        async with database.read() as session:
            known = await flows.documents.codes(session)
            in_force = await flows.documents.numbers_in_force(session)
            _, lines = await register.in_force(session)
        led = {code: [line.number for line in lines.lines if line.flow == code and line.is_drawn] for code in known}
        ordered = sorted(known, key=lambda code: (code != DEFAULT, code))
        return [FlowName(code=code, in_force=in_force.get(code), lines=led[code]) for code in ordered]

    @router.get("/names")
    async def names() -> FlowNames:
        """Return what a flow may name on this switch."""
        async with database.read() as session:
            queues = await switch.queues(session)
            calendars = await flows.calendars.all_in_force(session)
            found = await switch.prompts(session)
        # The operator's own first, then the hotline's, then those of the switch.
        ranks = {"own": 0, "hotline": 1}
        prompts = sorted(found.items(), key=lambda one: (ranks.get(one[0].partition("/")[0], 2), one[0]))
        return FlowNames(
            prompts=dict(prompts), queues=sorted(queues), calendars=sorted(calendars), categories=dict(categories)
        )

    @router.post("/check")
    async def check(body: Content) -> Checked:
        """Say what would keep a content from being published; nothing is kept."""
        async with database.read() as session:
            faults = await flows.faults(session, {"code": DEFAULT} | body.content)
        return Checked(content=body.content, text=dump(body.content), faults=[FlowFault(**one) for one in faults])

    @router.post("/read")
    async def read(body: Text) -> Checked:
        """Return what a text in YAML holds, and what would keep it from being published; nothing is kept."""
        content = await asyncio.to_thread(parse, body.text)
        if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
            raise BadInput("a flow is a mapping with start and nodes")
        try:
            kept = Content(content=json.loads(json.dumps(content, ensure_ascii=False, allow_nan=False)))
        except (ValidationError, ValueError, TypeError, RecursionError) as error:
            raise BadInput("this text holds what no flow can hold") from error
        return await check(kept)

    @router.post("/rehearse")
    async def play(body: Played) -> PlayedCall:
        """Play a call against a content with the engine that leads real ones."""
        try:
            flow = Flow.model_validate({"code": DEFAULT} | body.content)
        except ValidationError as error:
            raise UnsoundFlow(faults_of(error)) from error
        async with database.read() as session:
            calendars = await flows.calendars.all_in_force(session)
        at = moment_of(body.at) if body.at is not None else clock.now()
        around = Circumstances(at, body.line, body.caller, calendars, body.language, body.open_ticket)
        return _played(await asyncio.to_thread(rehearse, flow, body.does, around, understand))

    @router.get("/{code}")
    async def history(code: Code) -> FlowHistory:
        """Return the versions of a flow."""
        async with database.read() as session:
            versions = await flows.documents.history(session, code)
            in_force = await flows.documents.in_force(session, code)
            known = await _names(session, versions)
        if not versions:
            raise NotFound("there is no such flow")
        return FlowHistory(
            code=code,
            in_force=in_force.version if in_force is not None else None,
            versions=[_summary(version, known) for version in versions],
        )

    @router.get("/{code}/versions/{number}")
    async def version(code: Code, number: Number) -> FlowVersion:
        """Return one version."""
        async with database.read() as session:
            return await whole(session, await flows.documents.version(session, code, number))

    @router.get("/{code}/versions/{number}/figures")
    async def numbers(code: Code, number: Number, days: Annotated[int, Query(ge=1, le=31)] = 7) -> FlowFiguresView:
        """Return what became of the callers of a version."""
        since = clock.now() - timedelta(days=days)
        async with database.read() as session:
            version = await flows.documents.version(session, code, number)
            rows = await ledger.menu_visits(session, code, number, since, VISITS_MOST + 1)
            in_force_since = await flows.documents.in_force_since(session, code)
            left: int | None = None
            if version.state is State.published and in_force_since is not None:
                # Of as long a time as the visits are of.
                oldest = [rows[VISITS_MOST - 1][1]] if len(rows) > VISITS_MOST else []
                _, lines = await register.in_force(session)
                others = {number for line in lines.lines if line.led_by != code for number in line.numbers}
                own = {number for line in lines.lines if line.led_by == code for number in line.numbers}
                begun = max([since, in_force_since, *oldest])
                left = await ledger.callers_who_left(
                    session, begun, lines=None if code == DEFAULT else own, but=others if code == DEFAULT else ()
                )
        try:
            flow = flow_of(version)
        except ValidationError:  # never published: nobody was in it
            return _figures(FlowFigures(0, {}, {}, {}, 0, None, None), since, hung_up=None, is_cut=False)
        found = await asyncio.to_thread(figures, flow, [_visit(*row) for row in rows[:VISITS_MOST]])
        return _figures(found, since, hung_up=left, is_cut=len(rows) > VISITS_MOST)

    @router.get("/{code}/versions/{number}/changes")
    async def changes(code: Code, number: Number, since: Annotated[int, Field(ge=1, le=1_000_000)]) -> list[Change]:
        """Return what a version changes since another."""
        async with database.read() as session:
            after = await flows.documents.version(session, code, number)
            before = await flows.documents.version(session, code, since)
        return [
            Change(path=list(one.path), before=one.before, after=one.after)
            for one in compare(before.content, after.content)
        ]

    @router.post("/{code}/versions", status_code=201)
    async def draft(code: Code, body: NewVersion, principal: Manager) -> FlowVersion:
        """Keep a content as a new draft, as unfinished as it may be."""
        if code.startswith(DRAWN):
            raise BadInput(f"codes of menus do not begin with {DRAWN}: those follow from the register of lines")
        async with database.write() as session:
            author = str(principal.account_id or "")
            made = await flows.draft(session, code, body.content, author=author, reason=body.reason)
            await _note(session, principal, "flows.draft", (code, made.version), clock)
        return await shown(made)

    @router.post("/{code}/versions/{number}/publish")
    async def publish(code: Code, number: Number, principal: Manager) -> FlowVersion:
        """Put a version in force: whoever calls from now on hears it, callers in a menu stay in theirs."""
        async with database.write() as session:
            made = await flows.publish(session, code, number, by=str(principal.account_id or ""))
            await _note(session, principal, "flows.publish", (code, made.version), clock)
        await wake.signal(DOMAIN)
        return await shown(made)

    @router.post("/{code}/versions/{number}/trial")
    async def trial(code: Code, number: Number, principal: Manager) -> FlowTrial:
        """Have the trial line play a version, a draft as it may be, to whoever dials it in the next half hour."""
        async with database.write() as session:
            version = await flows.documents.version(session, code, number)
            faults = await flows.faults(session, version.content)
            if faults:
                raise UnsoundFlow(faults)
            begun = await trials.begin(session, code, number, by=str(principal.account_id or ""))
            await _note(session, principal, "flows.trial", (code, number), clock)
        await wake.signal(DOMAIN)
        return FlowTrial(line=TRIAL_LINE, until=begun.until)

    @router.post("/trial-phone")
    async def trial_phone(request: Request, principal: Manager) -> TrialPhone:
        """Return how a page calls the trial line while a version is tried; nothing else can be called like that."""
        reached = request.url.hostname
        async with database.write() as session:
            if not await trials.runs(session):
                raise Conflict("no version is tried now: begin the trial again")
            await audit.record(session, principal, "flows.trial_phone", "line", TRIAL_LINE, now=clock.now())
        return TrialPhone(
            user=TRIAL_USER,
            password=access.secret(),
            ws=access.address.websocket(reached),
            domain=access.address.domain(reached),
            line=TRIAL_LINE,
        )

    @router.post("/{code}/roll-back")
    async def roll_back(code: Code, body: TakenBack, principal: Manager) -> FlowVersion:
        """Take the version in force back; the one before it is in force again."""
        async with database.write() as session:
            await flows.documents.expect(session, code, body.version)
            made = await flows.roll_back(session, code, by=str(principal.account_id or ""), reason=body.reason)
            await _note(session, principal, "flows.roll_back", (code, body.version), clock, body.reason)
        await wake.signal(DOMAIN)
        return await shown(made)

    return router


def _visit(row: MenuVisitRow, entered_at: datetime) -> Visit:
    path = tuple(key for key in row.path.split(".") if key)
    return Visit(path, row.ended, (row.ended_at - entered_at).total_seconds() if row.ended_at else None)


def _figures(found: FlowFigures, since: datetime, *, hung_up: int | None, is_cut: bool) -> FlowFiguresView:
    nodes = {code: NodeFigures(callers=callers, outcomes={}) for code, callers in found.nodes.items()}
    for (code, outcome), callers in found.edges.items():
        nodes[code].outcomes[outcome] = callers
    return FlowFiguresView(
        since=since,
        visits=found.visits,
        hung_up=hung_up,
        is_cut=is_cut,
        ended=found.ended,
        nodes=nodes,
        untold=found.untold,
        p50_seconds=found.p50_seconds,
        p95_seconds=found.p95_seconds,
    )


async def _note(
    session: AsyncSession, principal: Principal, act: str, what: tuple[str, int], clock: Clock, note: str = ""
) -> None:
    await audit.record(session, principal, act, "flow", f"{what[0]}:{what[1]}", now=clock.now(), note=note)


async def _names(session: AsyncSession, versions: list[Version]) -> dict[str, str]:
    """Return the names of authors by what is stored of them."""
    return await people.names_of_stored(session, {w for one in versions for w in (one.author, one.published_by)})


def _summary(version: Version, names: dict[str, str]) -> FlowSummary:
    return FlowSummary(
        version=version.version,
        state=version.state,
        author=names.get(version.author, version.author),
        reason=version.reason,
        created_at=version.created_at,
        published_by=names.get(version.published_by, version.published_by),
        published_at=version.published_at,
    )


def _played(call: Rehearsal) -> PlayedCall:
    return PlayedCall.model_validate(asdict(call))
