"""A backup taken while somebody talks, put back into another folder: calls, tickets, numbers, recordings."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from house import APPEALS, HOTLINE, HotlineHouse

from foundation.crypto import Vault
from telephony import numbers

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("call_story"), pytest.mark.sqlite]


def restored(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command for another state folder, where nothing runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return subprocess.run(
        [str(HOTLINE), *words], env=environment | {"HOTLINE_VAR": str(var)}, capture_output=True, text=True, timeout=120
    )


def look(var: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Look into the restored store."""
    with contextlib.closing(sqlite3.connect(var / "hotline.sqlite3")) as store:
        return store.execute(query, values).fetchall()


def everything_in(folder: Path) -> bytes:
    """Return all bytes of a backup but its audio."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".wav")


def damage(path: Path) -> None:
    """Change some bytes of a file."""
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"changed")


def mode_of(path: Path) -> str:
    """Return the rights of a file."""
    return oct(path.stat().st_mode)[-3:]


async def test_backup_with_a_call_going_on_is_put_back_whole(house: HotlineHouse, tmp_path: Path) -> None:
    done, talking = house.number(), house.number()
    async with house.agent("1002") as phone, house.citizen() as citizen:
        await citizen.dial("12345", done, keys=[(0.3, "1")])
        await phone.wait_answered()
        await citizen.say(APPEALS / "gas_smell.wav")
        await citizen.hang_up()
        call = await house.call_of(done, lambda c: c["ended_at"] is not None, 20, "the end")
        await house.submitted(call)
        call = await house.settled(done)

        async with house.citizen() as other:
            await other.dial("12345", talking, keys=[(0.3, "1")])
            await phone.wait_answered()
            await house.call_of(talking, lambda c: c["agent"] == "1002", 20, "the answer")
            out = await house.command(
                "backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys"), "--recordings", "--json"
            )
            taken = json.loads(out)
            assert taken["missing"] == []
            # The call went on meanwhile, and ends as every other.
            await other.say(APPEALS / "silence_10s.wav")
            await other.hang_up()
            later = await house.call_of(talking, lambda c: c["ended_at"] is not None, 20, "the end")
            await house.submitted(later)
        assert (await house.settled(talking))["recording"]["problem"] == ""

    # Data alone opens no number: the keys lie elsewhere.
    held = everything_in(Path(taken["folder"]))
    assert (house.var / "secrets" / "data_key").read_bytes().strip() not in held
    assert done.encode() not in held

    var = tmp_path / "var"
    words = ("restore", taken["folder"], "--keys", taken["keys"], "--json")
    answer = restored(var, *words)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["damaged"] == json.loads(answer.stdout)["missing"] == []
    key = call["call_id"].replace("-", "")
    ((service_id, fields),) = look(
        var,
        "SELECT t.service_id, t.fields FROM tickets_ticket t JOIN telephony_call c ON c.contact_id=t.contact_id"
        " WHERE c.call_id=?",
        key,
    )
    assert service_id == call["ticket"]["service_id"]
    assert json.loads(fields)["kind"]["value"] == "complaint"
    number_of = "SELECT r.number FROM telephony_caller r JOIN telephony_call c USING (caller_id) WHERE c.call_id=?"
    ((sealed,),) = look(var, number_of, key)
    assert Vault.from_files(var / "secrets").open(sealed, "phone") == numbers.normalise(done)
    # The one that went on then stands in it as far as it had come, and the ledger gives the same rows again.
    before = look(var, "SELECT call_id, outcome, answered_at, ended_at FROM telephony_call ORDER BY call_id")
    assert [row for row in before if row[2] is not None and row[3] is None], "the call that was going on is in it, open"
    assert restored(var, "ledger", "rebuild").returncode == 0
    assert look(var, "SELECT call_id, outcome, answered_at, ended_at FROM telephony_call ORDER BY call_id") == before
    assert (var / "recordings" / call["recording"]["legs"]["mixed"]["file"]).is_file()

    # Once more: what stood there is kept aside, nothing is deleted.
    answer = restored(var, *words)
    assert answer.returncode == 0, answer.stderr
    aside = Path(json.loads(answer.stdout)["aside"])
    assert (aside / "hotline.sqlite3").is_file()
    assert (aside / "data_key").is_file()


async def test_what_is_no_whole_backup_is_refused_and_nothing_is_touched(house: HotlineHouse, tmp_path: Path) -> None:
    taken = json.loads(
        await house.command("backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys"), "--json")
    )
    folder, keys = Path(taken["folder"]), Path(taken["keys"])
    assert [mode_of(folder), mode_of(keys)] == ["700", "700"]
    code, _ = await house.attempt("backup", str(tmp_path), "--keys", str(tmp_path / "keys"))
    assert code == 2, "keys inside the folder of the data"

    async def refused(var: Path, reason: str, of: Path = folder, by: Path = keys) -> None:
        answer = await asyncio.to_thread(restored, var, "restore", str(of), "--keys", str(by))
        assert answer.returncode == 2, answer.stdout
        assert reason in answer.stderr
        assert not (var / "hotline.sqlite3").exists()

    var = tmp_path / "var"
    var.mkdir()
    await refused(var, "no whole backup", of=tmp_path)
    await refused(var, "lacks data_key", by=tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for name in ("data_key", "lookup_key"):
        (other / name).write_text((keys / name).read_text().swapcase())
    await refused(var, "not those of this backup", by=other)
    damage(folder / "hotline.sqlite3")
    await refused(var, "was changed")
    (folder / "manifest.json").write_text("{}")
    await refused(var, "not a manifest")
    assert list(var.glob("before-restore-*")) == []
