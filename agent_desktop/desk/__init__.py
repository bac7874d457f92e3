"""An agent's desktop: what it shows, what it is told as it happens, and what an agent may do there."""
