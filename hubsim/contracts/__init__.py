"""Contracts with the grid operator: one file a form."""
