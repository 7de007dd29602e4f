"""Group transport agreement: one limit for a group, billed on its net quarter-hour profile.

Members keep their connections; the grid operator sets what they may draw and feed in together. Billing by
the decision of the ACM of 11 December 2025 (Stcrt. 2025 nr. 43262; in force 20 December 2025, to be
offered from 1 January 2027), articles of the tariff code as amended:

    kw-contract   one group power * tariff of the group's category, which is that of the highest grid
                  level among the members (3.7.2a, 3.7.18a)
    kw-max        the month's highest quarter-hour of the NET profile of the group (3.7.18b)
    kwh           on the total of the separate connections, unchanged (3.7.18c)
    standing      the sum of the members' own, unchanged (3.1.3a)
    surcharge     where members at a station (MS/LS) and at medium voltage mix: the difference of their
                  kw-contract tariffs * the sum of the station members' own highest kW (3.7.19)

The correction factor of 1.21 that grid operators proposed was not adopted. With little diversity the
agreement can cost more than separate contracts. Inside the group each component is divided in
proportion to what members would owe for it on their own; the surcharge among those who cause it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.contracts.capacity import Capacity
from hubsim.contracts.grid_fees import GridTariff, GridUse, divided_like, own_fees
from hubsim.tariffs.billing import LEVELS


class GroupTransport(Capacity):
    """One transport agreement for the group."""

    kind: Literal["group-transport"]
    """One limit for the group, billed on its net profile."""

    def grid_fees(self, use: GridUse) -> dict[str, FloatArray]:
        """Return each member's part of what the group owes for a month."""
        own = own_fees(use)
        group = group_tariff(use)
        if group is None:
            return own
        joint, part = use.contracting, use.month_part
        station = np.array([one is not None and one.level == "mv-lv" for one in use.tariff])
        contract_eur = part * group.kw_contract_eur * self.import_kw
        peak_eur = part * group.kw_max_eur * use.joint_peak_kw
        fees = dict(own)
        fees["kw-contract"] = divided_like(contract_eur, own["kw-contract"], joint)
        fees["kw-max"] = divided_like(peak_eur, own["kw-max"], joint)
        if group.level == "mv" and station.any():
            dearer = use.of("kw_contract_eur") - group.kw_contract_eur
            fees["surcharge"] = part * np.where(station, dearer * use.peak_kw, 0.0)
        return fees


def group_tariff(use: GridUse) -> GridTariff | None:
    """Return the tariffs of the highest grid level among those who contract a power."""
    found = [one for one in use.tariff if one is not None and one.level in LEVELS]
    return max(found, key=lambda one: LEVELS.index(one.level), default=None)
