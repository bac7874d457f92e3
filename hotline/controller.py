"""``hotline controller``: owns the node while it holds the lease, stands by otherwise."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from inspect import signature
from typing import Any

from fastapi import FastAPI, Header
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError

from agent_desktop.access import Unauthorised
from agent_desktop.desk.sources import NoTicketStates
from agent_desktop.health import create_health
from agent_desktop.owner_link import NoOwner
from agent_desktop.problems import add_problems
from foundation.errors import BadInput, LeaseLost
from foundation.logs import logger
from foundation.settings import Settings
from foundation.streams.repository import DOMAIN
from foundation.work_calendar import Calendars
from hotline.callers import CallerBooks
from hotline.hearing import CallHearing
from hotline.precedence import CallerPrecedence
from hotline.process import serve_http
from hotline.setup.secrets import read_secret
from hotline.waiting_words import WaitingWords
from hotline.wiring import (
    BuiltInTicketStates,
    House,
    ShippedSounds,
    SwitchNames,
    Tasks,
    first_queue_rules,
    house,
    lists_shelf,
    queue_rules_publisher,
)
from ivr.asyncagi import MenuDriver
from ivr.prompts import PromptKeeper, Prompts
from ivr.service import Flows
from ivr.shelf import FlowShelf
from queueing.agents.desk import AgentDesk
from queueing.agents.state import AgentState
from queueing.colleagues.transfers import Transfers
from queueing.publish.keeper import QueueKeeper
from queueing.publish.push import QueueRulesPublisher
from queueing.supervision.watches import Watches
from queueing.waiting.room import WaitingRoom
from recordings.disk_guard import DiskGuard
from speech.taps import TapPlanner
from telephony import lease as leases
from telephony.ami.client import AmiClient
from telephony.holds import Holds
from telephony.lease import Lease
from telephony.ledger.spool import Spool
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Owner
from telephony.switch_files import FileKeeper, SwitchFiles

log = logger(__name__)

SEED_SECONDS = 2.0
STANDBY_SECONDS = 0.5
REMEMBERED = 1000


class Command(BaseModel):
    """One command; repeated with the same id it is carried out once."""

    command_id: str = Field(min_length=1, max_length=64)
    name: str = Field(max_length=32)
    arguments: dict[str, str] = Field(default_factory=dict)


class Controller:
    """One process that may become the owner."""

    def __init__(self, h: House) -> None:
        self._house = h
        self._holder = leases.new_holder()
        self._watch = leases.Watch(h.clock, h.settings.lease_seconds)
        self._address = f"http://127.0.0.1:{h.settings.controller_port}"
        self.owner: Owner | None = None
        self.desk: AgentDesk | None = None
        self.holds: Holds | None = None
        self.rules: QueueKeeper | None = None
        self.waiting: WaitingRoom | None = None
        self.transfers: Transfers | None = None
        self.watches: Watches | None = None
        self._done: OrderedDict[str, asyncio.Future[dict[str, Any]]] = OrderedDict()

    async def run(self) -> None:
        """Stand by, own, stand by ... until cancelled."""
        while True:
            lease = await self._acquire()
            if lease is None:
                await asyncio.sleep(STANDBY_SECONDS)
                continue
            log.info("owner", epoch=lease.epoch)
            try:
                await self._own(lease)
            except* LeaseLost as lost:
                log.error("lease_lost", epoch=lease.epoch, errors=[str(e) for e in lost.exceptions])
            finally:
                self.owner = self.desk = self.holds = self.rules = self.waiting = None
                self.transfers = self.watches = None
                await self._release(lease)

    async def _acquire(self) -> Lease | None:
        h = self._house
        try:
            async with h.database.write() as session:
                return await leases.acquire(
                    session,
                    h.settings.node,
                    self._holder,
                    self._address,
                    h.clock.now(),
                    h.settings.lease_seconds,
                    self._watch,
                )
        except SQLAlchemyError as error:
            log.warning("lease_not_asked", error=type(error).__name__)
            return None

    async def _release(self, lease: Lease) -> None:
        try:
            async with self._house.database.write() as session:
                await leases.release(session, lease, self._house.clock.now())
        except SQLAlchemyError as error:
            log.warning("lease_not_released", error=type(error).__name__)

    async def _own(self, lease: Lease) -> None:
        h, s = self._house, self._house.settings
        tasks = Tasks()
        writer = LedgerWriter(h.database, h.wake, Spool(s.var / "spool", s.node), lease)

        def ami(**callbacks: Any) -> AmiClient:
            secret = read_secret(s.var, "ami_calls")
            return AmiClient(s.ami_host, s.ami_port, "hotline_calls", secret, **callbacks)

        log_folder = s.var / "asterisk" / "log"
        files = SwitchFiles(
            log_folder / "cel-custom" / "hotline.csv", log_folder / "queue_log", log_folder / "messages"
        )
        owner = Owner(
            database=h.database,
            writer=writer,
            vault=h.vault,
            clock=h.clock,
            lease=lease,
            lease_seconds=s.lease_seconds,
            ami=ami,
            files=files,
            agents={f"PJSIP/{code}{kind}": code for code in s.agents for kind in "pw"},
        )
        writer.on_committed = owner.committed
        desk = AgentDesk(
            owner,
            h.database,
            h.clock,
            known=s.agents,
            wrap_up_seconds=s.wrap_up_seconds,
            wrap_up_extension_seconds=s.wrap_up_extension_seconds,
            spawn=tasks.spawn,
        )
        holds = Holds(owner, h.clock, spawn=tasks.spawn)
        largest = s.switch_file_megabytes << 20
        keeper = FileKeeper(owner, files, largest=largest, kept=s.switch_files_kept)
        guard = DiskGuard(owner, s.var, s.disk_limits)
        taps = TapPlanner(owner, h.database, h.clock, limit=s.tap_limit, spawn=tasks.spawn)
        publisher = queue_rules_publisher(s, h.database, h.clock)
        prompts = Prompts(h.clock)
        lists = lists_shelf(h)
        flows = Flows(h.clock, SwitchNames(s, publisher, prompts, lists), Calendars(h.clock))
        sounds = PromptKeeper(h.database, prompts, ShippedSounds(), s.var / "asterisk" / "sounds")
        shelf = FlowShelf(h.database, h.clock, flows)
        tickets = NoTicketStates() if s.ticket_service_url else BuiltInTicketStates(h.clock, s.region)
        # A service elsewhere is another authority's: it is shown no secret of this house.
        token = "" if s.ticket_service_url else read_secret(s.var, "internal_token")
        callers = CallerBooks(h.database, h.clock, h.vault, tickets, s.ticket_service, token)
        rules = QueueKeeper(publisher, owner, h.database, h.clock)
        waiting = WaitingRoom(
            owner,
            h.clock,
            agents=lambda: desk.agents,
            members=desk.members_of,
            wrap_up_seconds=s.wrap_up_seconds,
            spawn=tasks.spawn,
            is_heard=taps.is_heard,
        )
        words = WaitingWords(owner, h.database, h.clock, lists)
        rules.heard += [desk.take_rules, waiting.take_rules]
        transfers = Transfers(
            owner,
            holds,
            h.clock,
            agents=lambda: desk.agents,
            queues=lambda: desk.rules.queues,
            directory=lambda: desk.rules.directory,
        )
        watches = Watches(owner, holds, h.clock, phone=desk.phone_of, spawn=tasks.spawn)
        menus = MenuDriver(
            owner,
            shelf,
            enabled=s.menu_enabled,
            spawn=tasks.spawn,
            clock=h.clock,
            callers=callers,
            hearing=CallHearing(h.database, taps, lists),
            precedence=CallerPrecedence(h.database, h.clock, lambda: rules.held),
            folder=s.var / "asterisk" / "spool",
            messages_folder=s.var / "recordings" / "incoming",
        )
        tasks.spawn(self._seed(publisher, flows))
        owner.listeners += [desk, holds, rules, waiting, watches, menus, taps]
        self.owner, self.desk, self.holds, self.rules, self.waiting = owner, desk, holds, rules, waiting
        self.transfers, self.watches = transfers, watches
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(owner.run(), name="owner")
                group.create_task(desk.run(), name="desk")
                group.create_task(rules.run(h.wake), name="rules")
                group.create_task(waiting.run(), name="waiting")
                group.create_task(keeper.run(), name="files")
                group.create_task(taps.run(), name="taps")
                group.create_task(guard.run(), name="disk")
                group.create_task(lists.run(h.wake), name="lists")
                group.create_task(words.run(h.wake), name="waiting_words")
                group.create_task(shelf.run(h.wake, menus.show, before=sounds.refresh), name="flows")
        finally:
            await tasks.stop()
            await callers.close()

    async def _seed(self, publisher: QueueRulesPublisher, flows: Flows) -> None:
        """Publish what the switch was set up with, the shipped calendar and menu, where nothing is published yet."""
        while True:
            try:
                await publisher.seed(first_queue_rules(self._house.settings))
                async with self._house.database.write() as session:
                    await flows.calendars.seed(session)
                    await flows.seed(session)
            except SQLAlchemyError as error:
                log.warning("documents_not_seeded", error=type(error).__name__)
                await asyncio.sleep(SEED_SECONDS)
                continue
            await self._house.wake.signal(DOMAIN)
            return

    # -- commands ---------------------------------------------------------------------------------------------------

    async def command(self, command: Command) -> dict[str, Any]:
        """Carry out a command once; a repetition waits for the first and gets its answer."""
        known = self._done.get(command.command_id)
        if known is None:
            known = self._done[command.command_id] = asyncio.ensure_future(self._carry_out(command))
            while len(self._done) > REMEMBERED:
                self._done.popitem(last=False)
        return await asyncio.shield(known)

    async def _carry_out(self, command: Command) -> dict[str, Any]:
        desk, owner, holds, rules, waiting = self.desk, self.owner, self.holds, self.rules, self.waiting
        transfers, watches = self.transfers, self.watches
        if desk is None or owner is None or holds is None or rules is None or waiting is None:
            raise NoOwner("this controller is not in charge of the switch now")
        if transfers is None or watches is None:
            raise NoOwner("this controller is not in charge of the switch now")
        if not owner.ami.connected:
            raise NoOwner("this controller is not in charge of the switch now")
        acts: dict[str, Callable[..., Awaitable[object]]] = {
            "login": desk.login,
            "logoff": desk.logoff,
            "pause": desk.pause,
            "unpause": desk.unpause,
            "phone_opened": desk.phone_opened,
            "end_wrap_up": desk.end_wrap_up,
            "extend_wrap_up": desk.extend_wrap_up,
            "hold": holds.hold,
            "resume": holds.resume,
            "hang_up": holds.hang_up,
            "transfer": transfers.transfer,
            "consult": transfers.consult,
            "complete": transfers.complete,
            "confer": transfers.confer,
            "ask_help": transfers.ask_help,
            "end_help": transfers.end_help,
            "supervise": watches.supervise,
            "stop_supervising": watches.stop_supervising,
            "take_over": watches.take_over,
            "end_supervision": watches.end_supervision,
            "move": desk.move,
            "raise_caller": waiting.raise_caller,
            "withdraw_caller": waiting.withdraw_caller,
            "publish_rules": rules.publish,
            "roll_back_rules": rules.roll_back,
            "repair_rules": rules.repair,
        }
        act = acts.get(command.name)
        if act is None:
            raise BadInput(f"no such command; known are {', '.join(acts)}")
        try:
            signature(act).bind(**command.arguments)
        except TypeError as error:
            raise BadInput(f"arguments of {command.name} do not fit") from error
        await act(**command.arguments)
        if "agent" not in command.arguments:
            return {}
        agent = command.arguments["agent"]
        state = desk.agents.get(agent) or AgentState(agent)
        return {
            "agent": state.agent,
            "endpoint": state.endpoint,
            "shown_state": state.shown_state,
            "availability": str(state.availability),
            "activity": str(state.activity),
            "pause_reason": state.pause_reason,
            "reachable": state.reachable,
        } | {"wrap_up_until": state.wrap_up_until.isoformat() if state.wrap_up_until else None}

    async def missing(self) -> dict[str, str]:
        """Name what keeps this controller from being the owner in step."""
        if self.owner is None:
            return {"lease": "another controller is the owner"}
        return {} if self.owner.in_step else {"ami": "the switch is not connected"}


def create_app(controller: Controller, token: str) -> FastAPI:
    """Return the internal interface."""
    app = FastAPI(title="Controller", openapi_url=None)
    add_problems(app)
    app.include_router(create_health(controller.missing))

    @app.post("/commands")
    async def commands(command: Command, authorization: str = Header("")) -> dict[str, Any]:
        """Carry out a command."""
        if authorization != f"Bearer {token}":
            raise Unauthorised("the controller's interface is internal")
        return await controller.command(command)

    return app


async def run(settings: Settings) -> None:
    """Run the process."""
    async with house(settings, busy_seconds=1.0, limit_seconds=5.0) as h:
        controller = Controller(h)
        app = create_app(controller, read_secret(settings.var, "internal_token"))
        async with asyncio.TaskGroup() as group:
            group.create_task(controller.run(), name="controller")
            group.create_task(serve_http(app, "127.0.0.1", settings.controller_port), name="http")
