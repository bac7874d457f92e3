"""The audit of the locks, against advisories of a server of the test's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parents[3]
WEAK = {
    "id": "TEST-1",
    "summary": "an invented weakness",
    "affected": [
        {
            "package": {"name": "idna", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999"}]}],
        }
    ],
}


class Advisories(BaseHTTPRequestHandler):
    """Knows one weakness, of one package."""

    weak: str | None = None

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"vulns": [WEAK]} if asked["package"]["name"] == self.weak else {}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def advisories(weak: str | None) -> Iterator[str]:
    """Serve advisories on the loopback; yield their address."""
    handler = type("Advisories", (Advisories,), {"weak": weak})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def audit(address: str, lock: Path) -> tuple[int, str]:
    """Run it as `make check` does."""
    command = [sys.executable, str(ROOT / "scripts" / "audit.py"), "--osv-url", address, str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return done.returncode, done.stdout


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Return a lock of two packages."""
    path = tmp_path / "some.lock"
    digest = "0" * 64
    path.write_text(f"idna==3.10 --hash=sha256:{digest}\ncertifi==2026.1.1 --hash=sha256:{digest}\n")
    return path


def test_a_package_with_a_known_weakness_is_named(lock: Path) -> None:
    with advisories("idna") as address:
        code, said = audit(address, lock)
    assert code == 1
    assert "some.lock: idna 3.10: TEST-1, mended in 999" in said


def test_packages_without_one_pass(lock: Path) -> None:
    with advisories(None) as address:
        assert audit(address, lock) == (
            0,
            "some.lock: 2 packages compared with the advisories, 0 known weaknesses\n",
        )


def test_without_a_way_to_the_advisories_it_says_so(lock: Path) -> None:
    with advisories(None) as address:
        pass
    assert audit(address, lock) == (0, "some.lock: not compared, the advisories cannot be reached from here\n")
