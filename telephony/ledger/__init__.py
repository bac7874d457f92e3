"""The ledger: every telephony fact, written in groups, and the call tables that are made from it."""
