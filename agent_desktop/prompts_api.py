"""``/api/v1/prompts``: what callers hear, read, listened to, recorded anew by those who answer for the menus."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import Version
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from ivr.incidents import IncidentBoard
from ivr.nodes import Language
from ivr.prompts import FALL_BACK, Prompt, Prompts, Shipped, Spoken, Synthesis, repository, state_of
from ivr.prompts.convert import MOST_BYTES, Sound, to_prompt
from ivr.prompts.model import LANGUAGES, Made, PromptState, Words
from ivr.service import Flows
from ivr.soundness import prompts_of

_MANAGES = allow("flows.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]
Folder = Literal["hotline", "own"]
Code = Annotated[str, InPath(pattern=r"^[a-z0-9_]{1,24}$")]
Digest = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD = {"requestBody": {"content": {"application/octet-stream": _BYTES}}}
_WAV: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": _BYTES}}}


class PromptInUse(Conflict):
    """A prompt's last recording cannot go while something in force plays it."""

    code = "prompt_in_use"


class SpokenView(BaseModel):
    """A prompt in one language.

    ``text``: its words, those shipped where none are published. ``audio``: SHA-256 of the published recording, empty
    where there is none; ``audio_of``: the words it was made of. ``state``: ``missing`` (no recording: that of another
    language is heard), ``outdated`` (the words changed since), ``demonstration`` (the voice that is shipped),
    ``synthesised`` or ``recorded``. ``heard``: the language whose recording a caller hears, null when there is none.
    """

    text: str
    audio: str
    audio_of: str
    made: Made
    seconds: float
    state: PromptState
    heard: Language | None


class PromptView(BaseModel):
    """A prompt by its name; ``version`` 0: as shipped. ``used_by``: nodes, lines and announcements that play it."""

    name: str
    version: int
    languages: dict[Language, SpokenView]
    used_by: list[str]
    reason: str
    published_by: str
    published_at: datetime | None


class PromptList(BaseModel):
    """Every prompt of the hotline, the operator's own first; ``synthesis``: an engine can speak words."""

    synthesis: bool
    prompts: list[PromptView]


class Recording(BaseModel):
    """A recording that was taken in; it is forgotten after a day unless a prompt is published with it."""

    audio: str
    seconds: float


class ToSpeak(BaseModel):
    """Words for the engine."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[Words, Field(min_length=1)]
    language: Language


class NewSpoken(BaseModel):
    """A prompt in one language: its words and the recording made of the words ``audio_of``; no ``audio``: none."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    audio: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    audio_of: Words = ""
    made: Made = "uploaded"


class NewPrompt(BaseModel):
    """A prompt to put in force in place of the version that was read (0: none), and why.

    A language that is not named is not published: a shipped prompt has its shipped recording again.
    """

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=1_000_000)]
    languages: dict[Language, NewSpoken]
    reason: Reason


@dataclass(frozen=True)
class PromptsDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    wake: Wake
    prompts: Prompts
    flows: Flows
    shipped: Shipped
    synthesis: Synthesis


