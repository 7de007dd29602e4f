"""Words of the report of a run: titles, axes, legends."""

from __future__ import annotations

REPORT: dict[str, str] = {
    "story_title": "Verlicht samen sturen het net?",
    "layout_chip": "Variant: {name}",
    "size_chip": "{members} deelnemers, {buses} knooppunten, {cables} kabels",
    "worst_lead": "ergste element en moment",
    "card_over": "Boven de grens",
    "card_highest": "Hoogste belasting",
    "card_cost": "Energiekosten",
    "card_unmet": "Niet geleverd",
    "card_curtailed": "Afgeregeld",
    "note_both": "trafo en kabels",
    "note_trafo": "trafo",
    "note_cables": "kabels",
    "note_members": "alle deelnemers",
    "network_title": "Waar het knelt",
    "network_lead": (
        "Hoogste belasting van elke kabel en trafo over de {days}, en hoogste en laagste"
        " spanning van elk knooppunt. Wijs aan of tik voor de cijfers."
    ),
    "network_schematic": (
        "Het net heeft geen coördinaten: het is als boom getekend, niet op schaal."
    ),
    "network_north": (
        "Getekend naar coördinaten, noorden boven. Kabels zijn als rechte lijnen getekend."
    ),
    "trafo_title": "Belasting van de trafo",
    "trafo_time": "In de tijd",
    "trafo_duration": "Belastingduurkromme: hoe lang de belasting op of boven een waarde is",
    "trafo_shown": "De {shown} zwaarst belaste van {all} trafo's zijn getekend.",
    "group_title": "Uitwisseling van de groep met het net",
    "group_lead": "Netto vermogen van alle deelnemers samen, naast het contract als dat er is.",
    "voltage_title": "Spanning",
    "voltage_lead": (
        "Van de laagste tot de hoogste spanning van knooppunten met deelnemers, op elk moment."
    ),
    "missed_title": "Wat een symmetrische berekening van dezelfde straat mist",
    "missed_lead": (
        "Dezelfde aansturing twee keer: met alle fasen gelijk, en met elke aansluiting op"
        " haar eigen fase. Vet waar de tweede afwijkt."
    ),
    "missed_balanced": "symmetrisch",
    "missed_phases": "driefasig",
    "phases_title": "De drie fasen van een knooppunt",
    "phase": "fase {phase}",
    "phase_mean": "gemiddelde",
    "neutral_title": "Stroom in de nul op die dag",
    "neutral_lead": (
        "De hoogste van alle kabels op elk moment; in een symmetrische berekening is er geen."
        " Met aarde."
    ),
    "day_title": "De zwaarste dag: {day}",
    "day_lead": "De dag met de hoogste belasting van een element als ieder voor zich handelt.",
    "balance_who": "wie neemt af en levert terug",
    "devices_title": "Wat de apparaten die dag deden",
    "devices_power": "{kind}, vermogen",
    "devices_level": "{kind}, opgeslagen energie",
    "kpi_title": "Alle cijfers",
    "kpi_lead": (
        "Verlichting is ieder voor zich min samen. De pijl zegt waar samen heen ging, het"
        " woord of dat beter is. Beide dienen dezelfde behoeften bij hetzelfde weer."
    ),
    "kpi_definitions": "Wat de cijfers betekenen",
    "kpi_figure": "Cijfer",
    "kpi_unit": "Eenheid",
    "kpi_verdict": "Samen is",
    "unserved_title": "Wat niet is geleverd",
    "unserved_lead": "Energie over de hele periode, per soort apparaat [kWh].",
    "unserved_none": (
        "Elke behoefte is vervuld en er is geen opwek afgeregeld, ieder voor zich noch samen."
    ),
    "unserved_what": "Wat",
    "unserved_kind": "Soort",
    "unmet": "Niet geleverd",
    "curtailed": "Afgeregelde opwek",
    "provenance_title": "Waar dit vandaan komt",
    "provenance_data": "Gegevens",
    "provenance_run": "Deze berekening",
    "data_synthetic": "synthetisch",
    "data_measured": "gemeten",
    "data_measured-derived": "afgeleid van metingen",
    "downsampled": ("Lange reeksen zijn getekend met het minimum en het maximum van elk interval."),
    "run_footer": (
        "Gemaakt met hubsim. Tijden zijn lokaal ({zone}) en geven het begin van een stap."
        " Afname is positief."
    ),
    "axis_loading": "belasting [%]",
    "axis_hours": "uren op of boven",
    "axis_kw": "afname (+), teruglevering (\N{MINUS SIGN}) [kW]",
    "axis_power": "vermogen [kW]",
    "axis_kwh": "opgeslagen [kWh]",
    "axis_voltage": "spanning [pu]",
    "axis_neutral": "nul [A]",
    "limit": "grens {value}",
    "net": "netto, alle deelnemers",
    "contract_import": "contract, afname",
    "contract_export": "contract, teruglevering",
    "drawn": "afname",
    "fed_in": "teruglevering",
    "lowest_bus": "laagste knooppunt",
    "highest_bus": "hoogste knooppunt",
    "legend_loading": "Hoogste belasting",
    "legend_bus": "knooppunt",
    "legend_member": "knooppunt met deelnemers",
    "legend_outside": "spanning buiten de grenzen",
    "legend_trafo": "trafo",
    "legend_unknown": "onbekend of buiten bedrijf",
    "tip_highest": "hoogste belasting {loading}",
    "tip_over": "{hours} boven de grens",
    "tip_voltage": "spanning {low} tot {high} pu",
    "tip_more": " en nog {n}",
    "map_over": "{over} van {all} kabels komen ooit boven de grens",
    "map_trafo": "trafo {name} komt op {loading}",
    "alt_trafo_time": "Belasting van de trafo in de tijd, {words}",
    "alt_trafo_duration": "Belastingduurkromme van de trafo, {words}",
    "alt_trafo": "hoogste {alone} ieder voor zich, {together} samen; grens {limit} %",
    "alt_group": (
        "Netto vermogen van alle deelnemers in de tijd, ieder voor zich en samen, met het contract"
    ),
    "alt_voltage": "Band van de spanningen in de tijd, ieder voor zich en samen, met de grenzen",
    "alt_phases": "Spanning van fasen a, b en c en hun gemiddelde over een dag, met de grenzen",
    "alt_neutral": (
        "Hoogste stroom in de nul van een kabel over een dag, ieder voor zich en samen"
    ),
    "alt_balance": "Afname en teruglevering per soort apparaat op de zwaarste dag: {operation}",
    "alt_device": "{title} op de zwaarste dag, ieder voor zich en samen",
    "explore_title": "Elk element, elk knooppunt, elke dag",
    "explore_lead": (
        "Kies een element of knooppunt; sleep over de grafiek om in te zoomen, of kies een dag."
        " Percentages zijn naar boven afgerond, zodat geen overbelasting wegvalt."
    ),
    "explore_bins": "Elk punt is de laagste en hoogste waarde van {minutes} minuten.",
    "explore_element": "Element of knooppunt",
    "explore_day": "Dag",
    "explore_all": "Hele periode",
    "explore_alt": "Belasting of spanning van de keuze in de tijd, ieder voor zich en samen",
    "explore_loading": "Belasting van trafo's en kabels",
    "explore_voltage": "Spanning van knooppunten met deelnemers",
    "explore_voltage_lead": (
        "Van knooppunten is de spanning getekend, in duizendsten van nominaal en van nominaal af"
        " afgerond; de band is wat de grenzen toelaten. Wat een grens het dichtst nadert, staat"
        " vooraan."
    ),
    "explore_phases": "Getekend zijn de laagste en de hoogste van de drie fasen.",
    "explore_voltage_bins": "Elk punt is de laagste en hoogste waarde van {minutes} minuten.",
    "explore_kept": (
        "Om de pagina klein te houden zijn {shown} van {all} knooppunten bewaard: de eerste in die"
        " volgorde."
    ),
    "explore_range": "{low} tot {high} pu",
    "explore_low_phase": "laagste fase",
    "explore_high_phase": "hoogste fase",
    "explore_old": (
        "Deze browser kan de reeksen niet uitpakken; nodig is een versie van 2023 of later."
    ),
}
