"""Agents: their state in three parts, followed from Asterisk, and the commands that change it."""
