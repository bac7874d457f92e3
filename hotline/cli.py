"""The command ``hotline``. With ``--json`` standard output carries JSON and nothing else."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from foundation.errors import BadInput, HotlineError
from foundation.logs import set_up_logs
from foundation.settings import Settings
from hotline.accounts_cli import account_app
from hotline.aside_cli import outbox_app, streams_app, transcripts_app
from hotline.backup_cli import backup, restore
from hotline.generate_cli import generate
from hotline.learning_cli import train_categories
from hotline.ledger_cli import ledger_app
from hotline.setup.secrets import NoSecret
from hotline.tickets_cli import tickets_app

if TYPE_CHECKING:  # commands that report start without loading the whole house
    from foundation.database import Database
    from queueing.publish.push import QueueRulesPublisher

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, which can hold a number or words
    help="The voice line of a city's 12345 hotline.",
)
agent_app = typer.Typer(no_args_is_help=True, help="Agents by command, for operators.")
app.add_typer(ledger_app, name="ledger")
queues_app = typer.Typer(no_args_is_help=True, help="Rules of the queues: look, publish, roll back.")
app.add_typer(agent_app, name="agent")
app.add_typer(queues_app, name="queues")
app.add_typer(account_app, name="account")
app.add_typer(outbox_app, name="outbox")
app.add_typer(streams_app, name="streams")
app.add_typer(transcripts_app, name="transcripts")
app.add_typer(tickets_app, name="tickets")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def settings() -> Settings:
    """Read the settings; a wrong one is named together with what would do."""
    return Settings()


def emit(value: Any, as_json: bool, text: Callable[[], str] | str | None = None) -> None:
    """Print a result; a text that is made from it is made only where it is shown."""
    if as_json or text is None:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        typer.echo(text() if callable(text) else text)


@app.command()
def serve() -> None:
    """Run all processes under the supervisor until Ctrl-C (set up first: make run)."""
    from hotline.setup import serve as supervised

    raise typer.Exit(supervised.serve(settings()))


@app.command()
def controller() -> None:
    """Own the switch, or stand by: menus, queues, agents."""
    from hotline import controller as module
    from hotline.process import run_process

    chosen = settings()
    run_process("controller", chosen, lambda: module.run(chosen))


@app.command()
def web() -> None:
    """Serve HTTP."""
    from hotline import web as module
    from hotline.process import run_process

    chosen = settings()
    run_process("web", chosen, lambda: module.run(chosen))


@app.command()
def worker() -> None:
    """Work through what is stored: drafts, recordings, hand-over."""
    from hotline import worker as module
    from hotline.process import run_process

    chosen = settings()
    run_process("worker", chosen, lambda: module.run(chosen))


@app.command()
def speech() -> None:
    """Recognise speech: live taps, transcripts after the call."""
    from hotline import speech_process as module
    from hotline.process import run_process

    chosen = settings()
    run_process("speech", chosen, lambda: module.run(chosen))


@app.command("ticket-service")
def ticket_service(port: Annotated[int, typer.Option(help="Port on the loopback.")] = 8100) -> None:
    """Run the built-in ticket service alone."""
    from hotline import web as module
    from hotline.process import run_process

    chosen = settings()
    run_process("ticket-service", chosen, lambda: module.run_ticket_service(chosen, port))


@app.command()
def migrate(json_: Json = False) -> None:
    """Bring the database to the newest schema."""
    from foundation.database import Database
    from hotline.migrate import migrate as run

    async def work() -> tuple[str | None, str | None]:
        database = Database(settings().database, busy_seconds=60)
        try:
            return await run(database)
        finally:
            await database.close()

    before, after = asyncio.run(work())
    emit({"before": before, "after": after}, json_, f"schema: {before or 'empty'} -> {after}")


@app.command()
def doctor(json_: Json = False) -> None:
    """Look at every part; not 0 when a call could not be taken."""
    from hotline import doctor as module

    checks = module.run_checks(settings())
    emit(module.as_json(checks), json_, lambda: module.as_text(checks))
    raise typer.Exit(module.exit_code(checks))


@app.command("demo-call")
def demo_call(
    appeal: Annotated[str, typer.Option(help="Which shipped appeal is spoken; see --list.")] = "",
    keys: Annotated[str, typer.Option(help="Keys pressed in the menu, one a second; may be empty.")] = "1",
    agent: Annotated[str, typer.Option(help="auto: a phone of software answers; none: answer it yourself.")] = "auto",
    line: Annotated[str, typer.Option(help="Number dialled.")] = "12345",
    list_: Annotated[bool, typer.Option("--list", help="Name the shipped appeals.")] = False,
    json_: Json = False,
) -> None:
    """Place a real call with a spoken appeal and show the ticket it became."""
    from hotline.demo import call as module

    if list_:
        found = module.appeals()
        emit(found, json_, "\n".join(f"{a['name']:<22} {a['text']}" for a in found))
        return
    if agent not in ("auto", "none"):
        raise typer.BadParameter("auto or none", param_hint="--agent")
    result = asyncio.run(module.demo_call(settings(), appeal=appeal, keys=keys, auto=agent == "auto", line=line))
    emit(result, json_, lambda: module.as_text(result))


@app.command()
def transcribe(
    file: Annotated[Path, typer.Argument(help="A WAV file.")],
    language: Annotated[str, typer.Option(help="zh")] = "zh",
    json_: Json = False,
) -> None:
    """Write down what is said in a recording."""
    from dataclasses import asdict

    from hotline.speech_process import build_engine
    from speech.transcribe import transcribe_file

    found = [asdict(u) for u in transcribe_file(file, build_engine(settings(), language), language)]
    emit(found, json_, "\n".join(f"{u['started_at_seconds']:7.2f}  {u['text']}" for u in found))


app.command("train-categories")(train_categories)
app.command("generate-city")(generate)


@app.command()
def prefill(
    text: Annotated[str, typer.Argument(help="What a citizen says; - or nothing reads standard input by line.")] = "-",
    file: Annotated[Path | None, typer.Option(help="A text or JSON-lines file, one matter a line.")] = None,
    json_: Json = False,
) -> None:
    """Show which fields of a ticket a text would fill; a line may be a JSON object with text, subject, id, time."""
    from tickets.prefill.command import run_lines

    if file is not None:
        lines = file.read_text("utf-8", "replace").splitlines()
    elif text == "-":
        lines = sys.stdin.buffer.read().decode("utf-8", "replace").splitlines()
    else:
        lines = [text]
    region = settings().region
    single = text != "-" and file is None
    for result in run_lines(lines, region=region, now=datetime.now(UTC)):
        if json_:
            typer.echo(json.dumps(result, ensure_ascii=False, indent=2 if single else None))
            continue
        for name, field in result["fields"].items():
            mark = "*" if field["filled"] else " "
            typer.echo(f"{mark} {name:<16} {field['confidence']:.2f}  {field['value'] or '-'}")


@app.command("check-flow")
def check_flow(file: Annotated[Path, typer.Argument(help="A flow in YAML.")], json_: Json = False) -> None:
    """Say whether a menu is sound; not 0 when a caller could be trapped."""
    from ivr.flow import load

    flow = load(file)
    emit({"code": flow.code, "version": flow.version, "nodes": len(flow.nodes)}, json_, f"{file.name} is sound")


app.command()(backup)
app.command()(restore)


@app.command()
def trace(
    call: Annotated[str, typer.Argument(help="call_id, contact_id, linked id, or the number of a ticket.")],
    json_: Json = False,
) -> None:
    """Print all that is known of one call in one line of time: ledger, events, the switch's files, outbox, logs."""
    from foundation.database import Database
    from hotline import trace as module

    async def work() -> module.Trace:
        database = Database(settings().database)
        try:
            async with database.read() as session:
                return await module.trace(session, settings(), call)
        finally:
            await database.close()

    found = asyncio.run(work())
    emit(module.as_json(found), json_, module.as_text(found))


