"""Every text a reader sees, in one place: another language is another dictionary."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # Operations and the two ways to say relief
    "alone": "Alone",
    "together": "Together",
    "relief": "Relief",
    "better": "better",
    "worse": "worse",
    "same": "same",
    "no_hub": "This layout has no hub: nothing is operated together, so nothing is relieved.",
    "by_rules": (
        "Together is by simple rules: everybody does what it does alone and gives way where a limit would"
        " break, without optimiser and without foresight."
    ),
    "same_trafo": "Alone and together, {what} over {its} limit {alone} h; highest {alone_max} %.",
    "same_lines": "The cables are over their limit {alone} h; highest loading {alone_max} %.",
    "same_none": (
        "No transformer or cable is over its limit; highest loading of {what} {alone_max} %."
    ),
    "relief_trafo": (
        "Together, {what} over {its} limit {together} h instead of {alone} h;"
        " highest loading {together_max} % instead of {alone_max} %."
    ),
    "relief_lines": (
        "The cables are over their limit {together} h instead of {alone} h;"
        " highest loading {together_max} % instead of {alone_max} %."
    ),
    "relief_none": (
        "No transformer or cable is over its limit, alone or together;"
        " highest loading of {what} {together_max} % instead of {alone_max} %."
    ),
    "unserved": (
        "Not served: {unmet_together} kWh unmet and {curtailed_together} kWh curtailed together,"
        " {unmet_alone} kWh and {curtailed_alone} kWh alone."
    ),
    "pareto_lead": (
        "The same layout planned at rising prices of {aim}, from none on the left; every point is a whole"
        " run, and the diamond is what members do alone."
    ),
    "pareto_knee": "Beyond the knee, at {price}, a little more of it costs much more.",
    "not_kept_title": "What the hub could not keep",
    "not_kept_lead": "Together, in the order of needs, network and contract; the worst of each.",
    "not_kept_none": "Every need, every limit of the network and the contract were kept together.",
    "not_kept_need": "Needs of {kind}: {energy} kWh not served.",
    "not_kept_loading": "{name}: over its limit for {hours} h, at most {peak} % on {when}.",
    "not_kept_voltage": "{name}: voltage outside its limits for {hours} h, at worst {volts} pu on {when}.",
    "not_kept_contract": (
        "Contract of the group: broken for {hours} h by {energy} kWh, at most {most} kW on {when}."
    ),
    "unconfirmed": (
        "In {windows} of {all} windows of the plan AC power flow still found a limit broken after the last"
        " correction; the overloads together tell where."
    ),
    "foresight": (
        "Planned on forecasts ({kind}): with everything known ahead, transformers would be over their"
        " limit {trafo_perfect} h instead of {trafo} h, cables {line_perfect} h instead of {line} h, and"
        " energy would cost {cost_perfect} EUR instead of {cost} EUR."
    ),
    "unserved_warning": (
        "Read the relief with care: together leaves {unmet} kWh more need unmet than alone."
        " Congestion that vanishes because a need was not met is not relief."
    ),
    "zero_sequence_assumed": (
        "The network gives no zero-sequence data of {elements} cables and transformers; they are assumed"
        " from their type, and with them what the phases do to one another."
    ),
    "curtailed_warning": "Together curtails {curtailed} kWh more generation than alone.",
    "unsolved": (
        "{alone} steps alone and {together} together have no power-flow solution. They are left out"
        " of the loading and voltage figures, which may therefore be too mild."
    ),
    "oscillating": (
        "Of those, {alone} steps alone and {together} together have a solution for fixed powers:"
        " under the control curves of the inverters the network comes to no rest."
    ),
    "synthetic": "Synthetic data: {names}",
    "no_synthetic": "No synthetic data",
    "transformer": "transformer {id}",
    "transformers": "the transformers",
    "is": "is",
    "are": "are",
    "its": "its",
    "their": "their",
    # Parts of the run page
    "network_title": "Where it is tight",
    "network_lead": (
        "Highest loading of every cable and transformer over the {days}, and highest and lowest"
        " voltage of every bus. Hover or tap for figures."
    ),
    "network_schematic": "The network has no coordinates: it is drawn as a tree, not to scale.",
    "network_north": "Drawn from its coordinates, north up. Cables are drawn as straight lines.",
    "network_demand": "Large circles are buses with connections. Coloured by the demand that the network"
    " itself gives, of one moment.",
    "network_no_demand": "Large circles are buses with connections. It gives no demand of its own.",
    "network_worst": "Most heavily loaded elements",
    "trafo_title": "Transformer loading",
    "trafo_time": "Over time",
    "trafo_duration": "Duration curve: how long the loading is at or above a value",
    "trafo_shown": "The {shown} most heavily loaded of {all} transformers are shown.",
    "group_title": "Exchange of the group with the grid",
    "group_lead": "Net power of all members together, against the contract where there is one.",
    "voltage_title": "Voltage",
    "voltage_lead": "From the lowest to the highest voltage of buses with members, at every step.",
    "missed_title": "What a balanced study of the same street misses",
    "missed_trips": (
        "With everyone alone, a balanced study sees inverters disconnected by their voltage"
        " {simple_voltage_trips} times and {simple_voltage_lost_kwh} kWh lost to it; phase by phase"
        " it is {voltage_trips} times and {voltage_lost_kwh} kWh."
    ),
    "missed_outside": (
        "With everyone alone, a balanced study sees voltages outside their limits for"
        " {simple_voltage_outside_h} h; phase by phase it is {voltage_outside_h} h."
    ),
    "missed_overload": (
        "With everyone alone, a balanced study sees the cables over their limit for"
        " {simple_line_overload_h} h and the transformers for {simple_trafo_overload_h} h; phase by"
        " phase it is {line_overload_h} h and {trafo_overload_h} h."
    ),
    "missed_voltage": (
        "With everyone alone, a balanced study sees voltages from {simple_vm_min_pu} to"
        " {simple_vm_max_pu} pu; phase by phase they run from {vm_min_pu} to {vm_max_pu} pu."
    ),
    "missed_neutral": (
        "A balanced study knows no current in the neutral; here it reaches {neutral} A in a cable,"
        " and at most {loading} % of the rating of its phases."
    ),
    "missed_lead": (
        "The same operation twice: with every phase alike, and with every connection on its own"
        " phase. Bold where the second differs."
    ),
    "missed_balanced": "balanced",
    "missed_phases": "three-phase",
    "phases_title": "The three phases of one bus",
    "phases_highest": (
        "{bus} on {day}, everyone alone: of all buses with members and all days, where a voltage"
        " comes nearest to its limit or goes furthest beyond it, here the upper one."
    ),
    "phases_lowest": (
        "{bus} on {day}, everyone alone: of all buses with members and all days, where a voltage"
        " comes nearest to its limit or goes furthest beyond it, here the lower one."
    ),
    "phase": "phase {phase}",
    "phase_mean": "mean",
    "neutral_title": "Current in the neutral that day",
    "neutral_lead": (
        "The highest of any cable at every step; a balanced study has none. Earth included."
    ),
    "day_title": "The worst day: {day}",
    "day_lead": "The day of the highest loading of any element when everyone acts alone.",
    "balance_title": "Who draws and feeds in, {operation}",
    "devices_title": "What the devices did that day",
    "devices_power": "{kind}, power",
    "devices_level": "{kind}, stored energy",
    "kpi_title": "All figures",
    "kpi_lead": (
        "Relief is alone minus together. The arrow shows where together went, the word whether that"
        " is better. Both operations serve the same needs in the same weather."
    ),
    "kpi_definitions": "What the figures mean",
    "unserved_title": "What was not met",
    "unserved_lead": "Energy over the whole horizon, by kind of asset [kWh].",
    "unserved_none": "Every need was met and no generation was curtailed, alone and together.",
    "unmet": "Unmet need",
    "curtailed": "Curtailed generation",
    "events_title": "The heaviest overloads",
    "events_lead": (
        "An event is an unbroken run of steps above the limit of {limit} %."
        " The {shown} with the most overload of {all} are listed."
    ),
    "events_none": "No element was above its limit of {limit} %, alone or together.",
    "provenance_title": "Where this comes from",
    "provenance_data": "Data",
    "provenance_run": "This run",
    "downsampled": "Long series are drawn with the minimum and maximum of every interval kept.",
    "no_script": "The charts need JavaScript; all figures are also in the tables of this page.",
    # Axes and legends
    "axis_loading": "loading [%]",
    "axis_hours": "hours at or above",
    "axis_kw": "drawn (+), fed in (\N{MINUS SIGN}) [kW]",
    "axis_power": "power [kW]",
    "axis_kwh": "stored [kWh]",
    "axis_voltage": "voltage [pu]",
    "axis_neutral": "neutral [A]",
    "limit": "limit {value}",
    "net": "net, all members",
    "contract_import": "contract, import",
    "contract_export": "contract, export",
    "drawn": "drawn",
    "fed_in": "fed in",
    "legend_loading": "Highest loading",
    "legend_bus": "bus",
    "legend_member": "bus with members",
    "legend_outside": "voltage outside limits",
    "legend_trafo": "transformer",
    "legend_unknown": "unknown or out of service",
    # Comparison
    "compare_title": "Layouts compared",
    "compare_reference": "{layout}, everyone alone",
    "compare_reference_note": "reference",
    "compare_lead": (
        "First column: the reference, {layout} with everyone acting alone. The other columns: each"
        " layout operated together. The best value of a row is marked, with what was not served."
    ),
    "bills_title": "Who gains, who loses, and why",
    "bills_lead": (
        "What is paid is positive. A part of a month is charged in part. Line by line:"
        " hubsim bills RUN --member NAME."
    ),
    "bills_shown": "Shown are {shown} of {all} members: who gains most and who loses most.",
    "business_title": "Business case, beside the same members alone",
    "bills_parties": "Paid to others",
    # Headroom
    "headroom_title": "How much more fits",
    "headroom_head": (
        "Added one after the other, {where}, until a limit is exceeded more than {risk} h a year;"
        " {days} days simulated for every number; together by {operation}."
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
        "At {growth} % more demand a year the network will do for {alone} years alone and {together}"
        " with the hub, by power flow of every year: {deferred} years deferred."
    ),
    "headroom_map": "How many {unit} fit at each bus together",
    "headroom_options": "Hub or copper",
    "headroom_prices": "Prices: {prices}.",
    "compare_best": "best",
    "compare_with": "with {unmet} kWh unmet, {curtailed} kWh curtailed",
    "compare_figures": "Side by side",
    "compare_bars": "In bars",
    "compare_duration": "Transformer loading, all layouts",
    "compare_maps": "Where it is tight, layout by layout",
    "compare_reports": "Full report of each layout",
    "compare_report": "Report",
    "compare_all": "All figures, operated together",
    "compare_sentence": (
        "{layout}: over the limit {together} h instead of {alone} h (transformer and cables),"
        " {cost} instead of {cost_alone}, {unmet} kWh unmet, {curtailed} kWh curtailed."
    ),
}

GROUPS: dict[str, tuple[str, ...]] = {
    "Congestion": (
        "trafo_overload_h", "line_overload_h", "trafo_loading_max_pct", "line_loading_max_pct",
        "overload_kvah", "overload_events", "longest_overload_h", "breach_kwh", "breach_h",
        "breach_steps", "breach_max_kw", "breach_months", "connection_breach_steps",
        "connection_breach_max_kva", "connections_breached", "unsolved_steps", "oscillating_steps",
    ),
    "Not served, and left in store": (
        "unmet_kwh", "curtailed_kwh", "stored_change_kwh", "stored_value_eur",
    ),
    "Voltage": (
        "vm_min_pu", "vm_max_pu", "voltage_outside_h", "voltage_trips", "voltage_tripped_h",
        "voltage_lost_kwh",
    ),
    "Between the phases": (
        "unbalance_max_pct", "unbalance_p95_pct", "unbalance_outside_h", "neutral_current_max_a",
        "neutral_loading_max_pct",
    ),
    "Exchange with the grid": (
        "peak_import_kw", "peak_export_kw", "reverse_flow_h", "loss_kwh",
    ),
    "Batteries": ("battery_cycles", "battery_life_used_pct"),
    "How much more fits": (
        "headroom_homes", "headroom_heat_pumps", "headroom_chargers", "headroom_pv_kwp",
    ),
    "Local energy": ("self_consumption_pct", "self_sufficiency_pct", "shared_kwh"),
    "Money and carbon": (
        "energy_cost_eur", "breach_cost_eur", "co2_kg", "gas_kwh", "heat_delivered_kwh",
    ),
}  # fmt: skip
"""Heading -> key figures under it; figures of no group follow under `OTHER_GROUP`."""

OTHER_GROUP = "Other figures"

KPIS: dict[str, tuple[str, str]] = {
    "trafo_loading_max_pct": (
        "Transformer, highest loading",
        "Largest winding current over its rated current, highest step and transformer.",
    ),
    "line_loading_max_pct": (
        "Cables, highest loading",
        "Larger current of a cable's two ends over its rating, highest step and cable.",
    ),
    "trafo_overload_h": (
        "Transformer over its limit",
        "Time during which at least one transformer is loaded above the limit.",
    ),
    "line_overload_h": (
        "Cables over their limit",
        "Time during which at least one cable is loaded above the limit.",
    ),
    "overload_kvah": (
        "Overload energy",
        "Apparent power above the limit, summed over time and elements.",
    ),
    "overload_events": (
        "Overload events",
        "Unbroken runs of steps in which an element is above its limit.",
    ),
    "longest_overload_h": ("Longest overload", "Duration of the longest overload event."),
    "vm_min_pu": (
        "Lowest voltage",
        "Lowest voltage of any bus with a member, relative to nominal.",
    ),
    "vm_max_pu": (
        "Highest voltage",
        "Highest voltage of any bus with a member, relative to nominal.",
    ),
    "voltage_outside_h": (
        "Voltage outside limits",
        "Time with a member's bus outside the scenario's limits; a proxy of the 10-minute rule.",
    ),
    "unbalance_max_pct": (
        "Voltage unbalance, highest",
        "Negative over positive sequence voltage of any bus with a member (EN 50160).",
    ),
    "unbalance_p95_pct": (
        "Voltage unbalance, 95 %",
        "Unbalance that 95 % of the worst week's steps keep to at the worst bus; EN 50160 allows 2 %.",
    ),
    "unbalance_outside_h": (
        "Unbalance above 2 %",
        "Time during which a bus with a member has a voltage unbalance above 2 %.",
    ),
    "neutral_current_max_a": (
        "Neutral, highest current",
        "Highest current in the neutral of any cable, earth included.",
    ),
    "neutral_loading_max_pct": (
        "Neutral, highest loading",
        "Current in the neutral over the rating of the cable's phases.",
    ),
    "voltage_trips": (
        "Inverters tripped",
        "How often an inverter was disconnected because of its voltage.",
    ),
    "voltage_tripped_h": (
        "Time tripped",
        "How long inverters were disconnected because of their voltage, summed over inverters.",
    ),
    "voltage_lost_kwh": (
        "Lost to voltage",
        "Energy that inverters could not feed in because of their voltage.",
    ),
    "loss_kwh": (
        "Network losses",
        "Energy lost in cables and transformers, over the steps with a solution.",
    ),
    "peak_import_kw": ("Peak import", "Highest net power that all members together draw."),
    "peak_export_kw": ("Peak export", "Highest net power that all members together feed in."),
    "reverse_flow_h": (
        "Reverse flow",
        "Time during which a transformer carries power from its low to its high side.",
    ),
    "self_consumption_pct": (
        "Self-consumption",
        "Local generation used within the hub in the same interval, over all local generation.",
    ),
    "self_sufficiency_pct": (
        "Self-sufficiency",
        "Local generation used within the hub in the same interval, over all use.",
    ),
    "shared_kwh": (
        "Shared energy",
        "What members received from one another, interval by interval.",
    ),
    "energy_cost_eur": (
        "Energy cost of all members",
        "What all members pay to suppliers, less what they are paid, with fees on shared energy.",
    ),
    "co2_kg": (
        "CO2 of grid energy",
        "Net energy the hub draws, times the emission factor of the grid.",
    ),
    "curtailed_kwh": (
        "Curtailed generation",
        "Generation that was available and was not used.",
    ),
    "unmet_kwh": (
        "Unmet need",
        "Energy that was asked for and not delivered (a heat pump's in heat).",
    ),
    "stored_change_kwh": (
        "Change in stored energy",
        "Energy in all stores at the end less that at the start; emptying stores is not a saving.",
    ),
    "gas_kwh": ("Gas burnt", "Gas of boilers and engines, upper heating value."),
    "heat_delivered_kwh": (
        "Heat delivered",
        "By-product heat of electrolysers that is sold to users outside the hub.",
    ),
    "battery_cycles": (
        "Full cycles of batteries",
        "Energy discharged over the energy of the battery, mean by energy.",
    ),
    "battery_life_used_pct": (
        "Battery life used",
        "Share of their life that cycles and time took, damages added, mean by energy.",
    ),
    "headroom_homes": ("Homes that still fit", "Until a limit is exceeded; median of the sitings."),
    "headroom_heat_pumps": (
        "Heat pumps that still fit",
        "Until a limit is exceeded; median of the sitings.",
    ),
    "headroom_chargers": (
        "Chargers that still fit",
        "Until a limit is exceeded; median of the sitings.",
    ),
    "headroom_pv_kwp": (
        "Panels that still fit",
        "Until a limit is exceeded; median of the sitings.",
    ),
    "stored_value_eur": ("Worth of that change", "The change in stored energy at its worth."),
    "breach_kwh": ("Beyond the contract", "Energy beyond the group's contract, both directions."),
    "breach_h": (
        "Time beyond the contract",
        "Time during which the members together are beyond the group's contract.",
    ),
    "breach_steps": (
        "Steps beyond the contract",
        "Number of steps in which the members together are beyond the group's contract.",
    ),
    "breach_max_kw": (
        "Furthest beyond the contract",
        "Highest net power beyond the group's contract, both directions.",
    ),
    "breach_months": ("Months with a breach", "Calendar months with a step beyond the contract."),
    "breach_cost_eur": (
        "Price of the breach",
        "Energy beyond the group's contract at the price that the contract says.",
    ),
    "connection_breach_steps": (
        "Steps beyond connections",
        "Steps in which a connection is beyond its size, summed over connections.",
    ),
    "connection_breach_max_kva": (
        "Furthest beyond a connection",
        "Highest apparent power beyond the size of a connection; by phase in a three-phase study.",
    ),
    "connections_breached": (
        "Connections beyond their size",
        "Connections that are beyond their phases and fuse at some step.",
    ),
    "oscillating_steps": (
        "Steps that oscillate",
        "Steps without a solution that have one for fixed powers: control curves come to no rest.",
    ),
    "unsolved_steps": (
        "Steps without a solution",
        "Steps for which the power flow has no solution; left out of all network figures.",
    ),
}
"""Key figure -> (label, definition)."""


def text(key: str, **values: object) -> str:
    """Return a text with its values filled in."""
    return TEXTS[key].format(**values) if values else TEXTS[key]


def kpi_label(name: str) -> str:
    """Return the label of a key figure, its own name when it is not known here."""
    return KPIS[name][0] if name in KPIS else name


def kpi_definition(name: str) -> str:
    """Return what a key figure means, empty when it is not known here."""
    return KPIS[name][1] if name in KPIS else ""


def kpi_groups(names: list[str]) -> list[tuple[str, list[str]]]:
    """Return the headings with those of `names` that stand under each; none is left out."""
    groups = [
        (heading, [name for name in members if name in names])
        for heading, members in GROUPS.items()
    ]
    grouped = {name for _, members in groups for name in members}
    groups.append((OTHER_GROUP, [name for name in names if name not in grouped]))
    return [(heading, members) for heading, members in groups if members]
