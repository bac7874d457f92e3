"""What takes real time has the switch and the house of the telephone tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "telephone"))
