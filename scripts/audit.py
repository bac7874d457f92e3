"""Compare the locks with what is known of weaknesses (OSV), by pip-audit.

    audit.py [--osv-url ADDRESS] [LOCK ...]

Ends with 1 where a package of a lock has a known weakness. Without a way to the advisories it says so and ends with 0:
nobody is kept from working because a network is missing, and whoever has one is told.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

LOCKS = [Path("requirements/runtime.lock"), Path("requirements/dev.lock")]
WITHIN_SECONDS = 120


def audit(lock: Path, osv_url: str | None) -> tuple[int, list[str]]:
    """Return how many packages were compared (0: there was no way to) and a line for each weakness."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--timeout", "5"]
    command += ["--requirement", str(lock), "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off"]
    command += ["--osv-url", osv_url] if osv_url else []
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_SECONDS, check=False).stdout
        packages = json.loads(said)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return 0, []
    compared = [package for package in packages if "vulns" in package]
    return len(compared), [
        f"{lock.name}: {package['name']} {package['version']}: {weakness['id']}, mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in compared
        for weakness in package["vulns"]
    ]


def main() -> int:
    """Compare; print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--osv-url", help="another place to ask")
    parser.add_argument("locks", nargs="*", type=Path, default=LOCKS)
    chosen = parser.parse_args()
    found: list[str] = []
    lines: list[str] = []
    for lock in chosen.locks:
        compared, weaknesses = audit(lock, chosen.osv_url)
        if compared == 0:
            lines.append(f"{lock.name}: not compared, the advisories cannot be reached from here")
            break
        lines.append(
            f"{lock.name}: {compared} packages compared with the advisories, {len(weaknesses)} known weaknesses"
        )
        found += weaknesses
    sys.stdout.write("".join(f"{line}\n" for line in (*lines, *found)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
