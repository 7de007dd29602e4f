"""Words of the comparison of layouts."""

from __future__ import annotations

COMPARISON: dict[str, str] = {
    "compare_title": "Layouts compared",
    "compare_layouts": "{n} layouts",
    "compare_reference": "{layout}, everyone alone",
    "compare_reference_note": "reference",
    "compare_lead": (
        'First column: the reference, "{layout}" with everyone acting alone. The other columns:'
        " each layout operated together. The best value of a row is marked; what a column"
        " leaves unserved stands in its head."
    ),
    "compare_best": "best",
    "compare_with": "with {unmet} kWh unmet, {curtailed} kWh curtailed",
    "compare_figures": "Side by side",
    "compare_bars": "In bars",
    "compare_bar_alt": "{title} of every layout, as bars; the values are in the table above",
    "compare_duration": "Transformer loading, all layouts",
    "compare_duration_alt": "Duration curves of transformer loading of all layouts",
    "compare_maps": "Where it is tight, layout by layout",
    "compare_maps_large": (
        "The network is too large to be drawn once for every layout here; the report of each"
        " layout has its maps."
    ),
    "compare_report": "Report",
    "compare_open": "open",
    "compare_all": "All figures, operated together",
    "compare_relief": "What operating together relieves, layout by layout",
    "compare_layout": "Layout",
    "compare_against": "What happens together, against the same layout alone",
    "compare_relieved_by": "Overload relieved by: {kinds}.",
    "compare_unmet": "Unmet [kWh]",
    "compare_curtailed": "Curtailed [kWh]",
    "compare_footer": "Made by hubsim. Times are local ({zone}).",
    "compare_detail": "The engineer's detail",
    "compare_detail_lead": (
        "Everything behind the first page. The report of a layout goes further: its year, any"
        " element, any day."
    ),
    "bar_over": "Over the limit",
    "bar_loading": "Highest loading",
    "bar_unserved": "Not served",
    "bar_cost": "Energy cost of all members",
    "bar_peak": "Peak import of the group",
    "bar_shared": "Shared energy",
    "answer_title": "What does each layout bring?",
    "answer_lead": (
        'Compared with "{reference}": the same buildings, the same weather, nothing steered together.'
    ),
    "answer_hint": "Point at a word or number for what it means and where it comes from.",
    "answer_reference": "Where it starts: the grid is overloaded for {hours} in {days}.",
    "answer_reference_free": (
        "Where it starts: the grid carries everything; its fullest part is loaded to {peak}."
    ),
    "answer_solved": (
        "Solves the grid congestion: no part is overloaded any more, against {before} in"
        " {days} without it."
    ),
    "answer_most": (
        "Takes away most of the grid congestion: overloaded for {after} instead of {before}"
        " in {days}."
    ),
    "answer_part": (
        "Takes away a part of the grid congestion: overloaded for {after} instead of {before}"
        " in {days}."
    ),
    "answer_nothing": "Leaves the grid congestion as it is: overloaded for {before} in {days}.",
    "answer_more": (
        "Makes the grid congestion worse: overloaded for {after} instead of {before} in {days}."
    ),
    "answer_free": (
        "The grid carries everything: its fullest part is loaded to {after_peak} instead of"
        " {before_peak}."
    ),
    "answer_free_same": "The grid carries everything; for the grid nothing changes.",
    "answer_voltage": "The voltage at customers is outside its limits for {hours}.",
    "answer_unmet": "But {unmet} of what people need is not delivered.",
    "answer_period": (
        "Money of a year is scaled up from {days}, and what fits holds for them alone: simulate a"
        " year before deciding."
    ),
    "answer_unknown": (
        "This run was made before the overload of all elements together was measured; its"
        " figures are below."
    ),
    "hour_one": "1 hour",
    "hours_many": "{n} hours",
    "dial_reliability": "Reliability",
    "dial_reliability_tip": (
        "Share of the time in which every transformer and cable is within its limit and every"
        " customer's voltage within its own. 100 % is a grid without congestion."
    ),
    "dial_reliability_note": "overloaded {hours}",
    "dial_affordability": "Affordability",
    "dial_affordability_bills": (
        "What a household pays for energy, taxes and grid in a year, on average, from the bills."
    ),
    "dial_affordability_members": (
        "What a member pays for energy, taxes and grid in a year, on average, from the bills;"
        " no member is a household."
    ),
    "dial_affordability_energy": (
        "What a member pays its supplier in a year, on average; the scenario asks for no bills."
    ),
    "dial_affordability_home": "per household a year",
    "dial_affordability_member": "per member a year",
    "dial_self_consumption": "Self-consumption",
    "dial_self_consumption_tip": (
        "Share of the power generated in the neighbourhood that is used there in the same"
        " quarter-hour or step. What is left goes into the grid."
    ),
    "dial_self_consumption_note": "of own generation",
    "dial_sustainability": "Sustainability",
    "dial_sustainability_tip": (
        "Own generation over own use, both summed over the whole period, whenever it was. 100"
        " % is as much generated as used; it says nothing about the moment."
    ),
    "dial_sustainability_note": "own generation over use",
    "dial_cost_per_kw": "Euro per kW relieved",
    "dial_cost_per_kw_tip": (
        "What a kW (kVA) less at the peak of the fullest transformer costs in a year:"
        " investment as an annuity and yearly cost, less what all bills save. Beside the same"
        " layout with everyone alone; below zero it earns."
    ),
    "dial_cost_per_kw_note": "per kW a year",
    "dial_cost_per_kw_earns": "per kW a year: it earns",
    "dial_capacity_home": "More homes",
    "dial_capacity_heat-pump": "More heat pumps",
    "dial_capacity_charger": "More chargers",
    "dial_capacity_pv": "More solar panels",
    "dial_capacity_tip": (
        "How many more the grid takes before a cable, a transformer or the voltage at a customer "
        "leaves its limits. That depends on where they come: the number is the middle of the places "
        "drawn, the range holds nine in ten of them (P5 to P95)."
    ),
    "dial_capacity_note": "fit",
    "dial_capacity_range": "fit ({low} to {high})",
    "dial_capacity_over": "a limit is exceeded already",
    "dial_none": "no figure",
    "rank_title": "Which layout fits best? You weigh",
    "rank_lead": (
        "For every criterion the best layout has 100 points and the worst 0; the others lie"
        " between by their value. A difference of less than 0.5 % of a full bar counts for"
        " that part only. A layout without a figure is judged by its other criteria."
    ),
    "rank_equal": "All criteria weigh the same until you move a slider.",
    "rank_weight": "Weight of {criterion}",
    "rank_weights": "Weights",
    "rank_reset": "All the same again",
    "rank_points": "points",
    "rank_order": "Ranking",
    "rank_changes": '{layout} comes first when "{criterion}" weighs {to} instead of {from}.',
    "rank_firm": "No single weight changes who comes first.",
    "rank_none": "All weights are zero: nothing is ranked.",
    "rank_tie": "The first two have the same points.",
    "rank_what": "What would change the order",
    "groups_title": "Bills, group by group",
    "groups_lead": (
        "What members pay over {days} ({months}), alone and together: of ten members one pays"
        " less than P10, half pay less than P50, one pays more than P90."
    ),
    "groups_group": "Group",
    "groups_members": "Members",
    "groups_gain": "Gain",
    "groups_lose": "Lose",
    "groups_homes": "Households",
    "groups_firms": "Firms and others",
    "groups_income": "Income: {name}",
    "groups_tariff": "Tariff: {name}",
    "groups_months": "{first} to {last}",
    "play_title": "Before and after, on the worst days",
    "play_lead": (
        "The {n} days with the highest loading when everyone acts alone. Move the slider or"
        " press play; percentages are rounded up."
    ),
    "play_layout": "Layout",
    "play_day": "Day",
    "play_time": "Time of day",
    "play_play": "Play",
    "play_pause": "Pause",
    "play_fullest": "fullest: {element}, {loading} %",
    "play_over": "{n} over the limit",
    "play_alt": "Network coloured by loading: {operation}",
    "print_whole": "Print everything, not only this first page",
}
