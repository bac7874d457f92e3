"""Migrations of all tables; ``hotline migrate`` brings the store to the newest."""
