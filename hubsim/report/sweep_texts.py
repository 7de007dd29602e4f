"""Every text of the pages of sweeps and of sizing, in English and in Dutch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from hubsim.errors import UsageError

Words: TypeAlias = Callable[..., str]
"""Returns a text by key with its values filled in."""

ENGLISH: dict[str, str] = {
    "sweep_title": "how sure it is",
    "sweep_points": "{points} points of {layouts} layouts",
    "sweep_sampler": "{sampler}, seed {seed}",
    "sweep_failed_chip": "{n} runs failed",
    "sweep_synthetic": "Synthetic data: {names}",
    "sweep_alone": "alone",
    "sweep_together": "together",
    "sweep_perfect": "all known ahead",
    "sweep_free_title": "How likely it is that no congestion is left",
    "sweep_free_sentence": (
        "{layout}: free of congestion in {share} of the draws together (95 % sure: {low} to {high}),"
        " in {alone} alone."
    ),
    "sweep_free_lead": (
        "Free of congestion is a draw in which {criterion}, and every step has a solution. Every layout"
        " ran for the same draws. The bars are intervals at 95 %."
    ),
    "sweep_criterion": "{label} is at most {most}",
    "sweep_and": "and",
    "sweep_layout": "Layout",
    "sweep_operation": "Operation",
    "sweep_draws": "Draws",
    "sweep_probability": "Free of congestion",
    "sweep_interval": "95 % interval",
    "sweep_axis_probability": "draws without congestion [%]",
    "sweep_bands_title": "From the mild draws to the harsh ones",
    "sweep_bands_lead": (
        "The middle draw (P50), and the values that one draw in ten is below (P10) or above (P90). Thin"
        " lines tell how sure P10 and P90 are themselves."
    ),
    "sweep_bands_table": "Figure, P50 (P10 to P90)",
    "sweep_all_bands": "All figures, with intervals",
    "sweep_unknown_end": "too few draws",
    "sweep_pairs_title": "Which layout is better, draw by draw",
    "sweep_pairs_lead": (
        "Difference of the first layout less the second, both together, in the same draws. What the draws"
        " have in common falls out, so small differences can be certain ones."
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
        "Share of the variance of the figure that each path explains by itself (first-order index of"
        " Sobol), with its interval. Hover for the middle value of the figure at both ends of the path."
        " The rest is interplay and, where a seed varies, chance."
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
        "What the first points alone would have said. Where the lines still move, more points are due."
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
    "sweep_vary_range": "{low} to {high} {unit}",
    "sweep_how_title": "How to read the intervals",
    "sweep_how": (
        "A probability has the interval of Clopper and Pearson, a quantile one between order statistics, a"
        " mean Student's; no distribution is assumed but for the last. They hold for independent draws;"
        " points of a Latin hypercube or of Sobol are spread more evenly, so that there they are careful."
    ),
    "sweep_grid_note": (
        "The points are a grid: shares and bands count its points as equally likely, which they need not"
        " be, and intervals mean little."
    ),
    "no_script": "The charts need JavaScript; the figures are also in the tables of this page.",
    "sweep_footer": "Made by hubsim. Every point is a simulation that AC power flow confirmed.",
    "size_title": "the smallest {path}",
    "size_found": (
        "{size} is the smallest {path} tried with which {share} of the draws are free of congestion"
        " (95 % sure: {low} to {high}); {until} were asked for."
    ),
    "size_not_found": (
        "Up to {size} no {path} frees {until} of the draws of congestion; the largest frees {share}."
    ),
    "size_curve_title": "What more of it buys",
    "size_curve_lead": (
        "Share of draws without congestion at every size that was tried, layout {layout}, together; the"
        " same draws at each. Bars are intervals at 95 %, the line is what was asked for."
    ),
    "size_not_rising": (
        "More is not always better here: a larger size freed fewer draws than a smaller one. The search"
        " takes the smallest size above which no tried size falls short."
    ),
    "size_sure": "With the lower end of its interval above what was asked for: {size}.",
    "size_not_sure": "No size tried is above it with the lower end of its interval; more points may tell.",
    "size_asked": "asked for",
    "size_runs": "Sizes tried",
    "size_size": "Size",
    "size_failed": "Failed",
    "mix_title": "the cheapest mix",
    "mix_found": (
        "{mix} is the cheapest mix tried with which {share} of the draws are free of congestion (95 %"
        " sure: {low} to {high}): {cost}."
    ),
    "mix_not_found": "No mix tried frees {until} of the draws of congestion.",
    "mix_lead": (
        "Every combination of the sizes that could still be the cheapest, at its cost. A filled mark frees"
        " as many draws as were asked for; the line joins the cheapest of each share."
    ),
    "mix_cost": "Cost [EUR]",
}  # fmt: skip

DUTCH: dict[str, str] = {
    "sweep_title": "hoe zeker het is",
    "sweep_points": "{points} punten van {layouts} varianten",
    "sweep_sampler": "{sampler}, startgetal {seed}",
    "sweep_failed_chip": "{n} berekeningen mislukt",
    "sweep_synthetic": "Synthetische gegevens: {names}",
    "sweep_alone": "ieder voor zich",
    "sweep_together": "samen",
    "sweep_perfect": "alles vooraf bekend",
    "sweep_free_title": "Hoe waarschijnlijk het is dat er geen congestie overblijft",
    "sweep_free_sentence": (
        "{layout}: samen vrij van congestie in {share} van de trekkingen (95 % zeker: {low} tot {high}),"
        " ieder voor zich in {alone}."
    ),
    "sweep_free_lead": (
        "Vrij van congestie is een trekking waarin {criterion}, en elke tijdstap een oplossing heeft. Elke"
        " variant is doorgerekend voor dezelfde trekkingen. De streepjes zijn intervallen van 95 %."
    ),
    "sweep_criterion": "{label} hoogstens {most} is",
    "sweep_and": "en",
    "sweep_layout": "Variant",
    "sweep_operation": "Bedrijf",
    "sweep_draws": "Trekkingen",
    "sweep_probability": "Vrij van congestie",
    "sweep_interval": "95 %-interval",
    "sweep_axis_probability": "trekkingen zonder congestie [%]",
    "sweep_bands_title": "Van de milde trekkingen tot de zware",
    "sweep_bands_lead": (
        "De middelste trekking (P50), en de waarden waar een op de tien trekkingen onder (P10) of boven"
        " (P90) ligt. Dunne lijnen tonen hoe zeker P10 en P90 zelf zijn."
    ),
    "sweep_bands_table": "Kengetal, P50 (P10 tot P90)",
    "sweep_all_bands": "Alle kengetallen, met intervallen",
    "sweep_unknown_end": "te weinig trekkingen",
    "sweep_pairs_title": "Welke variant beter is, trekking voor trekking",
    "sweep_pairs_lead": (
        "Verschil van de eerste variant min de tweede, beide samen, in dezelfde trekkingen. Wat de"
        " trekkingen gemeen hebben valt weg, zodat ook een klein verschil zeker kan zijn."
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
        "Deel van de variantie van het kengetal dat elk pad op zichzelf verklaart (eerste-orde-index van"
        " Sobol), met zijn interval. Wijs een balk aan voor de middelste waarde aan beide uiteinden van het"
        " pad. De rest is samenspel en, waar een startgetal varieert, toeval."
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
        "Wat de eerste punten alleen zouden hebben gezegd. Waar de lijnen nog bewegen zijn meer punten"
        " nodig."
    ),
    "sweep_axis_points": "punten",
    "sweep_failures_title": "Wat mislukte",
    "sweep_failures_none": "Elk punt heeft in elke variant een uitkomst.",
    "sweep_failures_lead": (
        "{n} van {all} berekeningen hebben geen uitkomst en tellen in geen kengetal hierboven mee. Alle"
        " staan in failures.parquet."
    ),
    "sweep_failures_shown": "De eerste {shown} staan hier.",
    "sweep_point": "Punt",
    "sweep_error": "Fout",
    "sweep_message": "Melding",
    "sweep_vary_title": "Wat varieerde",
    "sweep_vary_values": "{n} waarden: {values}",
    "sweep_vary_range": "{low} tot {high} {unit}",
    "sweep_how_title": "Hoe de intervallen te lezen",
    "sweep_how": (
        "Een kans heeft het interval van Clopper en Pearson, een kwantiel een interval tussen"
        " rangordegrootheden, een gemiddelde dat van Student; alleen bij het laatste is een verdeling"
        " aangenomen. Ze gelden voor onafhankelijke trekkingen; punten van een latijnse hyperkubus of van"
        " Sobol liggen gelijkmatiger, zodat ze daar aan de voorzichtige kant zijn."
    ),
    "sweep_grid_note": (
        "De punten zijn een rooster: aandelen en banden tellen alle punten als even waarschijnlijk, wat ze"
        " niet hoeven te zijn, en de intervallen zeggen weinig."
    ),
    "no_script": "De grafieken hebben JavaScript nodig; de cijfers staan ook in de tabellen.",
    "sweep_footer": "Gemaakt met hubsim. Elk punt is een simulatie die AC-loadflow heeft bevestigd.",
    "size_title": "de kleinste {path}",
    "size_found": (
        "{size} is de kleinste geprobeerde {path} waarbij {share} van de trekkingen vrij van congestie is"
        " (95 % zeker: {low} tot {high}); gevraagd was {until}."
    ),
    "size_not_found": (
        "Tot {size} maakt geen {path} {until} van de trekkingen vrij van congestie; de grootste {share}."
    ),
    "size_curve_title": "Wat meer ervan oplevert",
    "size_curve_lead": (
        "Deel van de trekkingen zonder congestie bij elke geprobeerde grootte, variant {layout}, samen;"
        " steeds dezelfde trekkingen. Streepjes zijn intervallen van 95 %, de lijn is wat gevraagd was."
    ),
    "size_not_rising": (
        "Meer is hier niet altijd beter: een grotere maakte minder trekkingen vrij dan een kleinere. De"
        " zoektocht neemt de kleinste waarboven geen geprobeerde grootte tekortschiet."
    ),
    "size_sure": "Met de onderkant van het interval boven wat gevraagd was: {size}.",
    "size_not_sure": (
        "Geen geprobeerde grootte ligt er met de onderkant van het interval boven; meer punten kunnen het"
        " leren."
    ),
    "size_asked": "gevraagd",
    "size_runs": "Geprobeerde grootten",
    "size_size": "Grootte",
    "size_failed": "Mislukt",
    "mix_title": "de goedkoopste combinatie",
    "mix_found": (
        "{mix} is de goedkoopste geprobeerde combinatie waarbij {share} van de trekkingen vrij van"
        " congestie is (95 % zeker: {low} tot {high}): {cost}."
    ),
    "mix_not_found": "Geen geprobeerde combinatie maakt {until} van de trekkingen vrij van congestie.",
    "mix_lead": (
        "Elke combinatie van grootten die nog de goedkoopste kon zijn, bij haar kosten. Een dicht teken"
        " maakt zoveel trekkingen vrij als gevraagd; de lijn verbindt de goedkoopste van elk aandeel."
    ),
    "mix_cost": "Kosten [EUR]",
}  # fmt: skip

LANGUAGES = {"en": ENGLISH, "nl": DUTCH}


def words(language: str) -> Words:
    """Return what gives the texts of a language.

    Raises
    ------
    UsageError
        when there is no such language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"no language {language[:20]!r}: there are {', '.join(LANGUAGES)}")
    texts = LANGUAGES[language]

    def text(key: str, **values: object) -> str:
        return texts[key].format(**values) if values else texts[key]

    return text
