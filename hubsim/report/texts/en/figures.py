"""Key figures: label and definition."""

from __future__ import annotations

FIGURES: dict[str, tuple[str, str]] = {
    "trafo_loading_max_pct": (
        "Transformer, highest loading",
        ("Largest winding current over its rated current, highest step and transformer."),
    ),
    "line_loading_max_pct": (
        "Cables, highest loading",
        ("Larger current of a cable's two ends over its rating, highest step and cable."),
    ),
    "trafo_overload_h": (
        "Transformer over its limit",
        ("Time during which at least one transformer is loaded above the limit."),
    ),
    "line_overload_h": (
        "Cables over their limit",
        ("Time during which at least one cable is loaded above the limit."),
    ),
    "overload_kvah": (
        "Overload energy",
        ("Apparent power above the limit, summed over time and elements."),
    ),
    "overload_events": (
        "Overload events",
        ("Unbroken runs of steps in which an element is above its limit."),
    ),
    "longest_overload_h": ("Longest overload", "Duration of the longest overload event."),
    "vm_min_pu": (
        "Lowest voltage",
        ("Lowest voltage of any bus with a member, relative to nominal."),
    ),
    "vm_max_pu": (
        "Highest voltage",
        ("Highest voltage of any bus with a member, relative to nominal."),
    ),
    "voltage_outside_h": (
        "Voltage outside limits",
        ("Time with a member's bus outside the scenario's limits; a proxy of the 10-minute rule."),
    ),
    "unbalance_max_pct": (
        "Voltage unbalance, highest",
        ("Negative over positive sequence voltage of any bus with a member (EN 50160)."),
    ),
    "unbalance_p95_pct": (
        "Voltage unbalance, 95 %",
        (
            "Unbalance that 95 % of the worst week's steps keep to at the worst bus; EN 50160"
            " allows 2 %."
        ),
    ),
    "unbalance_outside_h": (
        "Unbalance above 2 %",
        ("Time during which a bus with a member has a voltage unbalance above 2 %."),
    ),
    "neutral_current_max_a": (
        "Neutral, highest current",
        ("Highest current in the neutral of any cable, earth included."),
    ),
    "neutral_loading_max_pct": (
        "Neutral, highest loading",
        ("Current in the neutral over the rating of the cable's phases."),
    ),
    "voltage_trips": (
        "Inverters tripped",
        ("How often an inverter was disconnected because of its voltage."),
    ),
    "voltage_tripped_h": (
        "Time tripped",
        ("How long inverters were disconnected because of their voltage, summed over inverters."),
    ),
    "voltage_lost_kwh": (
        "Lost to voltage",
        ("Energy that inverters could not feed in because of their voltage."),
    ),
    "loss_kwh": (
        "Network losses",
        ("Energy lost in cables and transformers, over the steps with a solution."),
    ),
    "peak_import_kw": ("Peak import", ("Highest net power that all members together draw.")),
    "peak_export_kw": ("Peak export", ("Highest net power that all members together feed in.")),
    "reverse_flow_h": (
        "Reverse flow",
        ("Time during which a transformer carries power from its low to its high side."),
    ),
    "self_consumption_pct": (
        "Self-consumption",
        ("Local generation used within the hub in the same interval, over all local generation."),
    ),
    "self_sufficiency_pct": (
        "Self-sufficiency",
        ("Local generation used within the hub in the same interval, over all use."),
    ),
    "shared_kwh": (
        "Shared energy",
        ("What members received from one another, interval by interval."),
    ),
    "energy_cost_eur": (
        "Energy cost of all members",
        ("What all members pay to suppliers, less what they are paid, with fees on shared energy."),
    ),
    "co2_kg": (
        "CO2 of grid energy",
        ("Net energy the hub draws, times the emission factor of the grid."),
    ),
    "curtailed_kwh": ("Curtailed generation", ("Generation that was available and was not used.")),
    "unmet_kwh": (
        "Unmet need",
        ("Energy that was asked for and not delivered (a heat pump's in heat)."),
    ),
    "stored_change_kwh": (
        "Change in stored energy",
        (
            "Energy in all stores at the end less that at the start; emptying stores is not a"
            " saving."
        ),
    ),
    "gas_kwh": ("Gas burnt", ("Gas of boilers and engines, upper heating value.")),
    "heat_delivered_kwh": (
        "Heat delivered",
        ("By-product heat of electrolysers that is sold to users outside the hub."),
    ),
    "battery_cycles": (
        "Full cycles of batteries",
        ("Energy discharged over the energy of the battery, mean by energy."),
    ),
    "battery_life_used_pct": (
        "Battery life used",
        ("Share of their life that cycles and time took, damages added, mean by energy."),
    ),
    "stored_value_eur": ("Worth of that change", "The change in stored energy at its worth."),
    "breach_kwh": ("Beyond the contract", ("Energy beyond the group's contract, both directions.")),
    "breach_h": (
        "Time beyond the contract",
        ("Time during which the members together are beyond the group's contract."),
    ),
    "breach_steps": (
        "Steps beyond the contract",
        ("Number of steps in which the members together are beyond the group's contract."),
    ),
    "breach_max_kw": (
        "Furthest beyond the contract",
        ("Highest net power beyond the group's contract, both directions."),
    ),
    "breach_months": ("Months with a breach", ("Calendar months with a step beyond the contract.")),
    "breach_cost_eur": (
        "Price of the breach",
        ("Energy beyond the group's contract at the price that the contract says."),
    ),
    "connection_breach_steps": (
        "Steps beyond connections",
        ("Steps in which a connection is beyond its size, summed over connections."),
    ),
    "connection_breach_max_kva": (
        "Furthest beyond a connection",
        (
            "Highest apparent power beyond the size of a connection; by phase in a three-phase"
            " study."
        ),
    ),
    "connections_breached": (
        "Connections beyond their size",
        ("Connections that are beyond their phases and fuse at some step."),
    ),
    "oscillating_steps": (
        "Steps that oscillate",
        (
            "Steps without a solution that have one for fixed powers: control curves come to no"
            " rest."
        ),
    ),
    "unsolved_steps": (
        "Steps without a solution",
        ("Steps for which the power flow has no solution; left out of all network figures."),
    ),
    "overload_h": (
        "Anything over its limit",
        ("Time during which at least one transformer or cable is loaded above the limit."),
    ),
    "within_limits_pct": (
        "Time within all limits",
        (
            "Share of the time in which every transformer and cable is within its loading limit"
            " and every bus with a member within its voltage limits."
        ),
    ),
    "net_zero_pct": (
        "Net-zero share",
        ("Local generation over local use, each summed over the whole horizon, whenever it was."),
    ),
    "trafo_loading_p99_pct": (
        "Transformer, loading 1 % of the time",
        "P99: loading that the transformer with the highest exceeds in 1 % of the steps.",
    ),
    "trafo_loading_p95_pct": (
        "Transformer, loading 5 % of the time",
        "P95: loading that the transformer with the highest exceeds in 5 % of the steps.",
    ),
    "line_loading_p99_pct": (
        "Cables, loading 1 % of the time",
        "P99: loading that the cable with the highest exceeds in 1 % of the steps.",
    ),
    "line_loading_p95_pct": (
        "Cables, loading 5 % of the time",
        "P95: loading that the cable with the highest exceeds in 5 % of the steps.",
    ),
    "trafo_hot_spot_max_degc": (
        "Transformer, highest hot-spot",
        (
            "Hottest place of a winding by IEC 60076-7, highest step and transformer; normal paper "
            "bears 98."
        ),
    ),
    "trafo_ageing_days": (
        "Transformer, life used",
        (
            "Ageing of the paper by IEC 60076-7, in days at its rated hot-spot, of the one that "
            "ages most."
        ),
    ),
    "cable_temperature_max_degc": (
        "Cables, highest temperature",
        "Conductor by a thermal model of cable and ground, highest step and cable.",
    ),
    "cable_hot_h": (
        "Cable above its rated temperature",
        "Time of the cable that is longest above the temperature it is rated for.",
    ),
    "voltage_weeks_failed": (
        "Weeks outside the voltage rules",
        (
            "Weeks in which a member's bus fails EN 50160 and the Netcode; a proxy of 10-minute "
            "means."
        ),
    ),
    "voltage_buses_failed": (
        "Buses outside the voltage rules",
        "Buses with a member that fail those rules in some week.",
    ),
    "voltage_worst_week_pct": (
        "Worst week beyond 10 %",
        "Largest share of a week that a bus is beyond 10 % of nominal; 5 % are allowed.",
    ),
    "unbalance_weeks_failed": (
        "Weeks outside the unbalance rules",
        "Weeks in which a member's bus is above 2 % for over 5 % of it, or once above 3 %.",
    ),
    "simultaneity_pct": (
        "Simultaneity",
        "Highest net power of all members together over the sum of their own peaks.",
    ),
    "after_diversity_peak_kw": (
        "Peak per member after diversity",
        "Highest net power of all members together over their number.",
    ),
    "peak_use_h": (
        "Utilisation of the peak",
        ("Net energy drawn over the highest net power: hours at the peak that would draw as much."),
    ),
    "reverse_flow_kwh": (
        "Reverse flow, energy",
        "Energy that transformers carry from their low to their high side.",
    ),
    "reverse_flow_peak_kw": (
        "Reverse flow, peak",
        "Highest power that one transformer carries to its high side.",
    ),
    "loss_pct": (
        "Network losses, share",
        "Losses over the energy that members draw.",
    ),
    "trafo_no_load_loss_kwh": (
        "Losses of transformers, iron",
        "What transformers lose whatever they carry.",
    ),
    "trafo_load_loss_kwh": (
        "Losses of transformers, windings",
        "What transformers lose because of what they carry.",
    ),
    "line_loss_kwh": (
        "Losses of cables",
        "All losses that are not of transformers.",
    ),
    "softener_peak_kw": (
        "Peak in the windows",
        "Highest net power that all members together draw in the windows of the softener.",
    ),
    "softener_mean_peak_kw": (
        "Mean daily peak in the windows",
        "Highest net power of a day in the windows, mean over their days.",
    ),
    "softener_trafo_peak_kw": (
        "Transformer, peak in the windows",
        "Highest active power that enters any transformer in the windows.",
    ),
    "softener_outside_peak_kw": (
        "Peak outside the windows",
        ("Highest net power that all members together draw outside the windows, on their days."),
    ),
    "headroom_homes": (
        "Homes that still fit",
        "Until a limit is exceeded; median of the sitings.",
    ),
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
}

GROUPS: dict[str, str] = {
    "congestion": "Congestion",
    "temperature": "Temperature",
    "unserved": "Not served, and left in store",
    "voltage": "Voltage",
    "phases": "Between the phases",
    "exchange": "Exchange with the grid",
    "windows": "Peak in the agreed windows",
    "room": "How much more fits",
    "batteries": "Batteries",
    "local": "Local energy",
    "money": "Money and carbon",
    "other": "Other figures",
}
