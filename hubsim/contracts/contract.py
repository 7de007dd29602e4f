"""The family of contracts: limits over time and what a breach costs."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from hubsim.arrays import FloatArray
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
