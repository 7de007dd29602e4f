"""Words of bills line by line and of the capacity to ask for, as the commands print them."""

from __future__ import annotations

STATEMENTS: dict[str, str] = {
    "line_energy": "Energie van de leverancier",
    "line_feed-in": "Teruglevering aan de leverancier",
    "line_netting": "Salderen: vergoed als inkoop",
    "line_gas": "Gas",
    "line_tax": "Energiebelasting",
    "line_netting-tax": "Salderen: belasting en btw terug",
    "line_credit": "Vermindering energiebelasting",
    "line_shared-tax": "Belasting op gedeelde energie",
    "line_vat": "Btw",
    "line_standing": "Net: vast bedrag",
    "line_kw-contract": "Net: gecontracteerd vermogen",
    "line_kw-max": "Net: hoogste kwartier",
    "line_kwh": "Net: energie",
    "line_surcharge": "Net: toeslag voor gemengde netvlakken",
    "line_reward": "Net: vergoeding voor afgestane ruimte",
    "line_breach": "Net: boven het contract",
    "line_sharing": "Aan deelnemers voor gedeelde energie",
    "line_hub-fee": "Vergoeding van de hub",
    "line_common": "Aandeel in het gemeenschappelijke",
    "statement_title": (
        "Rekeningen van {span}, tarieven {rates}, salderen {netting}, delen {sharing}"
    ),
    "statement_member": "{title}: {member}, samen",
    "statement_alone": "apart",
    "statement_together": "samen",
    "statement_gains": "voordeel",
    "statement_all": "Alle deelnemers",
    "statement_lead": (
        "Bedragen in euro; wat betaald wordt is positief. Een deel van een maand telt voor"
        " dat deel."
    ),
    "statement_part": "{month} ({part} % ervan)",
    "statement_total": "Totaal",
    "statement_total_together": "Alle maanden, samen",
    "statement_total_alone": "Alle maanden, apart",
    "statement_total_gain": "Voordeel",
    "statement_remainder": (
        "Restant van alle rekeningen: {left} (in de slechtste stap {worst} vóór afronding)"
    ),
    "note_shapley_sampled": (
        "Shapley-waarden uit {orders} getrokken volgordes: standaardfout hoogstens {error_eur} euro per"
        " deelnemer en maand ({gain_pct} % van het voordeel van die maand)"
    ),
    "capacity_kept": (
        "Kleinste groepsvermogen dat in {share} % van {steps} stappen ({days} dagen) volstaat"
    ),
    "capacity_import": "afname",
    "capacity_export": "teruglevering",
    "capacity_both": "{way}: apart {alone}; samen {together}",
    "capacity_ask": (
        "{limit} kW ({steps} stappen in {months} maand(en) erboven, {energy} kWh, hoogstens"
        " {most} kW)"
    ),
    "capacity_beyond": "stappen erboven",
    "capacity_leaving": "Als één deelnemer vertrekt en de anderen samen doorgaan zoals zij deden:",
    "capacity_change": "verschil",
    "capacity_short": (
        "vermogen wordt voor een jaar aangevraagd; een kortere berekening kan de piek missen"
    ),
}
