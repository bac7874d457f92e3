"""What a benchmark reports: figures beside those of a named peer, the machine and the load they were taken under."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("panoramisk", "sqlalchemy", "aiosqlite", "faster-whisper", "ctranslate2", "numpy")


def state_folder() -> Path:
    """Return the state folder of this copy: HOTLINE_VAR, or `var` of the checkout."""
    return (ROOT / os.environ.get("HOTLINE_VAR", "var")).resolve()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]


def processor_seconds(pid: int) -> float:
    """Return user and system time that a living process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _busy_seconds() -> float:
    """Return the time that all processors together have worked since the machine started."""
    fields = [int(text) for text in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def _own_seconds() -> float:
    """Return the time used by this process and all that descend from it, ended ones too."""
    used: dict[int, float] = {}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended meanwhile
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(int(text) for text in fields[11:15]) / TICKS
    family, grown = {os.getpid()}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(used.get(pid, 0.0) for pid in family)


@dataclass(frozen=True)
class Figure:
    """One line of the table; `peer` is None where nobody else measures this."""

    case: str
    what: str
    unit: str
    ours: float
    peer: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return self.ours / self.peer if self.peer else None


@dataclass
class Report:
    """Everything about one benchmark; `write` leaves it in `var/bench/<name>.json`."""

    name: str
    peer: str
    figures: list[Figure] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    load: dict[str, Any] = field(default_factory=dict)
    not_measured: list[str] = field(default_factory=list)

    def add(self, case: str, what: str, unit: str, ours: float, peer: float | None = None) -> None:
        """Add a line."""
        self.figures.append(Figure(case, what, unit, ours, peer))

    @contextmanager
    def case(self, case: str) -> Iterator[None]:
        """Go on with the next case when this one could not be measured; `write` then fails."""
        try:
            yield
        except Exception as error:  # whatever it was, the other cases can be measured
            self.not_measured.append(f"{case}: not measured, {type(error).__name__}: {error}")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note the load of the machine over the block, and how much of it was not ours."""
        began, busy, own = monotonic(), _busy_seconds(), _own_seconds()
        self.load["average_before"] = [round(value, 2) for value in os.getloadavg()]
        try:
            yield
        finally:
            seconds = monotonic() - began
            ours = (_own_seconds() - own) / seconds
            self.load |= {
                "average_after": [round(value, 2) for value in os.getloadavg()],
                "seconds": round(seconds, 1),
                "cores_used_by_us": round(ours, 2),
                "cores_used_by_others": round(max(0.0, (_busy_seconds() - busy) / seconds - ours), 2),
            }

    def write(self) -> Path:
        """Write the file and return its path; `AssertionError` when a case could not be measured."""
        folder = state_folder() / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        content = {
            "name": self.name,
            "measured_at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
            "commit": _commit(),
            "machine": machine(),
            "load": self.load,
            "versions": {"python": platform.python_version(), **_packages(), **self.versions},
            "peer": self.peer,
            "figures": [asdict(figure) | {"ratio": figure.ratio} for figure in self.figures],
            "details": self.details,
            "notes": self.notes + self.not_measured,
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        assert not self.not_measured, "; ".join(self.not_measured)
        return path


def machine() -> dict[str, Any]:
    """Return processor, cores, memory and kernel."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "processor": model[0].partition(": ")[2] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**20, 1),
        "kernel": platform.release(),
    }


def _packages() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + (" with changes" if changed else "")


def table(reports: Sequence[Report]) -> list[str]:
    """Return the lines of the one table."""
    rows = [("benchmark", "case", "figure", "ours", "peer", "ratio")]
    for report in reports:
        for figure in report.figures:
            peer = "" if figure.peer is None else _short(figure.peer)
            ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
            what = f"{figure.what}, {figure.unit}" if figure.unit else figure.what
            rows.append((report.name, figure.case, what, _short(figure.ours), peer, ratio))
    widths = [max(len(row[at]) for row in rows) for at in range(6)]
    lines = []
    for row in rows:
        left = [text.ljust(width) for text, width in zip(row[:3], widths[:3], strict=True)]
        right = [text.rjust(width) for text, width in zip(row[3:], widths[3:], strict=True)]
        lines.append("  ".join((*left, *right)).rstrip())
    lines.insert(1, "-" * max(len(line) for line in lines))
    for report in reports:
        load = report.load
        lines.append(
            f"{report.name}: peer is {report.peer}; {load.get('seconds', 0)} s, cores used by us"
            f" {load.get('cores_used_by_us', 0)}, by others {load.get('cores_used_by_others', 0)} of {os.cpu_count()}"
        )
        lines += [f"{report.name}: {note}" for note in report.notes + report.not_measured]
    return lines


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
