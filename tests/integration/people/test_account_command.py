"""`hotline account`: the first administrator, and what is done to accounts on the machine itself."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from foundation.database import Database
from foundation.errors import HotlineError
from hotline.cli import app
from hotline.migrate import migrate
from hotline.setup.secrets import ensure_secrets

HOTLINE = str(Path(sys.executable).with_name("hotline"))


class Copy:
    """A copy of the hotline with secrets and an empty store."""

    def __init__(self, var: Path) -> None:
        self.environment = {"HOTLINE_VAR": str(var), "HOTLINE_REDIS_URL": "none", "HOTLINE_DATABASE_URL": ""}

    def run(self, *words: str) -> Result:
        """Run `hotline account` in this process."""
        return CliRunner().invoke(app, ["account", *words], env=self.environment)

    def json(self, *words: str) -> Any:
        """Run it with `--json` and return what it prints."""
        answer = self.run(*words, "--json")
        assert answer.exit_code == 0, answer.exception
        return json.loads(answer.stdout)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Return a copy with an empty store."""

    async def prepare() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
        await migrate(database)
        await database.close()

    ensure_secrets(tmp_path)
    asyncio.run(prepare())
    return Copy(tmp_path)


def test_the_first_administrator(copy: Copy) -> None:
    made = copy.json("create", "chief", "--role", "security_administrator", "--display-name", "主管")
    assert made["account"]["display_name"] == "主管"
    assert len(made["password"]) == 14
    assert copy.run("lock", "chief").stdout.split()[:2] == ["chief", "administrator"]
    assert copy.json("list")[0]["lock_reason"] == "administrator"
    assert copy.json("unlock", "chief")["lock_reason"] is None
    assert copy.json("reset-password", "chief")["password"] != made["password"]
    assert copy.json("reset-totp", "chief")["has_second_factor"] is False


def test_a_right_beside_the_roles_is_given_and_taken_away(copy: Copy) -> None:
    copy.json("create", "chen", "--role", "dispatcher", "--team", "早班")
    assert copy.json("grant", "chen", "messages.read")["grants"] == {"messages.read": "all"}
    given = copy.json("grant", "chen", "confidential.read", "--scope", "team")
    assert given["grants"] == {"confidential.read": "team", "messages.read": "all"}, "the other one stays"
    assert copy.json("grant", "chen", "confidential.read")["grants"]["confidential.read"] == "all"
    assert copy.run("list").stdout.split()[4:] == ["dispatcher", "+confidential.read:all", "+messages.read:all"]
    assert copy.json("revoke", "chen", "confidential.read")["grants"] == {"messages.read": "all"}
    assert copy.json("list")[0]["roles"] == ["dispatcher"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "chief", "--role", "king"], "one or more of agent"),
        (["create", "<b>", "--role", "auditor"], "a log-in name has"),
        (["create", "li", "--role", "agent"], "needs the agent's code"),
        (["create", "li", "--role", "auditor", "--role", "system_administrator"], "must not be one person"),
        (["lock", "nobody"], "no such account"),
        (["grant", "nobody", "confidential.read"], "no such account"),
        (["code", "nobody"], "no account of the demonstration"),
    ],
)
def test_what_cannot_be_says_why(copy: Copy, words: list[str], said: str) -> None:
    error = copy.run(*words).exception
    assert isinstance(error, HotlineError)
    assert said in str(error)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grant", "chen", "everything"], "there is no act 'everything'"),
        (["grant", "chen", "confidential.read", "--scope", "queue"], "--scope is one of all, own, team, unit"),
        (["grant", "chen", "confidential.read", "--scope", "unit"], "has no meaning for confidential.read"),
        (["grant", "chen", "confidential.read", "--scope", "team"], "needs one"),
        (["revoke", "chen", "confidential.read"], "has no right confidential.read beside its roles"),
        (["revoke", "chen", "tickets.dispatch"], "has no right tickets.dispatch beside its roles"),
    ],
)
def test_a_right_that_cannot_be_says_why(copy: Copy, words: list[str], said: str) -> None:
    copy.json("create", "chen", "--role", "dispatcher")
    error = copy.run(*words).exception
    assert isinstance(error, HotlineError)
    assert said in str(error)
    assert copy.json("list")[0]["grants"] == {}


def test_what_cannot_be_is_one_sentence_on_standard_error(copy: Copy) -> None:
    """The whole command, as a shell runs it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    command = [HOTLINE, "account", "lock", "nobody"]
    answer = subprocess.run(
        command, env=inherited | copy.environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", "hotline: there is no such account\n")


def test_codes_are_printed_in_the_demonstration_only(copy: Copy) -> None:
    copy.environment["HOTLINE_DEMONSTRATION"] = "false"
    assert "in the demonstration only" in str(copy.run("code", "supervisor").exception)
