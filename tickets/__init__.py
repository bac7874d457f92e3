"""Tickets: contract, pre-fill, intake of drafts, hand-over, and the built-in ticket service."""
