"""Words of bills and of the business case."""

from __future__ import annotations

MONEY: dict[str, str] = {
    "bills_title": "Wie wint, wie verliest en waarom",
    "bills_lead": (
        "Wat betaald wordt is positief. Een deel van een maand telt voor dat deel. Regel voor"
        " regel: hubsim bills RUN --member NAAM."
    ),
    "bills_shown": (
        "Getoond zijn {shown} van {all} deelnemers: wie het meest wint en wie het meest verliest."
    ),
    "bills_parties": "Betaald aan anderen",
    "bills_member": "Deelnemer",
    "bills_gains": "Wint",
    "bills_reason": "Vooral door",
    "bills_rules": "Tarieven {rates}, salderen {netting}, delen {sharing}.",
    "party_supplier": "Leveranciers",
    "party_grid": "Netbeheerder",
    "party_operator": "Beheerder van de hub",
    "party_state": "Rijk",
    "cause_supply": "energie en gas",
    "cause_taxes": "belastingen",
    "cause_grid": "nettarieven",
    "cause_sharing": "delen in de hub",
    "gain_less": (
        "Alle deelnemers betalen met elkaar {amount} euro minder samen dan ieder voor zich"
        " ({parts}). {gain} van {all} deelnemers gaan erop vooruit, {lose} erop achteruit."
    ),
    "gain_more": (
        "Alle deelnemers betalen met elkaar {amount} euro meer samen dan ieder voor zich"
        " ({parts}). {gain} van {all} deelnemers gaan erop vooruit, {lose} erop achteruit."
    ),
    "gain_part": "{amount} euro {cause}",
    "gain_nothing": "geen verschil",
    "reason_less": "{amount} euro minder aan {cause}",
    "reason_more": "{amount} euro meer aan {cause}",
    "reason_nothing": "er verandert niets",
    "income_group": (
        "Inkomensgroep {name}: {members} deelnemers, gemiddeld {alone} euro ieder voor zich"
        " en {together} euro samen; {gain} gaan erop vooruit, {lose} erop achteruit"
    ),
    "poverty": (
        "Energiearmoede van {homes} woningen, ieder voor zich en samen: laag inkomen en hoge"
        " kosten {lihe_alone} en {lihe_together}, laag inkomen en slechte woning"
        " {lilek_alone} en {lilek_together}, energiequote {quote_alone} % en {quote_together}"
        " %"
    ),
    "poverty_short": (
        "Energiearmoede gaat over een jaar; de berekening beslaat {months} maanden, dus is"
        " zij niet bepaald"
    ),
    "business_title": "Businesscase, naast dezelfde deelnemers ieder voor zich",
    "business_investment": "investering",
    "business_life": "levensduur",
    "business_yearly": "per jaar",
    "business_life_years": "{years} jr",
    "business_bought": (
        "Investering {investment}; als annuïteit bij {rate} % {annuity} per jaar, en {yearly}"
        " per jaar aan onderhoud en beheer"
    ),
    "business_saved": "Besparing op alle rekeningen {saving} per jaar; terugverdientijd {years}",
    "business_years": "{years} jaar",
    "business_never": "nooit: het verdient zijn jaarlijkse kosten niet",
    "business_peak": "Trafo {trafo}: piek {peak} kVA zonder de hub, {relieved} kVA verlicht",
    "business_costs": "Een kVA verlichting kost {amount} per jaar",
    "business_earns": "Een kVA verlichting levert {amount} per jaar op",
    "business_none": "Er is geen kVA verlicht, dus die heeft geen prijs",
    "business_deferred": (
        "Groeit de piek {growth} % per jaar, dan blijft zij zonder de hub {without} en met"
        " de hub {with_hub} onder {limit} kVA: {deferred} jaar uitstel"
    ),
    "business_deferred_simulated": (
        "Groeit de vraag {growth} % per jaar, dan voldoet het net zonder de hub {without} en met de"
        " hub {with_hub}, elk jaar doorgerekend: {deferred} jaar uitstel"
    ),
    "business_worth": (
        "Zo lang uitstel van een verzwaring van {reinforcement} is vandaag {worth} waard"
    ),
    "business_part": (
        "Let op: de besparing is opgeschaald van {months} maanden naar een jaar; reken een"
        " heel jaar door voor een besluit"
    ),
    "business_do_long": "{years} jaar en langer",
    "eur": "{amount} euro",
}
