"""What is done with a call after it was taken: processes at work, what waits, what was put aside."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path

from foundation.errors import BadInput
from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.put_aside import Aside
from speech.engines import GROUP, OWN, choices
from tickets.learning import load_model

MODEL_FILES = {"whisper": "model.bin", "vosk": "am"}
"""What lies in a model's folder, by engine."""
COMPARED_SECONDS = 300.0
"""The controller compares once a minute."""


def file_checks(settings: Settings) -> list[Check]:
    """Return the checks of what is written beside the database."""
    recordings = settings.var / "recordings"
    return [spool_check(settings.var / "spool", settings.node), recordings_check(recordings, recordings / "incoming")]


def worker_check(present: int) -> Check:
    """Judge whether a worker is there; calls are taken without one."""
    if present:
        return well("worker", f"{present} at work")
    return wrong("worker", "none at work: forms stay empty, tickets and recordings wait", "start it, or see its log")


def rules_check(in_force: int | None, told: int | None, compared_at: datetime | None, now: datetime) -> Check:
    """Judge whether the switch has the queue rules that are in force; callers are queued by the last ones it has."""
    if in_force is None:
        return well("queue rules", "the switch has those that it was set up with")
    remedy = "see the controller's log; `hotline queues repair` compares at once"
    if told != in_force or compared_at is None:
        return wrong("queue rules", f"version {in_force} is in force, the switch was told {told or 'none'}", remedy)
    age = (now - compared_at).total_seconds()
    if age > COMPARED_SECONDS:
        return wrong("queue rules", f"version {in_force}, not compared with the switch for {age:.0f} s", remedy)
    return well("queue rules", f"version {in_force} is on the switch")


def speech_check(present: int) -> Check:
    """Judge whether a speech process is there; calls are taken without one."""
    if present:
        return well("speech", f"{present} at work")
    return wrong(
        "speech", "none at work: what is said is written down from the recording later", "start it, or see its log"
    )


def recognisers_check(settings: Settings) -> Check:
    """Judge whether every recogniser that the settings name is there, with its model."""
    try:
        chosen = choices(settings.speech_engines, settings.speech_engine, settings.model_folder)
    except BadInput as error:
        return wrong("recognisers", str(error), "correct the setting")
    for language, choice in chosen.items():
        known = {*OWN, *(point.name for point in entry_points(group=GROUP))}
        if choice.name not in known:
            there = ", ".join(sorted(known))
            return wrong(
                "recognisers", f"{language}: there is no {choice.name}", f"install its package, or take {there}"
            )
        file = MODEL_FILES.get(choice.name)
        folder = choice.model or settings.model_folder
        if file is not None and not (folder / file).exists():
            return wrong("recognisers", f"{language}: no model in {folder} ({file} is missing)", "unpack one there")
    told = ", ".join(f"{language} {choice.name}" for language, choice in sorted(chosen.items()))
    return well("recognisers", told or "none is set: words come from nobody")


def lists_check(numbers: Mapping[str, int], learned: str, models: Path) -> Check:
    """Tell which lists are the operator's own, and judge whether the learnt classes in use can be read."""
    own = ", ".join(f"{name} version {number}" for name, number in sorted(numbers.items())) or "those that were shipped"
    if not learned:
        return well("lists", own)
    try:
        load_model(models / learned)
    except (OSError, ValueError) as error:
        remedy = f"hotline train-categories, or --use none; see {models}"
        return wrong("lists", f"{own}; the learnt classes {learned} cannot be read: {type(error).__name__}", remedy)
    return well("lists", f"{own}; classes learnt from tickets: {learned}")


def aside_checks(found: Iterable[Aside]) -> list[Check]:
    """Return a check for each kind of thing that can be put aside."""
    return [
        wrong(one.kind, f"{one.count} {one.what}", one.remedy) if one.count else well(one.kind, "none put aside")
        for one in found
    ]


def spool_check(folder: Path, node: str) -> Check:
    """Look for facts that wait on disk for the database."""
    waiting = [folder / f"ledger-{node}{kind}.jsonl" for kind in ("", ".again")]
    facts = sum(_lines(path) for path in waiting)
    if facts:
        remedy = "they are stored by themselves once the database takes them: see the controller's log"
        return wrong("spool", f"{facts} facts wait in {folder}", remedy)
    return well("spool", "nothing waits")


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 0


def recordings_check(folder: Path, incoming: Path) -> Check:
    """Judge whether recordings can be written where the switch writes them and where they are kept.

    Calls are taken without; a file that this account may write is no proof for that of the switch.
    """
    remedy = f"make {folder} writable for the accounts of the hotline and of Asterisk; until then calls go unrecorded"
    for place in (folder, incoming):
        if not place.is_dir():
            return wrong("recordings", f"{place} is no folder", remedy)
        if not os.access(place, os.W_OK | os.X_OK) or os.statvfs(place).f_flag & os.ST_RDONLY:
            return wrong("recordings", f"{place} cannot be written", remedy)
    return well("recordings", f"{folder} can be written")
