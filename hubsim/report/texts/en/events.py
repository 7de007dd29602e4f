"""Words on events, what relieved them, and peaks in agreed windows."""

from __future__ import annotations

EVENTS: dict[str, str] = {
    "events_title": "What was over its limit, and what relieved it",
    "events_missing": ("This run was stored without a list of events: run the scenario again."),
    "events_overload": (
        "{n} overloads alone, {alone} kVAh beyond the limits in all; {together} kVAh of it is "
        "left when the hub operates together: {relief} kVAh relieved."
    ),
    "events_voltage": (
        "{n} times a member's voltage is outside its limits alone, {alone} pu h; {together} pu "
        "h is left together."
    ),
    "events_no_overload": "No transformer or cable is over its limit, alone or together.",
    "events_no_voltage": "No member's voltage leaves its limits, alone or together.",
    "events_new": "{n} are new: they occur only together.",
    "events_is_new": "New together, by {kinds}",
    "events_kinds": "Overload relieved, by kind of asset",
    "events_members": "By member, {shown} of {all} that change something",
    "events_worst": "The heaviest events",
    "events_lead": (
        "{shown} of {all} events, those with most relief or aggravation; times are local."
    ),
    "events_files": (
        "All events and every asset's part: events.parquet and attribution.parquet of the run."
    ),
    "events_alone": "alone",
    "events_together": "together",
    "events_more": "... and {n} more; --csv FILE has all of them",
    "events_where": "Where",
    "events_from": "From",
    "events_duration": "Hours",
    "events_peak": "Worst",
    "events_beyond": "Beyond the limit",
    "events_by": "Relieved by",
    "events_network": "network",
    "events_not_split": "not split",
    "events_transformer": "Transformer",
    "events_line": "Cable",
    "events_voltage-low": "Low voltage at",
    "events_voltage-high": "High voltage at",
    "softener_title": "Is the hub a congestion softener?",
    "softener_hub": "the hub's connection",
    "softener_lowered": (
        "In the windows the peak at {where} is {peak_together} kW instead of {peak_alone} kW. "
        "On {lower} % of days it is lower; the day's peak falls by {p50} kW at the median, {p5} "
        "to {p95} kW from the 5th to the 95th percentile of days, at the least by {least} kW."
    ),
    "softener_sure": (
        "It falls by {least} kW or more on {reached} of {days} days: with {confidence} % "
        "confidence on at least {sure} % of such days."
    ),
    "softener_sure_any": (
        "It falls at all on {reached} of {days} days: with {confidence} % confidence on at "
        "least {sure} % of such days."
    ),
    "softener_outside": (
        "Outside the windows of those days the highest peak is {together} kW instead of {alone} "
        "kW; it is raised on {raised} % of days, on {new} % above anything of that day alone."
    ),
    "softener_lead": (
        "Whether a party is a congestion softener is decided by the network operator, and "
        "agreed by contract. Days are taken as independent draws; days in a cold spell are "
        "alike, so the bound is less sure than it reads. Every day is in softener.csv."
    ),
}
