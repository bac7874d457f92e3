"""What a person reads when setting up cannot go on, and which stages the settings ask for."""

import socket
from pathlib import Path

import pytest

from foundation.settings import Settings
from hotline.setup.__main__ import main
from hotline.setup.plan import configuration, preparation


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    return tmp_path


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HOTLINE_HTTP_PORT", "eighty")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("HOTLINE_HTTP_PORT: ")


def test_a_taken_port_is_named_before_anything_is_made(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("HOTLINE_HTTP_PORT", str(port))
        assert main(["run"]) == 1
    assert f"HOTLINE_HTTP_PORT={port}" in capsys.readouterr().err
    assert list(state.iterdir()) == []


def test_stopping_what_does_not_run_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stop"]) == 0
    assert "No hotline runs" in capsys.readouterr().out


def test_stages_follow_the_settings() -> None:
    everything = [stage.name for stage in preparation(Settings(), for_tests=True)]
    assert everything == [
        "packages", "test_packages", "node", "web_packages", "web_pages", "account", "asterisk", "secrets",
        "model", "words",
    ]  # fmt: skip
    elsewhere = Settings(ami_host="switch.internal", redis_url="redis://redis.internal/0", speech_engine="none")
    assert [stage.name for stage in preparation(elsewhere, for_tests=False)] == [
        "packages", "node", "web_packages", "web_pages", "secrets", "words",
    ]  # fmt: skip
    assert [stage.name for stage in configuration(elsewhere)] == ["database"]
    assert [stage.name for stage in configuration(Settings())] == ["redis", "switch", "database"]
