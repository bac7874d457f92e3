"""Calls with colleagues: sent on, asked before, three together, help from a supervisor."""
