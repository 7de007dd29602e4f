"""Words on how much more fits."""

from __future__ import annotations

HEADROOM: dict[str, str] = {
    "headroom_title": "Hoeveel er nog bij past",
    "headroom_head": (
        "Een voor een toegevoegd, {where}, tot een grens meer dan {risk} uur per jaar wordt "
        "overschreden; voor elk aantal zijn {days} dagen doorgerekend; samen volgens "
        "{operation}."
    ),
    "headroom_released": (
        "Met de hub passen er {released} {unit} meer bij: {together} samen, {alone} ieder voor "
        "zich."
    ),
    "headroom_over": (
        "Samen passen er {together} {unit} bij; ieder voor zich zijn de grenzen nu al overschreden."
    ),
    "headroom_binds": "wat knelt bij één meer (grens)",
    "headroom_most": "niets, tot het aantal dat is doorzocht",
    "headroom_transformer": "trafo",
    "headroom_line": "kabel",
    "headroom_voltage": "spanning op",
    "headroom_no_solution": "de netberekening heeft geen oplossing",
    "headroom_need": "{value} meer blijft ongeleverd dan is toegestaan",
    "headroom_years": (
        "Groeit de vraag {growth} % per jaar, dan kan het net nog {alone} jaar mee als ieder "
        "voor zich handelt en {together} jaar met de hub, elk jaar apart doorgerekend: "
        "{deferred} jaar uitstel."
    ),
    "headroom_map": "Hoeveel {unit} er samen bij elk knooppunt bij passen",
    "headroom_options": "Hub of koper",
    "headroom_prices": "Prijzen: {prices}.",
}
