"""Words on how much more fits."""

from __future__ import annotations

HEADROOM: dict[str, str] = {
    "headroom_title": "How much more fits",
    "headroom_head": (
        "Added one after the other, {where}, until a limit is exceeded more than {risk} h a "
        "year; {days} days simulated for every number; together by {operation}."
    ),
    "headroom_released": (
        "{released} more {unit} fit with the hub: {together} together, {alone} alone."
    ),
    "headroom_over": (
        "{together} more {unit} fit together; alone the limits are exceeded already without any."
    ),
    "headroom_binds": "what binds with one more (limit)",
    "headroom_most": "nothing, up to the number looked for",
    "headroom_transformer": "transformer",
    "headroom_line": "cable",
    "headroom_voltage": "voltage at",
    "headroom_no_solution": "no power flow solution",
    "headroom_need": "{value} more stays unserved than allowed",
    "headroom_years": (
        "At {growth} % more demand a year the network will do for {alone} years alone and "
        "{together} with the hub, by power flow of every year: {deferred} years deferred."
    ),
    "headroom_map": "How many {unit} fit at each bus together",
    "headroom_options": "Hub or copper",
    "headroom_prices": "Prices: {prices}.",
}
