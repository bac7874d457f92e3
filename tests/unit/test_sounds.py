"""The recordings that the product ships are there, in the right format and audible."""

from __future__ import annotations

import itertools
import re
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SOUNDS = ROOT / "asterisk_conf" / "sounds"
APPEALS = ROOT / "hotline" / "demo" / "appeals"
TABLE = yaml.safe_load((SOUNDS / "voices.yaml").read_text("utf-8"))
SPOKEN = yaml.safe_load((APPEALS / "appeals.yaml").read_text("utf-8"))
TAXONOMY = ROOT / "tickets" / "prefill" / "taxonomy.yaml"

RATE = 8000
FULL_SCALE = 32768
KINDS = {"inquiry", "help", "complaint", "report", "suggestion", "praise"}
DISTRICTS = {
    "越秀区",
    "海珠区",
    "荔湾区",
    "天河区",
    "白云区",
    "黄埔区",
    "花都区",
    "番禺区",
    "南沙区",
    "从化区",
    "增城区",
}
SILENT = re.compile(r"silence")

# What the loaded applications of Asterisk 22 name in their code, beside numbers.
ASKED_BY_ASTERISK = {
    "app_queue": "queue-youarenext queue-thereare queue-callswaiting queue-quantity1 queue-quantity2 queue-holdtime "
    "queue-minute queue-minutes queue-seconds queue-thankyou queue-reporthold queue-periodic-announce",
    "app_confbridge": "conf-hasjoin conf-hasleft conf-kicked conf-muted conf-unmuted confbridge-binaural-on "
    "confbridge-binaural-off conf-onlyone conf-thereare conf-otherinparty conf-placeintoconf conf-waitforleader "
    "conf-leaderhasleft conf-getpin conf-invalidpin conf-onlyperson conf-locked conf-lockednow conf-unlockednow "
    "conf-errormenu confbridge-join confbridge-leave conf-now-muted conf-now-unmuted confbridge-conf-begin vm-rec-name",
    "app_chanspy": "beep spy-local spy-pjsip spy-audiosocket",
    "app_record, app_mixmonitor": "beep",
    "the core": "auth-thankyou beeperr pbx-invalid pbx-transfer privacy-incorrect vm-and vm-msgsaved vm-review "
    "vm-sorry vm-torerecord",
    "say.c": "digits/minus digits/hundred digits/thousand digits/million digits/star digits/pound",
}


def recordings() -> list[Path]:
    return sorted([*SOUNDS.rglob("*.wav"), *APPEALS.rglob("*.wav")])


