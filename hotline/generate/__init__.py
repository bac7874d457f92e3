"""A city that does not exist: its units, and a year of its tickets, for demonstrations and measurements."""
