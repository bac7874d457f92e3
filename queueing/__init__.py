"""Agents and the queues they serve: the truth about who is there, who rings, who talks."""
