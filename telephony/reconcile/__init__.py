"""Compares the books that tell of the same calls, keeps what differs, and says so until it is explained or gone."""
