"""Words on single transformers, cables and buses."""

from __future__ import annotations

ELEMENTS: dict[str, str] = {
    "elements_title": "Trafo's en kabels, de meest verlichte eerst",
    "elements_lead": (
        "{shown} van {all} elementen. De temperatuur is die van de heetste plek van een trafo "
        "of van de ader van een kabel."
    ),
    "elements_element": "Element",
    "elements_rating": "nominaal [kVA]",
    "elements_limit": "grens [%]",
    "elements_max": "hoogste [%]",
    "elements_p99": "P99 [%]",
    "elements_over_h": "boven grens [uur]",
    "elements_over_kvah": "boven grens [kVAh]",
    "elements_degc": "warmst [°C]",
    "elements_points": "hoogste [%-punt]",
    "elements_files": (
        "Alle elementen, met P95, tijd boven 80, 100 en 120 %, overbelastingen, veroudering, "
        "terugvoeding en verlies, staan in alone/elements.parquet en together/elements.parquet "
        "van de berekening."
    ),
    "overload_hours_title": "Wanneer de overbelasting is",
    "overload_hours_lead": (
        "Uren boven de grens per maand en lokaal uur van de dag, opgeteld over trafo's en kabels."
    ),
    "overload_hours_alt": "Uren boven de grens per maand en uur van de dag, {operation}",
    "axis_hour_of_day": "uur van de dag",
    "rules_title": "Spanning volgens de weekregels",
    "rules_kept": (
        "{operation}: alle {all} knooppunten met een deelnemer voldoen elke week ({weeks}) aan "
        "de regels; hun spanning is {low} tot {high} pu."
    ),
    "rules_failed": (
        "{operation}: {buses} van {all} knooppunten met een deelnemer voldoen niet; het "
        "slechtste, {worst}, in {failed} van {weeks} weken, in zijn slechtste week {outside} % "
        "van de tijd meer dan 10 % van nominaal."
    ),
    "rules_lead": (
        "EN 50160 en Netcode 7.3: van de 10-minutengemiddelden van een week ligt 95 % binnen 10 "
        "% van nominaal, en alle binnen +10 en -15 %. De stappen van deze berekening staan voor "
        "die gemiddelden: een benadering."
    ),
}
