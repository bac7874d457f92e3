"""Which Asterisk runs: the system's own, or the private one unpacked under the state folder (SWITCH section 1)."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from foundation.errors import HotlineError
from hotline.setup.choices import SetupChoices

MINIMUM_VERSION = (20, 0)
"""Oldest major and minor that has every application the dialplan uses."""

_LOADERS = {
    "amd64": ("x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "arm64": ("aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}


class NoAsterisk(HotlineError):
    """No usable Asterisk was found; the text names the remedy."""

    code = "no_asterisk"


@dataclass(frozen=True)
class AsteriskInstall:
    """One Asterisk on this machine: how to start it and where its own files lie."""

    command: tuple[str, ...]
    """What stands before Asterisk's options: `[*command, "-f", "-C", conf]`, `[*command, "-C", conf, "-rx", "..."]`."""
    version: str
    """As `asterisk -V` says it, without the name: `22.10.1~dfsg+~cs6.16.60671435-1`."""
    modules_dir: Path
    """For `astmoddir`."""
    data_dir: Path
    """Asterisk's shipped data (documentation, keys, stock sounds): `astdatadir` unless ours stands in for it."""
    private: bool


def architecture() -> str:
    """Return Debian's name of this machine's architecture, such as `amd64`."""
    answer = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, timeout=10, check=True)
    return answer.stdout.strip()


def library_triplet(arch: str) -> str:
    """Return the folder name of libraries for a Debian architecture; `NoAsterisk` where no private root is known."""
    return _loader(arch)[0]


def private_command(root: Path, arch: str) -> tuple[str, ...]:
    """Return the command that starts the Asterisk unpacked in `root` through that root's own loader and libraries."""
    triplet, loader = _loader(arch)
    libraries = root / "usr/lib" / triplet
    return (
        str(libraries / loader),
        "--library-path",
        f"{libraries}:{libraries / 'asterisk'}",
        str(root / "usr/sbin/asterisk"),
    )


def parse_version(text: str) -> tuple[int, int] | None:
    """Return major and minor from the output of `asterisk -V`, `None` when it is not such an output."""
    found = re.search(r"Asterisk\s+(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def read_version(command: tuple[str, ...]) -> str | None:
    """Run `-V` and return the version text, `None` when the command does not run."""
    try:
        answer = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return None
    if answer.returncode != 0 or parse_version(answer.stdout) is None:
        return None
    return answer.stdout.strip().removeprefix("Asterisk").strip()


@lru_cache(maxsize=8)
def locate_asterisk(choices: SetupChoices | None = None) -> AsteriskInstall:
    """Return the Asterisk that `HOTLINE_ASTERISK` chooses: `system`, `private`, or `auto` (system first).

    Raises `NoAsterisk` when there is none; nothing is downloaded here.
    """
    choices = choices or SetupChoices()
    if choices.asterisk in ("auto", "system"):
        system = _system_install()
        if system is not None:
            return system
        if choices.asterisk == "system":
            raise NoAsterisk("HOTLINE_ASTERISK=system, but no asterisk >= 20 is on PATH: install one, or unset it")
    private = _private_install(choices.private_root())
    if private is None:
        raise NoAsterisk(f"no Asterisk is unpacked in {choices.private_root()}: run `make setup`")
    return private


def asterisk_command(choices: SetupChoices | None = None) -> list[str]:
    """Return the argv prefix that starts Asterisk; its options follow it."""
    return list(locate_asterisk(choices).command)


def asterisk_version(choices: SetupChoices | None = None) -> str:
    """Return the exact version of the Asterisk that `asterisk_command` starts."""
    return locate_asterisk(choices).version


def _loader(arch: str) -> tuple[str, str]:
    if arch not in _LOADERS:
        raise NoAsterisk(f"no private Asterisk for architecture {arch}: install a packaged asterisk >= 20")
    return _LOADERS[arch]


def _system_install() -> AsteriskInstall | None:
    binary = shutil.which("asterisk", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
    if binary is None:
        return None
    version = read_version((binary,))
    if version is None or (parse_version(f"Asterisk {version}") or (0, 0)) < MINIMUM_VERSION:
        return None
    prefix = Path(binary).parent.parent
    modules = [*prefix.glob("lib/*/asterisk/modules"), *prefix.glob("lib*/asterisk/modules")]
    data = [path for path in (prefix / "share/asterisk", Path("/var/lib/asterisk")) if path.is_dir()]
    if not modules or not data:
        return None
    return AsteriskInstall((binary,), version, modules[0], data[0], private=False)


def _private_install(root: Path) -> AsteriskInstall | None:
    arch = architecture()
    command = private_command(root, arch)
    if not Path(command[0]).exists():
        return None
    version = read_version(command)
    if version is None:
        return None
    modules = root / "usr/lib" / library_triplet(arch) / "asterisk/modules"
    return AsteriskInstall(command, version, modules, root / "usr/share/asterisk", private=True)
