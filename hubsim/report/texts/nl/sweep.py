"""Words of the pages of a sweep and of the search for a size."""

from __future__ import annotations

SWEEP: dict[str, str] = {
    "sweep_title": "hoe zeker het is",
    "sweep_points": "{points} punten, elk voor {layouts} varianten",
    "sweep_sampler": "getrokken: {sampler}, startgetal {seed}",
    "sweep_by_rules": "samen met eenvoudige regels",
    "sweep_perfect": "alles vooraf bekend",
    "sweep_free_title": "Hoe waarschijnlijk het is dat er geen congestie overblijft",
    "sweep_free_sentence": (
        "{layout}: samen gestuurd blijft er in {share} van de trekkingen geen congestie over"
        " (95 % zeker: {low} tot {high}); ieder voor zich in {alone}."
    ),
    "sweep_free_lead": (
        "Een trekking is één mogelijke toekomst: een waarde voor alles wat onzeker is. Zij is"
        " vrij van congestie als {criterion}, en elke tijdstap een oplossing heeft. Elke"
        " variant is doorgerekend voor dezelfde trekkingen. De streepjes zijn intervallen van"
        " 95 %."
    ),
    "sweep_criterion": "'{label}' hoogstens {most} is",
    "sweep_and": "en",
    "sweep_operation": "Bedrijf",
    "sweep_draws": "Trekkingen",
    "sweep_probability": "Vrij van congestie",
    "sweep_interval": "95 %-interval",
    "sweep_axis_probability": "trekkingen zonder congestie [%]",
    "sweep_bands_title": "Van de milde trekkingen tot de zware",
    "sweep_bands_lead": (
        "De middelste trekking (P50), en de waarden waar een op de tien trekkingen onder (P10)"
        " of boven (P90) ligt. Dunne lijnen tonen hoe zeker P10 en P90 zelf zijn."
    ),
    "sweep_bands_table": "Kengetal, P50 (P10 tot P90)",
    "sweep_all_bands": "Alle kengetallen, met intervallen",
    "sweep_pairs_title": "Welke variant beter is, trekking voor trekking",
    "sweep_pairs_lead": (
        "Verschil van de eerste variant min de tweede, beide samen, in dezelfde trekkingen. Wat"
        " de trekkingen gemeen hebben valt weg, zodat ook een klein verschil zeker kan zijn."
    ),
    "sweep_first": "Eerste",
    "sweep_second": "Tweede",
    "sweep_figure": "Kengetal",
    "sweep_difference": "Gemiddeld verschil",
    "sweep_better_share": "Eerste is beter in",
    "sweep_sure": "zeker",
    "sweep_unsure": "niet te onderscheiden",
    "sweep_matters_title": "Welke onzekerheid het meest uitmaakt",
    "sweep_matters_lead": (
        "Deel van de variantie van het kengetal dat elk pad op zichzelf verklaart"
        " (eerste-orde-index van Sobol), met zijn interval. Wijs een balk aan voor de middelste"
        " waarde aan beide uiteinden van het pad. De rest is samenspel en, waar een startgetal"
        " varieert, toeval."
    ),
    "sweep_matters_axis": "verklaarde variantie [%]",
    "sweep_matters_hover": "laagste klasse {low}, hoogste klasse {high}",
    "sweep_matters_none": (
        "Geen kengetal varieert genoeg, of er zijn te weinig punten, om te zeggen wat uitmaakt."
    ),
    "sweep_matters_table": "Pad voor pad",
    "sweep_rank": "Rangcorrelatie",
    "sweep_at_ends": "Van laagste tot hoogste",
    "sweep_path": "Pad",
    "sweep_explains": "Verklaart",
    "sweep_converge_title": "Of meer punten het zouden veranderen",
    "sweep_converge_lead": (
        "Wat de eerste punten alleen zouden hebben gezegd. Waar de lijnen nog bewegen zijn meer"
        " punten nodig."
    ),
    "sweep_axis_points": "punten",
    "sweep_failures_title": "Wat mislukte",
    "sweep_failures_none": "Elk punt heeft in elke variant een uitkomst.",
    "sweep_failures_lead": (
        "{n} van {all} berekeningen hebben geen uitkomst en tellen in geen kengetal hierboven"
        " mee. Alle staan in failures.parquet."
    ),
    "sweep_failures_shown": "De eerste {shown} staan hier.",
    "sweep_point": "Punt",
    "sweep_error": "Fout",
    "sweep_message": "Melding",
    "sweep_vary_title": "Wat varieerde",
    "sweep_vary_values": "{n} waarden: {values}",
    "sweep_how_title": "Hoe de intervallen te lezen",
    "sweep_how": (
        "Een kans heeft het interval van Clopper en Pearson, een kwantiel een interval tussen"
        " rangordegrootheden, een gemiddelde dat van Student; alleen bij het laatste is een"
        " verdeling aangenomen. Ze gelden voor onafhankelijke trekkingen; punten van een"
        " latijnse hyperkubus of van Sobol liggen gelijkmatiger, zodat ze daar aan de"
        " voorzichtige kant zijn."
    ),
    "sweep_grid_note": (
        "De punten zijn een rooster: aandelen en banden tellen alle punten als even"
        " waarschijnlijk, wat ze niet hoeven te zijn, en de intervallen zeggen weinig."
    ),
    "sweep_footer": (
        "Gemaakt met hubsim. Elk punt is een berekening die met de netberekening is bevestigd."
    ),
    "sweep_points_one": "{points} punten van één variant",
    "sweep_sampler_grid": "elke combinatie",
    "sweep_sampler_random": "willekeurig",
    "sweep_sampler_latin-hypercube": "Latijnse hyperkubus",
    "sweep_sampler_sobol": "Sobol",
    "sweep_failed": "mislukt: {n}",
    "sweep_range": "{low} tot {high}",
    "sweep_mean": "Gemiddelde",
    "size_title": "welke grootte genoeg is",
    "size_found": (
        "{size} is genoeg, als kleinste geprobeerde grootte: {share} van de trekkingen is dan"
        " vrij van congestie (95 % zeker: {low} tot {high}); gevraagd was {until}."
    ),
    "size_not_found": (
        "Geen grootte tot {size} is genoeg: de grootste maakt {share} van de trekkingen vrij"
        " van congestie; gevraagd was {until}."
    ),
    "size_curve_title": "Wat meer ervan oplevert",
    "size_curve_lead": (
        "Deel van de trekkingen zonder congestie bij elke geprobeerde grootte, variant"
        " {layout}, samen; steeds dezelfde trekkingen. Een trekking is één mogelijke toekomst."
        " Streepjes zijn intervallen van 95 %, de streeplijn is wat gevraagd was."
    ),
    "size_not_rising": (
        "Meer is hier niet altijd beter: een grotere maakte minder trekkingen vrij dan een"
        " kleinere. Als antwoord telt de kleinste waarboven geen geprobeerde grootte"
        " tekortschiet."
    ),
    "size_sure": "Met het hele interval boven wat gevraagd was: {size}.",
    "size_free": (
        "Vrij van congestie is een trekking als {criterion}, en elke tijdstap een oplossing heeft."
    ),
    "size_asked": "gevraagd",
    "size_runs": "Geprobeerde grootten",
    "size_size": "Grootte",
    "size_failed": "Mislukt",
    "size_unsure": (
        "Geen geprobeerde grootte heeft het hele interval boven wat gevraagd was; met meer"
        " punten kan dat blijken."
    ),
    "size_sweep": "Doorrekening",
    "mix_title": "de goedkoopste combinatie",
    "mix_found": (
        "{mix} is de goedkoopste geprobeerde combinatie die genoeg is, voor {cost}: {share} van"
        " de trekkingen is dan vrij van congestie (95 % zeker: {low} tot {high}); gevraagd was"
        " {until}."
    ),
    "mix_not_found": (
        "Geen geprobeerde combinatie is genoeg: gevraagd was {until} van de trekkingen vrij van"
        " congestie."
    ),
    "mix_lead": (
        "Elke combinatie van grootten die nog de goedkoopste kon zijn, bij haar kosten, variant"
        " {layout}, samen; steeds dezelfde trekkingen. De lijn verbindt de goedkoopste van elk"
        " aandeel."
    ),
    "mix_cost": "Kosten [euro]",
    "mix_curve_title": "Wat elke combinatie kost en oplevert",
    "mix_and": "{first} met {second}",
    "mix_enough": "genoeg",
    "mix_short": "niet genoeg",
}
