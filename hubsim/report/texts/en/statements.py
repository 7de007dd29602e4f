"""Words of bills line by line and of the capacity to ask for, as the commands print them."""

from __future__ import annotations

STATEMENTS: dict[str, str] = {
    "line_energy": "Energy from the supplier",
    "line_feed-in": "Energy to the supplier",
    "line_netting": "Netting: paid as what was bought",
    "line_gas": "Gas",
    "line_tax": "Energy tax",
    "line_netting-tax": "Netting: tax and VAT returned",
    "line_credit": "Credit on energy tax",
    "line_shared-tax": "Tax on shared energy",
    "line_vat": "Value added tax",
    "line_standing": "Grid: fixed fee",
    "line_kw-contract": "Grid: contracted power",
    "line_kw-max": "Grid: highest quarter-hour",
    "line_kwh": "Grid: energy",
    "line_surcharge": "Grid: surcharge of mixed levels",
    "line_reward": "Grid: paid for room given up",
    "line_breach": "Grid: beyond the contract",
    "line_sharing": "Paid to members for shared energy",
    "line_hub-fee": "Fee of the hub",
    "line_common": "Part in what is common",
    "statement_title": "Bills of {span}, rates {rates}, netting {netting}, sharing {sharing}",
    "statement_member": "{title}: {member}, operated together",
    "statement_alone": "alone",
    "statement_together": "together",
    "statement_gains": "gains",
    "statement_all": "All members",
    "statement_lead": (
        "Amounts in EUR; what is paid is positive. A part of a month is charged in part."
    ),
    "statement_part": "{month} ({part} % of it)",
    "statement_total": "Total",
    "statement_total_together": "All months, together",
    "statement_total_alone": "All months, alone",
    "statement_total_gain": "Gains",
    "statement_remainder": (
        "Remainder of all accounts: {left} (at the worst step {worst} before rounding)"
    ),
    "note_shapley_sampled": (
        "Shapley values from {orders} drawn orders: standard error at most {error_eur} EUR of a"
        " member and month ({gain_pct} % of the gain of its month)"
    ),
    "capacity_kept": (
        "Smallest group capacity that is kept in {share} % of {steps} steps ({days} days)"
    ),
    "capacity_import": "import",
    "capacity_export": "export",
    "capacity_both": "{way}: alone {alone}; together {together}",
    "capacity_ask": (
        "{limit} kW ({steps} steps in {months} months beyond it, {energy} kWh, at most {most} kW)"
    ),
    "capacity_beyond": "steps beyond",
    "capacity_leaving": "If one member leaves and the others go on as they did, operated together:",
    "capacity_change": "change",
    "capacity_short": "a capacity is asked for a year; a shorter run may miss its peak",
}
