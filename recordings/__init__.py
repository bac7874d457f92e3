"""Recordings: found, verified, linked to their call, checksummed."""
