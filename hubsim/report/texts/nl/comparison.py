"""Words of the comparison of layouts."""

from __future__ import annotations

COMPARISON: dict[str, str] = {
    "compare_title": "Varianten vergeleken",
    "compare_layouts": "{n} varianten",
    "compare_reference": "{layout}, ieder voor zich",
    "compare_reference_note": "uitgangspunt",
    "compare_lead": (
        'Eerste kolom: het uitgangspunt, "{layout}" met ieder voor zich. De andere kolommen:'
        " elke variant samen aangestuurd. De beste waarde van een rij is gemarkeerd; wat een"
        " kolom niet levert, staat in de kop."
    ),
    "compare_best": "beste",
    "compare_with": "met {unmet} kWh niet geleverd, {curtailed} kWh afgeregeld",
    "compare_figures": "Naast elkaar",
    "compare_bars": "In staven",
    "compare_bar_alt": (
        "{title} van elke variant, in staven; de waarden staan in de tabel hierboven"
    ),
    "compare_duration": "Belasting van de trafo, alle varianten",
    "compare_duration_alt": "Belastingduurkrommen van de trafo van alle varianten",
    "compare_maps": "Hoogste belasting, variant voor variant",
    "compare_maps_large": (
        "Het net is te groot om hier voor elke variant te tekenen; het rapport van elke"
        " variant heeft de kaarten."
    ),
    "compare_report": "Rapport",
    "compare_open": "open",
    "compare_all": "Alle cijfers, samen aangestuurd",
    "compare_relief": "Wat samen sturen verlicht, variant voor variant",
    "compare_layout": "Variant",
    "compare_against": "Wat er samen gebeurt, tegen dezelfde variant ieder voor zich",
    "compare_relieved_by": "Overbelasting verlicht door: {kinds}.",
    "compare_unmet": "Niet geleverd [kWh]",
    "compare_curtailed": "Afgeregeld [kWh]",
    "compare_footer": "Gemaakt met hubsim. Tijden zijn lokaal ({zone}).",
    "compare_detail": "Voor de netdeskundige",
    "compare_detail_lead": (
        "Alles achter de eerste pagina. Het rapport van een variant gaat verder: het hele"
        " jaar, elk element, elke dag."
    ),
    "bar_over": "Boven de grens",
    "bar_loading": "Hoogste belasting",
    "bar_unserved": "Niet geleverd",
    "bar_cost": "Energiekosten van alle deelnemers",
    "bar_peak": "Hoogste afname van de groep",
    "bar_shared": "Gedeelde energie",
    "answer_title": "Wat levert elke variant op?",
    "answer_lead": (
        'Vergeleken met "{reference}": dezelfde gebouwen, hetzelfde weer, niets samen gestuurd.'
    ),
    "answer_hint": "Wijs een woord of getal aan voor wat het betekent en waar het vandaan komt.",
    "answer_reference": "Het vertrekpunt: het net is {hours} overbelast in {days}.",
    "answer_reference_free": (
        "Het vertrekpunt: het net kan alles aan; het volste deel is tot {peak} belast."
    ),
    "answer_solved": (
        "Lost de netcongestie op: geen enkel deel is nog overbelast, tegen {before} in {days}"
        " zonder deze variant."
    ),
    "answer_most": (
        "Neemt het grootste deel van de netcongestie weg: {after} overbelast in plaats van"
        " {before} in {days}."
    ),
    "answer_part": (
        "Neemt een deel van de netcongestie weg: {after} overbelast in plaats van {before} in"
        " {days}."
    ),
    "answer_nothing": "Laat de netcongestie zoals zij is: {before} overbelast in {days}.",
    "answer_more": (
        "Maakt de netcongestie erger: {after} overbelast in plaats van {before} in {days}."
    ),
    "answer_free": (
        "Het net kan alles aan: het volste deel is tot {after_peak} belast in plaats van"
        " {before_peak}."
    ),
    "answer_free_same": "Het net kan alles aan; voor het net verandert er niets.",
    "answer_voltage": "De spanning bij klanten is {hours} buiten de grenzen.",
    "answer_unmet": "Maar {unmet} van wat mensen nodig hebben wordt niet geleverd.",
    "answer_period": (
        "Bedragen per jaar zijn opgeschaald uit {days}, en wat erbij past geldt alleen voor die"
        " dagen: reken een heel jaar door voor een besluit."
    ),
    "answer_unknown": (
        "Deze berekening is gemaakt voordat de overbelasting van alle elementen samen werd"
        " gemeten; de cijfers staan hieronder."
    ),
    "hour_one": "1 uur",
    "hours_many": "{n} uur",
    "dial_reliability": "Betrouwbaarheid",
    "dial_reliability_tip": (
        "Deel van de tijd waarin elke trafo en kabel onder zijn grens blijft en de spanning"
        " bij elke klant binnen de hare. 100 % is een net zonder congestie."
    ),
    "dial_reliability_note": "{hours} overbelast",
    "dial_affordability": "Betaalbaarheid",
    "dial_affordability_bills": (
        "Wat een huishouden gemiddeld per jaar betaalt aan energie, belasting en net, uit de"
        " rekeningen."
    ),
    "dial_affordability_members": (
        "Wat een deelnemer gemiddeld per jaar betaalt aan energie, belasting en net, uit de"
        " rekeningen; geen deelnemer is een huishouden."
    ),
    "dial_affordability_energy": (
        "Wat een deelnemer gemiddeld per jaar aan de leverancier betaalt; het scenario vraagt"
        " geen rekeningen."
    ),
    "dial_affordability_home": "per huishouden per jaar",
    "dial_affordability_member": "per deelnemer per jaar",
    "dial_self_consumption": "Eigen verbruik",
    "dial_self_consumption_tip": (
        "Deel van de opwek in de buurt dat daar in hetzelfde kwartier wordt gebruikt. De rest"
        " gaat het net op."
    ),
    "dial_self_consumption_note": "van de eigen opwek",
    "dial_sustainability": "Duurzaamheid",
    "dial_sustainability_tip": (
        "Eigen opwek gedeeld door eigen gebruik, beide over de hele periode opgeteld, wanneer"
        " dan ook. Bij 100 % is er evenveel opgewekt als gebruikt; over het moment zegt dat"
        " niets."
    ),
    "dial_sustainability_note": "opwek tegen gebruik",
    "dial_cost_per_kw": "Euro per kW verlichting",
    "dial_cost_per_kw_tip": (
        "Wat een kW (kVA) minder op de piek van de volste trafo per jaar kost: investering"
        " als annuïteit en jaarlijkse kosten, min wat alle rekeningen besparen. Naast"
        " dezelfde variant met ieder voor zich; onder nul levert het op."
    ),
    "dial_cost_per_kw_note": "per kW per jaar",
    "dial_cost_per_kw_earns": "per kW per jaar: levert op",
    "dial_capacity_home": "Woningen erbij",
    "dial_capacity_heat-pump": "Warmtepompen erbij",
    "dial_capacity_charger": "Laadpunten erbij",
    "dial_capacity_pv": "Zonnepanelen erbij",
    "dial_capacity_tip": (
        "Hoeveel er nog bij kunnen voordat een kabel, een trafo of de spanning bij een klant buiten "
        "de grenzen komt. Dat hangt af van de plek: het getal is het midden van de gelote plekken, "
        "het bereik omvat negen van de tien (P5 tot P95)."
    ),
    "dial_capacity_note": "passen er nog bij",
    "dial_capacity_range": "passen er nog bij ({low} tot {high})",
    "dial_capacity_over": "grens nu al overschreden",
    "dial_none": "geen cijfer",
    "rank_title": "Welke variant past het best? U weegt",
    "rank_lead": (
        "Per criterium heeft de beste variant 100 punten en de slechtste 0; de andere liggen"
        " ertussen naar hun waarde. Een verschil van minder dan 0,5 % van een volle balk telt"
        " maar voor dat deel. Een variant zonder cijfer wordt op de andere criteria"
        " beoordeeld."
    ),
    "rank_equal": "Alle criteria wegen even zwaar tot u een schuif verzet.",
    "rank_weight": "Gewicht van {criterion}",
    "rank_weights": "Gewichten",
    "rank_reset": "Weer alle gelijk",
    "rank_points": "punten",
    "rank_order": "Rangorde",
    "rank_changes": ('{layout} komt bovenaan als "{criterion}" {to} weegt in plaats van {from}.'),
    "rank_firm": "Geen enkel gewicht op zichzelf verandert wie bovenaan staat.",
    "rank_none": "Alle gewichten zijn nul: er is geen rangorde.",
    "rank_tie": "De eerste twee hebben evenveel punten.",
    "rank_what": "Wat de rangorde zou veranderen",
    "groups_title": "Rekeningen, groep voor groep",
    "groups_lead": (
        "Wat deelnemers betalen over {days} ({months}), ieder voor zich en samen: van tien"
        " deelnemers betaalt er een minder dan P10, de helft minder dan P50 en een meer dan"
        " P90."
    ),
    "groups_group": "Groep",
    "groups_members": "Deelnemers",
    "groups_gain": "Vooruit",
    "groups_lose": "Achteruit",
    "groups_homes": "Huishoudens",
    "groups_firms": "Bedrijven en overige",
    "groups_income": "Inkomen: {name}",
    "groups_tariff": "Tarief: {name}",
    "groups_months": "{first} tot en met {last}",
    "play_title": "Voor en na, op de zwaarste dagen",
    "play_lead": (
        "De {n} dagen met de hoogste belasting als ieder voor zich handelt. Verschuif de"
        " regelaar of druk op afspelen; percentages zijn naar boven afgerond."
    ),
    "play_layout": "Variant",
    "play_day": "Dag",
    "play_time": "Tijdstip",
    "play_play": "Afspelen",
    "play_pause": "Pauze",
    "play_fullest": "volste: {element}, {loading} %",
    "play_over": "{n} boven de grens",
    "play_alt": "Net gekleurd naar belasting: {operation}",
    "print_whole": "Alles afdrukken, niet alleen deze eerste pagina",
}
