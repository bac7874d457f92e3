"""Tickets of the built-in ticket service over HTTP: for dispatchers, units, supervisors, agents and citizens."""
