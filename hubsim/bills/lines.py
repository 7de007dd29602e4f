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

    party: Party
    unit: str
    cause: str


SUPPLY, TAXES, GRID, SHARING = "supply", "taxes", "grid", "sharing"

CAUSES: tuple[str, ...] = (SUPPLY, TAXES, GRID, SHARING)

LINES: dict[str, Line] = {
    "energy": Line("supplier", "kWh", SUPPLY),
    "feed-in": Line("supplier", "kWh", SUPPLY),
    "netting": Line("supplier", "kWh", SUPPLY),
    "gas": Line("supplier", "kWh", SUPPLY),
    "tax": Line("state", "kWh", TAXES),
    "netting-tax": Line("state", "kWh", TAXES),
    "credit": Line("state", "", TAXES),
    "shared-tax": Line("state", "kWh", TAXES),
    "vat": Line("state", "", TAXES),
    "standing": Line("grid", "", GRID),
    "kw-contract": Line("grid", "kW", GRID),
    "kw-max": Line("grid", "kW", GRID),
    "kwh": Line("grid", "kWh", GRID),
    "surcharge": Line("grid", "", GRID),
    "reward": Line("grid", "", GRID),
    "breach": Line("grid", "kWh", GRID),
    "sharing": Line("members", "kWh", SHARING),
    "hub-fee": Line("operator", "kWh", SHARING),
    "common": Line("members", "", SHARING),
}
"""Name -> line, in the order of a statement. A positive amount is paid by the member."""
