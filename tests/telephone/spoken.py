"""Spoken appeals through real calls: a citizen's lines, an agent's between them, noise, and what came of it."""

import asyncio
import functools
import json
import sys
import time
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from house import HotlineHouse
from switch_rig import until

from foundation.clock import SystemClock
from hotline.demo.phone import AgentPhone
from hotline.demo.rtp import load_wav
from tickets.prefill import PrefillContext, Sentence, Suggestion, prefill
from tickets.prefill.times import SHANGHAI

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from field_truth import FIELDS, right

SPOKEN = Path(__file__).resolve().parents[1] / "spoken"
PAUSE_SECONDS = 0.8
"""Between two who speak in turn."""
QUIET_SECONDS = 8.0
"""No words for so long: those that were spoken are all there."""
WORDS_SECONDS = 90.0
"""For the last words to be suggestions; a recogniser that hears four at once may be that late at the end."""


@dataclass(frozen=True)
class Appeal:
    """One appeal: what is said in turn (speaker, file), and what a correct ticket holds."""

    name: str
    lines: tuple[tuple[str, str], ...]
    truth: Mapping[str, Any]
    said: str


@functools.cache
def appeals() -> dict[str, Appeal]:
    """Return every appeal by its name."""
    document = yaml.safe_load((SPOKEN / "appeals.yaml").read_text("utf-8"))
    made = datetime.fromisoformat(document["now"])
    found = {}
    for entry in document["appeals"]:
        lines, number = [], 0
        for line in entry["lines"]:
            number += line["speaker"] == "caller"
            lines.append((line["speaker"], line.get("file") or f"{entry['name']}_{number}"))
        said = "\n".join(line["text"] for line in entry["lines"] if line["speaker"] == "caller")
        found[entry["name"]] = Appeal(entry["name"], tuple(lines), _as_of_today(entry["truth"], said, made), said)
    return found


def _as_of_today(truth: Mapping[str, Any], said: str, made: datetime) -> dict[str, Any]:
    """Return the truth with the day that is meant when the appeal is made now: 昨天 is another day than it was then."""
    when = truth["happened_at"]
    if when is None:
        return dict(truth)
    meant = date.fromisoformat(when["date"])
    now = SystemClock().now().astimezone(SHANGHAI)
    days = {}
    for name, moment in (("then", made), ("now", now)):
        read = prefill([Sentence(when["text"])], PrefillContext(now=moment))["happened_at"].value
        text = read["from"] if isinstance(read, dict) else read
        days[name] = datetime.fromisoformat(str(text)).date() if text else None
    if days["then"] == meant and days["now"] is not None:
        return {**truth, "happened_at": {**when, "date": days["now"].isoformat()}}
    return {
        **truth,
        "happened_at": {**when, "date": (now.date() - timedelta(days=(made.date() - meant).days)).isoformat()},
    }


def with_noise(wav: Path, decibels: float | None, folder: Path) -> Path:
    """Return a copy of a recording with pink noise so far below the voice; ``None``: the recording itself."""
    if decibels is None:
        return wav
    samples = load_wav(wav).astype(np.float64)
    draw = np.random.default_rng(len(samples))
    spectrum = np.fft.rfft(draw.standard_normal(len(samples)))
    spectrum /= np.maximum(1.0, np.sqrt(np.arange(len(spectrum))))
    noise = np.fft.irfft(spectrum, len(samples))
    spoken = samples[np.abs(samples) > 200]
    level = np.sqrt(np.mean(spoken**2)) * 10 ** (-decibels / 20)
    mixed = samples + noise * level / np.sqrt(np.mean(noise**2))
    path = folder / f"{wav.stem}_{decibels:.0f}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.clip(mixed, -32768, 32767).astype("<i2").tobytes())
    return path


@dataclass
class Heard:
    """What came of one call: its fields at hang-up, once all live words were read, and by its recording."""

    appeal: Appeal
    call: dict[str, Any]
    at_end: dict[str, Any]
    fields: dict[str, Any]
    afterwards: dict[str, Any]

    def right(self, fields: Mapping[str, Any] | None = None) -> dict[str, bool]:
        """Return which fields are right."""
        held = self.fields if fields is None else fields
        return {name: right(name, _suggestion(name, held.get(name)), self.appeal.truth) for name in FIELDS}


def _suggestion(name: str, entry: Mapping[str, Any] | None) -> Suggestion:
    if entry is None or not entry["filled"]:
        return Suggestion(name, None, None, 0.0, False, None)
    value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
    return Suggestion(name, value, entry["source"], entry["confidence"], True, entry["utterance_id"])


async def converse(
    house: HotlineHouse,
    phones: Mapping[str, AgentPhone],
    appeal: Appeal,
    folder: Path,
    decibels: float | None = None,
) -> Heard:
    """Dial, speak with the agent who answers, hang up, and return what the draft holds; it is not submitted."""
    number = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", number, keys=[(2.0, "1")])
        call = await house.call_of(number, lambda one: one["agent"] is not None, 60, "the call is answered")
        for speaker, name in appeal.lines:
            path = with_noise(SPOKEN / f"{name}.wav", decibels if speaker == "caller" else None, folder)
            await (citizen if speaker == "caller" else phones[call["agent"]]).say(path)
            await asyncio.sleep(PAUSE_SECONDS)
        at_end = _fields(house, call)
        await citizen.hang_up()
    await house.call_of(number, lambda one: one["ended_at"] is not None, 30, "the call's end")
    live = await settled(house, call)
    key = call["call_id"].replace("-", "")
    written = "SELECT state FROM speech_transcript WHERE call_id=?"
    await until(lambda: house.rows(written, key), [("done",)], "the recording is written down", WORDS_SECONDS)
    await settled(house, call)
    return Heard(appeal, call, at_end, live, _fields(house, call))


def _fields(house: HotlineHouse, call: Mapping[str, Any]) -> dict[str, Any]:
    rows = house.rows("SELECT fields FROM tickets_draft WHERE contact_id=?", call["contact_id"].replace("-", ""))
    return dict(json.loads(rows[0][0])) if rows else {}


async def settled(house: HotlineHouse, call: Mapping[str, Any]) -> dict[str, Any]:
    """Wait until the suggestions know all words and none came for a while; return the fields."""
    key = call["call_id"].replace("-", "")
    known, since, deadline = 0, time.monotonic(), time.monotonic() + WORDS_SECONDS
    while time.monotonic() - since < QUIET_SECONDS:
        assert time.monotonic() < deadline, f"the words of {key} do not settle"
        wanted, done = house.rows("SELECT words_wanted, words_done FROM tickets_draft WHERE call_id=?", key)[0]
        if wanted != known or done != wanted:
            known, since = wanted, time.monotonic()
        await asyncio.sleep(0.3)
    return _fields(house, call)
