"""The configuration of supervisord says what the settings ask for, and supervisord itself reads it."""

import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from foundation.settings import Settings
from hotline.setup.ready import missing_parts, ports_of
from hotline.setup.stages import SetupFailed
from hotline.setup.supervisor import Program, dies_with_parent, render_supervisor

PROGRAMS = [
    Program("redis", ("redis-server", "/state of %x/redis.conf"), order=10),
    Program("web", ("/e nv/bin/hotline", "web"), order=60, environment={"HOTLINE_CONTROLLER_PORT": "8011"}),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "state of one", http_port=18000)


def test_every_program_restarts_for_ever_and_stops_with_its_children(settings: Settings) -> None:
    parser = RawConfigParser()
    parser.read(render_supervisor(settings, PROGRAMS))
    for program in PROGRAMS:
        section = dict(parser[f"program:{program.name}"])
        assert section["autorestart"] == "true"
        assert int(section["startretries"]) >= 1_000_000
        assert section["stopasgroup"] == section["killasgroup"] == "true"
        assert section["startsecs"] == "1"
    assert parser["supervisord"]["nodaemon"] == "true"


def test_supervisord_reads_back_paths_with_spaces_and_percent_signs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = render_supervisor(settings, PROGRAMS)
    monkeypatch.setattr(sys, "argv", ["supervisord"])
    options = ServerOptions()
    options.realize(["-n", "-c", str(path)])
    configured = {group.name: group.process_configs[0] for group in options.process_group_configs}
    assert configured["redis"].command.endswith("redis-server '/state of %x/redis.conf'")
    assert configured["redis"].stdout_logfile == str(settings.var / "log" / "redis.log")
    assert configured["web"].environment["HOTLINE_VAR"] == str(settings.var)
    assert configured["web"].environment["HOTLINE_CONTROLLER_PORT"] == "8011"
    assert configured["web"].priority > configured["redis"].priority


def test_a_percent_sign_in_the_state_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="HOTLINE_VAR"):
        render_supervisor(Settings(var=tmp_path / "100%"), PROGRAMS)


def test_the_file_is_for_the_owner_only(settings: Settings) -> None:
    assert render_supervisor(settings, PROGRAMS).stat().st_mode & 0o077 == 0


def test_a_program_ends_with_its_parent() -> None:
    assert dies_with_parent(("sleep", "1"))[-2:] == ("sleep", "1")
    assert "--pdeathsig" in dies_with_parent(("sleep", "1"))


def test_each_port_names_the_setting_that_moves_it() -> None:
    here = {use.setting: use.port for use in ports_of(Settings(controller_count=2, redis_port=7000))}
    assert here["HOTLINE_REDIS_PORT"] == 7000
    assert len(ports_of(Settings(controller_count=2))) == len(ports_of(Settings())) + 1
    elsewhere = {use.setting for use in ports_of(Settings(redis_url="redis://redis.internal/0", speech_engine="none"))}
    assert not elsewhere & {"HOTLINE_REDIS_PORT", "HOTLINE_SPEECH_PORT"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"missing": ["owner", "asterisk"]}', ("owner", "asterisk")),
        (b'{"missing": {"owner": "no lease"}}', ("owner: no lease",)),
        (b'{"missing": [{"name": "owner", "message": "no lease"}]}', ("owner: no lease",)),
        (b"bad gateway", ("bad gateway",)),
        (b"", ("web answers, but is not ready",)),
    ],
)
def test_what_is_missing_is_read_from_any_answer(body: bytes, expected: tuple[str, ...]) -> None:
    assert missing_parts(body) == expected


def test_ports_of_metrics_are_looked_at_unless_they_are_switched_off() -> None:
    metrics = {"HOTLINE_WORKER_METRICS_PORT": 8020, "HOTLINE_SPEECH_METRICS_PORT": 8021}
    assert metrics.items() <= {use.setting: use.port for use in ports_of(Settings())}.items()
    deaf = {use.setting for use in ports_of(Settings(speech_engine="none"))}
    assert deaf & set(metrics) == {"HOTLINE_WORKER_METRICS_PORT"}
    off = {use.setting for use in ports_of(Settings(worker_metrics_port=0, speech_metrics_port=0))}
    assert not off & set(metrics)
