"""What every package stands on: settings, database, streams of events, crypto, clock, logs."""
