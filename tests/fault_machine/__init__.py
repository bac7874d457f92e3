"""Faults on purpose: proxies that spoil what crosses the network, a killer, random plans, promises that must hold."""
