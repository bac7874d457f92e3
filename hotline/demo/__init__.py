"""Phones made of software: they place and answer real SIP calls for the demonstration and the tests."""
