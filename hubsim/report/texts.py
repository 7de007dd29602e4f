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
        "All elements, with P95, time above 80, 100 and 120 %, events, ageing, reverse flow and losses, are"
        " in alone/elements.parquet and together/elements.parquet of the run."
    ),
    "overload_hours_title": "When the overload is",
    "overload_hours_lead": (
        "Hours over the limit by month and local hour of the day, added over transformers and cables."
    ),
    "overload_hours_alt": "Hours over the limit by month and hour of the day, {operation}",
    "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "axis_hour_of_day": "hour of the day",
    "rules_title": "Voltage by the weekly rules",
    "rules_kept": (
        "{operation}: all {all} buses with a member keep the rules in every week ({weeks}); their voltage"
        " is {low} to {high} pu."
    ),
    "rules_failed": (
        "{operation}: {buses} of {all} buses with a member fail the rules; the worst, {worst}, in {failed}"
        " of {weeks} weeks, beyond 10 % in {outside} % of its worst week."
    ),
    "rules_lead": (
        "EN 50160 and Netcode 7.3: of the 10-minute means of a week 95 % within 10 % of nominal, all within"
        " +10 and -15 %. The steps of this run stand for those means: a proxy."
    ),
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
    "events_title": "What was over its limit, and what relieved it",
    "events_missing": "This run was stored without a list of events: run the scenario again.",
    "events_overload": (
        "{n} overloads alone, {alone} kVAh beyond the limits in all; {together} kVAh of it is left when the"
        " hub operates together: {relief} kVAh relieved."
    ),
    "events_voltage": (
        "{n} times a member's voltage is outside its limits alone, {alone} pu h; {together} pu h is left"
        " together."
    ),
    "events_no_overload": "No transformer or cable is over its limit, alone or together.",
    "events_no_voltage": "No member's voltage leaves its limits, alone or together.",
    "events_new": "{n} are new: they occur only together.",
    "events_is_new": "New together, by {kinds}",
    "events_kinds": "Overload relieved, by kind of asset",
    "events_members": "By member, {shown} of {all} that change something",
    "events_worst": "The heaviest events",
    "events_lead": "{shown} of {all} events, those with most relief or aggravation; times are local.",
    "events_files": "All events and every asset's part: events.parquet and attribution.parquet of the run.",
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
    "softener_title": "Does the hub soften congestion?",
    "softener_hub": "the hub's connection",
    "softener_lowered": (
        "In the windows the peak at {where} is {peak_together} kW instead of {peak_alone} kW. On {lower} %"
        " of days it is lower; the day's peak falls by {p50} kW at the median, {p5} to {p95} kW from the"
        " 5th to the 95th percentile of days, at the least by {least} kW."
    ),
    "softener_sure": (
        "It falls by {least} kW or more on {reached} of {days} days: with {confidence} % confidence on at"
        " least {sure} % of such days."
    ),
    "softener_sure_any": (
        "It falls at all on {reached} of {days} days: with {confidence} % confidence on at least {sure} %"
        " of such days."
    ),
    "softener_outside": (
        "Outside the windows of those days the highest peak is {together} kW instead of {alone} kW; it is"
        " raised on {raised} % of days, on {new} % above anything of that day alone."
    ),
    "softener_lead": (
        "Whether a party is a congestion softener is decided by the network operator, and agreed by"
        " contract. Days are taken as independent draws; days in a cold spell are alike, so the bound is"
        " less sure than it reads. Every day is in softener.csv."
    ),
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
        "trafo_loading_p99_pct", "trafo_loading_p95_pct", "line_loading_p99_pct",
        "line_loading_p95_pct", "overload_kvah", "overload_events", "longest_overload_h",
        "breach_kwh", "breach_h",
        "breach_steps", "breach_max_kw", "breach_months", "connection_breach_steps",
        "connection_breach_max_kva", "connections_breached", "unsolved_steps", "oscillating_steps",
    ),
    "Temperature": (
        "trafo_hot_spot_max_degc", "trafo_ageing_days", "cable_temperature_max_degc", "cable_hot_h",
    ),
    "Not served, and left in store": (
        "unmet_kwh", "curtailed_kwh", "stored_change_kwh", "stored_value_eur",
    ),
    "Voltage": (
        "vm_min_pu", "vm_max_pu", "voltage_outside_h", "voltage_weeks_failed",
        "voltage_buses_failed", "voltage_worst_week_pct", "voltage_trips", "voltage_tripped_h",
        "voltage_lost_kwh",
    ),
    "Between the phases": (
        "unbalance_max_pct", "unbalance_p95_pct", "unbalance_weeks_failed", "unbalance_outside_h",
        "neutral_current_max_a", "neutral_loading_max_pct",
    ),
    "Exchange with the grid": (
        "peak_import_kw", "peak_export_kw", "simultaneity_pct", "after_diversity_peak_kw",
        "peak_use_h", "reverse_flow_h", "reverse_flow_kwh", "reverse_flow_peak_kw", "loss_kwh",
        "loss_pct", "trafo_no_load_loss_kwh", "trafo_load_loss_kwh", "line_loss_kwh",
    ),
    "Peak in the agreed windows": (
        "softener_peak_kw", "softener_mean_peak_kw", "softener_trafo_peak_kw",
        "softener_outside_peak_kw",
    ),
    "Batteries": ("battery_cycles", "battery_life_used_pct"),
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
        "Hottest place of a winding by IEC 60076-7, highest step and transformer; normal paper bears 98.",
    ),
    "trafo_ageing_days": (
        "Transformer, life used",
        "Ageing of the paper by IEC 60076-7, in days at its rated hot-spot, of the one that ages most.",
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
        "Weeks in which a member's bus fails EN 50160 and the Netcode; a proxy of 10-minute means.",
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
        "Net energy drawn over the highest net power: hours at the peak that would draw as much.",
    ),
    "reverse_flow_kwh": (
        "Reverse flow, energy",
        "Energy that transformers carry from their low to their high side.",
    ),
    "reverse_flow_peak_kw": (
        "Reverse flow, peak",
        "Highest power that one transformer carries to its high side.",
    ),
    "loss_pct": ("Network losses, share", "Losses over the energy that members draw."),
    "trafo_no_load_loss_kwh": (
        "Losses of transformers, iron",
        "What transformers lose whatever they carry.",
    ),
    "trafo_load_loss_kwh": (
        "Losses of transformers, windings",
        "What transformers lose because of what they carry.",
    ),
    "line_loss_kwh": ("Losses of cables", "All losses that are not of transformers."),
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
        "Highest net power that all members together draw outside the windows, on their days.",
    ),
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
