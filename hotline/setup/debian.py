"""Debian packages that the product starts as programs of their own."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline.setup.stages import Outcome, SetupFailed, Stage, fingerprint, say

POLICY_FILE = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# Keeps packages from starting their services while the hotline is set up.\nexit 101\n"


@dataclass(frozen=True)
class DebianPackage:
    """A package, and the glob of a program by which its presence is known however it was installed."""

    name: str
    program: str
    needed_for: str

    def present(self) -> bool:
        """Tell whether the program is on this machine."""
        if self.program.startswith("/"):
            return any(Path("/").glob(self.program.lstrip("/")))
        return shutil.which(self.program) is not None


RUN_PACKAGES = (
    DebianPackage("redis-server", "redis-server", "wakes subscribers and carries jobs"),
    DebianPackage("sip-tester", "sipp", "places the calls of load tests and of the bench"),
    DebianPackage("ffmpeg", "ffmpeg", "converts recordings"),
)
TEST_PACKAGES = (
    DebianPackage("postgresql", "/usr/lib/postgresql/*/bin/initdb", "second database of the tests"),
    DebianPackage("chromium", "chromium", "browser tests and screenshots"),
    DebianPackage("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc", "Chinese in screenshots"),
)


def missing_packages(packages: tuple[DebianPackage, ...]) -> list[DebianPackage]:
    """Return those whose program is not here."""
    return [package for package in packages if not package.present()]


def install_command(packages: list[DebianPackage]) -> list[str]:
    """Return the command that installs them, to be run by root."""
    return ["apt-get", "install", "--yes", "--no-install-recommends", *(package.name for package in packages)]


def packages_stage(name: str, packages: tuple[DebianPackage, ...]) -> Stage:
    """Return the stage after which every program of `packages` is here; root installs, others are told how."""
    return Stage(
        name=name,
        title=f"Debian packages: {', '.join(package.name for package in packages)}",
        fingerprint=lambda: fingerprint(*(package.name for package in packages)),
        work=lambda: _install(packages),
        intact=lambda: not missing_packages(packages),
    )


def _install(packages: tuple[DebianPackage, ...]) -> Outcome:
    missing = missing_packages(packages)
    if not missing:
        return Outcome("all present")
    command = install_command(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        wanted = "\n".join(f"  {package.name}: {package.needed_for}" for package in missing)
        raise SetupFailed(f"these packages are missing:\n{wanted}\ninstall them: sudo {shlex.join(command)}")
    with services_held():
        first = _apt(command)
        if first.returncode != 0:
            say("      refreshing the package lists")
            _apt(["apt-get", "update"])
            first = _apt(command)
    if first.returncode != 0 or (still := missing_packages(packages)):
        names = ", ".join(package.name for package in (missing if first.returncode else still))
        reason = "\n".join(first.stderr.strip().splitlines()[-8:])
        raise SetupFailed(f"could not install {names} with `{shlex.join(command)}`:\n{reason}")
    return Outcome(f"installed {', '.join(package.name for package in missing)}", _archive_bytes(first.stdout))


def _apt(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    return subprocess.run(
        [command[0], "-q", *command[1:]],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def _archive_bytes(output: str) -> int:
    """Return the bytes named by apt's line `Need to get 1,234 kB of archives.` (or `1,234 kB/5,678 kB`)."""
    for line in output.splitlines():
        words = line.split()
        if line.startswith("Need to get") and len(words) > 4:
            unit = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}.get(words[4].split("/")[0], 0)
            return int(float(words[3].replace(",", "")) * unit)
    return 0


@contextmanager
def services_held(policy: Path = POLICY_FILE) -> Iterator[None]:
    """Keep packages from starting their services inside the block; a policy that is already there is left alone."""
    if policy.exists():
        yield
        return
    policy.write_text(POLICY_TEXT)
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)
