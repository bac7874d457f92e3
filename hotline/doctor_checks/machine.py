"""The machine below the hotline: environment, packages, disk, clock, ports, secrets, model."""

import importlib.metadata
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foundation.disk import DiskLimits, Room, free_bytes
from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.setup.debian import RUN_PACKAGES, install_command, missing_packages
from hotline.setup.model import MODEL_SHA256, file_sha256
from hotline.setup.ready import ports_of
from hotline.setup.secrets import GENERATED
from hotline.setup.serve import running_pid

ZONE = "Asia/Shanghai"


def machine_checks(settings: Settings) -> list[Check]:
    """Return the checks that need no other process."""
    checks = [python_check(), packages_check(), disk_check(settings.var, settings.disk_limits)]
    checks += [zone_check(), secrets_check(settings.var)]
    checks.append(ports_check(settings))
    if settings.speech_engine == "whisper":
        checks.append(model_check(settings.model_folder))
    return checks


def python_check() -> Check:
    """Look for the installed product and its command."""
    found = f"Python {sys.version.split()[0]}"
    try:
        version = importlib.metadata.version("hotline12345")
    except importlib.metadata.PackageNotFoundError:
        return wrong("python", f"{found}, but the product is not installed", "run `make setup`", critical=True)
    if not Path(sys.executable).with_name("hotline").exists():
        return wrong("python", "the command `hotline` is missing", "run `make setup`", critical=True)
    return well("python", f"{found}, hotline12345 {version}", critical=True)


def packages_check() -> Check:
    """Look for the programs of other packages."""
    missing = missing_packages(RUN_PACKAGES)
    if missing:
        lacking = "; ".join(f"{package.name} ({package.needed_for})" for package in missing)
        return wrong("packages", f"missing: {lacking}", f"sudo {' '.join(install_command(missing))}")
    return well("packages", ", ".join(package.name for package in RUN_PACKAGES))


def disk_check(folder: Path, limits: DiskLimits, free: int | None = None) -> Check:
    """Compare the free space at the state folder with what recordings need."""
    if free is None:
        free = free_bytes(folder)
    room = limits.room(free)
    message = f"{free / 1e9:.1f} GB free at {folder}"
    if room is Room.full:
        message += ", calls are not recorded"
    if room is not Room.enough:
        remedy = "free space, shorten the retention of recordings, or move HOTLINE_VAR to a larger disk"
        return wrong("disk", message, remedy, critical=room is Room.full)
    return well("disk", message)


def zone_check() -> Check:
    """Look for the time zone, and for a clock that was never set."""
    try:
        local = datetime.now(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:
        return wrong("clock", f"the zone {ZONE} is not known", "run `make setup`: the package tzdata is missing")
    if datetime.now(UTC).year < 2026:
        return wrong(
            "clock", f"the clock says {local:%Y-%m-%d}", "set the clock, better let NTP keep it", critical=True
        )
    return well("clock", f"{local:%Y-%m-%d %H:%M:%S} {ZONE} (system zone {time.tzname[0]})")


def secrets_check(var: Path) -> Check:
    """Look for each secret and at who may read it."""
    folder = var / "secrets"
    missing = [name for name in GENERATED if not (folder / name).is_file()]
    if missing:
        remedy = "run `make setup`; on a restored machine bring data_key and lookup_key back from their backup first"
        return wrong("secrets", f"missing in {folder}: {', '.join(missing)}", remedy, critical=True)
    open_to_others = [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]
    if open_to_others or folder.stat().st_mode & 0o077:
        return wrong("secrets", f"others may read {folder}", f"chmod -R go= {folder}")
    return well("secrets", f"{len(list(folder.iterdir()))} in {folder}", critical=True)


def ports_check(settings: Settings) -> Check:
    """Compare the ports with whether the hotline runs: all taken while it does, all free while it does not."""
    uses = ports_of(settings)
    taken = [use for use in uses if not use.free()]
    if running_pid(settings.var) is None:
        if taken:
            named = ", ".join(f"{use.setting}={use.port}" for use in taken)
            return wrong("ports", f"not running, but in use: {named}", "stop the other program, or change the setting")
        return well("ports", "not running; all ports are free")
    closed = [f"{use.setting}={use.port}" for use in uses if use not in taken]
    if closed:
        remedy = f"a process is not up: see {settings.var / 'log'}"
        return wrong("ports", f"nothing listens on {', '.join(closed)}", remedy)
    return well("ports", ", ".join(f"{use.setting.removeprefix('HOTLINE_')}={use.port}" for use in uses))


def model_check(folder: Path) -> Check:
    """Verify the recogniser's weights; without them forms stay empty and calls go on."""
    weights = folder / "model.bin"
    if not weights.is_file():
        return wrong("speech model", f"{weights} is missing", "run `make setup`, or set HOTLINE_SPEECH_MODEL")
    shipped = folder.name == "whisper-base" and folder.parent.name == "models"
    if shipped and file_sha256(weights) != MODEL_SHA256:
        return wrong("speech model", f"{weights} is damaged", f"remove {folder} and run `make setup`")
    return well("speech model", f"{folder.name}, {'checksum verified' if shipped else 'supplied by the operator'}")
