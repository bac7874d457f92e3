"""The Asterisk Manager Interface: framing, typed events, actions, the client. AMI spellings end here."""
