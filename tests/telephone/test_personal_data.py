"""A caller's number and words stand nowhere but where they are meant to: the sealed column, the words of the call."""

import asyncio
import contextlib
import re
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from house import APPEALS, HotlineHouse, running_house
from switch_rig import Switch, free_port, until

from speech.engines import FAKE_WORDS

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240), pytest.mark.sqlite]

KEY = [(0.3, "1")]
SOUND = {".wav", ".so", ".pem"}
HAN = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own whose processes all show their metrics."""
    ports = {f"HOTLINE_{name}_METRICS_PORT": str(free_port()) for name in ("WORKER", "SPEECH")}
    with running_house(switch_copy, HOTLINE_LOG_LEVEL="DEBUG", **ports) as opened:
        yield opened


def spelled(number: str) -> re.Pattern[bytes]:
    """Return what finds a number however it is grouped, with or without +86, 86 or 0 before it."""
    return re.compile(rb"[ ().\-]{0,2}".join(digit.encode() for digit in number))


def pieces(text: str) -> dict[str, tuple[bytes, ...]]:
    """Return every two and three characters of a text that stand together, each as UTF-8 and as JSON escapes them."""
    found = {run[at : at + size] for run in HAN.findall(text) for size in (2, 3) for at in range(len(run) - size + 1)}
    return {piece: (piece.encode(), piece.encode("unicode-escape")) for piece in found}


def numbers_in(content: bytes, *numbers: str) -> list[str]:
    """Return those of the numbers that stand in a content."""
    return [number for number in numbers if spelled(number).search(content)]


def words_in(content: bytes, said: str) -> list[str]:
    """Return the pieces of what was said that stand in a content."""
    lower = content.lower()
    return sorted(piece for piece, forms in pieces(said).items() if any(form in lower for form in forms))


def files(house: HotlineHouse) -> dict[str, bytes]:
    """Return every file of the house that is no sound and no program: logs, CEL, astdb, spool, store, its -wal."""
    found = {}
    for path in house.var.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and not path.is_symlink() and path.suffix not in SOUND:
                found[str(path.relative_to(house.var))] = path.read_bytes()
    return found


@contextlib.contextmanager
def overheard(house: HotlineHouse) -> Iterator[Callable[[], bytes]]:
    """Listen to every channel of Redis; what is given back returns channels and messages so far."""
    client = redis.Redis(port=house.redis_port)
    with contextlib.closing(client), contextlib.closing(client.pubsub()) as listening:
        listening.psubscribe("*")

        def heard() -> bytes:
            messages = iter(lambda: listening.get_message(timeout=0.5), None)
            told = [message for message in messages if message["type"] == "pmessage"]
            return b"\n".join(_flat(message["channel"]) + b" " + _flat(message["data"]) for message in told)

        yield heard


def in_redis(house: HotlineHouse) -> bytes:
    """Return every key of Redis with its value."""
    client = redis.Redis(port=house.redis_port)
    read: dict[bytes, Any] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        b"stream": client.xrange,
    }
    with contextlib.closing(client):
        return b"\n".join(key + b" " + _flat(read[client.type(key)](key)) for key in client.scan_iter())


def _flat(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict):
        value = value.items()
    return b" ".join(map(_flat, value)) if hasattr(value, "__iter__") else str(value).encode()


def metrics(house: HotlineHouse) -> dict[str, bytes]:
    """Return what each process shows as its metrics."""
    names = ("HTTP", "CONTROLLER", "WORKER_METRICS", "SPEECH_METRICS")
    shown = {}
    for name in names:
        address = f"http://127.0.0.1:{house.environment[f'HOTLINE_{name}_PORT']}/metrics"
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10) as answer:
            shown[name] = answer.read()
    return shown


def test_the_search_finds_every_spelling() -> None:
    number = "19900010001"
    for text in (
        "+86199-0001-0001",
        "8619900010001",
        "019900010001",
        "199 0001 0001",
        "(199)00010001",
        "199.0001.0001",
    ):
        assert numbers_in(f"x{text}y".encode(), number) == [number], text
    assert numbers_in(b"199****0001 1990001000", number) == []
    assert words_in(b'{"a": "\\u8def\\u706f"}', "路灯坏了") == ["路灯"]
    assert words_in("灯坏".encode(), "路灯坏了") == ["灯坏"]
    assert words_in("路坏灯了".encode(), "路灯坏了") == []
    assert _flat({b"a": [(b"b", 1.5)]}) == b"a b 1.5"


async def test_number_and_words_of_a_call_stand_nowhere_else(house: HotlineHouse) -> None:
    talked, spooled = house.number(), house.number()
    spool = house.var / "spool"
    async with contextlib.AsyncExitStack() as stack:
        heard = stack.enter_context(overheard(house))
        phone = await stack.enter_async_context(house.agent("1001"))
        async with house.citizen() as citizen:
            await citizen.dial("12345", talked, keys=KEY)
            await phone.wait_answered()
            await citizen.say(APPEALS / "broken_street_lamp.wav")
            await house.call_of(talked, lambda c: c["transcript"]["utterances"], 30, "words")
            kept = in_redis(house)
            await citizen.hang_up()
        call = await house.call_of(talked, lambda c: c["ended_at"] is not None, 20, "the end")
        await asyncio.to_thread(house.submit, call, "1001", summary="路灯坏了", place="天河区中山大道")
        call = await house.settled(talked)
        said = FAKE_WORDS + "".join(utterance["text"] for utterance in call["transcript"]["utterances"])
        # A call while the store takes nothing: its facts, with the sealed number, go through a file.
        async with house.citizen() as citizen:
            with house.held_store():
                await citizen.dial("12345", spooled, keys=KEY)
                await until(lambda: _lines(spool), True, "facts wait in the spool", 60)
                waiting = files(house)
            await citizen.hang_up()
        await house.call_of(spooled, lambda c: c["ended_at"] is not None, 60, "the end of the second call")
        told = await asyncio.to_thread(heard)
    astdb = house.switch.plan.base / "db" / "astdb.sqlite3"
    await until(lambda: _kept(astdb), 0, "the switch has forgotten both numbers", 30)
    await until(lambda: astdb.with_name(f"{astdb.name}-journal").exists(), False, "astdb is at rest")

    wal = "hotline.sqlite3-wal"
    found = files(house)
    assert found.get(wal), "the newest pages of the store are in its -wal, not yet in the file"
    assert any(name.startswith("spool/") for name in waiting)
    assert _names(waiting) >= {"controller.log", "worker.log", "web.log", "speech.log", "hotline.csv", "queue_log"}
    for name, content in {**{f"{n} (spooling)": c for n, c in waiting.items() if "astdb" not in n}, **found}.items():
        assert numbers_in(content, talked, spooled) == [], f"a caller's number in {name}"
        if "sqlite3" not in name:
            assert words_in(content, said) == [], f"words in {name}"
    assert told, "processes wake each other over Redis"
    redis_now = {"Redis, told": told, "Redis, kept": kept + in_redis(house)}  # nothing is kept there: only told
    assert all(metrics(house).values())
    for name, content in {**metrics(house), **redis_now}.items():
        assert numbers_in(content, talked, spooled) == [], f"a caller's number in {name}"
        assert words_in(content, said) == [], f"words in {name}"
    ledger = "\n".join(row[0] for row in house.rows("SELECT payload FROM telephony_ledger")).encode()
    assert ledger
    assert numbers_in(ledger, talked, spooled) == []
    assert words_in(ledger, said) == []


def _lines(spool: Path) -> bool:
    return any(path.stat().st_size for path in spool.glob("*.jsonl"))


def _kept(astdb: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{astdb}?mode=ro", uri=True)) as store:
        return int(store.execute("SELECT count(*) FROM astdb WHERE key LIKE '/hotline_caller/%'").fetchone()[0])


def _names(found: dict[str, bytes]) -> set[str]:
    return {name.rpartition("/")[2] for name in found}
