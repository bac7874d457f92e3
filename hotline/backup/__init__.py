"""Backup and restore: database, what recordings there were, keys; taken while calls go on."""
