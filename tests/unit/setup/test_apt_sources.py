"""The Debian archive is found in the machine's own sources, whatever their format."""

from pathlib import Path

import pytest

from hotline.setup.apt_sources import (
    AptSource,
    main_archive,
    parse_deb822,
    parse_one_line,
    read_sources,
    release_codename,
    render_source,
)
from hotline.setup.asterisk_root import write_apt_state
from hotline.setup.stages import SetupFailed

DEB822 = """\
# archive of the house
Types: deb deb-src
URIs: http://archive.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
# a comment inside
URIs: http://archive.example/debian
  http://second.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/house.gpg

Enabled: no
Types: deb
URIs: http://switched-off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://sources-only.example/debian
Suites: bookworm
Components: main
"""
ONE_LINE = """\
# deb http://commented.example/debian bookworm main
deb-src http://archive.example/debian bookworm main
deb https://vendor.example/apt vendor-bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg] http://archive.example/debian bookworm main contrib # here
deb http://plain.example/debian/ bookworm-backports main
"""


def test_deb822_yields_enabled_binary_sources_one_for_each_uri() -> None:
    sources = list(parse_deb822(DEB822))
    assert [source.uri for source in sources] == [
        "http://archive.example/debian-security",
        "http://archive.example/debian",
        "http://second.example/debian",
    ]
    assert sources[1].suites == ("bookworm", "bookworm-updates")
    assert sources[1].signed_by == "/usr/share/keyrings/house.gpg"


def test_one_line_format_with_options_and_comments() -> None:
    sources = list(parse_one_line(ONE_LINE))
    assert sources == [
        AptSource("https://vendor.example/apt", ("vendor-bookworm",), ("main",)),
        AptSource("http://archive.example/debian", ("bookworm",), ("main", "contrib"), "/etc/apt/keyrings/a.gpg"),
        AptSource("http://plain.example/debian/", ("bookworm-backports",), ("main",)),
    ]


@pytest.mark.parametrize("text", [DEB822, ONE_LINE])
def test_main_archive_is_neither_security_nor_another_vendor(text: str) -> None:
    parsed = parse_deb822(text) if text is DEB822 else parse_one_line(text)
    found = main_archive(parsed, "bookworm")
    assert found is not None
    assert found.uri == "http://archive.example/debian"


def test_no_archive_of_the_release() -> None:
    assert main_archive(parse_one_line("deb http://x.example/apt vendor main"), "bookworm") is None


def test_inline_key_falls_back_to_the_installed_keyring() -> None:
    text = (
        "Types: deb\nURIs: http://a.example/debian\nSuites: bookworm\nComponents: main\n"
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n"
    )
    (source,) = parse_deb822(text)
    assert source.signed_by is None
    assert render_source(source, "unstable") == (
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://a.example/debian unstable main\n"
    )


def test_codename() -> None:
    assert release_codename('NAME="Debian"\nVERSION_CODENAME=bookworm\n') == "bookworm"
    assert release_codename("NAME=x\n") == ""


def _machine(root: Path, sources: str) -> tuple[Path, Path]:
    etc = root / "etc"
    (etc / "sources.list.d").mkdir(parents=True)
    (etc / "sources.list.d" / "debian.sources").write_text(sources)
    (etc / "sources.list.d" / "ignored.save").write_text(ONE_LINE)
    (root / "os-release").write_text("VERSION_CODENAME=bookworm\n")
    return etc, root / "os-release"


def test_apt_state_is_private(tmp_path: Path) -> None:
    etc, os_release = _machine(tmp_path, DEB822)
    assert read_sources(etc)[0].uri.endswith("security")
    state = tmp_path / "state"
    text = write_apt_state(state, etc, os_release).read_text()
    assert (state / "sources.list").read_text().split() == [
        "deb",
        "[signed-by=/usr/share/keyrings/house.gpg]",
        "http://archive.example/debian",
        "unstable",
        "main",
    ]
    for name in (
        "Dir::State::status",
        "Dir::State::lists",
        "Dir::Cache",
        "Dir::Etc::sourcelist",
        "Dir::Etc::sourceparts",
    ):
        assert f'{name} "{state}/' in text
    assert (state / "status").read_text() == ""


def test_a_machine_without_a_debian_archive_is_told_what_to_do(tmp_path: Path) -> None:
    etc, os_release = _machine(tmp_path, "Types: deb\nURIs: http://x.example/\nSuites: other\nComponents: main\n")
    with pytest.raises(SetupFailed, match="HOTLINE_ASTERISK=system"):
        write_apt_state(tmp_path / "state", etc, os_release)