def create_prompts(deps: PromptsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/prompts", tags=["prompts"], dependencies=[Depends(_MANAGES)])

    async def kept(sound: Sound) -> Recording:
        async with deps.database.write() as session:
            await deps.prompts.keep(session, sound)
        return Recording(audio=sound.sha256, seconds=sound.seconds)

    @router.get("")
    async def everything() -> PromptList:
        """Return every prompt."""
        async with deps.database.read() as session:
            found = await _views(session, deps)
        return PromptList(synthesis=deps.synthesis.enabled, prompts=found)

    @router.post("/recordings", status_code=201, openapi_extra=_UPLOAD)
    async def upload(request: Request) -> Recording:
        """Take in a recording of any usual format: its ends are trimmed, it is levelled and brought to 8 kHz."""
        return await kept(await to_prompt(await _body(request)))

    @router.post("/speak", status_code=201)
    async def speak(body: ToSpeak) -> Recording:
        """Have the engine speak words."""
        return await kept(await to_prompt(await deps.synthesis.speak(body.text, body.language)))

    @router.get("/recordings/{audio}", response_class=Response, responses=_WAV)
    async def recording(audio: Digest) -> Response:
        """Return a recording that was taken in."""
        async with deps.database.read() as session:
            return _played(await repository.wav_of(session, audio))

    @router.get("/{folder}/{code}/{language}/recording", response_class=Response, responses=_WAV)
    async def heard(folder: Folder, code: Code, language: Language) -> Response:
        """Return what a caller of a language hears now."""
        name = f"{folder}/{code}"
        async with deps.database.read() as session:
            version = await deps.prompts.documents.in_force(session, name)
            prompt = deps.prompts.documents.content_of(version.content) if version is not None else None
            spoken = prompt.languages.get(_heard(name, prompt, language) or language) if prompt is not None else None
            if spoken is not None and spoken.audio:
                return _played(await repository.wav_of(session, spoken.audio))
        return _played(await asyncio.to_thread(deps.shipped.wav, name, language))

    @router.put("/{folder}/{code}")
    async def publish(folder: Folder, code: Code, body: NewPrompt, principal: Manager) -> PromptView:
        """Put a prompt in force: it is heard within seconds, a call that plays the one before plays it to its end."""
        name = f"{folder}/{code}"
        if folder == "hotline" and name not in deps.shipped.words("zh"):
            raise NotFound("the product ships no such prompt")
        languages: dict[str, Any] = {
            language: spoken.model_dump()
            for language, spoken in body.languages.items()
            # The shipped words without another recording are as shipped.
            if spoken.audio or spoken.text != deps.shipped.words(language).get(name)
        }
        async with deps.database.write() as session:
            plays = (await _used(session, deps)).get(name)
            if folder == "own" and plays and not any(spoken["audio"] for spoken in languages.values()):
                raise PromptInUse(f"{name} is played by {', '.join(plays)}: its last recording stays")
            by = str(principal.account_id or "")
            made = await deps.prompts.publish(session, name, languages, version=body.version, by=by, reason=body.reason)
            what = f"{name}:{made.version}"
            await audit.record(session, principal, "prompts.publish", "prompt", what, now=deps.clock.now())
        await deps.wake.signal(DOMAIN)
        async with deps.database.read() as session:
            return next(view for view in await _views(session, deps) if view.name == name)

    return router


async def _body(request: Request) -> bytes:
    taken = bytearray()
    async for part in request.stream():
        taken += part
        if len(taken) > MOST_BYTES:
            raise BadInput(f"a recording has at most {MOST_BYTES >> 20} MB")
    if not taken:
        raise BadInput("this file is empty")
    return bytes(taken)


def _played(wav: bytes | None) -> Response:
    if wav is None:
        raise NotFound("there is no such recording")
    return Response(wav, media_type="audio/wav", headers={"cache-control": "no-store"})


async def _views(session: AsyncSession, deps: PromptsDeps) -> list[PromptView]:
    in_force = await deps.prompts.in_force(session)
    shipped = {language: deps.shipped.words(language) for language in LANGUAGES}
    used = await _used(session, deps)
    authors = await people.names_of_stored(session, {version.published_by for version, _ in in_force.values()})
    names = {*in_force, *shipped["zh"]}
    return [
        _view(name, in_force.get(name), shipped, used.get(name, []), authors)
        for name in sorted(names, key=lambda name: (name.startswith("hotline/"), name))
    ]


def _view(
    name: str,
    published: tuple[Version, Prompt] | None,
    shipped: Mapping[Language, Mapping[str, str]],
    used: list[str],
    authors: Mapping[str, str],
) -> PromptView:
    version, prompt = published if published is not None else (None, None)
    languages: dict[Language, SpokenView] = {}
    for language in LANGUAGES:
        words = shipped[language].get(name)
        spoken = prompt.languages.get(language) if prompt is not None else None
        shown = spoken or Spoken(text=words or "")
        heard = _heard(name, prompt, language) or (language if words is not None else None)
        state = state_of(spoken, is_shipped=words is not None)
        languages[language] = SpokenView(**shown.model_dump(), state=state, heard=heard)
    by = version.published_by if version is not None else ""
    return PromptView(
        name=name,
        version=version.version if version is not None else 0,
        languages=languages,
        used_by=used,
        reason=version.reason if version is not None else "",
        published_by=authors.get(by, by),
        published_at=version.published_at if version is not None else None,
    )


def _heard(name: str, prompt: Prompt | None, language: Language) -> Language | None:
    """Return the language whose published recording is heard."""
    order = FALL_BACK[language] if name.startswith("own/") else (language,)
    languages = prompt.languages if prompt is not None else {}
    return next((one for one in order if one in languages and languages[one].audio), None)


async def _used(session: AsyncSession, deps: PromptsDeps) -> dict[str, list[str]]:
    """Return what plays each prompt: nodes of menus, lines and announcements in force."""
    used: dict[str, list[str]] = {}
    flows = deps.flows
    _, lines = await flows.register.in_force(session)
    for line in lines.lines:
        if not line.is_drawn and line.announcement is not None:
            used.setdefault(line.announcement, []).append(line.number)
    _, incidents = await IncidentBoard(deps.clock).in_force(session)
    for one in incidents.announcements:
        if one.until > deps.clock.now():
            for name in (one.prompt, one.answer):
                used.setdefault(name, []).append(one.name)
    for version in await flows.documents.all_in_force(session):
        try:
            nodes = flows.documents.content_of(version.content).nodes
        except BadInput:  # nobody hears it any more
            continue
        for code, node in nodes.items():
            for _, name in prompts_of(node):
                used.setdefault(name, []).append(code)
    return {name: sorted(set(nodes)) for name, nodes in used.items()}
