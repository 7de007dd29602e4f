"""Words that every page has: numbers, dates, units, the curve of costs."""

from __future__ import annotations

PAGES: dict[str, str] = {
    "decimal_mark": ".",
    "thousands_mark": ",",
    "weekdays": "Mon Tue Wed Thu Fri Sat Sun",
    "weekdays_short": "Mon Tue Wed Thu Fri Sat Sun",
    "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "months_short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "unit_h": "h",
    "unit_EUR": "€",
    "unit_pct": "%",
    "unit_events": "events",
    "unit_steps": "steps",
    "unit_trips": "trips",
    "unit_months": "months",
    "unit_connections": "connections",
    "unit_cycles": "cycles",
    "skip": "Skip to the content",
    "no_script": "The charts need JavaScript; all figures are also in the tables of this page.",
    "source": "From {file}, {key}, of run {run}",
    "source_label": "source",
    "source_columns": "every column",
    "made_by": "Made by hubsim.",
    "plot_day": "%b %-d",
    "plot_day_year": "%b %-d, %Y",
    "plot_png": "Download the picture",
    "plot_zoom": "Zoom",
    "plot_pan": "Pan",
    "plot_in": "Zoom in",
    "plot_out": "Zoom out",
    "plot_reset": "Reset axes",
    "pareto_page": "{title}: cost against {aim}",
    "pareto_runs": "{runs} runs of one layout",
    "pareto_curve": "What more of it costs",
    "pareto_lead": (
        "The same layout planned at rising prices of {aim}, from none on the left; every"
        " point is a whole run, and the diamond is what members do alone."
    ),
    "pareto_knee": "Beyond the knee, at {price}, a little more of it costs much more.",
    "pareto_alt": "Energy cost against {axis}, a point a run",
    "pareto_points": "The runs",
    "pareto_price": "Price of it",
    "pareto_cost": "Energy cost [EUR]",
    "pareto_mark": "knee",
    "pareto_at": "at {price}",
    "pareto_report": "report",
    "pareto_peak": "peak",
    "pareto_congestion": "congestion",
    "pareto_carbon": "carbon",
    "pareto_self-consumption": "self-consumption",
    "pareto_axis_peak": "Highest power drawn together [kW]",
    "pareto_axis_congestion": "Highest loading of a transformer [%]",
    "pareto_axis_carbon": "CO2 of the power drawn [kg]",
    "pareto_axis_self-consumption": "Own generation used [%]",
    "pareto_footer": "Made by hubsim. Every point is a run that AC power flow confirmed.",
    "network_demand": (
        "Large circles are buses with connections. Coloured by the demand that the network"
        " itself gives, of one moment."
    ),
    "network_no_demand": (
        "Large circles are buses with connections. It gives no demand of its own."
    ),
}
