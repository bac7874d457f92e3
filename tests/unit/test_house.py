"""House rules over every file that git would keep: layers, addresses, machine paths, lengths of locks."""

import json
import re
import subprocess
import sys
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.ip_public import IPPublicDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector

from hotline.setup.settings_page import settings_page
from hotline.setup.web import node_environment, npm_command

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".wav", ".png", ".ico", ".woff2", ".gz", ".zip", ".pdf", ".jpg", ".bin", ".ulaw", ".alaw", ".sln", ".xlsx"}


@lru_cache
def kept_files() -> tuple[Path, ...]:
    """Return the text files that are committed or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout.decode().split("\0")
    files = (ROOT / name for name in listed if name)
    return tuple(path for path in files if path.is_file() and path.suffix not in BINARY)


@lru_cache
def texts() -> dict[str, str]:
    """Return path below the root -> text."""
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="replace") for path in kept_files()}


PATCHES = re.compile(r"ignore\[[^\]]*method-assign|\bunittest\.mock\b|monkeypatch\.setattr\((?!sys,)|\bmock\.patch\b")


def test_no_test_patches_our_own_code() -> None:
    """What a test needs to be otherwise is passed in: a fake stands beside what it stands for."""
    tests = {name: text for name, text in texts().items() if name.startswith("tests/") and name.endswith(".py")}
    assert len(tests) > 50
    found = [
        f"{name}:{number}"
        for name, text in tests.items()
        for number, line in enumerate(text.splitlines(), 1)
        if PATCHES.search(line) and "PATCHES" not in line
    ]
    assert found == []


def registry_hosts() -> set[str]:
    """Return the hosts this machine installs from, read from its own configuration so that none stands here."""
    from pip._internal.models.index import PyPI

    hosts = {PyPI.netloc, PyPI.file_storage_domain}
    command = [*npm_command(), "config", "get", "registry"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, env=node_environment())
    hosts.update(re.findall(r"https?://([^/\s:]+)", answer.stdout))
    for file in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if file.is_file():
            hosts.update(re.findall(r"https?://([^/\s:]+)", file.read_text(errors="replace")))
    return hosts


def places(pattern: re.Pattern[str]) -> list[str]:
    """Return `path:line` of each match."""
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in texts().items()
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert places(re.compile("|".join(re.escape(host) for host in sorted(registry_hosts())))) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    folders = {str(ROOT) + "/", "/" + "work/", "/" + "root/", "/home" + "/[a-z]"}
    assert places(re.compile(rf"(?<![\w.}}>)])(?:{'|'.join(sorted(folders))})")) == []


def test_what_is_long_is_where_the_soak_looks_for_it() -> None:
    marked = {
        place.split("/")[1] for place in places(re.compile(r"pytest\.mark\.long\b")) if place.startswith("tests/")
    }
    script = texts()["scripts/tiers.sh"]
    looked = re.search(r"^soak\(\).*?for tier in ([a-z ]+);", script, re.MULTILINE | re.DOTALL)
    assert looked
    assert marked <= {*looked[1].split(), "unit"}


SLOW = (CloudantDetector, IbmCloudIamDetector, IbmCosHmacDetector, SoftlayerDetector)
"""Keys of one maker that take half of the time; nothing here talks to it."""


@lru_cache
def secrets() -> tuple[re.Pattern[str], ...]:
    """Return what keys and tokens look like, of every kind that detect-secrets knows by its form."""
    kinds = get_mapping_from_secret_type_to_class().values()
    return tuple(
        pattern
        for kind in kinds
        if issubclass(kind, RegexBasedDetector) and kind not in (IPPublicDetector, *SLOW)
        for pattern in kind().denylist
    )


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN {}PRIVATE KEY-----".format("RSA "),
        "AKIA" + "Q3EGRIHZ7SKD5XLM",
        "ghp_" + "a1B2" * 9,
        "redis://hotline" + ":a-password@127.0.0.1",
    ],
)
def test_a_secret_would_be_found(secret: str) -> None:
    assert any(pattern.search(f'key = "{secret}"') for pattern in secrets())


def test_no_file_holds_a_secret() -> None:
    assert len(secrets()) > 25
    assert {place for pattern in secrets() for place in places(pattern)} == set()


def test_every_lint_exception_names_its_rule() -> None:
    bare = re.compile(r"# *noqa *$|# *type: *ignore *$", re.MULTILINE)
    assert [place for place in places(bare) if ".py:" in place] == []


def test_locks_have_a_hash_for_each_package() -> None:
    for name in ("runtime", "dev"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / f"{name}.lock").read_text())
        assert len(blocks) > 50
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_package_is_built_typed_and_linted() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "scripts"}
    for listed in (
        project["hatch"]["build"]["targets"]["wheel"]["packages"],
        project["mypy"]["packages"],
        project["importlinter"]["root_packages"],
    ):
        assert packages - set(listed) == set()


def test_imports_keep_to_the_layers() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/operations.md"])
def test_pages_name_only_make_targets_that_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`(?:sudo )?make ([a-z]+)`", (ROOT / name).read_text()))
    assert named - targets == set()


def test_the_page_of_settings_is_fresh() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_the_lock_of_the_pages_names_no_address_and_a_hash_for_each_package() -> None:
    text = (ROOT / "agent_desktop" / "web" / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert re.findall(r"https?://", text) == []
