"""Queue rules: what an administrator publishes, what it means in ``queues.conf``, and how it gets there safely."""
