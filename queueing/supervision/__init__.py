"""Supervisors on agents' calls: monitor, whisper, barge, take over."""
