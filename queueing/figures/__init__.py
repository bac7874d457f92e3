"""Figures of calls, queues and agents: one dictionary of metrics, counted from the same ledger wherever they stand."""
