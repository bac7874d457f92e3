"""``/api/v1/queue-rules``: rules of the queues drawn up, checked, compared with the switch, published, taken back."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.audited import AuditedOrders
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.owner_link import OwnerLink
from agent_desktop.storable import Moment, storable
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import State, Version
from foundation.errors import BadInput, NotFound
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from ivr.service import Switch
from queueing import repository
from queueing.publish.book import SurgeOn, moment_of
from queueing.publish.push import FILE, RULES_FILE, QueueRulesPublisher, UnsoundRules
from queueing.rules.compiler import Told, compile_rules, text_of
from queueing.rules.members import places_of
from queueing.rules.model import QueueRules
from queueing.rules.soundness import WARNINGS, Fault

TEXT_LIMIT = 2_000_000
MEMBERS_MOST = 500
GLOBALS = "globals"
PUBLISH_SECONDS = 60.0
"""Longer than a push and the taking back of one that the switch refused."""
Number = Annotated[int, InPath(ge=1, le=1_000_000)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]
_MANAGES = allow("queues.manage", scope=Scope.ALL)
_SURGES = allow("surges.switch", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Switcher = Annotated[Principal, Depends(_SURGES)]


class QueueRulesFault(BaseModel):
    """What is wrong with rules: at which queue (empty: none), place and name.

    ``code`` is one of ``queueing.rules.soundness.SENTENCES`` or ``bad_field``, ``sentence`` says it in English. A
    warning keeps nothing from being published.
    """

    code: str
    queue: str
    place: str
    detail: str
    sentence: str
    warning: bool


class QueueRulesSummary(BaseModel):
    """One version; ``author`` and ``published_by`` are names, ``system`` for what the switch was set up with."""

    version: int
    state: State
    author: str
    reason: str
    created_at: datetime
    published_by: str
    published_at: datetime | None


class RulesOnSwitch(BaseModel):
    """What the switch was told last and when it was compared; ``drifts``: how often it was not so and was put right."""

    version: int
    compared_at: datetime
    drifts: int
    drifted_at: datetime | None


class SurgeState(BaseModel):
    """The surge profile that is on (empty: none) and until when; ``version`` 0: nobody ever switched one."""

    version: int
    surge: str
    until: datetime | None


class QueueRulesBoard(BaseModel):
    """The rules in force with their history, newest first, and what rules may name."""

    in_force: int | None
    content: dict[str, Any]
    versions: list[QueueRulesSummary]
    on_switch: RulesOnSwitch | None
    surge: SurgeState
    now: datetime
    agents: list[str]
    calendars: list[str]
    prompts: dict[str, str]


class QueueRulesContent(BaseModel):
    """Rules as JSON, unfinished as they may be."""

    model_config = ConfigDict(extra="forbid")

    content: dict[str, Any]

    @field_validator("content")
    @classmethod
    def _storable(cls, content: dict[str, Any]) -> dict[str, Any]:
        return storable(content, TEXT_LIMIT)


class CheckedRules(QueueRulesContent):
    """Rules to look at; ``at``: what they mean at that moment, now when it is not given."""

    at: Moment | None = None


class NewQueueRules(QueueRulesContent):
    """Rules to keep as a new draft, and why: one sentence for whoever reads the history."""

    reason: Reason


class ToldLine(BaseModel):
    """One line of what the switch is told: the same as now, added or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


class ToldFile(BaseModel):
    """A file of the switch (or ``globals``), as it would become beside what it is told now."""

    name: str
    lines: list[ToldLine]


class MemberChange(BaseModel):
    """An agent whose penalty in a queue becomes another; null: he is no member."""

    agent: str
    queue: str
    before: int | None
    after: int | None


class CheckedQueueRules(BaseModel):
    """What would keep rules from being published, and exactly what the switch would be told.

    ``members``: at most 500 changes of who is where, ``members_changed`` counts them all. Empty where the rules cannot
    be read.
    """

    faults: list[QueueRulesFault]
    files: list[ToldFile]
    members: list[MemberChange]
    members_changed: int


