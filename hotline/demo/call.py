"""``hotline demo-call``: a citizen of software dials, speaks a shipped appeal, and a ticket comes of it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from foundation.errors import BadInput, Unavailable
from foundation.settings import Settings
from hotline.demo.claims import claimed_agent
from hotline.demo.client import Client
from hotline.demo.phone import AgentPhone, Citizen
from hotline.setup.secrets import read_secret

APPEALS = Path(__file__).parent / "appeals"
WORDS_SECONDS = 20.0
TRANSCRIPT_SECONDS = 60.0
SETTLED_SECONDS = 60.0
TALK_SECONDS = 180.0


def appeals() -> list[dict[str, Any]]:
    """Return the shipped appeals: name, language, keys, text and what a correct ticket holds."""
    loaded: list[dict[str, Any]] = yaml.safe_load((APPEALS / "appeals.yaml").read_text("utf-8"))["appeals"]
    return loaded


async def demo_call(settings: Settings, *, appeal: str, keys: str, auto: bool, line: str) -> dict[str, Any]:
    """Place one call and return what it became.

    Raises:
        BadInput: no such appeal. Unavailable: a step did not happen in time; the sentence names it.
    """
    known = {entry["name"]: entry for entry in appeals()}
    chosen = appeal or next(iter(known))
    if chosen not in known:
        raise BadInput(f"no appeal {chosen!r}; there are {', '.join(known)}")
    audio = APPEALS / f"{chosen}.wav"
    # A number of nobody: the range 199 0000 xxxx is not assigned to subscribers.
    ani = f"1990000{secrets.randbelow(10_000):04d}"
    server = ("127.0.0.1", settings.sip_port)
    began = datetime.now(UTC)
    with Client(settings) as client:
        call = _Progress(client, ani, began)
        if not auto:
            async with Citizen(server, settings.trunk_addresses[0]) as citizen:
                return await _citizen(citizen, call, line, ani, keys, audio, answered_within=120)
        with claimed_agent(settings.var / "demo", settings.agents, partial(_is_free, client)) as agent:
            secret = read_secret(settings.var, f"sip_{agent}p")
            async with AgentPhone(server, f"{agent}p", secret) as phone:
                await asyncio.to_thread(client.post, f"/api/v1/agents/{agent}/login", {"phone": "p"})
                try:
                    async with Citizen(server, settings.trunk_addresses[0]) as citizen:
                        return await _citizen(citizen, call, line, ani, keys, audio, answered_within=60, submit=True)
                finally:
                    await _leave(client, agent, phone)


def _is_free(client: Client, agent: str) -> bool:
    states = {row["agent"]: row["shown_state"] for row in client.get("/api/v1/agents")}
    return bool(states.get(agent, "logged_off") == "logged_off")


async def _leave(client: Client, agent: str, phone: AgentPhone) -> None:
    """Take no further call, and let the talks go on to their end: the caller may be another process's."""
    await asyncio.to_thread(client.post, f"/api/v1/agents/{agent}/logoff", None)
    with contextlib.suppress(TimeoutError):
        await phone.wait_idle(TALK_SECONDS)
        await phone.unregister()
        await phone.wait_idle(TALK_SECONDS)  # what was under way to it when it left


