"""Words on single transformers, cables and buses."""

from __future__ import annotations

ELEMENTS: dict[str, str] = {
    "elements_title": "Transformers and cables, the most relieved first",
    "elements_lead": (
        "{shown} of {all} elements. Temperature is a transformer's hot-spot or a cable's conductor."
    ),
    "elements_element": "Element",
    "elements_rating": "rating [kVA]",
    "elements_limit": "limit [%]",
    "elements_max": "highest [%]",
    "elements_p99": "P99 [%]",
    "elements_over_h": "over limit [h]",
    "elements_over_kvah": "over limit [kVAh]",
    "elements_degc": "warmest [°C]",
    "elements_points": "highest [points]",
    "elements_files": (
        "All elements, with P95, time above 80, 100 and 120 %, events, ageing, reverse flow and "
        "losses, are in alone/elements.parquet and together/elements.parquet of the run."
    ),
    "overload_hours_title": "When the overload is",
    "overload_hours_lead": (
        "Hours over the limit by month and local hour of the day, added over transformers and "
        "cables."
    ),
    "overload_hours_alt": "Hours over the limit by month and hour of the day, {operation}",
    "axis_hour_of_day": "hour of the day",
    "rules_title": "Voltage by the weekly rules",
    "rules_kept": (
        "{operation}: all {all} buses with a member keep the rules in every week ({weeks}); "
        "their voltage is {low} to {high} pu."
    ),
    "rules_failed": (
        "{operation}: {buses} of {all} buses with a member fail the rules; the worst, {worst}, "
        "in {failed} of {weeks} weeks, beyond 10 % in {outside} % of its worst week."
    ),
    "rules_lead": (
        "EN 50160 and Netcode 7.3: of the 10-minute means of a week 95 % within 10 % of "
        "nominal, all within +10 and -15 %. The steps of this run stand for those means: a "
        "proxy."
    ),
}
