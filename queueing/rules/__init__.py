"""Queue rules: what an administrator decides, what it means at a moment, and what the switch is told of it (pure)."""
