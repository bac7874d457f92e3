"""Where packages meet: what one asks for as a ``Protocol`` another fulfils, and what every process starts with."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.sources import TicketProgress
from asterisk_conf.render import SOUNDS
from asterisk_conf.sentences import sentences
from foundation.clock import Clock, SystemClock
from foundation.crypto import CannotOpen, Vault
from foundation.database import Database
from foundation.logs import logger
from foundation.settings import Settings
from foundation.wake import LocalWake, RedisWake
from hotline.setup.secrets import FOLDER, read_secret
from ivr.nodes import PROMPT_FORM
from ivr.prompts import CommandSynthesis, NoSynthesis, Prompts, Synthesis
from queueing.publish.push import QueueRulesPublisher
from queueing.rules.model import GENERAL, QueueRules, QueueSettings
from recordings import repository as recordings_repository
from recordings.jobs import MESSAGES
from speech import repository as speech_repository
from speech.models import TranscriptRow, UtteranceRow
from telephony.ami.client import AmiClient
from telephony.events import TRIAL_LINE
from telephony.ledger import repository as ledger
from telephony.ledger import screens
from telephony.models import CallerRow, CallRow
from tickets.contract import TicketState
from tickets.handover.ports import Facts, RecordingFact
from tickets.lists import ListsShelf, OwnLists
from tickets.prefill import Sentence
from tickets.service import repository as ticket_service
from tickets.service.organisation import Organisations

log = logger(__name__)

CALLERS_LANGUAGE = "zh"
PROMPT_NAME = re.compile(PROMPT_FORM)
MODELS = "models/categories"
"""Below HOTLINE_VAR: classes learnt from the operator's tickets."""
PRESENCE = "worker"
"""The name under which the worker says that it is there."""


@dataclass(frozen=True)
class House:
    """What every process has."""

    settings: Settings
    database: Database
    wake: LocalWake
    vault: Vault
    clock: Clock


def own_lists(house: House) -> OwnLists:
    """Return the operator's lists, and what was learnt from his tickets."""
    return OwnLists(house.settings.region, house.clock, house.settings.var / MODELS)


def lists_shelf(house: House) -> ListsShelf:
    """Return the lists in force; whoever wants changes runs it."""
    return ListsShelf(house.database, own_lists(house))


def prompts_lying_there(settings: Settings) -> dict[str, str]:
    """Return the recordings in the switch's folder, by name with their words; empty where those are not known."""
    folder = settings.var / "asterisk" / "sounds" / CALLERS_LANGUAGE
    sounds = folder if folder.is_dir() else SOUNDS / CALLERS_LANGUAGE
    names = (path.relative_to(sounds).with_suffix("").as_posix() for path in sounds.rglob("*.wav"))
    words = sentences(CALLERS_LANGUAGE)
    return {name: words.get(name, "") for name in names if PROMPT_NAME.fullmatch(name)}


class RuleNames:
    """Fulfils ``queueing.publish.push.Names``: what queue rules may name."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    async def prompts(self, session: AsyncSession) -> set[str]:
        """Return the recordings that a caller can hear."""
        prompts = Prompts(self._clock)
        lying = await asyncio.to_thread(prompts_lying_there, self._settings)
        return {*lying, *(await prompts.words(session))}

    def dialled(self) -> tuple[str, ...]:
        """Return the hotline's own numbers."""
        return (*self._settings.lines, TRIAL_LINE)

    def agents(self) -> tuple[str, ...]:
        """Return the codes of the agents that the switch has phones for."""
        return self._settings.agents


def queue_rules_publisher(settings: Settings, database: Database, clock: Clock) -> QueueRulesPublisher:
    """Return what carries queue rules to the switch, over the account that may write configuration and nothing else."""

    def connect() -> AmiClient:
        secret = read_secret(settings.var, "ami_publish")
        return AmiClient(settings.ami_host, settings.ami_port, "hotline_publish", secret)

    return QueueRulesPublisher(database, clock, settings.node, connect, names=RuleNames(settings, clock))


def first_queue_rules(settings: Settings) -> QueueRules:
    """Return the rules that a new switch is set up with."""
    return QueueRules(queues={GENERAL: QueueSettings(ring_seconds=settings.ring_seconds)})


