"""The switch as we see it: AMI, calls, the ledger, the owner's lease, phone numbers."""
