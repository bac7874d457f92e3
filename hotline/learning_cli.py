"""``hotline train-categories``: learn classes from the operator's own tickets, compare, and say whether to switch."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from foundation.errors import BadInput
from foundation.settings import Settings

NONE = "none"
PORTION = 1000
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def train_categories(
    file: Annotated[
        Path | None,
        typer.Option(help="JSON lines with text and category (a label, a code, or a list from the first level down)."),
    ] = None,
    days: Annotated[int, typer.Option(help="Own tickets of so many days.", min=1, max=3650)] = 365,
    take: Annotated[bool, typer.Option("--take/--no-take", help="Use it if it is surely better.")] = False,
    use: Annotated[str, typer.Option(help=f"Use a model by name, or {NONE}: the lists alone. Trains nothing.")] = "",
    json_: Json = False,
) -> None:
    """Learn first-level classes from closed tickets, compare with the lists on held-out ones, say whether to switch.

    Nothing leaves this machine. A model is a folder in var/models/categories; the processes take one over in seconds.
    """
    told = asyncio.run(_use(use) if use else _train(file, days, take))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if json_ else _said(told))


async def _use(name: str) -> dict[str, Any]:
    from hotline.wiring import MODELS
    from tickets.learning import use

    models = Settings().var / MODELS
    try:
        await asyncio.to_thread(use, models, None if name == NONE else name)
    except (OSError, ValueError) as error:
        known = sorted(path.name for path in models.glob("2*"))
        raise BadInput(f"there is no sound model {name}: {', '.join(known) or 'none was trained'}") from error
    return {"in_use": "" if name == NONE else name}


async def _train(file: Path | None, days: int, take: bool) -> dict[str, Any]:
    from hotline.wiring import MODELS, house, own_lists
    from telephony.ledger import screens
    from tickets.intake import repository
    from tickets.learning import use
    from tickets.learning.training import Labelled, save, train
    from tickets.prefill.classify import Classifier

    async with house(Settings()) as h:
        async with h.database.read() as session:
            own = await own_lists(h).own(session)
            since = h.clock.now() - timedelta(days=days)
            found = [] if file is not None else await repository.labelled(session, since)
            # What is learnt from a confidential contact could be told.
            contacts = [contact for contact, _, _ in found]
            secret = set()
            for at in range(0, len(contacts), PORTION):
                secret |= set(await screens.confidential(session, contacts[at : at + PORTION]))
            rows = [(text, label) for contact, text, label in found if contact not in secret]
        now, models = h.clock.now(), h.settings.var / MODELS
        classifier = Classifier(own_lists(h).lists(own).taxonomy)
    codes = {root.label: root.code for root in classifier.taxonomy.roots}
    if file is not None:
        rows = await asyncio.to_thread(_read, file)
    appeals = [Labelled(text, codes.get(label, label)) for text, label in rows]
    model, comparison = await asyncio.to_thread(train, appeals, classifier, now)
    folder = await asyncio.to_thread(save, model, models)
    if take and comparison.switch:
        await asyncio.to_thread(use, models, folder.name)
    return {"model": folder.name, **asdict(comparison), "in_use": take and comparison.switch}


def _read(file: Path) -> list[tuple[str, str]]:
    """Return text and first-level label of each line.

    Raises:
        BadInput: a line is none; the message names it.
    """
    found: list[tuple[str, str]] = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            category = record["category"]
            label = category[0] if isinstance(category, list) else category
            found.append((f"{record.get('subject') or ''}\n{record['text']}".strip(), str(label)))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise BadInput(f"line {number} of {file.name} is no JSON object with text and category") from error
    return found


def _said(told: dict[str, Any]) -> str:
    if "model" not in told:
        return f"in use: {told['in_use'] or 'the lists alone'}"
    verdict = "switch to it" if told["switch"] else "stay with the lists"
    how = "it is in use" if told["in_use"] else f"hotline train-categories --use {told['model']}"
    return "\n".join(
        (
            f"learnt from {told['learnt_from']} tickets of {told['classes']} classes, {told['held_out']} held out",
            f"  lists   macro-F1 {told['shipped_macro_f1']:.3f}, accuracy {told['shipped_accuracy']:.3f}",
            f"  learnt  macro-F1 {told['learnt_macro_f1']:.3f}, accuracy {told['learnt_accuracy']:.3f}",
            f"  the learnt one wins in {told['better_share']:.0%} of resampled sets: {verdict}",
            f"model {told['model']}: {how}",
        )
    )