class _Progress:
    """Looks at the call through the interface."""

    def __init__(self, client: Client, ani: str, since: datetime) -> None:
        self.client, self._ani, self._since = client, ani, since

    async def until(self, what: str, seen: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
        """Return the call once ``seen`` is true of it."""
        end = asyncio.get_running_loop().time() + seconds
        body = {"ani": self._ani, "since": self._since.isoformat()}
        while True:
            found = await asyncio.to_thread(self.client.post, "/api/v1/calls/search", body)
            if found and seen(found[-1]):
                last: dict[str, Any] = found[-1]
                return last
            if asyncio.get_running_loop().time() > end:
                state = found[-1] if found else {}
                raise Unavailable(f"{what} did not happen within {seconds:g} s (call {state.get('call_id', 'unseen')})")
            await asyncio.sleep(0.3)


async def _citizen(
    citizen: Citizen,
    call: _Progress,
    line: str,
    ani: str,
    keys: str,
    audio: Path,
    *,
    answered_within: float,
    submit: bool = False,
) -> dict[str, Any]:
    _say(f"dialling {line}")
    await citizen.dial(line, ani, keys=[(1.0 + n, key) for n, key in enumerate(keys)])
    entered = await call.until("entering the line", lambda c: True, 15)
    await call.until("an agent's answer", lambda c: c["agent"] is not None, answered_within)
    _say(f"answered; speaking {audio.stem}")
    await citizen.say(audio)
    await _words_settle(call, entered["contact_id"])
    await citizen.hang_up()
    ended = await call.until("the end of the call", lambda c: c["ended_at"] is not None, 15)
    if submit:
        with contextlib.suppress(Unavailable):  # a busy recogniser is no fault of the call; the live words are there
            await call.until("the whole transcript", _transcribed, TRANSCRIPT_SECONDS)
            await _words_settle(call, ended["contact_id"])
        # Whoever answered: the queue gives a caller to any phone, also to that of another demonstration call.
        await asyncio.to_thread(_submit, call.client, ended["contact_id"], ended["agent"])
        _say("submitted")
        return await call.until("ticket, recording and words", _settled, SETTLED_SECONDS)
    return ended


async def _words_settle(call: _Progress, contact_id: str) -> None:
    """Wait until the form has a summary and stands still, at most WORDS_SECONDS after the last word."""
    end = asyncio.get_running_loop().time() + WORDS_SECONDS
    last, still = -1, 0
    while asyncio.get_running_loop().time() < end and still < 6:
        draft = await asyncio.to_thread(call.client.get, f"/api/v1/drafts/{contact_id}")
        filled = bool(draft["fields"].get("summary", {}).get("value"))
        still = still + 1 if filled and draft["revision"] == last else 0
        last = draft["revision"]
        await asyncio.sleep(0.7)


def _submit(client: Client, contact_id: str, agent: str) -> None:
    """Submit what the form holds; for what a ticket must have the agent takes the hint, or writes it himself."""
    draft = client.get(f"/api/v1/drafts/{contact_id}")
    held = {name: entry["value"] for name, entry in draft["fields"].items() if entry["filled"] and entry["value"]}
    typed = {}
    if "kind" not in held:
        typed["kind"] = draft["fields"].get("kind", {}).get("value") or "inquiry"
    if "summary" not in held:
        typed["summary"] = "来电内容未能识别，由坐席补记"
    body = {"agent": agent, "fields": typed, "request_id": f"demo-{contact_id}"}
    client.post(f"/api/v1/drafts/{contact_id}/submit", body)


def _settled(call: dict[str, Any]) -> bool:
    ticket, recording = call["ticket"], call["recording"]
    return bool(
        ticket
        and ticket["service_id"]
        and recording
        and recording["state"] in ("verified", "missing")
        and call["transcript"]["utterances"]
    )


def _transcribed(call: dict[str, Any]) -> bool:
    return bool(call["transcript"]["source"] == "recording")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def as_text(result: dict[str, Any]) -> str:
    """Return the call for a person."""
    lines = [
        f"call      {result['call_id']}  {result['outcome']}",
        f"queue     {result['queue']}, waited {result['wait_seconds'] or 0:.1f} s, "
        f"answered {result['time_to_answer_seconds'] or 0:.1f} s after entering the line, agent {result['agent']}",
    ]
    if result["recording"]:
        r = result["recording"]
        lines.append(f"recording {r['path']} ({r['duration_seconds']} s, {r['state']})")
    lines += [f"  {u['speaker']:<7} {u['text']}" for u in result["transcript"]["utterances"]]
    if result["ticket"]:
        lines.append(f"ticket    {result['ticket']['service_id']}")
        for name, field in result["ticket"]["fields"].items():
            lines.append(f"  {name:<16} {field.get('confidence') or 0:.2f}  {field.get('value')}")
    return "\n".join(lines)
