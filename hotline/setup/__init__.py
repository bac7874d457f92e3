"""Turns a clean clone into a running hotline, in stages that may be interrupted and repeated."""
