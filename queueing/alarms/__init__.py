"""Alarms by rule: what a supervisor has to see, and what another system is told by a signed hook."""
