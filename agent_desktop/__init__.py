"""HTTP for people and programs: agents, drafts, calls, health."""
