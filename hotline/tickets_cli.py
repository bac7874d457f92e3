"""``hotline tickets``: the built-in ticket service, for operators."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from foundation.errors import BadInput
from foundation.settings import Settings
from tickets.service.organisation import CODE

tickets_app = typer.Typer(no_args_is_help=True, help="The built-in ticket service.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@tickets_app.callback()
def tickets() -> None:
    """The built-in ticket service."""


@tickets_app.command("unlock")
def unlock(number: Annotated[str, typer.Argument(help="Number of the ticket.")], json_: Json = False) -> None:
    """Let the query code of a ticket be tried again after five wrong ones."""
    from hotline.wiring import house
    from tickets.service import TicketService

    async def work() -> None:
        async with house(Settings()) as h:
            await TicketService(h.database, region=h.settings.region, vault=h.vault, clock=h.clock).unlock(number)

    asyncio.run(work())
    typer.echo(json.dumps({"service_id": number}, indent=2) if json_ else f"{number}: its code may be tried again")


What = Annotated[str, typer.Argument(help="rules (limits, grounds, thresholds) or organisation (units, duties).")]


@tickets_app.command("show")
def show(what: What) -> None:
    """Print the rules or the organisation in force as YAML: a file to change and publish."""
    import yaml

    from hotline.wiring import house

    async def work() -> dict[str, object]:
        async with house(Settings()) as h, h.database.read() as session:
            _, _, content = await _document(h, session, what)
        return content

    typer.echo(yaml.safe_dump(asyncio.run(work()), allow_unicode=True, sort_keys=False), nl=False)


@tickets_app.command("publish")
def publish(
    what: What,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML, as `show` prints it.")],
    reason: Annotated[str, typer.Option(help="One sentence for whoever reads the history.")],
    json_: Json = False,
) -> None:
    """Put rules or an organisation in force; what does not fit is named and nothing changes."""
    import yaml

    from foundation import audit
    from foundation.people import SYSTEM
    from hotline.wiring import house

    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} is no YAML: {error}") from error
    if not isinstance(content, dict):
        raise BadInput(f"{file} holds no {what}")

    async def work() -> int:
        async with house(Settings()) as h, h.database.write() as session:
            documents, before, _ = await _document(h, session, what)
            made = await documents.replace(session, CODE, content, version=before, by="system", reason=reason)
            now = h.clock.now()
            await audit.record(session, SYSTEM, f"tickets.{what}", what, made.version, now=now, note=reason[:200])
        return int(made.version)

    version = asyncio.run(work())
    typer.echo(json.dumps({what: version}, indent=2) if json_ else f"{what}: version {version} is in force")


async def _document(h: Any, session: Any, what: str) -> tuple[Any, int, dict[str, Any]]:
    """Return the documents of a kind, the number in force (0: as shipped), and its content."""
    from tickets.service.acts import TicketActs

    acts = TicketActs(h.database, region=h.settings.region, clock=h.clock)
    if what == "rules":
        number, rules = await acts.rules.in_force(session)
        return acts.rules.documents, number, rules.model_dump(mode="json")
    if what == "organisation":
        documents = acts.organisations.documents
        content = (await acts.organisations.in_force(session)).model_dump(mode="json", exclude_defaults=True)
        return documents, await documents.number_in_force(session, CODE) or 0, content
    raise BadInput("there are rules, and the organisation")
