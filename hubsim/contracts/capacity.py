"""What contracts with one limit each way have in common."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import ConfigDict, Field

from hubsim.arrays import FloatArray, frozen
from hubsim.contracts.contract import Contract, Limits
from hubsim.horizon import Horizon
from hubsim.units import Quantity


class Capacity(Contract):
    """A contracted power each way."""

    # `import` is a keyword of Python: the scenario's key is an alias.
    model_config = ConfigDict(populate_by_name=True)

    point: Annotated[str, Field(min_length=1)] | None = None
    """Network element where the group connects: the id of a transformer or line."""

    import_kw: Annotated[float, Quantity("power", least=0.0)] = Field(alias="import")
    """Most that the members may draw together, net."""

    export_kw: Annotated[float, Quantity("power", least=0.0)] = Field(alias="export")
    """Most that the members may feed in together, net."""

    breach: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="2 EUR/kWh", validate_default=True
    )
    """Price of a kWh beyond the limit."""

    def limits(self, horizon: Horizon) -> Limits:
        """Return the limits over the horizon."""
        import_kw: FloatArray = np.full(horizon.n_steps, self.import_kw)
        export_kw: FloatArray = np.full(horizon.n_steps, self.export_kw)
        self.lower(import_kw, export_kw, horizon)
        return Limits(frozen(import_kw), frozen(export_kw), self.breach)

    def lower(self, import_kw: FloatArray, export_kw: FloatArray, horizon: Horizon) -> None:
        """Lower the limits, in place, where the contract gives less."""
