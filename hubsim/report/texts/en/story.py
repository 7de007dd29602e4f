"""Sentences: what a run says of itself."""

from __future__ import annotations

STORY: dict[str, str] = {
    "alone": "Alone",
    "together": "Together",
    "relief": "Relief",
    "better": "better",
    "worse": "worse",
    "same": "same",
    "no_hub": "This layout has no hub: nothing is operated together, so nothing is relieved.",
    "by_rules": (
        "Together is by simple rules: everybody does what it does alone and gives way where a"
        " limit would break, without optimiser and without foresight."
    ),
    "same_trafo": ("Alone and together, {what} over {its} limit {alone} h; highest {alone_max} %."),
    "same_lines": "The cables are over their limit {alone} h; highest loading {alone_max} %.",
    "same_none": (
        "No transformer or cable is over its limit; highest loading of {what} {alone_max} %."
    ),
    "relief_trafo": (
        "Together, {what} over {its} limit {together} h instead of {alone} h; highest loading"
        " {together_max} % instead of {alone_max} %."
    ),
    "relief_lines": (
        "The cables are over their limit {together} h instead of {alone} h; highest loading"
        " {together_max} % instead of {alone_max} %."
    ),
    "relief_none": (
        "No transformer or cable is over its limit, alone or together; highest loading of"
        " {what} {together_max} % instead of {alone_max} %."
    ),
    "unserved": (
        "Not served: {unmet_together} kWh unmet and {curtailed_together} kWh curtailed"
        " together, {unmet_alone} kWh and {curtailed_alone} kWh alone."
    ),
    "not_kept_title": "What the hub could not keep",
    "not_kept_lead": "Together, in the order of needs, network and contract; the worst of each.",
    "not_kept_none": (
        "Every need, every limit of the network and the contract were kept together."
    ),
    "not_kept_need": "Needs of {kind}: {energy} kWh not served.",
    "not_kept_loading": "{name}: over its limit for {hours} h, at most {peak} % on {when}.",
    "not_kept_voltage": (
        "{name}: voltage outside its limits for {hours} h, at worst {volts} pu on {when}."
    ),
    "not_kept_contract": (
        "Contract of the group: broken for {hours} h by {energy} kWh, at most {most} kW on {when}."
    ),
    "unconfirmed": (
        "In {windows} of {all} windows of the plan AC power flow still found a limit broken"
        " after the last correction; the overloads together tell where."
    ),
    "foresight": (
        "Planned on forecasts ({kind}): with everything known ahead, transformers would be"
        " over their limit {trafo_perfect} h instead of {trafo} h, cables {line_perfect} h"
        " instead of {line} h, and energy would cost {cost_perfect} EUR instead of {cost}"
        " EUR."
    ),
    "unserved_warning": (
        "Read the relief with care: together leaves {unmet} kWh more need unmet than alone."
        " Congestion that vanishes because a need was not met is not relief."
    ),
    "zero_sequence_assumed": (
        "The network gives no zero-sequence data of {elements} cables and transformers; they"
        " are assumed from their type, and with them what the phases do to one another."
    ),
    "curtailed_warning": "Together curtails {curtailed} kWh more generation than alone.",
    "unsolved": (
        "{alone} steps alone and {together} together have no power-flow solution. They are"
        " left out of the loading and voltage figures, which may therefore be too mild."
    ),
    "oscillating": (
        "Of those, {alone} steps alone and {together} together have a solution for fixed"
        " powers: under the control curves of the inverters the network comes to no rest."
    ),
    "synthetic": "Synthetic data: {names}",
    "no_synthetic": "No synthetic data",
    "transformer": "transformer {id}",
    "transformers": "the transformers",
    "is": "is",
    "are": "are",
    "its": "its",
    "their": "their",
    "missed_trips": (
        "With everyone alone, a balanced study sees inverters disconnected by their voltage"
        " {simple_voltage_trips} times and {simple_voltage_lost_kwh} kWh lost to it; phase by"
        " phase it is {voltage_trips} times and {voltage_lost_kwh} kWh."
    ),
    "missed_outside": (
        "With everyone alone, a balanced study sees voltages outside their limits for"
        " {simple_voltage_outside_h} h; phase by phase it is {voltage_outside_h} h."
    ),
    "missed_overload": (
        "With everyone alone, a balanced study sees the cables over their limit for"
        " {simple_line_overload_h} h and the transformers for {simple_trafo_overload_h} h;"
        " phase by phase it is {line_overload_h} h and {trafo_overload_h} h."
    ),
    "missed_voltage": (
        "With everyone alone, a balanced study sees voltages from {simple_vm_min_pu} to"
        " {simple_vm_max_pu} pu; phase by phase they run from {vm_min_pu} to {vm_max_pu} pu."
    ),
    "missed_neutral": (
        "A balanced study knows no current in the neutral; here it reaches {neutral} A in a"
        " cable, and at most {loading} % of the rating of its phases."
    ),
    "phases_highest": (
        "{bus} on {day}, everyone alone: of all buses with members and all days, where a"
        " voltage comes nearest to its limit or goes furthest beyond it, here the upper one."
    ),
    "phases_lowest": (
        "{bus} on {day}, everyone alone: of all buses with members and all days, where a"
        " voltage comes nearest to its limit or goes furthest beyond it, here the lower one."
    ),
    "day_one": "1 day",
    "day_many": "{days} days",
    "horizon_one": "{days}, {first}, steps of {minutes} min",
    "horizon_many": "{days}, {first} to {last}, steps of {minutes} min",
    "said_layout": ", layout {layout}",
    "said_worst": "worst: {element}, {loading}, {when} ({zone})",
    "said_worst_none": "worst element: none",
    "said_both": "alone {alone}; together {together}",
    "said_voltage": "Voltage",
    "said_cost": "Cost",
    "said_shared": "Shared",
    "said_bills": "Bills",
    "said_room": "Room",
    "said_range": "{low} to {high} ({outside} outside limits)",
    "said_not_kept": "Not kept: {sentence}",
    "said_note": "Note: {warning}",
    "said_report": "Report: {file}",
    "said_comparison": "Comparison: {file}",
    "said_curve": "Curve: {file}",
}
