"""Sharing rules: who gets the energy that members exchange within the hub."""
