"""Words on events, what relieved them, and peaks in agreed windows."""

from __future__ import annotations

EVENTS: dict[str, str] = {
    "events_title": "Wat boven zijn grens was, en wat het verlichtte",
    "events_missing": (
        "Deze berekening is bewaard zonder lijst van overbelastingen: reken het scenario "
        "opnieuw door."
    ),
    "events_overload": (
        "Ieder voor zich zijn er {n} overbelastingen, samen {alone} kVAh boven de grenzen; "
        "stuurt de hub samen, dan blijft daarvan {together} kVAh over: {relief} kVAh verlicht."
    ),
    "events_voltage": (
        "Ieder voor zich is de spanning van een deelnemer {n} keer buiten haar grenzen, {alone} "
        "pu uur; samen blijft {together} pu uur over."
    ),
    "events_no_overload": ("Geen trafo of kabel is boven zijn grens, ieder voor zich noch samen."),
    "events_no_voltage": (
        "Van geen deelnemer verlaat de spanning haar grenzen, ieder voor zich noch samen."
    ),
    "events_new": "{n} zijn nieuw: zij zijn er alleen samen.",
    "events_is_new": "Nieuw samen, door {kinds}",
    "events_kinds": "Verlichte overbelasting per soort apparaat",
    "events_members": "Per deelnemer, {shown} van {all} die iets veranderen",
    "events_worst": "De zwaarste gebeurtenissen",
    "events_lead": (
        "{shown} van {all} gebeurtenissen, die met de meeste verlichting of verzwaring; tijden "
        "zijn lokaal."
    ),
    "events_files": (
        "Alle gebeurtenissen en het aandeel van elk apparaat: events.parquet en "
        "attribution.parquet van de berekening."
    ),
    "events_alone": "apart",
    "events_together": "samen",
    "events_more": "... en nog {n}; --csv BESTAND heeft ze alle",
    "events_where": "Waar",
    "events_from": "Vanaf",
    "events_duration": "Uren",
    "events_peak": "Ergst",
    "events_beyond": "Boven de grens",
    "events_by": "Verlicht door",
    "events_network": "net",
    "events_not_split": "niet verdeeld",
    "events_transformer": "Trafo",
    "events_line": "Kabel",
    "events_voltage-low": "Lage spanning op",
    "events_voltage-high": "Hoge spanning op",
    "softener_title": "Is de hub een congestieverzachter?",
    "softener_hub": "de aansluiting van de hub",
    "softener_lowered": (
        "In de vensters is de piek op {where} {peak_together} kW in plaats van {peak_alone} kW. "
        "Op {lower} % van de dagen is zij lager; de dagpiek daalt in het midden met {p50} kW, "
        "van het 5e tot het 95e percentiel van de dagen met {p5} tot {p95} kW, en minstens met "
        "{least} kW."
    ),
    "softener_sure": (
        "Zij daalt op {reached} van {days} dagen met {least} kW of meer: met {confidence} % "
        "zekerheid op minstens {sure} % van zulke dagen."
    ),
    "softener_sure_any": (
        "Zij daalt op {reached} van {days} dagen: met {confidence} % zekerheid op minstens "
        "{sure} % van zulke dagen."
    ),
    "softener_outside": (
        "Buiten de vensters van die dagen is de hoogste piek {together} kW in plaats van "
        "{alone} kW; zij is hoger op {raised} % van de dagen, en op {new} % hoger dan iets van "
        "die dag ieder voor zich."
    ),
    "softener_lead": (
        "Of een partij congestieverzachter is, bepaalt de netbeheerder, en het staat in een "
        "contract. Dagen gelden als onafhankelijke trekkingen; dagen in een koude periode "
        "lijken op elkaar, dus is de ondergrens minder zeker dan zij lijkt. Elke dag staat in "
        "softener.csv."
    ),
}
