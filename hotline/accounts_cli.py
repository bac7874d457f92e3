"""``hotline account``: accounts by command, which is also how the first administrator is made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer

from foundation.clock import SystemClock
from foundation.errors import BadInput, Conflict, NotFound
from foundation.settings import Settings

account_app = typer.Typer(no_args_is_help=True, help="Accounts of people: make, list, lock, reset.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Name = Annotated[str, typer.Argument(help="Log-in name.")]
Act = Annotated[str, typer.Argument(help="A right, as confidential.read; docs/security.md lists them.")]
Result = TypeVar("Result")


def _with_people(work: Callable[[Any], Awaitable[Result]]) -> Result:
    from foundation.crypto import Vault
    from foundation.database import Database
    from foundation.people import repository
    from hotline.people import people_of
    from hotline.setup.secrets import FOLDER

    async def run() -> Result:
        chosen = Settings()
        database = Database(chosen.database)
        try:
            async with database.write() as session:
                await repository.seed_roles(session)
            vault = Vault.from_files(chosen.var / FOLDER)
            return await work(people_of(database, vault, SystemClock()).accounts)
        finally:
            await database.close()

    return asyncio.run(run())


def _emit(value: Any, as_json: bool, text: str) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text)


def _line(account: Any) -> str:
    state, own = account.lock_reason or "open", "".join(f" +{act}:{to}" for act, to in sorted(account.grants.items()))
    roles = f"{','.join(account.roles)}{own}"
    return f"{account.name:<20} {state:<20} {account.agent or '-':<8} {account.team or '-':<8} {roles}"


def _reach(given: str) -> Any:
    from foundation.people.acts import Scope

    if given not in ("all", "team"):
        raise BadInput("--reach is all or team", field="reach")
    return Scope(given)


def _scope(given: str) -> Any:
    from foundation.people.acts import MEANT, Scope

    if given not in MEANT:
        raise BadInput(f"--scope is one of {', '.join(sorted(MEANT))}", field="scope")
    return Scope(given)


@account_app.command()
def create(
    name: Name,
    role: Annotated[list[str], typer.Option("--role", help="A role; may be given again.")],
    agent: Annotated[str, typer.Option(help="The agent's code that the switch knows.")] = "",
    display_name: Annotated[str, typer.Option(help="Name shown; empty = the log-in name.")] = "",
    team: Annotated[str, typer.Option(help="The shift or group it belongs to.")] = "",
    reach: Annotated[str, typer.Option(help="How far its roles reach: all, or team.")] = "all",
    unit: Annotated[str, typer.Option(help="Code of the handling unit that it acts for.")] = "",
    json_: Json = False,
) -> None:
    """Make an account and print a password for its first log-in."""
    from foundation.people import SYSTEM

    async def work(accounts: Any) -> tuple[Any, str]:
        made: tuple[Any, str] = await accounts.create(
            SYSTEM,
            name,
            display_name or name,
            role,
            agent=agent or None,
            team=team or None,
            reach=_reach(reach),
            unit=unit or None,
        )
        return made

    account, password = _with_people(work)
    _emit(
        {"account": asdict(account), "password": password},
        json_,
        f"{account.name}: password {password}, good for one log-in within 72 hours",
    )


@account_app.command("list")
def list_(json_: Json = False) -> None:
    """List accounts."""

    async def work(accounts: Any) -> Any:
        return await accounts.all()

    found = _with_people(work)
    _emit([asdict(account) for account in found], json_, "\n".join(map(_line, found)))


def _act(name: str, act: str) -> Any:
    from foundation.people import SYSTEM

    async def work(accounts: Any) -> Any:
        return await getattr(accounts, act)(SYSTEM, (await accounts.named(name)).id)

    return _with_people(work)


@account_app.command()
def lock(name: Name, json_: Json = False) -> None:
    """Lock an account and end its sessions."""
    account = _act(name, "lock")
    _emit(asdict(account), json_, _line(account))


@account_app.command()
def unlock(name: Name, json_: Json = False) -> None:
    """Take every lock of an account away."""
    account = _act(name, "unlock")
    _emit(asdict(account), json_, _line(account))


@account_app.command()
def grant(
    name: Name,
    act: Act,
    scope: Annotated[str, typer.Option(help="How far it reaches: all, team, unit or own.")] = "all",
    json_: Json = False,
) -> None:
    """Give an account a right beside its roles; its sessions end."""
    _own_right(name, act, _scope(scope), json_)


@account_app.command()
def revoke(name: Name, act: Act, json_: Json = False) -> None:
    """Take such a right away; its sessions end."""
    _own_right(name, act, None, json_)


def _own_right(name: str, act: str, scope: Any, as_json: bool) -> None:
    from foundation.people import SYSTEM
    from foundation.people.accounts import Change

    async def work(accounts: Any) -> Any:
        account = await accounts.named(name)
        if scope is None and act not in account.grants:
            raise NotFound(f"{name} has no right {act[:48]} beside its roles")
        others = {held: reach for held, reach in account.grants.items() if held != act}
        return await accounts.change(SYSTEM, account.id, Change(grants=others | ({act: scope} if scope else {})))

    account = _with_people(work)
    _emit(asdict(account), as_json, _line(account))


@account_app.command("reset-password")
def reset_password(name: Name, json_: Json = False) -> None:
    """Give an account another password for one log-in."""
    account, password = _act(name, "reset_password")
    text = f"{account.name}: password {password}, good for one log-in within 72 hours"
    _emit({"account": asdict(account), "password": password}, json_, text)


@account_app.command("reset-totp")
def reset_totp(name: Name, json_: Json = False) -> None:
    """Have the next log-in set up another second factor."""
    account = _act(name, "reset_second_factor")
    _emit(asdict(account), json_, _line(account))


@account_app.command()
def code(name: Name, json_: Json = False) -> None:
    """Print the second factor's code of an account of the demonstration."""
    from foundation.crypto import Vault
    from foundation.database import Database
    from foundation.people.demonstration import demonstration_code
    from hotline.setup.secrets import FOLDER

    chosen = Settings()
    if not chosen.is_demonstration:
        raise Conflict(
            "codes are printed in the demonstration only: use the authenticator, or hotline account reset-totp"
        )

    async def run() -> str:
        database = Database(chosen.database)
        try:
            vault = Vault.from_files(chosen.var / FOLDER)
            return await demonstration_code(database, vault, SystemClock(), name)
        finally:
            await database.close()

    found = asyncio.run(run())
    _emit({"name": name, "code": found}, json_, found)
