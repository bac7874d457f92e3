"""The 12345 hotline put together: command line, wiring, processes, setup, doctor."""
