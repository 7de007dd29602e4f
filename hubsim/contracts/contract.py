"""The family of contracts: limits over time, what a breach costs, and which grid fees are due."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.contracts.grid_fees import GridFees, GridUse, own_fees
from hubsim.horizon import Horizon
from hubsim.kinds import Kind


@dataclass(frozen=True)
class Limits:
    """What the group of members may draw and feed in together.

    import_kw, export_kw : (T,) largest net power each way [kW]; infinite where there is none
    breach_eur_kwh : what a kWh beyond the limit costs [EUR/kWh]
    """

    import_kw: FloatArray
    export_kw: FloatArray
    breach_eur_kwh: float


class Contract(Kind):
    """What the hub agreed with the grid operator."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        return []

    @abstractmethod
    def limits(self, horizon: Horizon) -> Limits:
        """Return the limits over the horizon."""

    def contract_part(self) -> float:
        """Return the part of the tariff on contracted power that is due, 1 for a firm right."""
        return 1.0

    def grid_fees(self, use: GridUse) -> GridFees:
        """Return what each member owes the grid operator for a month: here, its own fees."""
        return own_fees(use, self.contract_part())

    def reward_eur(self, horizon: Horizon) -> FloatArray:
        """Return what the grid operator pays the hub at every step for giving up room, (T,) [EUR]."""
        return frozen(np.zeros(horizon.n_steps))
