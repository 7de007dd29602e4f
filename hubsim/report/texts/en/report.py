"""Words of the report of a run: titles, axes, legends."""

from __future__ import annotations

REPORT: dict[str, str] = {
    "story_title": "Does operating together relieve the grid?",
    "layout_chip": "Layout: {name}",
    "size_chip": "{members} members, {buses} buses, {cables} cables",
    "worst_lead": "worst element and step",
    "card_over": "Over the limit",
    "card_highest": "Highest loading",
    "card_cost": "Energy cost",
    "card_unmet": "Unmet need",
    "card_curtailed": "Curtailed",
    "note_both": "transformer and cables",
    "note_trafo": "transformer",
    "note_cables": "cables",
    "note_members": "all members",
    "network_title": "Where it is tight",
    "network_lead": (
        "Highest loading of every cable and transformer over the {days}, and highest and"
        " lowest voltage of every bus. Hover or tap for figures."
    ),
    "network_schematic": "The network has no coordinates: it is drawn as a tree, not to scale.",
    "network_north": "Drawn from its coordinates, north up. Cables are drawn as straight lines.",
    "trafo_title": "Transformer loading",
    "trafo_time": "Over time",
    "trafo_duration": "Duration curve: how long the loading is at or above a value",
    "trafo_shown": "The {shown} most heavily loaded of {all} transformers are shown.",
    "group_title": "Exchange of the group with the grid",
    "group_lead": "Net power of all members together, against the contract where there is one.",
    "voltage_title": "Voltage",
    "voltage_lead": (
        "From the lowest to the highest voltage of buses with members, at every step."
    ),
    "missed_title": "What a balanced study of the same street misses",
    "missed_lead": (
        "The same operation twice: with every phase alike, and with every connection on its"
        " own phase. Bold where the second differs."
    ),
    "missed_balanced": "balanced",
    "missed_phases": "three-phase",
    "phases_title": "The three phases of one bus",
    "phase": "phase {phase}",
    "phase_mean": "mean",
    "neutral_title": "Current in the neutral that day",
    "neutral_lead": (
        "The highest of any cable at every step; a balanced study has none. Earth included."
    ),
    "day_title": "The worst day: {day}",
    "day_lead": "The day of the highest loading of any element when everyone acts alone.",
    "balance_who": "who draws and feeds in",
    "devices_title": "What the devices did that day",
    "devices_power": "{kind}, power",
    "devices_level": "{kind}, stored energy",
    "kpi_title": "All figures",
    "kpi_lead": (
        "Relief is alone minus together. The arrow shows where together went, the word"
        " whether that is better. Both operations serve the same needs in the same weather."
    ),
    "kpi_definitions": "What the figures mean",
    "kpi_figure": "Figure",
    "kpi_unit": "Unit",
    "kpi_verdict": "Together is",
    "unserved_title": "What was not met",
    "unserved_lead": "Energy over the whole horizon, by kind of asset [kWh].",
    "unserved_none": "Every need was met and no generation was curtailed, alone and together.",
    "unserved_what": "What",
    "unserved_kind": "Kind",
    "unmet": "Unmet need",
    "curtailed": "Curtailed generation",
    "provenance_title": "Where this comes from",
    "provenance_data": "Data",
    "provenance_run": "This run",
    "data_synthetic": "synthetic",
    "data_measured": "measured",
    "data_measured-derived": "measured-derived",
    "downsampled": "Long series are drawn with the minimum and maximum of every interval kept.",
    "run_footer": (
        "Made by hubsim. Times are local ({zone}) and mark the begin of a step. Drawn power"
        " is positive."
    ),
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
    "lowest_bus": "lowest bus",
    "highest_bus": "highest bus",
    "legend_loading": "Highest loading",
    "legend_bus": "bus",
    "legend_member": "bus with members",
    "legend_outside": "voltage outside limits",
    "legend_trafo": "transformer",
    "legend_unknown": "unknown or out of service",
    "tip_highest": "highest loading {loading}",
    "tip_over": "over the limit {hours}",
    "tip_voltage": "voltage {low} to {high} pu",
    "tip_more": " and {n} more",
    "map_over": "{over} of {all} cables are above the limit at some time",
    "map_trafo": "transformer {name} reaches {loading}",
    "alt_trafo_time": "Transformer loading over time, {words}",
    "alt_trafo_duration": "Duration curve of transformer loading, {words}",
    "alt_trafo": "highest {alone} alone, {together} together; limit {limit} %",
    "alt_group": "Net power of all members over time, alone and together, with the contract",
    "alt_voltage": "Band of bus voltages over time, alone and together, with the limits",
    "alt_phases": "Voltage of phases a, b and c and their mean over a day, with the limits",
    "alt_neutral": "Highest current in the neutral of any cable over a day, alone and together",
    "alt_balance": "Power drawn and fed in by kind of asset on the worst day: {operation}",
    "alt_device": "{title} on the worst day, alone and together",
    "explore_title": "Any element, any bus, any day",
    "explore_lead": (
        "Choose an element or a bus; drag over the chart to zoom in, or choose a day. Percentages are"
        " rounded up, so that no overload is lost."
    ),
    "explore_bins": "Every point is the lowest and highest of {minutes} minutes.",
    "explore_element": "Element or bus",
    "explore_day": "Day",
    "explore_all": "Whole period",
    "explore_alt": "Loading or voltage of what is chosen over time, alone and together",
    "explore_loading": "Loading of transformers and cables",
    "explore_voltage": "Voltage of buses with members",
    "explore_voltage_lead": (
        "Of buses the voltage is drawn, in thousandths of nominal, rounded away from nominal; the"
        " band is what the limits allow. Those that come closest to a limit stand first."
    ),
    "explore_phases": "Drawn are the lowest and the highest of the three phases.",
    "explore_voltage_bins": "Every point is the lowest and highest of {minutes} minutes.",
    "explore_kept": "For the size of this page {shown} of {all} buses are kept: those that come first.",
    "explore_range": "{low} to {high} pu",
    "explore_low_phase": "lowest phase",
    "explore_high_phase": "highest phase",
    "explore_old": "This browser cannot unpack the series; it needs a version of 2023 or later.",
}
