"""`hotline outbox | streams | transcripts | ledger | tickets`: what was put aside is listed and tried again."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner, Result

from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import BadInput, Conflict, HotlineError, NotFound
from foundation.ids import new_id
from foundation.outbox import enqueue
from foundation.outbox.models import OutboxRow
from foundation.settings import Settings
from foundation.streams import publish
from foundation.streams.models import StuckEventRow
from foundation.streams.repository import note_stuck
from hotline.cli import app
from hotline.migrate import migrate
from hotline.setup.secrets import ensure_secrets
from speech.models import TranscriptRow
from speech.repository import want_transcript
from telephony.events import Fact, Kind
from telephony.ledger.spool import Entry, Spool, encode
from tickets.contract import NewTicket
from tickets.intake.models import DraftRow
from tickets.service import TicketService
from tickets.service.service import CodeLocked

HOTLINE = str(Path(sys.executable).with_name("hotline"))
NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


class Copy:
    """A copy of the hotline with secrets and a migrated store, no process running."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {"HOTLINE_VAR": str(var), "HOTLINE_REDIS_URL": "none", "HOTLINE_DATABASE_URL": ""}

    def run(self, *words: str) -> Result:
        """Run a command in this process."""
        return CliRunner().invoke(app, list(words), env=self.environment)

    def json(self, *words: str, code: int = 0) -> Any:
        """Run it with `--json`; what it prints is JSON and nothing else."""
        answer = self.run(*words, "--json")
        assert answer.exit_code == code, answer.exception
        return json.loads(answer.stdout)

    def refusal(self, *words: str) -> HotlineError:
        """Run a command that is refused."""
        answer = self.run(*words)
        assert isinstance(answer.exception, HotlineError), answer.output
        return answer.exception

    def store(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """Do something in one transaction."""

        async def run() -> Any:
            database = Database(Settings(var=self.var).database)
            try:
                async with database.write() as session:
                    return await work(session)
            finally:
                await database.close()

        return asyncio.run(run())


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Return a copy with an empty store."""

    async def prepare() -> None:
        database = Database(Settings(var=tmp_path).database)
        await migrate(database)
        await database.close()

    ensure_secrets(tmp_path)
    asyncio.run(prepare())
    return Copy(tmp_path)


def test_outbox_lists_dead_letters_and_sends_them_again(copy: Copy) -> None:
    async def two(session: AsyncSession) -> list[uuid.UUID]:
        ids = [await enqueue(session, "ticket_service", "ticket_submitted", new_id(), {}, now=NOW) for _ in range(2)]
        for one in ids:
            row = await session.get_one(OutboxRow, one)
            row.state, row.attempts, row.last_error = "dead", 4, "refused: the ticket service answered 422"
        return ids

    assert copy.json("outbox", "list") == []
    first, second = copy.store(two)
    listed = copy.json("outbox", "list")
    assert {row["id"] for row in listed} == {str(first), str(second)}
    assert {(row["state"], row["attempts"]) for row in listed} == {("dead", 4)}
    assert "answered 422" in copy.run("outbox", "list").stdout
    assert copy.json("outbox", "retry", str(first)) == {"messages": 1}
    assert [row["id"] for row in copy.json("outbox", "list")] == [str(second)]
    assert copy.json("outbox", "retry", "--all") == {"messages": 1}
    assert copy.json("outbox", "list") == []
    assert isinstance(copy.refusal("outbox", "retry", str(first)), NotFound)
    for words in ((), ("x",), (str(first), "--all")):
        assert isinstance(copy.refusal("outbox", "retry", *words), BadInput)


def test_streams_handle_a_stuck_event_again(copy: Copy) -> None:
    contact, call = new_id(), new_id()

    async def stick(session: AsyncSession) -> None:
        payload = {"contact_id": str(contact), "call_id": str(call), "speaker": "caller"}
        await publish(session, "utterance_heard", contact, payload)
        await publish(session, "utterance_heard", contact, {"contact_id": "nobody", "call_id": "none"})
        await note_stuck(session, "intake", "domain", 1, "KeyError")
        await note_stuck(session, "intake", "domain", 2, "KeyError")

    copy.store(stick)
    assert [(row["event"], row["error"]) for row in copy.json("streams", "stuck")] == [
        ("intake/domain/1", "KeyError"),
        ("intake/domain/2", "KeyError"),
    ]
    assert copy.json("streams", "retry", "--all", code=1) == [
        {"event": "intake/domain/1", "error": None},
        {"event": "intake/domain/2", "error": "ValueError"},
    ]

    async def left(session: AsyncSession) -> tuple[list[tuple[int, str]], int]:
        rows = (await session.scalars(select(StuckEventRow))).all()
        draft = (await session.scalars(select(DraftRow).where(DraftRow.contact_id == contact))).one()
        return [(row.position, row.error) for row in rows], draft.words_wanted

    assert copy.store(left) == ([(2, "ValueError")], 1)
    assert isinstance(copy.refusal("streams", "retry", "intake/domain/1"), NotFound)
    assert isinstance(copy.refusal("streams", "retry", "no key"), BadInput)


def test_transcripts_are_wanted_again(copy: Copy) -> None:
    call = new_id()

    async def fail(session: AsyncSession) -> None:
        await want_transcript(session, call, new_id(), "zh", NOW)
        row = await session.get_one(TranscriptRow, call)
        row.state, row.tries = "failed", 5

    copy.store(fail)
    assert copy.json("transcripts", "failed") == [{"call_id": str(call), "language": "zh", "tries": 5}]
    assert copy.json("transcripts", "retry", str(call)) == {"transcripts": 1}
    assert copy.json("transcripts", "failed") == []

    async def state(session: AsyncSession) -> tuple[str, int]:
        row = await session.get_one(TranscriptRow, call)
        return row.state, row.tries

    assert copy.store(state) == ("wanted", 0)
    assert isinstance(copy.refusal("transcripts", "retry", str(call)), NotFound)
    assert copy.json("transcripts", "retry", "--all") == {"transcripts": 0}


def test_ledger_shows_refused_facts_without_their_payload_and_offers_them_once(copy: Copy) -> None:
    assert copy.json("ledger", "retry") == {"facts": 0}
    spool = Spool(copy.var / "spool", "node1")
    fact = Fact(new_id(), Kind.queue_left, "node1", "1.1", NOW, new_id(), {"queue": "hotline_secret"})
    spool.refuse(encode(Entry(fact)), "KeyError")
    spool.refuse("half a li", "damaged")
    shown = copy.run("ledger", "refused", "--json").stdout
    assert "hotline_secret" not in shown
    assert [(row["reason"], row["kind"], row["fact_id"]) for row in json.loads(shown)] == [
        ("KeyError", "queue_left", str(fact.fact_id)),
        ("damaged", None, None),
    ]
    assert copy.json("ledger", "retry") == {"facts": 2}
    assert copy.json("ledger", "refused") == []
    spool.refuse("another", "damaged")
    assert isinstance(copy.refusal("ledger", "retry"), Conflict)


def test_locked_query_code_is_unlocked(copy: Copy) -> None:
    vault = Vault.from_files(copy.var / "secrets")
    ticket = NewTicket.model_validate(
        {"contact_id": new_id(), "ticket_id": new_id(), "kind": "help", "accepted_at": NOW, "agent": "1001"}
    )

    async def lock() -> tuple[str, str]:
        database = Database(Settings(var=copy.var).database)
        service = TicketService(database, region="440100", vault=vault)
        receipt = (await service.take_in("m1", b"{}", ticket)).receipt
        code = receipt.query_code or ""
        for _ in range(5):
            with pytest.raises(HotlineError):
                await service.status(receipt.service_id, f"{(int(code) + 1) % 10**6:06d}")
        with pytest.raises(CodeLocked):
            await service.status(receipt.service_id, code)
        await database.close()
        return receipt.service_id, code

    async def ask(number: str, code: str) -> str:
        database = Database(Settings(var=copy.var).database)
        status = await TicketService(database, region="440100", vault=vault).status(number, code)
        await database.close()
        return status.service_id

    number, code = asyncio.run(lock())
    printed = subprocess.run(
        [HOTLINE, "tickets", "unlock", number, "--json"],
        env={**os.environ, **copy.environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert json.loads(printed.stdout) == {"service_id": number}
    assert asyncio.run(ask(number, code)) == number
    assert isinstance(copy.refusal("tickets", "unlock", "123"), NotFound)
