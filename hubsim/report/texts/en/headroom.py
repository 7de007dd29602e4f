"""Words on how much more fits."""

from __future__ import annotations

HEADROOM: dict[str, str] = {
    "headroom_title": "How much more fits",
    "headroom_head": (
        "Added one after the other, {where}, until a limit is exceeded more than {risk} h a "
        "year; {days} days simulated for every number; together {operation}."
    ),
    "headroom_where_random": "at connections in a drawn order ({n} draws)",
    "headroom_where_spread": "spread evenly over the connections",
    "headroom_where_worst": "all at the bus where fewest fit",
    "headroom_where_bus": "all at {bus}",
    "headroom_by_rules": "operated by rules",
    "headroom_by_optimise": "as the optimiser plans",
    "headroom_by_none": "without a hub",
    "headroom_released": (
        "{released} more {unit} fit with the hub: {together} together, {alone} alone."
    ),
    "headroom_alone": "{alone} {unit} fit before a limit is exceeded.",
    "headroom_alone_over": "No {unit} fit: the limits are exceeded already without any.",
    "headroom_over": (
        "{together} {unit} fit when operated together; with everyone alone the limits are exceeded "
        "already without any."
    ),
    "headroom_both_over": (
        "No {unit} fit: the limits are exceeded already without any, alone and together."
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
    "headroom_years_more": "{years} or more",
    "headroom_map": "How many {unit} fit at each bus together",
    "headroom_map_alt": "How many {unit} fit at each bus together: from {least} to {most}",
    "headroom_options": "Hub or copper",
    "headroom_eur": "€ once",
    "headroom_eur_year": "€ a year",
    "headroom_fit": "more {unit}",
    "headroom_way": "Option",
    "headroom_way_nothing": "As it is",
    "headroom_way_hub": "Hub",
    "headroom_way_copper": "Copper",
    "headroom_what_nothing": "everyone alone on the network of today",
    "headroom_what_hub": "devices operated together",
    "headroom_cable": "{metres} m of stronger cable",
    "headroom_trafo": "transformer {type}",
    "headroom_copper_none": "nothing is needed",
    "headroom_copper_short": "not enough with the known types",
    "headroom_prices": "Prices: {prices}. Their sources stand in headroom.json.",
    "headroom_price_cable": "low-voltage cable {value} €/m",
    "headroom_price_mv_cable": "medium-voltage cable {value} €/m",
    "headroom_price_transformer": "transformer {value} €/kVA",
    "headroom_price_lifetime": "life {value} years",
    "headroom_price_rate": "interest {value} %",
    "headroom_price_own": "{price} (given by the scenario)",
    "headroom_record": "Record: {file}",
    "copper_lead": (
        "To let in more, devices can be operated together, or the grid can be made stronger. "
        "Copper: the cables and transformers with which as much fits as with the hub, and nobody "
        "operates anything; what is overloaded today is cured with it. Costs of copper are "
        "public figures, without works on a station; those of the hub are without what it saves on "
        "bills. A dash: the scenario does not say it."
    ),
    "copper_per_kw": "{label}: {amount} {note}.",
}
