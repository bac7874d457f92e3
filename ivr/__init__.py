"""Menus: the flow a caller walks through before the queue."""
