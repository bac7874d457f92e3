"""One module a step; expand first, contract one release later (STORE section 4)."""
