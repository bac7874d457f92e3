"""The rig of the telephone tests, for tests that take real time."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "telephone"))
