"""Secrets, packages, model, Asterisk, sockets: each stage's own rules."""

import base64
import hashlib
from pathlib import Path

import pytest

from foundation.crypto import Vault
from hotline.setup.asterisk import NoAsterisk, library_triplet, locate_asterisk, parse_version, private_command
from hotline.setup.choices import SetupChoices
from hotline.setup.debian import DebianPackage, install_command, missing_packages, services_held
from hotline.setup.model import join_parts
from hotline.setup.secrets import GENERATED, NoSecret, ensure_secrets, read_secret
from hotline.setup.sockets import LONGEST, socket_path
from hotline.setup.stages import SetupFailed


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    assert ensure_secrets(tmp_path) == list(GENERATED)
    first = {name: read_secret(tmp_path, name) for name in GENERATED}
    assert len(set(first.values())) == len(first)
    assert ensure_secrets(tmp_path) == []
    assert {name: read_secret(tmp_path, name) for name in GENERATED} == first
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}


def test_open_modes_are_tightened_and_an_empty_secret_is_made_again(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    (tmp_path / "secrets" / "ami_calls").chmod(0o644)
    (tmp_path / "secrets" / "ami_publish").write_text("")
    assert ensure_secrets(tmp_path) == ["ami_publish"]
    assert (tmp_path / "secrets" / "ami_calls").stat().st_mode & 0o777 == 0o600


def test_formats_of_secrets(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    assert len(base64.b64decode(read_secret(tmp_path, "webhook_secret").removeprefix("whsec_"), validate=True)) >= 24
    key_id, _, key = read_secret(tmp_path, "data_key").partition(":")
    assert key_id == "k1"
    assert len(base64.b64decode(key, validate=True)) == 32
    vault = Vault.from_files(tmp_path / "secrets")
    assert vault.open(vault.seal("13800000000", "phone"), "phone") == "13800000000"


def test_a_missing_secret_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(NoSecret, match=r"secrets/ami_calls is missing"):
        read_secret(tmp_path, "ami_calls")


def test_missing_packages_are_those_without_their_program(tmp_path: Path) -> None:
    program = tmp_path / "15" / "bin" / "initdb"
    program.parent.mkdir(parents=True)
    program.touch()
    here = DebianPackage("here", f"{tmp_path}/*/bin/initdb", "tests")
    shell = DebianPackage("shell", "sh", "tests")
    absent = DebianPackage("absent", "no-such-program-anywhere", "tests")
    assert missing_packages((here, shell, absent)) == [absent]
    assert install_command([absent])[-2:] == ["--no-install-recommends", "absent"]


def test_services_are_held_only_during_the_installation(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with services_held(policy):
        assert "exit 101" in policy.read_text()
        assert policy.stat().st_mode & 0o111
    assert not policy.exists()
    policy.write_text("of the machine")
    with services_held(policy):
        assert policy.read_text() == "of the machine"
    assert policy.read_text() == "of the machine"


def test_model_parts_are_joined_and_checked(tmp_path: Path) -> None:
    parts = [tmp_path / "one", tmp_path / "two"]
    parts[0].write_bytes(b"whisper")
    parts[1].write_bytes(b"base")
    digest = hashlib.sha256(b"whisperbase").hexdigest()
    assert join_parts(parts, tmp_path / "model.bin", digest) == 11
    assert (tmp_path / "model.bin").read_bytes() == b"whisperbase"
    with pytest.raises(SetupFailed, match="checksum"):
        join_parts(parts[::-1], tmp_path / "model.bin", digest)


def test_private_asterisk_goes_through_its_own_loader() -> None:
    command = private_command(Path("/r"), "arm64")
    assert command[0] == "/r/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1"
    assert command[2] == "/r/usr/lib/aarch64-linux-gnu:/r/usr/lib/aarch64-linux-gnu/asterisk"
    assert command[-1] == "/r/usr/sbin/asterisk"
    with pytest.raises(NoAsterisk, match="riscv64"):
        library_triplet("riscv64")


def test_version_of_asterisk() -> None:
    assert parse_version("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1") == (22, 10)
    assert parse_version("something else") is None


def test_no_asterisk_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoAsterisk, match="make setup"):
        locate_asterisk(SetupChoices(asterisk="private", asterisk_root=tmp_path))


def test_a_long_socket_path_moves_to_a_short_stable_one(tmp_path: Path) -> None:
    assert len(str(tmp_path / "s.sock")) <= LONGEST
    assert socket_path(tmp_path / "s.sock") == tmp_path / "s.sock"
    long = tmp_path / ("v" * 120) / "supervisor.sock"
    moved = socket_path(long)
    try:
        assert len(str(moved)) <= LONGEST
        assert moved == socket_path(long)
        assert moved.parent.stat().st_mode & 0o777 == 0o700
    finally:
        moved.parent.rmdir()
