"""``hotline ledger``: the record of every telephony fact, and what it refused."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer

from foundation.errors import Conflict
from foundation.settings import Settings

ledger_app = typer.Typer(no_args_is_help=True, help="The record of every telephony fact.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@ledger_app.command("rebuild")
def rebuild(json_: Json = False) -> None:
    """Make calls, visits, rings, talks and holds anew from the ledger."""
    from foundation.database import Database
    from telephony.ledger.rebuild import rebuild as run

    async def work() -> int:
        database = Database(Settings().database, busy_seconds=60)
        try:
            return await run(database)
        finally:
            await database.close()

    count = asyncio.run(work())
    typer.echo(json.dumps({"facts": count}, indent=2) if json_ else f"rebuilt from {count} facts")


@ledger_app.command("refused")
def refused(json_: Json = False) -> None:
    """List facts of this node that the ledger refused: reason, kind and ids, no payload."""
    from telephony.ledger.spool import Spool

    chosen = Settings()
    rows = [_shown(reason, line) for reason, line in Spool(chosen.var / "spool", chosen.node).refused()]
    if json_:
        typer.echo(json.dumps(rows, indent=2))
    else:
        lines = [f"{r['reason']:<20} {r['kind'] or 'damaged':<16} {r['fact_id'] or ''}" for r in rows]
        typer.echo("\n".join(lines) or "none was refused")


def _shown(reason: str, line: str) -> dict[str, Any]:
    from telephony.ledger.spool import decode

    try:
        fact = decode(line).fact
    except ValueError:
        return {"reason": reason, "kind": None, "fact_id": None, "call_id": None, "happened_at": None}
    return {
        "reason": reason,
        "kind": str(fact.kind),
        "fact_id": str(fact.fact_id),
        "call_id": str(fact.call_id) if fact.call_id else None,
        "happened_at": fact.happened_at.isoformat(),
    }


@ledger_app.command("retry")
def retry(json_: Json = False) -> None:
    """Offer every refused fact of this node to its owner again; what it refuses again is back in some seconds."""
    from telephony.ledger.spool import Spool

    chosen = Settings()
    spool = Spool(chosen.var / "spool", chosen.node)
    count = len(spool.refused())
    if count and not spool.offer_again():
        raise Conflict("the last offer was not taken yet: does the controller run on this machine?")
    text = f"{count} offered; see `hotline ledger refused` in some seconds" if count else "none was refused"
    typer.echo(json.dumps({"facts": count}, indent=2) if json_ else text)