@app.command()
def reconcile(
    hours: Annotated[float, typer.Option(help="Calls that entered so long ago at most.", min=0.01, max=24 * 31)] = 24,
    settle: Annotated[float, typer.Option(help="Seconds after its end in which a call is left alone.", min=0)] = 60,
    json_: Json = False,
) -> None:
    """Compare ledger, call rows, the switch's own books, recordings and tickets; 1 when they differ."""
    from datetime import timedelta

    from foundation.clock import SystemClock
    from foundation.database import Database
    from hotline.books import reconciler
    from telephony.reconcile.job import Outcome

    async def work() -> Outcome:
        database = Database(settings().database, limit_seconds=None)
        clock = SystemClock()
        made = reconciler(settings(), database, clock, settle=timedelta(seconds=settle))
        try:
            return await made.turn(clock.now() - timedelta(hours=hours))
        finally:
            await database.close()

    outcome = asyncio.run(work())
    listed = [{"kind": one.kind, "subject": one.subject, "books": dict(one.books)} for one in outcome.differences]
    lines = [f"{one['kind']:<22} {one['subject']}  {one['books']}" for one in listed]
    emit(
        {"calls": outcome.calls, "differences": listed},
        json_,
        "\n".join([f"{outcome.calls} calls compared, {len(listed)} differences", *lines]),
    )
    if listed:
        raise typer.Exit(1)


