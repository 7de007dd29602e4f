"""Cable pooling: several users behind one connection, which is metered and billed as one.

What the users draw and feed in together, net, is what the grid operator sees: its limit is that of the
connection, and the fees are those of one user of its category. They are divided in proportion to what
users would owe on their own. A breach would blow a fuse, so its default price is prohibitive.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.contracts.capacity import Capacity
from hubsim.contracts.grid_fees import GridUse, divided_like, own_fees
from hubsim.tariffs.billing import categories
from hubsim.units import Quantity


class CablePooling(Capacity):
    """One connection for several users."""

    kind: Literal["cable-pooling"]
    """Several users behind one connection."""

    category: Annotated[str, Field(strict=True)]
    """Category of the connection's grid fees: stedin.lv, stedin.mv-lv or stedin.mv."""

    breach: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="100 EUR/kWh", validate_default=True
    )
    """Price of a kWh beyond the limit."""

    def problems(self) -> list[tuple[str, str]]:
        """Return a category that the table of rates does not have."""
        known = [name for name in categories() if name != "household"]
        if self.category in known:
            return []
        message = f"no category {self.category[:40]!r} (allowed: {', '.join(known)})"
        return [("category", message)]

    def grid_fees(self, use: GridUse) -> dict[str, FloatArray]:
        """Return each user's part of what the connection owes for a month."""
        own, joint, part = own_fees(use), use.contracting, use.month_part
        if not joint.any():
            return own
        one = use.tariffs[self.category]
        kwh_eur = one.day_eur * use.joint_day_kwh + one.night_eur * use.joint_night_kwh
        totals = {
            "kw-contract": part * one.kw_contract_eur * self.import_kw,
            "kw-max": part * one.kw_max_eur * use.joint_peak_kw,
            "kwh": kwh_eur,
        }
        shared = {name: divided_like(eur, own[name], joint) for name, eur in totals.items()}
        # Users outside the pool, households, keep their own.
        return own | {name: np.where(joint, eur, own[name]) for name, eur in shared.items()}
