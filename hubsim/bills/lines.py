"""The lines of a bill: what each is, to whom it goes, and what makes it change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Party: TypeAlias = Literal["supplier", "grid", "operator", "state", "members"]

PARTIES: tuple[Party, ...] = ("supplier", "grid", "operator", "state")
"""Who is paid, members apart: suppliers, the grid operator, who operates the hub, the state."""


@dataclass(frozen=True)
class Line:
    """A line of a bill.

    party : who is paid; ``members``: paid among members, so it sums to zero
    unit : of the quantity that stands beside the amount; empty when there is none
    cause : what a difference between two bills is put down to
    """

    title: str
    party: Party
    unit: str
    cause: str


SUPPLY, TAXES, GRID, SHARING = "supply", "taxes", "grid", "sharing"

CAUSES: tuple[str, ...] = (SUPPLY, TAXES, GRID, SHARING)

LINES: dict[str, Line] = {
    "energy": Line("Energy from the supplier", "supplier", "kWh", SUPPLY),
    "feed-in": Line("Energy to the supplier", "supplier", "kWh", SUPPLY),
    "netting": Line("Netting: paid as what was bought", "supplier", "kWh", SUPPLY),
    "gas": Line("Gas", "supplier", "kWh", SUPPLY),
    "tax": Line("Energy tax", "state", "kWh", TAXES),
    "netting-tax": Line("Netting: tax and VAT returned", "state", "kWh", TAXES),
    "credit": Line("Credit on energy tax", "state", "", TAXES),
    "shared-tax": Line("Tax on shared energy", "state", "kWh", TAXES),
    "vat": Line("Value added tax", "state", "", TAXES),
    "standing": Line("Grid: fixed fee", "grid", "", GRID),
    "kw-contract": Line("Grid: contracted power", "grid", "kW", GRID),
    "kw-max": Line("Grid: highest quarter-hour", "grid", "kW", GRID),
    "kwh": Line("Grid: energy", "grid", "kWh", GRID),
    "surcharge": Line("Grid: surcharge of mixed levels", "grid", "", GRID),
    "reward": Line("Grid: paid for room given up", "grid", "", GRID),
    "breach": Line("Grid: beyond the contract", "grid", "kWh", GRID),
    "sharing": Line("Paid to members for shared energy", "members", "kWh", SHARING),
    "hub-fee": Line("Fee of the hub", "operator", "kWh", SHARING),
    "common": Line("Part in what is common", "members", "", SHARING),
}
"""Name -> line, in the order of a statement. A positive amount is paid by the member."""
