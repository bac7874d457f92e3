"""The supervisors' wall: queues, agents, callers who wait and the line's figures, by one socket."""
