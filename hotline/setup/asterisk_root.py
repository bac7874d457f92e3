"""Unpacks Debian's Asterisk and everything it links to into one folder, without touching the system.

Debian 12 has no asterisk package, its unstable suite has. A private apt state (own lists, status and cache, the archive
taken from the machine's own sources) fetches it, `dpkg-deb` unpacks it, and it is started through its own loader.
What was unpacked once is kept: unstable moves, and any version >= 20 is accepted.
"""

import os
import shutil
import subprocess
from pathlib import Path

from hotline.setup.apt_sources import main_archive, read_sources, release_codename, render_source
from hotline.setup.asterisk import (
    MINIMUM_VERSION,
    AsteriskInstall,
    NoAsterisk,
    architecture,
    locate_asterisk,
    parse_version,
    private_command,
    read_version,
)
from hotline.setup.choices import SetupChoices
from hotline.setup.stages import Outcome, SetupFailed, Stage, exclusive, fingerprint, replaced_folder, say

SUITE = "unstable"
LAYOUT = 1
"""Raised when what this module unpacks changes, so that older roots are made again."""


def asterisk_stage(choices: SetupChoices) -> Stage:
    """Return the stage after which `locate_asterisk` finds an Asterisk."""
    return Stage(
        name="asterisk",
        title="Asterisk",
        fingerprint=lambda: fingerprint(LAYOUT, choices.asterisk, choices.asterisk_home()),
        work=lambda: _provide(choices),
        intact=lambda: _find(choices) is not None,
    )


def _find(choices: SetupChoices) -> AsteriskInstall | None:
    locate_asterisk.cache_clear()
    try:
        return locate_asterisk(choices)
    except NoAsterisk:
        return None


def _provide(choices: SetupChoices) -> Outcome:
    with exclusive(choices.asterisk_home() / "lock", "another copy is unpacking this Asterisk; waiting for it"):
        found = _find(choices)
        fetched = 0
        if found is None and choices.asterisk == "system":
            raise SetupFailed("HOTLINE_ASTERISK=system, but no asterisk >= 20 is on PATH: install one, or unset it")
        if found is None:
            fetched = unpack_private_root(choices)
            found = _find(choices)
    if found is None:
        raise SetupFailed(f"the Asterisk in {choices.private_root()} does not run: remove that folder and start again")
    kind = "private copy" if found.private else "the system's own"
    return Outcome(f"Asterisk {found.version} ({kind})", fetched)


def unpack_private_root(choices: SetupChoices) -> int:
    """Download and unpack Asterisk into `choices.private_root()`; return the bytes fetched."""
    arch = architecture()
    configuration = write_apt_state(choices.asterisk_home() / "apt", Path("/etc/apt"), Path("/etc/os-release"))
    archives = choices.asterisk_home() / "apt/cache/archives"
    say(f"      reading the package lists of Debian {SUITE}")
    _apt(configuration, "update", seconds=600)
    say("      downloading asterisk and what it links to (about 80 MB)")
    _apt(configuration, "--yes", "--download-only", "install", "asterisk", seconds=1800)
    packages = sorted(archives.glob("*.deb"))
    fetched = sum(package.stat().st_size for package in packages)
    fetched += sum(file.stat().st_size for file in (choices.asterisk_home() / "apt/lists").glob("*_*"))
    say(f"      unpacking {len(packages)} packages")
    with replaced_folder(choices.private_root()) as root:
        for package in packages:
            subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True, timeout=120)
        for name in ("lib", "lib64", "bin", "sbin"):
            if not (root / name).exists():
                (root / name).symlink_to(f"usr/{name}")
        version = read_version(private_command(root, arch))
        if version is None or (parse_version(f"Asterisk {version}") or (0, 0)) < MINIMUM_VERSION:
            raise SetupFailed(f"the unpacked Asterisk does not run or is too old ({version or 'no version'})")
    shutil.rmtree(choices.asterisk_home() / "apt")
    return fetched


def write_apt_state(state: Path, etc_apt: Path, os_release: Path) -> Path:
    """Write a private apt state below `state` and return its configuration file.

    The configuration adds to the machine's own (proxy, certificates), and keeps apt from its lists, status, cache and
    preferences. Raises `SetupFailed` when the machine's sources name no Debian archive.
    """
    release = release_codename(os_release.read_text()) if os_release.exists() else ""
    archive = main_archive(read_sources(etc_apt), release)
    if archive is None:
        raise SetupFailed(
            f"no Debian archive with the suite {release or 'stable'} stands in {etc_apt}: install a packaged "
            "asterisk >= 20 and set HOTLINE_ASTERISK=system, or point HOTLINE_ASTERISK_ROOT at an unpacked one"
        )
    for folder in ("lists/partial", "cache/archives/partial", "parts", "preferences.d"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (state / "status").write_text("")
    (state / "sources.list").write_text(render_source(archive, SUITE))
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::State::extended_states": state / "extended_states",
        "Dir::Cache": state / "cache",
        "Dir::Cache::archives": state / "cache/archives",
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": state / "parts",
        "Dir::Etc::preferences": state / "preferences",
        "Dir::Etc::preferencesparts": state / "preferences.d",
        "Dir::Log": state,
        "APT::Install-Recommends": "false",
        "APT::Keep-Downloaded-Packages": "true",
        "APT::Sandbox::User": _user_name(),
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "true",
    }
    configuration = state / "apt.conf"
    hooks = "".join(
        f"#clear {hook};\n"
        for hook in ("APT::Update::Post-Invoke-Success", "DPkg::Post-Invoke", "APT::Update::Post-Invoke")
    )
    configuration.write_text(hooks + "".join(f'{name} "{value}";\n' for name, value in settings.items()))
    return configuration


def _user_name() -> str:
    return "root" if os.geteuid() == 0 else ""


def _apt(configuration: Path, *arguments: str, seconds: int) -> None:
    command = ["apt-get", "-q", "-c", str(configuration), *arguments]
    answer = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"LC_ALL": "C"},
    )
    if answer.returncode != 0:
        reason = "\n".join((answer.stderr or answer.stdout).strip().splitlines()[-12:])
        raise SetupFailed(
            f"`{' '.join(command)}` failed; check that this machine reaches its Debian archive:\n{reason}"
        )
