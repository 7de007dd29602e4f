"""Scenario text -> a checked, resolved scenario -> a plan of arrays."""
