"""``hotline tickets``: the built-in ticket service, for operators."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from foundation.settings import Settings

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
