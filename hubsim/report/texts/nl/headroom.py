"""Words on how much more fits."""

from __future__ import annotations

HEADROOM: dict[str, str] = {
    "headroom_title": "Hoeveel er nog bij past",
    "headroom_head": (
        "Een voor een toegevoegd, {where}, tot een grens meer dan {risk} uur per jaar wordt "
        "overschreden; voor elk aantal zijn {days} dagen doorgerekend; samen {operation}."
    ),
    "headroom_where_random": "bij aansluitingen in een gelote volgorde ({n} keer geloot)",
    "headroom_where_spread": "gelijk verdeeld over de aansluitingen",
    "headroom_where_worst": "alle op het knooppunt waar de minste passen",
    "headroom_where_bus": "alle op {bus}",
    "headroom_by_rules": "gestuurd volgens regels",
    "headroom_by_optimise": "zoals de optimalisatie plant",
    "headroom_by_none": "zonder hub",
    "headroom_released": (
        "Met de hub passen er {released} {unit} meer bij: {together} samen, {alone} ieder voor "
        "zich."
    ),
    "headroom_alone": "Er passen {alone} {unit} bij voordat een grens wordt overschreden.",
    "headroom_alone_over": "Er passen geen {unit} bij: de grenzen zijn nu al overschreden.",
    "headroom_over": (
        "Samen gestuurd passen er {together} {unit} bij; ieder voor zich zijn de grenzen nu al "
        "overschreden."
    ),
    "headroom_both_over": (
        "Er passen geen {unit} bij: de grenzen zijn nu al overschreden, ieder voor zich en samen."
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
    "headroom_years_more": "{years} of meer",
    "headroom_map": "Hoeveel {unit} er samen bij elk knooppunt bij passen",
    "headroom_map_alt": (
        "Hoeveel {unit} er samen bij elk knooppunt bij passen: van {least} tot {most}"
    ),
    "headroom_options": "Hub of koper",
    "headroom_eur": "€ eenmalig",
    "headroom_eur_year": "€ per jaar",
    "headroom_fit": "{unit} erbij",
    "headroom_way": "Keuze",
    "headroom_way_nothing": "Zoals nu",
    "headroom_way_hub": "Hub",
    "headroom_way_copper": "Koper",
    "headroom_what_nothing": "ieder voor zich op het net van nu",
    "headroom_what_hub": "apparaten samen aangestuurd",
    "headroom_cable": "{metres} m zwaardere kabel",
    "headroom_trafo": "trafo {type}",
    "headroom_copper_none": "niets nodig",
    "headroom_copper_short": "niet genoeg met de bekende typen",
    "headroom_prices": "Prijzen: {prices}. Hun bronnen staan in headroom.json.",
    "headroom_price_cable": "laagspanningskabel {value} €/m",
    "headroom_price_mv_cable": "middenspanningskabel {value} €/m",
    "headroom_price_transformer": "trafo {value} €/kVA",
    "headroom_price_lifetime": "levensduur {value} jaar",
    "headroom_price_rate": "rente {value} %",
    "headroom_price_own": "{price} (uit het scenario)",
    "headroom_record": "Vastgelegd in {file}",
    "copper_lead": (
        "Om meer toe te laten kunnen apparaten samen worden aangestuurd, of kan het net zwaarder "
        "worden. Koper: de kabels en trafo's waarmee zonder sturing evenveel past als met de "
        "hub; wat nu al overbelast is, is er ook mee opgelost. De kosten van koper zijn openbare "
        "kentallen, zonder werk aan een station; die van de hub zijn zonder wat zij op rekeningen "
        "bespaart. Een streepje: het scenario zegt het niet."
    ),
    "copper_per_kw": "{label}: {amount} {note}.",
}
