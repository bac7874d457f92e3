"""``hotline generate-city``: a city that does not exist, with a year of tickets."""

from __future__ import annotations

import asyncio
import json
import time
from random import Random
from typing import Annotated

import typer

from foundation.settings import Settings


def generate(
    tickets: Annotated[int, typer.Option(min=1, max=2_000_000, help="How many tickets.")] = 100_000,
    districts: Annotated[int, typer.Option(min=1, max=200, help="How many districts.")] = 20,
    units: Annotated[
        int, typer.Option(min=20, max=5000, help="How many units, departments and streets included.")
    ] = 120,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Over how many days before now.")] = 365,
    seed: Annotated[int, typer.Option(help="The same seed gives the same city.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Fill an empty ticket service with a generated city: units, duties, and tickets with their whole history."""
    from hotline.generate.city import generate_city
    from hotline.generate.store import Generator, Wanted
    from hotline.wiring import house
    from tickets.service.acts import TicketActs

    def shown(done: int) -> None:
        if not json_ and done % 10_000 == 0:
            typer.echo(f"  {done} tickets", err=True)

    async def work() -> int:
        city = generate_city(Random(seed), districts, units)
        async with house(Settings()) as h:
            acts = TicketActs(h.database, region=h.settings.region, clock=h.clock)
            made = Generator(h.database, acts, h.vault, h.settings.region)
            return await made.fill(city, Wanted(tickets, days, seed), shown)

    begun = time.monotonic()
    try:
        done = asyncio.run(work())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    report = {"tickets": done, "districts": districts, "units": units, "seconds": round(time.monotonic() - begun, 1)}
    typer.echo(json.dumps(report, indent=2) if json_ else f"{done} tickets of {units} units in {report['seconds']} s")
