"""Demand made, not read: households, other members, trips of cars, heat and hot water, each from a seed."""
