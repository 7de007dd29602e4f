"""Words of bills and of the business case."""

from __future__ import annotations

MONEY: dict[str, str] = {
    "bills_title": "Who gains, who loses, and why",
    "bills_lead": (
        "What is paid is positive. A part of a month is charged in part. Line by line: hubsim"
        " bills RUN --member NAME."
    ),
    "bills_shown": "Shown are {shown} of {all} members: who gains most and who loses most.",
    "bills_parties": "Paid to others",
    "bills_member": "Member",
    "bills_gains": "Gains",
    "bills_reason": "Mostly because",
    "bills_rules": "Rates {rates}, netting {netting}, sharing {sharing}.",
    "party_supplier": "Suppliers",
    "party_grid": "Grid operator",
    "party_operator": "Operator of the hub",
    "party_state": "State",
    "cause_supply": "energy and gas",
    "cause_taxes": "taxes",
    "cause_grid": "grid fees",
    "cause_sharing": "sharing in the hub",
    "gain_less": (
        "All members together pay {amount} EUR less together than alone ({parts}). {gain} of"
        " {all} members gain, {lose} lose."
    ),
    "gain_more": (
        "All members together pay {amount} EUR more together than alone ({parts}). {gain} of"
        " {all} members gain, {lose} lose."
    ),
    "gain_part": "{amount} EUR {cause}",
    "gain_nothing": "no difference",
    "reason_less": "{amount} EUR less for {cause}",
    "reason_more": "{amount} EUR more for {cause}",
    "reason_nothing": "nothing changes",
    "income_group": (
        "Income group {name}: {members} members, on average {alone} EUR alone and {together}"
        " EUR together; {gain} gain, {lose} lose"
    ),
    "poverty": (
        "Energy poverty of {homes} homes, alone and together: low income and high cost"
        " {lihe_alone} and {lihe_together}, low income and poor dwelling {lilek_alone} and"
        " {lilek_together}, energy quote {quote_alone} % and {quote_together} %"
    ),
    "poverty_short": (
        "Energy poverty is of a year; the run covers {months} months, so it is not measured"
    ),
    "business_title": "Business case, beside the same members alone",
    "business_investment": "investment",
    "business_life": "life",
    "business_yearly": "a year",
    "business_life_years": "{years} y",
    "business_bought": (
        "Investment {investment}; as an annuity at {rate} % {annuity} a year, and {yearly} a"
        " year to run"
    ),
    "business_saved": "Saving on all bills {saving} a year; payback {years}",
    "business_years": "{years} years",
    "business_never": "never: it does not earn its yearly cost",
    "business_peak": (
        "Transformer {trafo}: peak {peak} kVA without the hub, {relieved} kVA relieved"
    ),
    "business_costs": "A kVA relieved costs {amount} a year",
    "business_earns": "A kVA relieved earns {amount} a year",
    "business_none": "No kVA is relieved, so it has no cost",
    "business_deferred": (
        "If the peak grows {growth} % a year, it stays below {limit} kVA for {without}"
        " without the hub and {with_hub} with it: {deferred} years deferred"
    ),
    "business_deferred_simulated": (
        "If demand grows {growth} % a year, the network will do for {without} without the hub and"
        " {with_hub} with it, by power flow of every year: {deferred} years deferred"
    ),
    "business_worth": (
        "Deferring a reinforcement of {reinforcement} so long is worth {worth} today"
    ),
    "business_part": (
        "Note: the saving is scaled from {months} months to a year; simulate a year before deciding"
    ),
    "business_do_long": "{years} years and more",
    "eur": "{amount} EUR",
}