def samples_of(path: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / FULL_SCALE


def seconds_of(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def rows() -> list[tuple[str, str]]:
    """Every (language, name) of the table."""
    spoken = itertools.chain.from_iterable(
        TABLE[part].items() for part in ("prompts", "asterisk", "numbers", "silence")
    )
    named = [(language, name) for name, cells in spoken for language in cells]
    return named + [(language, name) for name in TABLE["tones"] for language in TABLE["voices"]]


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_recording_is_what_a_telephone_plays(path: Path) -> None:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert path.stat().st_size == 44 + 2 * file.getnframes(), "the header tells the true length"
    samples = samples_of(path)
    if SILENT.search(path.stem) or path.parent.name == "silence":
        assert not samples.any()
    else:
        assert np.sqrt(np.mean(samples**2)) > 10 ** (-40 / 20), "audible"
        assert np.abs(samples).max() <= 10 ** (-2.9 / 20), "no sample above -3 dBFS"


def test_every_row_of_the_table_has_its_file_and_every_file_its_row() -> None:
    expected = {SOUNDS / language / f"{name}.wav" for language, name in rows()}
    expected |= {SOUNDS / f"{name}.wav" for name in TABLE["music"]}
    assert set(SOUNDS.rglob("*.wav")) == expected


def test_every_prompt_exists_in_mandarin() -> None:
    assert not [name for name in TABLE["prompts"] if not (SOUNDS / "zh" / f"{name}.wav").exists()]


@pytest.mark.parametrize("language", ["zh", "en", "yue"])
def test_prompts_that_the_dialplan_and_the_flows_name_exist(language: str) -> None:
    sources = [
        *(ROOT / "asterisk_conf" / "templates").glob("*.j2"),
        *(path for suffix in ("yaml", "yml", "json") for path in (ROOT / "ivr").rglob(f"*.{suffix}")),
    ]
    named = {
        name
        for source in sources
        for name in re.findall(r"\bhotline/([a-z0-9_]+)\b(?![/.(])", source.read_text("utf-8"))
    }
    assert not sorted(name for name in named if not (SOUNDS / language / "hotline" / f"{name}.wav").exists())


@pytest.mark.parametrize("language", ["zh", "en", "yue"])
def test_the_recording_notice_is_short(language: str) -> None:
    assert seconds_of(SOUNDS / language / "hotline" / "recording_notice.wav") <= 5.0


def test_the_first_menu_leaves_time_to_answer_in_fifteen_seconds() -> None:
    assert seconds_of(SOUNDS / "zh" / "hotline" / "welcome_menu.wav") <= 8.5


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("asker", ASKED_BY_ASTERISK)
def test_asterisk_finds_what_it_asks_for(asker: str, language: str) -> None:
    assert not [name for name in ASKED_BY_ASTERISK[asker].split() if not (SOUNDS / language / f"{name}.wav").exists()]


@pytest.mark.parametrize("language", ["zh", "en", "yue"])
def test_numbers_are_complete(language: str) -> None:
    numbers = [*range(21), *range(30, 100, 10)] + (["wan", "yi"] if language == "zh" else [])
    assert not [n for n in numbers if not (SOUNDS / language / "digits" / f"{n}.wav").exists()]


def test_silence_of_each_length_is_found_through_the_fallback_language() -> None:
    assert [seconds_of(SOUNDS / "en" / "silence" / f"{n}.wav") for n in range(1, 11)] == list(range(1, 11))


def test_music_flows_into_its_own_beginning() -> None:
    for name in TABLE["music"]:
        samples = samples_of(SOUNDS / f"{name}.wav")
        assert abs(samples[0] - samples[-1]) <= np.abs(np.diff(samples)).max()


def test_there_are_enough_appeals_of_every_kind() -> None:
    names = [row["name"] for row in SPOKEN["appeals"]]
    assert len(names) == len(set(names)) >= 8
    assert {row["ticket"]["kind"] for row in SPOKEN["appeals"]} == KINDS


@pytest.mark.parametrize("row", SPOKEN["appeals"], ids=lambda row: row["name"])
def test_an_appeal_is_spoken_and_says_what_its_ticket_holds(row: dict[str, Any]) -> None:
    assert 12 <= seconds_of(APPEALS / f"{row['name']}.wav") <= 30
    assert row["title"]
    assert row["title_en"]
    assert set(row) <= {"name", "title", "title_en", "language", "keys", "voice", "text", "ticket", "notes"}
    ticket = row["ticket"]
    assert set(ticket) == {"kind", "category", "district", "place", "urgency"}
    assert ticket["urgency"] in {"normal", "urgent", "danger"}
    assert ticket["district"] in DISTRICTS
    assert ticket["district"] in row["text"]
    assert re.fullmatch(r"[0-9*#]*", row["keys"])


@pytest.mark.parametrize("row", SPOKEN["appeals"], ids=lambda row: row["name"])
def test_an_appeal_has_pauses_that_end_its_utterances(row: dict[str, Any]) -> None:
    samples = samples_of(APPEALS / f"{row['name']}.wav")
    frame = RATE // 50
    loud = [np.abs(samples[at : at + frame]).max() > 0.003 for at in range(0, len(samples) - frame, frame)]
    pauses = [len(list(run)) * 0.02 for is_loud, run in itertools.groupby(loud) if not is_loud]
    sentences = len(re.findall(r"[。？！]", row["text"]))
    assert len([pause for pause in pauses if 0.55 <= pause <= 1.0]) >= sentences - 1


def test_categories_are_labels_of_the_classification() -> None:
    labels = {entry["label"] for entry in yaml.safe_load(TAXONOMY.read_text("utf-8"))["classes"]}
    assert {row["ticket"]["category"] for row in SPOKEN["appeals"]} <= labels


def test_traps_are_ten_seconds_without_words() -> None:
    for row in SPOKEN["traps"]:
        assert seconds_of(APPEALS / f"{row['name']}.wav") == row["seconds"]


def test_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in recordings()) < 18_000_000
