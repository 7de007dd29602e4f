"""Words of the pages of a sweep and of the search for a size."""

from __future__ import annotations

SWEEP: dict[str, str] = {
    "sweep_title": "how sure it is",
    "sweep_points": "{points} points, each for {layouts} layouts",
    "sweep_sampler": "drawn: {sampler}, seed {seed}",
    "sweep_by_rules": "together by simple rules",
    "sweep_perfect": "all known ahead",
    "sweep_free_title": "How likely it is that no congestion is left",
    "sweep_free_sentence": (
        "{layout}: no congestion is left in {share} of the draws when operated together (95 %"
        " sure: {low} to {high}); with everyone alone in {alone}."
    ),
    "sweep_free_lead": (
        "A draw is one possible future: a value for everything that is uncertain. It is free of"
        " congestion when {criterion}, and every step has a solution. Every layout ran for the"
        " same draws. The bars are intervals at 95 %."
    ),
    "sweep_criterion": "'{label}' is at most {most}",
    "sweep_and": "and",
    "sweep_operation": "Operation",
    "sweep_draws": "Draws",
    "sweep_probability": "Free of congestion",
    "sweep_interval": "95 % interval",
    "sweep_axis_probability": "draws without congestion [%]",
    "sweep_bands_title": "From the mild draws to the harsh ones",
    "sweep_bands_lead": (
        "The middle draw (P50), and the values that one draw in ten is below (P10) or above"
        " (P90). Thin lines tell how sure P10 and P90 are themselves."
    ),
    "sweep_bands_table": "Figure, P50 (P10 to P90)",
    "sweep_all_bands": "All figures, with intervals",
    "sweep_pairs_title": "Which layout is better, draw by draw",
    "sweep_pairs_lead": (
        "Difference of the first layout less the second, both together, in the same draws. What"
        " the draws have in common falls out, so small differences can be certain ones."
    ),
    "sweep_first": "First",
    "sweep_second": "Second",
    "sweep_figure": "Figure",
    "sweep_difference": "Mean difference",
    "sweep_better_share": "First is better in",
    "sweep_sure": "sure",
    "sweep_unsure": "not told apart",
    "sweep_matters_title": "Which uncertainty matters most",
    "sweep_matters_lead": (
        "Share of the variance of the figure that each path explains by itself (first-order"
        " index of Sobol), with its interval. Hover for the middle value of the figure at both"
        " ends of the path. The rest is interplay and, where a seed varies, chance."
    ),
    "sweep_matters_axis": "variance explained [%]",
    "sweep_matters_hover": "lowest class {low}, highest class {high}",
    "sweep_matters_none": (
        "No figure varies enough, or there are too few points, to tell what matters."
    ),
    "sweep_matters_table": "Path by path",
    "sweep_rank": "Rank correlation",
    "sweep_at_ends": "From lowest to highest",
    "sweep_path": "Path",
    "sweep_explains": "Explains",
    "sweep_converge_title": "Whether more points would change it",
    "sweep_converge_lead": (
        "What the first points alone would have said. Where the lines still move, more points"
        " are due."
    ),
    "sweep_axis_points": "points",
    "sweep_failures_title": "What failed",
    "sweep_failures_none": "Every point has a result in every layout.",
    "sweep_failures_lead": (
        "{n} of {all} runs have no result and count in no figure above. All of them are in"
        " failures.parquet."
    ),
    "sweep_failures_shown": "The first {shown} are listed.",
    "sweep_point": "Point",
    "sweep_error": "Error",
    "sweep_message": "Message",
    "sweep_vary_title": "What varied",
    "sweep_vary_values": "{n} values: {values}",
    "sweep_how_title": "How to read the intervals",
    "sweep_how": (
        "A probability has the interval of Clopper and Pearson, a quantile one between order"
        " statistics, a mean Student's; no distribution is assumed but for the last. They hold"
        " for independent draws; points of a Latin hypercube or of Sobol are spread more"
        " evenly, so that there they are careful."
    ),
    "sweep_grid_note": (
        "The points are a grid: shares and bands count its points as equally likely, which they"
        " need not be, and intervals mean little."
    ),
    "sweep_footer": "Made by hubsim. Every point is a simulation that AC power flow confirmed.",
    "sweep_points_one": "{points} points of one layout",
    "sweep_sampler_grid": "every combination",
    "sweep_sampler_random": "at random",
    "sweep_sampler_latin-hypercube": "Latin hypercube",
    "sweep_sampler_sobol": "Sobol",
    "sweep_failed": "failed: {n}",
    "sweep_range": "{low} to {high}",
    "sweep_mean": "Mean",
    "size_title": "what size is enough",
    "size_found": (
        "{size} is enough, the smallest size tried: {share} of the draws are free of congestion"
        " (95 % sure: {low} to {high}); {until} were asked for."
    ),
    "size_not_found": (
        "No size up to {size} is enough: the largest frees {share} of the draws of congestion;"
        " {until} were asked for."
    ),
    "size_curve_title": "What more of it buys",
    "size_curve_lead": (
        "Share of draws without congestion at every size that was tried, layout {layout},"
        " together; the same draws at each. A draw is one possible future. Bars are intervals"
        " at 95 %, the dashed line is what was asked for."
    ),
    "size_not_rising": (
        "More is not always better here: a larger size freed fewer draws than a smaller one."
        " The search takes the smallest size above which no tried size falls short."
    ),
    "size_sure": "With the whole interval above what was asked for: {size}.",
    "size_free": "A draw is free of congestion when {criterion}, and every step has a solution.",
    "size_asked": "asked for",
    "size_runs": "Sizes tried",
    "size_size": "Size",
    "size_failed": "Failed",
    "size_unsure": (
        "No size tried has its whole interval above what was asked for; more points may tell."
    ),
    "size_sweep": "Sweep",
    "mix_title": "the cheapest mix",
    "mix_found": (
        "{mix} is the cheapest mix tried that is enough, at {cost}: {share} of the draws are"
        " free of congestion (95 % sure: {low} to {high}); {until} were asked for."
    ),
    "mix_not_found": (
        "No mix tried is enough: {until} of the draws free of congestion were asked for."
    ),
    "mix_lead": (
        "Every combination of sizes that could still be the cheapest, at its cost, layout"
        " {layout}, together; the same draws at each. The line joins the cheapest of each"
        " share."
    ),
    "mix_cost": "Cost [EUR]",
    "mix_curve_title": "What every mix costs and buys",
    "mix_and": "{first} with {second}",
    "mix_enough": "enough",
    "mix_short": "not enough",
}
