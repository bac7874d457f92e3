"""Callers while they wait: rules over time that are the owner's to carry out, and what they hear over the music."""