class SwitchNames:
    """What flows may name: recordings that lie in the switch's folder, queues that are in force."""

    def __init__(self, settings: Settings, publisher: QueueRulesPublisher, prompts: Prompts, lists: ListsShelf) -> None:
        self._settings, self._lines, self._lists = settings, settings.lines, lists
        self._node, self._rules, self._prompts = settings.node, publisher.documents, prompts

    async def prompts(self, session: AsyncSession) -> dict[str, str]:
        """Return the recordings in the language that a caller hears until he has chosen one, with their words.

        Those that are published count from then on: whoever leads callers brings them to the switch first.
        """
        return await asyncio.to_thread(prompts_lying_there, self._settings) | await self._prompts.words(session)

    def dialled(self) -> tuple[str, ...]:
        """Return the numbers that this hotline was set up with, and the one on which menus are tried."""
        return (*self._lines, TRIAL_LINE)

    def categories(self) -> list[str]:
        """Return the codes of the classification's first level."""
        return [root.code for root in self._lists.current.taxonomy.roots]

    async def queues(self, session: AsyncSession) -> set[str]:
        """Return the queues in force, at least the one that is always there."""
        version = await self._rules.in_force(session, self._node)
        return {GENERAL} | (set(self._rules.content_of(version.content).queues) if version is not None else set())


def synthesis(settings: Settings) -> Synthesis:
    """Return the engine that speaks prompts, if the operator has brought one."""
    return CommandSynthesis(settings.synthesis_command) if settings.synthesis_command else NoSynthesis()


class ShippedSounds:
    """Fulfils ``ivr.prompts.Shipped``: the recordings in ``asterisk_conf/sounds``."""

    def words(self, language: str) -> Mapping[str, str]:
        """Return what the hotline's own prompts say in a language."""
        return {name: words for name, words in sentences(language).items() if name.startswith("hotline/")}

    def wav(self, name: str, language: str) -> bytes | None:
        """Return a shipped recording."""
        path = SOUNDS / language / f"{name}.wav"
        return path.read_bytes() if path.is_file() else None


@asynccontextmanager
async def house(settings: Settings, *, busy_seconds: float = 10.0, limit_seconds: float = 60.0) -> AsyncIterator[House]:
    """Open database, vault and wake-ups for the length of a process."""
    database = Database(settings.database, busy_seconds=busy_seconds, limit_seconds=limit_seconds)
    wake = RedisWake(settings.redis) if settings.redis else LocalWake()
    listening = asyncio.create_task(wake.run()) if isinstance(wake, RedisWake) else None
    try:
        yield House(settings, database, wake, Vault.from_files(settings.var / FOLDER), SystemClock())
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        if isinstance(wake, RedisWake):
            await wake.close()
        await database.close()


class Tasks:
    """Keeps background tasks until they are done and logs what they raise."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work`` beside everything else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=task.get_name(), error=repr(error), exc_info=error)

    async def stop(self) -> None:
        """Cancel what is left and wait for it."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class CallWords:
    """Words of a call for pre-fill: of the whole recording once it is written down, until then what was heard live."""

    async def rows(self, session: AsyncSession, call_id: uuid.UUID) -> list[UtteranceRow]:
        """Return the utterances in force; where a person put live ones right, those stay in force."""
        live = await speech_repository.utterances(session, call_id, "live")
        done = await session.get(TranscriptRow, call_id)
        if done is not None and done.state == "done" and not any(row.corrected_text for row in live):
            whole = await speech_repository.utterances(session, call_id, "recording")
            if whole:
                return whole
        return live or await speech_repository.utterances(session, call_id, "recording")

    async def sentences(self, session: AsyncSession, call_id: uuid.UUID) -> list[Sentence]:
        """Fulfil ``tickets.intake.ports.Words``."""
        rows = await self.rows(session, call_id)
        said = [Sentence(text=r.words, speaker=r.speaker, utterance_id=str(r.utterance_id)) for r in rows]
        if rows and rows[0].source == "recording":
            return said
        begun = await speech_repository.partials(session, call_id)
        return said + [Sentence(text=p.text, speaker=p.speaker, utterance_id=str(p.utterance_id)) for p in begun]

    async def begun_since(self, session: AsyncSession, since: datetime) -> set[uuid.UUID]:
        """Return the calls in which something is being said that was heard since a moment."""
        return {call_id for call_id, _ in await speech_repository.partials_since(session, since)}


