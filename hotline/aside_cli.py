"""``hotline outbox | streams | transcripts``: what was put aside, and the same once more."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from foundation.errors import BadInput, NotFound
from foundation.settings import Settings

if TYPE_CHECKING:
    from hotline.wiring import House

outbox_app = typer.Typer(no_args_is_help=True, help="Tickets on their way: what waits after a failure or was refused.")
streams_app = typer.Typer(no_args_is_help=True, help="Events that a subscriber could not handle.")
transcripts_app = typer.Typer(no_args_is_help=True, help="Transcripts of whole calls that were given up.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
All = Annotated[bool, typer.Option("--all", help="Everything that was put aside.")]
Result = TypeVar("Result")


def _in_house(work: Callable[[House], Awaitable[Result]]) -> Result:
    from hotline.wiring import house

    async def run() -> Result:
        async with house(Settings()) as h:
            return await work(h)

    return asyncio.run(run())


def _emit(rows: Sequence[dict[str, Any]] | dict[str, Any], as_json: bool, text: str) -> None:
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str) if as_json else text)


def _one_or_all(given: str, all_: bool, form: Callable[[str], Any]) -> Any:
    """Return what names one thing, ``None`` for everything; never both, never neither."""
    if bool(given) == all_:
        raise BadInput("name one, or give --all")
    try:
        return form(given) if given else None
    except ValueError:
        raise BadInput(f"{given} names nothing here: take it from the list") from None


@outbox_app.command("list")
def outbox_list(json_: Json = False) -> None:
    """List what was refused (dead) and what waits after a failure, each with the last error."""
    from foundation.outbox import repository

    async def work(h: House) -> list[dict[str, Any]]:
        async with h.database.read() as session:
            return [
                {
                    "id": str(row.id),
                    "destination": row.destination,
                    "kind": row.kind,
                    "subject": str(row.subject) if row.subject else None,
                    "state": row.state,
                    "attempts": row.attempts,
                    "created_at": row.created_at.isoformat(),
                    "next_attempt_at": row.next_attempt_at.isoformat() if row.state == "pending" else None,
                    "last_error": row.last_error,
                }
                for row in await repository.unsent(session)
            ]

    rows = _in_house(work)
    lines = [f"{r['id']}  {r['state']:<8} {r['attempts']:>3} tries  {r['last_error'] or ''}" for r in rows]
    _emit(rows, json_, "\n".join(lines) or "nothing waits")


@outbox_app.command("retry")
def outbox_retry(
    message: Annotated[str, typer.Argument(metavar="[ID]", help="Id of a dead letter, as `list` prints it.")] = "",
    all_: All = False,
    json_: Json = False,
) -> None:
    """Send a dead letter again, or with --all every one and whatever waits, now."""
    from foundation.outbox import repository
    from foundation.outbox.relay import TOPIC

    wanted = _one_or_all(message, all_, uuid.UUID)

    async def work(h: House) -> int:
        now = h.clock.now()
        async with h.database.write() as session:
            if wanted is None:
                count = await repository.retry_all(session, now=now)
            elif await repository.retry_dead(session, wanted, now=now):
                count = 1
            else:
                raise NotFound(f"{wanted} is no dead letter")
        await h.wake.signal(TOPIC)
        return count

    count = _in_house(work)
    _emit({"messages": count}, json_, f"{count} to send again; see `hotline outbox list` in some seconds")


@streams_app.command("stuck")
def streams_stuck(json_: Json = False) -> None:
    """List events that were put aside after several tries."""
    from foundation.streams import repository

    async def work(h: House) -> list[dict[str, Any]]:
        async with h.database.read() as session:
            return [
                {
                    "event": f"{row.subscriber}/{row.stream}/{row.position}",
                    "subscriber": row.subscriber,
                    "stream": row.stream,
                    "position": row.position,
                    "error": row.error,
                    "stuck_at": row.stuck_at.isoformat(),
                }
                for row in await repository.stuck_events(session)
            ]

    rows = _in_house(work)
    _emit(rows, json_, "\n".join(f"{r['event']:<40} {r['error']}" for r in rows) or "nothing is stuck")


def _event_key(text: str) -> tuple[str, str, int]:
    subscriber, stream, position = text.split("/")
    return subscriber, stream, int(position)


@streams_app.command("retry")
def streams_retry(
    event: Annotated[str, typer.Argument(metavar="[EVENT]", help="As `stuck` prints it.")] = "",
    all_: All = False,
    json_: Json = False,
) -> None:
    """Handle stuck events again, oldest first; not 0 when one fails again, which then stays where it was."""
    from foundation.streams import repository
    from hotline.subscribers import intake_deps, subscribers

    wanted = _one_or_all(event, all_, _event_key)

    async def work(h: House) -> list[dict[str, Any]]:
        readers = {(one.name, one.stream.name): one for one in subscribers(h, intake_deps(h))}
        async with h.database.read() as session:
            keys = [(r.subscriber, r.stream, r.position) for r in await repository.stuck_events(session)]
        if wanted is not None and wanted not in keys:
            raise NotFound(f"{event} is not stuck")
        results = []
        for subscriber, stream, position in keys if wanted is None else [wanted]:
            error = None
            reader = readers.get((subscriber, stream))
            if reader is None:
                error = "nobody of this name reads the stream"
            else:
                try:
                    await reader.retry(position)
                except Exception as failed:  # the next one is still wanted
                    error = type(failed).__name__
            results.append({"event": f"{subscriber}/{stream}/{position}", "error": error})
        return results

    results = _in_house(work)
    lines = [f"{r['event']:<40} {r['error'] or 'handled'}" for r in results]
    _emit(results, json_, "\n".join(lines) or "nothing is stuck")
    if any(result["error"] for result in results):
        raise typer.Exit(1)


@transcripts_app.command("failed")
def transcripts_failed(json_: Json = False) -> None:
    """List calls whose transcript was given up."""
    from speech import repository

    async def work(h: House) -> list[dict[str, Any]]:
        async with h.database.read() as session:
            return [
                {"call_id": str(row.call_id), "language": row.language, "tries": row.tries}
                for row in await repository.failed_transcripts(session)
            ]

    rows = _in_house(work)
    _emit(rows, json_, "\n".join(f"{r['call_id']}  {r['tries']} tries" for r in rows) or "none was given up")


@transcripts_app.command("retry")
def transcripts_retry(
    call: Annotated[str, typer.Argument(metavar="[CALL_ID]", help="As `failed` prints it.")] = "",
    all_: All = False,
    json_: Json = False,
) -> None:
    """Have transcripts made again."""
    from speech import repository

    wanted = _one_or_all(call, all_, uuid.UUID)

    async def work(h: House) -> int:
        async with h.database.write() as session:
            count = await repository.retry_transcripts(session, wanted, h.clock.now())
        if wanted is not None and not count:
            raise NotFound(f"the transcript of {wanted} was not given up")
        return count

    count = _in_house(work)
    _emit({"transcripts": count}, json_, f"{count} wanted again")
