"""What callers hear: uploaded or spoken, published, brought to the switch's folder, taken back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import wave
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from test_flows import flows_of, send, whole
from whole_web import Whole

from agent_desktop.access import COOKIE
from foundation.audit.models import AuditRow
from foundation.errors import BadInput
from foundation.people.sessions import csrf_of
from hotline.wiring import ShippedSounds
from ivr.prompts import CommandSynthesis, PromptKeeper, Prompts
from ivr.prompts.convert import to_prompt
from ivr.prompts.models import PromptAudioRow
from ivr.prompts.synthesis import EngineFailed

__all__ = ["whole"]  # the fixture

NOTICE = {"zh": {"text": "台风期间请勿外出。"}}


def tone(tmp_path: Path, ending: str, *, seconds: float = 1.5, pitch: int = 440) -> bytes:
    """Return a tone between two seconds of silence, as a file of a usual format."""
    path = tmp_path / f"tone{pitch}.{ending}"
    source = f"sine=frequency={pitch}:duration={seconds}:sample_rate=44100"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", source]
    command += ["-af", "adelay=2000:all=1,apad=pad_dur=2", "-ac", "2", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path.read_bytes()


async def upload(whole: Whole, data: bytes) -> httpx.Response:
    """Upload a recording as an administrator."""
    token = whole.tokens["system_administrator"]
    headers = {
        "cookie": f"{COOKIE}={token}",
        "x-csrf-token": csrf_of(token),
        "content-type": "application/octet-stream",
    }
    return await whole.client.post("/api/v1/prompts/recordings", content=data, headers=headers)


async def listed(whole: Whole) -> dict[str, dict[str, Any]]:
    """Return every prompt by name."""
    answer = await send(whole, "GET", "prompts")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["prompts"]}


async def publish(whole: Whole, name: str, languages: dict[str, Any], version: int = 0) -> httpx.Response:
    """Put a prompt in force."""
    body = {"version": version, "languages": languages, "reason": "台风将至"}
    return await send(whole, "PUT", f"prompts/{name}", body)


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a", "ogg"])
async def test_a_recording_of_any_usual_format_is_trimmed_levelled_and_brought_to_8_khz(
    tmp_path: Path, ending: str
) -> None:
    sound = await to_prompt(tone(tmp_path, ending))
    with wave.open(io.BytesIO(sound.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert file.getnframes() / 8000 == pytest.approx(sound.seconds, abs=0.001)
    assert 1.4 < sound.seconds < 2.2, "four seconds of silence around it are gone"


def halting(tmp_path: Path) -> bytes:
    """Return a tone of three seconds with a second of silence in its middle, none at its ends."""
    path = tmp_path / "halting.wav"
    source = "sine=frequency=440:duration=3:sample_rate=8000"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-af", "volume=0:enable='between(t,1,2)'", str(path)], check=True, timeout=60)
    return path.read_bytes()


async def test_sound_that_begins_at_once_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    assert (await to_prompt(halting(tmp_path))).seconds == pytest.approx(3.0, abs=0.1)


async def test_what_is_no_recording_is_refused_with_a_sentence(tmp_path: Path) -> None:
    playlist = f"#EXTM3U\n#EXTINF:1,\nfile://{tmp_path}/tone440.wav\n"
    tone(tmp_path, "wav")
    silence = io.BytesIO()
    with wave.open(silence, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    for wrong in (b"not a sound", playlist.encode(), silence.getvalue(), b"RIFF\0\0\0\0WAVE"):
        with pytest.raises(BadInput, match="recording"):
            await to_prompt(wrong)
    with pytest.raises(BadInput, match="at most 60 s"):
        await to_prompt(tone(tmp_path, "mp3", seconds=70))


async def test_a_prompt_is_recorded_published_and_found_by_menus(whole: Whole, tmp_path: Path) -> None:
    taken = await upload(whole, tone(tmp_path, "mp3"))
    assert taken.status_code == 201, taken.text
    audio = taken.json()["audio"]
    spoken = {
        "zh": {"text": "台风期间请勿外出。", "audio": audio, "audio_of": "台风期间请勿外出。"},
        "en": {"text": "Stay inside."},
    }
    made = await publish(whole, "own/typhoon", spoken)
    assert (made.status_code, made.json()["version"]) == (200, 1), made.text
    shown = (await listed(whole))["own/typhoon"]
    assert {language: (one["state"], one["heard"]) for language, one in shown["languages"].items()} == {
        "zh": ("recorded", "zh"),
        "yue": ("missing", "zh"),
        "en": ("missing", "zh"),
    }
    assert shown["languages"]["zh"]["seconds"] == taken.json()["seconds"]
    assert shown["published_by"] == "system_administrator"
    names = (await send(whole, "GET", "flows/names")).json()["prompts"]
    assert next(iter(names.items())) == ("own/typhoon", "台风期间请勿外出。"), "the operator's own come first"
    for language in ("zh", "en"):
        heard = await send(whole, "GET", f"prompts/own/typhoon/{language}/recording")
        assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
        assert heard.content == (await send(whole, "GET", f"prompts/recordings/{audio}")).content

    # Other words for the same recording are seen to be.
    changed = {"zh": spoken["zh"] | {"text": "台风已过。"}}
    assert (await publish(whole, "own/typhoon", changed, version=1)).json()["languages"]["zh"]["state"] == "outdated"
    late = await publish(whole, "own/typhoon", changed, version=1)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await publish(whole, "own/typhoon", changed)).status_code == 409, "somebody made it meanwhile"
    async with whole.house.database.read() as session:
        noted = list(await session.scalars(select(AuditRow.subject).where(AuditRow.act == "prompts.publish")))
    assert noted == ["own/typhoon:1", "own/typhoon:2"]


async def test_what_does_not_fit_changes_nothing(whole: Whole) -> None:
    before = await listed(whole)
    unknown = {"zh": {"text": "您好", "audio": "0" * 64}}
    for name, languages, status in (
        ("own/typhoon", unknown, 422),
        ("own/typhoon", {"fr": {"text": "bonjour"}}, 422),
        ("own/typhoon", {"zh": {"text": "a\nb"}}, 422),
        ("own/typhoon", {"zh": {"text": "字" * 501}}, 422),
        ("own/Typhoon", NOTICE, 422),
        ("hotline/unknown", NOTICE, 404),
        ("other/typhoon", NOTICE, 422),
    ):
        assert (await publish(whole, name, languages)).status_code == status, (name, languages)
    assert (await publish(whole, "own/typhoon", NOTICE, version=3)).status_code == 404
    assert (await send(whole, "GET", "prompts", None, "supervisor")).status_code == 403
    assert (await upload(whole, b"")).status_code == 422
    assert (await send(whole, "GET", f"prompts/recordings/{'0' * 64}")).status_code == 404
    assert (await send(whole, "GET", "prompts/own/typhoon/zh/recording")).status_code == 404
    assert await listed(whole) == before
    spoken = await send(whole, "POST", "prompts/speak", {"text": "您好", "language": "zh"})
    assert (spoken.status_code, spoken.json()["code"]) == (503, "engine_failed")


async def test_shipped_ones_are_listed_with_their_words_and_where_they_are_heard(whole: Whole) -> None:
    found = await listed(whole)
    welcome, thanks = found["hotline/welcome_menu"], found["hotline/thanks"]
    assert (welcome["used_by"], welcome["version"]) == (["welcome"], 0)
    assert thanks["languages"]["zh"]["text"] == "感谢您的来电，再见。"
    assert {one["state"] for one in thanks["languages"].values()} == {"demonstration"}
    # The page sends the words of every language; those that are as shipped stay so.
    words = {language: {"text": one["text"]} for language, one in thanks["languages"].items()}
    made = (await publish(whole, "hotline/thanks", words | {"en": {"text": "Bye."}})).json()["languages"]
    assert [made[language]["state"] for language in ("zh", "yue", "en")] == [
        "demonstration",
        "demonstration",
        "missing",
    ]
    assert made["en"]["heard"] == "en", "the shipped recording goes on being heard"
    heard = await send(whole, "GET", "prompts/hotline/thanks/yue/recording")
    assert heard.content == ShippedSounds().wav("hotline/thanks", "yue")


async def test_the_switch_gets_what_is_in_force_and_its_own_again(whole: Whole, tmp_path: Path) -> None:
    folder, shipped = tmp_path / "sounds", ShippedSounds()
    keeper = PromptKeeper(whole.house.database, Prompts(whole.house.clock), shipped, folder)
    await keeper.refresh()
    assert not list(folder.rglob("*.wav"))
    taken = {pitch: (await upload(whole, tone(tmp_path, "wav", pitch=pitch))).json()["audio"] for pitch in (440, 880)}
    await publish(whole, "own/typhoon", {"zh": {"text": "台风", "audio": taken[440], "audio_of": "台风"}})
    await publish(whole, "hotline/thanks", {"zh": {"text": "再见", "audio": taken[880], "audio_of": "再见"}})
    before = os.umask(0o077)  # as a service may be started
    try:
        await keeper.refresh()
    finally:
        os.umask(before)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.wav")}
    assert there == {f"{language}/own/typhoon.wav" for language in ("zh", "yue", "en")} | {"zh/hotline/thanks.wav"}
    assert len({(folder / place).read_bytes() for place in there}) == 2
    assert (folder / "zh/own/typhoon.wav").stat().st_mode & 0o044 == 0o044, "Asterisk may run as another account"
    assert (folder / "zh/own").stat().st_mode & 0o055 == 0o055

    kept = await publish(whole, "own/typhoon", {"zh": {"text": "台风"}}, version=1)
    assert kept.status_code == 200, "nothing plays it"
    await publish(whole, "own/typhoon", {"zh": {"text": "台风", "audio": taken[440], "audio_of": "台风"}}, version=2)
    # What somebody spoiled comes right, and a file that is not ours is left alone.
    (folder / "zh/own/typhoon.wav").write_bytes(b"")
    (folder / "zh/own/by_hand.wav").write_bytes(b"by hand")
    await publish(whole, "hotline/thanks", {}, version=1)
    await keeper.refresh()
    assert (folder / "zh/own/typhoon.wav").read_bytes() == (folder / "en/own/typhoon.wav").read_bytes()
    assert (folder / "zh/hotline/thanks.wav").read_bytes() == shipped.wav("hotline/thanks", "zh")
    assert (folder / "zh/own/by_hand.wav").read_bytes() == b"by hand"


async def test_recordings_that_nobody_published_are_forgotten_after_a_day(whole: Whole, tmp_path: Path) -> None:
    used = (await upload(whole, tone(tmp_path, "wav", pitch=300))).json()["audio"]
    await publish(whole, "own/typhoon", {"zh": {"text": "台风", "audio": used, "audio_of": "台风"}})
    await publish(whole, "own/typhoon", {}, version=1)  # a version before is still a version
    await upload(whole, tone(tmp_path, "wav", pitch=500))
    async with whole.house.database.write() as session:
        await session.execute(update(PromptAudioRow).values(made_at=whole.house.clock.now() - timedelta(hours=25)))
    young = (await upload(whole, tone(tmp_path, "wav", pitch=700))).json()["audio"]
    async with whole.house.database.read() as session:
        assert set(await session.scalars(select(PromptAudioRow.sha256))) == {used, young}


async def test_an_engine_is_a_command_that_speaks(tmp_path: Path) -> None:
    (tmp_path / "tone.wav").write_bytes(tone(tmp_path, "wav"))
    speaks = tmp_path / "engine.py"
    speaks.write_text(
        "import sys, pathlib\n"
        "assert sys.argv[1:] == ['--voice', 'yue; rm']\n"
        "assert sys.stdin.read() == '落雨 $(id)'\n"
        f"sys.stdout.buffer.write(pathlib.Path({str(tmp_path / 'tone.wav')!r}).read_bytes())\n"
    )
    engine = CommandSynthesis(f"{sys.executable} {speaks} --voice '{{language}}; rm'")
    assert (await to_prompt(await engine.speak("落雨 $(id)", "yue"))).seconds > 1.4
    with pytest.raises(EngineFailed, match="failed with 1"):
        await engine.speak("other words", "zh")
    with pytest.raises(EngineFailed, match="cannot be started"):
        await CommandSynthesis("/nowhere/engine").speak("words", "zh")


async def test_a_menu_may_name_what_is_published(whole: Whole, tmp_path: Path) -> None:
    audio = (await upload(whole, tone(tmp_path, "wav"))).json()["audio"]
    flows = flows_of(whole)
    async with whole.house.database.read() as session:
        in_force = await flows.documents.in_force(session, "default")
        assert in_force is not None
        content = in_force.content | {"start": "notice"}
        content["nodes"] = content["nodes"] | {"notice": {"type": "play", "prompt": ["own/typhoon"], "next": "welcome"}}
        assert [fault["code"] for fault in await flows.faults(session, content)] == ["prompt_missing"]
    await publish(whole, "own/typhoon", {"zh": {"text": "台风", "audio": audio, "audio_of": "台风"}})
    async with whole.house.database.write() as session:
        assert await flows.faults(session, content) == []
        made = await flows.draft(session, "default", content, author="", reason="台风")
        await flows.publish(session, "default", made.version, by="")
    gone = await publish(whole, "own/typhoon", {"zh": {"text": "台风"}}, version=1)
    assert (gone.status_code, gone.json()["code"]) == (409, "prompt_in_use"), "callers would hear nothing"
    assert (await listed(whole))["own/typhoon"]["used_by"] == ["notice"]