class QueueRulesVersion(QueueRulesSummary):
    """One version with its content."""

    content: dict[str, Any]


class RulesTakenBack(BaseModel):
    """Which version is taken back, and why; it has to be the one in force."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


class RulesReplaced(BaseModel):
    """The version that these rules were drawn from; where another one is in force by now nothing is published."""

    model_config = ConfigDict(extra="forbid")

    in_force: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class SurgeSwitch(BaseModel):
    """A surge profile to switch on until a time, or null to switch it off; ``version`` as it was read, and why."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=1_000_000)]
    surge: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")] | None
    until: Moment | None = None
    reason: Reason


class SurgeProfile(BaseModel):
    """A profile that can be switched on."""

    code: str
    name: str


class SurgeBoard(SurgeState):
    """The profiles, and which of them is on."""

    profiles: list[SurgeProfile]
    now: datetime


@dataclass(frozen=True)
class QueueRulesDeps:
    """What the routes need; ``agents`` are the codes that the switch has phones for."""

    database: Database
    clock: Clock
    wake: Wake
    publisher: QueueRulesPublisher
    owner: OwnerLink
    switch: Switch
    node: str
    agents: Sequence[str]


def create_queue_rules(deps: QueueRulesDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/queue-rules", tags=["queues"])
    database, clock, publisher, node = deps.database, deps.clock, deps.publisher, deps.node
    documents, book = publisher.documents, publisher.book
    manages = [Depends(_MANAGES)]
    orders = AuditedOrders(database, clock, deps.owner)

    async def note(session: AsyncSession, principal: Principal, act: str, what: str, why: str = "") -> None:
        await audit.record(session, principal, act, "queue_rules", what, now=clock.now(), note=why)

    @router.get("", dependencies=manages)
    async def board() -> QueueRulesBoard:
        """Return the rules in force, their history, and what is known of the switch."""
        async with database.read() as session:
            held = await book.held(session)
            versions = await documents.history(session, node)
            names = await _names(session, versions)
            row = await repository.rules_on_switch(session, node)
            surge = await _surge(session, publisher, clock.now())
            prompts = await deps.switch.prompts(session)
            calendars = await book.calendars.all_in_force(session)
        return QueueRulesBoard(
            in_force=held.version.version if held is not None else None,
            content=(held.rules if held is not None else QueueRules()).model_dump(mode="json"),
            versions=[_summary(version, names) for version in versions],
            on_switch=None
            if row is None
            else RulesOnSwitch(
                version=row.version, compared_at=row.compared_at, drifts=row.drifts, drifted_at=row.drifted_at
            ),
            surge=surge,
            now=clock.now(),
            agents=sorted(deps.agents),
            calendars=sorted(calendars),
            prompts={name: words for name, words in sorted(prompts.items()) if name.startswith(("own/", "hotline/"))},
        )

    @router.get("/versions/{number}", dependencies=manages)
    async def version(number: Number) -> QueueRulesVersion:
        """Return one version."""
        async with database.read() as session:
            return await _whole(session, await documents.version(session, node, number))

    @router.post("/check", dependencies=manages)
    async def check(body: CheckedRules) -> CheckedQueueRules:
        """Say what is wrong with rules, and what the switch would be told; nothing is kept."""
        try:
            rules = QueueRules.model_validate(body.content)
        except ValidationError as error:
            return CheckedQueueRules(faults=_field_faults(error), files=[], members=[], members_changed=0)
        async with database.read() as session:
            faults = await publisher.faults(session, rules)
            held = await book.held(session)
            calendars = await book.calendars.all_in_force(session)
            surge = await book.surge(session)
        at = body.at or clock.now()
        before = held.told(at) if held is not None else None
        after = compile_rules(rules, moment_of(at, calendars, surge))
        old = held.rules if held is not None else QueueRules()
        members = await asyncio.to_thread(_members, old, rules, deps.agents)
        return CheckedQueueRules(
            faults=[_fault(one) for one in faults],
            files=await asyncio.to_thread(_files, before, after),
            members=members[:MEMBERS_MOST],
            members_changed=len(members),
        )

    @router.post("/versions", status_code=201)
    async def draft(body: NewQueueRules, principal: Manager) -> QueueRulesVersion:
        """Keep rules as a new draft."""
        async with database.write() as session:
            made = await documents.draft(
                session, node, body.content, author=str(principal.account_id or ""), reason=body.reason
            )
            await note(session, principal, "queue_rules.draft", str(made.version))
            return await _whole(session, made)

    @router.post("/versions/{number}/publish")
    async def publish(number: Number, principal: Manager, body: RulesReplaced | None = None) -> QueueRulesVersion:
        """Check a version, put it in force and carry it to the switch; waiting callers keep their places.

        Answered when the switch shows it. Without a controller nothing is published, nor where somebody else has
        published since.
        """
        async with database.write() as session:
            if body is not None and body.in_force is not None:
                await documents.expect(session, node, body.in_force)
            drawn = await documents.version(session, node, number)
            rules = documents.content_of(drawn.content)
            faults = [one for one in await publisher.faults(session, rules) if one.code not in WARNINGS]
            if faults:
                raise UnsoundRules(faults)
            await documents.validate(session, node, number)
        by = str(principal.account_id or "")
        subject, arguments = ("queue_rules", str(number)), {"version": str(number), "by": by}
        await orders.give(principal, "queue_rules.publish", subject, "publish_rules", arguments, within=PUBLISH_SECONDS)
        await deps.wake.signal(DOMAIN)
        async with database.read() as session:
            return await _whole(session, await documents.version(session, node, number))

    @router.post("/roll-back")
    async def roll_back(body: RulesTakenBack, principal: Manager) -> QueueRulesVersion:
        """Take the version in force back; the one before it is in force again, on the switch too."""
        async with database.write() as session:
            await documents.expect(session, node, body.version)
        by = str(principal.account_id or "")
        await orders.give(
            principal,
            "queue_rules.roll_back",
            ("queue_rules", str(body.version)),
            "roll_back_rules",
            {"by": by, "reason": body.reason},
            note=body.reason,
            within=PUBLISH_SECONDS,
        )
        await deps.wake.signal(DOMAIN)
        async with database.read() as session:
            restored = await documents.in_force(session, node)
            if restored is None:
                raise NotFound("no queue rules are published")
            return await _whole(session, restored)

    @router.post("/repair")
    async def repair(principal: Manager) -> RulesOnSwitch:
        """Compare the switch with the rules in force now, and put it right."""
        await orders.give(principal, "queue_rules.repair", ("queue_rules", node), "repair_rules", {})
        async with database.read() as session:
            row = await repository.rules_on_switch(session, node)
        if row is None:
            raise NotFound("no queue rules are published")
        return RulesOnSwitch(
            version=row.version, compared_at=row.compared_at, drifts=row.drifts, drifted_at=row.drifted_at
        )

    @router.get("/surge", dependencies=[Depends(_SURGES)])
    async def surge_state() -> SurgeBoard:
        """Return the surge profiles and which is on."""
        async with database.read() as session:
            return await _surge_board(session, publisher, clock.now())

    @router.put("/surge")
    async def switch_surge(body: SurgeSwitch, principal: Switcher) -> SurgeBoard:
        """Switch a surge profile on until a time, or off; the switch follows within seconds."""
        now = clock.now()
        if body.surge is not None and (body.until is None or body.until <= now):
            raise BadInput("a surge profile is switched on until a time that is to come")
        async with database.write() as session:
            held = await book.held(session)
            if body.surge is not None and (held is None or body.surge not in held.rules.surges):
                raise NotFound(f"there is no surge profile {body.surge!r}")
            content = SurgeOn(surge=body.surge, until=body.until if body.surge else None).model_dump(mode="json")
            by = str(principal.account_id or "")
            await book.surges.replace(session, node, content, version=body.version, by=by, reason=body.reason)
            await note(session, principal, "surges.switch", body.surge or "off", body.reason)
        await deps.wake.signal(DOMAIN)
        async with database.read() as session:
            return await _surge_board(session, publisher, clock.now())

    return router


def _field_faults(error: ValidationError) -> list[QueueRulesFault]:
    found = []
    for one in error.errors():
        where = [str(part) for part in one["loc"]]
        queue = where[1] if len(where) > 1 and where[0] == "queues" else ""
        place = ".".join(where[2:] if queue else where)
        sentence = f"{'.'.join(where) or 'rules'}: {one['msg']}"
        found.append(
            QueueRulesFault(
                code="bad_field", queue=queue, place=place, detail=one["type"], sentence=sentence, warning=False
            )
        )
    return found


def _fault(fault: Fault) -> QueueRulesFault:
    return QueueRulesFault(
        code=fault.code,
        queue=fault.queue,
        place=fault.place,
        detail=fault.detail,
        sentence=fault.sentence,
        warning=fault.code in WARNINGS,
    )


def _files(before: Told | None, after: Told) -> list[ToldFile]:
    now = {FILE: "", RULES_FILE: "", GLOBALS: ""} if before is None else _texts(before)
    return [ToldFile(name=name, lines=_lines(now[name], text)) for name, text in _texts(after).items()]


def _texts(told: Told) -> dict[str, str]:
    plans = "".join(f"QUEUE_PLAN_{queue} = {plan}\n" for queue, plan in told.plans.items())
    return {FILE: text_of(told.queues), RULES_FILE: text_of(told.rules), GLOBALS: plans}


def _lines(before: str, after: str) -> list[ToldLine]:
    old, new = before.splitlines(), after.splitlines()
    found: list[ToldLine] = []
    for what, first, last, begin, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [ToldLine(kind="same", text=line) for line in new[begin:end]]
        else:
            found += [ToldLine(kind="removed", text=line) for line in old[first:last]]
            found += [ToldLine(kind="added", text=line) for line in new[begin:end]]
    return found


def _members(before: QueueRules, after: QueueRules, agents: Sequence[str]) -> list[MemberChange]:
    found = []
    for agent in sorted(agents):
        old, new = places_of(before, agent), places_of(after, agent)
        queues = [queue for queue in sorted(old.keys() | new.keys()) if old.get(queue) != new.get(queue)]
        found += [MemberChange(agent=agent, queue=one, before=old.get(one), after=new.get(one)) for one in queues]
    return found


async def _surge(session: AsyncSession, publisher: QueueRulesPublisher, now: datetime) -> SurgeState:
    book = publisher.book
    number = await book.surges.number_in_force(session, book.node)
    surge = await book.surge(session)
    on = surge.at(now)
    return SurgeState(version=number or 0, surge=on, until=surge.until if on else None)


async def _surge_board(session: AsyncSession, publisher: QueueRulesPublisher, now: datetime) -> SurgeBoard:
    held = await publisher.book.held(session)
    surges = held.rules.surges if held is not None else {}
    state = await _surge(session, publisher, now)
    profiles = [SurgeProfile(code=code, name=surge.name) for code, surge in sorted(surges.items())]
    return SurgeBoard(**state.model_dump(), profiles=profiles, now=now)


async def _whole(session: AsyncSession, version: Version) -> QueueRulesVersion:
    names = await _names(session, [version])
    return QueueRulesVersion(**_summary(version, names).model_dump(), content=version.content)


async def _names(session: AsyncSession, versions: Sequence[Version]) -> Mapping[str, str]:
    return await people.names_of_stored(session, {w for one in versions for w in (one.author, one.published_by)})


def _summary(version: Version, names: Mapping[str, str]) -> QueueRulesSummary:
    return QueueRulesSummary(
        version=version.version,
        state=version.state,
        author=names.get(version.author, version.author),
        reason=version.reason,
        created_at=version.created_at,
        published_by=names.get(version.published_by, version.published_by),
        published_at=version.published_at,
    )
