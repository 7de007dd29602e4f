"""Archetypes of Dutch streets: what `StreetPlan` takes where a scenario names one and says nothing else.

Assumed by us, each in the range of its kind: a station of the usual size, cables of the types of their
time, and today's demand without heat pumps and charging, so that the transformer is loaded 40 to 80 % and
no cable is overloaded at the coincident peak (Strand-Axelsson, see types/demand.csv). docs/street.md tells
the loading of each.
"""

from __future__ import annotations

from typing import Any

ARCHETYPES: dict[str, dict[str, Any]] = {
    # Narrow homes on both sides, half of the copper cables of its first decades still in the ground.
    "row-street-1930": {
        "transformer": "400 kVA 2009",
        "feeders": [42, 40, 40, 38, 36, 32],
        "spacing": "5.5 m",
        "trunk_homes": 20,
        "branches": 2,
        "old": "50 %",
        "service_length": "5 m",
        "dwellings": "average",
        "annual": "2600 kWh",
        "others": {
            "shop": {"feeder": 1, "at": "10 %", "size": "3x80 A", "peak": "22 kW"},
        },
    },
    # Single-family homes with front gardens around courts; cables of aluminium from the start.
    "suburb-1970": {
        "transformer": "400 kVA 2009",
        "feeders": [44, 42, 42, 40, 40],
        "spacing": "7 m",
        "trunk_homes": 20,
        "branches": 2,
        "old": "20 %",
        "old_trunk": "4x95 Al",
        "service_length": "8 m",
        "dwellings": "single-family",
        "annual": "3000 kWh",
        "others": {
            "school": {"feeder": 5, "at": "50 %", "size": "3x80 A", "peak": "28 kW"},
        },
    },
    # Blocks of eight homes behind one service cable, shops on the ground floor.
    "inner-city-flats": {
        "transformer": "630 kVA 2009",
        "feeders": [80, 80, 72, 72, 64, 64],
        "per_service": 8,
        "spacing": "12 m",
        "trunk_homes": 80,
        "branches": 0,
        "trunk": "4x150 Al",
        "service": "4x50 Al",
        "service_length": "6 m",
        "old": "40 %",
        "dwellings": "flats",
        "annual": "2000 kWh",
        "others": {
            "supermarket": {"feeder": 1, "at": "30 %", "size": "3x160 A", "peak": "60 kW"},
            "restaurant": {"feeder": 2, "at": "40 %", "size": "3x80 A", "peak": "25 kW"},
            "shop": {"feeder": 3, "at": "20 %", "size": "3x63 A", "peak": "14 kW"},
            "office": {"feeder": 4, "at": "50 %", "size": "3x125 A", "peak": "32 kW"},
        },
    },
    # Detached homes far apart on long feeders behind a small station.
    "village": {
        "transformer": "160 kVA 2009",
        "feeders": [20, 18, 16],
        "spacing": "22 m",
        "first": "60 m",
        "trunk_homes": 10,
        "branches": 2,
        "branch": "4x95 Al",
        "old": "40 %",
        "old_trunk": "4x95 Al",
        "service_length": "12 m",
        "dwellings": "detached",
        "annual": "3800 kWh",
        "others": {
            "farm": {"feeder": 1, "at": "100 %", "size": "3x80 A", "peak": "16 kW"},
            "sports-club": {"feeder": 3, "at": "50 %", "size": "3x63 A", "peak": "12 kW"},
        },
    },
    # Small firms in units side by side, a few larger ones with a cable of their own.
    "business-park": {
        "transformer": "630 kVA",
        "feeders": [10, 10, 8, 8],
        "spacing": "18 m",
        "first": "50 m",
        "trunk": "4x240 Al",
        "trunk_homes": 10,
        "branches": 0,
        "service": "4x50 Al",
        "service_length": "15 m",
        "old": "0 %",
        "new_size": "3x63 A",
        "peak": "7 kW",
        "others": {
            "workshop": {"feeder": 3, "at": "60 %", "size": "3x250 A", "peak": "65 kW"},
            "bakery": {"feeder": 4, "at": "40 %", "size": "3x160 A", "peak": "50 kW"},
        },
    },
}