class CallFacts:
    """Fulfils ``tickets.handover.ports.ContactFacts``: the caller's number is opened here and nowhere before."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def facts(self, session: AsyncSession, call_id: uuid.UUID) -> Facts:
        """Return what the ticket service is told of a call."""
        call = await session.get(CallRow, call_id)
        if call is None:
            return {}
        confidential = bool(await screens.confidential(session, [call.contact_id]))
        found: Facts = {
            "line": call.line,
            "language": call.language,
            "confidential": confidential,
            "satisfaction": call.satisfaction,
            "recordings": [],
        }
        caller = await session.get(CallerRow, call.caller_id) if call.caller_id else None
        if caller is not None:
            try:
                found["ani"] = self._vault.open(caller.number, "phone")
            except CannotOpen:
                log.error("number_cannot_be_opened", caller_id=str(caller.caller_id))
        recording = await recordings_repository.of_call(session, call_id)
        for leg, entry in (recording.legs if recording else {}).items():
            found["recordings"].append(
                RecordingFact(
                    recording_id=str(call_id),
                    leg=leg,
                    sha256=entry["sha256"],
                    duration_seconds=entry["seconds"],
                )
            )
        return found


class BuiltInTicketStates:
    """Fulfils ``agent_desktop.desk.sources.TicketStates`` where the ticket service lives in the same store."""

    is_complete = True

    def __init__(self, clock: Clock, region: str) -> None:
        self._organisations = Organisations(clock, region)

    async def progress(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, TicketProgress]:
        """Return how those tickets stand that it knows; of a confidential one its state alone."""
        rows = await ticket_service.rows_of(session, service_ids)
        city = await self._organisations.in_force(session) if rows else None
        return {
            row.service_id: TicketProgress(row.state)
            if row.confidential or city is None
            else TicketProgress(
                row.state,
                city.name_of(row.lead) if row.lead else "",
                row.due_at if row.state != TicketState.SUSPENDED else None,  # its end is known once it goes on
                row.closed_at,
                row.reply if row.closed_at is not None else "",
            )
            for row in rows
        }

    async def states(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the state of those tickets that it knows."""
        return await ticket_service.states_of(session, service_ids)


class CallRecordings:
    """Fulfils ``speech.after_call.Recordings``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def legs(self, session: AsyncSession, call_id: uuid.UUID) -> dict[str, tuple[Path, datetime]]:
        """Return the files of a call and when each begins."""
        row = await recordings_repository.of_call(session, call_id)
        if row is None:
            return {}
        since = datetime.fromisoformat(row.intervals[0][0]) if row.intervals else row.started_at
        lengths = {leg: timedelta(seconds=entry["seconds"]) for leg, entry in row.legs.items()}
        tapped = since - lengths["waiting"] if "waiting" in lengths else None
        found = {}
        for leg, entry in row.legs.items():
            file, begins = self._folder / entry["file"], since
            if leg == "waiting":
                begins = since - lengths[leg]
            elif leg in MESSAGES:
                begins = await asyncio.to_thread(_closed_at, file, since) - lengths[leg]
                if tapped is not None and tapped <= begins + TAP_LATE:
                    continue  # the tap heard what the switch wrote
            found[leg] = (file, begins)
        return found

    async def language(self, session: AsyncSession, call_id: uuid.UUID) -> str:
        """Return the caller's language."""
        call = await session.get(CallRow, call_id)
        return call.language if call else "zh"


def _closed_at(file: Path, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return otherwise


TAP_LATE = timedelta(seconds=1)
"""A tap may begin so much after a message; what is said in its first second is rarely a word."""


async def bridge_marks(session: AsyncSession, call_id: uuid.UUID) -> list[tuple[str, datetime]]:
    """Return when the caller entered and left bridges, from the ledger (for ``recordings.handlers``)."""
    return [
        (str(fact.kind), fact.happened_at)
        for fact in await ledger.facts_of_call(session, call_id)
        if fact.kind in ("bridge_entered", "bridge_left")
    ]
