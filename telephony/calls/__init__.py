"""Calls: what the events of one call add up to."""
