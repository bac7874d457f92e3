"""Each look says what was found, whether a call depends on it, and what to do."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from foundation.database import Database
from foundation.settings import Settings
from hotline.doctor import as_json, as_text, exit_code, run_checks
from hotline.doctor_checks.check import Check, well, wrong
from hotline.doctor_checks.machine import disk_check, model_check, secrets_check, zone_check
from hotline.doctor_checks.pages import certificate_check, demonstration_check
from hotline.doctor_checks.services import redis_check
from hotline.doctor_checks.store import lease_check, schema_check, store_checks
from hotline.doctor_checks.switch import sounds_check
from hotline.doctor_checks.work import (
    aside_checks,
    lists_check,
    recognisers_check,
    recordings_check,
    rules_check,
    speech_check,
    spool_check,
    worker_check,
)
from hotline.migrate import migrate, newest
from hotline.put_aside import Aside
from hotline.setup.certificate import ensure_certificate
from hotline.setup.secrets import ensure_secrets
from telephony.lease import Lease
from telephony.ledger.spool import Spool

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def lease(**changes: object) -> Lease:
    fields: dict[str, object] = {
        "node": "node1",
        "holder": "h",
        "epoch": 7,
        "expires_at": NOW + timedelta(seconds=5),
        "address": "127.0.0.1:8010",
        "ready_at": NOW,
    }
    return Lease(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "ok", "words"),
    [
        (lease(), True, "epoch 7 at 127.0.0.1:8010"),
        (None, False, "nobody has ever owned node1"),
        (lease(expires_at=NOW - timedelta(seconds=90)), False, "ended 90 s ago"),
        (lease(ready_at=None), False, "still reading"),
    ],
)
def test_owner(held: Lease | None, ok: bool, words: str) -> None:
    check = lease_check(held, "node1", NOW)
    assert (check.ok, check.critical) == (ok, True)
    assert words in check.message


LIMITS = Settings().disk_limits


@pytest.mark.parametrize(
    ("free", "ok", "critical"), [(50_000_000_000, True, False), (2_000_000_000, False, False), (1, False, True)]
)
def test_disk(tmp_path: Path, free: int, ok: bool, critical: bool) -> None:
    check = disk_check(tmp_path, LIMITS, free)
    assert (check.ok, check.critical) == (ok, critical)


def test_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert "GB free" in disk_check(tmp_path / "a" / "b", LIMITS).message


def test_secrets_missing_open_and_well(tmp_path: Path) -> None:
    assert secrets_check(tmp_path).critical
    ensure_secrets(tmp_path)
    assert secrets_check(tmp_path).ok
    (tmp_path / "secrets" / "data_key").chmod(0o640)
    assert "others may read" in secrets_check(tmp_path).message


def test_model_missing_and_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "whisper-base"
    assert "missing" in model_check(folder).message
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"no weights")
    assert "damaged" in model_check(folder).message
    other = tmp_path / "own"
    other.mkdir()
    (other / "model.bin").write_bytes(b"the operator's")
    assert model_check(other).ok


def test_sounds_that_the_dialplan_names(tmp_path: Path) -> None:
    assert sounds_check(tmp_path).critical
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "extensions.conf").write_text(
        " same => n,Playback(hotline/thanks)\n same => n,Read(X,hotline/menu)"
    )
    folder = tmp_path / "sounds" / "zh" / "hotline"
    folder.mkdir(parents=True)
    (folder / "thanks.wav").touch()
    assert "hotline: menu" in sounds_check(tmp_path).message
    (folder / "menu.wav").touch()
    assert sounds_check(tmp_path).ok


def test_a_missing_database_is_named_and_not_made(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    (check,) = store_checks(settings)
    assert (check.ok, check.critical) == (False, True)
    assert list(tmp_path.iterdir()) == []


def test_redis_may_be_lost() -> None:
    assert redis_check(None).ok
    check = redis_check("redis://127.0.0.1:1/0")
    assert (check.ok, check.critical) == (False, False)


def test_zone_is_known() -> None:
    assert zone_check().ok


def test_a_broken_look_does_not_hide_the_others() -> None:
    def broken_checks(_: Settings) -> list[Check]:
        raise ZeroDivisionError("in the check")

    checks = run_checks(Settings(), [broken_checks, lambda _: [well("other", "fine")]])
    assert [check.name for check in checks] == ["broken", "other"]
    assert exit_code(checks) == 1


def test_only_what_a_call_needs_decides_the_exit_code() -> None:
    warning = wrong("redis", "away", "start it")
    assert exit_code([warning, well("x", "fine", critical=True)]) == 0
    assert exit_code([warning, wrong("asterisk", "away", "start it", critical=True)]) == 1
    assert as_json([warning])["ok"] is True
    assert "warn  redis           away\n" in as_text([warning])
    assert "-> start it" in as_text([warning])


@pytest.mark.parametrize(
    ("given", "ok"),
    [
        ({}, True),
        ({"demonstration": False}, True),
        ({"public_host": "hotline.example"}, True),
        ({"public_host": "hotline.example", "demonstration": True}, False),
    ],
)
def test_demonstration_is_for_this_machine_only(given: dict[str, object], ok: bool) -> None:
    check = demonstration_check(Settings(**given))  # type: ignore[arg-type]
    assert check.ok is ok
    assert check.remedy if not ok else not check.remedy


def test_certificate_is_looked_at_and_not_made(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, public_host="hotline.example")
    assert not certificate_check(settings, NOW).ok
    assert not (tmp_path / "tls").exists()
    until = ensure_certificate(settings, NOW).until
    assert certificate_check(settings, NOW).ok
    assert "ends in 9 days" in certificate_check(settings, until - timedelta(days=9)).message
    (tmp_path / "tls" / "key.pem").write_text("no key")
    assert "cannot be read" in certificate_check(settings, NOW).message


def test_schema_of_another_release_takes_no_call() -> None:
    assert schema_check("sqlite", "0004_x", "0004_x").ok
    for version in ("0003_x", "0005_x", None):
        check = schema_check("sqlite", version, "0004_x")
        assert (check.ok, check.critical) == (False, True)
        assert "hotline migrate" in check.remedy


async def _older(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001_first_tables'"))


def test_database_of_an_older_release_is_named(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)

    async def prepare() -> None:
        database = Database(settings.database)
        await migrate(database)
        await _older(database)
        await database.close()

    asyncio.run(prepare())
    (check,) = store_checks(settings)
    assert (check.ok, check.critical) == (False, True)
    assert check.message == f"sqlite, revision 0001_first_tables in place of {newest()}"


def test_processes_that_are_not_there_are_warnings() -> None:
    for check in (worker_check(0), speech_check(0)):
        assert (check.ok, check.critical) == (False, False)
        assert check.remedy
    assert worker_check(1).ok
    assert speech_check(2).ok


def test_recognisers_are_named_with_what_they_lack(tmp_path: Path) -> None:
    def judged(**more: str) -> Check:
        return recognisers_check(Settings(var=tmp_path, **more))  # type: ignore[arg-type]  # text, as from outside

    assert judged(speech_engine="none").ok
    for settings, told in (
        ({"speech_engine": "whisper"}, "model.bin is missing"),
        ({"speech_engine": "none", "speech_engines": f"ko=vosk:{tmp_path}"}, "am is missing"),
        ({"speech_engine": "none", "speech_engines": "yue=other"}, "no other"),
        ({"speech_engine": "none", "speech_engines": "yue"}, "HOTLINE_SPEECH_ENGINES"),
    ):
        check = judged(**settings)
        assert not check.ok
        assert told in check.message
        assert check.remedy
    (tmp_path / "am").mkdir()
    assert judged(speech_engine="none", speech_engines=f"ko=vosk:{tmp_path}").message == "ko vosk"


def test_lists_of_ones_own_are_told_and_a_damaged_model_is_named(tmp_path: Path) -> None:
    assert lists_check({}, "", tmp_path).message == "those that were shipped"
    assert lists_check({"places": 3}, "", tmp_path).message == "places version 3"
    check = lists_check({}, "20261127T000000", tmp_path)
    assert not check.ok
    assert "train-categories" in check.remedy


def test_what_was_put_aside_is_counted_with_its_remedy() -> None:
    none, some = aside_checks([Aside("letters", 0, "messages", "x"), Aside("events", 3, "events", "hotline streams")])
    assert none.ok
    assert (some.name, some.ok, some.critical, some.message) == ("events", False, False, "3 events")
    assert some.remedy == "hotline streams"


def test_facts_that_wait_on_disk(tmp_path: Path) -> None:
    assert spool_check(tmp_path / "spool", "node1").ok
    Spool(tmp_path / "spool", "node1").path.write_text("one\ntwo\n")
    check = spool_check(tmp_path / "spool", "node1")
    assert (check.ok, check.critical) == (False, False)
    assert check.message.startswith("2 facts wait")


def test_folder_of_recordings(tmp_path: Path) -> None:
    recordings = tmp_path / "recordings"
    incoming = recordings / "incoming"
    assert "is no folder" in recordings_check(recordings, incoming).message
    incoming.mkdir(parents=True)
    assert recordings_check(recordings, incoming).ok
    check = recordings_check(Path("/proc"), Path("/proc/1"))  # a folder in which nobody can make a file
    assert (check.ok, check.critical) == (False, False)


def test_rules_that_are_not_on_the_switch_are_told() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert rules_check(None, None, None, now).ok
    assert rules_check(3, 3, now - timedelta(seconds=70), now).ok
    for told, compared in ((None, None), (2, now), (3, now - timedelta(seconds=301))):
        check = rules_check(3, told, compared, now)
        assert (check.ok, check.critical) == (False, False), "callers are queued all the same"
        assert "hotline queues repair" in check.remedy
