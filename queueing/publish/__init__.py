"""How published queue rules get to the switch, safely, and stay there (SWITCH section 5)."""