def _agent(act: str, agent: str, json_: bool, **body: str) -> None:
    from hotline.demo.client import Client

    with Client(settings()) as client:
        state = client.post(f"/api/v1/agents/{agent}/{act}", body or None)
    emit(state, json_, f"{agent}: {state['shown_state']}")


@agent_app.command("login")
def agent_login(agent: str, phone: str = "p", json_: Json = False) -> None:
    """Put an agent's phone into the queue."""
    _agent("login", agent, json_, phone=phone)


@agent_app.command("logoff")
def agent_logoff(agent: str, json_: Json = False) -> None:
    """Take an agent out of the queue."""
    _agent("logoff", agent, json_)


@agent_app.command("pause")
def agent_pause(agent: str, reason: str, json_: Json = False) -> None:
    """Pause an agent."""
    _agent("pause", agent, json_, reason=reason)


@agent_app.command("unpause")
def agent_unpause(agent: str, json_: Json = False) -> None:
    """End an agent's pause."""
    _agent("unpause", agent, json_)


@agent_app.command("list")
def agent_list(json_: Json = False) -> None:
    """List agents and their states."""
    from hotline.demo.client import Client

    with Client(settings()) as client:
        rows = client.get("/api/v1/agents")
    emit(rows, json_, "\n".join(f"{r['agent']:<8} {r['shown_state']:<12} {r['pause_reason']}" for r in rows))


def _queues(work: Callable[[QueueRulesPublisher, Database], Awaitable[Any]]) -> Any:
    from foundation.clock import SystemClock
    from foundation.database import Database as Store
    from hotline.wiring import queue_rules_publisher

    async def run() -> Any:
        chosen = settings()
        database = Store(chosen.database)
        try:
            return await work(queue_rules_publisher(chosen, database, SystemClock()), database)
        finally:
            await database.close()

    return asyncio.run(run())


@queues_app.command("show")
def queues_show(json_: Json = False) -> None:
    """Show the rules in force and the versions before them."""

    async def work(publisher: QueueRulesPublisher, database: Database) -> dict[str, Any]:
        node = settings().node
        async with database.read() as session:
            now = await publisher.documents.in_force(session, node)
            past = await publisher.documents.history(session, node)
        return {
            "in_force": now.content if now else None,
            "versions": [
                {"version": v.version, "state": str(v.state), "author": v.author, "reason": v.reason} for v in past
            ],
        }

    emit(_queues(work), True)


@queues_app.command("publish")
def queues_publish(
    file: Annotated[Path, typer.Argument(help="Rules in YAML or JSON, as `hotline queues show` prints them.")],
    by: Annotated[str, typer.Option(help="Who publishes.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    json_: Json = False,
) -> None:
    """Check rules, put them in force and carry them to the switch; waiting callers keep their places."""
    import yaml

    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{file} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise BadInput(f"{file} holds no rules: a mapping with `queues` is wanted")

    async def work(publisher: QueueRulesPublisher, database: Database) -> int:
        node = settings().node
        async with database.write() as session:
            draft = await publisher.documents.draft(session, node, content, author=by, reason=reason)
            await publisher.documents.validate(session, node, draft.version)
        return (await publisher.publish(draft.version, by=by)).version

    version = _queues(work)
    emit({"version": version}, json_, f"version {version} is in force")


@queues_app.command("roll-back")
def queues_roll_back(
    by: Annotated[str, typer.Option(help="Who takes them back.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    json_: Json = False,
) -> None:
    """Put the rules before those in force again in force."""

    async def work(publisher: QueueRulesPublisher, database: Database) -> int:
        return (await publisher.roll_back(by=by, reason=reason)).version

    version = _queues(work)
    emit({"version": version}, json_, f"version {version} is in force again")


@queues_app.command("repair")
def queues_repair(json_: Json = False) -> None:
    """Compare the switch's file with the rules in force and write it anew where it differs."""

    async def work(publisher: QueueRulesPublisher, database: Database) -> str:
        return str(await publisher.repair())

    result = _queues(work)
    emit({"result": result}, json_, result)


def main() -> None:
    """Run a command; an error of ours is one sentence on standard error and exit code 2."""
    set_up_logs("command", "WARNING")  # to standard error: standard output is for results; processes set their own
    try:
        app()
    except ValidationError as error:
        for fault in error.errors():
            name = "HOTLINE_" + "_".join(map(str, fault["loc"])).upper()
            typer.echo(f"hotline: {name}: {fault['msg']}", err=True)
        raise SystemExit(2) from None
    except (HotlineError, NoSecret) as error:
        typer.echo(f"hotline: {error}", err=True)
        raise SystemExit(2) from None
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", error)).__name__
        typer.echo(
            f"hotline: the store cannot do this ({kind}): is it there and migrated? See `hotline doctor`", err=True
        )
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
