"""Words that every page has: numbers, dates, units, the curve of costs."""

from __future__ import annotations

PAGES: dict[str, str] = {
    "decimal_mark": ",",
    "thousands_mark": ".",
    "weekdays": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "weekdays_short": "ma di wo do vr za zo",
    "months": (
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    "months_short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "unit_h": "uur",
    "unit_EUR": "€",
    "unit_pct": "%",
    "unit_events": "keer",
    "unit_steps": "stappen",
    "unit_trips": "keer",
    "unit_months": "maanden",
    "unit_connections": "aansluitingen",
    "unit_cycles": "cycli",
    "unit_homes": "woningen",
    "unit_heat pumps": "warmtepompen",
    "unit_chargers": "laadpunten",
    "unit_kWp": "kWp",
    "unit_weeks": "weken",
    "unit_buses": "knooppunten",
    "unit_days": "dagen",
    "unit_degC": "°C",
    "unit_pu h": "pu uur",
    "skip": "Naar de inhoud",
    "no_script": (
        "De grafieken hebben JavaScript nodig; alle cijfers staan ook in de tabellen van deze"
        " pagina."
    ),
    "source": "Uit {file}, {key}, van berekening {run}",
    "source_label": "bron",
    "source_columns": "alle kolommen",
    "made_by": "Gemaakt met hubsim.",
    "plot_day": "%-d %b",
    "plot_day_year": "%-d %b %Y",
    "plot_png": "Beeld opslaan",
    "plot_zoom": "Inzoomen",
    "plot_pan": "Schuiven",
    "plot_in": "Inzoomen",
    "plot_out": "Uitzoomen",
    "plot_reset": "Terug naar begin",
    "pareto_page": "{title}: kosten tegen {aim}",
    "pareto_runs": "{runs} berekeningen van één variant",
    "pareto_curve": "Wat meer ervan kost",
    "pareto_lead": (
        "Dezelfde variant gepland bij een oplopende prijs van {aim}, links geen; elk punt is"
        " een hele berekening, en de ruit is wat deelnemers ieder voor zich doen."
    ),
    "pareto_knee": "Voorbij de knik, bij {price}, kost een beetje meer ervan veel meer.",
    "pareto_alt": "Energiekosten tegen {axis}, een punt per berekening",
    "pareto_points": "De berekeningen",
    "pareto_price": "Prijs ervan",
    "pareto_cost": "Energiekosten [euro]",
    "pareto_mark": "knik",
    "pareto_at": "bij {price}",
    "pareto_report": "rapport",
    "pareto_peak": "piek",
    "pareto_congestion": "congestie",
    "pareto_carbon": "CO2",
    "pareto_self-consumption": "eigen verbruik",
    "pareto_axis_peak": "Hoogste vermogen dat samen is afgenomen [kW]",
    "pareto_axis_congestion": "Hoogste belasting van een trafo [%]",
    "pareto_axis_carbon": "CO2 van de afname [kg]",
    "pareto_axis_self-consumption": "Eigen opwek die zelf is gebruikt [%]",
    "pareto_footer": (
        "Gemaakt met hubsim. Elk punt is een berekening die met de netberekening is bevestigd."
    ),
    "network_demand": (
        "Grote cirkels zijn knooppunten met aansluitingen. Gekleurd naar de vraag die het net"
        " zelf geeft, van één moment."
    ),
    "network_no_demand": (
        "Grote cirkels zijn knooppunten met aansluitingen. Het net geeft zelf geen vraag."
    ),
}
